"""What a unit may ask: its roster, its batches, their records, and what became of a request."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select, tuple_

from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.sandbox.store import ACCOUNTS, ANSWERS, BATCHES, EMPLOYEES, LINES, UNITS
from gjj_xl.wire.errors import FieldError
from gjj_xl.wire.messages import (
    AskBatches,
    AskRecords,
    AskRoster,
    BatchesAnswer,
    BatchSummary,
    RecordResult,
    RecordsPage,
    RecordState,
    RosterEntry,
    RosterPage,
)

PAGE: Final = 2000
"""Entries of a page, of the roster and of records."""


def load_roster(connection: Connection, unit_number: str) -> Roster:
    """All accounts of a unit, as the check needs them."""
    rows = connection.execute(_accounts(unit_number))
    return Roster(_employee(row) for row in rows)


def roster_page(connection: Connection, unit_number: str, ask: AskRoster) -> RosterPage:
    """The accounts changed since a version, in the order of their changes.

    An account that changes between two pages moves to the end of the order, so none is lost; the
    version to ask from next is the one that stood when the first page was made. Raises FieldError
    for a cursor that is not ours.
    """
    version = connection.scalar(select(UNITS.c.version).where(UNITS.c.unit_number == unit_number))
    assert version is not None
    # A version that we never gave belongs to another life of this centre: send everything.
    since = ask.since if ask.since <= version else 0
    query = _accounts(unit_number).where(ACCOUNTS.c.version > since)
    if ask.cursor:
        place = _Cursor.read(ask.cursor)
        version = place.version
        query = query.where(
            tuple_(ACCOUNTS.c.version, ACCOUNTS.c.client_number, ACCOUNTS.c.fund)
            > tuple_(place.last_version, place.client_number, place.fund)
        )
    query = query.order_by(ACCOUNTS.c.version, ACCOUNTS.c.client_number, ACCOUNTS.c.fund)
    rows = connection.execute(query.limit(PAGE + 1)).all()
    cursor = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        cursor = _Cursor(version, last.version, last.client_number, last.fund).text()
    entries = tuple(RosterEntry.of(_employee(row)) for row in rows[:PAGE])
    return RosterPage(version=version, cursor=cursor, entries=entries)


def batches(connection: Connection, unit_number: str, ask: AskBatches) -> BatchesAnswer:
    """The batches that a unit filed for a business month, with their numbers by state."""
    counted: dict[str, dict[str, int]] = {}
    chosen = (
        (BATCHES.c.unit_number == unit_number)
        & (BATCHES.c.business_month == ask.month)
        & BATCHES.c.business.in_([business.value for business in ask.kind.businesses])
    )
    for row in connection.execute(
        select(LINES.c.serial, LINES.c.state, func.count().label("number"))
        .join(BATCHES, BATCHES.c.serial == LINES.c.serial)
        .where(chosen)
        .group_by(LINES.c.serial, LINES.c.state)
    ):
        counted.setdefault(row.serial, {})[row.state] = row.number
    rows = connection.execute(select(BATCHES).where(chosen).order_by(BATCHES.c.serial))
    return BatchesAnswer(tuple(_summary(row, counted.get(row.serial, {})) for row in rows))


def records(connection: Connection, unit_number: str, ask: AskRecords) -> RecordsPage | None:
    """A page of a batch's records; None where the unit has no such batch."""
    batch = connection.execute(
        select(BATCHES).where(BATCHES.c.serial == ask.serial, BATCHES.c.unit_number == unit_number)
    ).one_or_none()
    if batch is None:
        return None
    after = _whole(ask.cursor) if ask.cursor else 0
    rows = connection.execute(
        select(LINES)
        .where(LINES.c.serial == ask.serial, LINES.c.line > after)
        .order_by(LINES.c.line)
        .limit(PAGE + 1)
    ).all()
    return RecordsPage(
        serial=batch.serial,
        business=Business(batch.business),
        answered=batch.answered_at is not None,
        cursor=str(rows[PAGE - 1].line) if len(rows) > PAGE else "",
        receipt_text=batch.receipt,
        receipt_signature=batch.receipt_signature,
        records=tuple(_result(row) for row in rows[:PAGE]),
    )


def first_answer(connection: Connection, unit_number: str, request_sn: str) -> Row[Any] | None:
    """What a request was answered when it was decided on; None where it never was."""
    return connection.execute(
        select(ANSWERS).where(
            ANSWERS.c.unit_number == unit_number, ANSWERS.c.request_sn == request_sn
        )
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class _Cursor:
    version: int
    last_version: int
    client_number: str
    fund: int

    @classmethod
    def read(cls, text: str) -> "_Cursor":
        parts = text.split(".")
        if len(parts) != 4:
            raise FieldError("CURSOR", "is not ours")
        return cls(_whole(parts[0]), _whole(parts[1]), parts[2], _whole(parts[3]))

    def text(self) -> str:
        return f"{self.version}.{self.last_version}.{self.client_number}.{self.fund}"


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise FieldError("CURSOR", "is not ours")
    return int(text)


def _accounts(unit_number: str) -> Select[Any]:
    return (
        select(ACCOUNTS, EMPLOYEES.c.name, EMPLOYEES.c.id_number)
        .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
        .where(ACCOUNTS.c.unit_number == unit_number)
    )


def _employee(row: Row[Any]) -> Employee:
    return Employee(
        client_number=row.client_number,
        name=row.name,
        id_number=row.id_number,
        fund=row.fund,
        state=State(row.state),
        salary=row.salary,
        rate=row.rate,
    )


def _summary(row: Row[Any], counted: dict[str, int]) -> BatchSummary:
    return BatchSummary(
        serial=row.serial,
        business=Business(row.business),
        fund=row.fund,
        total=row.total,
        succeeded=counted.get(RecordState.SUCCEEDED.value, 0),
        failed=counted.get(RecordState.FAILED.value, 0),
        awaiting=counted.get(RecordState.AWAITING.value, 0),
        processing=counted.get(RecordState.PROCESSING.value, 0),
        filed_at=datetime.fromisoformat(row.accepted_at),
    )


def _result(row: Row[Any]) -> RecordResult:
    return RecordResult(
        line=row.line,
        state=RecordState(row.state),
        reason=row.reason,
        filed_on=date.fromisoformat(row.filed_on),
        processed_on=date.fromisoformat(row.processed_on) if row.processed_on else None,
        business_month=row.business_month,
        text=row.content,
    )
