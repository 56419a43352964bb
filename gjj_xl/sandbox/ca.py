"""The centre's own certificate authority: TLS, receipts and the units' keys (U-key).

Every certificate is valid from 2000 to 2090, so that neither the machine's clock nor the sandbox's
own can make one of them expire.
"""

import datetime as dt
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sqlalchemy import Connection, insert, update

from gjj_xl.sandbox.store import CERTIFICATES
from gjj_xl.wire.codes import Usage

NOT_BEFORE: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
NOT_AFTER: Final = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)

ROOT: Final = "ca"
SERVER: Final = "server"
RECEIPTS: Final = "receipts"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> str:
        """The certificate as PEM text."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


@dataclass(frozen=True, slots=True)
class Authority:
    """The centre's certificates: the root, the TLS server's and the one that signs receipts."""

    root: Identity
    server: Identity
    receipts: Identity


def fingerprint(certificate: x509.Certificate) -> str:
    """The certificate's SHA-256 as hex: the name under which it is registered."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def make_authority() -> Authority:
    """A new root with the centre's own two certificates."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("gjj-xl sandbox CA", "住房公积金练习中心")
    root = Identity(
        _builder(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256()),
        key,
    )
    addresses: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.IPAddress(ipaddress.ip_address("::1")),
    ]
    return Authority(
        root=root,
        server=issue(
            root,
            _name("localhost", "住房公积金练习中心"),
            usages=(ExtendedKeyUsageOID.SERVER_AUTH,),
            names=addresses,
        ),
        receipts=issue(
            root,
            _name("gjj-xl sandbox receipts", "住房公积金练习中心"),
            usages=Usage.CENTRE.value.issued,
        ),
    )


def issue_unit(
    root: Identity,
    cust_id: str,
    unit_name: str,
    *,
    not_before: dt.datetime = NOT_BEFORE,
    not_after: dt.datetime = NOT_AFTER,
    key: PrivateKey | None = None,
) -> Identity:
    """A unit's signing key (RSA as U-keys are, 专用U-key, or the one given) and certificate."""
    return issue(
        root,
        _name(cust_id, unit_name),
        usages=Usage.UNIT.value.issued,
        not_before=not_before,
        not_after=not_after,
        key=key or rsa.generate_private_key(65537, 2048),
    )


def certify_unit(
    root: Identity, cust_id: str, unit_name: str, public_key: PublicKey
) -> x509.Certificate:
    """A unit's certificate for a key that stays on its token."""
    return _certify(root, _name(cust_id, unit_name), public_key, usages=Usage.UNIT.value.issued)


def issue(
    root: Identity,
    name: x509.Name,
    *,
    usages: tuple[x509.ObjectIdentifier, ...],
    names: list[x509.GeneralName] | None = None,
    not_before: dt.datetime = NOT_BEFORE,
    not_after: dt.datetime = NOT_AFTER,
    key: PrivateKey | None = None,
) -> Identity:
    """A leaf certificate under ``root``; without ``key`` a new P-256 one is made."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = _certify(
        root,
        name,
        key.public_key(),
        usages=usages,
        names=names,
        not_before=not_before,
        not_after=not_after,
    )
    return Identity(certificate, key)


def _certify(
    root: Identity,
    name: x509.Name,
    public_key: PublicKey,
    *,
    usages: tuple[x509.ObjectIdentifier, ...],
    names: list[x509.GeneralName] | None = None,
    not_before: dt.datetime = NOT_BEFORE,
    not_after: dt.datetime = NOT_AFTER,
) -> x509.Certificate:
    issuer = root.certificate.subject
    builder = (
        _builder(name, issuer, public_key, not_before, not_after, root.key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(list(usages)), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(root.key, hashes.SHA256())


def to_pkcs12(identity: Identity, root: x509.Certificate, password: str, label: str) -> bytes:
    """A unit's key as a PKCS#12 file, its chain included."""
    return pkcs12.serialize_key_and_certificates(
        label.encode(),
        identity.key,
        identity.certificate,
        [root],
        serialization.BestAvailableEncryption(password.encode()),
    )


def open_authority(data: Path) -> Authority:
    """The authority of a data folder; a folder without one gets a new one."""
    if not _pem_path(data, RECEIPTS).exists():
        authority = make_authority()
        for stem, identity in (
            (ROOT, authority.root),
            (SERVER, authority.server),
            (RECEIPTS, authority.receipts),
        ):
            _save(data, stem, identity)
        return authority
    return Authority(
        root=_load(data, ROOT), server=_load(data, SERVER), receipts=_load(data, RECEIPTS)
    )


def register(connection: Connection, certificate: x509.Certificate, cust_id: str, at: str) -> None:
    """Register a signing certificate for a CUST_ID: from now on it may file for that unit."""
    connection.execute(
        insert(CERTIFICATES).values(
            fingerprint=fingerprint(certificate),
            cust_id=cust_id,
            pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
            registered_at=at,
        )
    )


def revoke(connection: Connection, certificate_fingerprint: str, at: str) -> None:
    """Revoke a registered certificate; LookupError where there is none to revoke."""
    changed = connection.execute(
        update(CERTIFICATES)
        .where(CERTIFICATES.c.fingerprint == certificate_fingerprint)
        .where(CERTIFICATES.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    if changed.rowcount != 1:
        raise LookupError(certificate_fingerprint)


def certificate_path(data: Path, stem: str = ROOT) -> Path:
    """Where a certificate of the authority lies; without ``stem`` the root, which clients pin."""
    return _pem_path(data, stem)


def key_path(data: Path, stem: str) -> Path:
    """Where the private key of ``stem`` lies; only its owner can read it."""
    return data / f"{stem}-key.pem"


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _pem_path(data: Path, stem: str) -> Path:
    return data / f"{stem}.pem"


def _save(data: Path, stem: str, identity: Identity) -> None:
    write_private(
        key_path(data, stem),
        identity.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    _pem_path(data, stem).write_text(identity.pem, encoding="ascii")


def _load(data: Path, stem: str) -> Identity:
    key = serialization.load_pem_private_key(key_path(data, stem).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return Identity(x509.load_pem_x509_certificate(_pem_path(data, stem).read_bytes()), key)


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: PublicKey,
    not_before: dt.datetime = NOT_BEFORE,
    not_after: dt.datetime = NOT_AFTER,
    issuer_key: PublicKey | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key or public_key),
            critical=False,
        )
    )


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )
