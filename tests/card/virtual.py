"""The virtual card as a test holds it: what it holds, what was sent to it, how it misbehaves."""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.card.applet import CCC, CERTIFICATE_OF, CHUID, Applet, PrivateKey
from tests.card.iso7816 import CHAINED, Transport, put

PIN = "123456"
WRONG_PIN = "654321"

ATR = bytes.fromhex("3B8580018073C001C087")
"""T=1, no interface bytes."""
USB_ATR = bytes.fromhex("3BF51300008131FE158073C001C0A7")
"""YubiKey's shape: yubikit takes the card for one with extended APDUs."""


@dataclass(frozen=True)
class Exchange:
    """One APDU that arrived, and the status word that went back."""

    apdu: bytes
    sw: int

    @property
    def ins(self) -> int:
        return self.apdu[1]

    @property
    def is_signature(self) -> bool:
        """Whether it is a GENERAL AUTHENTICATE that came to its end, with a key that signs."""
        return self.ins == 0x87 and not self.apdu[0] & CHAINED and self.apdu[3] != 0x9B


def well(_: bytes, answer: bytes) -> bytes:
    return answer


@dataclass
class VirtualCard:
    """A card; ``behave`` sees each APDU with its good answer and gives the answer that is sent.

    It may also wait, pull the card out, or raise OSError to cut the line.
    """

    applet: Applet = field(default_factory=Applet)
    atr: bytes = ATR
    behave: Callable[[bytes, bytes], bytes] = well
    trace: list[Exchange] = field(default_factory=list)
    powers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._transport = Transport(self.applet)

    def power(self, control: int) -> None:
        """0 off, 1 on, 2 reset."""
        self.powers.append(control)
        self._transport.reset()
        self.applet.reset()

    def __call__(self, apdu: bytes) -> bytes:
        answer = self._transport(apdu)
        self.trace.append(Exchange(apdu, int.from_bytes(answer[-2:])))
        return self.behave(apdu, answer)

    @property
    def signatures(self) -> int:
        """How often a key has signed."""
        return sum(one.is_signature and one.sw >> 8 in (0x61, 0x90) for one in self.trace)

    @property
    def is_open(self) -> bool:
        """Whether the card would still take its PIN for shown."""
        return self.applet.verified

    def put(
        self, slot: int, key: PrivateKey, certificate: x509.Certificate, *, packed: bool = False
    ) -> None:
        """Put a key with its certificate into a slot."""
        self.applet.keys[slot] = key
        der = certificate.public_bytes(Encoding.DER)
        content = gzip.compress(der) if packed else der
        self.applet.objects[CERTIFICATE_OF[slot]] = (
            put(0x70, content) + put(0x71, bytes([packed])) + put(0xFE)
        )


def personalised(
    holders: Iterable[tuple[int, PrivateKey, x509.Certificate]], serial: bytes = bytes(range(16))
) -> VirtualCard:
    """A card with keys in slots, and the objects that clients look for."""
    card = VirtualCard()
    for slot, key, certificate in holders:
        card.put(slot, key, certificate)
    fascn = bytes.fromhex("D4E739DA739CED39CE739D836858210842108421C84210C3EB")
    card.applet.objects[CHUID] = (
        put(0x30, fascn) + put(0x34, serial) + put(0x35, b"20301231") + put(0x3E) + put(0xFE)
    )
    card.applet.objects[CCC] = (
        put(0xF0, bytes.fromhex("A000000116FF02"), bytes(14))
        + put(0xF1, b"\x21")
        + put(0xF2, b"\x21")
        + put(0xF3)
        + put(0xF4, b"\0")
        + put(0xF5, b"\x10")
        + b"".join(put(tag) for tag in (0xF6, 0xF7, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE))
    )
    return card
