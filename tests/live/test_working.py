"""Clicks on sheets: new, taken in, checked, compared, repaired, deleted."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gjj_xl.ribbon.dialogs.forms import ChooseMany, Question, SaveFile
from gjj_xl.ribbon.working import check_words
from gjj_xl.rules.business import Business
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.reading import read_live, read_pages
from tests.live.clerk import LiveClerk, column, fill, put
from tests.live.test_whole_way import ROWS, good_cells
from tests.sheets.making import employee, family, live

MISSED = Business.MISSED


def filled(clerk: LiveClerk, business: Business = MISSED) -> Any:
    book = clerk.new(business)
    fill(book, business, good_cells(clerk.place.front, business))
    return book


def test_before_any_log_in_a_new_sheet_is_an_example(newcomer: LiveClerk) -> None:
    book = newcomer.new(MISSED)
    assert "示例参数" in str(book.sheets["参数"].range("A2").value)
    newcomer.click("send")
    assert "登录" in newcomer.all_told
    assert "gjj-xl" not in newcomer.all_told


def test_several_blank_sheets_are_made_at_once(clerk: LiveClerk) -> None:
    clerk.windows.script(ChooseMany, lambda _: (0, 3))
    clerk.windows.script(SaveFile, lambda form: clerk.scene.folder / form.name)
    clerk.click("new")
    month = clerk.place.front.window_state().month
    assert {book.name for book in clerk.app.books} == {
        f"批量职工登记-{month}.xlsx",
        f"批量少缴补缴-{month}.xlsx",
    }


@pytest.mark.parametrize("control", ["check", "clear", "compare", "dry_run", "send", "delete"])
def test_a_workbook_of_somebody_else_is_not_touched(clerk: LiveClerk, control: str) -> None:
    book = clerk.app.books.add()
    book.sheets[0].range("A1").value = "别人的"
    clerk.click(control)
    (told,) = clerk.windows.errors
    assert "不是本程序的业务表格" in told
    assert "导入旧表" in told
    assert book.sheets[0].used_range.value == "别人的"


@pytest.mark.parametrize("control", ["check", "send", "details", "export", "take_in"])
def test_without_an_open_workbook_that_is_said_kindly(clerk: LiveClerk, control: str) -> None:
    clerk.click(control)
    (told,) = clerk.windows.errors
    assert "没有打开的工作簿" in told


def test_an_unknown_control_says_that_the_versions_differ(clerk: LiveClerk) -> None:
    clerk.click("fly")
    assert "版本不一致" in clerk.windows.errors[0]


def test_an_open_sheet_is_read_as_the_file_is(clerk: LiveClerk) -> None:
    path = live(
        clerk.scene.folder / "a.xlsx",
        MISSED,
        {},
        {"name": 5, "salary": "八千", "first_month": 202601},
        {"client_number": 12345678901.0, "rate": 0.08},
    )
    of_file = read_live(path)
    of_excel = read_pages(LiveSurface(clerk.app.books.open(str(path))).pages())
    for name, cells in of_file.batch.columns.items():
        assert list(of_excel.batch.columns[name]) == list(cells), name
    assert list(of_excel.batch.rows) == list(of_file.batch.rows)
    for name in ("places", "fund", "gaps", "missing", "unknown", "template_version"):
        assert getattr(of_excel.batch, name) == getattr(of_file.batch, name), name
    for name in ("sheet", "ours", "terms", "terms_origin", "marker_columns", "unit_number"):
        assert getattr(of_excel, name) == getattr(of_file, name), name


def test_a_check_marks_and_clearing_takes_every_mark_away(clerk: LiveClerk) -> None:
    book = filled(clerk)
    put(book, MISSED, 3, "first_month", "2026")
    put(book, MISSED, 4, "salary", -1)
    clerk.click("check")
    checks = column(book, "校验结果", ROWS + 1)
    assert "起始年月" in checks[1]
    assert "不能为零或负数" in checks[2]
    assert column(book, "_标记", ROWS + 1)[1] == "|起始年月|"
    assert clerk.app.selection.address == "$D$3"
    assert clerk.app.status_bar == "公积金：校验完毕：共 6 行，2 行有 2 个错误。"
    clerk.click("clear")
    assert column(book, "校验结果", ROWS + 1) == [None] * ROWS
    assert column(book, "_标记", ROWS + 1) == [None] * ROWS


def test_a_sheet_that_nobody_has_filled_says_so(clerk: LiveClerk) -> None:
    clerk.new(MISSED)
    clerk.click("check")
    assert "表中没有记录" in clerk.all_told
    clerk.windows.seen.clear()
    clerk.click("send")
    assert "没有可以发送的记录" in clerk.all_told


def test_an_old_sheet_becomes_a_live_workbook_beside_it(clerk: LiveClerk) -> None:
    path = family(
        clerk.scene.folder / "旧表.xlsx",
        employee(1, client="010000000001"),
        employee(2, client="010000000002", salary=9000),
        titles=(("年度缴存额调整表",), ("中心",), ("资金性质：10一般住房公积金",)),
        merges=(),
    )
    before = path.read_bytes()
    clerk.app.books.open(str(path))
    clerk.click("take_in")
    made = clerk.app.books["旧表-活页.xlsx"]
    assert LiveSurface(made).business() is Business.ADJUST
    assert column(made, "个人客户号", 3) == ["010000000001", "010000000002"]
    assert column(made, "月均工资", 3) == [5000, 9000]
    assert path.read_bytes() == before
    assert "已按批量年度调整导入 2 行" in clerk.all_told
    clerk.windows.seen.clear()
    clerk.click("take_in")
    assert "已是业务表格" in clerk.all_told


def test_pasted_formats_and_numbers_made_text_are_found_and_repaired_on_request(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    sheet = book.sheets[0]
    sheet.range("D3:D4").number_format = "General"
    sheet.range("D3").value = "202001"  # Excel makes a number of it
    sheet.range("F2").number_format = "@"
    sheet.range("F2").value = "10000"  # and text of this
    assert sheet.range("D3").value == 202001.0
    assert sheet.range("F2").value == "10000"
    clerk.click("check")
    assert "自第3行起共2个单元格，应为文本" in column(book, "校验结果", 3)[1]
    assert "修复格式" in clerk.all_told
    clerk.windows.seen.clear()
    clerk.click("repair")
    assert "已修复" in clerk.all_told
    assert sheet.range("D3").value == "202001"
    assert sheet.range("F2").value == 10000.0
    assert sheet.range("D2:D7").number_format == "@"
    assert sheet.range("F2:F7").number_format == "General"
    clerk.windows.seen.clear()
    clerk.click("check")
    assert "没有发现错误" in clerk.all_told
    clerk.click("repair")
    assert "没有需要修复的格式" in clerk.all_told


def test_an_id_that_excel_has_destroyed_is_told_and_not_repaired(clerk: LiveClerk) -> None:
    book = filled(clerk, Business.REDUCE)
    sheet = book.sheets[0]
    sheet.range("D3").number_format = "General"
    sheet.range("D3").value = "110105194912310021"
    assert sheet.range("D3").value == 110105194912310000.0
    clerk.click("repair")
    assert "无法恢复" in clerk.all_told
    assert sheet.range("D3").value == 110105194912310000.0
    assert "证件号码" in column(book, "校验结果", 3)[1]


def test_selected_rows_are_deleted_whole_and_only_after_a_question(clerk: LiveClerk) -> None:
    book = filled(clerk)
    numbers = column(book, "个人客户号", ROWS + 1)
    book.sheets[0].range("A3:B4,C6:C6").select()
    clerk.windows.script(Question, lambda _: 1)
    clerk.click("delete")
    assert column(book, "个人客户号", ROWS + 1) == numbers
    clerk.windows.script(Question, lambda _: 0)
    clerk.click("delete")
    assert "3 行" in clerk.windows.of(Question)[-1].heading
    assert column(book, "个人客户号", 4) == [numbers[0], numbers[3], numbers[5]]
    assert column(book, "个人客户号", 5)[-1] is None
    clerk.click("check")
    assert "共 3 行" in clerk.all_told


def test_hidden_rows_are_not_deleted_by_mistake(clerk: LiveClerk) -> None:
    book = filled(clerk)
    book.sheets[0].range("4:5").rows.hidden = True
    book.sheets[0].range("A3:A6").select()
    clerk.click("delete")
    assert "被筛选或隐藏" in clerk.all_told
    assert None not in column(book, "个人客户号", ROWS + 1)


def test_a_header_or_another_sheet_selected_deletes_nothing(clerk: LiveClerk) -> None:
    book = filled(clerk)
    book.sheets[0].range("A1:C1").select()
    clerk.click("delete")
    assert "没有选中记录" in clerk.all_told
    book.sheets["参数"].activate()
    book.sheets["参数"].range("A2:A5").select()
    clerk.click("delete")
    assert None not in column(book, "个人客户号", ROWS + 1)


def test_a_sent_sheet_is_neither_repaired_nor_thinned_out(clerk: LiveClerk) -> None:
    filled(clerk)
    clerk.click("send")
    clerk.results()
    clerk.windows.seen.clear()
    clerk.click("delete")
    clerk.click("repair")
    assert all("已提交，不能再修改" in told for told in clerk.windows.errors)
    assert len(clerk.windows.errors) == 2


def test_comparing_shows_the_centres_record_and_of_an_id_only_what_differs(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk, Business.REDUCE)
    cells = good_cells(clerk.place.front, Business.REDUCE)
    other = cells["id_number"][4]
    put(book, Business.REDUCE, 3, "id_number", other)
    put(book, Business.REDUCE, 4, "name", "王不对")
    clerk.click("compare")
    compares = column(book, "核对结果", ROWS + 1)
    assert compares[0] is None
    assert cells["id_number"][1] not in compares[1]
    assert cells["name"][2] in compares[2]
    assert "2 行与中心登记不一致" in clerk.all_told


def test_without_the_centre_the_last_sync_is_compared_with_and_that_is_said(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    put(book, MISSED, 3, "name", "王不对")
    clerk.click("logout")
    clerk.click("compare")
    assert "登录已失效" in clerk.all_told
    assert "王不对" in column(book, "核对结果", 3)[1]


def test_a_workbook_that_was_never_saved_is_not_sent(clerk: LiveClerk) -> None:
    book = filled(clerk)
    path = Path(book.fullname)
    clerk.place.excel.new_with(path)
    assert LiveSurface(clerk.app.books.active).business() is MISSED
    clerk.click("send")
    assert "还没有保存" in clerk.all_told
    assert clerk.scene.filed() == ()


def test_marks_cost_a_workbook_nothing(clerk: LiveClerk) -> None:
    book = filled(clerk)
    book.sheets[0].range("P2").value = "我的备注"
    book.sheets.add("草稿", after=book.sheets[-1])
    put(book, MISSED, 3, "salary", -1)
    clerk.click("check")
    book.save()
    saved = openpyxl.load_workbook(book.fullname)
    assert saved.sheetnames[-1] == "草稿"
    assert saved.worksheets[0]["P2"].value == "我的备注"
    saved.close()


def test_the_words_of_a_check_count_what_was_found(clerk: LiveClerk) -> None:
    book = filled(clerk)
    checked = clerk.place.check(read_pages(LiveSurface(book).pages()))
    assert check_words(checked) == f"校验完毕：共 {ROWS} 行，没有发现错误。"
