"""An entry of the journal: one batch, from before it is signed until its result is back."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import Business
from gjj_xl.wire.codes import BUSY_PREFIX
from gjj_xl.wire.digest import request_digest
from gjj_xl.wire.messages import Filing


@unique
class Step(StrEnum):
    """How far a batch has come.

    SENT is the only state in which the outcome is unknown: the bytes may have left, and no answer
    has been verified. From there the batch goes on (accepted), back (signed: certainly not
    received) or out (refused).
    """

    PREPARED = "prepared"
    SIGNED = "signed"
    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ALLOWED: Final[Mapping[Step, frozenset[Step]]] = MappingProxyType(
    {
        Step.PREPARED: frozenset({Step.SIGNED, Step.WITHDRAWN}),
        Step.SIGNED: frozenset({Step.SENT, Step.WITHDRAWN, Step.ACCEPTED}),
        # Sent to sent is a second sending of the same bytes. Withdrawn only when the centre has
        # said that it has no such request.
        Step.SENT: frozenset({Step.SENT, Step.SIGNED, Step.ACCEPTED, Step.REFUSED, Step.WITHDRAWN}),
        Step.ACCEPTED: frozenset({Step.ANSWERED}),
        Step.ANSWERED: frozenset(),
        Step.REFUSED: frozenset({Step.ACCEPTED}),
        Step.WITHDRAWN: frozenset({Step.ACCEPTED}),
    }
)
"""Which steps may follow which.

The centre's verified receipt is true whatever was believed here: another window may have given a
batch up while this one was still being answered.
"""

UNFINISHED: Final = (Step.PREPARED, Step.SIGNED, Step.SENT, Step.ACCEPTED)
IN_WORK: Final = (Step.SENT, Step.ACCEPTED)
"""A batch in one of these keeps the next one waiting (manual 12.6)."""


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken, with what was said about it."""

    at: dt.datetime
    step: Step
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A batch as it is written down before anything is signed.

    ``request`` are the exact bytes of requestXml; ``request_digest`` is their SHA-256 (hex).
    ``amount`` in fen. ``source`` is the workbook, ``rows`` the sheet row of each line in the order
    of the lines, ``override_serial`` the earlier batch of the same content that the clerk wants to
    repeat. ``record_ids`` are the pending records of a single form (单笔), which has no workbook of
    its own: ``source`` is empty then.
    """

    request_sn: str
    business: Business
    fund: int
    business_month: str
    terms_version: str
    count: int
    amount: int
    content_digest: str
    request_digest: str
    request: bytes
    source: str
    rows: tuple[int, ...]
    override_serial: str | None = None
    record_ids: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        filing: Filing,
        request: bytes,
        request_sn: str,
        *,
        source: str,
        rows: tuple[int, ...],
    ) -> "Draft":
        """The draft of a filing, whose exact bytes are ``request``."""
        return cls(
            request_sn=request_sn,
            business=filing.business,
            fund=filing.fund,
            business_month=filing.business_month,
            terms_version=filing.terms_version,
            count=filing.count,
            amount=filing.amount,
            content_digest=filing.digest,
            request_digest=request_digest(request),
            request=request,
            source=source,
            rows=rows,
            override_serial=filing.override_serial,
            record_ids=filing.pending or (),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A batch in the journal. ``amount`` in fen; ``events`` in the order they happened.

    ``retry_at`` is when the centre wants to be asked again. ``returned_at`` is when the centre
    first listed the batch's records: from then on the next batch may be sent, although a
    registration (待确认) may still wait for the staff. ``stamped_at`` is when the receipt was put
    into the workbook. ``record_ids`` are the pending records that it confirms (单笔); a batch
    has none.
    """

    request_sn: str
    step: Step
    business: Business
    fund: int
    business_month: str
    terms_version: str
    count: int
    amount: int
    content_digest: str
    request_digest: str
    source: str
    rows: tuple[int, ...]
    override_serial: str | None
    serial: str | None
    retry_at: dt.datetime | None
    returned_at: dt.datetime | None
    stamped_at: dt.datetime | None
    events: tuple[Event, ...]
    record_ids: tuple[str, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether it came from a single form (单笔): there is no workbook to write into."""
        return bool(self.record_ids)

    def when(self, step: Step) -> dt.datetime | None:
        """When the entry last came to a step, None where it never did."""
        return next((event.at for event in reversed(self.events) if event.step is step), None)

    @property
    def put_back(self) -> int:
        """How often it came back into the queue, or was put off there, after it was signed."""
        return max(0, sum(event.step is Step.SIGNED for event in self.events) - 1)

    @property
    def turned_away(self) -> int:
        """How often the centre answered 返回数据出错 (manual 12.8)."""
        return sum(
            event.step is Step.SIGNED and BUSY_PREFIX in event.words for event in self.events
        )

    @property
    def queued_at(self) -> dt.datetime | None:
        """Since when it has been in the queue: its first signature."""
        return next((event.at for event in self.events if event.step is Step.SIGNED), None)

    @property
    def words(self) -> str:
        """What was last said about it."""
        return self.events[-1].words if self.events else ""


def new_request_sn(at: dt.datetime) -> str:
    """A REQUEST_SN of 16 digits: the day and ten random ones, so that two computers never meet."""
    return f"{at:%y%m%d}{secrets.randbelow(10**10):010d}"
