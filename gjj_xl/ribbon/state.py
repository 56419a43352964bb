"""What the ribbon shows: which controls are on, and its two lines of text. Pure, table-driven.

The add-in's VBA keeps the text that :func:`state_text` makes and answers Excel from it, so that
another workbook coming to the front changes the ribbon without a call into Python.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from gjj_xl.desk.hours import is_stressed, left_words, stress_words
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.rules.window import WindowState
from gjj_xl.wire.messages import QueryKind


@unique
class Book(StrEnum):
    """What kind of workbook is active; the add-in's VBA (module Books) finds out which."""

    NONE = "none"
    FOREIGN = "foreign"
    OURS = "ours"
    SENT = "sent"
    FORM = "form"
    """A form for single entries (单笔)."""
    RESULTS = "results"
    """Beside one of the others: the active sheet holds results of a query."""


_ALL: Final = frozenset(Book) - {Book.RESULTS}
_LIVE: Final = frozenset({Book.OURS, Book.SENT})
_UNSENT: Final = frozenset({Book.OURS})
_RESULTS: Final = frozenset({Book.RESULTS})
_FORM: Final = frozenset({Book.FORM})


@unique
class Work(StrEnum):
    """How a command stands to a job that is under way: another one could not be started."""

    IDLE = "only while none is"
    BUSY = "only while one is"
    EVER = "either way"


@dataclass(frozen=True, slots=True)
class Need:
    """What must be so for a control to be on."""

    books: frozenset[Book] = _ALL
    work: Work = Work.IDLE
    login: bool = False


NEEDS: Final[Mapping[str, Need]] = MappingProxyType(
    {
        # 会话
        "login": Need(),
        "logout": Need(login=True),
        "certificate": Need(),
        "units": Need(),
        "channel": Need(),
        "cancel": Need(work=Work.BUSY),
        # 系统管理
        "reconcile": Need(login=True),
        "sync": Need(login=True),
        "new": Need(),
        **{f"new_{one.value}": Need() for one in Business},
        "apply_open": Need(),
        "apply_end": Need(),
        "take_in": Need(frozenset({Book.FOREIGN})),
        # 变更登记
        "check": Need(_LIVE, Work.EVER),
        "clear": Need(_LIVE, Work.EVER),
        "repair": Need(_UNSENT, Work.EVER),
        "delete": Need(_UNSENT),
        "compare": Need(_UNSENT, login=True),
        "counter": Need(_UNSENT),
        "counter_back": Need(_UNSENT),
        "dry_run": Need(_UNSENT),
        "send": Need(_UNSENT, login=True),
        "resume": Need(),
        "status": Need(work=Work.EVER),
        "withdraw": Need(),
        "verify": Need(frozenset({Book.SENT})),
        # 变更登记，单笔
        **{f"form_{one.value}": Need() for one in Business if one is not Business.ADJUST},
        "enter": Need(_FORM),
        "clear_entry": Need(_FORM, Work.EVER),
        "pending": Need(_FORM),
        "delete_pending": Need(_FORM),
        "confirm": Need(_FORM, login=True),
        # 综合查询
        "query": Need(login=True),
        **{f"query_{one.value}": Need(login=True) for one in QueryKind},
        "deposits": Need(),
        "details": Need(_RESULTS, login=True),
        "export": Need(_RESULTS),
        # 帮助
        "help": Need(),
        "help_sheet": Need(),
        "doctor": Need(),
    }
)
"""The id of a control → when it is on. The ids are those of the commands."""


@dataclass(frozen=True, slots=True)
class RibbonFacts:
    """What the ribbon hangs on, except for the active workbook.

    ``unit`` is the name of the present unit, ``several`` says that this computer files for more
    than one; ``busy`` names the job in front; ``key`` says whether the U-key is in, empty where
    none is used; ``queue`` tells of the batches that are not at their end; ``calm`` that what
    ticks only waits; ``window`` is None before the first
    log-in.
    """

    unit: str | None = None
    several: bool = False
    logged_in: bool = False
    busy: str | None = None
    ticking: bool = False
    calm: bool = False
    key: str = ""
    queue: str = ""
    window: WindowState | None = None
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(SHANGHAI))


SLOW_TICK: Final = 5
"""Seconds between two looks at whether the U-key is still in, while nothing else is under way."""
_MINUTE: Final = 60
_LONGEST_TICK: Final = 600


def controls_on(facts: RibbonFacts, book: Book) -> tuple[str, ...]:
    """The controls that are on while such a workbook is active."""
    unfit = Work.BUSY if facts.busy is None else Work.IDLE
    return tuple(
        name
        for name, need in NEEDS.items()
        if book in need.books and need.work is not unfit and (facts.logged_in or not need.login)
    )


def session_line(facts: RibbonFacts) -> str:
    """Who is logged in, or what is under way."""
    if facts.busy is not None:
        return f"正在进行：{facts.busy}"
    if facts.unit is None:
        return "尚未登录"
    state = "已登录" if facts.logged_in else "未登录"
    widest = _WIDEST - len(facts.key) if facts.key else _WIDEST
    short = (
        both_ends(facts.unit, max(4, widest))
        if facts.several
        else _short(facts.unit, max(4, widest))
    )
    return "　".join(filter(None, (short, state, facts.key)))


def window_line(facts: RibbonFacts) -> str:
    """The business month, open or not, and how much time is left until it closes (A5).

    In the last hour of a day, the minutes until the hours end; in the last minute, the seconds.
    """
    state = facts.window
    if state is None:
        return "请先登录"
    if state.next_opens is not None:
        opens = state.next_opens.astimezone(SHANGHAI)
        return f"{state.month} 未开放　{opens.month}月{opens.day}日 {opens:%H:%M} 开放"
    if is_stressed(state, facts.now):
        return f"{state.month}　{stress_words(state, facts.now)}"
    return f"{state.month} 开放　还有{left_words(state.closes - facts.now)}"


def queue_line(facts: RibbonFacts) -> str:
    """What is under way and waits, else how much time is left today."""
    if facts.queue:
        return facts.queue
    state = facts.window
    if state is None or state.closes_today is None:
        return ""
    return f"今天还有{left_words(state.closes_today - facts.now)}"


def tick_seconds(facts: RibbonFacts) -> int:
    """Seconds until Python must be called again: for a job, the key, or a line that changes."""
    if facts.ticking:
        return SLOW_TICK if facts.calm else 1
    pauses = [SLOW_TICK] if facts.key else []
    state = facts.window
    if state is not None and state.closes_today is not None:
        left = int((state.closes_today - facts.now).total_seconds())
        pauses.append(1 if left <= _MINUTE else min(_MINUTE, left - _MINUTE + 1))
    elif state is not None and state.next_opens is not None:
        left = int((state.next_opens - facts.now).total_seconds())
        pauses.append(max(1, min(_LONGEST_TICK, left + 1)))
    return min(pauses, default=0)


def state_text(facts: RibbonFacts) -> str:
    """The whole state in the form that the add-in's VBA reads: lines ``NAME=VALUE``."""
    lines = {
        "tick": str(tick_seconds(facts)),
        "label:line_session": session_line(facts),
        "label:line_window": window_line(facts),
        "label:line_queue": queue_line(facts),
        **{f"on:{book.value}": ",".join(controls_on(facts, book)) for book in Book},
    }
    return "\n".join(f"{name}={_one_line(value)}" for name, value in lines.items())


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


_WIDEST: Final = 12


def _short(name: str, widest: int) -> str:
    """A long name would push the other groups off a small screen."""
    return name if len(name) <= widest else f"{name[: widest - 1]}…"


def both_ends(name: str, widest: int) -> str:
    """A unit's name in few characters where there are several: branches differ at the end."""
    if len(name) <= widest:
        return name
    tail = widest // 2
    return f"{name[: widest - tail - 1]}…{name[-tail:]}"
