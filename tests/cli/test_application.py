"""``gjj-xl application``: the forms to open and to end the service, in three copies."""

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Terminal
from tests.sandbox.harness import Sandbox


def words_of(path: Path) -> list[str]:
    """All texts of each sheet, joined."""
    book = openpyxl.load_workbook(path)
    return [
        " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
        for sheet in book.worksheets
    ]


@pytest.mark.parametrize(("kind", "word"), [("open", "开通"), ("end", "终止")])
def test_before_any_log_in_a_form_has_blanks(terminal: Terminal, kind: str, word: str) -> None:
    ran = terminal("application", kind, "--out", ".")
    assert ran.code == 0, ran.said
    assert "尚未登录" in ran.out
    (made,) = terminal.folder.glob("*.xlsx")
    assert made.name == f"杭州市住房公积金单位网上业务{word}申请表.xlsx"
    copies = words_of(made)
    assert len(copies) == 3
    for copy, recipient in zip(copies, ("公积金中心", "建设银行", "单位"), strict=True):
        assert f"：{recipient}留存" in copy
    assert not (terminal.folder / "home").exists()


def test_a_form_of_that_name_is_kept_unless_the_clerk_says_so(terminal: Terminal) -> None:
    path = terminal.folder / "表.xlsx"
    path.write_bytes(b"mine")
    kept = terminal.typing("否\n", "application", "open", "--out", path)
    assert (kept.code, path.read_bytes()) == (1, b"mine")
    assert terminal.typing("是\n", "application", "open", "--out", path).code == 0
    assert len(words_of(path)) == 3


def test_odd_names_of_files_are_refused(terminal: Terminal) -> None:
    assert "扩展名应为 .xlsx" in terminal("application", "end", "--out", "表.pdf").err
    assert "找不到文件夹" in terminal("application", "end", "--out", "没有/表.xlsx").err


def test_after_log_in_the_unit_stands_in_it(terminal: Terminal, centre: Sandbox) -> None:
    assert terminal("login", "--practice", centre.data).code == 0
    ran = terminal("application", "end", "--out", "表.xlsx")
    assert "尚未登录" not in ran.out
    unit = centre.units[0]
    for copy in words_of(terminal.folder / "表.xlsx"):
        assert unit.unit_number in copy
        assert unit.cust_id in copy
