"""Foreign sheets: what is understood is said, and what is not is refused with the reason."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.sheets.errors import NotABatch, Reason
from gjj_xl.sheets.intake import take_in
from gjj_xl.sheets.reading import read_live
from gjj_xl.sheets.synonyms import FIELDS_BY_WORD, SYNONYMS, field_of
from tests.oracle import ROSTER, make_terms
from tests.sheets.making import (
    FAMILY_MERGES,
    TITLE_ROWS,
    edit,
    employee,
    family,
    first_sheet,
    live,
    plain,
    to_xls,
)


def foreign(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        first_sheet(book).append(row)
    book.save(path)
    book.close()
    return path


BACKPAY = ("员工姓名", "公积金账号", "开始年月", "结束年月", "月工资", "缴存比例(%)")
PERSON = ("张三", "000000000001", "202601", "202603", 5000, 8)


def test_an_old_xls_of_the_family_layout_becomes_a_batch_without_findings(tmp_path: Path) -> None:
    source = family(tmp_path / "family.xlsx", employee(1), foot=[["合计", *[None] * 8, 800]])
    sheet = read_live(to_xls(source, tmp_path / "profile"))
    batch = sheet.batch
    assert sheet.foreign
    assert batch.business is Business.ADJUST
    assert list(batch.rows) == [7]
    assert batch.cell("salary", 7) == "E7"
    assert batch.header_row == 6
    assert batch.fund == 10
    assert check(batch, make_terms(), ROSTER).findings == ()
    notes = "\n".join(sheet.notes)
    assert "业务：年度调整（依据标题）" in notes
    assert "表头为第 5-6 行" in notes
    assert "E 列“上一年度月平均工资额”作为月均工资" in notes
    assert "J 列“月缴存额（合计）”作为月缴存额" in notes
    assert "末尾的合计或说明未作为记录：第 8 行（合计）" in notes
    assert "资金性质 10（取自标题“资金性质:10一般住房公积金”）" in notes


def test_the_rate_in_a_title_cell_serves_records_that_have_none(tmp_path: Path) -> None:
    rows = [employee(n, unit_rate=None, own_rate=None) for n in (1, 2)]
    sheet = read_live(family(tmp_path / "x.xlsx", *rows))
    assert sheet.batch.columns["rate"] == [0.08, 0.08]
    assert "缴存比例取自 E3：0.08，用于所有记录。" in sheet.notes


def test_two_different_rates_of_one_employee_are_refused_by_cell(tmp_path: Path) -> None:
    path = family(tmp_path / "x.xlsx", employee(1), employee(2, own_rate=7))
    with pytest.raises(NotABatch) as caught:
        take_in(path)
    assert caught.value.reason is Reason.TWO_RATES
    assert caught.value.cells == ("F8",)


def test_other_words_in_another_order_are_understood(tmp_path: Path) -> None:
    path = foreign(tmp_path / "漏缴.xlsx", BACKPAY, PERSON)
    taken = take_in(path, fund=10)
    assert taken.batch.business is Business.MISSED
    assert taken.batch.columns["client_number"] == ["000000000001"]
    assert taken.batch.missing == ("deposit", "amount")
    assert "业务：漏缴补缴（依据表头）。" in taken.notes
    assert any("E 列“月工资”作为月均工资" in note for note in taken.notes)


def test_a_fund_that_nothing_tells_is_asked_for_and_a_default_serves(tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.xlsx", BACKPAY, PERSON)
    with pytest.raises(NotABatch) as caught:
        read_live(path)
    assert caught.value.reason is Reason.NO_FUND
    sheet = read_live(path, default_fund=11)
    assert sheet.batch.columns["fund"] == [11]
    assert "资金性质 11（按单位参数），用于所有记录。" in sheet.notes


def test_a_title_that_names_another_fund_than_the_clerk_is_refused(tmp_path: Path) -> None:
    path = family(tmp_path / "x.xlsx", employee(1))
    with pytest.raises(NotABatch) as refused:
        take_in(path, fund=11)
    assert refused.value.reason is Reason.OTHER_FUND
    assert take_in(path, fund=10).batch.fund == 10


def test_the_banks_own_sheet_without_a_fund_takes_the_clerks(tmp_path: Path) -> None:
    fields = ("name", "id_number", "salary", "rate")
    path = plain(tmp_path / "x.xlsx", Business.REGISTER, {}, order=fields)
    assert "fund" in read_live(path).batch.missing
    sheet = read_live(path, fund=10)
    assert "fund" not in sheet.batch.missing
    assert sheet.batch.columns["fund"] == [10]
    assert any("资金性质 10" in note for note in sheet.notes)


def test_a_header_that_is_said_again_on_each_page_is_no_record(tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.xlsx", BACKPAY, PERSON, BACKPAY, PERSON)
    taken = take_in(path, fund=10)
    assert list(taken.batch.rows) == [2, 4]
    assert taken.batch.columns["name"] == ["张三", "张三"]
    assert "第 3 行重复了表头，未作为记录。" in taken.notes


def test_the_unit_that_a_title_or_a_template_names_is_known(tmp_path: Path) -> None:
    assert read_live(family(tmp_path / "x.xlsx", employee(1))).unit_number == "0123456789"
    assert read_live(live(tmp_path / "y.xlsx", Business.MISSED, {})).unit_number == "0123456789"
    assert read_live(plain(tmp_path / "z.xlsx", Business.MISSED, {})).unit_number is None


def test_another_sheet_with_records_is_named(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.xlsx", Business.MISSED, {})
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title = "上月"
    book.save(path)
    assert any("未读取：上月" in note for note in read_live(path).notes)


def test_missing_required_columns_are_listed_by_name(tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.xlsx", ("漏缴补缴",), BACKPAY[:4], PERSON[:4])
    with pytest.raises(NotABatch) as caught:
        take_in(path, fund=10)
    assert caught.value.reason is Reason.COLUMNS_MISSING
    assert caught.value.missing == ("月均工资", "缴存比例")
    assert caught.value.headers == BACKPAY[:4]


def test_a_title_that_says_adjustment_is_not_read_as_a_registration(tmp_path: Path) -> None:
    path = foreign(
        tmp_path / "x.xlsx",
        ("2026年缴存基数调整",),
        ("姓名", "身份证号", "月工资", "比例"),
        ("张三", "330102199003071230", 5000, 8),
    )
    with pytest.raises(NotABatch) as caught:
        take_in(path, fund=10)
    assert caught.value.missing == ("个人客户号",)


def test_two_columns_for_one_field_are_refused_unless_one_has_our_word(tmp_path: Path) -> None:
    doubled = (*BACKPAY, "缴存基数")
    path = foreign(tmp_path / "x.xlsx", doubled, (*PERSON, 6000))
    with pytest.raises(NotABatch) as caught:
        take_in(path, fund=10)
    assert caught.value.reason is Reason.TWO_COLUMNS
    assert caught.value.column == "月均工资"
    assert caught.value.cells == ("E1", "G1")
    ours = ("员工姓名", "公积金账号", "开始年月", "结束年月", "月均工资", "比例", "缴存基数")
    taken = take_in(foreign(tmp_path / "y.xlsx", ours, (*PERSON, 6000)), fund=10)
    assert list(taken.batch.columns["salary"]) == [5000]
    assert "未使用的列：G 列“缴存基数”。" in taken.notes


def test_a_business_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.xlsx", ("姓名", "个人账号", "证件号码"), ("张三", "1", "2"))
    with pytest.raises(NotABatch) as caught:
        take_in(path)
    assert caught.value.reason is Reason.WHICH_BUSINESS
    assert "批量职工减少" in caught.value.candidates


def test_text_that_is_a_number_is_converted_where_nothing_is_lost(tmp_path: Path) -> None:
    rows = (
        ("张三", "000000000001", "2026年1月", "2026-03", "5,000.50", "8%"),
        ("李四", "000000000002", "2026.01", "202603", " 5000 ", "8"),
        ("王五", "000000000003", "2026/13", "2026年3月5日", "五千", "约8%"),
    )
    taken = take_in(foreign(tmp_path / "x.xlsx", BACKPAY, *rows), fund=10)
    columns = taken.batch.columns
    assert columns["first_month"] == ["202601", "202601", "2026/13"]
    assert columns["last_month"] == ["202603", "202603", "2026年3月5日"]
    assert columns["salary"] == [Decimal("5000.50"), Decimal(5000), "五千"]
    assert columns["rate"] == [Decimal(8), Decimal(8), "约8%"]
    assert any(note.startswith("月均工资：2 个单元格的文本已按数值") for note in taken.notes)


def test_an_id_stored_as_a_number_is_never_converted(tmp_path: Path) -> None:
    path = family(tmp_path / "x.xlsx", employee(1, client=1, id=330102199003071230))
    batch = take_in(path).batch
    assert batch.columns["client_number"] == [1.0]
    codes = {finding.code for finding in check(batch, make_terms()).findings}
    assert {"client-number-damaged", "id-damaged"} <= codes


def test_signatures_and_totals_at_the_end_are_left_out_and_said(tmp_path: Path) -> None:
    foot = [["合 计", None, None, None, 10000], [], ["制表人：李四", None, "审核：王五"]]
    taken = take_in(family(tmp_path / "x.xlsx", employee(1), employee(2), foot=foot))
    assert list(taken.batch.rows) == [7, 8]
    assert "末尾的合计或说明未作为记录：第 9 行（合计）、第 11 行（制表人:李四）。" in taken.notes


def test_a_last_row_that_is_no_total_stays_a_record(tmp_path: Path) -> None:
    batch = take_in(family(tmp_path / "x.xlsx", employee(1), employee(2, client=None))).batch
    assert list(batch.rows) == [7, 8]


def test_merged_records_are_refused(tmp_path: Path) -> None:
    merges = (*FAMILY_MERGES, "C7:C8")
    with pytest.raises(NotABatch) as caught:
        take_in(family(tmp_path / "x.xlsx", employee(1), employee(2), merges=merges))
    assert caught.value.reason is Reason.MERGED
    assert caught.value.cells == ("C7:C8",)


def test_blank_rows_between_foreign_records_are_gaps_at_their_own_rows(tmp_path: Path) -> None:
    taken = take_in(family(tmp_path / "x.xlsx", employee(1), [], [], employee(2)))
    assert list(taken.batch.rows) == [7, 10]
    assert taken.batch.gaps == ((8, 9),)


def test_a_title_without_a_fund_code_may_give_the_funds_name(tmp_path: Path) -> None:
    titles = (("年度调整表",), *TITLE_ROWS[1:2], ("资金性质：住房公积金补贴",), TITLE_ROWS[3])
    taken = take_in(family(tmp_path / "x.xlsx", employee(1), titles=titles))
    assert taken.batch.fund == 11
    assert list(taken.batch.columns["fund"]) == [11]


def test_the_sheet_that_is_understood_is_taken_whichever_comes_first(tmp_path: Path) -> None:
    path = foreign(tmp_path / "x.xlsx", BACKPAY, PERSON)

    def cover(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.create_sheet("封面", 0).append(["某某公司"])
        sheet.title = "名单"

    assert take_in(edit(path, cover), fund=10).sheet == "名单"


def test_the_business_may_be_given_and_is_not_guessed_then(tmp_path: Path) -> None:
    path = foreign(
        tmp_path / "x.xlsx",
        ("姓名", "身份证号", "月工资", "比例", "公积金账号"),
        ("张三", "330102199003071230", 5000, 8, "000000000001"),
    )
    assert take_in(path, fund=10).batch.business is Business.ADJUST
    assert take_in(path, Business.REGISTER, 10).batch.business is Business.REGISTER


def test_every_header_of_ours_is_among_its_own_synonyms() -> None:
    for business in Business:
        for column in business.columns:
            assert field_of(column.header) == column.field


def test_no_word_means_two_fields() -> None:
    assert len(FIELDS_BY_WORD) == sum(len(set(words)) for words in SYNONYMS.values())
