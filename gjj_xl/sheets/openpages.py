"""The workbook that is open in Excel, for the readers: each sheet in one block, read once."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.cells import Cell, CellError
from gjj_xl.sheets.defined import named_value
from gjj_xl.sheets.errors import Size, TooLarge
from gjj_xl.sheets.layout import RESULTS_NAME, TEXT_FORMAT
from gjj_xl.sheets.opencalls import open_calls
from gjj_xl.sheets.pages import Block, SheetInfo, Visible
from gjj_xl.sheets.scan import MAX_CELLS, MAX_ROWS, SheetScan

_ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
)
_MOST_MERGES: Final = 20
"""Merged areas that are named; one is enough to refuse a sheet."""
_MOST_RUNS: Final = 40
"""Calls spent on finding where a column's format changes."""


class OpenPages:
    """A snapshot of an open workbook (an ``xlwings.Book``): what was read once stays as it was."""

    def __init__(self, book: Any, path: Path) -> None:
        self._book = book
        self.path = path
        self.source = None
        self.properties: Mapping[str, str] = MappingProxyType({})
        self._blocks: dict[str, Block] = {}
        self._names: dict[str, Cell] = {}

    @cached_property
    def sheets(self) -> Sequence[SheetInfo]:
        """The worksheets, left to right."""
        with open_calls(self.path):
            return tuple(self._info(sheet) for sheet in self._book.sheets)

    def _info(self, sheet: Any) -> SheetInfo:
        visible = Visible.VISIBLE if sheet.visible else Visible.HIDDEN
        return SheetInfo(sheet.name, visible, results=RESULTS_NAME in sheet.names)

    def block(self, sheet: str) -> Block:
        """All filled cells of a sheet.

        Raises:
            TooLarge, OpenBookTrouble; KeyError where there is no such sheet.
        """
        if sheet not in self._blocks:
            if all(info.name != sheet for info in self.sheets):
                raise KeyError(sheet)
            with open_calls(self.path):
                self._blocks[sheet] = self._read(sheet)
        return self._blocks[sheet]

    def _read(self, sheet: str) -> Block:
        used = self._book.sheets[sheet].used_range
        top, left = used.row, used.column - 1
        height, width = used.shape
        if height > MAX_ROWS:
            raise TooLarge(self.path, Size.ROWS, height, MAX_ROWS, sheet)
        if height * width > MAX_CELLS:
            raise TooLarge(self.path, Size.CELLS, height * width, MAX_CELLS, sheet)
        values = used.options(ndim=2, empty="", err_to_str=True).value
        rows = _with_errors(values)
        scan = SheetScan(rows=height, columns=width)
        scan.filtered = used.api.EntireRow.Hidden is not False  # one call; xlwings asks row by row
        scan.merged = merged_areas(used)
        return Block(rows, top, left, scan)

    def named_cell(self, name: str) -> Cell:
        """What a defined name says: a constant, or the cell that it points to; None if neither."""
        if name not in self._names:
            with open_calls(self.path):
                names = self._book.names
                text = names[name].refers_to if name in names else None
            self._names[name] = None if text is None else named_value(text, self._page)
        return self._names[name]

    def _page(self, sheet: str) -> Block | None:
        try:
            return self.block(sheet)
        except KeyError:
            return None

    def format_changes(self, sheet: SheetInfo, batch: Batch) -> tuple[FormatChange, ...]:
        """The columns of a batch of ours whose record cells have lost their format."""
        if not batch.rows:
            return ()
        page = self._book.sheets[sheet.name]
        records = set(batch.rows)
        changes = []
        with open_calls(self.path):
            for column in batch.business.columns:
                place = batch.places.get(column.field)
                if place is None:
                    continue
                cells = page.range(f"{place.letter}{batch.rows[0]}:{place.letter}{batch.rows[-1]}")
                runs = _other_format(cells, text=column.is_text)
                wrong = [row for run in runs for row in run if row in records]
                if wrong:
                    expected = "文本" if column.is_text else "常规"
                    changes.append(FormatChange(column.field, wrong[0], len(wrong), expected))
        return tuple(changes)


def _with_errors(rows: list[list[Any]]) -> list[list[Cell]]:
    """The rows with Excel's error values as what they are."""
    for row in rows:
        for index, cell in enumerate(row):
            if cell.__class__ is str and cell[:1] == "#" and cell in _ERRORS:
                row[index] = CellError(cell)
    return rows


def _other_format(cells: Any, *, text: bool) -> list[range]:
    """The rows of a column (one cell wide) whose number format is not text (or is, unexpectedly).

    One call where the column has one format; where it is mixed, it is halved until it is clear.
    """
    wrong: list[range] = []
    waiting, calls = [cells], 0
    while waiting:
        part = waiting.pop()
        rows = range(part.row, part.row + part.shape[0])
        shown = part.number_format
        calls += 1
        if shown is not None and (shown == TEXT_FORMAT) is text:
            continue
        if shown is not None or len(rows) == 1 or calls > _MOST_RUNS:
            wrong.append(rows)
            continue
        half = len(rows) // 2
        waiting += [part[half:, :], part[:half, :]]
    return wrong


def merged_areas(cells: Any) -> list[str]:
    """The addresses of merged cells in a range; one call where there are none."""
    found: dict[str, None] = {}
    waiting = [cells]
    while waiting and len(found) < _MOST_MERGES:
        part = waiting.pop()
        if part.merge_cells is False:
            continue
        height, width = part.shape
        if (height, width) == (1, 1):
            found[part.merge_area.get_address(False, False)] = None
        elif height > 1:
            half = height // 2
            waiting += [part[half:, :], part[:half, :]]
        else:
            half = width // 2
            waiting += [part[:, half:], part[:, :half]]
    return list(found)
