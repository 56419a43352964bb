"""Sending a batch exactly once: send, ask what became of it, send the same bytes again.

Every function writes into the journal what happened before it returns or raises.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.centre.errors import (
    Busy,
    CentreError,
    Closed,
    Interrupted,
    JournalError,
    MonthOver,
    NotLoggedIn,
    Refused,
    UnknownRequest,
    Unreachable,
    UntrustedReceipt,
    UntrustedServer,
    WrongState,
)
from gjj_xl.centre.journal import Journal
from gjj_xl.centre.paging import collect, never
from gjj_xl.centre.proofs import prove_accepted, prove_answered
from gjj_xl.centre.results import Results
from gjj_xl.centre.session import Session
from gjj_xl.rules.terms import Terms, example_terms
from gjj_xl.rules.window import window_state
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import (
    Accepted,
    AskOutcome,
    AskRecords,
    RecordResult,
    RecordsPage,
)
from gjj_xl.wire.receipts import SignedReceipt

_VERDICTS: Final = frozenset(
    {
        ReturnCode.UNSIGNED,
        ReturnCode.BAD_SIGNATURE,
        ReturnCode.FOREIGN_CERTIFICATE,
        ReturnCode.EXPIRED_CERTIFICATE,
        ReturnCode.REVOKED_CERTIFICATE,
        ReturnCode.UNREGISTERED_CERTIFICATE,
        ReturnCode.TERMS_CHANGED,
        ReturnCode.TOTALS_DIFFER,
        ReturnCode.LINES_REFUSED,
        ReturnCode.SAME_CONTENT,
        ReturnCode.TOO_LARGE,
        ReturnCode.PENDING_CHANGED,
    }
)
"""Refusals that say something about the batch, not about the question that brought them."""


class OutcomeOpen(JournalError):
    """The centre knows no such request, and does not promise to file the same one only once.

    Manual 12.10: query by hand after a quarter of an hour, ask the centre (``phone``), then file
    again. ``single`` is one from a single form (单笔).
    """

    def __init__(self, request_sn: str, *, single: bool = False, phone: str = "") -> None:
        super().__init__(request_sn)
        self.single = single
        self.phone = phone


@dataclass(frozen=True, slots=True)
class Polled:
    """A batch after a look at its results: the records of all lines, in their order.

    ``receipt`` is the proved final receipt, None until the batch is answered.
    """

    entry: Entry
    records: tuple[RecordResult, ...]
    receipt: SignedReceipt | None = None

    @property
    def answered(self) -> bool:
        """Whether every record has its final state."""
        return self.receipt is not None


class Line:
    """The way of one unit's batches to the centre."""

    def __init__(
        self, session: Session, journal: Journal, results: Results, terms: Terms | None = None
    ) -> None:
        self._session = session
        self._journal = journal
        self._results = results
        self._terms = terms or example_terms()
        """Hours and pauses as last told, else the manual's."""

    def send(self, request_sn: str) -> Entry:
        """Send a signed batch; returns it accepted.

        Raises:
            InLine: another batch must be answered first; nothing was sent.
            Unreachable, UntrustedServer, NotLoggedIn, Busy, Closed: it is back in the queue.
            Interrupted, UntrustedReceipt: the outcome is unknown, see :meth:`settle`.
            Refused: the centre has decided against it.
        """
        self._journal.sending(request_sn, self._session.now())
        return self._exchange(request_sn)

    def settle(self, request_sn: str, terms: Terms) -> Entry:
        """Find out what became of a batch that may have arrived, and bring it to an end.

        It is asked for by its REQUEST_SN. Is it there: accepted. Is it not: the same bytes are sent
        again, if the centre promises to file them only once or has itself said before that it did
        not take them; were terms or business month changed since: withdrawn.

        Raises OutcomeOpen, and like :meth:`send`.
        """
        before = entry = self._journal.entry(request_sn)
        declined = entry.step is Step.SIGNED  # it was sent before, and the centre said: not now
        if declined:
            entry = self._journal.sending(request_sn, self._session.now())
        try:
            answer = self._session.ask(AskOutcome(request_sn), Accepted)
        except UnknownRequest:
            return self._missing(entry, terms, declined=declined)
        except CentreError as error:
            at = self._session.now()
            if isinstance(error, Refused) and ReturnCode.find(error.code) in _VERDICTS:
                self._journal.refused(request_sn, at, _words(error))
            elif isinstance(error, Refused) and error.retry_at is not None and declined:
                error.retry_at = self._retry_at(before, error)
                if isinstance(error, Busy):
                    error.queued = True
                self._journal.not_received(request_sn, at, _words(error), error.retry_at)
            elif declined:  # nothing but the question failed: it is as it was
                self._journal.not_received(request_sn, at, before.words, before.retry_at)
            raise
        return self._accept(entry, answer)

    def poll(self, request_sn: str) -> Polled:
        """Fetch a batch's results and prove the final receipt; the next batch may go then.

        The entry itself stays accepted until :meth:`conclude`. Raises UntrustedReceipt, and what
        Session.ask raises.
        """
        entry = self._journal.entry(request_sn)
        assert entry.serial is not None
        records, page = fetch_records(self._session, entry.serial)
        self._results.keep(entry.serial, records, self._session.now())
        if not page.answered:
            if entry.business.facts.reviewed and entry.returned_at is None:
                entry = self._journal.returned(request_sn, self._session.now())
            return Polled(entry, records)
        if entry.returned_at is None:  # believed or not, the centre is through with it
            entry = self._journal.returned(request_sn, self._session.now())
        signed = page.receipt
        if signed is None:
            raise UntrustedReceipt(request_sn, "missing")
        prove_answered(entry, signed, records, self._session.account)
        return Polled(entry, records, signed)

    def conclude(self, polled: Polled) -> Entry:
        """Write the answer down, once the results are where the clerk finds them."""
        entry, receipt = self._journal.entry(polled.entry.request_sn), polled.receipt
        if entry.step is not Step.ACCEPTED or receipt is None:
            return entry
        at = self._session.now()
        return self._journal.answered(entry.request_sn, at, receipt.text, receipt.signature)

    def withdraw(self, request_sn: str, words: str) -> Entry:
        """Take a batch out for good that left once, only if the centre has it not.

        Raises WrongState where it is at the centre (or was decided), and what Session.ask raises.
        """
        if self._journal.entry(request_sn).step in (Step.SIGNED, Step.SENT):
            try:
                self._session.ask(AskOutcome(request_sn), Accepted)
            except UnknownRequest:
                pass
            else:
                raise WrongState(request_sn, Step.ACCEPTED)
        return self._journal.withdrawn(request_sn, self._session.now(), words)

    def look_again(self, request_sn: str) -> Entry | None:
        """Ask once more for a batch that was withdrawn after it had left.

        What was on its way may have come to the centre after it had said that it has no such batch:
        it is accepted then, and that is returned. Raises UntrustedReceipt, and what Session.ask
        raises.
        """
        entry = self._journal.entry(request_sn)
        try:
            answer = self._session.ask(AskOutcome(request_sn), Accepted)
        except UnknownRequest:
            return None
        receipt = prove_accepted(entry, answer.serial, answer.receipt, self._session.account)
        signed, at = answer.receipt, receipt.accepted_at
        return self._journal.accepted(request_sn, at, answer.serial, signed.text, signed.signature)

    def _missing(self, entry: Entry, terms: Terms, *, declined: bool) -> Entry:
        sn, at = entry.request_sn, self._session.now()
        if is_stale(entry, terms):
            return self._journal.withdrawn(sn, at, STALE)
        if not (terms.idempotent or declined):
            self._journal.unknown(sn, at, OPEN)
            raise OutcomeOpen(sn, single=entry.is_single, phone=terms.waiting.phone)
        self._journal.sending_again(sn, at)
        return self._exchange(sn)

    def _exchange(self, sn: str) -> Entry:
        request, filing = self._journal.request(sn), self._journal.filing(sn)
        sign_data = self._journal.sign_data(sn)
        try:
            answer = self._session.file(request, filing, sn, sign_data)
        except (Unreachable, UntrustedServer, NotLoggedIn) as error:
            self._journal.not_received(sn, self._session.now(), _words(error))
            raise
        except Interrupted as error:
            self._journal.unknown(sn, self._session.now(), _words(error))
            raise
        except Refused as error:
            if error.retry_at is not None:
                at = self._session.now()
                if isinstance(error, Closed):
                    self._require_same_month(sn, error, at)
                error.retry_at = self._retry_at(self._journal.entry(sn), error)
                if isinstance(error, Busy):
                    error.queued = True
                self._journal.not_received(sn, at, _words(error), error.retry_at)
            else:
                self._journal.refused(sn, self._session.now(), _words(error))
            raise
        return self._accept(self._journal.entry(sn), answer)

    def _require_same_month(self, sn: str, error: Closed, at: dt.datetime) -> None:
        """Withdraw a batch whose business month has closed: it can never be filed as it is."""
        month = window_state(at, self._terms.opening).month
        if month != self._journal.entry(sn).business_month:
            self._journal.withdrawn(sn, at, MONTH_OVER)
            raise MonthOver(error.code, error.words, error.retry_at, month) from error

    def _retry_at(self, entry: Entry, error: Refused) -> dt.datetime | None:
        """When to try again: as the centre says, and no sooner than the terms (manual 12.8)."""
        if error.retry_at is None or ReturnCode.find(error.code) is not ReturnCode.BUSY:
            return error.retry_at
        pause = self._terms.waiting.retry_after(entry.turned_away + 1)
        return max(error.retry_at, self._session.now() + dt.timedelta(seconds=pause))

    def _accept(self, entry: Entry, answer: Accepted) -> Entry:
        sn = entry.request_sn
        try:
            receipt = prove_accepted(entry, answer.serial, answer.receipt, self._session.account)
        except UntrustedReceipt as error:
            self._journal.unknown(sn, self._session.now(), _words(error))
            raise
        signed = answer.receipt
        # When it was sent is what the centre says, however late the answer was read (manual 12.7).
        return self._journal.accepted(
            sn, receipt.accepted_at, answer.serial, signed.text, signed.signature
        )


OPEN: Final = "中心查无此批，但中心未承诺重复发送不会重复受理"
MONTH_OVER: Final = "业务年月已截止，没有受理，已撤回，须重新检查并签名"
STALE: Final = "单位参数或业务年月已变更，已撤回，须重新核对并签名"


def is_stale(entry: Entry, terms: Terms) -> bool:
    """Whether terms or business month are no longer those that the batch was checked against."""
    return (entry.business_month, entry.terms_version) != (terms.business_month, terms.version)


def fetch_records(
    session: Session,
    serial: str,
    tell: Callable[[int, int | None], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = never,
) -> tuple[tuple[RecordResult, ...], RecordsPage]:
    """All records of a batch, and the last page (with the final receipt, once answered).

    ``tell`` is told how many came, and of how many. Raises AnswerIncomplete, Cancelled, and what
    Session.ask raises.
    """
    while True:
        answered: set[bool] = set()

        def ask(cursor: str, answered: set[bool] = answered) -> RecordsPage:
            page = session.ask(AskRecords(serial, cursor), RecordsPage)
            answered.add(page.answered)
            return page

        records, last = collect(
            ask,
            lambda page: page.records,
            lambda record: record.line,
            tell=tell,
            cancelled=cancelled,
        )
        if len(answered) == 1:  # else the answer came between two pages
            break
    return tuple(sorted(records, key=lambda record: record.line)), last


def _words(error: CentreError) -> str:
    match error:
        case Refused():
            return f"{error.words}（{error.code}）"
        case NotLoggedIn():
            return "登录已失效，未发送"
        case Unreachable() | UntrustedServer():
            return "没有连上中心，未发送"
        case UntrustedReceipt():
            return "中心的回执未通过验证"
        case _:
            return "从服务器接收数据失败，是否到达中心未知"
