"""Reading a batch: our templates, and any sheet whose first row carries our headers."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import CellError
from gjj_xl.rules.terms import Origin, parse_terms
from gjj_xl.sheets.errors import NotABatch, Reason
from gjj_xl.sheets.reading import read_batch, read_live
from tests.oracle import make_terms
from tests.sheets.making import edit, live, plain

MISSED = Business.MISSED


@pytest.mark.parametrize("business", Business)
def test_every_template_is_read_back_as_it_was_filled(business: Business, tmp_path: Path) -> None:
    sheet = read_live(live(tmp_path / "x.xlsx", business, {}, {}, fund=10))
    assert sheet.batch.business is business
    assert list(sheet.batch.rows) == [2, 3]
    assert sheet.batch.fund == 10
    assert sheet.batch.template_version == "1"
    assert sheet.batch.missing == sheet.batch.unknown == sheet.batch.formats == ()
    assert sheet.ours
    assert sheet.notes == ()


def test_a_template_carries_its_terms_and_where_they_came_from(tmp_path: Path) -> None:
    sheet = read_live(live(tmp_path / "x.xlsx", MISSED, {}, terms=make_terms(batch_limit=7)))
    assert sheet.terms is not None
    assert parse_terms(sheet.terms).batch_limit == 7
    assert sheet.terms_origin == Origin.FILE


def test_a_template_that_was_left_blank_has_no_records(tmp_path: Path) -> None:
    assert len(read_batch(live(tmp_path / "x.xlsx", MISSED))) == 0


def test_no_fund_chosen_is_none_and_the_clerks_word_wins(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, {})
    assert read_batch(path).fund is None
    assert read_batch(path, fund=11).fund == 11


@pytest.mark.parametrize("business", Business)
def test_a_programs_plain_sheet_is_told_by_its_headers(business: Business, tmp_path: Path) -> None:
    sheet = read_live(plain(tmp_path / "x.xlsx", business, {}))
    assert sheet.batch.business is business
    assert sheet.batch.template_version is None
    assert not sheet.ours
    assert not sheet.foreign


def test_columns_are_found_by_header_in_any_order(tmp_path: Path) -> None:
    order = ("rate", "name", "last_month", "first_month", "client_number", "salary", "fund")
    batch = read_batch(plain(tmp_path / "x.xlsx", MISSED, {}, order=order))
    assert batch.columns["client_number"] == ("000000000001",)
    assert batch.cell("name", 2) == "B2"
    assert batch.missing == ("deposit", "amount")


def test_spaces_line_breaks_and_full_width_signs_in_a_header_do_not_matter(tmp_path: Path) -> None:
    rename = {"name": " 姓\n名 ", "client_number": "个人　客户号", "salary": "月均工资*"}
    batch = read_batch(plain(tmp_path / "x.xlsx", MISSED, {}, rename=rename))
    assert batch.missing == ()
    assert batch.columns["name"] == ("张三",)


def test_an_exact_header_wins_over_one_that_only_resembles_it(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {})
    edit(path, lambda _, sheet: sheet.__setitem__("J1", " 姓 名 "))
    batch = read_batch(path)
    assert batch.cell("name", 2) == "C2"
    assert batch.unknown == (("姓名", "J"),)


def test_two_columns_of_one_header_are_refused_with_both_places(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {})
    edit(path, lambda _, sheet: sheet.__setitem__("J1", "姓名"))
    with pytest.raises(NotABatch) as caught:
        read_batch(path)
    assert caught.value.reason is Reason.TWO_COLUMNS
    assert caught.value.column == "姓名"
    assert caught.value.cells == ("C1", "J1")


def test_cells_come_as_what_they_are(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {}, {}, {}, {}, {}, {})

    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        values = (330106198001011234, "330106198001011234", True, dt.date(2026, 1, 1), 0.08, "")
        for row, value in enumerate(values, 2):
            sheet.cell(row, 3).value = value

    names = read_batch(edit(path, fill)).columns["name"]
    assert isinstance(names[0], float)
    assert f"{names[0]:.5g}" == "3.3011e+17"
    assert names[1] == "330106198001011234"
    assert names[2] is True
    assert isinstance(names[3], dt.date)
    assert names[4] == 0.08
    assert names[5] is None


def test_error_values_are_read_as_errors_and_not_as_blanks(tmp_path: Path) -> None:
    path = live(
        tmp_path / "x.xlsx", MISSED, {"name": CellError("#N/A"), "rate": CellError("#REF!")}
    )
    batch = read_batch(path)
    assert batch.columns["name"] == (CellError("#N/A"),)
    assert batch.columns["rate"] == (CellError("#REF!"),)


def test_blank_rows_between_records_are_gaps_and_behind_them_nothing(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, *[{}] * 9)

    def blank(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (2, 4, 5, 8, 9, 10):
            for column in range(1, 10):
                sheet.cell(row, column).value = "  " if row == 9 and column == 3 else None

    batch = read_batch(edit(path, blank))
    assert list(batch.rows) == [3, 6, 7]
    assert batch.gaps == ((2, 2), (4, 5))


def test_the_formulas_of_empty_table_rows_are_no_records(tmp_path: Path) -> None:
    batch = read_batch(live(tmp_path / "x.xlsx", MISSED, {}))
    assert list(batch.rows) == [2]
    assert batch.gaps == ()


def test_hidden_and_filtered_rows_are_read_and_that_is_said(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, *[{}] * 6)

    def hide(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (3, 4, 6):
            sheet.row_dimensions[row].hidden = True

    sheet = read_live(edit(path, hide))
    assert len(sheet.batch) == 6
    assert sheet.notes == ("第 3-4、6 行被隐藏，仍按记录读入，共 3 行。",)


def test_a_filter_is_said_too(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {}, {})

    def filter_rows(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:I3"
        sheet.auto_filter.add_filter_column(2, ["李四"])
        sheet.row_dimensions[2].hidden = True

    sheet = read_live(edit(path, filter_rows))
    assert len(sheet.batch) == 2
    assert "第 2 行被筛选或隐藏" in sheet.notes[0]


def test_merged_cells_among_the_records_are_refused_by_address(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {}, {}, {})
    with pytest.raises(NotABatch) as caught:
        read_batch(edit(path, lambda _, sheet: sheet.merge_cells("A2:A4")))
    assert caught.value.reason is Reason.MERGED
    assert caught.value.cells == ("A2:A4",)


def test_merged_cells_beside_the_records_do_no_harm(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {}, {}, {})
    assert len(read_batch(edit(path, lambda _, sheet: sheet.merge_cells("L2:M4")))) == 3


def test_a_changed_format_is_told_with_its_first_row_and_count(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, *[{}] * 5)

    def change(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for row in (3, 5, 200):
            sheet.cell(row, 2).number_format = "0"
        sheet.cell(6, 6).number_format = "@"

    formats = {f.field: f for f in read_batch(edit(path, change)).formats}
    assert set(formats) == {"client_number", "salary"}
    assert (formats["client_number"].row, formats["client_number"].count) == (3, 2)
    assert formats["client_number"].expected == "文本"
    assert (formats["salary"].row, formats["salary"].expected) == (6, "常规")


def test_formats_are_watched_where_columns_were_moved_and_the_tab_renamed(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, {}, {})

    def change(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.insert_cols(1)
        sheet["A1"] = "备注"
        sheet["C3"].number_format = "General"
        sheet.title = "三月"

    batch = read_batch(edit(path, change))
    assert [(f.field, f.row) for f in batch.formats] == [("client_number", 3)]
    assert batch.unknown == (("备注", "A"),)


def test_a_date_format_in_a_text_column_is_not_taken_for_text(tmp_path: Path) -> None:
    # openpyxl numbers its own formats from 164 on, as the template's conditional formats do theirs.
    def change(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["B3"].number_format = "yyyy/m/d h:mm:ss AM/PM"

    path = live(tmp_path / "x.xlsx", MISSED, {}, {"first_month": "202605"})
    assert [f.field for f in read_batch(edit(path, change)).formats] == ["client_number"]


def test_a_plain_sheet_has_no_format_to_lose(tmp_path: Path) -> None:
    assert read_batch(plain(tmp_path / "x.xlsx", MISSED, {})).formats == ()


def test_the_batch_is_found_behind_other_sheets_and_those_are_named(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {})

    def add(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.title = "数据"
        book.create_sheet("封面", 0)["A1"] = "二〇二六年"
        book.create_sheet("漏缴补缴 旧")["A1"] = "x"

    sheet = read_live(edit(path, add))
    assert sheet.sheet == "数据"
    assert sheet.notes == ("只读取了工作表“数据”；未读取：漏缴补缴 旧。",)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_batch_sheet_is_not_sent_unseen(state: str, tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", MISSED, {})

    def hide(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.sheet_state = state  # type: ignore[assignment]
        book.create_sheet("封面")["A1"] = "x"
        book.active = 1

    with pytest.raises(NotABatch) as caught:
        read_batch(edit(path, hide))
    assert caught.value.reason is Reason.HIDDEN_SHEET
    assert caught.value.candidates == ("Sheet",)


def test_asking_for_another_business_than_the_sheets_is_refused(tmp_path: Path) -> None:
    for path in (
        live(tmp_path / "live.xlsx", MISSED, {}),
        plain(tmp_path / "plain.xlsx", MISSED, {}),
    ):
        with pytest.raises(NotABatch) as caught:
            read_batch(path, business=Business.REDUCE)
        assert caught.value.reason is Reason.OTHER_BUSINESS
        assert caught.value.candidates == ("批量漏缴补缴", "批量职工减少")


def test_an_adjustment_that_lost_its_client_numbers_is_no_registration(tmp_path: Path) -> None:
    fields = [c.field for c in Business.ADJUST.columns if c.field != "client_number"]
    path = plain(tmp_path / "x.xlsx", Business.ADJUST, {}, order=fields)
    edit(path, lambda _, sheet: setattr(sheet, "title", "批量年度调整"))
    batch = read_batch(path)
    assert batch.business is Business.ADJUST
    assert batch.missing == ("client_number",)


def test_a_protected_workbook_structure_and_sheet_are_read_all_the_same(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, {})

    def protect(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.protection.sheet = True
        book.security = WorkbookProtection(lockStructure=True)

    assert len(read_batch(edit(path, protect))) == 1


def test_an_xlsm_and_a_misnamed_xls_are_read_by_what_is_in_them(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, {})
    for name in ("x.xlsm", "x.xls"):
        (tmp_path / name).write_bytes(path.read_bytes())
        assert len(read_batch(tmp_path / name)) == 1


def test_our_words_of_an_earlier_run_are_read_with_the_records(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", MISSED, {}, {}, checks=["姓名有误", ""], results=["", "成功"])
    marks = read_live(path).marks
    assert list(marks["校验结果"]) == ["姓名有误", ""]
    assert list(marks["处理结果"]) == ["", "成功"]


@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8),
            st.floats(0.01, 1e7).map(lambda x: round(x, 2)),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_written_is_what_is_read(
    rows: list[tuple[str, float, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    records = [
        {"name": name, "salary": salary, "client_number": "000000000001" if keep else None}
        for name, salary, keep in rows
    ]
    path = live(tmp_path_factory.mktemp("round") / "x.xlsx", MISSED, *records)
    batch = read_batch(path)
    assert list(batch.rows) == list(range(2, 2 + len(rows)))
    assert [name or "" for name in batch.columns["name"]] == [name for name, _, _ in rows]
    assert list(batch.columns["salary"]) == [salary for _, salary, _ in rows]
