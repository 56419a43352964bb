"""The review desk: what the centre's staff do with registrations (待确认 → 处理中 → 成功/失败).

Works on the data folder, beside a centre that is being served or without one, or on an open centre.
Serve with ``review="staff"`` so that the centre does not decide by itself.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from gjj_xl.rules.business import Business
from gjj_xl.sandbox.centre import Centre, open_centre
from gjj_xl.sandbox.clock import stamp
from gjj_xl.sandbox.ledger import Effect
from gjj_xl.sandbox.processing import close_lines, finish, settle
from gjj_xl.sandbox.store import BATCHES, LINES, UNITS, log_event
from gjj_xl.wire.messages import RecordState

_REVIEWED: Final = tuple(business.value for business in Business if business.facts.reviewed)


class ReviewError(Exception):
    """A registration that cannot be moved on, for its ``state``; None where there is none such."""

    def __init__(self, serial: str, line: int, state: RecordState | None) -> None:
        super().__init__(f"{serial}/{line}: {state}")
        self.serial = serial
        self.line = line
        self.state = state


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as the staff see it; ``salary`` in fen, ``rate`` in 1/100 percent."""

    serial: str
    line: int
    unit_number: str
    unit_name: str
    fund: int
    name: str
    id_number: str
    salary: int
    rate: int
    state: RecordState
    reason: str
    filed_on: str
    processed_on: str | None


def registrations(
    data: Path | Centre,
    *,
    state: RecordState | None = None,
    serial: str | None = None,
    url: str | None = None,
) -> list[Registration]:
    """The registrations on file, the oldest first; of one state or one batch where asked."""
    query = (
        select(LINES, BATCHES.c.unit_number, BATCHES.c.fund, UNITS.c.unit_name)
        .join(BATCHES, BATCHES.c.serial == LINES.c.serial)
        .join(UNITS, UNITS.c.unit_number == BATCHES.c.unit_number)
        .where(BATCHES.c.business.in_(_REVIEWED))
        .order_by(LINES.c.serial, LINES.c.line)
    )
    if state is not None:
        query = query.where(LINES.c.state == state.value)
    if serial is not None:
        query = query.where(LINES.c.serial == serial)
    with _opened(data, url) as centre, centre.store.read() as connection:
        return [_registration(row) for row in connection.execute(query)]


def take(
    data: Path | Centre, serial: str, line: int, *, by: str = "", url: str | None = None
) -> None:
    """Take up a registration: 待确认 → 处理中. Raises ReviewError in any other state.

    ``by`` is whose decision it is, for the centre's operation log.
    """
    with _opened(data, url) as centre, centre.store.write() as connection:
        batch, row = _find(connection, serial, line)
        if row.state != RecordState.AWAITING.value:
            raise ReviewError(serial, line, RecordState(row.state))
        connection.execute(
            update(LINES)
            .where(LINES.c.serial == serial, LINES.c.line == line)
            .values(state=RecordState.PROCESSING.value)
        )
        at = stamp(centre.clock.now())
        _log(connection, batch, at, f"take {line}", by)


def accept(
    data: Path | Centre, serial: str, line: int, *, by: str = "", url: str | None = None
) -> Effect:
    """Accept a registration; it succeeds unless the accounts forbid it, which the effect says.

    One that was not taken up yet is taken up too. Raises ReviewError for a final one.
    """
    with _opened(data, url) as centre, centre.store.write() as connection:
        batch, row = _open_line(connection, serial, line)
        at = centre.clock.now()
        (effect,) = settle(connection, centre, batch, [row], at)
        _close(connection, centre, batch, at, f"accept {line}", by)
        return effect


def refuse(
    data: Path | Centre,
    serial: str,
    line: int,
    reason: str,
    *,
    by: str = "",
    url: str | None = None,
) -> Effect:
    """Refuse a registration for a reason, which the unit will read.

    Raises ValueError for an empty reason, ReviewError for a final registration.
    """
    if not reason.strip():
        raise ValueError("a refusal needs its reason")
    with _opened(data, url) as centre, centre.store.write() as connection:
        batch, row = _open_line(connection, serial, line)
        effect = Effect(RecordState.FAILED, reason.strip())
        at = centre.clock.now()
        month = centre.terms(connection, batch.unit_number, at).business_month
        close_lines(connection, [row], [effect], at, month)
        _close(connection, centre, batch, at, f"refuse {line}", by)
        return effect


@contextmanager
def _opened(data: Path | Centre, url: str | None) -> Iterator[Centre]:
    if isinstance(data, Centre):
        yield data
        return
    centre = open_centre(data, url=url)
    try:
        yield centre
    finally:
        centre.close()


def _find(connection: Connection, serial: str, line: int) -> tuple[Row[Any], Row[Any]]:
    batch = connection.execute(
        select(BATCHES)
        .where(BATCHES.c.serial == serial, BATCHES.c.business.in_(_REVIEWED))
        .with_for_update()
    ).one_or_none()
    row = connection.execute(
        select(LINES).where(LINES.c.serial == serial, LINES.c.line == line)
    ).one_or_none()
    if batch is None or row is None:
        raise ReviewError(serial, line, None)
    return batch, row


def _open_line(connection: Connection, serial: str, line: int) -> tuple[Row[Any], Row[Any]]:
    batch, row = _find(connection, serial, line)
    if RecordState(row.state).is_final:
        raise ReviewError(serial, line, RecordState(row.state))
    return batch, row


def _close(
    connection: Connection, centre: Centre, batch: Row[Any], at: dt.datetime, what: str, by: str
) -> None:
    _log(connection, batch, stamp(at), what, by)
    finish(connection, centre, batch, at)


def _log(connection: Connection, batch: Row[Any], at: str, what: str, by: str) -> None:
    detail = " ".join(filter(None, (batch.serial, what, by and f"by {by}")))
    log_event(connection, at, "review", batch.unit_number, detail)


def _registration(row: Row[Any]) -> Registration:
    values = json.loads(row.record)
    return Registration(
        serial=row.serial,
        line=row.line,
        unit_number=row.unit_number,
        unit_name=row.unit_name,
        fund=row.fund,
        name=values["name"],
        id_number=values["id_number"],
        salary=values["salary"],
        rate=values["rate"],
        state=RecordState(row.state),
        reason=row.reason,
        filed_on=row.filed_on,
        processed_on=row.processed_on,
    )
