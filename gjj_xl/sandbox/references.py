"""What stands in an address instead of a client number: a reference that one visit understands.

An address is kept by browsers, and read over shoulders. The reference is the account's number
encrypted (AES-SIV) with a key of the visit: the same account has the same address throughout the
visit, another visit makes nothing of it, and it cannot be made up.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from gjj_xl.sandbox.visits import Visit


def reference(visit: Visit, client_number: str, fund: int) -> str:
    """The reference of an account: letters, digits, ``-`` and ``_``."""
    sealed = _cipher(visit).encrypt(f"{fund}.{client_number}".encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def account_of(visit: Visit, text: str) -> tuple[str, int] | None:
    """Client number and fund of a reference; None for one that this visit has not made."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        fund, _, number = _cipher(visit).decrypt(sealed, None).decode().partition(".")
    except (ValueError, binascii.Error, InvalidTag):
        return None
    return number, int(fund)


def _cipher(visit: Visit) -> AESSIV:
    return AESSIV(hashlib.sha256(f"reference:{visit.token}".encode()).digest())
