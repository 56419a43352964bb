"""What every click works with: Excel, the jobs, the desk, and the windows on top of Excel."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from gjj_xl.centre.entry import Entry
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.delivering import same_place
from gjj_xl.desk.errors import SentAlready
from gjj_xl.desk.facts import Checked
from gjj_xl.desk.help import finder
from gjj_xl.desk.help.opening import page_at
from gjj_xl.desk.trouble import Trouble
from gjj_xl.desk.troubles import TABLE, explain
from gjj_xl.desk.workbook import OpenWorkbook, Workbook, file_of
from gjj_xl.ribbon.dialogs.forms import Error, Form, Message
from gjj_xl.ribbon.dialogs.process import OPEN, Dialog, DialogFailed, open_dialog
from gjj_xl.ribbon.errors import TROUBLES, GivenUp, NeverSaved, NotOurs
from gjj_xl.ribbon.excel import Excel
from gjj_xl.ribbon.jobs import Job, Jobs
from gjj_xl.ribbon.keywatch import KeyWatch
from gjj_xl.ribbon.onexcel import ClosedWorkbook, OnExcel
from gjj_xl.ribbon.phrases import help_in_excel, in_excel, trouble_in_excel
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.errors import SheetError
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.owner import owner_in
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.stamp import stamp_in

_KNOWN: Final = {**TABLE, **TROUBLES}
Opener = Callable[..., Dialog[Any]]


class Workplace:
    """One Excel with one clerk's data folder (``home``; the system's where it is None)."""

    def __init__(self, app: Any, home: Path | None = None, opener: Opener = open_dialog) -> None:
        self.excel = Excel(app)
        self.home = home
        self._opener = opener
        self.keys = KeyWatch()
        self.last_trouble = ""
        self._told: list[tuple[Dialog[Any], str]] = []
        self._owner: int | None = None
        self._roster: tuple[Any, Roster] | None = None
        self._front: Desk | None = None
        self._unit: str | None = None
        self.jobs = Jobs(
            self.excel.ready, self.excel.status, self._failed, self.open, lambda: self.unit
        )

    # The desk

    @property
    def front(self) -> Desk:
        """The desk of Excel's own thread: for what is known here and now, never for the centre."""
        if self._front is None:
            self._front = open_desk(self.home, unit=self._unit)
        return self._front

    @property
    def unit(self) -> str | None:
        """The key of the unit that this Excel works for; None before the first log-in."""
        return self._unit or self.front.unit

    def switch(self, unit: str | None) -> None:
        """Work for another unit from now on, in Excel's thread; jobs that run keep theirs."""
        if unit is not None and unit == self.unit:
            self._unit = unit
            return
        front, self._front = self._front, None
        self._unit, self._roster = unit, None
        if front is not None:
            front.close()

    @contextlib.contextmanager
    def desk(self, job: Job) -> Iterator[Desk]:
        """A desk for a job's unit.

        It finds the workbooks of its batches where Excel has them open.
        """

        def workbook_of(entry: Entry) -> Workbook:
            found: Workbook | None = job.excel(lambda: self._workbook(entry, job))
            if found is not None:
                return found
            # What stands beside a form is written as a file: the clerk need not have it open.
            return file_of(entry) if entry.is_single else ClosedWorkbook(Path(entry.source))

        with open_desk(self.home, workbooks=workbook_of, unit=job.unit) as desk:
            yield desk

    def close(self) -> None:
        """Excel is being closed: stop what can be stopped; the rest is in the journal."""
        self.jobs.cancel_all()
        self.keys.close()
        for dialog, _ in self._told:
            dialog.close()
        if self._front is not None:
            self._front.close()

    def terms(self) -> Terms | None:
        """The centre's terms as last told."""
        return self.front.terms()

    def roster(self) -> Roster | None:
        """The local roster; unsealed once after each sync, for that takes its time."""
        synced, account = self.front.synced(), self.front.account()
        if synced is None or account is None:
            return None
        mark = (account.scope, synced)
        if self._roster is None or self._roster[0] != mark:
            loaded = self.front.roster()
            self._roster = None if loaded is None else (mark, loaded)
        return None if self._roster is None else self._roster[1]

    # Workbooks

    def live(self) -> LiveSurface:
        """The active workbook, which must be one of ours; raises NoWorkbook, NotOurs."""
        surface = self.excel.active()
        if surface.business() is None:
            raise NotOurs(surface.path.name)
        return surface

    def ours(self) -> LiveSurface:
        """The same, and made for the present unit; raises OtherUnit."""
        surface = self.live()
        self.front.require_own(surface.path, owner_in(surface.pages()))
        return surface

    def unsent(self) -> LiveSurface:
        """The same, and it may still be changed; raises SentAlready."""
        surface = self.ours()
        sheet = surface.batch_sheet()
        if surface.has_receipt() or (sheet is not None and surface.is_protected(sheet)):
            raise SentAlready(surface.path)
        return surface

    def saved(self, surface: LiveSurface) -> LiveSurface:
        """The workbook, which must have a place on the disk; raises NeverSaved."""
        if not surface.path.is_absolute():
            raise NeverSaved(surface.path.name)
        return surface

    def check(self, live: LiveSheet) -> Checked:
        """Check a sheet against what is known here."""
        terms, roster = self.terms(), self.roster()
        return self.front.check(live, terms=terms, roster=roster)

    def on_excel(self, surface: LiveSurface, job: Job) -> OnExcel:
        """The workbook for a job's desk."""
        return OnExcel(job.excel(lambda: OpenWorkbook(surface)), job.excel)

    def _workbook(self, entry: Entry, job: Job) -> Workbook | None:
        """The open workbook that an entry was sent from, in Excel's thread."""

        def is_it(surface: LiveSurface) -> bool:
            if surface.business() is None:
                return False
            stamp = stamp_in(surface.pages())
            if stamp is not None:
                return stamp.request_sn == entry.request_sn
            return same_place(surface.path, Path(entry.source))

        found = self.excel.find(is_it)
        return None if found is None else OnExcel(OpenWorkbook(found), job.excel)

    # Windows

    def open(self, form: Form[Any]) -> Dialog[Any]:
        """Show a window on top of Excel; raises DialogFailed. From any thread."""
        return self._opener(form, owner=self._owner)

    def show(self, form: Form[Any], words: str = "") -> None:
        """Show a window and go on at once; nobody waits for it. From any thread.

        Where no window of ours can be shown, Excel's own message box says ``words`` at a tick.
        """
        self._told.append((self.open(form), words))

    def say(self, heading: str, *lines: str) -> None:
        """Tell something; from any thread."""
        told = [in_excel(line) for line in (heading, *lines) if line]
        self.show(Message(told[0], tuple(told[1:])), "\n".join(told))

    def tell(self, error: BaseException) -> None:
        """Tell an error, in the one window for errors; from any thread."""
        if isinstance(error, GivenUp):
            return
        trouble = explain(error, _KNOWN)
        self.last_trouble = trouble.what
        trouble, address = trouble_in_excel(trouble), self._help_at(trouble)
        words = "\n".join(filter(None, (trouble.what, trouble.means, trouble.todo)))
        self.show(Error.of(trouble, detail_of(error), address), words)

    def _help_at(self, trouble: Trouble) -> str:
        """The address of the help page at a trouble's entry; empty where there is none."""
        entry = finder().told(trouble.what)
        if entry is None:
            return ""
        try:
            return page_at(self.home, help_in_excel, entry.key)
        except (OSError, SheetError):  # the error itself must be told, whatever the disk says
            return ""

    def begin(self) -> None:
        """A click begins: Excel must take calls. Raises CellBeingEdited."""
        self.excel.require_ready()
        self._owner = self.excel.window

    def tick(self) -> bool:
        """For the add-in's timer, in Excel's thread; returns whether another tick is needed."""
        more = self.jobs.tick()
        waiting, self._told = self._told, []
        for dialog, words in waiting:
            try:
                if dialog.poll() is OPEN:
                    self._told.append((dialog, words))
            except DialogFailed:
                self.excel.alert("公积金", words)
        return more or any(not dialog.is_shown for dialog, _ in self._told)

    @property
    def calm(self) -> bool:
        """Whether what is under way only waits, and nothing is still to be shown."""
        running = self.jobs.running
        return all(job.behind and job.calm for job in running) and not self._told

    def _failed(self, _: Job, error: BaseException) -> None:
        """A job has failed, in its own thread."""
        self.tell(error)

    @contextlib.contextmanager
    def results(self) -> Iterator[Path]:
        """A place for a workbook of results on its way into Excel."""
        with tempfile.TemporaryDirectory(prefix="gjj-") as folder:
            yield Path(folder) / "results.xlsx"


def detail_of(error: BaseException) -> str:
    """What the help desk may know of an error: kinds and places in the program, no data."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        trace = seen.__traceback__
        where = ""
        while trace is not None:
            code = trace.tb_frame.f_code
            where = f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}"
            trace = trace.tb_next
        lines.append(f"{type(seen).__name__}  {where}".rstrip())
        seen = seen.__cause__
    return "\n".join(lines)
