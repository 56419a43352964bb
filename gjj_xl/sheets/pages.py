"""A workbook as its readers see it, wherever it is: in a file, or open in Excel.

The cells of a sheet come as one :class:`Block`. What reads a batch (templates, foreign sheets)
speaks :class:`Pages` and does not know which of the two it has.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto, unique
from functools import cached_property
from pathlib import Path
from typing import Protocol

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.inspect import Source
from gjj_xl.sheets.scan import SheetScan


@unique
class Visible(Enum):
    """Whether a sheet can be seen; a very hidden one not even be unhidden in Excel's menu."""

    VISIBLE = auto()
    HIDDEN = auto()
    VERY_HIDDEN = auto()


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A worksheet; ``part`` is its part in the package, empty in an .xls.

    ``results`` says that the sheet holds results that we wrote, and no batch.
    """

    name: str
    visible: Visible
    part: str = ""
    results: bool = False

    @property
    def is_visible(self) -> bool:
        """Whether a clerk can see it."""
        return self.visible is Visible.VISIBLE


@dataclass(frozen=True)
class Block:
    """The filled cells of a sheet: ``rows`` × columns; a blank cell is ``""``.

    The first cell stands in row ``top`` (from 1) and column ``left`` (from 0).
    """

    rows: Sequence[Sequence[Cell]]
    top: int
    left: int
    scan: SheetScan = field(default_factory=SheetScan)

    @cached_property
    def columns(self) -> list[tuple[Cell, ...]]:
        """The same cells column by column."""
        with no_collector():
            return list(zip(*self.rows, strict=True))

    def row(self, number: int) -> Sequence[Cell]:
        """The cells of a row as the spreadsheet counts it; empty outside the block."""
        index = number - self.top
        return self.rows[index] if 0 <= index < len(self.rows) else ()

    def cell(self, row: int, column: int) -> Cell:
        """A cell by its row (from 1) and column (from 0); None outside the block."""
        cells = self.row(row)
        index = column - self.left
        return cells[index] if 0 <= index < len(cells) else None

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + len(self.rows) - 1


class Pages(Protocol):
    """The sheets, names and properties of a workbook.

    ``source`` are the bytes of a file that was read, None for a workbook that is open elsewhere.
    A sheet that is not there is a KeyError.
    """

    @property
    def path(self) -> Path:
        """Where the workbook is kept."""
        ...

    @property
    def source(self) -> Source | None:
        """The bytes read, if the workbook was read from a file."""
        ...

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """The worksheets, left to right."""
        ...

    @property
    def properties(self) -> Mapping[str, str]:
        """The custom document properties."""
        ...

    def block(self, sheet: str) -> Block:
        """All filled cells of a sheet."""
        ...

    def named_cell(self, name: str) -> Cell:
        """What a defined name says: a constant, or the cell that it points to; None if neither."""
        ...

    def format_changes(self, sheet: SheetInfo, batch: Batch) -> tuple[FormatChange, ...]:
        """The columns of a batch of ours whose record cells have lost their format."""
        ...


@contextmanager
def no_collector() -> Iterator[None]:
    """Keep the cycle collector from walking, again and again, over lists of cells being made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
