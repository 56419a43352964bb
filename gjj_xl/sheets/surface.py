"""The small protocol that all workbook code speaks.

Two kinds of surface are meant: a file (:class:`gjj_xl.sheets.file.FileSurface`) and the workbook
that is open in Excel. Both pass one suite of tests. Every operation is a constant number of calls,
whatever the number of rows: blocks only, never cell by cell.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.pages import Block, Pages


class Surface(Protocol):
    """A workbook that can be read and written in blocks.

    Rows are counted from 1 as the spreadsheet does, columns from 0. A sheet that is not there is a
    KeyError.
    """

    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets, left to right."""
        ...

    def read(self, sheet: str) -> Block:
        """All filled cells of a sheet, as they are now (rows × columns)."""
        ...

    def write_columns(
        self, sheet: str, first_row: int, columns: Mapping[int, Sequence[str]]
    ) -> None:
        """Write whole columns of text from ``first_row`` down, all of them in one go.

        An empty text clears its cell. Formats stay.
        """
        ...

    def put_sheet(
        self, name: str, rows: Sequence[Sequence[str]], widths: Sequence[float] = ()
    ) -> None:
        """Add a sheet of texts (rows × columns) behind the others, or write it anew.

        The first row's first cell is its title; ``widths`` are in characters.
        """
        ...

    def protect(self, sheet: str, on: bool = True) -> None:
        """Protect a sheet without a password, or free it again."""
        ...

    def is_protected(self, sheet: str) -> bool:
        """Whether a sheet is protected."""
        ...

    def save(self) -> None:
        """Make the changes last."""
        ...

    def close(self) -> None:
        """Let go of the workbook; unsaved changes are lost."""
        ...


class RowSurface(Surface, Protocol):
    """A surface on which whole rows and sheets come and go."""

    @property
    def path(self) -> Path:
        """Where the workbook is kept; raises NotSaved where it never was."""
        ...

    def pages(self) -> Pages:
        """The workbook for its readers: each sheet is read once, when it is first asked for."""
        ...

    def delete_rows(self, sheet: str, rows: Sequence[int]) -> None:
        """Delete whole rows: what is below moves up; one call for each run of rows.

        Raises RowsTied where something in the sheet would be left behind.
        """
        ...

    def write_values(
        self, sheet: str, first_row: int, columns: Mapping[int, Sequence[Cell]]
    ) -> None:
        """Write whole columns of values, each of which stays what it is: ``"007"`` a text.

        None leaves a cell blank. Formats stay but where they would change a value.
        """
        ...

    def grow(self, sheet: str, last: int) -> None:
        """Have the sheet's table reach down to a row, where it is shorter."""
        ...

    def replace_sheets(self, old: Sequence[str], made: Path) -> tuple[str, ...]:
        """Put the sheets of a workbook file behind the others, in the place of old ones.

        The old ones go when the new ones are there. Returns the new ones' names here.
        """
        ...

    def drop_sheet(self, sheet: str) -> None:
        """Delete a sheet."""
        ...


class OpenSurface(RowSurface, Protocol):
    """A surface over the workbook that is open in Excel, with what only such a one can do.

    Every operation raises :class:`~gjj_xl.sheets.errors.OpenBookTrouble` where Excel does not let
    it through: the workbook was closed, a cell is being edited.
    """

    def batch_sheet(self) -> str | None:
        """The name of the batch sheet, whatever it is called by now; None where it is gone."""
        ...

    def has_receipt(self) -> bool:
        """Whether the workbook carries a 回执."""
        ...

    def add_sheets(self, path: Path) -> tuple[str, ...]:
        """Copy all sheets of a workbook file behind the others; returns their names here."""
        ...
