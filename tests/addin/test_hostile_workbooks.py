"""A workbook that somebody sent decides neither the interpreter nor Python's path.

xlwings' own VBA runs here, down to its DLL, while that workbook is the active one. The same tests
on the VBA as shipped show that they would notice.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from addin.build import CONFIGURATION
from addin.carried import PATCHES
from addin.sources import normalised
from tests.addin.commandline import server_command
from tests.addin.twin import MacroOffice, Twin, twin_file

OURS = r"C:\Users\clerk\AppData\Local\gjj-xl\venv\Scripts\pythonw.exe"


def as_shipped() -> str:
    """xlwings' module with nothing changed but the add-in's name."""
    folder = Path(xlwings.__file__).parent
    text = normalised((folder / "xlwings_custom_addin.bas").read_bytes())
    return text.replace(PATCHES[0].old, PATCHES[0].new)


@pytest.fixture
def attacked(macro_office: MacroOffice, tmp_path: Path, hostile: Path) -> Iterator[Twin]:
    """Our add-in, with the hostile workbook in front."""
    with macro_office.document(twin_file(tmp_path, real_xlwings=True)) as document:
        book = macro_office.desktop.loadComponentFromURL(hostile.as_uri(), "_blank", 0, ())
        try:
            twin = Twin(document)
            assert twin.call("Driver.Active") == hostile.name
            yield twin
        finally:
            book.close(True)


def test_a_hostile_conf_sheet_is_not_read(attacked: Twin) -> None:
    assert attacked.call("Driver.Config", "INTERPRETER_WIN") == OURS
    for key, value in CONFIGURATION.items():
        if key != "INTERPRETER_WIN":
            assert str(attacked.call("Driver.Config", key)) == value
    for key in ("PYTHONPATH", "LICENSE_KEY", "CONDA PATH", "CONDA ENV", "DEBUG UDFS"):
        assert attacked.call("Driver.Config", key) == "nothing"


def test_the_vba_as_shipped_would_have_read_it(
    macro_office: MacroOffice, tmp_path: Path, hostile: Path
) -> None:
    file = twin_file(tmp_path, old_xlwings=as_shipped())
    with macro_office.document(file) as document:
        book = macro_office.desktop.loadComponentFromURL(hostile.as_uri(), "_blank", 0, ())
        try:
            twin = Twin(document)
            assert twin.call("Driver.Config", "INTERPRETER_WIN") == r"C:\evil\python.exe"
            assert twin.call("Driver.Config", "PYTHONPATH") == r"C:\evil"
        finally:
            book.close(True)


def test_a_click_starts_our_interpreter_and_nothing_of_the_workbook_gets_near_it(
    attacked: Twin,
) -> None:
    attacked.call("Driver.Clicked", "login")
    told = attacked.commands
    servers = {line for line in told if line.startswith("server ")}
    (server,) = servers
    assert server == "server " + server_command(OURS, r"C:\Windows\system32\cmd.exe")
    assert told[-1] == "exec import gjj_xl.ribbon.entry as entry; entry.click('login')"
    assert "evil" not in "\n".join(told)
    assert "hostile" not in "\n".join(told)


def test_the_caller_is_the_add_in_so_that_no_workbook_need_be_open(attacked: Twin) -> None:
    attacked.call("Driver.Clicked", "login")
    (caller,) = [line for line in attacked.commands if line.startswith("BOOK_CALLER ")]
    assert caller.startswith("BOOK_CALLER twin-")


def test_a_path_of_one_part_puts_nothing_in_front_of_pythons_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    from xlwings.utils import prepare_sys_path

    monkeypatch.setattr(sys, "path", before := list(sys.path))
    prepare_sys_path("False")
    assert sys.path == before
    prepare_sys_path("False;;;;;;")  # what it would be as shipped, with everything empty
    assert sys.path[0] == ""
