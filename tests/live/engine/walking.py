"""Finding cells: the end of a block, hidden lines, cells of a kind."""

from typing import Any

from tests.live.engine.areas import COLUMNS, ROWS, Area
from tests.live.engine.state import SheetRecord, areas_of

_VALUE, _DATE, _TEXT, _FORMULA = 1, 2, 4, 16  # CellFlags
_KINDS = {"numbers": _VALUE | _DATE, "text": _TEXT, "logical": _VALUE}
_RESULTS = {"numbers": 1, "text": 2, "errors": 4, "logical": 1}  # FormulaResult
_DIRECTIONS = {"d": "down", "u": "up", "l": "left", "r": "right"}


def end(record: SheetRecord, area: Area, direction: str) -> Area:
    """Where Ctrl+arrow leads from the upper left cell; hidden lines are leapt over, as in Excel."""
    direction = _DIRECTIONS.get(direction, direction)
    vertical = direction in ("down", "up")
    forward = direction in ("down", "right")
    used = record.used()
    here = area.top if vertical else area.left
    limit = (ROWS if vertical else COLUMNS) - 1
    last = min(max(used.bottom if vertical else used.right, here) + 1, limit)
    line = Area(0, area.left, last, area.left) if vertical else Area(area.top, 0, area.top, last)
    handle = record.handle(line)
    cells = [cell for row in handle.getFormulaArray() for cell in row]
    lines = Area(0, 0, last, COLUMNS - 1) if vertical else Area(0, 0, ROWS - 1, last)
    shown = _shown(record, lines, rows=vertical)
    ahead = range(here + 1, last + 1) if forward else range(here - 1, -1, -1)
    path = [at for at in ahead if at in shown]
    found = _walk([bool(cells[at]) for at in path], bool(cells[here]))
    edge = limit if forward else 0
    at = edge if found is None else path[found]
    return Area(at, area.left, at, area.left) if vertical else Area(area.top, at, area.top, at)


def _walk(filled: list[bool], starts_filled: bool) -> int | None:
    """The index of the cell to stop at; ``None`` when only the edge of the sheet stops."""
    if starts_filled and filled and filled[0]:
        for index, has in enumerate(filled):
            if not has:
                return index - 1
        return len(filled) - 1
    return next((index for index, has in enumerate(filled) if has), None)


def _shown(record: SheetRecord, area: Area, *, rows: bool) -> set[int]:
    """Numbers of the lines in an area that are not hidden."""
    shown: set[int] = set()
    for part in areas_of(record.handle(area).queryVisibleCells()):
        shown |= set(range(part.top, part.bottom + 1) if rows else range(part.left, part.right + 1))
    return shown


def lines_hidden(record: SheetRecord, area: Area, *, rows: bool) -> bool | None:
    """Whether whole rows (or columns) are hidden; ``None`` when some are."""
    shown = _shown(record, area, rows=rows)
    if not shown:
        return True
    return False if len(shown) == (area.rows if rows else area.columns) else None


def special(handle: Any, cell_type: str, value_type: str | None) -> list[Area]:
    """Areas of the visible, blank, constant or formula cells, from top to bottom."""
    if cell_type == "visible":
        found = handle.queryVisibleCells()
    elif cell_type == "blanks":
        found = handle.queryEmptyCells()
    elif cell_type == "constants":
        if value_type == "errors":
            return []
        found = handle.queryContentCells(_KINDS.get(value_type or "", _VALUE | _DATE | _TEXT))
    elif value_type:
        found = handle.queryFormulaCells(_RESULTS[value_type])
    else:
        found = handle.queryContentCells(_FORMULA)
    return sorted(areas_of(found))
