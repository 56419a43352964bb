"""After anything that died on the way: every unfinished batch is brought on, and told about."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum, unique
from pathlib import Path
from typing import Final, TypeAlias

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.centre.errors import CentreError, InLine, NotLoggedIn, WrongState
from gjj_xl.centre.filing import STALE, Line, OutcomeOpen, is_stale
from gjj_xl.centre.sealing import SealBroken
from gjj_xl.centre.session import Session
from gjj_xl.desk.context import Context
from gjj_xl.desk.dispatch import Pin, outcome_after, outcome_words, send_signed, sign_entry
from gjj_xl.desk.errors import CannotWithdraw, DeskError
from gjj_xl.desk.facts import BatchStatus, Resumed
from gjj_xl.desk.stamping import stamp_entry
from gjj_xl.desk.waiting import look
from gjj_xl.desk.whose import look_at_own
from gjj_xl.desk.words import STEP_WORDS, accepted_words, by_hand, clock_words
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.errors import SheetError
from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.protocol import Key
from gjj_xl.wire.errors import WireError


@unique
class Choice(StrEnum):
    """What to do with a batch that was written down and never signed."""

    CONTINUE = "continue"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


Choose: TypeAlias = Callable[[BatchStatus], Choice]


def leave(_: BatchStatus) -> Choice:
    """For who must not sign: what was never signed stays as it is."""
    return Choice.LEAVE


def _withdraw(_: BatchStatus) -> Choice:
    return Choice.WITHDRAW


def resume(
    context: Context,
    *,
    key: Key | Path | str | None = None,
    pin: Pin | None = None,
    choose: Choose = _withdraw,
) -> list[Resumed]:
    """Bring every unfinished batch on; see :meth:`gjj_xl.desk.desk.Desk.resume`."""
    journal = context.journal()
    entries = journal.unfinished()
    gone = journal.withdrawn_after_leaving(context.now() - _LOOK_AGAIN)
    if not entries and not (gone and context.has_session()):
        return _stamp_late(context)
    session = context.session()
    terms = session.terms()
    turn = Turn(context, session, terms, key, pin, choose)
    # What is at the centre first: its answer makes room for what is waiting.
    order = (Step.ACCEPTED, Step.SENT, Step.SIGNED, Step.PREPARED)
    told = [turn.take(entry) for step in order for entry in entries if entry.step is step]
    late = (turn.look_again(entry) for entry in gone)
    return [*told, *(one for one in late if one), *_stamp_late(context)]


_LOOK_AGAIN: Final = dt.timedelta(days=1)
_STOPS_ONE: Final = (
    CentreError, DeskError, KeyTrouble, OSError, SealBroken, SheetError, WireError,
)  # fmt: skip
"""What goes wrong with one batch keeps no other one waiting."""


class Turn:
    """One round over the unfinished batches, with what is known of the centre for it."""

    def __init__(
        self,
        context: Context,
        session: Session,
        terms: Terms,
        key: Key | Path | str | None = None,
        pin: Pin | None = None,
        choose: Choose = leave,
    ) -> None:
        self._context = context
        self._session = session
        self._terms = terms
        self._key = key
        self._pin = pin
        self._choose = choose
        self._journal = context.journal()
        self.line: Line = context.line(session)
        """The way to the centre."""
        self._fresh = False

    @property
    def terms(self) -> Terms:
        """The terms of this round."""
        return self._terms

    def refresh_terms(self) -> None:
        """Ask the centre for its terms, once in a round; raises like Session.terms."""
        if not self._fresh:
            self._terms = self._session.terms()
            self._fresh = True
            self.line = self._context.line(self._session)

    def take(self, entry: Entry) -> Resumed:
        """Bring one entry on, and say what happened."""
        try:
            return self._by_step(entry)
        except NotLoggedIn:
            raise
        except _STOPS_ONE as error:
            return self._told(entry, self._trouble_words(entry, error), trouble=error)

    def _by_step(self, entry: Entry) -> Resumed:
        match entry.step:
            case Step.PREPARED:
                return self._prepared(entry)
            case Step.SIGNED:
                return self._signed(entry)
            case Step.SENT:
                return self._concluded(self.line.settle(entry.request_sn, self._terms))
            case _:
                waited = look(self._context, self.line, entry)
                return Resumed(waited.status, waited.words, waited.notes)

    def look_again(self, entry: Entry) -> Resumed | None:
        """Tell where a batch that was withdrawn after it had left is at the centre after all."""
        try:
            found = self.line.look_again(entry.request_sn)
        except NotLoggedIn:
            raise
        except _STOPS_ONE:
            return None  # asked again by the next resume
        if found is None:
            return None
        stamped = stamp_entry(self._context, found, self._context.workbook(found))
        words = (
            f"撤回的这一批其实已到达中心并被受理，业务流水号 {found.serial}。"
            "请勿再办理；如已重新提交，请与中心联系。"
        )
        return self._told(found, words, notes=stamped.notes)

    def _prepared(self, entry: Entry) -> Resumed:
        status = BatchStatus(entry)
        if is_stale(entry, self._terms):
            return self._withdrawn(entry, STALE)
        match self._choose(status):
            case Choice.CONTINUE if self._pin is not None:
                key = self._context.key(self._key)
                look_at_own(self._context, key, self._session.now())
                sign_entry(self._context, self._session, entry.request_sn, key, self._pin)
                return self._signed(self._journal.entry(entry.request_sn))
            case Choice.WITHDRAW:
                return self._withdrawn(entry, "尚未签名，没有发出；已撤回，如仍需办理请重新提交")
            case _:
                return self._told(entry, "尚未签名，没有发出")

    def _signed(self, entry: Entry) -> Resumed:
        if entry.retry_at and entry.retry_at > self._session.now():
            when = clock_words(entry.retry_at, self._session.now())
            return self._told(entry, f"{entry.words}；{when} 以后再次发送")
        if entry.when(Step.SENT) is not None:
            # It left once and was declined: ask before anything else.
            return self._concluded(self.line.settle(entry.request_sn, self._terms))
        if is_stale(entry, self._terms):
            return self._withdrawn(entry, STALE)
        return self._concluded(send_signed(self.line, self._context, entry, self._terms))

    def _withdrawn(self, entry: Entry, words: str) -> Resumed:
        self._journal.withdrawn(entry.request_sn, self._session.now(), words)
        return self._set_free(entry, words)

    def _concluded(self, entry: Entry) -> Resumed:
        if entry.step is not Step.ACCEPTED:
            return self._set_free(entry, entry.words or STEP_WORDS[entry.step])
        stamped = stamp_entry(self._context, entry, self._context.workbook(entry))
        return self._told(entry, accepted_words(entry), notes=stamped.notes)

    def _set_free(self, entry: Entry, words: str) -> Resumed:
        """Tell that a batch will not be filed; its sheet may be changed again."""
        if not entry.is_single:
            with suppress(SheetError):
                self._context.workbook(entry).release()
        return self._told(entry, words)

    def _told(
        self,
        entry: Entry,
        words: str,
        notes: tuple[str, ...] = (),
        trouble: Exception | None = None,
    ) -> Resumed:
        now = self._journal.entry(entry.request_sn)
        return Resumed(BatchStatus(now), words, notes, trouble)

    def _trouble_words(self, entry: Entry, error: Exception) -> str:
        match error:
            case OutcomeOpen():
                return by_hand(error)
            case InLine():
                return "前一批尚未返回结果，本批排队等待"
            case WrongState():
                return "另一个窗口正在处理本批"
            case KeyTrouble():
                return "没有签名，没有发出"
        after = self._journal.entry(entry.request_sn)
        if after.step is Step.ACCEPTED:
            return "暂时未能取回处理结果"
        if not isinstance(error, CentreError):
            return STEP_WORDS[after.step]
        return outcome_words(outcome_after(after), error)


def withdraw(context: Context, request_sn: str) -> BatchStatus:
    """Take a batch out of the queue; see :meth:`gjj_xl.desk.desk.Desk.withdraw`."""
    journal, words = context.journal(), "已由经办人撤回"
    try:
        if journal.entry(request_sn).when(Step.SENT) is None:
            entry = journal.withdrawn(request_sn, context.now(), words)
        else:
            entry = context.line(context.session()).withdraw(request_sn, words)
    except WrongState as error:
        word = STEP_WORDS[Step(error.found)]
        raise CannotWithdraw(request_sn, word) from error
    if not entry.is_single:
        with suppress(SheetError):
            context.workbook(entry).release()
    return BatchStatus(entry)


def _stamp_late(context: Context) -> list[Resumed]:
    """Put receipts into workbooks where the program died before it could."""
    told = []
    for entry in context.journal().entries():
        if entry.serial is None or entry.stamped_at is not None:
            continue
        stamped = stamp_entry(context, entry, context.workbook(entry))
        words = f"业务流水号 {entry.serial} 的回执已写入 {stamped.path}"
        if stamped.path is not None:
            status = BatchStatus(context.journal().entry(entry.request_sn))
            told.append(Resumed(status, words, stamped.notes))
    return told
