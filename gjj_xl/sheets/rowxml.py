"""Rows taken out of a worksheet's XML, the gap closed: what is below moves up, as it stands.

The rows that were taken out come back blank, with their formats and formulas, behind the last one:
so the table keeps its size, and validations and conditional formats reach as far as they did.
"""

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Final

from gjj_xl.sheets.scan import column_index
from gjj_xl.sheets.sheetxml import CELL, ROW, STYLE, Unpatchable, sheet_data

_ANCHORED: Final = re.compile(
    rb"<(?:mergeCell|hyperlink|drawing|legacyDrawing|oleObject|control)\b"
)
"""What is tied to an address and would be left behind: beside another person's record."""
_FORMULA: Final = re.compile(rb"<f\b(?P<how>[^>]*?)(?:/>|>(?P<text>[^<]*)</f>)")
_SHARED: Final = re.compile(rb'si="(\d+)"')
_OF_ONE_ROW: Final = re.compile(rb' (?:ht|customHeight|hidden|collapsed|outlineLevel)="[^"]*"')
_REFERENCE: Final = re.compile(r"(?<![\w.\[])\$?[A-Za-z]{1,3}\$?[1-9]")
"""Perhaps a reference to a cell; formulas that have none are the same in every row."""


class TiedRows(Exception):
    """Something in the sheet is tied to the address of its cells."""


def take_rows(xml: bytes, rows: Iterable[int], last: int) -> bytes:
    """The sheet without these rows; those below, down to ``last``, have moved up.

    Raises:
        Unpatchable: the XML is spelt in an unusual way, or a formula spans several cells.
        TiedRows: merged cells, links, notes or pictures would not move along.
    """
    start, data, end = sheet_data(xml)
    if _ANCHORED.search(end):
        raise TiedRows
    gone = set(rows)
    first = min(gone)
    found = _Rows(data, first, last)
    kept = [row for row in range(first, last + 1) if row not in gone]
    pieces = [start, b"<sheetData>", found.before]
    pieces += [found.moved(old, new) for new, old in enumerate(kept, first)]
    blank = sorted(gone & set(range(first, last + 1)))
    pieces += [found.blank(old, new) for new, old in enumerate(blank, first + len(kept))]
    return b"".join((*pieces, found.behind, b"</sheetData>", end))


def blank_rows(xml: bytes, like: int, rows: range) -> bytes:
    """The sheet with further rows that look like row ``like``, with its formulas and no values.

    Rows that are there already are left as they are. Raises Unpatchable.
    """
    start, data, end = sheet_data(xml)
    found = _Rows(data, rows.start, rows.stop - 1)
    model = _Rows(data, like, like)
    made = [found.moved(row, row) or model.blank(like, row) for row in rows]
    return b"".join(
        (start, b"<sheetData>", found.before, *made, found.behind, b"</sheetData>", end)
    )


def last_row_of(xml: bytes) -> int:
    """The last row that the sheet's XML speaks of; 0 where there is none. Raises Unpatchable."""
    _, data, _ = sheet_data(xml)
    return max((int(row[1]) for row in ROW.finditer(data)), default=0)


class _Rows:
    """The rows ``first`` … ``last`` of a sheet's data, each by itself."""

    def __init__(self, data: bytes, first: int, last: int) -> None:
        self._rows: dict[int, tuple[bytes, bytes]] = {}
        self._shared: dict[bytes, tuple[str, str]] = {}
        self._columns: dict[int, tuple[str, str]] = {}
        before, behind = 0, len(data)
        for match in ROW.finditer(data):
            row, content = int(match[1]), match[3] or b""
            self._learn(row, content)
            if row < first:
                before = match.end()
            elif row <= last:
                self._rows[row] = (match[2], content)
                if content.count(b"<c ") != content.count(b'<c r="'):
                    raise Unpatchable
            else:
                behind = min(behind, match.start())
        self.before = self._plain(data[:before])
        self.behind = self._plain(data[behind:])

    def moved(self, old: int, new: int) -> bytes:
        """A row under its new number; empty where there is none."""
        if old not in self._rows:
            return b""
        attributes, content = self._rows[old]
        cells = b"".join(self._cell(cell, old, new) for cell in CELL.finditer(content))
        return b'<row r="%d"%s>%s</row>' % (new, attributes, cells)

    def blank(self, old: int, new: int) -> bytes:
        """A row with the looks and formulas of another and no values."""
        if old not in self._rows:
            return b""
        attributes, content = self._rows[old]
        cells = b"".join(self._blank(cell, new) for cell in CELL.finditer(content))
        return b'<row r="%d"%s>%s</row>' % (new, _OF_ONE_ROW.sub(b"", attributes), cells)

    def _learn(self, row: int, content: bytes) -> None:
        """Remember shared formulas, and one formula of each column."""
        if b"<f" not in content:
            return
        for cell in CELL.finditer(content):
            formula = _FORMULA.search(cell[3] or b"")
            if formula is None:
                continue
            how, text = formula["how"], (formula["text"] or b"").decode()
            if b't="array"' in how or b't="dataTable"' in how:
                raise Unpatchable
            address = f"{cell[1].decode()}{row}"
            shared = _SHARED.search(how)
            if shared and text:
                self._shared[shared[1]] = (text, address)
            if text:
                self._columns.setdefault(column_index(cell[1].decode()), (text, address))

    def _cell(self, cell: re.Match[bytes], old: int, new: int) -> bytes:
        letters, attributes, content = cell[1], cell[2], cell[3] or b""
        formula = _FORMULA.search(content)
        if formula is not None:
            text = self._text(formula, f"{letters.decode()}{old}", f"{letters.decode()}{new}")
            content = content[: formula.start()] + _f(text) + content[formula.end() :]
        return b'<c r="%s%d"%s>%s</c>' % (letters, new, attributes, content)

    def _blank(self, cell: re.Match[bytes], new: int) -> bytes:
        letters = cell[1]
        style = STYLE.search(cell[2])
        start = b'<c r="%s%d"%s' % (letters, new, style[0] if style else b"")
        known = self._columns.get(column_index(letters.decode()))
        if known is None:
            return start + b"/>"
        text = _translated(*known, f"{letters.decode()}{new}")
        return start + b' t="str">%s<v></v></c>' % _f(text)

    def _text(self, formula: re.Match[bytes], old: str, new: str) -> str:
        """A cell's own formula, where it is to stand."""
        shared = _SHARED.search(formula["how"])
        if shared:
            if shared[1] not in self._shared:
                raise Unpatchable
            return _translated(*self._shared[shared[1]], new)
        return _translated((formula["text"] or b"").decode(), old, new)

    def _plain(self, data: bytes) -> bytes:
        """Other rows, with every shared formula spelt out: the cell that had it may be gone."""
        if b't="shared"' not in data:
            return data

        def spelt(row: re.Match[bytes]) -> bytes:
            number = int(row[1])
            cells = (self._cell(cell, number, number) for cell in CELL.finditer(row[3] or b""))
            return b'<row r="%d"%s>%s</row>' % (number, row[2], b"".join(cells))

        return ROW.sub(spelt, data)


def _translated(text: str, old: str, new: str) -> str:
    """A formula (as in XML) that moves from one cell to another of its column."""
    if old == new or not _REFERENCE.search(text):
        return text
    from gjj_xl.sheets.translating import moved_formula  # openpyxl takes its time to load

    return escape(moved_formula(unescape(text), old, new), quote=False)


def _f(text: str) -> bytes:
    return b"<f>%s</f>" % text.encode()
