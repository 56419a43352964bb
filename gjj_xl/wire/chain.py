"""Whether a certificate leads to a root that is trusted, for the role it is used in (RFC 5280)."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from gjj_xl.wire.codes import Usage
from gjj_xl.wire.errors import (
    CertificateError,
    ExpiredCertificate,
    ForeignCertificate,
    MalformedSignature,
    NotYetValidCertificate,
    RevokedCertificate,
    WeakAlgorithm,
    WrongUsage,
)

MAX_DEPTH: Final = 6
"""Certificates from the signer's to the root, both counted."""
MIN_RSA_BITS: Final = 2048

_STRONG: Final = frozenset({"sha256", "sha384", "sha512"})
_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    }
)
"""Extensions that may be critical, because they are looked at or change nothing here."""

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


def require_chain(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: dt.datetime,
    *,
    usage: Usage,
    revoked: Callable[[x509.Certificate], bool] | None = None,
) -> tuple[x509.Certificate, ...]:
    """Return the chain from the certificate to a root, both included.

    ``at`` is the moment (timezone-aware) at which all of it must be valid. Raises
    ForeignCertificate, ExpiredCertificate, NotYetValidCertificate, WrongUsage, RevokedCertificate,
    WeakAlgorithm. Where several chains exist, one good one is enough.
    """
    trouble: CertificateError | WeakAlgorithm | None = None
    for chain in _chains((certificate,), others, roots):
        try:
            _judge(chain, at, usage, revoked)
        except (CertificateError, WeakAlgorithm) as error:
            trouble = trouble or error
        else:
            return chain
    raise trouble or ForeignCertificate(certificate, "no chain to a trusted root")


def require_strong_key(certificate: x509.Certificate) -> None:
    """Raise WeakAlgorithm unless the key is RSA of 2048 bits or more, or on a NIST curve."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise WeakAlgorithm("unknown kind of key") from error
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < MIN_RSA_BITS:
            raise WeakAlgorithm(f"RSA {key.key_size}")
    elif not isinstance(key, ec.EllipticCurvePublicKey):
        raise WeakAlgorithm(type(key).__name__)
    elif not isinstance(key.curve, _CURVES):
        raise WeakAlgorithm(key.curve.name)


def _chains(
    chain: tuple[x509.Certificate, ...],
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
) -> Iterator[tuple[x509.Certificate, ...]]:
    """Every chain whose names and signatures fit, shortest way to a root first."""
    last = chain[-1]
    if len(chain) == 1 and last in roots:
        yield chain
    if len(chain) == MAX_DEPTH:
        return
    for root in roots:
        if root not in chain and _issued(last, root):
            yield (*chain, root)
    for other in others:
        if other not in chain and other not in roots and _issued(last, other):
            yield from _chains((*chain, other), others, roots)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _judge(
    chain: Sequence[x509.Certificate],
    at: dt.datetime,
    usage: Usage,
    revoked: Callable[[x509.Certificate], bool] | None,
) -> None:
    for height, certificate in enumerate(chain):
        require_strong_key(certificate)
        _require_strong_signature(certificate, is_root=height == len(chain) - 1)
        if at > certificate.not_valid_after_utc:
            raise ExpiredCertificate(certificate, at)
        if at < certificate.not_valid_before_utc:
            raise NotYetValidCertificate(certificate, at)
        _require_understood(certificate)
        if height:
            # Between an issuer and the signer's certificate stand height - 1 intermediates.
            _require_issuer(certificate, height - 1, usage)
        else:
            _require_role(certificate, usage)
        if revoked and revoked(certificate):
            raise RevokedCertificate(certificate, "revoked")


def _require_strong_signature(certificate: x509.Certificate, *, is_root: bool) -> None:
    if is_root:  # trusted because it was given, whatever it is signed with
        return
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm as error:
        raise WeakAlgorithm("unknown signature") from error
    if algorithm is None or algorithm.name not in _STRONG:
        raise WeakAlgorithm(algorithm.name if algorithm else "signature without a hash")


def _require_understood(certificate: x509.Certificate) -> None:
    for extension in _extensions(certificate):
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise ForeignCertificate(
                certificate, f"critical extension {extension.oid.dotted_string}"
            )


def _require_issuer(certificate: x509.Certificate, below: int, usage: Usage) -> None:
    basic = _extension(certificate, x509.BasicConstraints)
    if basic is None or not basic.ca:
        raise ForeignCertificate(certificate, "issues certificates and is no CA")
    if basic.path_length is not None and below > basic.path_length:
        raise ForeignCertificate(certificate, "chain longer than the CA allows")
    key_usage = _extension(certificate, x509.KeyUsage)
    if key_usage and not key_usage.key_cert_sign:
        raise ForeignCertificate(certificate, "must not issue certificates")
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    if extended and not {usage.value.required, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(
        extended
    ):
        raise WrongUsage(certificate, usage)


def _require_role(certificate: x509.Certificate, usage: Usage) -> None:
    basic = _extension(certificate, x509.BasicConstraints)
    key_usage = _extension(certificate, x509.KeyUsage)
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    signs = key_usage is None or key_usage.digital_signature or key_usage.content_commitment
    if (basic and basic.ca) or not signs or not extended or usage.value.required not in extended:
        raise WrongUsage(certificate, usage)


def _extensions(certificate: x509.Certificate) -> x509.Extensions:
    try:
        return certificate.extensions
    except (ValueError, x509.DuplicateExtension) as error:
        raise MalformedSignature(f"extensions of a certificate: {error}") from error


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return _extensions(certificate).get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
