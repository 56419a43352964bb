"""A sheet of texts (回执), and the few styles that are added to somebody's workbook for ours."""

import re
from collections.abc import Sequence
from typing import Final

from gjj_xl.sheets.sheetxml import Unpatchable, cell_xml

_MAIN: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PAGE: Final = (
    b'<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
    b'<pageSetup paperSize="9" orientation="portrait"/></worksheet>'
)
_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES: Final = (
    b'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    b'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    b'<xf numFmtId="49" fontId="%d" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
    b'applyFont="1"><alignment vertical="center"/></xf>'
)
_DATE: Final = (
    b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
)
_TITLE_FONT: Final = '<font><b/><sz val="14"/><name val="微软雅黑"/></font>'.encode()


def with_plain_styles(xml: bytes) -> tuple[bytes, int]:
    """The styles with one for wrapped text and one for a title; the number of the first.

    Raises:
        Unpatchable.
    """
    fonts = re.search(rb'<fonts count="(\d+)"', xml)
    if fonts is None:
        raise Unpatchable
    font = int(fonts[1])
    made = _STYLES % font
    known = xml.find(made.rpartition(b"<xf")[0])
    if known > 0:  # written before: use it again
        return xml, _count(xml, known)
    xml = with_entry(xml, b"</fonts>", _TITLE_FONT)
    xml = xml.replace(fonts[0], b'<fonts count="%d"' % (font + 1), 1)
    return _with_formats(xml, made, 2)


def with_date_style(xml: bytes) -> tuple[bytes, int]:
    """The styles with one that shows a date, and its number. Raises Unpatchable."""
    known = xml.find(_DATE)
    return (xml, _count(xml, known)) if known > 0 else _with_formats(xml, _DATE, 1)


def _count(xml: bytes, known: int) -> int:
    return xml[xml.find(b"<cellXfs") : known].count(b"<xf ")


def _with_formats(xml: bytes, made: bytes, count: int) -> tuple[bytes, int]:
    formats = re.search(rb'<cellXfs count="(\d+)"', xml)
    if formats is None:
        raise Unpatchable
    number = int(formats[1])
    xml = with_entry(xml, b"</cellXfs>", made)
    return xml.replace(formats[0], b'<cellXfs count="%d"' % (number + count), 1), number


def with_entry(xml: bytes, mark: bytes, entry: bytes) -> bytes:
    """A part with something more before the last place of a mark. Raises Unpatchable."""
    place = xml.rfind(mark)
    if place < 0:
        raise Unpatchable
    return xml[:place] + entry + xml[place:]


def plain_sheet(rows: Sequence[Sequence[str]], widths: Sequence[float], wrap: int | None) -> bytes:
    """A sheet of texts (rows × columns), the first row its title.

    ``widths`` are in characters, ``wrap`` is the number of :func:`with_plain_styles`,
    None where the workbook has no styles.
    """
    columns = b"".join(
        b'<col min="%d" max="%d" width="%g" customWidth="1"/>' % (index, index, width)
        for index, width in enumerate(widths, 1)
    )
    lines = []
    for number, cells in enumerate(rows, 1):
        style = b"" if wrap is None else b' s="%d"' % (wrap + (number == 1))
        content = b"".join(
            cell_xml(number, column, text, style) for column, text in enumerate(cells) if text
        )
        lines.append(b'<row r="%d">%s</row>' % (number, content))
    return b"".join(
        (
            _HEAD,
            b'<worksheet xmlns="%s">' % _MAIN,
            b'<sheetViews><sheetView workbookViewId="0"/></sheetViews>',
            b"<cols>%s</cols>" % columns if columns else b"",
            b"<sheetData>%s</sheetData>" % b"".join(lines),
            _PAGE,
        )
    )
