"""The engine in Excel's place: what becomes of values, texts, dates and formulas."""

import datetime as dt
import math
import time
from decimal import Decimal
from typing import Any

import pytest
import xlwings as xw

from tests.live.engine import ComError

ID = "110105194912310021"
MARCH = dt.datetime(2026, 3, 1)  # noqa: DTZ001 - cells know no time zone


def test_the_digits_of_an_id_are_destroyed_in_a_general_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ID
    assert sheet["A1"].value == 110105194912310000.0
    assert sheet["A1"].number_format == "General"


def test_an_id_stays_as_typed_in_a_cell_that_is_formatted_as_text(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = ID
    assert sheet["A1"].value == ID


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("00012", 12.0, "General"),
        ("３３", 33.0, "General"),
        ("8%", 0.08, "0%"),
        ("8.5%", 0.085, "0.00%"),
        ("1,234.5", 1234.5, "#,##0.00"),
        ("(5)", -5.0, "General"),
        ("1e3", 1000.0, "0.00E+00"),
        ("2026-03-01", MARCH, "yyyy/m/d"),
        ("2026/3", MARCH, "mmm-yy"),
        ("2026年3月", MARCH, 'yyyy"年"m"月"'),
        ("true", True, "General"),
        ("'007", "007", "General"),
        ("'=1+1", "=1+1", "General"),
        ("202603", 202603.0, "General"),
        ("2026-13", "2026-13", "General"),
        ("张三", "张三", "General"),
        ("12号楼", "12号楼", "General"),
        ("1,23", "1,23", "General"),
        ("=", "=", "General"),
        ("-", "-", "General"),
    ],
)
def test_a_text_is_interpreted_in_a_general_cell(
    sheet: xw.Sheet, typed: str, value: Any, code: str
) -> None:
    sheet["B2"].value = [[typed]]
    assert sheet["B2"].value == value
    assert type(sheet["B2"].value) is type(value)
    assert sheet["B2"].number_format == code


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (5, "5"),
        (0.1, "0.1"),
        (True, "TRUE"),
        (110105194912310021, "1.1010519491231E+17"),
        (123456789012, "1.23456789012E+11"),
        (MARCH, "2026/3/1"),
        ("=1+1", "=1+1"),
        ("8%", "8%"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_text_cell_turns_everything_into_text(sheet: xw.Sheet, given: Any, text: str) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = given
    assert sheet["A1"].value == text
    assert sheet["A1"].formula == text
    assert sheet["A1"].number_format == "@"


def test_a_block_over_text_and_general_columns_is_interpreted_column_by_column(
    sheet: xw.Sheet,
) -> None:
    sheet["B:B"].number_format = "@"
    sheet["A1"].value = [["1", "1", "1"], ["2", "2", "x"]]
    assert sheet["A1:C2"].value == [[1.0, "1", 1.0], [2.0, "2", "x"]]


def test_values_come_back_as_com_delivers_them(sheet: xw.Sheet) -> None:
    moment = MARCH.replace(hour=13, minute=30, second=5)
    sheet["A1"].value = ["字", 3, True, moment, None, "", Decimal("1.5"), float("nan")]
    assert sheet["A1:H1"].value == ["字", 3.0, True, moment, None, None, 1.5, None]
    assert sheet["A1:H1"].options(ndim=2, empty="-").value[0][4:6] == ["-", "-"]
    assert sheet["D1"].options(dates=dt.date).value == dt.date(2026, 3, 1)
    assert sheet["B1"].options(numbers=int).value == 3


def test_an_error_is_none_unless_its_text_is_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=NA()", "=1/0", "#REF!", "=nosuchfunction(1)", 1]]
    assert sheet["A1:E1"].value == [None, None, None, None, 1.0]
    texts = sheet["A1:E1"].options(err_to_str=True).value
    assert texts == ["#N/A", "#DIV/0!", "#REF!", "#NAME?", 1.0]
    assert sheet["A1"].raw_value == -2146826246


def test_a_number_in_a_currency_format_is_a_decimal(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "[$¥-804]#,##0.00"
    sheet["A1"].value = 5000.5
    assert sheet["A1"].value == Decimal("5000.5")


def test_a_truth_value_leaves_no_trace_when_a_number_follows(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].value = [[True], [False]]
    sheet["A1"].value = 1
    assert sheet["A1:A2"].value == [1.0, False]
    sheet["A2"].clear_contents()
    sheet["A2"].value = 0
    assert sheet["A2"].value == 0.0
    assert type(sheet["A2"].value) is float


@pytest.mark.parametrize("data", [[[1, 2], [3]], [[1], 2], [1, [2]], [[], []]])
def test_ragged_rows_are_refused(sheet: xw.Sheet, data: Any) -> None:
    with pytest.raises(ValueError, match="same size"):
        sheet["A1:B2"].raw_value = data


@pytest.mark.parametrize("value", [object(), dt.timedelta(1), {"a": 1}, b"x"])
def test_what_com_cannot_carry_is_a_type_error(sheet: xw.Sheet, value: Any) -> None:
    with pytest.raises(TypeError):
        sheet["A1"].raw_value = [[value]]


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(sheet: xw.Sheet, value: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        sheet["A1"].raw_value = value


def test_a_text_beyond_what_a_cell_holds_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(ComError):
        sheet["A1"].value = "字" * 32768


def test_an_array_is_fitted_to_its_range_as_excel_fits_it(sheet: xw.Sheet) -> None:
    sheet["A1:B3"].raw_value = [7, 8]
    assert sheet["A1:B3"].value == [[7.0, 8.0]] * 3
    sheet["D1:F2"].raw_value = [[1, 2], [3, 4], [5, 6]]
    texts = sheet["D1:F2"].options(err_to_str=True).value
    assert texts == [[1.0, 2.0, "#N/A"], [3.0, 4.0, "#N/A"]]


def test_one_formula_fills_a_range_and_is_adjusted(sheet: xw.Sheet) -> None:
    sheet["A1:B20"].value = [[row, 1] for row in range(20)]
    sheet["C1:C20"].formula = '=IF(A1>9,SUM($B$1:B1),"x")'
    assert sheet["C20"].value == 20
    assert sheet["C9"].value == "x"
    assert sheet["C12"].formula == '=IF(A12>9,SUM($B$1:B12),"x")'


def test_filling_keeps_each_cells_format_and_hidden_rows_are_filled_too(sheet: xw.Sheet) -> None:
    sheet["A5:A7"].color = (255, 0, 0)
    sheet["A3"].rows.hidden = True
    sheet["A1:A20"].formula = "=ROW()"
    assert sheet["A1:A20"].value == [float(row) for row in range(1, 21)]
    assert sheet["A1:A20"].color is None
    assert sheet["A6"].color == (255, 0, 0)
    assert sheet["A1"].color is None


def test_formulas_are_english_with_commas_both_ways(excel: xw.App) -> None:
    book = excel.books.add()
    sheet = book.sheets[0]
    book.sheets.add("参 数", after=sheet)
    formulas = [
        "='参 数'!$B$1+1",
        "=SUM({1,2;3,4})",
        '=IFERROR(VLOOKUP(A9,$A$1:$B$5,2,FALSE()),"a;b,c")',
        '=TEXTJOIN(",",TRUE(),A9:B9)',
        "=SUM(F:F)+SUM($9:9)",
    ]
    sheet["A1"].value = [[formula] for formula in formulas]
    assert [row[0] for row in sheet["A1:A5"].formula] == formulas
    assert sheet["A2"].value == 10


def test_constants_read_as_formulas_are_texts(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["'12", 12.5, True, "#N/A", None]]
    assert sheet["A1:E1"].formula == (("12", "12.5", "TRUE", "#N/A", ""),)


@pytest.mark.parametrize(
    "formula", ["=1+", "=SUM(1", "=SUM(1;2)", '="x', "=1)", "=" + "1+" * 5000 + "1"]
)
def test_a_formula_that_is_none_is_refused(sheet: xw.Sheet, formula: str) -> None:
    with pytest.raises(ComError):
        sheet["A1"].formula = formula


def test_a_structured_reference_can_be_written(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["数", "倍"], [2, None], [3, None]]
    sheet.tables.add(sheet["A1:B3"], name="tbl")
    sheet["B2:B3"].formula = "=tbl[[#This Row],[数]]*10"
    sheet["D1"].formula = "=SUM(tbl[倍])"
    assert sheet["B2:B3"].value == [20.0, 30.0]
    assert sheet["D1"].value == 50


def test_a_large_block_is_written_and_read_at_once(sheet: xw.Sheet) -> None:
    rows = [[f"行{row}" if column % 3 else row for column in range(12)] for row in range(20000)]
    start = time.perf_counter()
    sheet["A1"].value = rows
    written = time.perf_counter()
    read = sheet["A1"].resize(20000, 12).value
    done = time.perf_counter()
    print(f"20,000×12: written in {written - start:.2f} s, read in {done - written:.2f} s")
    assert read[19999] == rows[19999]
