"""What every key can do, whether it is a file or a card."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, runtime_checkable

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

PrivateKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey
"""A private key whose ``sign`` may run elsewhere, e.g. on a card."""


@dataclass(frozen=True, slots=True)
class Signer:
    """An unlocked key: what signs, whose it is, and the certificates that lead to the root.

    ``chain`` holds the intermediates from the certificate's issuer upwards, without the root.
    """

    private_key: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


@runtime_checkable
class Key(Protocol):
    """A key (U-key) of a unit."""

    @property
    def label(self) -> str:
        """What a clerk recognises the key by: a file's name, a reader's or a token's."""
        ...

    def certificates(self) -> Sequence[x509.Certificate]:
        """The certificates of the key's owner that can be read without the PIN.

        A key that shows them only when it is open gives none before its first ``unlock``.
        Raises KeyTrouble where the key cannot be reached.
        """
        ...

    def tries_left(self) -> int | None:
        """How often a wrong PIN may still be given before the key is blocked; 0: it is blocked.

        None for a key that does not count, or does not say. Raises KeyTrouble where the key cannot
        be reached.
        """
        ...

    def unlock(self, pin: str) -> AbstractContextManager[Signer]:
        """Open the key for the ``with`` block; the PIN is neither kept nor tried a second time.

        Raises WrongPin, or another KeyTrouble where the key cannot be used.
        """
        ...
