"""The PIV application of a card (NIST SP 800-73-4): certificates, PIN, signatures.

Knows APDUs, and nothing of readers or of what is signed. Whoever holds a session has a working one:
it is selected when it is made.
"""

import zlib
from collections.abc import Mapping
from enum import IntEnum, unique
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from gjj_xl.ukey.apdu import Apdus, Command, Ins
from gjj_xl.ukey.errors import UnsupportedKey
from gjj_xl.ukey.privatekeys import PublicKey
from gjj_xl.ukey.status import SW, require_ok, tries_left
from gjj_xl.ukey.tlv import field, fields, tlv
from gjj_xl.ukey.tokenerrors import Garbled, NotOnCard, PinUnusable, UnknownStatus

AID: Final = bytes.fromhex("A000000308")
MAX_CERTIFICATE: Final = 8 * 1024
"""The largest certificate in bytes, once it is unpacked."""


@unique
class Slot(IntEnum):
    """The keys that sign (SP 800-73-4 part 1, table 4b); the one for documents first."""

    SIGNATURE = 0x9C
    AUTHENTICATION = 0x9A


@unique
class Algorithm(IntEnum):
    """How a key is named to the card (SP 800-78-5 table 9)."""

    RSA_2048 = 0x07
    RSA_3072 = 0x05
    P256 = 0x11
    P384 = 0x14


@unique
class _Tag(IntEnum):
    OBJECT_NAME = 0x5C
    OBJECT = 0x53
    CERTIFICATE = 0x70
    CERTIFICATE_INFO = 0x71
    CHECKSUM = 0xFE
    GUID = 0x34
    TEMPLATE = 0x7C
    CHALLENGE = 0x81
    RESPONSE = 0x82


_CHUID: Final = 0x5FC102
_CERTIFICATES: Final[Mapping[Slot, int]] = MappingProxyType(
    {Slot.SIGNATURE: 0x5FC10A, Slot.AUTHENTICATION: 0x5FC105}
)
_PIN: Final = 0x80
_PIN_LENGTHS: Final = range(6, 9)
_PIN_SIZE: Final = 8
_GZIP: Final = 0x01
_GUID_BYTES: Final = 16


def algorithm_of(public_key: PublicKey) -> Algorithm:
    """The card's name of a key's kind; raises UnsupportedKey."""
    match public_key:
        case rsa.RSAPublicKey(key_size=2048):
            return Algorithm.RSA_2048
        case rsa.RSAPublicKey(key_size=3072):
            return Algorithm.RSA_3072
        case ec.EllipticCurvePublicKey(key_size=256):
            return Algorithm.P256
        case ec.EllipticCurvePublicKey(key_size=384):
            return Algorithm.P384
        case _:
            raise UnsupportedKey("PIV", type(public_key).__name__)


class PivSession:
    """The selected application. Raises NotOnCard where the card has none.

    Every method raises Garbled, UnknownStatus and what the connection raises.
    """

    def __init__(self, apdus: Apdus) -> None:
        self._apdus = apdus
        try:
            apdus.ask(Command(Ins.SELECT, 0x04, 0x00, AID))
        except UnknownStatus as error:
            raise NotOnCard from error

    def serial(self) -> str:
        """The card's own number (the GUID of its CHUID) in hex, empty where it has none."""
        try:
            chuid = fields(self._object(_CHUID))
        except NotOnCard:
            return ""
        guid = chuid.get(_Tag.GUID, b"")
        return guid.hex() if len(guid) == _GUID_BYTES and any(guid) else ""

    def certificate(self, slot: Slot) -> x509.Certificate | None:
        """The certificate of a slot, None where it has none."""
        try:
            content = fields(self._object(_CERTIFICATES[slot]))
        except NotOnCard:
            return None
        der = content.get(_Tag.CERTIFICATE, b"")
        if not der:
            return None
        info = content.get(_Tag.CERTIFICATE_INFO, b"\0")
        if info and info[0] & _GZIP:
            der = _unpacked(der)
        return _certificate(der)

    def tries(self) -> int | None:
        """The PIN's tries that are left, None where the card does not say."""
        _, sw = self._apdus.exchange(Command(Ins.VERIFY, 0x00, _PIN, answers=False))
        return tries_left(sw)

    def verify(self, pin: str) -> None:
        """Show the PIN; raises WrongPin, PinBlocked, and PinUnusable without spending a try."""
        block = pin_block(pin)
        self._apdus.ask(Command(Ins.VERIFY, 0x00, _PIN, block, answers=False))

    def sign(self, slot: Slot, algorithm: Algorithm, challenge: bytes) -> bytes:
        """The raw operation of a key over a challenge of its size. Raises PinNotFresh."""
        wanted = tlv(_Tag.TEMPLATE, tlv(_Tag.RESPONSE), tlv(_Tag.CHALLENGE, challenge))
        answer = self._apdus.ask(Command(Ins.GENERAL_AUTHENTICATE, algorithm, slot, wanted))
        return field(field(answer, _Tag.TEMPLATE), _Tag.RESPONSE)

    def put_certificate(self, slot: Slot, certificate_der: bytes) -> None:
        """Write a certificate; the management key must have been shown before."""
        content = (
            tlv(_Tag.CERTIFICATE, certificate_der),
            tlv(_Tag.CERTIFICATE_INFO, b"\0"),
            tlv(_Tag.CHECKSUM),
        )
        name = tlv(_Tag.OBJECT_NAME, _CERTIFICATES[slot].to_bytes(3, "big"))
        data = name + tlv(_Tag.OBJECT, *content)
        self._apdus.ask(Command(Ins.PUT_DATA, 0x3F, 0xFF, data, answers=False))

    def _object(self, name: int) -> bytes:
        wanted = tlv(_Tag.OBJECT_NAME, name.to_bytes(3, "big"))
        data, sw = self._apdus.exchange(Command(Ins.GET_DATA, 0x3F, 0xFF, wanted))
        if sw == SW.SECURITY_NOT_SATISFIED:  # an object that needs the PIN: not for us
            raise NotOnCard
        require_ok(sw)
        return field(data, _Tag.OBJECT)


def pin_block(pin: str) -> bytes:
    """A PIN as the card wants it; raises PinUnusable for what can be none."""
    if not (pin.isascii() and pin.isprintable() and len(pin) in _PIN_LENGTHS):
        raise PinUnusable
    return pin.encode("ascii").ljust(_PIN_SIZE, b"\xff")


def rsa_block(digest_info: bytes, size: int) -> bytes:
    """A DigestInfo padded to the key's ``size`` in bytes (EMSA-PKCS1-v1_5, RFC 8017 9.2)."""
    return b"\0\1" + b"\xff" * (size - len(digest_info) - 3) + b"\0" + digest_info


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        der = unpacker.decompress(packed, MAX_CERTIFICATE)
    except zlib.error as error:
        raise Garbled("a packed certificate that cannot be unpacked") from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Garbled("a packed certificate that is too large")
    return der


def _certificate(der: bytes) -> x509.Certificate:
    """Load one, and look once at all that is parsed only when it is asked for."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        for lazy in ("subject", "issuer", "extensions", "not_valid_after_utc"):
            getattr(certificate, lazy)
        certificate.public_key()
    except _UNREADABLE as error:
        raise Garbled("a certificate that cannot be read") from error
    return certificate


_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    Warning,
    x509.DuplicateExtension,
    x509.InvalidVersion,
)
"""What the parser raises at bytes that are no certificate."""
