"""职工信息同步 from the ribbon: what the window says, how far it is, 取消 in the middle (B2)."""

from collections.abc import Iterator
from typing import Any

import pytest

from gjj_xl.desk.syncing import ABOUT, RECEIVING
from gjj_xl.ribbon.dialogs.forms import Advance, AskMonth, MonthAnswer, Progress, Question
from gjj_xl.rules.business import Business
from tests.desk.scene import SPEED, Scene
from tests.live.clerk import LiveClerk
from tests.live.test_queries import header_row
from tests.ribbon.windows import Later, Window
from tests.sandbox.counter import Counter

PAGE = 10
SYNC, WHOLE, CANCEL = range(3)


@pytest.fixture
def paged(alone: Scene, excel: Any) -> Iterator[LiveClerk]:
    """A clerk of a centre with small pages, logged in and synced."""
    alone.sandbox.start_here(speed=SPEED, page=PAGE)
    clerk = LiveClerk(alone, excel)
    clerk.log_in()
    clerk.windows.seen.clear()
    clerk.windows.opened.clear()
    yield clerk
    clerk.close()


def progress(clerk: LiveClerk) -> list[Window]:
    """The windows of work under way."""
    shown = zip(clerk.windows.seen, clerk.windows.opened, strict=True)
    return [window for form, window in shown if isinstance(form, Progress)]


def advances(clerk: LiveClerk) -> list[Advance]:
    return [told for window in progress(clerk) for told in window.told]


def test_the_window_says_what_a_sync_does_and_then_how_far_it_is(paged: LiveClerk) -> None:
    unit, counter = paged.scene.unit, Counter(paged.scene.sandbox.data)
    counter.raise_salaries(unit, counter.numbers(unit)[:3])
    paged.windows.script(Question, lambda _: SYNC)
    paged.click("sync")
    (asked,) = paged.windows.of(Question)
    assert asked.heading == "职工信息同步"
    assert asked.lines[:-1] == ABOUT
    assert asked.lines[-1].startswith("上次同步：2026年11月10日")
    assert [choice.label for choice in asked.choices] == ["同步", "全部重新同步", "取消"]
    assert "职工信息同步完成" in paged.all_told
    assert "新增或变更" in paged.all_told
    paged.windows.script(Question, lambda _: WHOLE)
    paged.windows.opened.clear()
    paged.windows.seen.clear()
    paged.click("sync")
    synced = paged.place.front.synced()
    assert synced is not None
    everybody = synced.accounts
    told = [(one.done, one.total) for one in advances(paged)]
    assert told[0] == (PAGE, everybody)
    assert told[-1] == (everybody, everybody)
    assert all(one.words.startswith(RECEIVING) for one in advances(paged))
    assert f"全部重新接收，共 {everybody:,} 个账户。" in paged.all_told


def test_the_clerk_who_closes_the_window_syncs_nothing(paged: LiveClerk) -> None:
    before = paged.place.front.synced()
    paged.windows.script(Question, lambda _: CANCEL)
    paged.click("sync")
    assert progress(paged) == []
    assert paged.all_told == ""
    assert paged.place.front.synced() == before


@pytest.mark.parametrize("by", ["window", "ribbon"])
def test_a_sync_is_cancelled_between_two_pages_and_the_old_roster_stands(
    paged: LiveClerk, by: str
) -> None:
    unit, counter = paged.scene.unit, Counter(paged.scene.sandbox.data)
    before, old = paged.place.front.synced(), paged.place.front.query_deposits().employees
    counter.raise_salaries(unit, counter.numbers(unit))
    cancel = Later(True)
    paged.windows.answer_progress = cancel  # type: ignore[assignment]
    paged.windows.script(Question, lambda _: SYNC)
    paged.scene.sandbox.admin(faults=["slow@roster=0.1:*"])
    paged.press("sync")
    paged.until(lambda: len(advances(paged)) >= 2)
    if by == "window":
        cancel.now.set()
    else:
        paged.press("cancel")
    paged.until(lambda: not paged.place.jobs.running)
    assert "已取消" in paged.all_told
    assert "此前的数据没有改动" in paged.all_told
    last = advances(paged)[-1]
    assert last.total is not None
    assert last.done < last.total
    assert paged.place.front.synced() == before
    assert paged.place.front.query_deposits().employees == old


def test_the_details_of_a_batch_of_several_pages_can_be_cancelled_and_come_whole(
    paged: LiveClerk,
) -> None:
    clerk, rows = paged.scene.clerk(), 33
    clerk.wait(clerk.file(clerk.missed(rows)).serial)
    book = paged.new(Business.MISSED)
    month = paged.place.front.window_state().month
    paged.windows.script(AskMonth, lambda _: MonthAnswer(month))
    paged.click("query_backpay")
    sheet = book.sheets.active
    sheet.range((header_row(sheet) + 1, 1)).select()
    paged.windows.seen.clear()
    paged.windows.opened.clear()
    cancel = Later(True)
    paged.windows.answer_progress = cancel  # type: ignore[assignment]
    paged.scene.sandbox.admin(faults=["slow@records=0.1:*"])
    names = book.sheet_names
    paged.press("details")
    paged.until(lambda: len(advances(paged)) >= 1)
    cancel.now.set()
    paged.until(lambda: not paged.place.jobs.running)
    assert "已取消" in paged.all_told
    assert book.sheet_names == names
    paged.scene.sandbox.admin(faults=["slow@records:0"])
    cancel.now.clear()
    paged.click("details")
    told = [(one.done, one.total) for one in progress(paged)[-1].told]
    assert told == [(10, rows), (20, rows), (30, rows), (rows, rows)]
    detail = book.sheets.active
    top = header_row(detail)
    assert detail.used_range.last_cell.row - top == rows
