"""The engine in Excel's place: closed, deleted, busy, counted, in another thread."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from tests.live.engine import (
    CALL_REJECTED,
    DISCONNECTED,
    NOT_CONNECTED,
    SERVER_GONE,
    WRONG_THREAD,
    ComError,
    busy,
    counting,
)


def refusal(action: Callable[[], object]) -> ComError:
    with pytest.raises(ComError) as caught:
        action()
    return caught.value


def test_an_error_looks_like_pywins() -> None:
    error = ComError(CALL_REJECTED)
    assert error.args == (error.hresult, error.strerror, error.excepinfo, error.argerror)
    assert error.strerror == "Call was rejected by callee."


def test_what_belongs_to_a_closed_book_is_disconnected(excel: xw.App) -> None:
    book = excel.books.add()
    sheet, cell = book.sheets[0], book.sheets[0]["A1"]
    book.close()
    for action in (
        lambda: book.name,
        lambda: book.sheets,
        lambda: sheet.name,
        lambda: sheet.api.ProtectContents,
        lambda: cell.value,
        lambda: cell.address,
        lambda: book.close(),
    ):
        assert refusal(action).hresult == DISCONNECTED
    assert len(excel.books) == 0


def test_what_belongs_to_a_deleted_sheet_is_not_connected(excel: xw.App) -> None:
    book = excel.books.add()
    sheet = book.sheets.add("弃")
    cell = sheet["A1"]
    sheet.delete()
    assert refusal(lambda: sheet.name).hresult == NOT_CONNECTED
    assert refusal(lambda: cell.value).hresult == NOT_CONNECTED
    assert book.sheet_names == ["Sheet1"]


def test_a_range_whose_rows_were_deleted_is_an_error(sheet: xw.Sheet) -> None:
    cell = sheet["B3"]
    sheet["3:3"].delete()
    assert refusal(lambda: cell.value).excepinfo == (0, None, None, None, 0, -2146827864)


def test_an_ended_excel_is_unavailable(excel: xw.App) -> None:
    other = xw.App()
    assert xw.apps.count == 2
    book = other.books.active
    other.quit()
    assert xw.apps.count == 1
    assert refusal(lambda: other.books).hresult == SERVER_GONE
    assert refusal(lambda: book.name).hresult == SERVER_GONE
    assert xw.apps.active == excel


def test_an_excel_without_books_has_no_active_one(excel: xw.App) -> None:
    with pytest.raises(AttributeError):
        _ = excel.books.active.name
    assert excel.selection is None
    assert refusal(lambda: excel.calculation)


def test_a_busy_excel_rejects_every_call(excel: xw.App, sheet: xw.Sheet) -> None:
    cell, book = sheet["A1"], sheet.book
    with busy():
        for action in (
            lambda: cell.value,
            lambda: setattr(cell, "value", 1),
            lambda: sheet.name,
            lambda: book.sheets[0],
            lambda: excel.books.active,
            lambda: excel.status_bar,
            lambda: excel.api.Ready,
        ):
            assert refusal(action).hresult == CALL_REJECTED
    assert cell.value is None


def test_busy_ends_even_after_an_error(sheet: xw.Sheet) -> None:
    with pytest.raises(ComError), busy():
        _ = sheet.name
    assert sheet.name == "Sheet1"


def test_an_object_belongs_to_the_thread_that_got_it(sheet: xw.Sheet) -> None:
    found: dict[str, object] = {}

    def work() -> None:
        found["error"] = refusal(lambda: sheet.name).hresult
        found["name"] = xw.apps.active.books.active.sheets.active.name

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == {"error": WRONG_THREAD, "name": "Sheet1"}


def test_calls_are_counted_where_they_come_in(sheet: xw.Sheet) -> None:
    cells = sheet["A1:C3"]
    with counting() as calls:
        cells.raw_value = 1
        _ = cells.raw_value
        _ = cells.number_format
    assert calls.by_member == {"Range.raw_value": 2, "Range.number_format": 1}
    assert calls.total == 3
    _ = cells.raw_value
    assert calls.total == 3


def test_a_block_costs_the_same_whatever_its_size(sheet: xw.Sheet) -> None:
    totals = []
    for rows in (10, 1000):
        with counting() as calls:
            sheet["A1"].value = [[1, "二", None]] * rows
            _ = sheet["A1"].resize(rows, 3).value
            sheet["D1"].resize(rows, 1).formula = "=A1*2"
        totals.append(calls.by_member)
    assert totals[0] == totals[1]


def test_what_xlwings_does_row_by_row_on_windows_is_counted_so(sheet: xw.Sheet) -> None:
    with counting() as calls:
        assert sheet["A1:A50"].rows.hidden is False
    assert calls.by_member["Range.row_hidden"] > 50


def test_the_members_that_are_missing_in_xlwings_on_windows_are_missing(sheet: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError):
        sheet.freeze_panes.freeze_at("A2")
    with pytest.raises(NotImplementedError):
        sheet["A1"].copy_from(sheet["B1"])


def test_names_of_members_that_do_not_exist(excel: xw.App, tmp_path: Path) -> None:
    book = excel.books.add()
    assert refusal(lambda: book.sheets["没有"]).excepinfo[5] == -2147352565
    assert refusal(lambda: book.names["没有"])
    assert refusal(lambda: book.sheets[0]["没有"])
    with pytest.raises(KeyError):
        _ = excel.books["没有"]
    with pytest.raises(KeyError):
        _ = book.sheets[0].tables["没有"]
    with pytest.raises(FileNotFoundError):
        excel.books.open(tmp_path / "没有.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    assert refusal(lambda: excel.books.open(broken))
