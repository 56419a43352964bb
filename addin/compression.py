"""Compression of VBA source and project streams (MS-OVBA 2.4.1)."""

import struct
from typing import Final

_CHUNK: Final = 4096
_SIGNATURE: Final = 0b011 << 12
_COMPRESSED: Final = 1 << 15
_SHORTEST: Final = 3
_CANDIDATES: Final = 64
"""How many earlier places are tried for a match; more gains nothing worth the time."""


def compress(data: bytes) -> bytes:
    """A CompressedContainer with everything of ``data``; the same bytes each time."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), _CHUNK):
        raw = data[start : start + _CHUNK]
        packed = _pack(raw)
        if len(packed) < _CHUNK:
            out += struct.pack("<H", _COMPRESSED | _SIGNATURE | (len(packed) + 2 - 3)) + packed
        else:  # a raw chunk is always whole
            out += struct.pack("<H", _SIGNATURE | (_CHUNK - 1)) + raw.ljust(_CHUNK, b"\0")
    return bytes(out)


def _pack(chunk: bytes) -> bytes:
    """The tokens of one chunk: literal bytes, and copies of what stood before."""
    out = bytearray()
    places: dict[bytes, list[int]] = {}
    at = 0

    def known_up_to(end: int) -> None:
        for place in range(at, end):
            key = chunk[place : place + _SHORTEST]
            if len(key) == _SHORTEST:
                places.setdefault(key, []).append(place)

    while at < len(chunk):
        flags_at, flags = len(out), 0
        out.append(0)
        for bit in range(8):
            if at >= len(chunk):
                break
            length, offset, bits = _match(chunk, at, places)
            if length < _SHORTEST:
                length = 1
                out.append(chunk[at])
            else:
                flags |= 1 << bit
                out += struct.pack("<H", (offset - 1) << (16 - bits) | (length - _SHORTEST))
            known_up_to(at + length)
            at += length
        out[flags_at] = flags
    return bytes(out)


def _match(chunk: bytes, at: int, places: dict[bytes, list[int]]) -> tuple[int, int, int]:
    """Length and offset of the longest earlier copy, and the bits that its offset takes here."""
    bits = max((at - 1).bit_length(), 4) if at else 4  # 2.4.1.3.19.1: ceil(log2(at)), at least 4
    longest = min((0xFFFF >> bits) + _SHORTEST, len(chunk) - at)
    best = offset = 0
    for place in reversed(places.get(chunk[at : at + _SHORTEST], ())[-_CANDIDATES:]):
        length = _SHORTEST
        while length < longest and chunk[place + length] == chunk[at + length]:
            length += 1
        if length > best:
            best, offset = length, at - place
        if best >= longest:
            break
    return best, offset, bits
