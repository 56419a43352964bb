"""From the centre's no to an error that the desk can act on: one table."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from gjj_xl.centre.errors import (
    Busy,
    CentreError,
    CertificateRefused,
    Closed,
    LinesRefused,
    LoginRefused,
    NotLoggedIn,
    Refused,
    SameContent,
    TermsChanged,
    UnknownRequest,
)
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import Refusal


def _retry_at(refusal: Refusal, at: dt.datetime) -> dt.datetime | None:
    if refusal.next_opens:
        return refusal.next_opens
    return at + dt.timedelta(seconds=refusal.retry_after) if refusal.retry_after else None


def _plain(refusal: Refusal, at: dt.datetime) -> Refused:
    return Refused(refusal.code, refusal.words, _retry_at(refusal, at))


def _busy(refusal: Refusal, at: dt.datetime) -> Refused:
    return Busy(refusal.code, refusal.words, _retry_at(refusal, at))


def _closed(refusal: Refusal, at: dt.datetime) -> Refused:
    return Closed(refusal.code, refusal.words, _retry_at(refusal, at))


def _same(refusal: Refusal, _: dt.datetime) -> Refused:
    return SameContent(refusal.code, refusal.words, refusal.earlier_serial or "")


def _lines(refusal: Refusal, _: dt.datetime) -> Refused:
    lines = tuple((error.line, error.message) for error in refusal.errors)
    return LinesRefused(refusal.code, refusal.words, lines)


def _certificate(refusal: Refusal, _: dt.datetime) -> Refused:
    return CertificateRefused(refusal.code, refusal.words)


def _login(refusal: Refusal, _: dt.datetime) -> Refused:
    return LoginRefused(refusal.code, refusal.words, refusal.tries_left)


_KINDS: Final[Mapping[ReturnCode | None, Callable[[Refusal, dt.datetime], Refused]]] = (
    MappingProxyType(
        {
            ReturnCode.BUSY: _busy,
            ReturnCode.ONE_AT_A_TIME: _busy,
            ReturnCode.CLOSED: _closed,
            ReturnCode.SAME_CONTENT: _same,
            ReturnCode.LINES_REFUSED: _lines,
            ReturnCode.BAD_PASSWORD: _login,
            ReturnCode.LOCKED: _login,
            ReturnCode.UNSIGNED: _certificate,
            ReturnCode.BAD_SIGNATURE: _certificate,
            ReturnCode.FOREIGN_CERTIFICATE: _certificate,
            ReturnCode.EXPIRED_CERTIFICATE: _certificate,
            ReturnCode.REVOKED_CERTIFICATE: _certificate,
            ReturnCode.UNREGISTERED_CERTIFICATE: _certificate,
            ReturnCode.TERMS_CHANGED: lambda no, _: TermsChanged(no.code, no.words),
            ReturnCode.UNKNOWN_SN: lambda no, _: UnknownRequest(no.code, no.words),
        }
    )
)


def refusal_error(refusal: Refusal, at: dt.datetime) -> CentreError:
    """The error of a refusal that came at a moment (the centre's time)."""
    if refusal.reason is ReturnCode.BAD_SESSION:
        return NotLoggedIn()
    return _KINDS.get(refusal.reason, _plain)(refusal, at)
