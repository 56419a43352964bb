"""What stands in a worksheet's XML that the cell reader does not tell, found without parsing.

How far the cells reach (before anything of that size is built in memory), error values, hidden
rows, merged cells and filters. Sheets as Excel, WPS, LibreOffice, openpyxl and XlsxWriter write
them are scanned as text; any other spelling of the same XML is parsed, slowly and to the same
result.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree as SafeTree

from gjj_xl.sheets.errors import Damaged, Size, TooLarge
from gjj_xl.sheets.layout import column_letter
from gjj_xl.sheets.package import local

MAX_ROWS: Final = 200_000
MAX_CELLS: Final = 6_000_000
"""Cells of the rectangle that the reader fills, 36 bytes each."""
_MAX_ERRORS: Final = 100_000

_CUTS: Final = (b"<row ", b"<c ")
_LONGEST: Final = 8 * 1024 * 1024
"""Bytes without a cell: more than anything that a program writes behind the last one."""
_WIDE_LETTERS: Final = (b"\xff\xfe", b"\xfe\xff")  # UTF-16
ODD_ROW: Final = re.compile(rb'<row(?=[ />])(?! r="\d)')
"""A row that does not say its number."""
_REFERENCE: Final = re.compile(rb'r="([A-Z]{1,3})(\d+)"')
_ERROR: Final = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*? t="e"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?<v>([^<]*)</v>'
)
_HIDDEN: Final = re.compile(rb'<row r="(\d+)"[^>]*? hidden="(?:1|true)"')
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')


@dataclass(slots=True)
class SheetScan:
    """What a worksheet holds. ``columns`` is at least how many columns the filled cells span.

    ``errors`` maps (row, column from 0) to the error's text; ``merged`` are addresses.
    ``regular`` says that the XML could be scanned as text. ``wrong`` maps the letters of a
    :class:`Watch` to the rows of cells that have another format.
    """

    rows: int = 0
    columns: int = 0
    last_cell: str = ""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    filtered: bool = False
    protected: bool = False
    regular: bool = True
    wrong: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watch:
    """The columns, by letter, whose cells must have a text style, or must not have one."""

    text: frozenset[str]
    number: frozenset[str]
    text_styles: frozenset[int]

    def __contains__(self, letter: str) -> bool:
        return letter in self.text or letter in self.number


NO_WATCH: Final = Watch(frozenset(), frozenset(), frozenset())


def _unexpected(watch: Watch) -> re.Pattern[bytes]:
    """Finds every cell that is not what nearly all are, so that a sound sheet has no match at all.

    Those are cells beyond column Z or row 199,999, cells spelt in another way, and cells of watched
    columns with the wrong style.
    """
    row = r'1?\d{1,5}"'
    styles = "|".join(str(style) for style in sorted(watch.text_styles)) or "x"
    plain = "".join(sorted(frozenset(ascii_uppercase) - watch.text - watch.number))
    kinds = [f"[{plain}]{row}"] if plain else []
    if single := "".join(sorted(x for x in watch.text if len(x) == 1)):
        kinds.append(f'[{single}]{row} s="(?:{styles})"')
    if single := "".join(sorted(x for x in watch.number if len(x) == 1)):
        kinds.append(f'[{single}]{row}(?! s="(?:{styles})")')
    return re.compile(f'<c (?!r="(?:{"|".join(kinds)}))([^>]*)>'.encode())


class _IrregularSheet(Exception):
    """The XML is spelt in a way that cannot be scanned as text."""


def scan_sheet(
    path: Path, sheet: str, pieces: Callable[[], Iterable[bytes]], watch: Watch = NO_WATCH
) -> SheetScan:
    """Scan a worksheet; ``pieces`` starts the stream of its bytes and may be called twice.

    Raises:
        TooLarge: the filled cells span more than a batch can.
    """
    try:
        return _scan_text(path, sheet, pieces(), watch)
    except _IrregularSheet:
        return _scan_parsed(path, sheet, pieces())


def column_index(letters: str) -> int:
    """The column of its letters, counted from 0: ``column_index("AB") == 27``."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def whole_elements(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a sheet's bytes anew so that no cell and no row's start is broken in two."""
    rest = b""
    for piece in pieces:
        data = rest + piece
        cut = max(data.rfind(mark) for mark in _CUTS)
        if cut > 0:
            yield data[:cut]
            rest = data[cut:]
        elif len(data) > _LONGEST:
            raise _IrregularSheet
        else:
            rest = data
    if rest:
        yield rest


def _scan_text(path: Path, sheet: str, pieces: Iterable[bytes], watch: Watch) -> SheetScan:
    scan = SheetScan()
    unexpected = _unexpected(watch)
    data = False
    piece = b""
    for number, piece in enumerate(whole_elements(pieces)):
        if not number and (piece[:2] in _WIDE_LETTERS or b"<worksheet" not in piece):
            raise _IrregularSheet
        if ODD_ROW.search(piece):
            raise _IrregularSheet
        _reach(path, sheet, scan, piece)
        for attributes in unexpected.findall(piece):
            _look(path, sheet, scan, attributes, watch)
        if b't="e"' in piece:
            for letters, row, text in _ERROR.findall(piece):
                if len(scan.errors) < _MAX_ERRORS:
                    scan.errors[int(row), column_index(letters.decode())] = text.decode()
        if b'hidden="' in piece:
            scan.hidden_rows.extend(int(row) for row in _HIDDEN.findall(piece))
        data = data or b"<sheetData" in piece
    if not data:
        raise _IrregularSheet
    # Everything behind the last cell is in the last piece.
    scan.merged.extend(ref.decode() for ref in _MERGED.findall(piece))
    scan.filtered = b"<filterColumn" in piece
    scan.protected = b"<sheetProtection" in piece
    return scan


def _reach(path: Path, sheet: str, scan: SheetScan, piece: bytes) -> None:
    """Where the filled cells end."""
    value = max(piece.rfind(b"<v"), piece.rfind(b"<is>"))
    if value < 0:
        return
    start = piece.rfind(b"<c ", 0, value) + 3
    _look(path, sheet, scan, piece[start : start + 64], NO_WATCH)


def _look(path: Path, sheet: str, scan: SheetScan, attributes: bytes, watch: Watch) -> None:
    """Take note of one cell: of its wrong format, or of how far out it stands."""
    match = _REFERENCE.match(attributes)
    if match is None:
        raise _IrregularSheet
    letters, row = match[1].decode(), int(match[2])
    if letters in watch:
        scan.wrong.setdefault(letters, []).append(row)
        if row < MAX_ROWS:
            return
    if not attributes.endswith(b"/"):
        _grow(path, sheet, scan, row, max(column_index(letters) + 1, 26), f"{letters}{row}")


def _grow(path: Path, sheet: str, scan: SheetScan, row: int, columns: int, address: str) -> None:
    if row >= scan.rows:
        scan.rows, scan.last_cell = row, address
    scan.columns = max(scan.columns, columns)
    if scan.rows > MAX_ROWS:
        raise TooLarge(path, Size.ROWS, scan.rows, MAX_ROWS, sheet, scan.last_cell)
    if scan.rows * scan.columns > MAX_CELLS:
        size = scan.rows * scan.columns
        raise TooLarge(path, Size.CELLS, size, MAX_CELLS, sheet, scan.last_cell)


def _scan_parsed(path: Path, sheet: str, pieces: Iterable[bytes]) -> SheetScan:
    scan = SheetScan(regular=False)
    row = column = 0
    for event, element in _parsed(path, sheet, pieces):
        tag = local(element.tag)
        if event == "start":
            if tag == "row":
                number = element.get("r", str(row + 1))
                if not re.fullmatch("[0-9]{1,9}", number):
                    raise Damaged(path, f"{sheet}: row {number!r}")
                row, column = int(number), -1
                if element.get("hidden") in {"1", "true"}:
                    scan.hidden_rows.append(row)
            elif tag == "c":
                letters = element.get("r", "").rstrip("0123456789")
                column = column_index(letters) if letters else column + 1
            elif tag == "mergeCell":
                scan.merged.append(element.get("ref", ""))
            elif tag == "filterColumn":
                scan.filtered = True
            elif tag == "sheetProtection":
                scan.protected = True
        elif tag == "c":
            values = [child for child in element if local(child.tag) in {"v", "is"}]
            if values:
                address = element.get("r") or f"{column_letter(column)}{row}"
                _grow(path, sheet, scan, row, max(column + 1, 26), address)
                if element.get("t") == "e" and len(scan.errors) < _MAX_ERRORS:
                    scan.errors[row, column] = values[0].text or ""
            element.clear()
        elif tag == "row":
            element.clear()
    return scan


class _Stream:
    """Pieces as the file that the parser asks for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def read(self, _size: int = -1) -> bytes:
        return next(self._pieces, b"")


def _parsed(path: Path, sheet: str, pieces: Iterable[bytes]) -> Iterator[tuple[str, Element]]:
    try:
        yield from SafeTree.iterparse(_Stream(pieces), events=("start", "end"), forbid_dtd=True)
    except (ParseError, ValueError) as error:
        raise Damaged(path, f"{sheet}: {error}") from None
