"""A batch that is written down, on its way: signed once, sent, and what came of it.

Used by a submission and by ``resume`` alike; the journal is the memory of both.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, TypeAlias

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.centre.errors import (
    CentreError,
    InLine,
    Interrupted,
    LinesRefused,
    Refused,
    UntrustedReceipt,
    WrongState,
)
from gjj_xl.centre.filing import Line, OutcomeOpen
from gjj_xl.centre.session import Session
from gjj_xl.desk.context import Context
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.whose import require_own_certificate
from gjj_xl.desk.words import by_hand
from gjj_xl.rules.terms import Terms
from gjj_xl.ukey.protocol import Key
from gjj_xl.ukey.validity import require_valid
from gjj_xl.wire.cms import sign_detached
from gjj_xl.wire.form import signature_text

Pin: TypeAlias = str | Callable[[], str]

_SETTLE_TRIES: Final = 2


def sign_entry(
    context: Context,
    session: Session,
    request_sn: str,
    key: Key,
    pin: Pin,
    *,
    leaves: dt.datetime | None = None,
) -> Entry:
    """Sign the journaled bytes of a prepared entry: one signature.

    ``leaves`` is when it will be sent, where that is later: the certificate must be valid then.
    Where that fails the entry is withdrawn, for nothing has left. Raises KeyTrouble, and
    OtherUnitsCertificate where the key is another unit's.
    """
    journal = context.journal()
    try:
        with key.unlock(pin if isinstance(pin, str) else pin()) as signer:
            require_own_certificate(context, signer.certificate)
            context.remember_certificate(signer.certificate)
            require_valid(signer.certificate, session.now())
            if leaves is not None:
                require_valid(signer.certificate, leaves)
            der = sign_detached(journal.request(request_sn), signer)
    except BaseException:  # Ctrl+C, too
        journal.withdrawn(request_sn, session.now(), "没有签名，未提交")
        raise
    return journal.signed(request_sn, signature_text(der), session.now())


def send_signed(line: Line, context: Context, entry: Entry, terms: Terms) -> Entry:
    """Send a signed entry and find out what became of it; returns it accepted.

    Where another batch is ahead, its results are looked for first (manual 12.6).
    """
    try:
        try:
            return _send_or_settle(line, context, entry, terms)
        except InLine as behind:
            _make_room(line, context, behind)
            return _send_or_settle(line, context, entry, terms)
    except InLine:
        words = "前一批尚未返回结果，排队等待"
        with suppress(WrongState):  # another window has taken it on
            context.journal().put_off(entry.request_sn, context.now(), words)
        raise


def _send_or_settle(line: Line, context: Context, entry: Entry, terms: Terms) -> Entry:
    try:
        return line.send(entry.request_sn)
    except (Interrupted, UntrustedReceipt) as error:
        return _settled(line, context, entry, terms, error)


def _make_room(line: Line, context: Context, behind: InLine) -> None:
    """Fetch the result of the batch ahead, if it can be had."""
    if context.journal().entry(behind.ahead).step is not Step.ACCEPTED:
        raise behind
    try:
        line.poll(behind.ahead)
    except CentreError as error:
        raise behind from error


def _settled(line: Line, context: Context, entry: Entry, terms: Terms, error: CentreError) -> Entry:
    for _ in range(_SETTLE_TRIES):
        try:
            return line.settle(entry.request_sn, terms)
        except (Interrupted, UntrustedReceipt) as again:
            error = again
        except OutcomeOpen:
            raise
        except CentreError as again:
            if context.journal().entry(entry.request_sn).step is Step.SENT:
                raise error from again  # only the asking failed
            raise
    raise error


def outcome_after(entry: Entry) -> Outcome:
    """How a submission stands that raised: the journal knows, whatever the error was."""
    match entry.step:
        case Step.SIGNED:
            return Outcome.QUEUED
        case Step.REFUSED | Step.WITHDRAWN:
            return Outcome.REFUSED
        case _:
            return Outcome.UNKNOWN


def outcome_words(outcome: Outcome, error: CentreError | None) -> str:
    """One sentence on how it ended."""
    if outcome is Outcome.REFUSED:
        told = error.words if isinstance(error, Refused) else ""
        return f"中心未受理：{told}。没有提交成功。"
    if isinstance(error, InLine):
        return "前一批尚未返回结果，本批已签名，排队等待。"
    if outcome is Outcome.QUEUED:
        return "本批没有发出或中心暂未受理，已保留在发送队列中，可以发送时自动发送。"
    if isinstance(error, OutcomeOpen):
        return by_hand(error)
    return (
        "从服务器接收数据失败，是否到达中心未知。请勿重新提交；"
        "网络恢复后运行 gjj-xl resume，程序会向中心查询，不会重复提交。"
    )


def refused_rows(error: CentreError | None, rows: Sequence[int]) -> Mapping[int, str]:
    """The centre's words by sheet row, where it refused single lines."""
    found: dict[int, list[str]] = {}
    for line, words in error.lines if isinstance(error, LinesRefused) else ():
        if 1 <= line <= len(rows):
            found.setdefault(rows[line - 1], []).append(words)
    return {row: "；".join(words) for row, words in found.items()}
