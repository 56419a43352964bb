"""U-keys as a clerk manages them: which are there, does one sign, a certificate for one."""

import datetime as dt
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.desk.chosen import is_units
from gjj_xl.ukey.choices import Choice
from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.inventory import Token, inventory
from gjj_xl.ukey.names import Pkcs11Name
from gjj_xl.ukey.pkcs11key import Pkcs11Key
from gjj_xl.ukey.protocol import Key, Signer
from gjj_xl.ukey.validity import Validity, validity


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate for somebody who chooses: ``units`` says that it is one for filings.

    ``belongs_to`` names the other unit of this computer whose it is, empty for everybody else's.
    """

    name: str
    subject: str
    issuer: str
    serial: str
    kind: str
    life: Validity
    units: bool
    belongs_to: str = ""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token that is plugged in, or why it cannot be used."""

    where: str
    certificates: tuple[CertificateFacts, ...]
    tries_left: int | None = None
    trouble: KeyTrouble | None = None


@dataclass(frozen=True, slots=True)
class Tested:
    """A trial signature that held: by which certificate, in how many seconds and APDUs."""

    label: str
    certificate: CertificateFacts
    seconds: float
    apdus: int | None


def list_tokens(
    at: dt.datetime,
    library: Path | None = None,
    owner: Callable[[x509.Certificate], str] = lambda _: "",
) -> list[TokenFacts]:
    """Every token over PC/SC, or behind a PKCS#11 library; raises KeyTrouble where none can be.

    ``owner`` names the other unit that a certificate belongs to.
    """
    if library is not None:
        key = Pkcs11Key(Pkcs11Name(library))
        found = key.choices()
        tries = key.tries_left() if len(found) == 1 else None
        return [_facts(Token(key.label, found, tries), at, owner)]
    return [_facts(token, at, owner) for token in inventory()]


def certificate_facts(
    name: str, certificate: x509.Certificate, at: dt.datetime
) -> CertificateFacts:
    """The facts of one certificate."""
    public = certificate.public_key()
    match public:
        case rsa.RSAPublicKey():
            kind = f"RSA-{public.key_size}"
        case ec.EllipticCurvePublicKey():
            kind = f"P-{public.key_size}"
        case _:
            kind = type(public).__name__
    return CertificateFacts(
        name=name,
        subject=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        kind=kind,
        life=validity(certificate, at),
        units=is_units(certificate),
    )


def try_key(key: Key, pin: str, at: dt.datetime) -> Tested:
    """Sign something random with the key and verify it; raises KeyTrouble."""
    data = secrets.token_bytes(32)
    began = time.perf_counter()
    with key.unlock(pin) as signer:
        _sign(signer, data)
    seconds = time.perf_counter() - began
    facts = certificate_facts("", signer.certificate, at)
    return Tested(key.label, facts, seconds, getattr(key, "apdus", None))


def certificate_request(key: Key, pin: str) -> bytes:
    """A request (PKCS#10, DER) for a certificate, signed by the key itself; raises KeyTrouble."""
    with key.unlock(pin) as signer:
        request = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(signer.certificate.subject)
            .sign(signer.private_key, hashes.SHA256())
        )
    return request.public_bytes(Encoding.DER)


def _facts(token: Token, at: dt.datetime, owner: Callable[[x509.Certificate], str]) -> TokenFacts:
    found: Sequence[Choice] = token.choices
    certificates = (
        replace(certificate_facts(one.name, one.certificate, at), belongs_to=owner(one.certificate))
        for one in found
    )
    return TokenFacts(token.reader, tuple(certificates), token.tries_left, token.trouble)


def _sign(signer: Signer, data: bytes) -> None:
    """A signature that does not hold is an error of the key's already."""
    if isinstance(signer.private_key, rsa.RSAPrivateKey):
        signer.private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    else:
        signer.private_key.sign(data, ec.ECDSA(hashes.SHA256()))


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
