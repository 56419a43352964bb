import datetime as dt
from dataclasses import replace

import pytest

from gjj_xl.ribbon.commands import COMMANDS
from gjj_xl.ribbon.state import (
    NEEDS,
    Book,
    RibbonFacts,
    controls_on,
    queue_line,
    session_line,
    state_text,
    tick_seconds,
    window_line,
)
from gjj_xl.rules.terms import SHANGHAI, example_terms
from gjj_xl.rules.window import window_state

NOW = dt.datetime(2026, 11, 10, 10, 0, tzinfo=SHANGHAI)
LOGGED_IN = RibbonFacts(unit="某某单位", logged_in=True, now=NOW)
LONG = RibbonFacts(unit="杭州某某信息技术股份有限公司", now=NOW)
BUSY = RibbonFacts(unit="某某单位", logged_in=True, busy="职工信息同步", now=NOW)


OPENING = example_terms().opening


def test_every_command_has_its_need() -> None:
    assert set(NEEDS) == set(COMMANDS)


def test_what_needs_a_session_is_off_before_the_log_in() -> None:
    on = set(controls_on(RibbonFacts(now=NOW), Book.OURS))
    assert {"login", "new", "check", "dry_run", "doctor"} <= on
    assert on.isdisjoint({"sync", "send", "logout", "query"})
    assert {"sync", "send", "logout", "query"} <= set(controls_on(LOGGED_IN, Book.OURS))


def test_a_sent_sheet_can_be_verified_and_no_longer_changed() -> None:
    on = set(controls_on(LOGGED_IN, Book.SENT))
    assert "verify" in on
    assert on.isdisjoint({"send", "delete", "repair", "compare", "dry_run"})


def test_without_a_workbook_one_can_log_in_and_make_one() -> None:
    on = set(controls_on(LOGGED_IN, Book.NONE))
    assert {"login", "new", "sync", "query", "help"} <= on
    assert on.isdisjoint({"check", "send", "take_in", "details", "export"})


def test_while_a_job_runs_it_can_be_cancelled_and_no_other_be_started() -> None:
    on = set(controls_on(BUSY, Book.OURS))
    assert {"cancel", "check", "status"} <= on
    assert on.isdisjoint({"sync", "send", "query", "login"})
    assert "cancel" not in controls_on(LOGGED_IN, Book.OURS)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (RibbonFacts(now=NOW), "尚未登录"),
        (LOGGED_IN, "某某单位　已登录"),
        (RibbonFacts(unit="某某单位", now=NOW), "某某单位　未登录"),
        (BUSY, "正在进行：职工信息同步"),
        (replace(LOGGED_IN, key="U-key已插入"), "某某单位　已登录　U-key已插入"),
        (replace(LONG, key="U-key未插入"), "杭州某…　未登录　U-key未插入"),
        (
            RibbonFacts(unit="杭州某某信息技术股份有限公司", now=NOW),
            "杭州某某信息技术股份有…　未登录",
        ),
        (
            RibbonFacts(unit="杭州某某信息技术有限公司滨江分公司", several=True, now=NOW),
            "杭州某某信…司滨江分公司　未登录",
        ),
    ],
)
def test_the_first_line_says_who_is_logged_in(facts: RibbonFacts, said: str) -> None:
    assert session_line(facts) == said


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> RibbonFacts:
    """What is known at a moment of November 2026, at a centre that keeps the manual's hours."""
    now = NOW.replace(day=day, hour=hour, minute=minute, second=second)
    return RibbonFacts(window=window_state(now, OPENING), now=now)


@pytest.mark.parametrize(
    ("facts", "window", "today", "tick"),
    [
        (RibbonFacts(now=NOW), "请先登录", "", 0),
        (at(10, 10), "202611 开放　还有10天6小时", "今天还有6小时30分", 60),
        (at(10, 8), "202611 未开放　11月10日 09:00 开放", "", 600),
        (at(10, 8, 59, 50), "202611 未开放　11月10日 09:00 开放", "", 11),
        (at(10, 15, 50), "202611　距今天关闭还有 40分钟", "今天还有40分钟", 60),
        (at(20, 15, 50), "202611　距本业务年月截止还有 40分钟", "今天还有40分钟", 60),
        (at(20, 16, 29, 30), "202611　距本业务年月截止还有 30秒", "今天还有30秒", 1),
        (at(20, 16, 30), "202612 未开放　11月21日 09:00 开放", "", 600),
        (at(20, 9), "202611 开放　还有7小时30分", "今天还有7小时30分", 60),
    ],
)
def test_the_lines_say_how_much_time_is_left_or_when_filing_opens(
    facts: RibbonFacts, window: str, today: str, tick: int
) -> None:
    assert (window_line(facts), queue_line(facts), tick_seconds(facts)) == (window, today, tick)


def test_what_waits_is_told_instead_of_the_time_that_is_left_today() -> None:
    waiting = replace(at(10, 10), queue="1 批未办结　10:15:00 再次发送", ticking=True, calm=True)
    assert queue_line(waiting) == "1 批未办结　10:15:00 再次发送"
    assert tick_seconds(waiting) == 5
    assert tick_seconds(replace(waiting, calm=False)) == 1


def test_the_text_is_one_line_for_each_value_whatever_a_name_holds() -> None:
    lines = state_text(RibbonFacts(unit="甲\non:none=send", logged_in=True, now=NOW)).split("\n")
    names = [line.partition("=")[0] for line in lines]
    assert names == [
        "tick", "label:line_session", "label:line_window", "label:line_queue",
        "on:none", "on:foreign", "on:ours", "on:sent", "on:form", "on:results",
    ]  # fmt: skip


def test_the_timer_runs_each_second_for_a_job_and_slowly_for_a_key() -> None:
    def tick(facts: RibbonFacts) -> str:
        return state_text(facts).split("\n")[0]

    assert tick(LOGGED_IN) == "tick=0"
    assert tick(replace(LOGGED_IN, key="U-key已插入")) == "tick=5"
    assert tick(replace(LOGGED_IN, key="U-key已插入", ticking=True)) == "tick=1"
