"""What whoever manages the virtual card can do: write objects, make and import keys."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.card.iso7816 import Status, put, take

if TYPE_CHECKING:
    from tests.card.applet import Applet

MANAGEMENT_KEY = bytes.fromhex("010203040506070801020304050607080102030405060708")
"""The one that every PIV card is delivered with."""

_CIPHERS = {0x03: TripleDES, 0x08: AES, 0x0A: AES, 0x0C: AES}


class Management:
    """The management key (9B), and the commands that want it."""

    def __init__(self, applet: "Applet") -> None:
        self._applet = applet
        self.key = MANAGEMENT_KEY
        self.algorithm = 0x03
        self.reset()

    def reset(self) -> None:
        self.admitted = False
        self._witness = self._challenge = b""

    @property
    def commands(self) -> dict[int, Callable[[int, int, bytes], bytes]]:
        return {0x47: self._generate, 0xDB: self._put_data, 0xFE: self._import}

    def authenticate(self, algorithm: int, fields: dict[int, bytes]) -> bytes:
        """Mutual (witness first) or external (challenge first) authentication."""
        if algorithm not in (self.algorithm, 0x00):
            raise Status(0x6A86)
        block = 8 if self.algorithm == 0x03 else 16
        if fields.get(0x80) == b"":
            self._witness = os.urandom(block)
            return put(0x7C, put(0x80, self._encrypt(self._witness)))
        if 0x80 in fields and 0x81 in fields:
            self._admit(fields[0x80], self._witness)
            return put(0x7C, put(0x82, self._encrypt(fields[0x81])))
        if fields.get(0x81) == b"":
            self._challenge = os.urandom(block)
            return put(0x7C, put(0x81, self._challenge))
        if 0x82 in fields:
            self._admit(fields[0x82], self._encrypt(self._challenge) if self._challenge else b"")
            return b""
        raise Status(0x6A80)

    def _admit(self, shown: bytes, expected: bytes) -> None:
        self._witness = self._challenge = b""
        if not expected or shown != expected:
            raise Status(0x6982)
        self.admitted = True

    def _encrypt(self, block: bytes) -> bytes:
        encryptor = Cipher(_CIPHERS[self.algorithm](self.key), modes.ECB()).encryptor()
        return encryptor.update(block) + encryptor.finalize()

    def _require_admitted(self) -> None:
        if not self.admitted:
            raise Status(0x6982)

    def _put_data(self, _p1: int, _p2: int, data: bytes) -> bytes:
        self._require_admitted()
        fields = take(data)
        name = int.from_bytes(fields[0x5C])
        if fields[0x53]:
            self._applet.objects[name] = fields[0x53]
        else:
            self._applet.objects.pop(name, None)
        return b""

    def _generate(self, _p1: int, slot: int, data: bytes) -> bytes:
        self._require_admitted()
        algorithm = take(take(data)[0xAC])[0x80][0]
        makers: dict[int, Callable[[], rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey]] = {
            0x07: lambda: rsa.generate_private_key(65537, 2048),
            0x11: lambda: ec.generate_private_key(ec.SECP256R1()),
            0x14: lambda: ec.generate_private_key(ec.SECP384R1()),
        }
        if algorithm not in makers:
            raise Status(0x6A80)
        key = self._applet.keys[slot] = makers[algorithm]()
        public = key.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            modulus = numbers.n.to_bytes(public.key_size // 8)
            return put(0x7F49, put(0x81, modulus), put(0x82, numbers.e.to_bytes(3)))
        point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return put(0x7F49, put(0x86, point))

    def _import(self, algorithm: int, slot: int, data: bytes) -> bytes:
        self._require_admitted()
        fields = take(data)
        if algorithm == 0x07:
            p, q = int.from_bytes(fields[1]), int.from_bytes(fields[2])
            d = pow(65537, -1, (p - 1) * (q - 1))
            self._applet.keys[slot] = rsa.RSAPrivateNumbers(
                p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p),
                rsa.RSAPublicNumbers(65537, p * q),
            ).private_key()  # fmt: skip
        else:
            curve = {0x11: ec.SECP256R1(), 0x14: ec.SECP384R1()}[algorithm]
            secret = int.from_bytes(fields[6])
            self._applet.keys[slot] = ec.derive_private_key(secret, curve)
        return b""
