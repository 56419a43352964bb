"""The counter where requests arrive: who asks, what, and which room answers."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography import x509
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from gjj_xl.sandbox.ca import fingerprint
from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.faults import Fault
from gjj_xl.sandbox.intake import Arrived, file_batch
from gjj_xl.sandbox.pending import PutRefusedError, drop, listed, put
from gjj_xl.sandbox.queries import batches, first_answer, records
from gjj_xl.sandbox.rosterpages import UnknownCursorError, roster_page
from gjj_xl.sandbox.sessions import LogInRefused, Session, find_session, log_in, log_out
from gjj_xl.sandbox.store import CERTIFICATES, USERS
from gjj_xl.sandbox.tickets import issue_ticket
from gjj_xl.sandbox.wirepages import paged
from gjj_xl.wire.cms import verify_detached
from gjj_xl.wire.codes import ReturnCode, Tx, Usage
from gjj_xl.wire.envelope import Request, Response, decode_request, decode_response
from gjj_xl.wire.errors import (
    BadSignature,
    ExpiredCertificate,
    ForeignCertificate,
    MalformedForm,
    NotYetValidCertificate,
    RevokedCertificate,
    SignatureError,
    UnknownTransaction,
    WireError,
)
from gjj_xl.wire.form import Form, decode_form, signature_bytes
from gjj_xl.wire.messages import (
    AskBatches,
    AskOutcome,
    AskPending,
    AskRecords,
    AskRoster,
    AskTerms,
    AskTicket,
    BatchesAnswer,
    DropPending,
    Filing,
    Login,
    LoginAnswer,
    Logout,
    LogoutAnswer,
    PendingAnswer,
    PutPending,
    Question,
    RecordsPage,
    Refusal,
    RosterPage,
    TermsAnswer,
    TicketAnswer,
    from_request,
    refuse,
    to_response,
)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer's bytes, and the session token where one was just given."""

    content: bytes
    token: str = ""


def answer(centre: Centre, content_type: str, body: bytes, token: str) -> Reply:
    """Answer a posted form; whatever it is, the reply is an envelope.

    Raises CutError where a fault breaks the line.
    """
    request = _NOBODY
    try:
        form = decode_form(content_type, body)
        request = addressed(form.request_xml)
        # The signature is verified before anything is parsed.
        signed = _verify(centre, form)
        request = decode_request(form.request_xml)
        return _dispatch(centre, request, form, signed, token)
    except _SignatureRefused as refused:
        return Reply(refuse(request, refused.code).encode())
    except UnknownTransaction:
        return Reply(refuse(request, ReturnCode.UNKNOWN_TX).encode())
    except WireError as error:
        _LOG.info("malformed: %s", type(error).__name__)
        return Reply(refuse(request, ReturnCode.MALFORMED).encode())
    except SQLAlchemyError:
        # The store is busy or broken: nothing has happened, and the unit may try again.
        _LOG.exception("the store failed")
        return Reply(refuse(request, ReturnCode.BUSY).encode())


_NOBODY: Final = Request(tx_code="000000", request_sn="0", cust_id="-", user_id="-")


class _SignatureRefused(Exception):
    def __init__(self, code: ReturnCode) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Signed:
    certificate: x509.Certificate
    signature: bytes


_SIGNATURE_CODES: Final[tuple[tuple[type[SignatureError], ReturnCode], ...]] = (
    (ExpiredCertificate, ReturnCode.EXPIRED_CERTIFICATE),
    (NotYetValidCertificate, ReturnCode.EXPIRED_CERTIFICATE),
    (RevokedCertificate, ReturnCode.REVOKED_CERTIFICATE),
    (ForeignCertificate, ReturnCode.FOREIGN_CERTIFICATE),
    (BadSignature, ReturnCode.BAD_SIGNATURE),
)


def _verify(centre: Centre, form: Form) -> _Signed | None:
    if form.sign_data is None:
        return None
    try:
        signature = signature_bytes(form.sign_data)
        with centre.store.read() as connection:
            revoked = set(
                connection.scalars(
                    select(CERTIFICATES.c.fingerprint).where(CERTIFICATES.c.revoked_at.is_not(None))
                )
            )
        certificate = verify_detached(
            form.request_xml,
            signature,
            [centre.authority.root.certificate],
            centre.clock.now(),
            usage=Usage.UNIT,
            revoked=lambda one: fingerprint(one) in revoked,
        )
    except MalformedForm as error:
        raise _SignatureRefused(ReturnCode.BAD_SIGNATURE) from error
    except SignatureError as error:
        for kind, code in _SIGNATURE_CODES:
            if isinstance(error, kind):
                raise _SignatureRefused(code) from error
        # A certificate of another role, or a signature that is none.
        code = (
            ReturnCode.FOREIGN_CERTIFICATE
            if hasattr(error, "certificate")
            else ReturnCode.BAD_SIGNATURE
        )
        raise _SignatureRefused(code) from error
    return _Signed(certificate, signature)


def _dispatch(
    centre: Centre, request: Request, form: Form, signed: _Signed | None, token: str
) -> Reply:
    question = from_request(request)
    if isinstance(question, Login):
        if centre.faults.take(Fault.BUSY, "login"):
            return Reply(_busy(centre, request).encode())
        return _log_in(centre, request, question)
    scope = Tx(request.tx_code).name.lower()
    if centre.faults.take(Fault.BUSY, scope):
        return Reply(_busy(centre, request).encode())
    if centre.faults.take(Fault.FORGET_SESSION, scope):
        with centre.store.write() as connection:
            log_out(connection, token)
    with centre.store.read() as connection:
        session = find_session(
            connection, token, request.cust_id, request.user_id, centre.clock.now()
        )
    if session is None:
        return Reply(refuse(request, ReturnCode.BAD_SESSION).encode())
    if isinstance(question, Logout):
        with centre.store.write() as connection:
            log_out(connection, token)
        return Reply(to_response(request, LogoutAnswer()).encode())
    if isinstance(question, AskTicket):
        with centre.store.write() as connection:
            ticket, until = issue_ticket(connection, session, centre.clock.now())
        return Reply(to_response(request, TicketAnswer(ticket, until)).encode())
    if isinstance(question, Filing):
        return Reply(_file(centre, request, form, signed, session, question))
    opened = centre.store.write if type(question) in _WRITING else centre.store.read
    with opened() as connection:
        response = _ANSWERS[type(question)](connection, centre, request, session, question)
    return Reply(response.encode())


def _busy(centre: Centre, request: Request) -> Response:
    """Try again later: after as long as the unit's terms say, else the table's time."""
    now = centre.clock.now()
    with centre.store.read() as connection:
        unit = connection.scalar(
            select(USERS.c.unit_number).where(
                USERS.c.cust_id == request.cust_id, USERS.c.user_id == request.user_id
            )
        )
        terms = centre.terms(connection, unit, now) if unit else None
    pause = terms.waiting.retry_seconds[0] if terms else None
    return refuse(request, ReturnCode.BUSY, Refusal(retry_after=pause))


def _log_in(centre: Centre, request: Request, question: Login) -> Reply:
    now = centre.clock.now()
    with centre.store.write() as connection:
        result = log_in(connection, request.cust_id, request.user_id, question.password, now)
        if isinstance(result, LogInRefused):
            return Reply(refuse(request, result.code, result.refusal).encode())
        token, session = result
        terms = centre.terms(connection, session.unit_number, now)
    answer = LoginAnswer(terms.unit_number, terms.unit_name, now, session.until)
    return Reply(to_response(request, answer).encode(), token)


def _file(
    centre: Centre,
    request: Request,
    form: Form,
    signed: _Signed | None,
    session: Session,
    filing: Filing,
) -> bytes:
    if signed is None:
        return refuse(request, ReturnCode.UNSIGNED).encode()
    name = fingerprint(signed.certificate)
    with centre.store.read() as connection:
        owner = connection.scalar(
            select(CERTIFICATES.c.cust_id).where(CERTIFICATES.c.fingerprint == name)
        )
    if owner != request.cust_id:
        return refuse(request, ReturnCode.UNREGISTERED_CERTIFICATE).encode()
    return file_batch(
        centre,
        Arrived(
            request=request,
            request_xml=form.request_xml,
            signature=signed.signature,
            certificate=name,
            unit_number=session.unit_number,
            filing=filing,
        ),
    )


def _terms(
    connection: Connection, centre: Centre, request: Request, session: Session, _question: AskTerms
) -> Response:
    now = centre.clock.now()
    return to_response(
        request, TermsAnswer(centre.terms(connection, session.unit_number, now), now)
    )


def _roster(
    connection: Connection, centre: Centre, request: Request, session: Session, question: AskRoster
) -> Response:
    def page(ask: AskRoster) -> RosterPage:
        return roster_page(connection, session.unit_number, ask, centre.sums, centre.page)

    try:
        return to_response(request, paged(centre.faults, "roster", question, page))
    except UnknownCursorError:
        return refuse(request, ReturnCode.LIST_CHANGED)


def _size(centre: Centre, cursor: str | None) -> int | None:
    """How long a page is; None for an asker that knows of no pages."""
    return None if cursor is None else centre.page


def _outcome(
    connection: Connection,
    _centre: Centre,
    request: Request,
    session: Session,
    question: AskOutcome,
) -> Response:
    first = first_answer(connection, session.unit_number, question.request_sn1)
    if first is None:
        return refuse(request, ReturnCode.UNKNOWN_SN)
    # The first answer in an envelope of this question.
    return replace(
        decode_response(first.answer), request_sn=request.request_sn, tx_code=request.tx_code
    )


def _batches(
    connection: Connection, centre: Centre, request: Request, session: Session, question: AskBatches
) -> Response:
    def page(ask: AskBatches) -> BatchesAnswer:
        return batches(connection, session.unit_number, ask, _size(centre, ask.cursor))

    return to_response(request, paged(centre.faults, "batches", question, page))


def _records(
    connection: Connection, centre: Centre, request: Request, session: Session, question: AskRecords
) -> Response:
    def page(ask: AskRecords) -> RecordsPage | None:
        return records(connection, session.unit_number, ask, centre.page)

    found = paged(centre.faults, "records", question, page)
    if found is None:
        return refuse(request, ReturnCode.UNKNOWN_SERIAL)
    return to_response(request, found)


def _put(
    connection: Connection, centre: Centre, request: Request, session: Session, question: PutPending
) -> Response:
    now = centre.clock.now()
    terms = centre.terms(connection, session.unit_number, now)
    try:
        put(connection, terms, question, now)
    except PutRefusedError as refused:
        return refuse(request, ReturnCode.LINES_REFUSED, Refusal(errors=refused.errors))
    return _pending(connection, centre, request, session, AskPending(question.business, ""))


def _pending(
    connection: Connection, centre: Centre, request: Request, session: Session, question: AskPending
) -> Response:
    def page(ask: AskPending) -> PendingAnswer:
        return listed(connection, session.unit_number, ask, _size(centre, ask.cursor))

    return to_response(request, paged(centre.faults, "pending_list", question, page))


def _drop(
    connection: Connection,
    centre: Centre,
    request: Request,
    session: Session,
    question: DropPending,
) -> Response:
    drop(connection, session.unit_number, question)
    return _pending(connection, centre, request, session, AskPending(question.business, ""))


_WRITING: Final = frozenset({PutPending, DropPending})
_ANSWERS: Final[Mapping[type[Question], Callable[..., Response]]] = {
    AskTerms: _terms,
    AskRoster: _roster,
    AskOutcome: _outcome,
    AskBatches: _batches,
    AskRecords: _records,
    PutPending: _put,
    AskPending: _pending,
    DropPending: _drop,
}

_ADDRESS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "request_sn": re.compile(rb"<REQUEST_SN>([0-9]{1,16})</REQUEST_SN>"),
    "cust_id": re.compile(rb"<CUST_ID>([!-%'-;=?-~]{1,21})</CUST_ID>"),
    "user_id": re.compile(rb"<USER_ID>([!-%'-;=?-~]{1,6})</USER_ID>"),
    "tx_code": re.compile(rb"<TX_CODE>([0-9A-Z]{6})</TX_CODE>"),
}


def addressed(request_xml: bytes) -> Request:
    """Whom to send a refusal to and for what, picked out without parsing and never trusted."""
    found: dict[str, Any] = {}
    for name, pattern in _ADDRESS.items():
        if match := pattern.search(request_xml, 0, 2000):
            found[name] = match[1].decode("ascii")
    return replace(_NOBODY, **found)
