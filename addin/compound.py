"""Writing a compound file (MS-CFB, version 3): storages and streams in one file, reproducibly."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Tree: TypeAlias = Mapping[str, "bytes | Tree"]
"""A storage: names to streams (bytes) or further storages."""

_SECTOR: Final = 512
_MINI: Final = 64
_CUTOFF: Final = 4096
"""Streams shorter than this live in the mini stream."""
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_IN_HEADER: Final = 109
"""FAT sectors that the header can name: 6.8 MB, far more than a VBA project takes."""
_MAGIC: Final = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(slots=True)
class _Entry:
    """A directory entry; clsid and times are always zero, so that builds are the same."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    colour: int = _BLACK
    start: int = 0
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            *(name, len(name), self.kind, self.colour, self.left, self.right, self.child),
            *(b"", 0, 0, 0, self.start, self.size),
        )


_UNUSED: Final = struct.pack(
    "<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _FREE, _FREE, _FREE, b"", 0, 0, 0, 0, 0
)


@dataclass(slots=True)
class _Sectors:
    """The sectors written so far and the chain through them."""

    size: int = _SECTOR
    data: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def put(self, data: bytes) -> int:
        """Write a run of sectors; returns its first, or the end mark where there is nothing."""
        if not data:
            return _END
        first, count = len(self.chain), -(-len(data) // self.size)
        self.data += data.ljust(count * self.size, b"\0")
        self.chain += [*range(first + 1, first + count), _END]
        return first


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file with these storages and streams."""
    entries = _directory(tree)
    sectors, mini = _Sectors(), _Sectors(_MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            into = mini if len(entry.data) < _CUTOFF else sectors
            entry.start, entry.size = into.put(entry.data), len(entry.data)
    entries[0].start, entries[0].size = sectors.put(bytes(mini.data)), len(mini.data)
    mini_fat = _numbers(mini.chain, _FREE)
    mini_fat_at = sectors.put(mini_fat)
    directory = b"".join(entry.pack() for entry in entries)
    directory += _UNUSED * (-len(entries) % (_SECTOR // len(_UNUSED)))
    directory_at = sectors.put(directory)

    fat_count, per_sector = 1, _SECTOR // 4
    while fat_count * per_sector < len(sectors.chain) + fat_count:
        fat_count += 1
    if fat_count > _IN_HEADER:
        raise ValueError("too large for a compound file without DIFAT sectors")
    fat_at = len(sectors.chain)
    fat = _numbers([*sectors.chain, *[_FAT] * fat_count], _FREE)
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        *(_MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_count, directory_at, 0, _CUTOFF),
        *(mini_fat_at, len(mini_fat) // _SECTOR, _END, 0),
    )
    named = [*range(fat_at, fat_at + fat_count), *[_FREE] * (_IN_HEADER - fat_count)]
    return header + struct.pack(f"<{_IN_HEADER}I", *named) + bytes(sectors.data) + fat


def _numbers(chain: list[int], rest: int) -> bytes:
    """A chain as whole sectors."""
    full = [*chain, *[rest] * (-len(chain) % (_SECTOR // 4))]
    return struct.pack(f"<{len(full)}I", *full)


def _directory(tree: Tree) -> list[_Entry]:
    """The entries, each storage's children as a balanced red-black tree (2.6.4)."""
    entries = [_Entry("Root Entry", _ROOT)]

    def fill(storage: Tree, parent: int) -> None:
        ids = []
        for name in sorted(storage, key=lambda one: (len(one), one.upper())):
            inside = storage[name]
            ids.append(len(entries))
            if isinstance(inside, bytes):
                entries.append(_Entry(name, _STREAM, inside))
            else:
                entries.append(_Entry(name, _STORAGE))
        full_levels = (len(ids) + 1).bit_length() - 1

        def balanced(low: int, high: int, depth: int) -> int:
            if low >= high:
                return _FREE
            middle = (low + high) // 2
            entry = entries[ids[middle]]
            entry.left = balanced(low, middle, depth + 1)
            entry.right = balanced(middle + 1, high, depth + 1)
            entry.colour = _BLACK if depth < full_levels else _RED
            return ids[middle]

        entries[parent].child = balanced(0, len(ids), 0)
        for number in ids:
            inside = storage[entries[number].name]
            if not isinstance(inside, bytes):
                fill(inside, number)

    fill(tree, 0)
    return entries
