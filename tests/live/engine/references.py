"""Structured references (``tbl[column]``) as plain addresses.

LibreOffice reads them from files but does not take them in a formula.
"""

import re

from tests.live.engine.areas import Area, letters
from tests.live.engine.errors import refused
from tests.live.engine.formulas import quoted
from tests.live.engine.state import Document

_THIS_ROW = re.compile(r"\[(?:\[#This Row\],|@)\[?(?P<column>[^\[\]]+)\]?\]", re.IGNORECASE)
_PLAIN = re.compile(r"\[(?P<column>[^\[\]#@]+)\]")


def table_area(database_range: object) -> Area:
    """Where a table stands, its header included."""
    found = database_range.DataArea  # type: ignore[attr-defined]
    return Area(found.StartRow, found.StartColumn, found.EndRow, found.EndColumn)


def resolve(document: Document, reference: str, row: int) -> str:
    """An address for a structured reference in a formula of the given row (from 0).

    Raises:
        ComError: there is no such table or column.
    """
    name, bracket, rest = reference.partition("[")
    rest = bracket + rest or "[]"
    found = next(
        (n for n in document.uno.DatabaseRanges.ElementNames if n.lower() == name.lower()), None
    )
    if found is None:
        raise refused("There's a problem with this formula.")
    table = document.uno.DatabaseRanges.getByName(found)
    area = table_area(table)
    sheet = document.uno.Sheets.getByIndex(table.DataArea.Sheet)
    prefix = f"${quoted(sheet.Name)}."
    if match := _THIS_ROW.fullmatch(rest):
        return f"{prefix}${letters(_column(sheet, area, match['column']))}{row + 1}"
    body = Area(area.top + 1, area.left, area.bottom, area.right)
    if match := _PLAIN.fullmatch(rest):
        column = _column(sheet, area, match["column"])
        return prefix + Area(body.top, column, body.bottom, column).address()
    parts = {
        "[#all]": area,
        "[#data]": body,
        "[]": body,
        "[#headers]": Area(area.top, area.left, area.top, area.right),
    }
    if rest.lower() not in parts:
        raise refused("There's a problem with this formula.")
    return prefix + parts[rest.lower()].address()


def _column(sheet: object, area: Area, header: str) -> int:
    cells = sheet.getCellRangeByPosition(area.left, area.top, area.right, area.top)  # type: ignore[attr-defined]
    headers = [str(text).casefold() for text in cells.getDataArray()[0]]
    if header.casefold() not in headers:
        raise refused("There's a problem with this formula.")
    return area.left + headers.index(header.casefold())
