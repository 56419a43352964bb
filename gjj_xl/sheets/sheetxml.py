"""Cells written into a worksheet's XML in place, so that everything else in it stays as it was.

Only sheets spelt as Excel, WPS, LibreOffice, openpyxl and XlsxWriter spell them are edited; others
raise :class:`Unpatchable`, and the caller builds a new workbook instead.
"""

import datetime as dt
import re
from collections.abc import Mapping
from html import escape
from typing import Final

from gjj_xl.rules.cells import Cell, CellError, is_number
from gjj_xl.sheets.layout import column_letter, line_count, row_height
from gjj_xl.sheets.scan import ODD_ROW, column_index

ROW: Final = re.compile(rb'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
CELL: Final = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
STYLE: Final = re.compile(rb' s="(\d+)"')
_SPANS: Final = re.compile(rb' spans="[^"]*"')
_HEIGHT: Final = re.compile(rb' ht="([^"]*)"')
_CUSTOM: Final = re.compile(rb' customHeight="[^"]*"')
_COL: Final = re.compile(rb"<col ([^>]*?)/>")
_ATTRIBUTE: Final = re.compile(rb'(\w+)="([^"]*)"')
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CODED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DATA: Final = re.compile(rb"<sheetData\s*/>|<sheetData>(.*)</sheetData>", re.DOTALL)
_PROTECTION: Final = re.compile(rb"<sheetProtection\b[^>]*/>")
_PASSWORD: Final = re.compile(rb" (?:password|hashValue)=")
_CALC: Final = re.compile(rb"<sheetCalcPr\b[^>]*/>")
_LOCK: Final = (
    b'<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" '
    b'sort="0" autoFilter="0"/>'
)


class Unpatchable(Exception):
    """The XML is spelt in a way that is not edited in place."""


def cell_xml(row: int, column: int, value: Cell, style: bytes = b"") -> bytes:
    """A cell with a value as what it is; None or an empty text makes an empty one with its style.

    A date is the number that Excel keeps; its style must show it as one.
    """
    start = b'<c r="%s%d"%s' % (column_letter(column).encode(), row, style)
    if value is None or value == "":
        return start + b"/>"
    if isinstance(value, bool):
        return start + b' t="b"><v>%d</v></c>' % value
    if isinstance(value, CellError):
        return start + b' t="e"><v>%s</v></c>' % _encoded(value.text)
    if is_number(value):
        return start + b"><v>%s</v></c>" % str(value).encode()
    if isinstance(value, DATES):
        return start + b"><v>%s</v></c>" % repr(_serial(value)).encode()
    text = _encoded(str(value))
    return start + b' t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % text


DATES: Final = (dt.date, dt.time, dt.timedelta)
"""What a spreadsheet keeps as a number and shows as a date or a time."""


def _serial(value: Cell) -> float:
    """A date or a time as the number that a spreadsheet keeps: days since the end of 1899."""
    if isinstance(value, dt.time):
        value = dt.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second,
            microseconds=value.microsecond,
        )  # fmt: skip
    elif isinstance(value, dt.date):
        clock = value.time() if isinstance(value, dt.datetime) else dt.time()
        day = dt.datetime.combine(value, clock)
        value = day - dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no time zone
    assert isinstance(value, dt.timedelta)
    return value / dt.timedelta(days=1)


def _encoded(text: str) -> bytes:
    clean = _CODED.sub("_x005F_", _ILLEGAL.sub("", text))
    return escape(clean, quote=False).encode()


def set_cells(
    xml: bytes, cells: Mapping[int, Mapping[int, Cell]], date_style: bytes = b""
) -> tuple[bytes, bool]:
    """Write values into a sheet: row (from 1) → column (from 0) → value.

    Returns the new XML, and whether a formula was overwritten. Rows that the sheet does not have
    are made where there is something to write. Styles of cells stay, but for dates: these get
    ``date_style`` (`` s="7"``).

    Raises:
        Unpatchable.
    """
    head, data, tail = sheet_data(xml)
    try:
        styles = _column_styles(head)
        widths = _column_widths(head)
    except (KeyError, ValueError) as error:  # a column without its numbers
        raise Unpatchable from error
    pieces = [head, b"<sheetData>"]
    todo = {row: dict(values) for row, values in cells.items()}
    waiting = sorted(todo)
    position = 0
    formulas = False
    for match in ROW.finditer(data):
        row = int(match[1])
        while position < len(waiting) and waiting[position] < row:
            pieces.append(_new_row(waiting[position], todo[waiting[position]], styles, date_style))
            position += 1
        if position < len(waiting) and waiting[position] == row:
            position += 1
            content, formula = _edited(row, match[3] or b"", todo[row], styles, date_style)
            formulas = formulas or formula
            attributes = _higher(_SPANS.sub(b"", match[2]), todo[row], widths)
            pieces.append(b'<row r="%d"%s>%s</row>' % (row, attributes, content))
        else:
            pieces.append(match[0])
    pieces.extend(_new_row(row, todo[row], styles, date_style) for row in waiting[position:])
    pieces.extend((b"</sheetData>", tail))
    return b"".join(pieces), formulas


def sheet_data(xml: bytes) -> tuple[bytes, bytes, bytes]:
    """A sheet's XML in three: what stands before its rows, the rows, what stands behind.

    Raises:
        Unpatchable.
    """
    data = _DATA.search(xml)
    if data is None or b"<![CDATA[" in xml or ODD_ROW.search(xml):
        raise Unpatchable
    return xml[: data.start()], data[1] or b"", xml[data.end() :]


def _edited(
    row: int,
    content: bytes,
    values: dict[int, Cell],
    styles: Mapping[int, bytes],
    date_style: bytes,
) -> tuple[bytes, bool]:
    if content.count(b"<c ") != content.count(b'<c r="'):
        raise Unpatchable
    made = []
    formula = False
    left = sorted(values)
    position = 0
    for match in CELL.finditer(content):
        column = column_index(match[1].decode())
        while position < len(left) and left[position] < column:
            made.append(_new_cell(row, left[position], values[left[position]], styles, date_style))
            position += 1
        if position < len(left) and left[position] == column:
            position += 1
            found = STYLE.search(match[2])
            style = found[0] if found else b""
            formula = formula or b"<f" in (match[3] or b"")
            if date_style and isinstance(values[column], DATES):
                style = date_style
            made.append(cell_xml(row, column, values[column], style))
        else:
            made.append(match[0])
    made.extend(
        _new_cell(row, column, values[column], styles, date_style) for column in left[position:]
    )
    return b"".join(made), formula


def _new_cell(
    row: int, column: int, value: Cell, styles: Mapping[int, bytes], date_style: bytes
) -> bytes:
    if value is None or value == "":
        return b""
    style = date_style if isinstance(value, DATES) else b""
    return cell_xml(row, column, value, style or styles.get(column, b""))


def _new_row(
    row: int, values: Mapping[int, Cell], styles: Mapping[int, bytes], date_style: bytes
) -> bytes:
    content = b"".join(
        _new_cell(row, column, values[column], styles, date_style) for column in sorted(values)
    )
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


def _higher(attributes: bytes, values: Mapping[int, Cell], widths: Mapping[int, float]) -> bytes:
    """A row's attributes, with a height that shows all of its new texts; never a lower one."""
    texts = {column: value for column, value in values.items() if isinstance(value, str)}
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
