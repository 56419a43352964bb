"""What can be wrong with something that travelled, as one small tree."""

import datetime as dt

from cryptography import x509

from gjj_xl.wire.codes import Usage


class WireError(Exception):
    """Something that travels, or was about to, is not as it must be."""


class MalformedEnvelope(WireError):
    """Bytes that are no envelope; ``reason`` is for the help desk."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FieldError(WireError):
    """A field of an envelope or a message that cannot be; ``field`` is its element's name."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class IllegalCharacter(FieldError):
    """A character that XML cannot carry, at ``position`` (from 0) of the field's text."""

    def __init__(self, field: str, position: int, character: str) -> None:
        super().__init__(field, f"U+{ord(character):04X} at {position} cannot travel in XML")
        self.position = position
        self.character = character


class PasswordMisplaced(FieldError):
    """A PASSWORD in another transaction than log-in."""

    def __init__(self, tx_code: str) -> None:
        super().__init__("PASSWORD", f"must not travel with {tx_code}")
        self.tx_code = tx_code


class UnknownTransaction(FieldError):
    """A TX_CODE that is in no table of ours."""

    def __init__(self, tx_code: str) -> None:
        super().__init__("TX_CODE", f"{tx_code} is unknown")
        self.tx_code = tx_code


class MalformedForm(WireError):
    """A posted body that is not the form with its one or two fields."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MalformedLine(WireError):
    """A line of FILE_CTX that cannot be taken apart; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class MalformedReceipt(WireError):
    """Bytes that are no receipt in its canonical form."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignatureError(WireError):
    """A signature that proves nothing."""


class MalformedSignature(SignatureError):
    """Bytes that are no detached CMS signature of one signer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WeakAlgorithm(SignatureError):
    """A hash, key or signature scheme that is not accepted."""

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithm)
        self.algorithm = algorithm


class BadSignature(SignatureError):
    """The signature is of other bytes, or of another key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CertificateError(SignatureError):
    """The signature is right and its ``certificate`` is not."""

    def __init__(self, certificate: x509.Certificate, reason: str) -> None:
        super().__init__(f"{certificate.subject.rfc4514_string()}: {reason}")
        self.certificate = certificate
        self.reason = reason


class ForeignCertificate(CertificateError):
    """No chain leads from the certificate to a root that we trust."""


class ExpiredCertificate(CertificateError):
    """A certificate of the chain had ended by ``at``."""

    def __init__(self, certificate: x509.Certificate, at: dt.datetime) -> None:
        super().__init__(certificate, f"ended {certificate.not_valid_after_utc.isoformat()}")
        self.at = at


class NotYetValidCertificate(CertificateError):
    """A certificate of the chain had not begun by ``at``."""

    def __init__(self, certificate: x509.Certificate, at: dt.datetime) -> None:
        super().__init__(certificate, f"begins {certificate.not_valid_before_utc.isoformat()}")
        self.at = at


class WrongUsage(CertificateError):
    """The certificate was issued for another role than ``usage``."""

    def __init__(self, certificate: x509.Certificate, usage: Usage) -> None:
        super().__init__(certificate, f"not issued for {usage.name}")
        self.usage = usage


class RevokedCertificate(CertificateError):
    """The caller says that a certificate of the chain is revoked."""
