"""Cells on the move: inserted, deleted, copied, pasted, sorted."""

from collections.abc import Sequence
from typing import Any

from tests.live.engine import reading, writing
from tests.live.engine.areas import COLUMNS, Area
from tests.live.engine.errors import refused
from tests.live.engine.protection import Action, permitted
from tests.live.engine.state import SheetRecord, areas_of
from tests.live.engine.unos import choice, properties, sequence, struct


def insert(record: SheetRecord, area: Area, shift: str | None) -> None:
    """Insert cells; whole rows and columns move everything behind them."""
    if area.whole_rows:
        mode, action = "ROWS", Action.INSERT_ROWS
    elif area.whole_columns:
        mode, action = "COLUMNS", Action.INSERT_COLUMNS
    else:
        down = shift == "down" if shift else area.columns >= area.rows
        mode, action = "DOWN" if down else "RIGHT", Action.SHIFT_CELLS
    with permitted(record, action):
        record.uno.insertCells(record.address(area), choice("sheet.CellInsertMode", mode))


def delete(record: SheetRecord, area: Area, shift: str | None) -> None:
    """Delete cells; what is behind them moves up or left."""
    handle = record.handle(area)
    if area.whole_rows:
        mode, action = "ROWS", Action.DELETE_ROWS
    elif area.whole_columns:
        mode, action = "COLUMNS", Action.DELETE_COLUMNS
    else:
        up = shift == "up" if shift else area.columns >= area.rows
        mode, action = "UP" if up else "LEFT", Action.SHIFT_CELLS
    with permitted(record, action, handle):
        if mode == "LEFT":
            _draw_left(record, area)
            return
        record.uno.removeRange(record.address(area), choice("sheet.CellDeleteMode", mode))


def _draw_left(record: SheetRecord, area: Area) -> None:
    """Move what is on the right to the left; removeRange would tear the sheet's UNO object."""
    corner = struct(
        "table.CellAddress",
        Sheet=record.uno.RangeAddress.Sheet,
        Row=area.top,
        Column=area.left,
    )
    last = max(record.used().right, area.right) + area.columns
    rest = Area(area.top, area.right + 1, area.bottom, min(last, COLUMNS - 1))
    record.uno.moveRange(corner, record.address(rest))


def sort(
    record: SheetRecord, area: Area, keys: Sequence[int], ascending: Sequence[bool], headers: bool
) -> None:
    """Sort rows by columns (from 1); formats move with the cells."""
    handle = record.handle(area)
    fields = [
        struct("table.TableSortField", Field=key - 1, IsAscending=up)
        for key, up in zip(keys, ascending, strict=True)
    ]
    with permitted(record, Action.SORT, handle):
        handle.sort(
            properties(
                SortFields=sequence("table.TableSortField", *fields),
                ContainsHeader=headers,
                BindFormatsToContent=True,
            )
        )


def copy(source: SheetRecord, handle: Any, target: SheetRecord, corner: Area) -> None:
    """Copy cells with everything on them; ``corner`` is where the upper left one goes."""
    area = areas_of(handle)[0]
    place = Area(
        corner.top, corner.left, corner.top + area.rows - 1, corner.left + area.columns - 1
    )
    if not place.within():
        raise refused("The copy area and the paste area aren't the same size.")
    with permitted(target, Action.CONTENT, target.handle(place)):
        cell = struct(
            "table.CellAddress",
            Sheet=target.uno.RangeAddress.Sheet,
            Row=corner.top,
            Column=corner.left,
        )
        if source.document is target.document:
            target.uno.copyRange(cell, source.address(area))
            return
        # copyRange knows one document only: the other one's sheet comes along for a moment.
        sheets = target.document.uno.Sheets
        index = sheets.importSheet(source.document.uno, source.name, sheets.Count)
        guest = sheets.getByIndex(index)
        origin = source.address(area)
        origin.Sheet = index
        target.uno.copyRange(cell, origin)
        sheets.removeByName(guest.Name)


def paste(
    source: SheetRecord,
    handle: Any,
    target: SheetRecord,
    corner: Area,
    what: str | None,
    transpose: bool,
) -> None:
    """Paste what was copied: ``all``, ``values``, ``formats`` or ``column_widths``."""
    area = areas_of(handle)[0]
    if what in (None, "all") and not transpose:
        copy(source, handle, target, corner)
        return
    block = reading.read(source, handle, area)
    if transpose:
        block = [list(row) for row in zip(*block, strict=True)]
    place = Area(
        corner.top, corner.left, corner.top + len(block) - 1, corner.left + len(block[0]) - 1
    )
    there = target.handle(place)
    if what in ("values", "values_and_number_formats"):
        with permitted(target, Action.CONTENT, there):
            writing.paste_values(target, there, place, block)
    elif what == "formats" and not transpose:
        contents = there.getFormulaArray()
        copy(source, handle, target, corner)
        there.setFormulaArray(contents)
    elif what == "column_widths":
        with permitted(target, Action.FORMAT_COLUMNS):
            for index in range(area.columns):
                width = handle.Columns.getByIndex(index).Width
                there.Columns.getByIndex(index).Width = width
    else:
        raise NotImplementedError(f"paste {what!r}{' transposed' * transpose}")
