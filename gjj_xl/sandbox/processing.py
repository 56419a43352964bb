"""Processing: what becomes of the batches in the queue, exactly once each.

A batch is claimed and applied in one transaction, and its due times stand in the store. So a
centre that is killed at any moment goes on where it was, and does nothing twice.
"""

import datetime as dt
import json
import logging
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from gjj_xl.rules.business import Business
from gjj_xl.sandbox.centre import Centre, Review
from gjj_xl.sandbox.clock import stamp
from gjj_xl.sandbox.conditions import filing_state
from gjj_xl.sandbox.intake import ANSWERED, AWAITING, QUEUED, REVIEWING
from gjj_xl.sandbox.ledger import Effect, Ledger, adjust_due
from gjj_xl.sandbox.store import ACCOUNTS, ADJUSTMENTS, BATCHES, LINES, log_event
from gjj_xl.wire.digest import results_digest
from gjj_xl.wire.messages import RecordState
from gjj_xl.wire.receipts import Receipt, ReceiptKind, sign_receipt

_LOG = logging.getLogger(__name__)
_LONGEST_WAIT: Final = 0.5


def process_due(centre: Centre) -> int:
    """Take every step that is due; returns how many batches were moved on."""
    moved = 0
    while _step(centre):
        moved += 1
    _take_effect(centre)
    return moved


def work(centre: Centre, stopping: threading.Event) -> None:
    """Process what falls due until ``stopping`` is set; runs in a thread of its own."""
    while not stopping.is_set():
        try:
            process_due(centre)
            wait = _seconds_to_next(centre)
        except SQLAlchemyError:
            # Nothing was half done; another process may hold the store just now.
            _LOG.exception("processing is put off")
            wait = _LONGEST_WAIT
        centre.woken.wait(wait)
        centre.woken.clear()


def settle(
    connection: Connection,
    centre: Centre,
    batch: Row[Any],
    lines: Sequence[Row[Any]],
    at: dt.datetime,
) -> list[Effect]:
    """Decide on records by the accounts, as of ``at``, and write down what became of each."""
    business = Business(batch.business)
    terms = centre.terms(
        connection,
        batch.unit_number,
        # What takes effect by itself counts as it was filed; a registration from its decision.
        at if business.facts.reviewed else dt.datetime.fromisoformat(batch.accepted_at),
    )
    ledger = Ledger(connection, batch.unit_number, batch.fund, batch.serial, terms)
    effects = [ledger.apply(business, line.line, json.loads(line.record)) for line in lines]
    ledger.flush()
    close_lines(connection, lines, effects, at, terms.business_month)
    return effects


def close_lines(
    connection: Connection,
    lines: Sequence[Row[Any]],
    effects: Sequence[Effect],
    at: dt.datetime,
    month: str,
) -> None:
    """Write down the records' final states."""
    connection.execute(
        _CLOSE,
        [
            {
                "of_serial": line.serial,
                "of_line": line.line,
                "state": effect.state.value,
                "reason": effect.reason,
                "client_number": effect.client_number,
                "processed_on": at.date().isoformat(),
                "business_month": month,
            }
            for line, effect in zip(lines, effects, strict=True)
        ],
    )


_CLOSE: Final = update(LINES).where(
    LINES.c.serial == bindparam("of_serial"), LINES.c.line == bindparam("of_line")
)


def finish(connection: Connection, centre: Centre, batch: Row[Any], at: dt.datetime) -> bool:
    """Answer a batch, as of ``at``, with its numbers and the signed receipt.

    Does nothing and returns False while one of its records is not final.
    """
    lines = connection.execute(
        select(LINES.c.line, LINES.c.state, LINES.c.reason, LINES.c.amount).where(
            LINES.c.serial == batch.serial
        )
    ).all()
    if not all(RecordState(line.state).is_final for line in lines):
        return False
    good = [line for line in lines if line.state == RecordState.SUCCEEDED.value]
    at = at.replace(microsecond=0)
    receipt = Receipt(
        kind=ReceiptKind.ANSWERED,
        unit_number=batch.unit_number,
        serial=batch.serial,
        request_sn=batch.request_sn,
        request_digest=batch.request_digest,
        content_digest=batch.content_digest,
        business=Business(batch.business),
        fund=batch.fund,
        business_month=batch.business_month,
        count=batch.total,
        amount=batch.amount,
        accepted_at=dt.datetime.fromisoformat(batch.accepted_at).replace(microsecond=0),
        succeeded=len(good),
        failed=len(lines) - len(good),
        succeeded_amount=sum(line.amount for line in good),
        results_digest=results_digest((line.line, line.state, line.reason) for line in lines),
        answered_at=at,
    )
    signed = sign_receipt(receipt, centre.receipt_signer)
    connection.execute(
        update(BATCHES)
        .where(BATCHES.c.serial == batch.serial)
        .values(
            stage=ANSWERED,
            succeeded=receipt.succeeded,
            failed=receipt.failed,
            answered_at=stamp(at),
            receipt=signed.text,
            receipt_signature=signed.signature,
        )
    )
    log_event(connection, stamp(at), "answered", batch.unit_number, batch.serial)
    return True


def _step(centre: Centre) -> bool:
    """Move the batch on that is due first; False where none is due."""
    with centre.store.write() as connection:
        batch = connection.execute(
            select(BATCHES)
            .where(BATCHES.c.stage.in_(_stages(centre)))
            .where(BATCHES.c.due_at <= stamp(centre.clock.now()))
            .order_by(BATCHES.c.due_at, BATCHES.c.serial)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if batch is None:
            return False
        if batch.stage == AWAITING:
            _take_up(connection, centre, batch)
        else:
            at = _processed_at(centre, batch)
            open_states = (RecordState.AWAITING.value, RecordState.PROCESSING.value)
            lines = connection.execute(
                select(LINES)
                .where(LINES.c.serial == batch.serial, LINES.c.state.in_(open_states))
                .order_by(LINES.c.line)
            ).all()
            if lines:
                settle(connection, centre, batch, lines, at)
            finish(connection, centre, batch, at)
        return True


def _take_up(connection: Connection, centre: Centre, batch: Row[Any]) -> None:
    """待确认 → 处理中, for the records that the staff have not taken yet."""
    connection.execute(
        update(LINES)
        .where(LINES.c.serial == batch.serial, LINES.c.state == RecordState.AWAITING.value)
        .values(state=RecordState.PROCESSING.value)
    )
    accepted, due = map(dt.datetime.fromisoformat, (batch.accepted_at, batch.due_at))
    connection.execute(
        update(BATCHES)
        .where(BATCHES.c.serial == batch.serial)
        .values(stage=REVIEWING, due_at=stamp(due + (due - accepted)))
    )
    log_event(connection, stamp(centre.clock.now()), "taken-up", batch.unit_number, batch.serial)


def _take_effect(centre: Centre) -> None:
    """Let the 年度调整 take effect whose month has come."""
    month = filing_state(centre.clock.now(), centre.hours).month
    waiting = (
        select(ACCOUNTS.c.unit_number)
        .join(ADJUSTMENTS, ADJUSTMENTS.c.client_number == ACCOUNTS.c.client_number)
        .where(ADJUSTMENTS.c.from_month <= month)
        .distinct()
    )
    with centre.store.read() as connection:
        units = connection.scalars(waiting).all()
    for unit_number in units:
        with centre.store.write() as connection:
            adjust_due(connection, unit_number, month)


def _processed_at(centre: Centre, batch: Row[Any]) -> dt.datetime:
    """When a batch counts as processed: at a speed above 1 by the manual's delay, not the clock."""
    return max(centre.clock.now(), dt.datetime.fromisoformat(batch.nominal_at))


def _seconds_to_next(centre: Centre) -> float:
    with centre.store.read() as connection:
        due = connection.scalar(
            select(func.min(BATCHES.c.due_at)).where(BATCHES.c.stage.in_(_stages(centre)))
        )
    if due is None:
        return _LONGEST_WAIT
    left = (dt.datetime.fromisoformat(due) - centre.clock.now()).total_seconds()
    return min(max(left, 0.0), _LONGEST_WAIT)


def _stages(centre: Centre) -> Iterable[str]:
    """The stages in which the centre goes on by itself."""
    return (QUEUED, AWAITING, REVIEWING) if centre.review is Review.AUTO else (QUEUED,)
