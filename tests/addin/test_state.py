import datetime as dt
from dataclasses import replace

import pytest

from gjj_xl.ribbon.commands import COMMANDS
from gjj_xl.ribbon.state import (
    NEEDS,
    Book,
    RibbonFacts,
    controls_on,
    session_line,
    state_text,
    window_line,
)
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.rules.window import WindowState

NOW = dt.datetime(2026, 11, 10, 10, 0, tzinfo=SHANGHAI)
LOGGED_IN = RibbonFacts(unit="某某单位", logged_in=True, now=NOW)
LONG = RibbonFacts(unit="杭州某某信息技术股份有限公司", now=NOW)
BUSY = RibbonFacts(unit="某某单位", logged_in=True, busy="职工信息同步", now=NOW)


def window(next_opens: dt.datetime | None) -> WindowState:
    closes = dt.datetime(2026, 11, 20, 16, 30, tzinfo=SHANGHAI)
    return WindowState(
        open=next_opens is None,
        month="202611",
        closes=closes,
        next_opens=next_opens,
        confirmed=True,
    )


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


def test_the_second_line_says_how_much_time_is_left_or_when_filing_opens() -> None:
    assert window_line(RibbonFacts(now=NOW)) == "请先登录"
    open_now = RibbonFacts(window=window(None), now=NOW)
    assert window_line(open_now) == "业务年月 202611　还有10天6小时"
    last = RibbonFacts(window=window(None), now=NOW.replace(day=20, hour=15, minute=50))
    assert window_line(last) == "业务年月 202611　还有0小时40分"
    closed = RibbonFacts(window=window(NOW.replace(day=11, hour=9)), now=NOW)
    assert window_line(closed) == "202611　11月11日 09:00 开放"


def test_the_text_is_one_line_for_each_value_whatever_a_name_holds() -> None:
    lines = state_text(RibbonFacts(unit="甲\non:none=send", logged_in=True, now=NOW)).split("\n")
    names = [line.partition("=")[0] for line in lines]
    assert names == [
        "tick", "label:line_session", "label:line_window",
        "on:none", "on:foreign", "on:ours", "on:sent", "on:form", "on:results",
    ]  # fmt: skip


def test_the_timer_runs_each_second_for_a_job_and_slowly_for_a_key() -> None:
    def tick(facts: RibbonFacts) -> str:
        return state_text(facts).split("\n")[0]

    assert tick(LOGGED_IN) == "tick=0"
    assert tick(replace(LOGGED_IN, key="U-key已插入")) == "tick=5"
    assert tick(replace(LOGGED_IN, key="U-key已插入", ticking=True)) == "tick=1"
