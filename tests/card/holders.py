"""Keys of every kind with certificates, made once: whoever holds them has a card."""

import datetime as dt
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.card.applet import PrivateKey


@dataclass(frozen=True)
class Holder:
    """A key and a certificate of its own making."""

    key: PrivateKey
    certificate: x509.Certificate

    def at(self, slot: int) -> tuple[int, PrivateKey, x509.Certificate]:
        """In a slot of a card."""
        return slot, self.key, self.certificate


def self_signed(
    key: PrivateKey,
    name: str,
    *,
    begins: dt.datetime | None = None,
    ends: dt.datetime | None = None,
) -> Holder:
    now = dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - dt.timedelta(days=1))
        .not_valid_after(ends or now + dt.timedelta(days=365))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Holder(key, certificate)


HOLDERS = {
    "rsa-2048": self_signed(rsa.generate_private_key(65537, 2048), "U-key RSA-2048"),
    "rsa-3072": self_signed(rsa.generate_private_key(65537, 3072), "U-key RSA-3072"),
    "p256": self_signed(ec.generate_private_key(ec.SECP256R1()), "U-key P-256"),
    "p384": self_signed(ec.generate_private_key(ec.SECP384R1()), "U-key P-384"),
}
