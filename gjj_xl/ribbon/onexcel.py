"""A workbook open in Excel, for the desk in a worker's thread: each call runs in Excel's own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Unpack

from gjj_xl.desk.moving import Moved
from gjj_xl.desk.plan import Plan
from gjj_xl.desk.workbook import OpenWorkbook, Workbook, WriteResults
from gjj_xl.ribbon.errors import ExcelSilent
from gjj_xl.sheets.errors import CellBeingEdited, NotOpen
from gjj_xl.sheets.reading import LiveSheet, Said
from gjj_xl.sheets.stamp import Stamp

LONG: Final = 600.0
"""Seconds to wait for Excel once a batch is at the centre: its receipt should get in."""


class OnExcel:
    """An :class:`~gjj_xl.desk.workbook.OpenWorkbook` whose methods may be called from any thread.

    ``call`` runs a function in Excel's thread and waits, as :meth:`gjj_xl.ribbon.jobs.Job.excel`
    does. Where Excel takes none, CellBeingEdited is raised.
    """

    def __init__(self, workbook: OpenWorkbook, call: Callable[..., Any]) -> None:
        self._workbook = workbook
        self._call = call
        self._path = workbook.path

    @property
    def path(self) -> Path:
        """Where the workbook was saved to when it was taken up."""
        return self._path

    def read(self, **said: Unpack[Said]) -> LiveSheet:
        """Read what stands in it just now."""
        live: LiveSheet = self._run(lambda: self._workbook.read(**said))
        return live

    def hold(self) -> None:
        """Protect the batch sheet."""
        self._run(self._workbook.hold)

    def release(self) -> None:
        """Free the batch sheet, unless there is a receipt in the workbook."""
        self._run(self._workbook.release)

    def move(self, plan: Plan) -> tuple[Workbook, Moved]:
        """Delete the rows with errors, once they stand in a workbook beside."""
        _, moved = self._run(lambda: self._workbook.move(plan))
        return self, moved

    def stamp(self, stamp: Stamp) -> None:
        """Write the receipt into the workbook and save it."""
        self._run(lambda: self._workbook.stamp(stamp), LONG)

    def fill(self, results: Mapping[int, str]) -> None:
        """Write the results beside their records and save."""
        self._run(lambda: self._workbook.fill(results), LONG)

    def add_results(self, write: WriteResults) -> Path:
        """Put the results into new sheets of the same workbook and save."""
        made: Path = self._run(lambda: self._workbook.add_results(write), LONG)
        return made

    def _run(self, call: Callable[[], Any], patience: float | None = None) -> Any:
        try:
            return self._call(call, patience)
        except ExcelSilent as error:
            raise CellBeingEdited(self._path) from error


class ClosedWorkbook:
    """The workbook of a batch while it is not open: what it should get waits in the journal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Where it was when it was sent."""
        return self._path

    def read(self, **said: Unpack[Said]) -> LiveSheet:
        """Raise NotOpen, as everything else does."""
        raise NotOpen(self._path)

    def hold(self) -> None:
        """Raise NotOpen."""
        raise NotOpen(self._path)

    def release(self) -> None:
        """Raise NotOpen."""
        raise NotOpen(self._path)

    def move(self, plan: Plan) -> tuple[Workbook, Moved]:
        """Raise NotOpen."""
        raise NotOpen(self._path)

    def stamp(self, stamp: Stamp) -> None:
        """Raise NotOpen."""
        raise NotOpen(self._path)

    def fill(self, results: Mapping[int, str]) -> None:
        """Raise NotOpen."""
        raise NotOpen(self._path)

    def add_results(self, write: WriteResults) -> Path:
        """Raise NotOpen."""
        raise NotOpen(self._path)
