"""``gjj-xl counter``: tells which rows and why, asks, moves, and brings back."""

from pathlib import Path

import openpyxl
import pytest

from gjj_xl.cli.counter import row_numbers
from gjj_xl.cli.failure import Usage
from gjj_xl.rules.business import Business
from gjj_xl.sheets.counterlist import COUNTER_SHEET
from tests.cli.conftest import Terminal
from tests.sheets.making import live

ROWS = ({"name": "张三"}, {"name": "欧阳上官司马诸葛"}, {"name": "李四", "id_number": "A123"})


@pytest.fixture
def path(terminal: Terminal) -> Path:
    return live(terminal.folder / "登记.xlsx", Business.REGISTER, *ROWS)


def names(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [cell.value for cell in sheet["B"][1:] if cell.value]


def test_it_tells_asks_moves_and_brings_back(
    terminal: Terminal, terms_file: Path, path: Path
) -> None:
    said = terminal.typing("是\n", "counter", path, "--terms", terms_file)
    assert said.code == 0, said.said
    assert "第 3 行 欧阳上官司马诸葛：姓名长度超过5个汉字" in said.out
    assert "第 4 行 李四：证件号码位数不为15位或18位" in said.out
    assert "已将 2 行移到“柜面办理”表（现有 2 行），原表还有 1 行" in said.out
    assert names(path) == ["张三"]
    assert openpyxl.load_workbook(path).sheetnames[-1] == COUNTER_SHEET
    returned = terminal("counter", path, "--restore", "--yes")
    assert "已移回 2 行，在第 3-4 行" in returned.out
    assert names(path) == [row["name"] for row in ROWS]
    assert COUNTER_SHEET not in openpyxl.load_workbook(path).sheetnames
    nothing = terminal("counter", path, "--restore", "--yes")
    assert (nothing.code, "没有“柜面办理”表" in nothing.err) == (1, True)


def test_no_and_no_terminal_leave_the_file_alone(
    terminal: Terminal, terms_file: Path, path: Path
) -> None:
    before = path.read_bytes()
    assert terminal.typing("否\n", "counter", path, "--terms", terms_file).code == 1
    assert terminal("counter", path, "--terms", terms_file).code == 1
    assert path.read_bytes() == before


def test_rows_can_be_named(terminal: Terminal, terms_file: Path, path: Path) -> None:
    refused = terminal("counter", path, "--terms", terms_file, "--rows", "2", "--yes")
    assert (refused.code, "第 2 行没有需要到柜面办理的问题" in refused.err) == (1, True)
    assert terminal("counter", path, "--terms", terms_file, "--rows", "4", "--yes").code == 0
    assert names(path) == ["张三", "欧阳上官司马诸葛"]


def test_bounds_of_past_years_are_offered_where_nobody_says_since_when_they_apply(
    terminal: Terminal, terms_file: Path
) -> None:
    path = live(terminal.folder / "补缴.xlsx", Business.MISSED, {"salary": 100000}, {})
    before = path.read_bytes()
    offered = terminal("counter", path, "--terms", terms_file, "--yes")
    assert "由您判断；需要一并移出的，用 --rows 写明" in offered.out
    assert path.read_bytes() == before
    assert "没有需要到柜面办理的记录" in offered.out
    assert terminal("counter", path, "--terms", terms_file, "--rows", "2", "--yes").code == 0
    assert path.read_bytes() != before


def test_a_check_names_the_command_and_without_terms_that_is_said(
    terminal: Terminal, terms_file: Path, path: Path
) -> None:
    checked = terminal("check", path, "--terms", terms_file)
    assert "其中 2 行资料核对无误的" in checked.out
    assert "gjj-xl counter" in checked.out
    notes = terminal("check", path, "--terms", terms_file, "--json").json()["notes"]
    assert any("gjj-xl counter" in note for note in notes)
    unknown = terminal("counter", path)
    assert "没有中心的参数" in unknown.err


def test_row_numbers_as_a_clerk_writes_them() -> None:
    assert row_numbers("3，5-7、 9") == {3, 5, 6, 7, 9}
    for odd in ("", "三", "3-", "3..5"):
        with pytest.raises(Usage):
            row_numbers(odd)
