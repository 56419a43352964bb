"""How long a result takes: the manual's ten and thirty minutes, told at their moment (12.6-12.7).

They count from when the centre took the batch in, whatever was closed or restarted since.
"""

import datetime as dt
from enum import StrEnum, unique

from gjj_xl.desk.hours import left_words
from gjj_xl.desk.words import moment_words
from gjj_xl.rules.terms import Terms, Waiting
from gjj_xl.rules.window import window_state


@unique
class Stage(StrEnum):
    """How long a batch has been waiting for its result."""

    SOON = "soon"
    LATE = "late"  # over the usual time, and still normal
    CALL = "call"  # over the time after which the manual says: telephone


def stage(waiting: Waiting, elapsed: dt.timedelta) -> Stage:
    """The stage after a time since sending."""
    seconds = elapsed.total_seconds()
    if seconds < waiting.result_seconds:
        return Stage.SOON
    return Stage.LATE if seconds < waiting.call_seconds else Stage.CALL


def soon_words(waiting: Waiting) -> str:
    """What is told right after sending: the first limit."""
    return f"一般在{_about(waiting.result_seconds)}后可查到处理结果。"


def late_words(waiting: Waiting) -> str:
    """The second limit (manual 12.7)."""
    more = _about(waiting.call_seconds - waiting.result_seconds)
    first = _about(waiting.result_seconds)
    return f"发送后{first}仍无结果的，请再等待{more}；仍无结果的，请致电{centre(waiting)} 咨询。"


def centre(waiting: Waiting) -> str:
    """Whom to call: ``公积金中心 96345``."""
    return f"公积金中心 {waiting.phone}".strip()


def result_words(terms: Terms, since: dt.datetime, now: dt.datetime) -> str:
    """How long a batch that was sent at ``since`` has been waiting, and what to think of it."""
    return f"已发送 {left_words(now - since)}，{stage_words(terms, since, now)}"


def stage_words(terms: Terms, since: dt.datetime, now: dt.datetime) -> str:
    """What to think of it, without the time."""
    waiting = terms.waiting
    match stage(waiting, now - since):
        case Stage.SOON:
            return f"正在处理；{soon_words(waiting)}"
        case Stage.LATE:
            limit = _about(waiting.call_seconds)
            return f"仍属正常，请再等待；发送后{limit}仍无结果的，请致电{centre(waiting)} 咨询。"
        case _:
            opens = window_state(now, terms.opening).next_opens
            at = f"在{moment_words(opens)}以后" if opens else ""
            return f"仍未返回处理结果，请{at}致电{centre(waiting)} 咨询。"


def _about(seconds: int) -> str:
    if seconds == 600:
        return "十分钟"  # the manual's own words
    return f" {left_words(dt.timedelta(seconds=seconds))}"
