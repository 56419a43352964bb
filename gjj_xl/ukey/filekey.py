"""A key in a file: PKCS#12 (.p12, .pfx), the embedded default."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12KeyAndCertificates,
    load_pkcs12,
)

from gjj_xl.ukey.errors import (
    KeyMissing,
    KeyUnreadable,
    NoPrivateKey,
    UnsupportedKey,
    WrongPin,
)
from gjj_xl.ukey.protocol import Signer

MAX_BYTES = 1024 * 1024
"""A larger file is no key."""


class FileKey:
    """A PKCS#12 file as a key; its password is the PIN, and nobody counts the tries."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown: tuple[x509.Certificate, ...] = ()

    @property
    def label(self) -> str:
        """The file's name."""
        return self._path.name

    def certificates(self) -> Sequence[x509.Certificate]:
        """The owner's certificate, once the file has been open: before, it is encrypted.

        Raises KeyMissing and KeyUnreadable, so that a wrong path is told before the password is
        asked for.
        """
        self._read()
        return self._shown

    def tries_left(self) -> None:
        """Nobody counts them in a file."""

    @contextmanager
    def unlock(self, pin: str) -> Iterator[Signer]:
        """Open the file for the ``with`` block.

        Raises WrongPin (without a number of tries), KeyMissing, KeyUnreadable, NoPrivateKey,
        UnsupportedKey.
        """
        signer = self._open(pin)
        self._shown = (signer.certificate,)
        yield signer

    def _read(self) -> bytes:
        try:
            if self._path.stat().st_size > MAX_BYTES:
                raise KeyUnreadable(self._path, "too large")
            data = self._path.read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(self._path) from error
        except OSError as error:
            raise KeyUnreadable(self._path, error.strerror or "unreadable") from error
        if data.lstrip().startswith(b"-----BEGIN"):
            raise KeyUnreadable(self._path, "PEM")
        if not _is_pkcs12(data):
            raise KeyUnreadable(self._path, "not PKCS#12")
        return data

    def _open(self, pin: str) -> Signer:
        content = self._decrypt(self._read(), pin)
        key, certificate = content.key, content.cert
        if key is None or certificate is None:
            raise NoPrivateKey(self.label)
        if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
            raise UnsupportedKey(self.label, type(key).__name__)
        if key.public_key() != certificate.certificate.public_key():
            raise NoPrivateKey(self.label)
        others = [other.certificate for other in content.additional_certs]
        return Signer(key, certificate.certificate, _chain(certificate.certificate, others))

    def _decrypt(self, data: bytes, pin: str) -> PKCS12KeyAndCertificates:
        try:
            with warnings.catch_warnings():
                # Old programs write BER instead of DER; that is told to nobody, for it is read.
                warnings.simplefilter("ignore", UserWarning)
                return load_pkcs12(data, pin.encode("utf-8"))
        except ValueError as error:
            # The structure was good, so what failed is the integrity check under this password.
            raise WrongPin from error
        except UnsupportedAlgorithm as error:
            raise KeyUnreadable(self._path, "encrypted in an unsupported way") from error


def _is_pkcs12(data: bytes) -> bool:
    """Whether the outer structure can be walked; its integrity is the password's matter."""
    try:
        return asn1.Pfx.load(data, strict=True).authenticated_safe.native is not None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return False


def _chain(
    certificate: x509.Certificate, others: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The intermediates from the issuer upwards, as far as they are there, without the root."""
    chain: list[x509.Certificate] = []
    current = certificate
    by_subject = {other.subject: other for other in others}
    while (issuer := by_subject.get(current.issuer)) and issuer.issuer != issuer.subject:
        if issuer in chain:
            break
        chain.append(issuer)
        current = issuer
    return tuple(chain)
