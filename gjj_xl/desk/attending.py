"""Attending to what is under way: each batch is looked at, or sent again, when its time has come.

Both fronts use it: a job behind Excel, and ``--wait`` in a terminal. Everything that it knows
stands in the journal, so it may be stopped and begun anew at any moment; nothing is signed here.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.centre.errors import (
    Busy,
    Cancelled,
    CentreError,
    ChannelError,
    NotLoggedIn,
    Refused,
    WrongState,
)
from gjj_xl.centre.filing import OutcomeOpen
from gjj_xl.desk.context import Context
from gjj_xl.desk.facts import BatchStatus, Resumed, Waited
from gjj_xl.desk.limits import Stage, stage
from gjj_xl.desk.queue import Queued, head_of, in_order
from gjj_xl.desk.resuming import Turn
from gjj_xl.desk.waiting import look
from gjj_xl.rules.terms import Terms, example_terms

News: TypeAlias = Waited | Resumed
"""What happened to a batch: its results came, or it moved on (or back) in the queue."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Pauses between two looks, in seconds: the first, how each grows, and the longest."""

    first: float
    growth: float
    longest: float


_PACES: Final = {
    Step.ACCEPTED: Pace(0.2, 1.3, 20.0),
    Step.SIGNED: Pace(5.0, 2.0, 300.0),  # the centre could not be reached
    Step.SENT: Pace(1.0, 2.0, 300.0),
}
"""Our own pace of asking; the centre's own times (返回数据出错, hours) stand in the journal."""
_REVIEWED: Final = Pace(0.2, 1.5, 300.0)
"""The staff's review of a registration takes a day."""
_ROUND: Final = 1.0
"""Seconds after which the journal is read again: another window may have added a batch."""
_COUNTED: Final = 60.0
"""Seconds before a try from which a countdown is worth the clerk's attention."""
_IN_HAND: Final = dt.timedelta(minutes=3)
"""For so long a batch that was just signed, or just sent, is left to the window that did it."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round brought; ``queue`` is what is still under way, ``words`` say it in one line.

    ``steady`` is the same without the time that is left, and so changes only with the matter.
    ``left`` is the time in seconds until something is due. ``open`` are the batches (REQUEST_SN)
    that only the clerk can bring on (manual 12.10).
    """

    news: tuple[News, ...]
    queue: tuple[Queued, ...]
    words: str
    steady: str
    left: float
    open: frozenset[str]

    @property
    def pause(self) -> float:
        """Seconds after which the next round makes sense: another window may add a batch."""
        return min(self.left, _ROUND)

    @property
    def calm(self) -> bool:
        """Whether nothing is due for longer than that."""
        return self.left > _ROUND

    @property
    def quiet_words(self) -> str:
        """The words for a place that others write to as well: they count in the last minute."""
        first = head_of(self.queue)
        counts = first is not None and first.retry_at is not None and self.left <= _COUNTED
        return self.words if counts or not self.calm else self.steady


class Attendant:
    """Somebody who looks after the batches under way."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pauses: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._stages: dict[str, Stage] = {}
        self._open: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    def round(self) -> Round:
        """Do what is due. Raises NotLoggedIn where something is under way and nobody logged in."""
        context = self._context
        terms = context.terms() or example_terms()
        news: list[News] = []
        places = self._under_way(terms)
        if places:
            session = context.session()
            due = [one for one in places if self._is_due(one)]
            if due:
                turn = Turn(context, session, terms)
                for one in due:
                    news += self._take(turn, one.status.entry)
                places = self._under_way(context.terms() or terms)
        news += self._limits(places, terms)
        words, steady = self._words(places)
        left = self._left(places)
        return Round(tuple(news), tuple(places), words, steady, left, frozenset(self._open))

    # What is due

    def _under_way(self, terms: Terms) -> list[Queued]:
        """The batches that can be brought on without the clerk, in their order."""
        entries = self._context.journal().unfinished()
        known = {entry.request_sn for entry in entries}
        self._due = {sn: at for sn, at in self._due.items() if sn in known}
        self._open &= known
        places = in_order(entries, terms, self._context.now())
        return [one for one in places if one.status.entry.step is not Step.PREPARED]

    def _is_due(self, place: Queued) -> bool:
        entry, now = place.status.entry, self._context.now()
        if place.ahead is not None or _is_in_hand(entry, now):
            return False
        if place.retry_at is not None and place.retry_at > now:
            return False
        return time.monotonic() >= self._due.get(entry.request_sn, 0.0)

    def _left(self, places: Sequence[Queued]) -> float:
        """Seconds until the next batch is due; infinite where none is."""
        now, clock = self._context.now(), time.monotonic()
        pauses = []
        for one in places:
            if one.ahead is not None:
                continue
            sn = one.status.entry.request_sn
            left = (one.retry_at - now).total_seconds() if one.retry_at else 0.0
            pauses.append(max(left, self._due.get(sn, 0.0) - clock, 0.05))
        return min(pauses, default=float("inf"))

    def _later(self, entry: Entry, seconds: float | None = None) -> None:
        """Put the next look off: by the pace of its step, or by so many seconds."""
        pace = _PACES[entry.step]
        if entry.step is Step.ACCEPTED and entry.business.facts.reviewed:
            pace = _REVIEWED
        sn = entry.request_sn
        pause = self._pauses.get(sn, pace.first)
        self._pauses[sn] = min(pause * pace.growth, pace.longest)
        self._due[sn] = time.monotonic() + (pause if seconds is None else seconds)

    # What is done

    def _take(self, turn: Turn, entry: Entry) -> list[News]:
        """Bring one batch on; a trouble with it keeps no other one waiting."""
        try:
            if entry.step is Step.ACCEPTED:
                waited = look(self._context, turn.line, entry)
                if not waited.answered:
                    self._later(entry)
                return [waited] if waited.answered else []
            turn.refresh_terms()
            told = turn.take(entry)
        except NotLoggedIn:
            raise
        except (ChannelError, Busy) as error:
            self._put_off(entry, error, turn)
            return []
        except CentreError as error:
            self._later(entry, _PACES[entry.step].longest)
            return self._once(Resumed(BatchStatus(entry), "暂时未能取回处理结果", (), error))
        return self._moved(entry, told, turn)

    def _moved(self, before: Entry, told: Resumed, turn: Turn) -> list[News]:
        after = told.status.entry
        if isinstance(told.trouble, OutcomeOpen):
            self._open.add(after.request_sn)
            self._later(after, turn.terms.waiting.retry_after(1))
            return self._once(told)
        self._open.discard(after.request_sn)
        if after.step is before.step and after.put_back == before.put_back:
            self._later(after)
            return []
        if after.step is not before.step:
            self._pauses.pop(after.request_sn, None)
        if after.step is Step.SENT or (after.step is Step.SIGNED and after.retry_at is None):
            self._later(after)
        else:
            self._due.pop(after.request_sn, None)
        if isinstance(told.trouble, ChannelError | WrongState):
            return []  # tried again by itself, and shown meanwhile
        return [told]

    def _put_off(self, entry: Entry, error: CentreError, turn: Turn) -> None:
        """The centre could not even be asked: later."""
        self._later(entry)
        if entry.step is Step.SIGNED and isinstance(error, Refused) and error.retry_at is not None:
            words = f"{error.words}（{error.code}）"
            pause = turn.terms.waiting.retry_after(entry.turned_away + 1)
            again = self._context.now() + dt.timedelta(seconds=pause)
            with suppress(WrongState):
                self._context.journal().put_off(
                    entry.request_sn, self._context.now(), words, max(error.retry_at, again)
                )

    def _once(self, told: Resumed) -> list[News]:
        """The same trouble of the same batch is told once."""
        mark = (told.status.entry.request_sn, told.words)
        if mark in self._told:
            return []
        self._told.add(mark)
        return [told]

    # What is said

    def _limits(self, places: Sequence[Queued], terms: Terms) -> list[News]:
        """The manual's limits, each at its moment (12.7)."""
        news: list[News] = []
        now = self._context.now()
        for one in places:
            entry = one.status.entry
            if entry.step is not Step.ACCEPTED or entry.business.facts.reviewed:
                continue
            here = stage(terms.waiting, now - one.since)
            before = self._stages.get(entry.request_sn)
            self._stages[entry.request_sn] = here
            if here is not before and here is not Stage.SOON:
                words = one.words(now)
                news.append(Waited(one.status, False, words, late=here is Stage.CALL))
        return news

    def _words(self, places: Sequence[Queued]) -> tuple[str, str]:
        first, more = head_of(places), len(places) - 1
        if first is None:
            return "", ""
        now = self._context.now()
        behind = f"　另有 {more} 批排队" if more else ""
        return first.words(now) + behind, first.steady(now) + behind


def attend(
    context: Context,
    *,
    only: str | None = None,
    news: Callable[[News], None],
    show: Callable[[Round], None] = lambda _: None,
    leave_open: bool = True,
    cancelled: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Attend until nothing is under way; see :meth:`gjj_xl.desk.desk.Desk.attend`."""
    attendant = Attendant(context)
    while True:
        done = attendant.round()
        for one in done.news:
            news(one)
        waiting = {one.status.entry.request_sn for one in done.queue}
        if (
            not waiting
            or (only is not None and only not in waiting)
            or (leave_open and waiting <= done.open)
        ):
            return
        show(done)
        if cancelled():
            raise Cancelled
        sleep(done.pause)


def _is_in_hand(entry: Entry, now: dt.datetime) -> bool:
    """Whether another window has just signed or sent it, and is still at it."""
    if now - entry.events[-1].at > _IN_HAND:
        return False
    match entry.step:
        case Step.SIGNED:
            return entry.put_back == 0
        case Step.SENT:
            return not entry.words
        case _:
            return False
