"""综合查询 in new sheets of the clerk's workbook: batches, details of a count, yellow rows."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gjj_xl.ribbon.dialogs.forms import AskDeposits, AskMonth, DepositsAnswer, MonthAnswer, SaveFile
from gjj_xl.ribbon.queries import count_at
from gjj_xl.rules.business import Business
from gjj_xl.sheets.pages import Block
from gjj_xl.sheets.results import MONTH_DIFFERS
from tests.desk.scene import Scene
from tests.live.clerk import LiveClerk, column, fill
from tests.live.test_whole_way import ROWS, good_cells

MISSED = Business.MISSED
YELLOW = (0xF0, 0xE4, 0x42)


def month_of(clerk: LiveClerk) -> str:
    return clerk.place.front.window_state().month


def asking(clerk: LiveClerk) -> None:
    clerk.windows.script(AskMonth, lambda form: MonthAnswer(form.month, 0 if form.kinds else None))


def sent(clerk: LiveClerk, business: Business = MISSED, name: str = "五月.xlsx") -> Any:
    book = clerk.new(business, name)
    fill(book, business, good_cells(clerk.place.front, business))
    clerk.click("send")
    clerk.results()
    return book


def cells(sheet: Any) -> list[list[Any]]:
    found: list[list[Any]] = sheet.used_range.options(ndim=2).value
    return found


def header_row(sheet: Any) -> int:
    return next(i for i, row in enumerate(cells(sheet), 1) if "业务流水号" in row)


def test_batches_come_into_a_new_sheet_and_a_count_leads_to_its_records(clerk: LiveClerk) -> None:
    book = sent(clerk)
    asking(clerk)
    clerk.click("query_backpay")
    sheet = book.sheets.active
    assert sheet.name == f"职工补缴批次 {month_of(clerk)}"
    top = header_row(sheet)
    rows = cells(sheet)
    headers = rows[top - 1]
    batch = dict(zip(headers, rows[top], strict=True))
    assert (batch["总笔数"], batch["成功笔数"], batch["失败笔数"]) == (ROWS, ROWS, 0)
    assert batch["补缴类型"] == "漏缴补缴"

    sheet.range((top + 1, headers.index("成功笔数") + 1)).select()
    clerk.click("details")
    detail = book.sheets.active
    assert detail.name.startswith("漏缴补缴明细")
    assert len(cells(detail)) == header_row(detail) + ROWS
    assert any("成功笔数" in str(row[0]) for row in cells(detail)[: header_row(detail)])

    sheet.activate()
    sheet.range((top + 1, headers.index("失败笔数") + 1)).select()
    before = book.sheet_names
    clerk.click("details")
    assert book.sheet_names == before
    assert "没有失败的记录" in clerk.all_told


@pytest.mark.parametrize(
    ("business", "kind"),
    [(Business.REGISTER, "职工登记"), (Business.REDUCE, "职工减少"), (Business.ADJUST, "年度调整")],
)
def test_each_business_has_its_query(clerk: LiveClerk, business: Business, kind: str) -> None:
    book = sent(clerk, business)
    asking(clerk)
    clerk.click(f"query_{business.value}")
    sheet = book.sheets.active
    assert sheet.name == f"{kind}批次 {month_of(clerk)}"
    top = header_row(sheet)
    headers, first = cells(sheet)[top - 1 : top + 1]
    batch = dict(zip(headers, first, strict=True))
    assert (batch["总笔数"], batch["成功笔数"], batch["失败笔数"]) == (ROWS, ROWS, 0)
    sheet.range((top + 1, headers.index("总笔数") + 1)).select()
    clerk.click("details")
    detail = book.sheets.active
    assert detail.name.startswith(f"{kind}明细")
    assert len(cells(detail)) == header_row(detail) + ROWS
    states = cells(detail)[header_row(detail) - 1].index("状态")
    assert {row[states] for row in cells(detail)[header_row(detail) :]} == {"成功"}


def test_a_cell_that_is_no_count_is_told(clerk: LiveClerk) -> None:
    book = sent(clerk)
    book.sheets[0].activate()
    book.sheets[0].range("B2").select()
    clerk.click("details")
    assert "选中的不是笔数" in clerk.windows.errors[-1]
    asking(clerk)
    clerk.click("query_backpay")
    book.sheets.active.range("A1").select()
    clerk.click("details")
    assert "选中的不是笔数" in clerk.windows.errors[-1]


def test_rows_processed_on_another_day_are_yellow_with_words_and_come_first(
    alone: Scene, excel: Any
) -> None:
    """登记 on the last evening: processed the next working day, for the next business month."""
    alone.sandbox.start(speed=1)
    alone.sandbox.admin(clock="2026-11-20T15:00")
    clerk = LiveClerk(alone, excel)
    try:
        clerk.log_in()
        book = clerk.new(Business.REGISTER)
        fill(book, Business.REGISTER, good_cells(clerk.place.front, Business.REGISTER))
        clerk.click("send")
        assert "批量发送成功" in clerk.all_told
        alone.sandbox.admin(clock="2026-11-24T15:00")
        clerk.results()  # the session has ended meanwhile; the next log-in looks again
        clerk.log_in()
        clerk.results()
        assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS
        clerk.windows.script(AskMonth, lambda _: MonthAnswer("202611"))
        clerk.click("query_register")
        sheet = book.sheets.active
        rows = cells(sheet)
        top = header_row(sheet)
        sheet.range((top + 1, rows[top - 1].index("总笔数") + 1)).select()
        clerk.click("details")
        detail = book.sheets.active
        top = header_row(detail)
        rows = cells(detail)
        word = rows[top - 1].index("关注")
        assert rows[top][word] == MONTH_DIFFERS
        assert detail.range((top + 1, 1)).color == YELLOW
        assert any("黄色的记录" in str(row[0]) for row in rows[:top])
    finally:
        clerk.close()


def test_a_month_without_batches_gives_a_sheet_that_says_so(clerk: LiveClerk) -> None:
    book = clerk.new(MISSED)
    clerk.windows.script(AskMonth, lambda _: MonthAnswer("202001", 2))
    clerk.click("query")
    assert book.sheets.active.name == "职工减少批次 202001"
    assert any("没有记录" in str(row[0]) for row in cells(book.sheets.active))


def test_results_go_into_a_new_workbook_where_the_active_one_is_not_ours(clerk: LiveClerk) -> None:
    other = clerk.app.books.add()
    other.sheets[0].range("A1").value = "别人的"
    asking(clerk)
    clerk.click("query")
    assert other.sheet_names == [other.sheets[0].name]
    made = clerk.app.books.active
    assert made.name != other.name
    assert "职工登记批次" in made.sheets[0].name


def test_deposits_are_the_local_roster_with_the_date_of_its_sync(clerk: LiveClerk) -> None:
    book = clerk.new(MISSED)
    empty = DepositsAnswer("", "", "", state=1, fund=0)
    clerk.windows.script(AskDeposits, lambda _: empty)
    clerk.click("deposits")
    sheet = book.sheets.active
    rows = cells(sheet)
    assert any("最后同步于" in str(row[0]) for row in rows[:6])
    top = next(i for i, row in enumerate(rows, 1) if "缴存状态" in row)
    states = {row[rows[top - 1].index("缴存状态")] for row in rows[top:]}
    assert states == {"正常"}


def test_a_results_sheet_is_exported_as_a_workbook_of_its_own(clerk: LiveClerk) -> None:
    book = sent(clerk)
    asking(clerk)
    clerk.click("query_backpay")
    target = clerk.scene.folder / "导出.xlsx"
    clerk.windows.script(SaveFile, lambda _: target)
    clerk.click("export")
    assert "已导出" in clerk.all_told
    made = openpyxl.load_workbook(target)
    assert made.sheetnames == [f"职工补缴批次 {month_of(clerk)}"]
    assert made.worksheets[0]["A1"].value.startswith("职工补缴信息查询")
    made.close()
    assert clerk.app.books.active.name == book.name
    clerk.windows.seen.clear()
    book.sheets[0].activate()
    clerk.click("export")
    assert "没有可导出的结果" in clerk.all_told


def test_the_results_in_a_workbook_are_no_batch_and_no_hindrance(clerk: LiveClerk) -> None:
    book = sent(clerk)
    asking(clerk)
    clerk.click("query_backpay")
    clerk.windows.seen.clear()
    clerk.click("check")
    assert "未读取" not in clerk.all_told
    path = Path(book.fullname)
    book.save()
    book.close()
    assert clerk.place.front.verify(path).ok


def test_the_help_is_a_sheet_to_search_in(clerk: LiveClerk) -> None:
    clerk.click("help_sheet")
    sheet = clerk.app.books.active.sheets[0]
    rows = cells(sheet)
    assert any("校验规则" in str(cell) for row in rows for cell in row)
    assert len(rows) > 35


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        (5, 2, ("2026110001", "总笔数")),
        (5, 3, ("2026110001", "失败笔数")),
        (5, 0, ("2026110001", "总笔数")),
        (4, 2, None),
        (1, 0, None),
        (9, 2, None),
    ],
)
def test_what_a_cell_of_the_batches_means(
    row: int, column: int, found: tuple[str, str] | None
) -> None:
    rows = [
        ["职工补缴信息查询", "", "", ""],
        ["单位", "", "", ""],
        ["“—”表示没有内容。", "", "", ""],
        ["业务流水号", "补缴类型", "总笔数", "失败笔数"],
        ["2026110001", "漏缴补缴", 3.0, 1.0],
    ]
    assert count_at(Block(rows, 1, 0), row, column) == found
