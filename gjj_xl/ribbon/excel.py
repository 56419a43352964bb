"""The running Excel, for calls from its own thread: workbooks, selection, status bar, deadlines."""

import contextlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from gjj_xl.ribbon.errors import NoWorkbook
from gjj_xl.sheets.errors import CellBeingEdited, OpenBookTrouble
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.opencalls import is_busy, open_calls, results_of

DEADLINE: Final = 2.0
"""Seconds that a click waits for Excel to take calls."""
_PAUSE: Final = 0.05
_ATTEMPTS: Final = 50
"""How often xlwings repeats a call that Excel rejects; its own default is without end."""
_EXCEL: Final = Path("Excel")


def bound_com_attempts(attempts: int = _ATTEMPTS) -> None:
    """Keep xlwings from repeating rejected calls for ever (on Windows)."""
    if sys.platform == "win32":
        import xlwings._xlwindows as engine

        engine.N_COM_ATTEMPTS = attempts


class Excel:
    """One Excel (an ``xlwings.App``); every method touches it from the calling thread."""

    def __init__(self, app: Any) -> None:
        self._app = app
        bound_com_attempts()

    @property
    def app(self) -> Any:
        """The ``xlwings.App``."""
        return self._app

    @property
    def window(self) -> int | None:
        """The handle of Excel's window, for dialogs to stay on top of; None where there is none."""
        try:
            handle = self._app.hwnd
        except Exception as error:
            if results_of(error):
                return None
            raise
        return handle if isinstance(handle, int) else None

    def ready(self) -> bool:
        """Whether Excel takes calls just now: no cell is being edited, no window is open."""
        try:
            return bool(self._app.api.Ready)
        except Exception as error:
            if is_busy(error):
                return False
            if results_of(error):
                return True  # something else is wrong; the call itself will tell
            raise

    def require_ready(self, seconds: float = DEADLINE) -> None:
        """Wait a moment for Excel to take calls; raises CellBeingEdited after the deadline."""
        end = time.monotonic() + seconds
        while not self.ready():
            if time.monotonic() > end:
                raise CellBeingEdited(_EXCEL)
            time.sleep(_PAUSE)

    def active(self) -> LiveSurface:
        """The active workbook; raises NoWorkbook."""
        with open_calls(_EXCEL):
            book = self._app.books.active if len(self._app.books) else None
        if book is None:
            raise NoWorkbook
        return LiveSurface(book)

    def any_open(self) -> bool:
        """Whether a workbook is open."""
        with open_calls(_EXCEL):
            return len(self._app.books) > 0

    def active_sheet(self, surface: LiveSurface) -> str:
        """The name of a workbook's active sheet."""
        with open_calls(surface.path):
            return str(surface.book.sheets.active.name)

    def show(self, surface: LiveSurface, sheet: str) -> None:
        """Bring a sheet before the clerk's eyes."""
        with open_calls(surface.path):
            surface.book.activate()
            surface.book.sheets[sheet].activate()

    def save_copy(self, surface: LiveSurface, sheet: str, path: Path) -> None:
        """Save one sheet as a workbook of its own; what is active stays active."""
        with open_calls(path), surface.undisturbed():
            made = self._app.books.add()
            try:
                blank = [page.name for page in made.sheets]
                surface.book.sheets[sheet].copy(before=made.sheets[0])
                for name in blank:
                    made.sheets[name].delete()
                made.save(str(path))
            finally:
                made.close()

    def books(self) -> Iterator[LiveSurface]:
        """All open workbooks."""
        with open_calls(_EXCEL):
            books = list(self._app.books)
        for book in books:
            with contextlib.suppress(OpenBookTrouble):
                yield LiveSurface(book)

    def find(self, wanted: Callable[[LiveSurface], bool]) -> LiveSurface | None:
        """The first open workbook that is wanted."""
        return next((surface for surface in self.books() if wanted(surface)), None)

    def selected_rows(self, surface: LiveSurface, sheet: str) -> list[int]:
        """The rows of the selection on a sheet, in however many areas; empty elsewhere."""
        with open_calls(surface.path):
            selection = self._app.selection
            if selection is None or self._app.books.active.fullname != surface.book.fullname:
                return []
            if selection.sheet.name != sheet:
                return []
            return rows_of(_whole_address(selection))

    def selected_cell(self) -> tuple[str, int, int] | None:
        """Sheet, row and column (from 0) of the selection's first cell; None without one."""
        with open_calls(_EXCEL):
            selection = self._app.selection
            if selection is None:
                return None
            return selection.sheet.name, selection.row, selection.column - 1

    def selected_text(self) -> str:
        """What stands in the selection's first cell; empty without one."""
        with open_calls(_EXCEL):
            selection = self._app.selection
            if selection is None:
                return ""
            value = selection.sheet.range((selection.row, selection.column)).value
            return "" if value is None else str(value)

    def open(self, path: Path) -> LiveSurface:
        """Open a workbook, or show it where it is open already."""
        with open_calls(path):
            for book in self._app.books:
                if str(book.fullname).casefold() == str(path).casefold():
                    book.activate()
                    return LiveSurface(book)
            return LiveSurface(self._app.books.open(str(path)))

    def new_with(self, path: Path) -> LiveSurface:
        """A new, unsaved workbook with the sheets of a file."""
        with open_calls(_EXCEL):
            book = self._app.books.add()
            surface = LiveSurface(book)
            blank = [sheet.name for sheet in book.sheets]
            surface.add_sheets(path)
            for name in blank:
                book.sheets[name].delete()
            book.sheets[0].activate()
            return surface

    def status(self, words: str | None) -> None:
        """Put words into the status bar; None gives it back to Excel."""
        try:
            self._app.status_bar = False if words is None else f"公积金：{words}"
        except Exception as error:
            if not results_of(error):  # Excel is busy or gone: words are not worth a trouble
                raise

    def alert(self, title: str, words: str) -> None:
        """Excel's own message box, where no window of ours can be shown."""
        self._app.alert(words, title)


_CUT: Final = 230
"""Excel cuts an address after the last area within 255 places; one as long as this may be cut."""


def _whole_address(selection: Any) -> str:
    """The address of a selection, however many rows were picked one by one."""
    address = str(selection.address)
    if len(address) < _CUT:
        return address
    areas = selection.api.Areas
    return ",".join(str(areas(number).Address) for number in range(1, areas.Count + 1))


_AREA: Final = re.compile(r"\$?[A-Z]*\$?(\d+)(?::\$?[A-Z]*\$?(\d+))?")
_COLUMNS: Final = re.compile(r"\$?[A-Z]+:\$?[A-Z]+")


def rows_of(address: str) -> list[int]:
    """The rows of an address such as ``$A$2:$C$4,$9:$9``; whole columns name none."""
    rows: set[int] = set()
    for area in address.split(","):
        if _COLUMNS.fullmatch(area):
            continue
        found = _AREA.fullmatch(area)
        if found:
            first = int(found[1])
            rows.update(range(first, int(found[2] or first) + 1))
    return sorted(rows)
