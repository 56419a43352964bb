"""What can be wrong with a key, as one small tree.

Those of cards and tokens stand in :mod:`gjj_xl.ukey.tokenerrors`.
"""

import datetime as dt
from pathlib import Path

from cryptography import x509


class KeyTrouble(Exception):
    """A key that cannot be used now."""


class WrongPin(KeyTrouble):
    """The PIN (口令) is wrong; ``tries_left`` is None where the key does not count (a file)."""

    def __init__(self, tries_left: int | None = None) -> None:
        super().__init__(f"wrong PIN, tries left: {tries_left}")
        self.tries_left = tries_left


class KeyMissing(KeyTrouble):
    """No key stands at ``path``."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class KeyUnreadable(KeyTrouble):
    """What stands at ``path`` is no usable key; ``found`` says what it is instead."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(f"{path}: {found}")
        self.path = path
        self.found = found


class NoPrivateKey(KeyTrouble):
    """The key holds certificates and no private key that belongs to one of them."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class UnsupportedKey(KeyTrouble):
    """The private key is of a kind that cannot sign for us; ``kind`` names it."""

    def __init__(self, label: str, kind: str) -> None:
        super().__init__(f"{label}: {kind}")
        self.label = label
        self.kind = kind


class CertificateNotCurrent(KeyTrouble):
    """The key's certificate is not valid at ``at``."""

    def __init__(self, certificate: x509.Certificate, at: dt.datetime) -> None:
        super().__init__(certificate.subject.rfc4514_string())
        self.certificate = certificate
        self.at = at


class KeyExpired(CertificateNotCurrent):
    """The certificate has ended (证书已过期)."""


class KeyNotYetValid(CertificateNotCurrent):
    """The certificate has not begun (证书尚未生效)."""
