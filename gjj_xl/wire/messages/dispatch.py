"""Which message goes with which transaction, and the way from message to envelope and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from gjj_xl.wire.codes import ReturnCode, Tx
from gjj_xl.wire.envelope import Request, Response
from gjj_xl.wire.errors import FieldError, UnknownTransaction
from gjj_xl.wire.messages.fields import from_info, to_info
from gjj_xl.wire.messages.filing import Accepted, AskOutcome, Filing, Refusal
from gjj_xl.wire.messages.pending import AskPending, DropPending, PendingAnswer, PutPending
from gjj_xl.wire.messages.query import AskBatches, AskRecords, BatchesAnswer, RecordsPage
from gjj_xl.wire.messages.roster import AskRoster, RosterPage
from gjj_xl.wire.messages.session import (
    AskTerms,
    AskTicket,
    Login,
    LoginAnswer,
    Logout,
    LogoutAnswer,
    TermsAnswer,
    TicketAnswer,
)

Question: TypeAlias = (
    Login
    | Logout
    | AskTerms
    | AskTicket
    | AskRoster
    | Filing
    | AskOutcome
    | AskBatches
    | AskRecords
    | PutPending
    | AskPending
    | DropPending
)
Answer: TypeAlias = (
    LoginAnswer
    | LogoutAnswer
    | TermsAnswer
    | TicketAnswer
    | RosterPage
    | Accepted
    | BatchesAnswer
    | RecordsPage
    | PendingAnswer
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A transaction with its question and its answer."""

    tx: Tx
    question: type[Question]
    answer: type[Answer]


EXCHANGES: Final = (
    Exchange(Tx.LOGIN, Login, LoginAnswer),
    Exchange(Tx.LOGOUT, Logout, LogoutAnswer),
    Exchange(Tx.TERMS, AskTerms, TermsAnswer),
    Exchange(Tx.TICKET, AskTicket, TicketAnswer),
    Exchange(Tx.ROSTER, AskRoster, RosterPage),
    Exchange(Tx.FILING, Filing, Accepted),
    Exchange(Tx.OUTCOME, AskOutcome, Accepted),
    Exchange(Tx.BATCHES, AskBatches, BatchesAnswer),
    Exchange(Tx.RECORDS, AskRecords, RecordsPage),
    Exchange(Tx.PENDING_PUT, PutPending, PendingAnswer),
    Exchange(Tx.PENDING_LIST, AskPending, PendingAnswer),
    Exchange(Tx.PENDING_DROP, DropPending, PendingAnswer),
)
_BY_CODE: Final[Mapping[str, Exchange]] = MappingProxyType({e.tx.value: e for e in EXCHANGES})
_BY_QUESTION: Final = MappingProxyType({e.question: e for e in EXCHANGES})


UNREAD: Final = Request(tx_code="000000", request_sn="0", cust_id="-", user_id="-")
"""What a refusal answers to where the request was not read, e.g. for want of a signature."""


def to_request(question: Question, *, request_sn: str, cust_id: str, user_id: str) -> Request:
    """Put a question into its envelope; raises FieldError for a value that cannot travel."""
    password = question.password if isinstance(question, Login) else ""
    if isinstance(question, Login) and not password:
        raise FieldError("PASSWORD", "is empty")
    return Request(
        tx_code=_BY_QUESTION[type(question)].tx,
        request_sn=request_sn,
        cust_id=cust_id,
        user_id=user_id,
        info=to_info(question),
        password=password,
    )


def from_request(request: Request) -> Question:
    """Take the question out of its envelope; raises UnknownTransaction and FieldError."""
    exchange = _BY_CODE.get(request.tx_code)
    if exchange is None:
        raise UnknownTransaction(request.tx_code)
    if exchange.question is Login:
        return Login(request.password)
    return from_info(exchange.question, request.info)


def to_response(request: Request, answer: Answer) -> Response:
    """Answer a request: success."""
    return Response(
        request_sn=request.request_sn,
        cust_id=request.cust_id,
        tx_code=request.tx_code,
        return_code=ReturnCode.OK.code,
        return_msg=ReturnCode.OK.words,
        info=to_info(answer),
    )


def refuse(request: Request, code: ReturnCode, refusal: Refusal | None = None) -> Response:
    """Refuse a request; the table's words and time to retry stand in where the refusal has none."""
    refusal = refusal or Refusal()
    if refusal.retry_after is None:
        refusal = replace(refusal, retry_after=code.retry_after)
    return Response(
        request_sn=request.request_sn,
        cust_id=request.cust_id,
        tx_code=request.tx_code,
        return_code=code.code,
        return_msg=refusal.words or code.words,
        info=to_info(refusal),
    )


def from_response(question: Question, response: Response) -> Answer | Refusal:
    """Take the answer, or the refusal, out of its envelope; raises FieldError."""
    if response.ok:
        return from_info(_BY_QUESTION[type(question)].answer, response.info)
    refusal = replace(
        from_info(Refusal, response.info), code=response.return_code, words=response.return_msg
    )
    known = refusal.reason
    if refusal.retry_after is None and known:
        return replace(refusal, retry_after=known.retry_after)
    return refusal
