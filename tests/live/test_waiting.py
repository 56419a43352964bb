"""Waiting beside the spreadsheet: told in status bar and ribbon, and going on by itself."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.ribbon import entry
from gjj_xl.ribbon.dialogs.forms import ChooseOne, Confirm, Question, Report
from gjj_xl.ribbon.entry import facts
from gjj_xl.ribbon.state import queue_line, tick_seconds, window_line
from gjj_xl.ribbon.watching import WATCH
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Business
from tests.desk.scene import SPEED, Scene
from tests.live.clerk import PATIENCE, LiveClerk, column, fill
from tests.live.test_whole_way import ROWS, good_cells

MISSED = Business.MISSED


def filled(clerk: LiveClerk, name: str = "五月.xlsx", business: Business = MISSED) -> Any:
    book = clerk.new(business, name)
    fill(book, business, good_cells(clerk.place.front, business))
    book.save()
    return book


def busy(clerk: LiveClerk, times: str, retry: int) -> None:
    """A centre that answers 返回数据出错; its terms are known after the next log-in."""
    scene = clerk.scene
    scene.sandbox.tell(scene.number, idempotent=True, waiting={"retry_seconds": [retry]})
    clerk.log_in()
    scene.sandbox.admin(faults=[f"busy@filing:{times}"])


def line(clerk: LiveClerk) -> str:
    """The third line of the ribbon just now."""
    return queue_line(facts(clerk.place, True))


def stop(clerk: LiveClerk) -> None:
    """Excel is closed: the watch stops at its next step."""
    clerk.place.jobs.cancel_all()
    clerk.until(lambda: not clerk.place.jobs.running)
    clerk.close()


def test_a_busy_centre_is_tried_again_by_itself_with_the_time_in_the_status_bar(
    clerk: LiveClerk,
) -> None:
    busy(clerk, "2", 2)
    book = filled(clerk)
    clerk.click("send")
    assert "返回数据出错" in clerk.all_told
    assert "gjj-xl" not in clerk.all_told
    clerk.until(lambda: "再次发送" in str(clerk.app.status_bar))
    assert re.search(r"返回数据出错，\d\d:\d\d:\d\d 再次发送（还有 \d秒）", clerk.app.status_bar)
    assert re.fullmatch(r"1 批未办结　\d\d:\d\d:\d\d 再次发送", line(clerk))
    clerk.results()
    assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS
    assert len(clerk.scene.filed()) == 1
    assert line(clerk).startswith("今天还有")


def test_after_a_restart_of_excel_the_batch_goes_on_when_its_workbook_is_opened(
    clerk: LiveClerk, excel: Any
) -> None:
    busy(clerk, "1", 2)
    book = filled(clerk)
    path = Path(book.fullname)
    clerk.click("send")
    (before,) = clerk.place.front.status()
    book.save()
    book.close()
    stop(clerk)
    again = LiveClerk(clerk.scene, excel)
    try:
        opened = excel.books.open(str(path))
        again.windows.script(Question, lambda _: 0)  # it may have gone just before Excel was closed
        again.opened(opened)
        again.results()
        (after,) = again.place.front.status()
        assert (after.entry.request_sn, after.entry.step) == (
            before.entry.request_sn,
            Step.ANSWERED,
        )
        assert "回执" in opened.sheet_names
    finally:
        again.close()
    assert len(clerk.scene.filed()) == 1


def test_after_a_restart_of_excel_the_first_call_lets_the_batch_go_on(
    clerk: LiveClerk, excel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(clerk, "1", 1)
    filled(clerk).save()
    clerk.click("send")
    stop(clerk)
    monkeypatch.setattr(entry, "_excel", lambda: excel)
    monkeypatch.setattr(
        entry, "Workplace", lambda app: Workplace(app, clerk.scene.home, clerk.windows)
    )
    try:
        end = time.monotonic() + PATIENCE
        while clerk.scene.filed() == () and time.monotonic() < end:
            entry.tick()
            time.sleep(0.1)
    finally:
        entry.closing()
    assert len(clerk.scene.filed()) == 1


def test_waiting_batches_are_listed_with_place_and_since_when_and_can_be_withdrawn(
    clerk: LiveClerk,
) -> None:
    busy(clerk, "*", 900)
    books = [filled(clerk, "一.xlsx")]
    clerk.click("send")
    books.append(filled(clerk, "二.xlsx", Business.SHORT))
    clerk.click("send")
    clerk.until(lambda: "再次发送" in str(clerk.app.status_bar))
    clerk.until(lambda: facts(clerk.place, True).calm)
    assert tick_seconds(facts(clerk.place, True)) == 5
    assert line(clerk).startswith("2 批未办结　")
    clerk.click("status")
    second, first = clerk.windows.of(Report)[-1].lines
    assert re.search(r"第 1 位：返回数据出错，\d\d:\d\d:\d\d 再次发送.*（自 2026年", first.found)
    assert re.search(r"第 2 位：等待前一批 （\d{16}） 返回结果（自 2026年", second.found)
    assert all(book.sheets[0].api.ProtectContents for book in books)
    clerk.windows.script(ChooseOne, lambda _: 1, lambda _: 0)
    clerk.click("withdraw")
    clerk.click("withdraw")
    asked, _ = clerk.windows.of(ChooseOne)
    assert re.search(r"返回数据出错，\d\d:\d\d:\d\d 再次发送", asked.options[0].note)
    clerk.results()
    assert {one.entry.step for one in clerk.place.front.status()} == {Step.WITHDRAWN}
    assert not any(book.sheets[0].api.ProtectContents for book in books)
    assert clerk.scene.filed() == ()


@pytest.fixture
def alone_clerk(alone: Scene, excel: Any) -> Any:
    """A clerk with a centre of his own, whose clock may be moved."""
    alone.sandbox.start(speed=SPEED)
    clerk = LiveClerk(alone, excel)
    clerk.log_in()
    yield clerk
    stop(clerk)


def test_outside_the_hours_the_clerk_is_asked_and_the_batch_leaves_at_the_opening(
    alone_clerk: LiveClerk,
) -> None:
    clerk, sandbox = alone_clerk, alone_clerk.scene.sandbox
    book = filled(clerk)
    sandbox.admin(clock="2026-11-10T17:00")
    clerk.log_in()
    assert window_line(facts(clerk.place, True)) == "202611 未开放　11月11日 09:00 开放"
    clerk.windows.script(Question, lambda _: 1)
    clerk.click("send")
    assert "起可以提交业务年月 202611 的业务" in clerk.all_told
    assert clerk.place.front.status() == []
    assert not book.sheets[0].api.ProtectContents
    clerk.windows.script(Question, lambda _: 0)
    clerk.click("send")
    (asked,) = clerk.windows.of(Confirm)
    assert asked.question == "发送后不能再修改或删除，确认签名并在开放后发送吗？"
    assert "11月11日 09:00:00 开放后自动发送" in clerk.all_told
    assert line(clerk) == "1 批未办结　11月11日 09:00:00 再次发送"
    assert clerk.scene.filed() == ()
    sandbox.admin(clock="2026-11-11T09:00:02")
    clerk.log_in()
    clerk.results()
    assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS
    assert len(clerk.scene.filed()) == 1


def test_near_the_end_the_question_tells_the_minutes_and_what_a_registration_needs(
    alone_clerk: LiveClerk,
) -> None:
    clerk = alone_clerk
    clerk.scene.sandbox.admin(clock="2026-11-20T16:00")
    clerk.log_in()
    assert re.fullmatch(
        r"202611　距本业务年月截止还有 \d\d分钟", window_line(facts(clerk.place, True))
    )
    clerk.windows.script(Confirm, lambda _: False)
    for business, words in (
        (Business.REGISTER, "职工登记须经一个工作日方能生效"),
        (Business.REDUCE, "新登记的职工须在登记生效"),
    ):
        filled(clerk, f"{business.value}.xlsx", business)
        clerk.click("send")
        lines = clerk.windows.of(Confirm)[-1].lines
        assert any(words in one for one in lines), lines
        assert any("距本业务年月截止还有" in one for one in lines)


def test_both_limits_of_a_result_are_told_the_second_in_a_window(alone: Scene, excel: Any) -> None:
    alone.sandbox.start(speed=0.001)
    clerk = LiveClerk(alone, excel)
    try:
        clerk.log_in()
        filled(clerk)
        clerk.click("send")
        clerk.until(lambda: "已发送" in str(clerk.app.status_bar))
        assert line(clerk).startswith("1 批未办结　已发送 ")
        alone.sandbox.admin(clock="2026-11-10T10:12")
        clerk.until(lambda: "仍属正常" in str(clerk.app.status_bar))
        assert "仍未返回处理结果" not in clerk.all_told
        alone.sandbox.admin(clock="2026-11-10T10:31")
        clerk.until(lambda: "仍未返回处理结果" in clerk.all_told)
        told = clerk.windows.messages[-1]
        assert re.search(r"已发送 3\d分钟，仍未返回处理结果，请致电公积金中心 96345 咨询", told)
        assert line(clerk).endswith("请致电 96345")
        assert any(job.name == WATCH for job in clerk.place.jobs.running)
    finally:
        stop(clerk)


def test_a_session_that_ends_while_a_batch_waits_is_told_and_goes_on_after_the_log_in(
    clerk: LiveClerk,
) -> None:
    busy(clerk, "1", 4)
    filled(clerk)
    clerk.click("send")
    clerk.scene.sandbox.admin(faults=["forget-session@terms"])
    clerk.until(lambda: "登录已失效" in clerk.all_told)
    clerk.until(lambda: not clerk.place.jobs.running)
    assert line(clerk) == "1 批未办结　请登录后继续"
    clerk.log_in()
    clerk.results()
    assert clerk.place.front.status()[0].entry.step is Step.ANSWERED
    assert len(clerk.scene.filed()) == 1
