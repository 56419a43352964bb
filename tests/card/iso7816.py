"""The card's side of ISO 7816-4: chaining, short and extended lengths, GET RESPONSE, BER-TLV.

Written from the standard and not from the client's code: two readings of it that agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


class Status(Exception):
    """The applet ends with this status word and no data."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


Applet: TypeAlias = Callable[[int, int, int, bytes], bytes]
"""(INS, P1, P2, data) → data; raises Status."""

CHAINED = 0x10
GET_RESPONSE = 0xC0


@dataclass(frozen=True)
class Apdu:
    """A command taken apart; ``le`` is how much may be answered at once."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    le: int


def take_apart(apdu: bytes) -> Apdu:
    if len(apdu) < 4:
        raise Status(0x6700)
    head, body = apdu[:4], apdu[4:]
    if not body:
        data, le = b"", 0
    elif len(body) == 1:
        data, le = b"", body[0] or 0x100
    elif body[0]:
        data, tail = body[1 : 1 + body[0]], body[1 + body[0] :]
        if len(data) != body[0] or len(tail) > 1:
            raise Status(0x6700)
        le = (tail[0] or 0x100) if tail else 0x100
    elif len(body) == 3:
        data, le = b"", int.from_bytes(body[1:]) or 0x10000
    else:
        size = int.from_bytes(body[1:3])
        data, tail = body[3 : 3 + size], body[3 + size :]
        if len(data) != size or len(tail) not in (0, 2):
            raise Status(0x6700)
        le = (int.from_bytes(tail) or 0x10000) if tail else 0x10000
    return Apdu(*head, data, le)


class Transport:
    """Commands in pieces on one side, the applet on the other."""

    def __init__(self, applet: Applet) -> None:
        self._applet = applet
        self.reset()

    def reset(self) -> None:
        self._chain: tuple[int, int, int] | None = None
        self._collected = b""
        self._waiting = b""

    def __call__(self, apdu: bytes) -> bytes:
        try:
            data, sw = self._answer(take_apart(apdu))
        except Status as status:
            data, sw = b"", status.sw
        return data + sw.to_bytes(2)

    def _answer(self, apdu: Apdu) -> tuple[bytes, int]:
        if apdu.cla & ~CHAINED:
            raise Status(0x6E00)
        if apdu.ins == GET_RESPONSE:
            if not self._waiting:
                raise Status(0x6985)
            return self._part(apdu.le)
        self._waiting = b""
        name = (apdu.ins, apdu.p1, apdu.p2)
        so_far = self._collected if self._chain == name else b""
        if apdu.cla & CHAINED:
            self._chain, self._collected = name, so_far + apdu.data
            return b"", 0x9000
        self._chain, self._collected = None, b""
        self._waiting = self._applet(*name, so_far + apdu.data)
        return self._part(apdu.le)

    def _part(self, le: int) -> tuple[bytes, int]:
        part, self._waiting = self._waiting[:le], self._waiting[le:]
        return part, 0x6100 | (min(len(self._waiting), 0x100) & 0xFF) if self._waiting else 0x9000


def put(tag: int, *parts: bytes) -> bytes:
    """A BER-TLV field."""
    value = b"".join(parts)
    size = len(value)
    if size < 0x80:
        length = bytes([size])
    elif size < 0x100:
        length = bytes([0x81, size])
    else:
        length = b"\x82" + size.to_bytes(2)
    return tag.to_bytes(2).lstrip(b"\0") + length + value


def take(data: bytes) -> dict[int, bytes]:
    """The fields of one level by tag; raises Status 6A80 where they are none."""
    found: dict[int, bytes] = {}
    rest = data
    try:
        while rest:
            tag, rest = rest[0], rest[1:]
            if tag & 0x1F == 0x1F:
                tag, rest = tag << 8 | rest[0], rest[1:]
            size, rest = rest[0], rest[1:]
            if size > 0x80:
                digits = size & 0x7F
                size, rest = int.from_bytes(rest[:digits]), rest[digits:]
            if size > len(rest):
                raise Status(0x6A80)
            found[tag], rest = rest[:size], rest[size:]
    except IndexError:
        raise Status(0x6A80) from None
    return found
