"""Whether a certificate is valid at a moment, and for how long."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum, unique

from cryptography import x509

from gjj_xl.ukey.errors import KeyExpired, KeyNotYetValid


@unique
class Standing(StrEnum):
    """Where a moment stands in the life of a certificate."""

    EARLY = "not-yet-valid"
    VALID = "valid"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Validity:
    """A certificate's life seen from one moment; both ends belong to it (RFC 5280 4.1.2.5)."""

    standing: Standing
    begins: dt.datetime
    ends: dt.datetime
    days_left: int
    """Whole days until the end; negative after it."""


def validity(certificate: x509.Certificate, at: dt.datetime) -> Validity:
    """Judge a certificate at a moment (timezone-aware)."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    standing = Standing.EARLY if at < begins else Standing.EXPIRED if at > ends else Standing.VALID
    return Validity(standing, begins, ends, (ends - at).days)


def require_valid(certificate: x509.Certificate, at: dt.datetime) -> None:
    """Raise KeyExpired or KeyNotYetValid unless the certificate is valid at the moment."""
    standing = validity(certificate, at).standing
    if standing is Standing.EXPIRED:
        raise KeyExpired(certificate, at)
    if standing is Standing.EARLY:
        raise KeyNotYetValid(certificate, at)
