"""The workbook that a batch is sent from: read, held still, stamped and filled with its results.

Two kinds: a file, and one that is open in Excel (any :class:`~gjj_xl.sheets.surface.Surface`). The
desk sends from either and does not know which it has.
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeAlias, Unpack

from gjj_xl.centre.entry import Entry
from gjj_xl.desk.moving import RESULTS, Moved, beside, move_rows, write_pending
from gjj_xl.desk.plan import Plan
from gjj_xl.rules.business import RESULT_HEADER
from gjj_xl.sheets.reading import LiveSheet, Said, read_live, read_pages
from gjj_xl.sheets.stamp import Stamp, fill_results, stamp_sent, stamp_surface, write_words
from gjj_xl.sheets.surface import OpenSurface

WriteResults: TypeAlias = Callable[[Path], tuple[str, ...]]
"""Writes a workbook of results to a path and returns the names of its sheets."""


class Workbook(Protocol):
    """A workbook with a batch sheet."""

    @property
    def path(self) -> Path:
        """Where it is kept."""
        ...

    def read(self, **said: Unpack[Said]) -> LiveSheet:
        """Read its batch as it is now; arguments and errors as for ``read_live``."""
        ...

    def hold(self) -> None:
        """Keep the batch sheet from being changed until it is released: a snapshot follows."""
        ...

    def release(self) -> None:
        """Let it be changed again, unless it carries a receipt."""
        ...

    def move(self, plan: Plan) -> "tuple[Workbook, Moved]":
        """Move the rows with errors away; returns the workbook that holds exactly the others."""
        ...

    def stamp(self, stamp: Stamp) -> None:
        """Put the receipt in, lock the batch sheet and save. Raises SheetError."""
        ...

    def fill(self, results: Mapping[int, str]) -> None:
        """Write 处理结果 (sheet row → words) and save. Raises SheetError."""
        ...

    def add_results(self, write: WriteResults) -> Path:
        """Put sheets of results in (or beside it); returns the workbook that holds them."""
        ...


class FileWorkbook:
    """A workbook as a file that nobody has open."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def read(self, **said: Unpack[Said]) -> LiveSheet:
        """Read the file anew."""
        return read_live(self._path, **said)

    def hold(self) -> None:
        """Nothing: a file is read again before it is signed, and compared."""

    def release(self) -> None:
        """Nothing."""

    def move(self, plan: Plan) -> tuple[Workbook, Moved]:
        """Write the clean rows alone, and the others beside them."""
        moved = move_rows(plan)
        return FileWorkbook(moved.path), moved

    def stamp(self, stamp: Stamp) -> None:
        """Write the receipt into the file."""
        stamp_sent(self._path, stamp)

    def fill(self, results: Mapping[int, str]) -> None:
        """Write the results into the file."""
        fill_results(self._path, results)

    def add_results(self, write: WriteResults) -> Path:
        """Write the results into a workbook beside it, under a free name."""
        path = beside(self._path, RESULTS)
        write(path)
        return path


FindWorkbook: TypeAlias = Callable[[Entry], Workbook]
"""Finds the workbook that an entry was sent from."""


def book_path(entry: Entry) -> Path | None:
    """Where an entry's own workbook is kept: the sheet that was sent, or was made of it.

    Pending records (单笔) were sent from no batch sheet: once they are accepted, a workbook that
    holds exactly them stands beside the form. None where there is none, or not yet.
    """
    source = Path(entry.source)
    if not entry.is_single:
        return source
    if not entry.source or entry.serial is None:
        return None
    return source.with_name(f"{source.stem}-{entry.serial}.xlsx")


def file_of(entry: Entry) -> Workbook:
    """The file that an entry was sent from, or that was made of it."""
    return FileWorkbook(book_path(entry) or Path(entry.source))


class OpenWorkbook:
    """A workbook that is open in Excel; every method touches Excel from the calling thread."""

    def __init__(self, surface: OpenSurface) -> None:
        self._surface = surface
        self._path = surface.path

    @property
    def path(self) -> Path:
        """Where the workbook was saved to when it was taken up."""
        return self._path

    def read(self, **said: Unpack[Said]) -> LiveSheet:
        """Read what stands in it just now, saved or not."""
        return read_pages(self._surface.pages(), **said)

    def hold(self) -> None:
        """Protect the batch sheet."""
        sheet = self._surface.batch_sheet()
        if sheet is not None and not self._surface.is_protected(sheet):
            self._surface.protect(sheet)

    def release(self) -> None:
        """Free the batch sheet, unless there is a receipt in the workbook."""
        sheet = self._surface.batch_sheet()
        if sheet is not None and not self._surface.has_receipt():
            self._surface.protect(sheet, False)

    def move(self, plan: Plan) -> tuple[Workbook, Moved]:
        """Delete the rows with errors from the sheet, once they stand in a workbook beside it."""
        pending, notes = write_pending(plan)
        batch = plan.live.batch
        self._surface.delete_rows(plan.live.sheet, [batch.rows[place] for place in plan.bad])
        return self, Moved(self._path, pending, notes)

    def stamp(self, stamp: Stamp) -> None:
        """Write the receipt into the workbook and save it."""
        stamp_surface(self._surface, self.read().sheet, stamp)
        self._surface.save()

    def fill(self, results: Mapping[int, str]) -> None:
        """Write the results beside their records and save."""
        write_words(self._surface, self.read(), {RESULT_HEADER: results})
        self._surface.save()

    def add_results(self, write: WriteResults) -> Path:
        """Put the results into new sheets of the same workbook and save."""
        with tempfile.TemporaryDirectory(prefix="gjj-") as folder:
            made = Path(folder) / "results.xlsx"
            write(made)
            self._surface.add_sheets(made)
        self._surface.save()
        return self._path
