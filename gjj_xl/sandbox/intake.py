"""The filing way: what the centre does with a batch between its arrival and its answer.

The signature has been verified before this room is entered. Batch, lines, answer and receipt are
written in one transaction: either the unit's REQUEST_SN has an answer here, or nothing happened.
"""

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.months import previous_month
from gjj_xl.rules.report import Record, Report
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.ca import make_authority
from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.clock import next_working_day, stamp
from gjj_xl.sandbox.conditions import delays, filing_state
from gjj_xl.sandbox.faults import Fault
from gjj_xl.sandbox.pending import confirm, still_open
from gjj_xl.sandbox.queries import first_answer
from gjj_xl.sandbox.rosterpages import load_roster
from gjj_xl.sandbox.store import ANSWERS, BATCHES, LINES, log_event, next_number
from gjj_xl.wire.cms import Signer
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.digest import content_digest, request_digest
from gjj_xl.wire.envelope import Request
from gjj_xl.wire.errors import MalformedLine
from gjj_xl.wire.lines import decode_lines
from gjj_xl.wire.messages import (
    Accepted,
    Filing,
    LineError,
    RecordState,
    Refusal,
    refuse,
    to_response,
)
from gjj_xl.wire.receipts import Receipt, ReceiptKind, sign_receipt

QUEUED: Final = "queued"
AWAITING: Final = "awaiting"
REVIEWING: Final = "reviewing"
ANSWERED: Final = "answered"
"""The stages of a batch: queued → answered, or (reviewed) awaiting → reviewing → answered."""

_ERRORS_SHOWN: Final = 5000
_FINAL: Final = frozenset(
    {
        ReturnCode.TOO_LARGE,
        ReturnCode.LINES_REFUSED,
        ReturnCode.TOTALS_DIFFER,
        ReturnCode.SAME_CONTENT,
        ReturnCode.PENDING_CHANGED,
    }
)
"""Refusals that are about the bytes themselves: recorded, and given again for the same bytes. All
others are about the moment, and the same bytes may be sent again later."""


class RefusedError(Exception):
    """A filing that is not taken: the code and what the unit needs to act on it."""

    def __init__(self, code: ReturnCode, refusal: Refusal | None = None) -> None:
        super().__init__(code.name)
        self.code = code
        self.refusal = refusal or Refusal()


class CutError(Exception):
    """A fault: the line breaks here. ``dies`` says that the whole centre goes down with it."""

    def __init__(self, *, dies: bool) -> None:
        super().__init__("cut")
        self.dies = dies


@dataclass(frozen=True, slots=True)
class Arrived:
    """A filing whose signature is good: the exact bytes, their meaning, and who signed them."""

    request: Request
    request_xml: bytes
    signature: bytes
    certificate: str
    unit_number: str
    filing: Filing


def file_batch(centre: Centre, arrived: Arrived) -> bytes:
    """Take in a batch or refuse it; returns the answer's bytes.

    The same REQUEST_SN with the same bytes gets the first answer, byte for byte. Raises CutError
    where a fault asks for it.
    """
    digest = request_digest(arrived.request_xml)
    with centre.store.write() as connection:
        first = first_answer(connection, arrived.unit_number, arrived.request.request_sn)
        if first is not None:
            if first.request_digest != digest:
                return refuse(arrived.request, ReturnCode.SN_REUSED).encode()
            return bytes(first.answer)
        try:
            receipt = _take_in(connection, centre, arrived, digest)
        except RefusedError as refused:
            answer = refuse(arrived.request, refused.code, refused.refusal).encode()
            if refused.code in _FINAL:
                _record(connection, centre, arrived, digest, refused.code, answer)
            return answer
        answer = _accepted(centre, arrived.request, receipt)
        _record(connection, centre, arrived, digest, ReturnCode.OK, answer)
        if centre.faults.take(Fault.CUT_BEFORE_COMMIT, "filing"):
            raise CutError(dies=False)
        if centre.faults.take(Fault.DIE_BEFORE_COMMIT, "filing"):
            raise CutError(dies=True)
    centre.woken.set()
    if centre.faults.take(Fault.CUT_AFTER_COMMIT, "filing"):
        raise CutError(dies=False)
    if centre.faults.take(Fault.DIE_AFTER_COMMIT, "filing"):
        raise CutError(dies=True)
    return _spoilt(centre, arrived.request, receipt) or answer


def _take_in(connection: Connection, centre: Centre, arrived: Arrived, digest: str) -> Receipt:
    filing, now = arrived.filing, centre.clock.now()
    terms = centre.terms(connection, arrived.unit_number, now)
    _require_moment(connection, centre, arrived, terms, now)
    if filing.lines.count("\n") + 1 > terms.batch_limit:
        raise RefusedError(ReturnCode.TOO_LARGE)
    try:
        batch = decode_lines(filing.business, filing.lines, filing.fund)
    except MalformedLine as error:
        told = LineError(error.line, "记录格式错误")
        raise RefusedError(ReturnCode.LINES_REFUSED, Refusal(errors=(told,))) from error
    if not still_open(connection, arrived.unit_number, filing):
        raise RefusedError(ReturnCode.PENDING_CHANGED)
    roster = load_roster(connection, arrived.unit_number)
    report = check(batch, terms, roster, single=filing.pending is not None)
    if report.has_errors or not len(batch):
        raise RefusedError(ReturnCode.LINES_REFUSED, Refusal(errors=_line_errors(report)))
    _require_totals(arrived, report)
    repeat = _require_new(connection, arrived)
    serial = f"{now:%Y%m%d}{next_number(connection, 'serial', 1):08d}"
    confirm(connection, arrived.unit_number, filing, serial)
    reviewed = filing.business.facts.reviewed
    nominal = next_working_day(now) if reviewed else now + dt.timedelta(seconds=delays().processing)
    if filing.takes_effect_at_once:
        nominal = now
    if centre.faults.take(Fault.LATE_RESULT, "filing"):
        nominal += dt.timedelta(seconds=delays().late)
    # A registration is taken up half way, and decided on at the end.
    wait = (nominal - now) / centre.speed
    connection.execute(
        insert(BATCHES).values(
            serial=serial,
            unit_number=arrived.unit_number,
            request_sn=arrived.request.request_sn,
            business=filing.business.value,
            fund=filing.fund,
            business_month=filing.business_month,
            total=filing.count,
            amount=filing.amount,
            content_digest=filing.digest,
            repeat=repeat,
            request_digest=digest,
            request_xml=arrived.request_xml,
            signature=arrived.signature,
            certificate=arrived.certificate,
            accepted_at=stamp(now),
            stage=AWAITING if reviewed else QUEUED,
            due_at=stamp(now + (wait / 2 if reviewed else wait)),
            nominal_at=stamp(nominal),
        )
    )
    content = filing.lines.split("\n")
    connection.execute(
        insert(LINES),
        [
            {
                "serial": serial,
                "line": record.row,
                "content": content[record.row - 1],
                "record": json.dumps(dict(record.values), ensure_ascii=False),
                "amount": _control_amount(record, roster, terms),
                "state": (RecordState.AWAITING if reviewed else RecordState.PROCESSING).value,
                "filed_on": now.date().isoformat(),
            }
            for record in report.records()
        ],
    )
    log_event(connection, stamp(now), "accepted", arrived.unit_number, serial)
    return Receipt(
        kind=ReceiptKind.ACCEPTED,
        unit_number=arrived.unit_number,
        serial=serial,
        request_sn=arrived.request.request_sn,
        request_digest=digest,
        content_digest=filing.digest,
        business=filing.business,
        fund=filing.fund,
        business_month=filing.business_month,
        count=filing.count,
        amount=filing.amount,
        accepted_at=now.replace(microsecond=0),
    )


def _require_moment(
    connection: Connection, centre: Centre, arrived: Arrived, terms: Terms, now: dt.datetime
) -> None:
    """The centre is open, the terms are those that the unit checked with, and the line is free."""
    state = filing_state(now, centre.hours)
    if not state.open:
        raise RefusedError(ReturnCode.CLOSED, Refusal(next_opens=state.next_opens))
    filing = arrived.filing
    if (filing.business_month, filing.terms_version) != (terms.business_month, terms.version):
        raise RefusedError(ReturnCode.TERMS_CHANGED)
    if centre.one_at_a_time:
        earlier = connection.scalar(
            select(func.min(BATCHES.c.serial)).where(
                BATCHES.c.unit_number == arrived.unit_number, BATCHES.c.stage == QUEUED
            )
        )
        if earlier is not None:
            raise RefusedError(ReturnCode.ONE_AT_A_TIME, Refusal(earlier_serial=earlier))


def _require_totals(arrived: Arrived, report: Report) -> None:
    """Count, amount and content digest are what the lines come to."""
    filing = arrived.filing
    lines_digest = content_digest(arrived.unit_number, filing.business, filing.fund, filing.lines)
    found = (report.totals.count, report.totals.amount, lines_digest)
    if found != (filing.count, filing.amount, filing.digest):
        raise RefusedError(ReturnCode.TOTALS_DIFFER)


def _require_new(connection: Connection, arrived: Arrived) -> int:
    """How often this content had been filed; refused unless the unit knows of the last time."""
    filing = arrived.filing
    rows: list[Row[Any]] = list(
        connection.execute(
            select(BATCHES.c.serial, BATCHES.c.business_month)
            .where(
                BATCHES.c.unit_number == arrived.unit_number,
                BATCHES.c.content_digest == filing.digest,
            )
            .order_by(BATCHES.c.repeat)
        )
    )
    recent = (filing.business_month, previous_month(filing.business_month))
    if rows and rows[-1].business_month in recent and filing.override_serial != rows[-1].serial:
        raise RefusedError(ReturnCode.SAME_CONTENT, Refusal(earlier_serial=rows[-1].serial))
    return len(rows)


def _line_errors(report: Report) -> tuple[LineError, ...]:
    return tuple(
        LineError(finding.row, finding.message) for finding in report.errors[:_ERRORS_SHOWN]
    )


def _control_amount(record: Record, roster: Roster, terms: Terms) -> int:
    field = record.business.facts.total_field
    if field is not None:
        return record.number(field)
    employee = roster.find(record.text("client_number"), record.fund)
    assert record.business is Business.REDUCE
    assert employee is not None  # the check found it
    return deposit(employee.salary, employee.rate, employee.fund, terms).total


def _accepted(centre: Centre, request: Request, receipt: Receipt) -> bytes:
    signed = sign_receipt(receipt, centre.receipt_signer)
    accepted = Accepted(receipt.serial, receipt.accepted_at, signed.text, signed.signature)
    return to_response(request, accepted).encode()


def _spoilt(centre: Centre, request: Request, receipt: Receipt) -> bytes | None:
    """A wrong answer, where a fault asks for one; what is on record stays right."""
    wrong = replace(receipt, amount=receipt.amount + 100)
    if centre.faults.take(Fault.WRONG_TOTAL, "filing"):
        return _accepted(centre, request, wrong)
    if centre.faults.take(Fault.BAD_RECEIPT, "filing"):
        signature = sign_receipt(wrong, centre.receipt_signer).signature
    elif centre.faults.take(Fault.FOREIGN_RECEIPT, "filing"):
        stranger = make_authority().receipts
        signature = sign_receipt(receipt, Signer(stranger.key, stranger.certificate)).signature
    else:
        return None
    answer = Accepted(receipt.serial, receipt.accepted_at, receipt.text(), signature)
    return to_response(request, answer).encode()


def _record(
    connection: Connection,
    centre: Centre,
    arrived: Arrived,
    digest: str,
    code: ReturnCode,
    answer: bytes,
) -> None:
    connection.execute(
        insert(ANSWERS).values(
            unit_number=arrived.unit_number,
            request_sn=arrived.request.request_sn,
            request_digest=digest,
            return_code=code.code,
            answer=answer,
            answered_at=stamp(centre.clock.now()),
        )
    )
