"""The surface of a file: read with python-calamine, written in place part by part."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.errors import RowsTied
from gjj_xl.sheets.grafting import graft
from gjj_xl.sheets.inspect import FileKind, Source, open_source
from gjj_xl.sheets.pages import Block
from gjj_xl.sheets.patch import Patch
from gjj_xl.sheets.rowxml import TiedRows


class FileSurface:
    """An .xlsx file as a :class:`~gjj_xl.sheets.surface.Surface`; a context manager.

    ``out`` is where :meth:`save` writes, the file itself by default.

    Raises:
        NotEditable: an .xls, or an .xlsx that is not edited in place.
        SheetError: the file cannot be used.
    """

    def __init__(self, path: Path, out: Path | None = None) -> None:
        self._out = Path(out or path)
        self._patch = Patch(open_source(Path(path)))
        self._bytes: bytes | None = self._patch.source.data

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file that was read."""
        return self._patch.source.path

    def pages(self) -> Book:
        """The file for its readers, unsaved changes included."""
        if self._bytes is None:
            self._bytes = self._patch.render()
        return Book(Source(self.path, self._bytes, FileKind.XLSX))

    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets, left to right."""
        return tuple(self._patch.sheets)

    def read(self, sheet: str) -> Block:
        """All filled cells of a sheet, unsaved changes included."""
        self._known(sheet)
        with self.pages() as book:
            return book.block(sheet)

    def write_columns(
        self, sheet: str, first_row: int, columns: Mapping[int, Sequence[str]]
    ) -> None:
        """Write whole columns of text from ``first_row`` down."""
        self.write_values(sheet, first_row, columns)

    def write_values(
        self, sheet: str, first_row: int, columns: Mapping[int, Sequence[Cell]]
    ) -> None:
        """Write whole columns of values as they are from ``first_row`` down."""
        self._known(sheet)
        cells: dict[int, dict[int, Cell]] = {}
        for column, values in columns.items():
            for row, value in enumerate(values, first_row):
                cells.setdefault(row, {})[column] = value
        self._patch.set_cells(sheet, cells)
        self._bytes = None

    def delete_rows(self, sheet: str, rows: Sequence[int]) -> None:
        """Take whole rows out; as many blank ones follow behind the last."""
        self._known(sheet)
        try:
            self._patch.take_rows(sheet, rows)
        except TiedRows as error:
            raise RowsTied(self.path) from error
        self._bytes = None

    def grow(self, sheet: str, last: int) -> None:
        """Have the sheet's table reach down to a row, with its formats and formulas."""
        self._known(sheet)
        self._patch.grow(sheet, last)
        self._bytes = None

    def replace_sheets(self, old: Sequence[str], made: Path) -> tuple[str, ...]:
        """Put the sheets of a workbook file in the place of old ones, behind the others."""
        for name in old:
            self.drop_sheet(name)
        names = graft(self._patch, made)
        self._bytes = None
        return names

    def drop_sheet(self, sheet: str) -> None:
        """Take a sheet out."""
        self._known(sheet)
        self._patch.drop_sheet(sheet)
        self._bytes = None

    def put_sheet(
        self, name: str, rows: Sequence[Sequence[str]], widths: Sequence[float] = ()
    ) -> None:
        """Add a sheet of texts behind the others, or write it anew."""
        self._patch.put_sheet(name, rows, widths)
        self._bytes = None

    def protect(self, sheet: str, on: bool = True) -> None:
        """Protect a sheet without a password, or free it again."""
        self._known(sheet)
        self._patch.protect(sheet, on)
        self._bytes = None

    def is_protected(self, sheet: str) -> bool:
        """Whether a sheet is protected."""
        self._known(sheet)
        return self._patch.is_protected(sheet)

    def save(self) -> None:
        """Write the file, as a whole or not at all; raises InUse or Unreadable."""
        self._patch.save(self._out)

    def close(self) -> None:
        """Let go of the file."""
        self._patch.close()

    def _known(self, sheet: str) -> None:
        if sheet not in self._patch.sheets:
            raise KeyError(sheet)
