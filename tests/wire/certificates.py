"""A small certificate factory: roots, intermediates, unit keys, receipt keys, and bad ones."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID, ObjectIdentifier

from gjj_xl.ukey.protocol import PrivateKey, Signer
from gjj_xl.wire.codes import Usage

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
YEAR = dt.timedelta(days=365)
PASSWORD = "网银盾-Pass 1"


@cache
def rsa_key(name: str = "", bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key, the same for the same name: they are dear to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def ec_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


def name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def key_usage(*, signs: bool = False, issues: bool = False, enciphers: bool = False):
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=enciphers,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class Holder:
    """Somebody with a key and a certificate: a root, an intermediate or a signer."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def signer(self) -> Signer:
        return Signer(self.key, self.certificate, self.chain)

    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def pkcs12(self, path: Path, password: str = PASSWORD) -> Path:
        data = serialize_key_and_certificates(
            b"gjj-xl",
            self.key,
            self.certificate,
            list(self.chain),
            BestAvailableEncryption(password.encode("utf-8")),
        )
        path.write_bytes(data)
        return path


def issue(
    subject: str,
    issuer: Holder | None,
    *,
    key: PrivateKey | None = None,
    begins: dt.datetime = NOW - YEAR,
    ends: dt.datetime = NOW + 10 * YEAR,
    extended: tuple[ObjectIdentifier, ...] = (),
    usage: x509.KeyUsage | None = None,
    ca: bool = False,
    path_length: int | None = None,
    basic: bool = True,
    serial: int | None = None,
    algorithm: hashes.HashAlgorithm | None = None,
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> Holder:
    """Issue any certificate; without an issuer it is a root of its own."""
    key = key or ec_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(issuer.certificate.subject if issuer else name(subject))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    if basic:
        builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    if usage:
        builder = builder.add_extension(usage, critical=True)
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    certificate = builder.sign(issuer.key if issuer else key, algorithm or hashes.SHA256())
    chain = ()
    if issuer and issuer.certificate.issuer != issuer.certificate.subject:
        chain = (issuer.certificate, *issuer.chain)
    return Holder(key, certificate, chain)


def authority(subject: str = "公积金测试根CA", issuer: Holder | None = None, **facts) -> Holder:
    """A CA: a root, or below ``issuer``."""
    facts.setdefault("usage", key_usage(issues=True))
    return issue(subject, issuer, ca=True, **facts)


def unit(issuer: Holder, subject: str = "0100000001 示例单位", **facts) -> Holder:
    """A unit's signing key."""
    facts.setdefault("extended", Usage.UNIT.value.issued)
    facts.setdefault("usage", key_usage(signs=True))
    return issue(subject, issuer, **facts)


def centre(issuer: Holder, subject: str = "公积金中心回执", **facts) -> Holder:
    """The centre's receipt key."""
    facts.setdefault("extended", Usage.CENTRE.value.issued)
    facts.setdefault("usage", key_usage(signs=True))
    return issue(subject, issuer, **facts)
