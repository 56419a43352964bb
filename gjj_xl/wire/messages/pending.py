"""Pending records (待确认) of the single forms: kept at the centre, so that every computer of the
unit sees them, until a filing confirms them or they are deleted."""

import datetime as dt
from dataclasses import dataclass

from gjj_xl.rules.business import Business
from gjj_xl.wire import values
from gjj_xl.wire.codes import Field
from gjj_xl.wire.messages.fields import listed, single


@dataclass(frozen=True, slots=True)
class PutPending:
    """Keep a record; ``text`` is its line as it would be filed.

    Putting the same ``record_id`` again changes nothing, and never brings back a record that was
    confirmed or deleted meanwhile: it is then not among those of the answer.
    """

    record_id: str = single(Field.RECORD_ID, values.RECORD_ID)
    business: Business = single(Field.BUSINESS, values.BUSINESS)
    fund: int = single(Field.FUND, values.WHOLE)
    text: str = single(Field.TEXT)


@dataclass(frozen=True, slots=True)
class AskPending:
    """Ask for the pending records of a business.

    ``cursor`` is what the page before gave, empty for the first page; without one (an asker that
    knows of no pages) the answer is all of them.
    """

    business: Business = single(Field.BUSINESS, values.BUSINESS)
    cursor: str | None = single(Field.CURSOR, values.TEXT, None)


@dataclass(frozen=True, slots=True)
class DropPending:
    """Delete pending records; those that are no longer pending are left alone."""

    business: Business = single(Field.BUSINESS, values.BUSINESS)
    record_ids: tuple[str, ...] = single(Field.RECORD_IDS, values.RECORD_IDS)


@dataclass(frozen=True, slots=True)
class PendingRecord:
    """A pending record at the centre."""

    record_id: str = single(Field.RECORD_ID, values.RECORD_ID)
    fund: int = single(Field.FUND, values.WHOLE)
    text: str = single(Field.TEXT)
    recorded_at: dt.datetime = single(Field.RECORDED_AT, values.MOMENT)


@dataclass(frozen=True, slots=True)
class PendingAnswer:
    """The pending records of the business, the oldest first: the answer to each of the three.

    The first page of them, or the one asked for; ``total`` counts those of all pages. A centre
    that does not page gives all of them, with neither cursor nor total.
    """

    records: tuple[PendingRecord, ...] = listed(Field.PENDING, PendingRecord)
    cursor: str = single(Field.CURSOR, values.TEXT, "")
    total: int | None = single(Field.LISTED, values.WHOLE, None)
