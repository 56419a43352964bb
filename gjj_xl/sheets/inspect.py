"""What a file is, before anything is read from it.

A file is read once, into a :class:`Source`; everything later (safety, cells, digest) works on those
bytes, so that what was checked is what is read.
"""

import errno
import hashlib
import re
from dataclasses import dataclass, field
from enum import Enum, auto, unique
from functools import cached_property
from pathlib import Path
from typing import Final

from gjj_xl.sheets.errors import (
    Encrypted,
    Found,
    InUse,
    NotAWorkbook,
    Size,
    TooLarge,
    Unreadable,
    Why,
)

MAX_FILE: Final = 64 * 1024 * 1024
"""Bytes. A batch of 100,000 rows has 4 MB; pictures may come on top."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FILE_PASS: Final = re.compile(
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
"""An encrypted .xls begins so: BOF, perhaps WRITEPROTECT, FILEPASS ([MS-XLS] 2.1.7.20)."""

_MAGIC: Final = (
    (b"%PDF-", Found.PDF),
    (b"\x89PNG\r\n", Found.IMAGE),
    (b"\xff\xd8\xff", Found.IMAGE),
    (b"GIF8", Found.IMAGE),
    (b"BM", Found.IMAGE),
    (b"II*\x00", Found.IMAGE),
    (b"MM\x00*", Found.IMAGE),
    (b"RIFF", Found.IMAGE),
    (b"{\\rtf", Found.WORD),
    (b"PK\x05\x06", Found.ARCHIVE),
    (b"Rar!", Found.ARCHIVE),
    (b"7z\xbc\xaf", Found.ARCHIVE),
    (b"\x1f\x8b", Found.ARCHIVE),
)


@unique
class FileKind(Enum):
    """The two kinds of workbook that are read."""

    XLSX = auto()
    XLS = auto()


@dataclass(frozen=True, slots=False)
class Source:
    """A workbook file's bytes, read once."""

    path: Path
    data: bytes = field(repr=False)
    kind: FileKind

    @cached_property
    def sha256(self) -> str:
        """The digest of the whole file, in hex."""
        return hashlib.sha256(self.data).hexdigest()


def open_source(path: Path) -> Source:
    """Read a file and tell what it is.

    Raises:
        Unreadable, InUse, TooLarge, NotAWorkbook, Encrypted.
    """
    path = Path(path)
    data = _read(path)
    return Source(path, data, _kind(path, data))


def refuse_in_use(path: Path) -> None:
    """Raise InUse where a lock file says that Excel, WPS or LibreOffice has the file open."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.is_file():
            raise InUse(path, lock, _holder(lock))
    # Excel shortens long names: the first two characters give way to "~$".
    short = path.with_name(f"~${path.name[2:]}")
    if len(path.stem) > 8 and short.is_file():
        raise InUse(path, short, _holder(short))


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(path, Why.DIRECTORY)
        if not path.exists():
            raise Unreadable(path, Why.MISSING)
        if not path.is_file():
            raise Unreadable(path, Why.NOT_A_FILE)  # opening a pipe would wait for ever
        refuse_in_use(path)
        size = path.stat().st_size
        if size > MAX_FILE:
            raise TooLarge(path, Size.BYTES, size, MAX_FILE)
        with path.open("rb") as file:
            # A device or a pipe has no size: never read more than allowed.
            data = file.read(MAX_FILE + 1)
    except PermissionError as error:
        if getattr(error, "winerror", None) in {32, 33}:  # sharing or lock violation
            raise InUse(path) from None
        raise Unreadable(path, Why.PERMISSION, str(error)) from None
    except OSError as error:
        why = Why.MISSING if error.errno in {errno.ENOENT, errno.ENOTDIR} else Why.OTHER
        raise Unreadable(path, why, str(error)) from None
    except ValueError as error:  # a null character in the name
        raise Unreadable(path, Why.MISSING, str(error)) from None
    if len(data) > MAX_FILE:
        raise TooLarge(path, Size.BYTES, len(data), MAX_FILE)
    return data


def _holder(lock: Path) -> str:
    """Who holds the file: LibreOffice writes ``name,user,host,…``, Excel a length and the name."""
    try:
        data = lock.read_bytes()[:512]
    except OSError:
        return ""
    if lock.name.startswith(".~lock."):
        return data.decode("utf-8", "replace").split(",")[0].strip()
    if len(data) > 56 and data[55:56]:
        # 54 bytes of the name in the system's code page, then its length and UTF-16.
        length = data[55]
        name = data[57 : 57 + 2 * length].decode("utf-16-le", "replace") if length < 54 else ""
        return "".join(ch for ch in name if ch.isprintable()).strip()
    return ""


def _kind(path: Path, data: bytes) -> FileKind:
    if not data:
        raise NotAWorkbook(path, Found.EMPTY)
    if data.startswith(_ZIP):
        return _zip_kind(path, data)
    if data.startswith(_OLE):
        return _ole_kind(path, data)
    if data[:2] in {b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"}:
        return FileKind.XLS  # a bare BIFF stream, as old programs write it
    for magic, found in _MAGIC:
        if data.startswith(magic):
            raise NotAWorkbook(path, found)
    raise NotAWorkbook(path, _text_kind(data[:65536]))


def _zip_kind(path: Path, data: bytes) -> FileKind:
    # Names stand uncompressed in the directory at the end; the package is opened later.
    tail = data[-4 * 1024 * 1024 :]
    if b"xl/workbook.xml" in tail or b"xl/worksheets/" in tail:
        return FileKind.XLSX
    for name, found in (
        (b"xl/workbook.bin", Found.XLSB),
        (b"word/document.xml", Found.WORD),
        (b"ppt/presentation.xml", Found.SLIDES),
        (b"opendocument.spreadsheet", Found.ODS),
        (b"opendocument.text", Found.WORD),
    ):
        if name in tail or name in data[:4096]:
            raise NotAWorkbook(path, found)
    if b"[Content_Types].xml" in tail or b"[Content_Types].xml" in data[:4096]:
        return FileKind.XLSX  # its workbook part may have another name
    raise NotAWorkbook(path, Found.ARCHIVE)


def _ole_kind(path: Path, data: bytes) -> FileKind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo") or _FILE_PASS.search(data):
        raise Encrypted(path)
    if has("Workbook") or has("Book"):
        return FileKind.XLS
    if has("WordDocument"):
        raise NotAWorkbook(path, Found.WORD)
    if has("PowerPoint Document"):
        raise NotAWorkbook(path, Found.SLIDES)
    raise NotAWorkbook(path, Found.OLE)


def _text_kind(head: bytes) -> Found:
    """Tell text apart; exports named .xls are often HTML, XML or CSV inside."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif b"\x00" in head:
        return Found.BINARY
    else:
        text = head.decode("utf-8", "replace")
    start = text.lstrip("\ufeff \t\r\n").lower()
    if re.search(r"<(html|table|!doctype html|body|meta)\b", start[:4096]):
        return Found.HTML
    if start.startswith("<?xml"):
        return Found.XML
    first = start.partition("\n")[0]
    return Found.CSV if first.count(",") >= 2 or first.count("\t") >= 2 else Found.TEXT
