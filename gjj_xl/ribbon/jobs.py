"""Slow work beside Excel: in threads of its own, with Excel touched from Excel's thread only.

RunPython is synchronous, so whatever waits (network, key, the clerk) runs as a job. A job that
needs Excel hands a call over and waits; the add-in's timer calls :meth:`Jobs.tick`, which runs such
calls, one after the other, in the thread that Excel itself called.
"""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from gjj_xl.centre.errors import Cancelled
from gjj_xl.ribbon.dialogs.forms import Advance, Form, Progress
from gjj_xl.ribbon.dialogs.process import OPEN, Dialog, open_dialog
from gjj_xl.ribbon.errors import ExcelSilent, GivenUp, JobRunning

T = TypeVar("T")

PATIENCE: Final = 60.0
"""Seconds that a job waits for Excel, e.g. for a cell to be no longer edited."""
_PER_TICK: Final = 0.3
"""Seconds of calls that one tick runs before Excel is given back to the clerk."""
_POLL: Final = 0.1
_LINGER: Final = 5.0
"""Seconds that a job's last words stay in the status bar."""
LOG: Final = logging.getLogger("gjj_xl")


@dataclass(slots=True)
class _Call:
    """A call on its way to Excel's thread; given up once nobody waits for it any more."""

    run: Callable[[], Any]
    done: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: bool = False
    given_up: bool = False
    result: Any = None
    error: BaseException | None = None

    def take(self) -> None:
        with self.lock:
            if self.given_up:
                return
            self.begun = True
        try:
            self.result = self.run()
        except BaseException as error:  # noqa: BLE001 - it belongs to the thread that asked
            self.error = error
        self.done.set()

    def give_up(self) -> bool:
        """Whether the call could still be stopped; one that has begun goes on to its end."""
        with self.lock:
            self.given_up = not self.begun
            return self.given_up


class Job:
    """One piece of slow work; its methods are for the worker thread."""

    def __init__(self, jobs: "Jobs", name: str, *, behind: bool, unit: str | None = None) -> None:
        self._jobs = jobs
        self.name = name
        self.behind = behind
        self.unit = unit
        """The key of the unit that it is for, to its end; None where there was none yet."""
        self.words = name
        self.calm = False
        """Whether it only waits, so that a slower tick is enough."""
        self.finished = threading.Event()
        self._cancel = threading.Event()
        self._window: Dialog[bool] | None = None
        self.error: BaseException | None = None

    # For any thread

    @property
    def cancelled(self) -> bool:
        """Whether the clerk wants it to stop."""
        window = self._window
        if window is not None and not self._cancel.is_set():
            with contextlib.suppress(Exception):  # a window that fails cancels nothing
                if window.poll() not in (OPEN, None):
                    self._cancel.set()
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask it to stop; it does at its next step."""
        self._cancel.set()

    # For the worker

    def excel(self, call: Callable[[], T], patience: float | None = None) -> T:
        """Run a call in Excel's thread and wait for it.

        Raises what the call raises, and ExcelSilent where Excel took no call for ``patience``
        seconds (PATIENCE): the call is then certain not to run any more.
        """
        made = _Call(call)
        self._jobs.hand_over(made)
        end = time.monotonic() + (PATIENCE if patience is None else patience)
        while not made.done.wait(max(0.0, end - time.monotonic())):
            if made.give_up():
                raise ExcelSilent
            end = time.monotonic() + PATIENCE
        if made.error is not None:
            raise made.error
        return cast(T, made.result)

    def sleep(self, seconds: float) -> None:
        """Pause; a cancel ends it early."""
        self._cancel.wait(seconds)

    def go_on(self) -> None:
        """Raise Cancelled where the clerk wants it to stop."""
        if self.cancelled:
            raise Cancelled

    def tell(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Say how far it is: in the status bar, and in the window where one is open."""
        share = f" {done:,}/{total:,}" if total else f" {done:,}" if done else ""
        self.words = f"{words}{share}"
        if self._window is not None:
            self._window.tell(Advance(done, total, words))

    def ask(self, form: Form[T]) -> T:
        """Show a window and wait for the answer.

        Raises GivenUp where it is closed without one, and Cancelled where the job is cancelled
        meanwhile.
        """
        with self._jobs.open(form) as dialog:
            while (answer := dialog.poll()) is OPEN:
                if self._cancel.wait(_POLL):
                    raise Cancelled
        if answer is None:
            raise GivenUp
        return cast(T, answer)

    @contextlib.contextmanager
    def window(self, words: str = "", *, may_cancel: bool = True) -> Any:
        """Show a window with the progress for the ``with`` block."""
        form = Progress(self.name, words or self.words, may_cancel=may_cancel)
        self._window = self._jobs.open(form)
        try:
            yield
        finally:
            window, self._window = self._window, None
            window.close()


class Jobs:
    """The jobs of one Excel.

    ``ready`` tells whether Excel takes calls just now, ``show`` puts words into the status bar
    (None: Excel's own again), ``failed`` is told of errors (in the worker's thread), ``opener``
    shows windows, ``unit`` tells the key of the present unit.
    """

    def __init__(
        self,
        ready: Callable[[], bool],
        show: Callable[[str | None], None],
        failed: Callable[[Job, BaseException], None],
        opener: Callable[..., Dialog[Any]] = open_dialog,
        unit: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._ready, self._show, self._failed = ready, show, failed
        self.open = opener
        self._unit = unit
        self._calls: queue.SimpleQueue[_Call] = queue.SimpleQueue()
        self._waiting: _Call | None = None
        self._running: dict[tuple[str, str | None], Job] = {}
        self._shown: str | None = None
        self._until = 0.0
        self._lock = threading.Lock()

    def start(
        self,
        name: str,
        work: Callable[[Job], None],
        *,
        behind: bool = False,
        unit: str | None = None,
    ) -> Job:
        """Start a job for a unit (the present one where none is named), whatever is chosen later.

        Only one runs at a time, besides those ``behind`` (one of each name and unit). Raises
        JobRunning.
        """
        whose = unit or self._unit()
        with self._lock:
            busy = [job for job in self._running.values() if not job.behind]
            if behind and (name, whose) in self._running:
                raise JobRunning(name)
            if not behind and busy:
                raise JobRunning(busy[0].name)
            job = Job(self, name, behind=behind, unit=whose)
            self._running[name, whose] = job
        threading.Thread(target=self._work, args=(job, work, whose), name=name, daemon=True).start()
        return job

    def hand_over(self, call: _Call) -> None:
        """Take a call for Excel's thread."""
        self._calls.put(call)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that are not finished."""
        with self._lock:
            return tuple(self._running.values())

    def cancel(self) -> tuple[str, ...]:
        """Ask the job in front to stop; returns the names of what was asked."""
        asked = [job for job in self.running if not job.behind]
        for job in asked:
            job.cancel()
        return tuple(job.name for job in asked)

    def cancel_all(self) -> None:
        """Ask all jobs to stop: Excel is being closed. What they have written down stands."""
        for job in self.running:
            job.cancel()

    def tick(self) -> bool:
        """Run what jobs want of Excel; for the add-in's timer, in Excel's thread.

        Returns whether another tick is needed. Never raises for what a job did wrong.
        """
        if not self._ready():
            return True  # a cell is being edited: nothing is lost by waiting
        end = time.monotonic() + _PER_TICK
        while time.monotonic() < end:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                break
            call.take()
        running = self.running
        if running:
            self._until = time.monotonic() + _LINGER
        words = next((job.words for job in reversed(running)), None)
        if words is None and self._shown is not None and time.monotonic() < self._until:
            return True  # a clerk must be able to read what came of it
        if words != self._shown:
            self._shown = words
            self._show(words)
        return bool(running)

    def _work(self, job: Job, work: Callable[[Job], None], unit: str | None) -> None:
        try:
            work(job)
        except BaseException as error:  # noqa: BLE001 - the clerk is told, whatever it is
            job.error = error
            if not isinstance(error, GivenUp):
                LOG.warning("job %s: %s", job.name, type(error).__name__)
                with contextlib.suppress(Exception):
                    self._failed(job, error)
        finally:
            with self._lock:
                self._running.pop((job.name, unit), None)
            job.finished.set()
