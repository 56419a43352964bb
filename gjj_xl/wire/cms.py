"""Detached CMS signatures (RFC 5652): made with a key, verified before anything is parsed.

Made by cryptography's PKCS7 builder, so that ``openssl cms -verify`` accepts them; taken apart by
asn1crypto, and verified by cryptography. Only one shape is accepted: one signer, named by issuer
and serial number, with signed attributes, SHA-256 or longer, RSA PKCS#1 v1.5 or ECDSA.
"""

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms
from asn1crypto.core import Null, Void
from asn1crypto.parser import emit
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)

from gjj_xl.ukey.protocol import Signer as Signer
from gjj_xl.wire.chain import require_chain, require_strong_key
from gjj_xl.wire.codes import Usage
from gjj_xl.wire.errors import BadSignature, MalformedSignature, WeakAlgorithm

MAX_BYTES: Final = 64 * 1024
MAX_CERTIFICATES: Final = 8

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    Warning,  # of names and serial numbers against RFC 5280, where warnings are made errors
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
)
"""What the parsers raise at bytes that are not what they say they are."""
_UNIVERSAL, _CONSTRUCTED, _SEQUENCE, _SET = 0, 1, 16, 17
_ATTRIBUTES: Final = ("content_type", "message_digest")


def sign_detached(data: bytes, signer: Signer) -> bytes:
    """Sign exactly these bytes; the DER carries the certificate and its chain, not the data."""
    builder = (
        PKCS7SignatureBuilder()
        .set_data(data)
        .add_signer(signer.certificate, signer.private_key, hashes.SHA256())
    )
    for certificate in signer.chain:
        builder = builder.add_certificate(certificate)
    options = [
        PKCS7Options.DetachedSignature,
        # Without Binary the builder rewrites line ends before it signs.
        PKCS7Options.Binary,
        PKCS7Options.NoCapabilities,
    ]
    return builder.sign(Encoding.DER, options)


def verify_detached(
    data: bytes,
    der: bytes,
    roots: Sequence[x509.Certificate],
    at: dt.datetime,
    *,
    usage: Usage,
    revoked: Callable[[x509.Certificate], bool] | None = None,
) -> x509.Certificate:
    """Return the certificate that signed the data, once everything about it is right.

    The chain is built through the included certificates to one of ``roots`` and judged at ``at``
    (timezone-aware); ``usage`` is the role that the certificate must have been issued for;
    ``revoked`` is asked about every certificate of the chain. What else is true of the signer, as
    being registered for a CUST_ID, is the caller's question.

    Raises MalformedSignature, WeakAlgorithm, BadSignature, ForeignCertificate,
    ExpiredCertificate, NotYetValidCertificate, WrongUsage or RevokedCertificate.
    """
    parts = _take_apart(der)
    require_strong_key(parts.certificate)
    digest = hashlib.new(parts.hash_name, data).digest()
    if not hmac.compare_digest(digest, parts.message_digest):
        raise BadSignature("the content is not what was signed")
    _require_signature(parts)
    require_chain(parts.certificate, parts.others, roots, at, usage=usage, revoked=revoked)
    return parts.certificate


@dataclass(frozen=True, slots=True)
class _Parts:
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    hash_name: str
    scheme: str
    message_digest: bytes
    signed: bytes
    signature: bytes


def _take_apart(der: bytes) -> _Parts:
    if len(der) > MAX_BYTES:
        raise MalformedSignature("too long")
    try:
        return _read(der)
    except _UNREADABLE as error:
        raise MalformedSignature(str(error).partition("\n")[0]) from error


def _read(der: bytes) -> _Parts:
    outer = cms.ContentInfo.load(der, strict=True)
    if outer["content_type"].native != "signed_data":
        raise MalformedSignature("no SignedData")
    body = outer["content"]
    _expect(body["version"].native == "v1", "version of SignedData")
    inner = body["encap_content_info"]
    _expect(inner["content_type"].native == "data", "content type")
    _expect(isinstance(inner["content"], Void), "the content is included")
    _expect(isinstance(body["crls"], Void), "revocation lists are included")
    _expect(len(body["signer_infos"]) == 1, "not exactly one signer")
    info = body["signer_infos"][0]
    _expect(info["version"].native == "v1" and info["sid"].name == "issuer_and_serial_number",
            "signer not named by issuer and serial number")  # fmt: skip
    _expect(isinstance(info["unsigned_attrs"], Void), "unsigned attributes")
    hash_name = _hash_name(info["digest_algorithm"])
    announced = [_hash_name(algorithm) for algorithm in body["digest_algorithms"]]
    _expect(announced == [hash_name], "digest algorithms")
    attributes = _attributes(info)
    _expect(attributes["content_type"].native == "data", "signed content type")
    certificate, others = _certificates(body, info["sid"].chosen, der)
    return _Parts(
        certificate=certificate,
        others=others,
        hash_name=hash_name,
        scheme=_scheme(info["signature_algorithm"], hash_name),
        message_digest=attributes["message_digest"].native,
        # RFC 5652 5.4: signed are the attributes with the tag of a SET OF, not of the field. They
        # must be DER where they stand, so nothing is sorted or encoded anew.
        signed=emit(_UNIVERSAL, _CONSTRUCTED, _SET, info["signed_attrs"].contents),
        signature=info["signature"].native,
    )


def _expect(condition: bool, complaint: str) -> None:
    if not condition:
        raise MalformedSignature(complaint)


def _hash_name(algorithm: Any) -> str:
    name = str(algorithm["algorithm"].native)
    if name not in _HASHES:
        raise WeakAlgorithm(name)
    _expect(isinstance(algorithm["parameters"], Void | Null), "parameters of the hash")
    return name


def _scheme(algorithm: Any, hash_name: str) -> str:
    name = str(algorithm["algorithm"].native)
    schemes = {
        "rsassa_pkcs1v15": "rsa",
        f"{hash_name}_rsa": "rsa",
        f"{hash_name}_ecdsa": "ecdsa",
    }
    if name not in schemes:
        raise WeakAlgorithm(name)
    _expect(isinstance(algorithm["parameters"], Void | Null), "parameters of the signature")
    return schemes[name]


def _attributes(info: Any) -> dict[str, Any]:
    """The signed attributes by name, each there once and with one value."""
    _expect(not isinstance(info["signed_attrs"], Void), "no signed attributes")
    found: dict[str, Any] = {}
    for attribute in info["signed_attrs"]:
        name = str(attribute["type"].native)
        _expect(name not in found, f"attribute {name} twice")
        _expect(len(attribute["values"]) == 1, f"attribute {name} has not one value")
        found[name] = attribute["values"][0]
    for name in _ATTRIBUTES:
        _expect(name in found, f"no attribute {name}")
    return found


def _certificates(
    body: Any, sid: Any, der: bytes
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The signer's certificate, and the others that are included."""
    choices = body["certificates"]
    _expect(not isinstance(choices, Void), "no certificates")
    _expect(len(choices) <= MAX_CERTIFICATES, "too many certificates")
    issuer = _sequence(sid["issuer"].chosen, der)
    signers: list[x509.Certificate] = []
    others: list[x509.Certificate] = []
    for choice in choices:
        certificate = _certificate(choice, der)
        named = (
            certificate.serial_number == sid["serial_number"].native
            and certificate.issuer.public_bytes() == issuer
        )
        (signers if named else others).append(certificate)
    _expect(len(signers) == 1, "not exactly one certificate of the signer")
    return signers[0], tuple(others)


def _sequence(value: Any, der: bytes) -> bytes:
    """The bytes of a SEQUENCE as they stand in the signature.

    asn1crypto's own ``dump`` takes a length that ends in the byte 80 for an indefinite one, and
    then encodes anew, which repairs what must be refused.
    """
    raw: bytes = emit(_UNIVERSAL, _CONSTRUCTED, _SEQUENCE, value.contents)
    _expect(raw in der, "length not encoded in the shortest way")
    return raw


def _certificate(choice: Any, der: bytes) -> x509.Certificate:
    """Load one, and look once at all that is parsed only when it is asked for."""
    _expect(choice.name == "certificate", "a certificate of an unknown kind")
    parsed = choice.chosen
    _expect(parsed["tbs_certificate"]["serial_number"].native > 0, "serial number not positive")
    # No bit of the signature is unused; a count of unused ones would be covered by nothing.
    _expect(parsed["signature_value"].contents[:1] == b"\0", "padded signature of a certificate")
    certificate = x509.load_der_x509_certificate(_sequence(parsed, der))
    for lazy in ("subject", "issuer", "extensions", "signature_algorithm_oid"):
        getattr(certificate, lazy)
    return certificate


def _require_signature(parts: _Parts) -> None:
    key = parts.certificate.public_key()
    algorithm = _HASHES[parts.hash_name]
    try:
        if parts.scheme == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(parts.signature, parts.signed, padding.PKCS1v15(), algorithm)
        elif parts.scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(parts.signature, parts.signed, ec.ECDSA(algorithm))
        else:
            raise BadSignature("the key is not of the announced kind")
    except InvalidSignature as error:
        raise BadSignature("not signed by this key") from error
