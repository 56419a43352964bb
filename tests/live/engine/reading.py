"""Reading a block of cells as COM delivers it; a constant number of calls plus one per error."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.live.engine.areas import Area
from tests.live.engine.codes import Kind
from tests.live.engine.entry import EPOCH, ERRORS
from tests.live.engine.formulas import to_excel
from tests.live.engine.state import SheetRecord, areas_of

# As COM delivers them: the number of a VT_ERROR.
ERROR_NUMBERS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
ERROR_TEXTS = {number: text for text, number in ERROR_NUMBERS.items()}
_OFFICE_ERRORS = {
    32767: "#N/A",
    532: "#DIV/0!",
    524: "#REF!",
    525: "#NAME?",
    521: "#NULL!",
    503: "#NUM!",
}
_LAST_DAY = 2958466  # the day after 9999-12-31

Block = list[list[Any]]


def format_groups(handle: Any, area: Area) -> list[tuple[int, tuple[Area, ...]]]:
    """Keys of the number formats in an area, each with the areas where it holds."""
    if handle.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
        return [(handle.NumberFormat, (area,))]
    groups = handle.getUniqueCellFormatRanges()
    found: dict[int, tuple[Area, ...]] = {}
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        found[group.NumberFormat] = found.get(group.NumberFormat, ()) + areas_of(group)
    return list(found.items())


def read(record: SheetRecord, handle: Any, area: Area) -> Block:
    """The values of an area: float, str, bool, datetime, Decimal, error number or ``None``."""
    codes = record.document.codes
    block = _plain(handle)
    for key, areas in format_groups(handle, area):
        convert = _CONVERSIONS.get(codes.kind(key) & _SPECIAL)
        if convert is None:
            continue
        for part in areas:
            _convert(block, area, part, convert)
    return block


def read_formulas(record: SheetRecord, handle: Any, area: Area) -> list[list[str]]:
    """Formulas in English with commas; constants as text."""
    logical = {
        (row, column)
        for key, areas in format_groups(handle, area)
        if record.document.codes.kind(key) & Kind.LOGICAL
        for part in areas
        for row in range(part.top - area.top, part.bottom - area.top + 1)
        for column in range(part.left - area.left, part.right - area.left + 1)
    }
    values = handle.getDataArray()
    block = [list(row) for row in handle.getFormulaArray()]
    for y, row in enumerate(block):
        for x, text in enumerate(row):
            value = values[y][x]
            if text.startswith("=") and text != value:  # else it is a text that begins so
                formula = to_excel(text[1:])
                row[x] = formula if formula in ERRORS else f"={formula}"  # typed errors: constants
            elif isinstance(value, float):
                truth = (y, x) in logical
                row[x] = str(bool(value)).upper() if truth else f"{value:.15g}".upper()
            else:
                row[x] = value
    return block


def _plain(handle: Any) -> Block:
    data = handle.getDataArray()
    block = [[None if value == "" else value for value in row] for row in data]
    for y, row in enumerate(data):
        if None in row:
            for x, value in enumerate(row):
                if value is None:
                    code = handle.getCellByPosition(x, y).getError()
                    block[y][x] = ERROR_NUMBERS[_OFFICE_ERRORS.get(code, "#VALUE!")]
    return block


def _convert(block: Block, area: Area, part: Area, convert: Callable[[float], Any]) -> None:
    for y in range(part.top - area.top, part.bottom - area.top + 1):
        row = block[y]
        for x in range(part.left - area.left, part.right - area.left + 1):
            if isinstance(row[x], float):
                row[x] = convert(row[x])


def _moment(days: float) -> dt.datetime | float:
    if not 0 <= days < _LAST_DAY:
        return days
    return EPOCH + dt.timedelta(milliseconds=round(days * 86_400_000))


def _currency(amount: float) -> Decimal:
    return Decimal(f"{amount:.4f}")


_SPECIAL = Kind.DATE | Kind.TIME | Kind.LOGICAL | Kind.CURRENCY
_CONVERSIONS: dict[Kind, Callable[[float], Any]] = {
    Kind.DATE: _moment,
    Kind.TIME: _moment,
    Kind.DATE | Kind.TIME: _moment,
    Kind.LOGICAL: bool,
    Kind.CURRENCY: _currency,  # COM delivers VT_CY, which pywin32 makes a Decimal
}
