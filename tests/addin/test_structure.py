import pytest

from addin.build import all_modules, all_parts
from addin.project import Module
from addin.structure import check_structure
from tests.addin.parts import RIBBON, broken


def test_the_add_in_has_nothing_to_object_to() -> None:
    assert check_structure(all_parts(), all_modules()) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (RIBBON, 'id="logout"', 'id="login"', "id login is there 2 times"),
        (RIBBON, 'id="logout"', 'id="log_out"', "log_out has no command"),
        (RIBBON, 'id="logout"', 'id="log_out"', "logout has no control"),
        (RIBBON, 'id="line_window"', 'id="line"', "line gets no label in the state"),
        (RIBBON, 'keytip="GJ"', 'keytip="GJJZ"', "gjj_tab: keytip is longer than 3"),
        (RIBBON, 'keytip="O"', 'keytip="ST"', "keytips S and ST get in each other's way"),
        (RIBBON, "GjjLoad", "GjjStart", "onLoad=GjjStart: missing"),
        (RIBBON, 'onLoad="GjjLoad"', 'onLoad="GjjClick"', "onLoad=GjjClick: ['control As"),
        (RIBBON, 'getLabel="GjjLabel"', 'getImage="GjjLabel"', "nothing is known of getImage"),
        (RIBBON, "send_32", "sent_32", "image sent_32 is not in the package"),
        (RIBBON, "send_32", "sent_32", "image send_32 is used nowhere"),
        ("xl/workbook.xml", '"ThisWorkbook"', '"Workbook"', "code names ['Workbook'"),
        ("xl/worksheets/sheet2.xml", '"Sheet2"', '"Sheet3"', "code names ['ThisWorkbook'"),
        ("xl/_rels/workbook.xml.rels", "styles.xml", "style.xml", "names xl/style.xml"),
        ("[Content_Types].xml", 'Extension="bin"', 'Extension="b"', "vbaProject.bin has no"),
        ("[Content_Types].xml", "/xl/styles.xml", "/xl/s.xml", "/xl/s.xml, which is not there"),
    ],
)
def test_each_rule_finds_a_copy_that_breaks_it(part: str, old: str, new: str, said: str) -> None:
    found = check_structure(broken(part, old, new), all_modules())
    assert any(said in line for line in found), found


def test_an_image_of_the_wrong_size_or_kind_is_found() -> None:
    parts = all_parts()
    parts["customUI/images/send_32.png"] = parts["customUI/images/check_32.png"][:8] + b"\0" * 20
    parts["customUI/images/login_32.png"] = parts["customUI/images/clear_16.png"]
    parts["customUI/images/help_32.png"] = b"GIF89a"
    found = check_structure(parts, all_modules())
    assert "image send_32 has 0 x 0 pixels" in found
    assert "image login_32 has 16 x 16 pixels" in found
    assert "image help_32 is no PNG" in found


def test_a_callback_of_the_wrong_signature_or_without_a_handler_is_found() -> None:
    modules = [
        Module(one.name, one.kind, one.source.replace("control As IRibbonControl)", "control)"))
        for one in all_modules()
    ]
    assert any(
        "onAction=GjjClick: ['control']" in line for line in check_structure(all_parts(), modules)
    )
    modules = [
        Module(one.name, one.kind, one.source.replace("On Error GoTo Failed", "", 1))
        for one in all_modules()
    ]
    found = check_structure(all_parts(), modules)
    assert "Callbacks.GjjLoad handles no errors" in found
    assert "Ticker.Start handles no errors" in found


def test_a_document_module_without_a_sheet_is_found() -> None:
    modules = [one for one in all_modules() if one.name != "Sheet2"]
    assert any("code names" in line for line in check_structure(all_parts(), modules))
