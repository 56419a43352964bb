"""Pending records (待确认) at the centre: put, listed, deleted, and confirmed by one filing."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, insert, select, tuple_, update

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.report import Record
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.clock import stamp
from gjj_xl.sandbox.ledger import paid_months
from gjj_xl.sandbox.registering import LIVE_ACCOUNT, Person, live_account
from gjj_xl.sandbox.rosterpages import load_roster
from gjj_xl.sandbox.store import PENDING
from gjj_xl.sandbox.wirepages import cut, limited
from gjj_xl.wire.errors import FieldError, MalformedLine
from gjj_xl.wire.lines import decode_lines
from gjj_xl.wire.messages import (
    AskPending,
    DropPending,
    Filing,
    LineError,
    PendingAnswer,
    PendingRecord,
    PutPending,
)

_CLOSED: Final = {"open": False, "content": ""}


class PutRefusedError(Exception):
    """A record that the centre does not keep; ``errors`` say why."""

    def __init__(self, errors: tuple[LineError, ...]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


def put(connection: Connection, terms: Terms, question: PutPending, now: dt.datetime) -> None:
    """Keep a record, within a write transaction; one that is known already is left as it is.

    Raises PutRefusedError by the rules of the single form, and by what only the centre knows.
    """
    unit = terms.unit_number
    known = connection.scalar(
        select(PENDING.c.record_id).where(
            PENDING.c.unit_number == unit, PENDING.c.record_id == question.record_id
        )
    )
    if known is not None:
        return
    errors = tuple(_errors(connection, terms, question))
    if errors:
        raise PutRefusedError(errors)
    connection.execute(
        insert(PENDING).values(
            unit_number=unit,
            record_id=question.record_id,
            business=question.business.value,
            fund=question.fund,
            content=question.text,
            recorded_at=stamp(now),
            open=True,
        )
    )


def listed(
    connection: Connection, unit_number: str, ask: AskPending, size: int | None
) -> PendingAnswer:
    """A page of the pending records of a business, the oldest first; without a size all of them.

    Raises FieldError for a cursor that is not ours.
    """
    mine = _opened(unit_number, ask.business)
    query = mine
    if ask.cursor:
        at, _, record_id = ask.cursor.partition("/")
        if not record_id:
            raise FieldError("CURSOR", "is not ours")
        query = query.where(tuple_(PENDING.c.recorded_at, PENDING.c.record_id) > (at, record_id))
    rows, more = cut(connection.execute(limited(query, size)).all(), size)
    counted = mine.with_only_columns(func.count(PENDING.c.record_id)).order_by(None)
    return PendingAnswer(
        records=tuple(
            PendingRecord(
                record_id=row.record_id,
                fund=row.fund,
                text=row.content,
                recorded_at=dt.datetime.fromisoformat(row.recorded_at),
            )
            for row in rows
        ),
        cursor=f"{rows[-1].recorded_at}/{rows[-1].record_id}" if more else "",
        total=connection.scalar(counted),
    )


def drop(connection: Connection, unit_number: str, question: DropPending) -> None:
    """Delete records; what was confirmed meanwhile stays confirmed."""
    for record_id in question.record_ids:
        connection.execute(
            update(PENDING)
            .where(
                PENDING.c.unit_number == unit_number,
                PENDING.c.record_id == record_id,
                PENDING.c.business == question.business.value,
                PENDING.c.open,
            )
            .values(_CLOSED)
        )


def still_open(connection: Connection, unit_number: str, filing: Filing) -> bool:
    """Whether what a filing confirms is pending just so; a batch (批量) confirms nothing."""
    if filing.pending is None:
        return True
    kept = {row.record_id: row for row in _open(connection, unit_number, filing.business)}
    lines = filing.lines.split("\n")
    if len(set(filing.pending)) != len(lines) or len(filing.pending) != len(lines):
        return False
    return all(
        record_id in kept
        and kept[record_id].content == line
        and kept[record_id].fund == filing.fund
        for record_id, line in zip(filing.pending, lines, strict=True)
    )


def confirm(connection: Connection, unit_number: str, filing: Filing, serial: str) -> None:
    """Take the confirmed records out, in the transaction that accepts the filing."""
    for record_id in filing.pending or ():
        connection.execute(
            update(PENDING)
            .where(PENDING.c.unit_number == unit_number, PENDING.c.record_id == record_id)
            .values(**_CLOSED, serial=serial)
        )


def _open(connection: Connection, unit_number: str, business: Business) -> list[Row[Any]]:
    return list(connection.execute(_opened(unit_number, business)))


def _opened(unit_number: str, business: Business) -> Select[Any]:
    return (
        select(PENDING)
        .where(
            PENDING.c.unit_number == unit_number,
            PENDING.c.business == business.value,
            PENDING.c.open,
        )
        .order_by(PENDING.c.recorded_at, PENDING.c.record_id)
    )


def _errors(connection: Connection, terms: Terms, question: PutPending) -> Iterator[LineError]:
    business, unit = question.business, terms.unit_number
    try:
        batch = decode_lines(business, question.text, question.fund)
    except MalformedLine as error:
        yield LineError(error.line, "记录格式错误")
        return
    if len(batch) != 1:
        yield LineError(1, "记录格式错误")
        return
    others = [_record(business, row) for row in _open(connection, unit, business)]
    roster = load_roster(connection, unit)
    report = check(batch, terms, roster, pending=others, single=True)
    for finding in report.errors:
        yield LineError(1, finding.message)
    for record in report.records():
        yield from _known_here(connection, record)


def _known_here(connection: Connection, record: Record) -> Iterator[LineError]:
    """E11, E13 by what only the centre knows: months paid already, an account in another unit."""
    if record.business is Business.MISSED:
        client, first, last = map(record.text, ("client_number", "first_month", "last_month"))
        if paid := paid_months(connection, client, record.fund, first, last):
            yield LineError(1, f"存在重复补缴的年月：{paid}")
    elif record.business is Business.REGISTER:
        person = Person(record.text("name"), record.text("id_number"))
        if live_account(connection, person, record.fund):
            yield LineError(1, LIVE_ACCOUNT)


def _record(business: Business, row: Row[Any]) -> Record:
    """A pending record as the rules between records see it."""
    batch = decode_lines(business, row.content, row.fund)
    values = {name: cells[0] for name, cells in batch.columns.items()}
    texts = {name: cell for name, cell in values.items() if isinstance(cell, str)}
    return Record(business, 1, {**texts, "fund": row.fund})
