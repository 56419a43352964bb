"""An .xlsx as a package of parts, opened only after it was found harmless.

Every XML part is inflated once, in pieces, whatever sizes the directory claims: bombs, document
types (entities) and odd encodings are refused before any parser sees them. Worksheets are scanned
(:mod:`gjj_xl.sheets.scan`) on the same pass.
"""

import copy
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from types import MappingProxyType
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree
from defusedxml import DefusedXmlException

from gjj_xl.sheets.errors import Damaged, Danger, Encrypted, Found, Hostile, NotAWorkbook
from gjj_xl.sheets.inspect import Source

MAX_PARTS: Final = 5_000
MAX_PART: Final = 512 * 1024 * 1024
"""Bytes of one part when inflated. A sheet of 200,000 rows × 26 columns stays below."""
MAX_TOTAL: Final = 1024 * 1024 * 1024
MAX_SMALL: Final = 32 * 1024 * 1024
"""Bytes of a part that is parsed as a whole (workbook, styles, relations)."""
RATIO_FROM: Final = 32 * 1024 * 1024
MAX_RATIO: Final = 250
"""Deflate reaches 1,032; sheets of real rows stay below 60."""
PIECE: Final = 1024 * 1024
_AHEAD_FROM: Final = 256 * 1024
"""Bytes, deflated, from which on a second thread is worth its start."""

_XML_PARTS: Final = (".xml", ".rels", ".vml")
_MARKUP: Final = {
    encoding: tuple(word.encode(encoding) for word in ("<!", "<!DOCTYPE", "<!ENTITY"))
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
}
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"})


class Package:
    """The parts of an .xlsx. Making one checks every part.

    Raises:
        Hostile, Damaged, NotAWorkbook, Encrypted.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self._path = source.path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.data))
        except (
            zipfile.BadZipFile,
            struct.error,
            OSError,
            ValueError,
            NotImplementedError,
        ) as error:
            raise Damaged(self._path, str(error)) from None
        infos = self._zip.infolist()
        self._infos = {info.filename.lstrip("/"): info for info in infos}
        lowered = {name.lower() for name in self._infos}
        if len(infos) > MAX_PARTS:
            raise Hostile(self._path, Danger.BOMB, f"{len(infos)} parts")
        if len(lowered) != len(infos):
            raise Hostile(self._path, Danger.DUPLICATE_PART)
        if any(info.flag_bits & 0x1 for info in infos):
            raise Encrypted(self._path)
        if "[content_types].xml" not in lowered:
            raise NotAWorkbook(self._path, Found.ARCHIVE)
        self._real: dict[str, int] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def info(self, name: str) -> zipfile.ZipInfo:
        """The directory entry of a part."""
        return self._infos[name]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a part, at most 1 MB at a time, and never more than is sane."""
        declared = self._infos[name]
        info = copy.copy(declared)
        info.file_size = MAX_PART + 1  # inflate what is there, not what is claimed
        size = 0
        try:
            with self._zip.open(info) as stream:
                ahead = declared.compress_size > _AHEAD_FROM
                for piece in _read_ahead(stream) if ahead else _read(stream):
                    size += len(piece)
                    if size > declared.file_size or size > MAX_PART:
                        raise Hostile(self._path, Danger.BOMB, name)
                    if size > RATIO_FROM and size > MAX_RATIO * max(declared.compress_size, 1):
                        raise Hostile(self._path, Danger.BOMB, name)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Damaged(self._path, f"{name}: {error}") from None

    def checked_pieces(self, name: str) -> Iterator[bytes]:
        """The pieces of an XML part, refused at the first sign of a document type."""
        overlap = b""
        total = sum(self._real.values())
        size = 0
        markup, *forbidden = _MARKUP["ascii"]
        for piece in self.pieces(name):
            if not size:
                self._refuse_encoding(name, piece)
                markup, *forbidden = _MARKUP[_family(piece)]
            size += len(piece)
            if total + size > MAX_TOTAL:
                raise Hostile(self._path, Danger.BOMB, name)
            seam = overlap + piece[:32]
            for text in (piece, seam):
                if markup in text and any(word in text for word in forbidden):
                    raise Hostile(self._path, Danger.DTD, name)
            overlap = piece[-32:]
            yield piece
        self._real[name] = size

    def _refuse_encoding(self, name: str, head: bytes) -> None:
        match = _ENCODING.search(head[:512])
        if match and match[1].lower() not in _ENCODINGS:
            raise Hostile(self._path, Danger.ENCODING, name)

    @cached_property
    def xml_names(self) -> tuple[str, ...]:
        """The parts that hold XML."""
        return tuple(name for name in self._infos if name.lower().endswith(_XML_PARTS))

    def read(self, name: str) -> bytes:
        """The whole of a small part; :class:`Damaged` where there is none."""
        if name not in self._infos:
            raise Damaged(self._path, f"no part {name}")
        pieces = []
        size = 0
        for piece in self.pieces(name):
            size += len(piece)
            if size > MAX_SMALL:
                raise Hostile(self._path, Danger.BOMB, name)
            pieces.append(piece)
        return b"".join(pieces)

    def tree(self, name: str) -> Element:
        """A small part, parsed."""
        data = self.read(name)
        self._refuse_encoding(name, data)
        try:
            root: Element = SafeTree.fromstring(data, forbid_dtd=True)
        except (ParseError, ValueError) as error:
            if isinstance(error, DefusedXmlException):
                raise Hostile(self._path, Danger.DTD, name) from None
            raise Damaged(self._path, f"{name}: {error}") from None
        return root

    def relations(self, name: str) -> Mapping[str, tuple[str, str]]:
        """What a part refers to: relation id → (kind, target part). External ones are left out."""
        folder, _, file = name.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if rels not in self._infos:
            return MappingProxyType({})
        found = {}
        for relation in self.tree(rels):
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                target = _resolve(folder, relation.get("Target", ""))
                found[relation.get("Id", "")] = (kind, target)
        return MappingProxyType(found)

    def close(self) -> None:
        """Let go of the bytes."""
        self._zip.close()


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(PIECE):
        yield piece


def _read_ahead(stream: IO[bytes]) -> Iterator[bytes]:
    """The same, with the next piece being inflated while this one is looked at."""
    with ThreadPoolExecutor(1) as helper:
        waiting = helper.submit(stream.read, PIECE)
        while piece := waiting.result():
            waiting = helper.submit(stream.read, PIECE)
            yield piece


def _family(head: bytes) -> str:
    """How many bytes a letter of this part has, and in which order."""
    if head[:2] == b"\xff\xfe" or head[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:2] == b"\xfe\xff" or head[:1] == b"\0" else "ascii"


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in {"", "."}:
            parts.append(step)
    return "/".join(parts)


def local(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]
