"""The small protocol that all workbook code speaks.

Two kinds of surface are meant: a file (:class:`gjj_xl.sheets.file.FileSurface`) and the workbook
that is open in Excel. Both pass one suite of tests. Every operation is a constant number of calls,
whatever the number of rows: blocks only, never cell by cell.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gjj_xl.sheets.book import Block


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
