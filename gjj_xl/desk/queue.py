"""The queue of this computer's batches: which is where, what it waits for, and since when (A9).

One batch is in work at a time (manual 12.6); the others stand behind it in the order in which they
were signed.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gjj_xl.centre.entry import IN_WORK, Entry, Step
from gjj_xl.desk.context import Context
from gjj_xl.desk.facts import BatchStatus
from gjj_xl.desk.hours import left_words
from gjj_xl.desk.limits import Stage, stage, stage_words
from gjj_xl.desk.words import STEP_WORDS, clock_words
from gjj_xl.rules.terms import Terms, example_terms

_ORDER: Final = (*IN_WORK, Step.SIGNED, Step.PREPARED)
_REASON: Final = re.compile("[，；（。]")


@dataclass(frozen=True, slots=True)
class Queued:
    """A batch that is not at its end: ``position`` counts from 1, the one in work first.

    ``reason`` is what it waits for, ``since`` since when it waits; ``retry_at`` is when it is sent
    again by itself, None where that is not up to the clock. ``ahead`` is the batch that must be
    answered first. ``phone`` is whom to call, once it has taken too long (manual 12.7).
    """

    status: BatchStatus
    position: int
    reason: str
    since: dt.datetime
    retry_at: dt.datetime | None = None
    ahead: Entry | None = None
    phone: str = ""

    def words(self, now: dt.datetime) -> str:
        """What it waits for at a moment, with the time that is left until the next try."""
        if self.retry_at is not None and self.retry_at > now:
            return f"{self.steady(now)}（还有 {left_words(self.retry_at - now)}）"
        if self.status.entry.step is Step.ACCEPTED:
            return f"已发送 {left_words(now - self.since)}，{self.reason}"
        return self.steady(now)

    def short(self, now: dt.datetime) -> str:
        """The same in a few words, for the ribbon."""
        if self.retry_at is not None and self.retry_at > now:
            return f"{clock_words(self.retry_at, now)} 再次发送"
        entry = self.status.entry
        if entry.step is Step.ACCEPTED:
            if entry.business.facts.reviewed:
                return "等待中心核查"
            sent = f"已发送 {left_words(now - self.since)}"
            return f"{sent}，请致电 {self.phone}" if self.phone else sent
        if entry.step is Step.SENT:
            return "正在向中心查询"
        return "等待前一批" if self.ahead else self.steady(now)

    def steady(self, now: dt.datetime) -> str:
        """The same without what changes by itself."""
        if self.retry_at is None:
            return self.reason
        if self.retry_at <= now:
            return f"{self.reason}，正在再次发送"
        return f"{self.reason}，{clock_words(self.retry_at, now)} 再次发送"


def queue(context: Context) -> list[Queued]:
    """The unfinished batches in their order; empty before the first log-in."""
    if context.known_account() is None:
        return []
    terms = context.terms() or example_terms()
    return in_order(context.journal().unfinished(), terms, context.now())


def in_order(entries: Sequence[Entry], terms: Terms, now: dt.datetime) -> list[Queued]:
    """Unfinished entries (the oldest first) as a queue."""
    ordered = [entry for step in _ORDER for entry in entries if entry.step is step]
    made: list[Queued] = []
    for position, entry in enumerate(ordered, start=1):
        ahead = ahead_of(entry, ordered)
        reason, since = _reason(entry, ahead, terms, now)
        retry_at = entry.retry_at if entry.step is Step.SIGNED and ahead is None else None
        late = entry.step is Step.ACCEPTED and not entry.business.facts.reviewed
        late = late and stage(terms.waiting, now - since) is Stage.CALL
        phone = terms.waiting.phone if late else ""
        made.append(Queued(BatchStatus(entry), position, reason, since, retry_at, ahead, phone))
    return made


def ahead_of(entry: Entry, entries: Sequence[Entry]) -> Entry | None:
    """The batch that must be answered, or sent, before a signed one may be sent."""
    if entry.step is not Step.SIGNED:
        return None
    others = [one for one in entries if one.request_sn != entry.request_sn]
    in_work = [one for one in others if one.step in IN_WORK and one.returned_at is None]
    place = [one.request_sn for one in entries].index(entry.request_sn)
    earlier = [one for one in entries[:place] if one.step is Step.SIGNED]
    return next(iter([*in_work, *earlier]), None)


def head_of(places: Sequence[Queued]) -> Queued | None:
    """The batch to tell of first: a registration waits for the staff for a day, behind the rest."""
    ahead = (one for one in places if one.status.entry.returned_at is None)
    return next(ahead, places[0] if places else None)


def name_of(entry: Entry) -> str:
    """What a clerk calls a batch: its serial, else its REQUEST_SN in brackets."""
    return entry.serial or f"（{entry.request_sn}）"


def _reason(
    entry: Entry, ahead: Entry | None, terms: Terms, now: dt.datetime
) -> tuple[str, dt.datetime]:
    last = entry.events[-1].at
    match entry.step:
        case Step.ACCEPTED:
            since = entry.when(Step.ACCEPTED) or last
            if entry.business.facts.reviewed:
                return "等待中心工作人员核查职工登记", since
            return stage_words(terms, since, now), since
        case Step.SENT:
            return "从服务器接收数据失败，正在向中心查询是否已收到", entry.when(Step.SENT) or last
        case Step.SIGNED if ahead is not None:
            return f"等待前一批 {name_of(ahead)} 返回结果", entry.queued_at or last
        case Step.SIGNED if entry.words:
            return _REASON.split(entry.words, maxsplit=1)[0], entry.queued_at or last
        case _:
            return STEP_WORDS[entry.step], last
