"""Cells written into a worksheet's XML in place, so that everything else in it stays as it was.

Only sheets spelt as Excel, WPS, LibreOffice, openpyxl and XlsxWriter spell them are edited; others
raise :class:`Unpatchable`, and the caller builds a new workbook instead.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from gjj_xl.sheets.layout import column_letter, line_count, row_height
from gjj_xl.sheets.scan import ODD_ROW, column_index

_ROW: Final = re.compile(rb'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL: Final = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE: Final = re.compile(rb' s="(\d+)"')
_SPANS: Final = re.compile(rb' spans="[^"]*"')
_HEIGHT: Final = re.compile(rb' ht="([^"]*)"')
_CUSTOM: Final = re.compile(rb' customHeight="[^"]*"')
_COL: Final = re.compile(rb"<col ([^>]*?)/>")
_ATTRIBUTE: Final = re.compile(rb'(\w+)="([^"]*)"')
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CODED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DATA: Final = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_PROTECTION: Final = re.compile(rb"<sheetProtection\b[^>]*/>")
_PASSWORD: Final = re.compile(rb" (?:password|hashValue)=")
_CALC: Final = re.compile(rb"<sheetCalcPr\b[^>]*/>")
_LOCK: Final = (
    b'<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" '
    b'sort="0" autoFilter="0"/>'
)


class Unpatchable(Exception):
    """The XML is spelt in a way that is not edited in place."""


def cell_xml(row: int, column: int, text: str, style: bytes = b"") -> bytes:
    """A cell with text; an empty text makes an empty cell that keeps its style."""
    start = b'<c r="%s%d"%s' % (column_letter(column).encode(), row, style)
    if not text:
        return start + b"/>"
    return start + b' t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % _encoded(text)


def _encoded(text: str) -> bytes:
    clean = _CODED.sub("_x005F_", _ILLEGAL.sub("", text))
    return escape(clean, quote=False).encode()


def set_cells(xml: bytes, cells: Mapping[int, Mapping[int, str]]) -> tuple[bytes, bool]:
    """Write texts into a sheet: row (from 1) → column (from 0) → text.

    Returns the new XML, and whether a formula was overwritten. Rows that the sheet does not have
    are made where there is something to write. Styles of cells stay.

    Raises:
        Unpatchable.
    """
    data = _DATA.search(xml)
    if data is None or b"<![CDATA[" in xml or ODD_ROW.search(xml):
        raise Unpatchable
    try:
        styles = _column_styles(xml[: data.start()])
        widths = _column_widths(xml[: data.start()])
    except (KeyError, ValueError) as error:  # a column without its numbers
        raise Unpatchable from error
    pieces = [xml[: data.start()], b"<sheetData>"]
    todo = {row: dict(texts) for row, texts in cells.items()}
    waiting = sorted(todo)
    position = 0
    formulas = False
    for match in _ROW.finditer(xml, data.start(), data.end()):
        row = int(match[1])
        while position < len(waiting) and waiting[position] < row:
            pieces.append(_new_row(waiting[position], todo[waiting[position]], styles))
            position += 1
        if position < len(waiting) and waiting[position] == row:
            position += 1
            content, formula = _edited(row, match[3] or b"", todo[row], styles)
            formulas = formulas or formula
            attributes = _higher(_SPANS.sub(b"", match[2]), todo[row], widths)
            pieces.append(b'<row r="%d"%s>%s</row>' % (row, attributes, content))
        else:
            pieces.append(match[0])
    pieces.extend(_new_row(row, todo[row], styles) for row in waiting[position:])
    pieces.extend((b"</sheetData>", xml[data.end() :]))
    return b"".join(pieces), formulas


def _edited(
    row: int, content: bytes, texts: dict[int, str], styles: Mapping[int, bytes]
) -> tuple[bytes, bool]:
    if content.count(b"<c ") != content.count(b'<c r="'):
        raise Unpatchable
    made = []
    formula = False
    left = sorted(texts)
    position = 0
    for match in _CELL.finditer(content):
        column = column_index(match[1].decode())
        while position < len(left) and left[position] < column:
            made.append(_new_cell(row, left[position], texts[left[position]], styles))
            position += 1
        if position < len(left) and left[position] == column:
            position += 1
            style = _STYLE.search(match[2])
            formula = formula or b"<f" in (match[3] or b"")
            made.append(cell_xml(row, column, texts[column], style[0] if style else b""))
        else:
            made.append(match[0])
    made.extend(_new_cell(row, column, texts[column], styles) for column in left[position:])
    return b"".join(made), formula


def _new_cell(row: int, column: int, text: str, styles: Mapping[int, bytes]) -> bytes:
    return cell_xml(row, column, text, styles.get(column, b"")) if text else b""


def _new_row(row: int, texts: Mapping[int, str], styles: Mapping[int, bytes]) -> bytes:
    content = b"".join(_new_cell(row, column, texts[column], styles) for column in sorted(texts))
    return b'<row r="%d">%s</row>' % (row, content) if content else b""


def _column_styles(head: bytes) -> dict[int, bytes]:
    """The style that a new cell of a column gets: the column's own."""
    styles = {}
    for match in _COL.finditer(head):
        facts = dict(_ATTRIBUTE.findall(match[1]))
        if b"style" in facts:
            first, last = int(facts[b"min"]), int(facts[b"max"])
            for column in range(first - 1, min(last, first + 1023)):
                styles[column] = b' s="%s"' % facts[b"style"]
    return styles


def _column_widths(head: bytes) -> dict[int, float]:
    """The widths of the columns in sight, where the sheet states them."""
    widths = {}
    for match in _COL.finditer(head):
        facts = dict(_ATTRIBUTE.findall(match[1]))
        if b"width" in facts and facts.get(b"hidden") not in {b"1", b"true"}:
            first, last = int(facts[b"min"]), int(facts[b"max"])
            for column in range(first - 1, min(last, first + 1023)):
                widths[column] = float(facts[b"width"])
    return widths


def _higher(attributes: bytes, texts: Mapping[int, str], widths: Mapping[int, float]) -> bytes:
    """A row's attributes, with a height that shows all of its new texts; never a lower one."""
    lines = max((line_count(t, widths[c]) for c, t in texts.items() if c in widths), default=1)
    found = _HEIGHT.search(attributes)
    if lines == 1 or (found and float(found[1]) >= row_height(lines)):
        return attributes
    return _CUSTOM.sub(b"", _HEIGHT.sub(b"", attributes)) + b' ht="%g"' % row_height(lines)


def set_protection(xml: bytes, on: bool) -> bytes:
    """Protect a sheet without a password, or take such a protection away.

    A protection that has a password is the user's own, and stays.

    Raises:
        Unpatchable.
    """
    found = _PROTECTION.search(xml)
    if found and (_PASSWORD.search(found[0]) or (on and is_protected(xml))):
        return xml
    bare = _PROTECTION.sub(b"", xml)
    if not on:
        return bare
    data = _DATA.search(bare)
    if data is None:
        raise Unpatchable
    calc = _CALC.match(bare, data.end())
    place = calc.end() if calc else data.end()
    return bare[:place] + _LOCK + bare[place:]


def is_protected(xml: bytes) -> bool:
    """Whether the sheet is protected."""
    found = _PROTECTION.search(xml)
    return bool(found and re.search(rb' sheet="(1|true)"', found[0]))
