"""What every surface must do; a suite that each kind of surface runs over itself.

A test module makes a fixture ``opened``: a function that takes a workbook's path and returns a
surface over it, and imports the tests from here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from gjj_xl.rules.business import CHECK_HEADER, Business
from gjj_xl.sheets.counterlist import COUNTER_SHEET, CounterList, KeptRow
from gjj_xl.sheets.countersheet import write_counter
from gjj_xl.sheets.layout import headers
from gjj_xl.sheets.surface import RowSurface
from tests.sheets.making import live

Opened: TypeAlias = Callable[[Path], RowSurface]
SHEET = Business.MISSED.facts.title
CHECK = headers(Business.MISSED).index(CHECK_HEADER)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return live(tmp_path / "missed.xlsx", Business.MISSED, {}, {"name": "李四"}, {})


def test_sheets_are_named_from_left_to_right(opened: Opened, book: Path) -> None:
    assert opened(book).sheets() == (SHEET, "参数", "填表说明")


def test_a_block_has_every_filled_cell_at_its_address(opened: Opened, book: Path) -> None:
    block = opened(book).read(SHEET)
    assert block.cell(1, 2) == "姓名"
    assert block.cell(3, 2) == "李四"
    assert block.cell(2, 5) == 5000
    assert block.cell(3, 900) is None


def test_columns_are_written_and_read_back_before_and_after_saving(
    opened: Opened, book: Path
) -> None:
    surface = opened(book)
    surface.write_columns(SHEET, 2, {CHECK: ["甲", "", "丙"], CHECK + 1: ["一", "二", ""]})
    for reader in (surface, None):
        if reader is None:
            surface.save()
            surface.close()
            reader = opened(book)
        block = reader.read(SHEET)
        assert [block.cell(row, CHECK) or "" for row in (2, 3, 4)] == ["甲", "", "丙"]
        assert [block.cell(row, CHECK + 1) or "" for row in (2, 3, 4)] == ["一", "二", ""]
        assert block.cell(3, 2) == "李四"


def test_an_empty_text_clears_what_stood_there(opened: Opened, book: Path) -> None:
    surface = opened(book)
    surface.write_columns(SHEET, 2, {CHECK: ["甲", "乙", "丙"]})
    surface.write_columns(SHEET, 2, {CHECK: ["", "", "丁"]})
    block = surface.read(SHEET)
    assert [block.cell(row, CHECK) or "" for row in (2, 3, 4)] == ["", "", "丁"]


def test_text_stays_text_whatever_it_looks_like(opened: Opened, book: Path) -> None:
    texts = ["00012", "=1+1", "3.3E+17"]
    surface = opened(book)
    surface.write_columns(SHEET, 2, {CHECK: texts})
    block = surface.read(SHEET)
    assert [block.cell(row, CHECK) for row in (2, 3, 4)] == texts


def test_rows_below_the_filled_ones_can_be_written(opened: Opened, book: Path) -> None:
    surface = opened(book)
    surface.write_columns(SHEET, 400, {CHECK: ["远"]})
    assert surface.read(SHEET).cell(400, CHECK) == "远"


def test_a_sheet_is_added_behind_the_others_and_written_anew(opened: Opened, book: Path) -> None:
    surface = opened(book)
    surface.put_sheet("回执", [("标题",), ("业务流水号", "0001")], (20, 40))
    assert surface.sheets() == (SHEET, "参数", "填表说明", "回执")
    surface.put_sheet("回执", [("新标题",), ("业务流水号", "0002")])
    assert surface.sheets().count("回执") == 1
    block = surface.read("回执")
    assert block.cell(1, 0) == "新标题"
    assert block.cell(2, 1) == "0002"


def test_protection_goes_on_and_off(opened: Opened, book: Path) -> None:
    surface = opened(book)
    assert not surface.is_protected(SHEET)
    surface.protect(SHEET)
    surface.protect(SHEET)
    assert surface.is_protected(SHEET)
    surface.put_sheet("新表", [("标题",)])
    assert not surface.is_protected("新表")
    surface.save()
    again = opened(book)
    assert again.is_protected(SHEET)
    again.protect(SHEET, False)
    assert not again.is_protected(SHEET)


def test_a_protected_sheet_can_still_be_written_by_the_program(opened: Opened, book: Path) -> None:
    surface = opened(book)
    surface.protect(SHEET)
    surface.write_columns(SHEET, 2, {CHECK: ["成功"]})
    assert surface.read(SHEET).cell(2, CHECK) == "成功"
    assert surface.is_protected(SHEET)


def test_a_sheet_that_is_not_there_is_a_key_error(opened: Opened, book: Path) -> None:
    surface = opened(book)
    for action in (
        lambda: surface.read("没有"),
        lambda: surface.write_columns("没有", 2, {0: ["x"]}),
        lambda: surface.protect("没有"),
        lambda: surface.is_protected("没有"),
    ):
        with pytest.raises(KeyError):
            action()


def test_what_was_not_saved_is_not_in_the_file(opened: Opened, book: Path) -> None:
    before = book.read_bytes()
    surface = opened(book)
    surface.write_columns(SHEET, 2, {CHECK: ["甲"]})
    surface.close()
    assert book.read_bytes() == before


def test_whole_rows_go_and_what_is_below_moves_up(opened: Opened, book: Path) -> None:
    surface = opened(book)
    surface.delete_rows(SHEET, [2, 4])
    block = surface.read(SHEET)
    assert [block.cell(row, 2) or "" for row in (2, 3, 4)] == ["李四", "", ""]
    assert block.cell(2, 5) == 5000


def test_values_stay_what_they_are_whatever_the_cells_were_for(opened: Opened, book: Path) -> None:
    surface = opened(book)
    texts, numbers = ["007", "=1+1", "张三", None], [12.0, 5, 0.25, None]
    surface.write_values(SHEET, 2, {5: texts, 2: numbers})
    block = surface.read(SHEET)
    assert [block.cell(row, 5) or None for row in range(2, 6)] == texts
    assert [block.cell(row, 2) or None for row in range(2, 6)] == numbers


def test_a_table_grows_where_it_must(opened: Opened, book: Path) -> None:
    surface = opened(book)
    surface.grow(SHEET, 5)
    surface.grow(SHEET, 60)
    surface.write_values(SHEET, 60, {2: ["王五"]})
    assert surface.read(SHEET).cell(60, 2) == "王五"


def test_a_sheet_takes_the_place_of_another_and_goes(
    opened: Opened, book: Path, tmp_path: Path
) -> None:
    surface, made = opened(book), tmp_path / "made.xlsx"
    for name in ("甲", "乙"):
        kept = KeptRow(2, {"name": name})
        write_counter(made, CounterList(Business.MISSED, (kept,)))
        old = [COUNTER_SHEET] if COUNTER_SHEET in surface.sheets() else []
        assert surface.replace_sheets(old, made) == (COUNTER_SHEET,)
        assert surface.sheets() == (SHEET, "参数", "填表说明", COUNTER_SHEET)
        assert surface.read(COUNTER_SHEET).cell(5, 3) == name
    surface.drop_sheet(COUNTER_SHEET)
    assert surface.sheets() == (SHEET, "参数", "填表说明")
