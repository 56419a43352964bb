"""The surface of the workbook that is open in Excel, through xlwings (its BSD part only).

Everything is done in blocks: an operation takes the same number of calls into Excel however many
rows there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell, CellError
from gjj_xl.sheets.defined import named_value
from gjj_xl.sheets.errors import NotSaved, SheetGone, SheetLocked
from gjj_xl.sheets.headers import match
from gjj_xl.sheets.layout import (
    NAME_BUSINESS,
    NAME_FORM,
    RECEIPT_SHEET,
    TEXT_FORMAT,
    column_letter,
    sheet_name,
)
from gjj_xl.sheets.opencalls import open_calls, results_of
from gjj_xl.sheets.openpages import OpenPages
from gjj_xl.sheets.pages import Block
from gjj_xl.sheets.style import FONT, TITLE_SIZE

_PROTECTION: Final = (
    "",  # Password: none, so that nobody is locked out of his own sheet
    True,  # DrawingObjects
    True,  # Contents
    True,  # Scenarios
    True,  # UserInterfaceOnly
    False,  # AllowFormattingCells
    True,  # AllowFormattingColumns
    True,  # AllowFormattingRows
    *(False,) * 6,  # inserting, deleting, sorting
    True,  # AllowFiltering
)
"""The arguments of Excel's Worksheet.Protect, by position: late-bound COM knows no others."""


class LiveSurface:
    """A workbook open in Excel (an ``xlwings.Book``) as a surface.

    Every operation touches Excel from the calling thread.
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._business: Business | None = None
        with open_calls(Path("Excel")):
            self._path = Path(book.fullname)

    @property
    def book(self) -> Any:
        """The ``xlwings.Book``."""
        return self._book

    @property
    def path(self) -> Path:
        """Where the workbook is kept; a workbook that was never saved has a bare name."""
        return self._path

    def pages(self) -> OpenPages:
        """The workbook for its readers, as it is from now on when first asked for."""
        return OpenPages(self._book, self._path)

    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets, left to right."""
        with open_calls(self._path):
            return tuple(sheet.name for sheet in self._book.sheets)

    def read(self, sheet: str) -> Block:
        """All filled cells of a sheet, as they are now."""
        return self.pages().block(sheet)

    def write_columns(
        self, sheet: str, first_row: int, columns: Mapping[int, Sequence[str]]
    ) -> None:
        """Write whole columns of text from ``first_row`` down; neighbours go in one block."""
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            for block in _blocks(columns):
                height = max(len(columns[index]) for index in block)
                cells = page.range(_address(first_row, block[0], height, len(block)))
                cells.number_format = TEXT_FORMAT  # else "=1+1" would become a formula
                cells.raw_value = [
                    [_text(columns[index], row) for index in block] for row in range(height)
                ]

    def put_sheet(
        self, name: str, rows: Sequence[Sequence[str]], widths: Sequence[float] = ()
    ) -> None:
        """Add a sheet of texts behind the others, or write it anew."""
        with open_calls(self._path), self.undisturbed():
            if name in self.sheets():
                page = self._book.sheets[name]
                if page.api.ProtectContents:
                    self._unprotect(page)
                page.clear()
            else:
                page = self._book.sheets.add(name, after=self._book.sheets[-1])
            for index, characters in enumerate(widths):  # first, for wrapped rows fit their width
                page.range(_address(1, index)).column_width = characters
            width = max((len(cells) for cells in rows), default=0)
            if not width:
                return
            block = page.range(_address(1, 0, len(rows), width))
            block.number_format = TEXT_FORMAT
            block.font.name = FONT
            block.wrap_text = True
            block.vertical_alignment = "top"
            block.value = [[*(cell or None for cell in cells), *[None] * (width - len(cells))]
                           for cells in rows]  # fmt: skip
            title = page.range("A1")
            title.wrap_text = False
            title.font.size = TITLE_SIZE
            title.font.bold = True

    def protect(self, sheet: str, on: bool = True) -> None:
        """Protect a sheet without a password, or free it again."""
        page = self._page(sheet)
        with open_calls(self._path):
            if on:
                page.api.Protect(*_PROTECTION)
            elif page.api.ProtectContents:
                self._unprotect(page)

    def is_protected(self, sheet: str) -> bool:
        """Whether a sheet is protected."""
        page = self._page(sheet)
        with open_calls(self._path):
            return bool(page.api.ProtectContents)

    def save(self) -> None:
        """Save the workbook where it is. Raises NotSaved."""
        with open_calls(self._path):
            if not self._path.is_absolute() or self._book.api.ReadOnly:
                raise NotSaved(self._path, "工作簿以只读方式打开，或从未保存过。")
            try:
                self._book.save()
            except Exception as error:
                if results_of(error):
                    raise NotSaved(self._path, "Excel 没有保存成功。") from error
                raise
        self._path = Path(self._book.fullname)

    def close(self) -> None:
        """Close the workbook; unsaved changes are lost."""
        with open_calls(self._path):
            self._book.close()

    # What only an open workbook can do

    def business(self) -> Business | None:
        """The business that the workbook's own marker names; None where it is not ours."""
        if self._business is None:
            said = self.pages().named_cell(NAME_BUSINESS)
            self._business = Business(str(said)) if said in set(Business) else None
        return self._business

    def form(self) -> Business | None:
        """The business of a single form (单笔); None where the workbook is none."""
        with open_calls(self._path):  # asked at every change of a cell: that one cell, no more
            names = self._book.names
            if NAME_FORM not in names:
                return None
            try:
                said = names[NAME_FORM].refers_to_range.value
            except Exception as error:
                if results_of(error):
                    return None  # the name points nowhere by now
                raise
        return Business(str(said)) if said in set(Business) else None

    def batch_sheet(self) -> str | None:
        """The name of the batch sheet: the template's, else the one with its header (renamed)."""
        business = self.business()
        if business is None:
            return None
        pages = self.pages()
        wanted = sheet_name(business)
        shown = [info for info in pages.sheets if info.is_visible and not info.results]
        if any(info.name == wanted for info in shown):
            return wanted
        for info in shown:
            with open_calls(self._path):
                width = len(business.columns) * 3
                header = self._book.sheets[info.name].range(_address(1, 0, 1, width))
                cells = header.options(ndim=1, empty="").value
            if not match(business, cells).missing:
                return info.name
        return None

    def has_receipt(self) -> bool:
        """Whether the workbook carries a 回执."""
        return RECEIPT_SHEET in self.sheets()

    def sheet_constant(self, sheet: str, name: str) -> Cell:
        """What a name defined in a sheet itself says; None where there is no such name."""
        page = self._page(sheet)
        with open_calls(self._path):
            names = page.names
            text = names[name].refers_to if name in names else None
        return None if text is None else named_value(text, lambda _: None)

    def delete_rows(self, sheet: str, rows: Sequence[int]) -> None:
        """Delete whole rows, from the bottom up; one call for each run of rows."""
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            for first, last in reversed(runs(rows)):
                page.range(f"{first}:{last}").delete("up")

    def add_sheets(self, path: Path) -> tuple[str, ...]:
        """Copy all sheets of a workbook file behind the others; returns their names here.

        A name that is taken gets a number: ``批次汇总 (2)``, as Excel does it.
        """
        with open_calls(self._path), self.undisturbed():
            source = self._book.app.books.open(str(path))
            try:
                names = []
                for sheet in source.sheets:
                    copied = sheet.copy(after=self._book.sheets[-1])
                    names.append(copied.name)
            finally:
                source.close()
            return tuple(names)

    def replace_sheets(self, old: Sequence[str], made: Path) -> tuple[str, ...]:
        """Put the sheets of a workbook file in the place of old ones: first the new ones come."""
        names = self.add_sheets(made)
        for name in old:
            self.drop_sheet(name)
        with open_calls(self._path):
            for name in names:
                bare, copied, _ = name.partition(" (")
                if copied and bare not in self.sheets():
                    self._book.sheets[name].name = bare
        return tuple(self.sheets()[-len(names) :])

    def drop_sheet(self, sheet: str) -> None:
        """Delete a sheet; what is active stays active, unless it was that one."""
        page = self._page(sheet)
        with open_calls(self._path):
            page.delete()

    def grow(self, sheet: str, last: int) -> None:
        """Have the sheet's table reach down to a row; Excel fills its formulas in."""
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            if not len(page.tables):
                return
            table = page.tables[0]
            there = table.range
            height, width = there.shape
            if there.row + height - 1 < last:
                whole = _address(there.row, there.column - 1, last - there.row + 1, width)
                table.resize(page.range(whole))

    def set_formats(self, sheet: str, rows: range, columns: Mapping[int, bool]) -> None:
        """Give whole columns the template's format: text where true, else 常规."""
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            for index, text in columns.items():
                cells = page.range(_address(rows.start, index, len(rows)))
                cells.number_format = TEXT_FORMAT if text else "General"

    def write_cells(self, sheet: str, first_row: int, columns: Mapping[int, Sequence[Any]]) -> None:
        """Write whole columns of values as they are; None leaves a cell blank."""
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            for index, cells in columns.items():
                page.range(_address(first_row, index, len(cells))).value = [[x] for x in cells]

    def write_values(
        self, sheet: str, first_row: int, columns: Mapping[int, Sequence[Cell]]
    ) -> None:
        """Write whole columns of values; a cell whose format would change its value gets another.

        Beyond the calls for the columns there are two for each such cell: there are hardly any.
        """
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            for index, cells in columns.items():
                area = page.range(_address(first_row, index, len(cells)))
                shown = area.number_format
                for row, cell in enumerate(cells, first_row):
                    needed = _needed_format(cell)
                    fits = shown and (needed == TEXT_FORMAT) is (shown == TEXT_FORMAT)
                    if needed and not fits:
                        page.range(_address(row, index)).number_format = needed
                area.value = [
                    [cell.text if isinstance(cell, CellError) else cell] for cell in cells
                ]

    def read_block(
        self, sheet: str, first_row: int, first_column: int, height: int, width: int
    ) -> list[list[Any]]:
        """The values of some cells, rows × columns, in one call; None where a cell is blank."""
        page = self._page(sheet)
        with open_calls(self._path):
            cells = page.range(_address(first_row, first_column, height, width))
            return [[None if cell == "" else cell for cell in row] for row in
                    cells.options(ndim=2).value]  # fmt: skip

    def last_row(self, sheet: str) -> int:
        """The last row of a sheet that is in use."""
        page = self._page(sheet)
        with open_calls(self._path):
            return int(page.used_range.last_cell.row)

    def write_block(
        self, sheet: str, first_row: int, first_column: int, rows: Sequence[Sequence[Any]]
    ) -> None:
        """Write a block of values, rows × columns, in one call; None leaves a cell blank."""
        page = self._page(sheet)
        with open_calls(self._path), self._unlocked(page):
            where = _address(first_row, first_column, len(rows), len(rows[0]))
            page.range(where).value = [list(row) for row in rows]

    def show(self, sheet: str, row: int, column: int) -> None:
        """Select a cell, so that the clerk sees it."""
        page = self._page(sheet)
        with open_calls(self._path):
            page.activate()
            page.range(_address(row, column)).select()

    def _page(self, sheet: str) -> Any:
        """A sheet; KeyError where there is none of that name."""
        if sheet not in self.sheets():
            raise KeyError(sheet)
        return self._book.sheets[sheet]

    @contextmanager
    def _unlocked(self, page: Any) -> Iterator[None]:
        """Lift the protection for the ``with`` block; it stands again afterwards, whatever came."""
        if not page.api.ProtectContents:
            yield
            return
        self._unprotect(page)
        try:
            yield
        finally:
            page.api.Protect(*_PROTECTION)

    def _unprotect(self, page: Any) -> None:
        try:
            page.api.Unprotect("")
        except Exception as error:
            if results_of(error):
                raise SheetLocked(self._path) from error
            raise
        if page.api.ProtectContents:
            raise SheetLocked(self._path)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Have the clerk see the same sheet afterwards, and nothing flicker meanwhile."""
        app = self._book.app
        active = self._book.sheets.active
        updating, app.screen_updating = app.screen_updating, False
        try:
            yield
        finally:
            self._book.activate()
            active.activate()
            app.screen_updating = updating


def require_batch_sheet(surface: LiveSurface) -> str:
    """The batch sheet of a workbook of ours; raises SheetGone."""
    sheet = surface.batch_sheet()
    if sheet is None:
        raise SheetGone(surface.path)
    return sheet


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Row numbers as runs (first, last), upwards."""
    found: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _blocks(columns: Mapping[int, Sequence[str]]) -> list[list[int]]:
    """Column numbers in groups of neighbours."""
    order = sorted(columns)
    grouped = groupby(enumerate(order), key=lambda pair: pair[1] - pair[0])
    return [[index for _, index in group] for _, group in grouped]


def _address(row: int, column: int, height: int = 1, width: int = 1) -> str:
    """An address in one piece: a range made of two cells costs xlwings a dozen calls more."""
    first = f"{column_letter(column)}{row}"
    return f"{first}:{column_letter(column + width - 1)}{row + height - 1}"


def _needed_format(cell: Cell) -> str:
    """The format without which a cell would not keep its value; empty where any will do.

    Excel makes a number or a formula of a text such as ``007`` or ``=A1``, and text of a number.
    """
    if isinstance(cell, str):
        return "" if cell[:1].isalpha() and not cell[:1].isascii() else TEXT_FORMAT
    return "" if cell is None else "General"


def _text(texts: Sequence[str], row: int) -> str | None:
    return (texts[row] or None) if row < len(texts) else None
