"""Passwords as the centre keeps them: scrypt with a salt of their own."""

import hashlib
import hmac
import secrets
from typing import Final

_COST: Final = {"n": 2**14, "r": 8, "p": 1}


def hash_password(password: str) -> str:
    """A password's hash with its salt, as text."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_hash(password, salt).hex()}"


def is_password(password: str, kept: str) -> bool:
    """Whether the password is the one whose hash was kept; takes the same time either way."""
    _, salt, digest = kept.split("$")
    return hmac.compare_digest(_hash(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_COST)
