"""The service window in words: open or not, the time left, and what is to be known near its end."""

import datetime as dt
from typing import Final

from gjj_xl.desk.words import CALENDAR_GUESSED, moment_words
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import SHANGHAI, Terms
from gjj_xl.rules.window import WindowState, window_state, working_days_left

STRESS: Final = dt.timedelta(hours=1)
"""From so long before the hours end, the minutes are told first; in the last one the seconds."""
_MARGIN_DAYS: Final = 2
"""Working days beyond those of a registration in which its back-pay can still be filed in peace."""


def left_words(left: dt.timedelta) -> str:
    """A time that is left: ``10天6小时``, ``6小时30分``, ``25分钟``, ``45秒``."""
    seconds = max(0, int(left.total_seconds()))
    if seconds < 60:
        return f"{seconds}秒"
    if seconds < 3600:
        return f"{seconds // 60}分钟"
    if seconds < 86_400:
        return f"{seconds // 3600}小时{seconds % 3600 // 60}分"
    return f"{seconds // 86_400}天{seconds % 86_400 // 3600}小时"


def is_last_day(state: WindowState) -> bool:
    """Whether the business month closes with today's hours."""
    return state.closes_today is not None and state.closes_today >= state.closes


def is_stressed(state: WindowState, now: dt.datetime) -> bool:
    """Whether today's hours end within the hour."""
    return state.closes_today is not None and state.closes_today - now <= STRESS


def stress_words(state: WindowState, now: dt.datetime) -> str:
    """The last hour: ``距今天关闭还有 25分钟``, on the last day ``距本业务年月截止还有 25分钟``."""
    assert state.closes_today is not None
    what = "本业务年月截止" if is_last_day(state) else "今天关闭"
    return f"距{what}还有 {left_words(state.closes_today - now)}"


def window_lines(state: WindowState, now: dt.datetime) -> list[str]:
    """The window at a moment, in sentences (manual 1 (二))."""
    if state.next_opens is not None:
        opens = moment_words(state.next_opens)
        waits = left_words(state.next_opens - now)
        return [f"现在不在办理时间，{opens}起办理业务年月 {state.month} 的业务（{waits}以后）。"]
    assert state.closes_today is not None
    closes = state.closes_today.astimezone(SHANGHAI)
    today = f"现在可以办理，今天 {closes:%H:%M} 关闭，还有 {left_words(closes - now)}"
    month = f"距本业务年月截止还有 {left_words(state.closes - now)}"
    lines = [f"{today}；{month}。"]
    if is_stressed(state, now):
        lines.append(f"请抓紧：{stress_words(state, now)}。")
    return lines


def end_notes(business: Business, terms: Terms, now: dt.datetime) -> list[str]:
    """What is to be known before a filing: the window's end, and what a registration needs first.

    A registration takes effect after a working day; only then can the same person's back-pay or
    reduction be filed (manual 6.1.10).
    """
    state = window_state(now, terms.opening)
    notes = [] if state.confirmed else [CALENDAR_GUESSED]
    if is_stressed(state, now):
        notes.append(f"{stress_words(state, now)}，以中心的时间为准。")
    near = working_days_left(now, terms.opening) < terms.waiting.review_days + _MARGIN_DAYS
    closes = f"本业务年月的申报于{moment_words(state.closes)}截止。"
    if not near:
        return notes
    days = "一个" if terms.waiting.review_days == 1 else f"{terms.waiting.review_days} 个"
    if business.facts.reviewed:
        notes.append(
            f"职工登记须经{days}工作日方能生效；生效前不能为同一职工办理补缴或减少。{closes}"
        )
    elif business.facts.after_registration:
        notes.append(
            f"新登记的职工须在登记生效（{days}工作日）并同步以后，才能办理补缴或减少。{closes}"
        )
    return notes
