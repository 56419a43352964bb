"""Writing a block of cells as Excel takes it from COM."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.live.engine import formulas
from tests.live.engine.areas import Area, runs
from tests.live.engine.codes import GENERAL, Kind
from tests.live.engine.entry import (
    ERRORS,
    SUSPECT,
    Entry,
    as_text,
    fifteen_digits,
    serial,
    typed,
)
from tests.live.engine.errors import refused
from tests.live.engine.reading import ERROR_TEXTS, format_groups
from tests.live.engine.references import resolve
from tests.live.engine.state import SheetRecord, areas_of
from tests.live.engine.unos import choice, undisturbed

CONTENTS = 1 | 2 | 4 | 16  # CellFlags: VALUE, DATETIME, STRING, FORMULA
_LONGEST = 32767
_RAGGED = "All dimensions must be a sequence of the same size"  # pywin32's words
_FILL_FROM = 8  # so many equal formulas below each other are filled, not written
Cells = dict[tuple[int, int], str]


@dataclass
class _Made:
    """What goes into the cells; positions are relative to the block."""

    rows: list[tuple[str | float, ...]] = field(default_factory=list)
    formulas: Cells = field(default_factory=dict)
    codes: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    truths: list[tuple[int, int]] = field(default_factory=list)


def shaped(data: Any, area: Area) -> list[list[Any]]:
    """The data as rows × columns of the area, as Excel fits an array to a range.

    Raises:
        ValueError: the rows are of different lengths (pywin32 says it so).
    """
    if not isinstance(data, list | tuple):
        return [[data] * area.columns] * area.rows
    nested = [_is_row(row) for row in data]
    if any(nested) and not all(nested):
        raise ValueError(_RAGGED)
    rows = [list(row) for row in data] if any(nested) else [list(data)]
    if not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError(_RAGGED)
    if len(rows) == 1:
        rows *= area.rows
    if len(rows[0]) == 1:
        rows = [row * area.columns for row in rows]
    missing = ["#N/A"] * (area.columns - len(rows[0]))
    rows = [(row + missing)[: area.columns] for row in rows[: area.rows]]
    return rows + [["#N/A"] * area.columns for _ in range(area.rows - len(rows))]


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple)


def write(record: SheetRecord, handle: Any, area: Area, data: Any) -> None:
    """Set values as ``Range.Value`` does: texts are interpreted where the format is not text.

    A formula given for the whole range is adjusted from cell to cell.
    """
    if data is None or data == "":
        clear(record, handle, area)
        return
    groups = format_groups(handle, area)
    if isinstance(data, str) and len(data) > 1 and data[0] == "=":
        _fill_all(record, area, groups, data)
        return
    made = _made(record, shaped(data, area), _grid(record, groups, area))
    _forget_truths(record, groups)
    with undisturbed(record.document.uno):
        handle.setDataArray(tuple(made.rows))
    codes = record.document.codes
    for code, cells in made.codes.items():
        _set_format(record, area, cells, codes.key(code))
    if made.truths:
        _set_format(record, area, made.truths, codes.logical)
    if made.formulas:
        _write_formulas(record, area, made.formulas)


def paste_values(record: SheetRecord, handle: Any, area: Area, block: list[list[Any]]) -> None:
    """Set values that were read from cells: text stays text, whatever it looks like."""
    quoted = [
        [
            ERROR_TEXTS[value]
            if type(value) is int
            else f"'{value}"
            if isinstance(value, str)
            else serial(value)
            if isinstance(value, dt.datetime)
            else value
            for value in row
        ]
        for row in block
    ]
    write(record, handle, area, quoted)


def clear(record: SheetRecord, handle: Any, area: Area) -> None:
    """Empty the cells; formats stay."""
    _forget_truths(record, format_groups(handle, area))
    handle.clearContents(CONTENTS)


def _forget_truths(record: SheetRecord, groups: list[tuple[int, tuple[Area, ...]]]) -> None:
    codes = record.document.codes
    for key, areas in groups:
        if codes.kind(key) & Kind.LOGICAL:
            record.handle(*areas).NumberFormat = codes.key(GENERAL)


def _grid(
    record: SheetRecord, groups: list[tuple[int, tuple[Area, ...]]], area: Area
) -> list[list[str]]:
    """The number format of each cell."""
    codes = record.document.codes
    if len(groups) == 1:
        return [[codes.code(groups[0][0])] * area.columns] * area.rows
    grid = [[GENERAL] * area.columns for _ in range(area.rows)]
    for key, areas in groups:
        code = codes.code(key)
        if code == GENERAL:
            continue
        for part in areas:
            x, end = part.left - area.left, part.right - area.left + 1
            for row in grid[part.top - area.top : part.bottom - area.top + 1]:
                row[x:end] = [code] * (end - x)
    return grid


def _made(record: SheetRecord, data: list[list[Any]], grid: list[list[str]]) -> _Made:
    made = _Made()
    codes = record.document.codes
    kinds = {code: codes.kind(codes.key(code)) for code in set().union(*map(set, grid))}
    textual = {code for code, kind in kinds.items() if kind & Kind.TEXT}
    for y, row in enumerate(data):
        out: list[str | float] = []
        formats = grid[y]
        for x, value in enumerate(row):
            code = formats[x]
            if type(value) is str and (code in textual or not value or value[0] not in SUSPECT):
                if len(value) > _LONGEST:
                    raise refused("Application-defined or object-defined error")
                out.append(value[1:] if value[:1] == "'" and code in textual else value)
                continue
            entry = _entry(value, code in textual)
            if entry.formula:
                made.formulas[y, x] = str(entry.value)
                out.append("")
                continue
            if entry.value is True or entry.value is False:
                made.truths.append((y, x))
            elif entry.code and code == GENERAL:
                made.codes.setdefault(entry.code, []).append((y, x))
            elif entry.value and isinstance(entry.value, str) and code not in textual:
                # LibreOffice formats a text that looks like a number as text: undo that.
                made.codes.setdefault(code, []).append((y, x))
            out.append(entry.value if isinstance(entry.value, str) else float(entry.value))
        made.rows.append(tuple(out))
    return made


def _entry(value: Any, textual: bool) -> Entry:
    if value is None:
        return Entry("")
    if isinstance(value, str):
        if value.upper() in ERRORS:
            return Entry(f"={value.upper()}", formula=True)
        return typed(value)
    if not isinstance(value, bool | int | float | Decimal | dt.datetime | dt.date):
        raise TypeError(f"Objects of type '{type(value).__name__}' can not be converted to COM.")
    if textual:
        return Entry(as_text(value))
    if isinstance(value, bool):
        return Entry(value)
    if isinstance(value, dt.datetime | dt.date):
        if value.year < 1900:
            raise refused("Application-defined or object-defined error")
        timed = isinstance(value, dt.datetime) and value.time() != dt.time()
        return Entry(serial(value), "yyyy/m/d h:mm" if timed else "yyyy/m/d")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"Excel has no number {value!r}")
    return Entry(fifteen_digits(number))


def _set_format(record: SheetRecord, area: Area, cells: list[tuple[int, int]], key: int) -> None:
    columns: dict[int, list[int]] = {}
    for y, x in cells:
        columns.setdefault(x, []).append(y)
    record.handle(
        *(
            Area(area.top + first, area.left + x, area.top + last, area.left + x)
            for x, rows in columns.items()
            for first, last in runs(rows)
        )
    ).NumberFormat = key


def _write_formulas(record: SheetRecord, area: Area, cells: Cells) -> None:
    """Write formulas column by column; equal ones below each other are filled."""
    columns: dict[int, list[int]] = {}
    for y, x in sorted(cells):
        columns.setdefault(x, []).append(y)
    for x, rows in columns.items():
        column = area.left + x
        for first, last in runs(rows):
            patterns = [
                formulas.pattern(cells[y, x], area.top + y, column) for y in range(first, last + 1)
            ]
            for start, end in _equal(patterns):
                top, bottom = area.top + first + start, area.top + first + end
                target = Area(top, column, bottom, column)
                if end - start + 1 < _FILL_FROM:
                    _write_each(record, target, patterns[start])
                else:
                    _fill(record, target, patterns[start])


def _fill_all(
    record: SheetRecord, area: Area, groups: list[tuple[int, tuple[Area, ...]]], formula: str
) -> None:
    """One formula for all cells, adjusted from cell to cell; in text cells it is a text."""
    codes = record.document.codes
    start = formulas.pattern(formula, area.top, area.left)
    for key, areas in groups:
        for part in areas:
            if codes.kind(key) & Kind.TEXT:
                text = ((formula,) * part.columns,) * part.rows
                record.handle(part).setDataArray(text)
                continue
            for column in range(part.left, part.right + 1):
                _fill(record, Area(part.top, column, part.bottom, column), start)


def _equal(patterns: Sequence[formulas.Pattern]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(patterns) + 1):
        if index == len(patterns) or patterns[index] != patterns[start]:
            found.append((start, index - 1))
            start = index
    return found


def _office_text(record: SheetRecord, pattern: formulas.Pattern, row: int, column: int) -> str:
    table: Callable[[str], str] = lambda text: resolve(record.document, text, row)  # noqa: E731
    return "=" + formulas.to_office(pattern.at(row, column)[1:], table)


def _write_each(record: SheetRecord, area: Area, pattern: formulas.Pattern) -> None:
    record.handle(area).setFormulaArray(
        tuple(
            (_office_text(record, pattern, row, area.left),)
            for row in range(area.top, area.bottom + 1)
        )
    )


def _fill(record: SheetRecord, area: Area, pattern: formulas.Pattern) -> None:
    """Fill a column, each stretch of equal formats by itself, because filling copies formats."""
    groups = record.handle(area).getUniqueCellFormatRanges()
    for index in range(groups.Count):
        for part in areas_of(groups.getByIndex(index)):
            handle = record.handle(part)
            if areas_of(handle.queryVisibleCells()) != (part,):  # filling leaves out hidden rows
                _write_each(record, part, pattern)
                continue
            first = _office_text(record, pattern, part.top, part.left)
            handle.getCellByPosition(0, 0).setFormula(first)
            if part.rows > 1:
                handle.fillSeries(
                    choice("sheet.FillDirection", "TO_BOTTOM"),
                    choice("sheet.FillMode", "SIMPLE"),
                    choice("sheet.FillDateMode", "FILL_DATE_DAY"),
                    1.0,
                    1e300,
                )
