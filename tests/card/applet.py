"""The PIV application of the virtual card (NIST SP 800-73-4), with what clients need of YubiKey's.

It holds real keys and counts real tries. It never hashes: RSA is the raw operation on a block,
ECDSA signs the digest that it is given.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from tests.card.iso7816 import Status, put, take
from tests.card.management import Management

AID = bytes.fromhex("A000000308000010000100")
CERTIFICATE_OF = {0x9A: 0x5FC105, 0x9C: 0x5FC10A, 0x9D: 0x5FC10B, 0x9E: 0x5FC101}
SLOT_OF = {name: slot for slot, name in CERTIFICATE_OF.items()}
CHUID, CCC, DISCOVERY = 0x5FC102, 0x5FC107, 0x7E

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass
class Secret:
    """A PIN or PUK with its counter."""

    value: bytes
    limit: int = 3
    left: int = 3

    def check(self, value: bytes) -> None:
        if self.left == 0:
            raise Status(0x6983)
        if value != self.value:
            self.left -= 1
            raise Status(0x63C0 | self.left if self.left else 0x6983)
        self.left = self.limit


@dataclass
class Applet:
    """The application: its keys by slot, its objects by name, and its secrets."""

    keys: dict[int, PrivateKey] = field(default_factory=dict)
    objects: dict[int, bytes] = field(default_factory=dict)
    pin: Secret = field(default_factory=lambda: Secret(b"123456\xff\xff"))
    puk: Secret = field(default_factory=lambda: Secret(b"12345678"))

    def __post_init__(self) -> None:
        self.management = Management(self)
        self.reset()

    def reset(self) -> None:
        """Lose power, or be reset."""
        self.selected = self.verified = self.fresh = False
        self.management.reset()

    def __call__(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        if ins == 0xA4:
            return self._select(p1, data)
        if not self.selected:
            raise Status(0x6985)
        # The key for documents wants the PIN right before: any command in between spoils it.
        fresh, self.fresh = self.fresh, False
        if ins == 0x87:
            return self._authenticate(p1, p2, data, fresh)
        command = self._commands.get(ins) or self.management.commands.get(ins)
        if command is None:
            raise Status(0x6D00)
        return command(p1, p2, data)

    @property
    def _commands(self) -> dict[int, Callable[[int, int, bytes], bytes]]:
        return {
            0x20: self._verify,
            0x24: self._change_reference,
            0x2C: self._reset_retry_counter,
            0xCB: self._get_data,
            0xFD: lambda *_: b"\x04\x03\x05",  # a version of YubiKey's that has no metadata
        }

    def _select(self, p1: int, data: bytes) -> bytes:
        if p1 != 0x04:
            raise Status(0x6A86)
        if not AID.startswith(data) or len(data) < 5:
            raise Status(0x6A82)  # the application that is selected stays so (part 2, 3.1.1)
        self.reset()
        self.selected = True
        return put(
            0x61,
            put(0x4F, AID[5:]),
            put(0x79, put(0x4F, AID[:5])),
            put(0x50, b"virtual PIV"),
        )

    def _verify(self, p1: int, p2: int, data: bytes) -> bytes:
        if p2 != 0x80:
            raise Status(0x6A88)
        if p1 == 0xFF and not data:
            self.verified = False
            return b""
        if p1:
            raise Status(0x6A86)
        if not data:
            if self.verified:
                return b""
            raise Status(0x63C0 | self.pin.left if self.pin.left else 0x6983)
        if len(data) != 8:
            raise Status(0x6A80)
        self.verified = False
        self.pin.check(data)
        self.verified = self.fresh = True
        return b""

    def _change_reference(self, _p1: int, p2: int, data: bytes) -> bytes:
        secret = {0x80: self.pin, 0x81: self.puk}[p2]
        secret.check(data[:8])
        secret.value = data[8:16]
        return b""

    def _reset_retry_counter(self, _p1: int, _p2: int, data: bytes) -> bytes:
        self.puk.check(data[:8])
        self.pin.value, self.pin.left = data[8:16], self.pin.limit
        return b""

    def _get_data(self, _p1: int, _p2: int, data: bytes) -> bytes:
        name = int.from_bytes(take(data).get(0x5C, b""))
        if name == DISCOVERY:
            return put(DISCOVERY, put(0x4F, AID), put(0x5F2F, b"\x40\x00"))
        if name not in self.objects:
            raise Status(0x6A82)
        return put(0x53, self.objects[name])

    def _authenticate(self, algorithm: int, slot: int, data: bytes, fresh: bool) -> bytes:
        fields = take(take(data).get(0x7C, b""))
        if slot == 0x9B:
            return self.management.authenticate(algorithm, fields)
        key = self.keys.get(slot)
        if key is None:
            raise Status(0x6A88)
        if algorithm != algorithm_of(key):
            raise Status(0x6A80)
        if not (fresh if slot == 0x9C else self.verified):
            raise Status(0x6982)
        if fields.get(0x82) != b"" or 0x81 not in fields:
            raise Status(0x6A80)
        return put(0x7C, put(0x82, sign_raw(key, fields[0x81])))


def algorithm_of(key: PrivateKey) -> int:
    """SP 800-78-5, table 9."""
    if isinstance(key, rsa.RSAPrivateKey):
        return {2048: 0x07, 3072: 0x05, 4096: 0x16}[key.key_size]
    return {256: 0x11, 384: 0x14}[key.key_size]


def sign_raw(key: PrivateKey, challenge: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        size = key.key_size // 8
        numbers = key.private_numbers()
        message = int.from_bytes(challenge)
        if len(challenge) != size or message >= numbers.public_numbers.n:
            raise Status(0x6A80)
        one, two = pow(message, numbers.dmp1, numbers.p), pow(message, numbers.dmq1, numbers.q)
        signature = two + (one - two) * numbers.iqmp % numbers.p * numbers.q
        return signature.to_bytes(size)
    algorithm = {20: hashes.SHA1(), 32: hashes.SHA256(), 48: hashes.SHA384()}.get(len(challenge))
    if algorithm is None:
        raise Status(0x6A80)
    return key.sign(challenge, ec.ECDSA(utils.Prehashed(algorithm)))
