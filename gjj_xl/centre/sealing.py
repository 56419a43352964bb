"""Sealing of what is personal: AES-256-GCM for values, HMAC-SHA256 for look-ups.

Each value is bound to its place in the store (``context``), so that a value moved to another row
does not open. The key is kept in the system's keyring or, where there is none, in a file that only
the user can read; for several desks on one store that file is copied from desk to desk.
"""

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_KEY = 32
_SERVICE = "gjj-xl store"


class SealBroken(Exception):
    """A sealed value that this key does not open: another key, or changed bytes."""


class Sealer:
    """Seals and opens values with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(_derive(key, b"seal"))
        self._lookup = hmac.new(_derive(key, b"lookup"), digestmod=hashlib.sha256)

    def seal(self, plain: bytes, context: str) -> bytes:
        """The plain bytes sealed for one place of the store."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """What was sealed for this place. Raises SealBroken."""
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(context) from error

    def seal_object(self, value: Any, context: str) -> bytes:
        """A JSON value sealed for one place of the store."""
        return self.seal(json.dumps(value, ensure_ascii=False).encode(), context)

    def open_object(self, sealed: bytes, context: str) -> Any:
        """The JSON value that was sealed for this place. Raises SealBroken."""
        return json.loads(self.open(sealed, context))

    def lookup(self, text: str, context: str) -> str:
        """A fingerprint (hex) to find ``text`` by; without the key it tells nothing."""
        running = self._lookup.copy()  # with the key worked in already
        running.update(f"{context}\0{text}".encode())
        return running.hexdigest()


@dataclass(frozen=True, slots=True)
class StoreKey:
    """The sealing key; ``file`` is where it is kept, None when the system's keyring has it."""

    key: bytes
    file: Path | None


def load_key(
    file: Path, *, keyring: bool = True, in_use: Callable[[], bool] = lambda: False
) -> StoreKey:
    """The key of the store beside ``file``: from that file, else the keyring, else made new.

    A new key goes into the keyring where that keeps it (and ``keyring`` allows it), else into
    ``file`` (mode 0600). None is made where ``in_use`` says that something is sealed already: a
    keyring that is locked just now must not be answered with a key that then stands in its way.
    Raises OSError, and SealBroken where what is kept is no key, or the key cannot be had.
    """
    kept = _kept_key(file, keyring=keyring)
    if kept is None and in_use():
        kept = _kept_key(file, keyring=keyring)  # another window may have made both meanwhile
        if kept is None:
            raise SealBroken(str(file))
    if kept is not None:
        return kept
    key = secrets.token_bytes(_KEY)
    text = b64encode(key).decode()
    if keyring and _keyring_set(str(file.parent), text):
        return StoreKey(key, None)
    return StoreKey(_write_once(file, text), file)


def _kept_key(file: Path, *, keyring: bool) -> StoreKey | None:
    if file.exists():
        return StoreKey(_decode(file.read_text("ascii"), str(file)), file)
    kept = _keyring_get(str(file.parent)) if keyring else None
    return None if kept is None else StoreKey(_decode(kept, _SERVICE), None)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"gjj-xl " + purpose, hashlib.sha256)


def _decode(text: str, where: str) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except (Base64Error, ValueError) as error:
        raise SealBroken(where) from error
    if len(key) != _KEY:
        raise SealBroken(where)
    return key


def _write_once(file: Path, text: str) -> bytes:
    """Write the key unless another process was faster; what stands in the file then counts."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not file.exists():
                fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return _decode(file.read_text("ascii"), str(file))


def _keyring_get(account: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, account)
    except KeyringError:
        return None


def _keyring_set(account: str, text: str) -> bool:
    """Whether the keyring took the key and gives it back (some backends drop it silently)."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(_SERVICE, account, text)
        return keyring.get_password(_SERVICE, account) == text
    except KeyringError:
        return False
