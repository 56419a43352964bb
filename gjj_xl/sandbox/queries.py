"""What a unit may ask: its batches, their records, and what became of a request."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from gjj_xl.rules.business import Business
from gjj_xl.sandbox.store import ANSWERS, BATCHES, LINES
from gjj_xl.sandbox.wirepages import cut, limited, whole
from gjj_xl.wire.messages import (
    AskBatches,
    AskRecords,
    BatchesAnswer,
    BatchSummary,
    RecordResult,
    RecordsPage,
    RecordState,
)


def batches(
    connection: Connection, unit_number: str, ask: AskBatches, size: int | None
) -> BatchesAnswer:
    """A page of the batches that a unit filed for a business month, with their numbers by state.

    Serials ascend as batches are filed: what is filed between two pages comes on a later one. A
    page without a size takes them all.
    """
    chosen = (
        (BATCHES.c.unit_number == unit_number)
        & (BATCHES.c.business_month == ask.month)
        & BATCHES.c.business.in_([business.value for business in ask.kind.businesses])
    )
    rows, more = cut(
        connection.execute(
            limited(
                select(BATCHES)
                .where(chosen, BATCHES.c.serial > (ask.cursor or ""))
                .order_by(BATCHES.c.serial),
                size,
            )
        ).all(),
        size,
    )
    counted: dict[str, dict[str, int]] = {}
    for row in connection.execute(
        select(LINES.c.serial, LINES.c.state, func.count().label("number"))
        .where(LINES.c.serial.in_([row.serial for row in rows]))
        .group_by(LINES.c.serial, LINES.c.state)
    ):
        counted.setdefault(row.serial, {})[row.state] = row.number
    return BatchesAnswer(
        batches=tuple(_summary(row, counted.get(row.serial, {})) for row in rows),
        cursor=rows[-1].serial if more else "",
        total=connection.scalar(select(func.count()).select_from(BATCHES).where(chosen)),
    )


def records(
    connection: Connection, unit_number: str, ask: AskRecords, size: int
) -> RecordsPage | None:
    """A page of a batch's records; None where the unit has no such batch."""
    batch = connection.execute(
        select(BATCHES).where(BATCHES.c.serial == ask.serial, BATCHES.c.unit_number == unit_number)
    ).one_or_none()
    if batch is None:
        return None
    after = whole(ask.cursor) if ask.cursor else 0
    rows, more = cut(
        connection.execute(
            select(LINES)
            .where(LINES.c.serial == ask.serial, LINES.c.line > after)
            .order_by(LINES.c.line)
            .limit(size + 1)
        ).all(),
        size,
    )
    return RecordsPage(
        serial=batch.serial,
        business=Business(batch.business),
        answered=batch.answered_at is not None,
        cursor=str(rows[-1].line) if more else "",
        total=batch.total,
        receipt_text=batch.receipt,
        receipt_signature=batch.receipt_signature,
        records=tuple(map(_result, rows)),
    )


def first_answer(connection: Connection, unit_number: str, request_sn: str) -> Row[Any] | None:
    """What a request was answered when it was decided on; None where it never was."""
    return connection.execute(
        select(ANSWERS).where(
            ANSWERS.c.unit_number == unit_number, ANSWERS.c.request_sn == request_sn
        )
    ).one_or_none()


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
