"""One thread that does everything with a reader, and a watchdog for whoever waits for it.

Calls into the smart-card service block without limit while another program holds the card or a card
does not answer, and nothing can call them back. So they are made in a thread of their own: when its
time is over it is left behind, does nothing more to the card, and ends by itself once the call that
it hangs in returns.
"""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, Self, TypeVar

_Result = TypeVar("_Result")
_CLOSING_SECONDS: Final = 2.0


@unique
class Stage(StrEnum):
    """What the thread is waiting for."""

    HOLDER = "holder"  # another program, to let go of the card
    CARD = "card"  # the card itself


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for another program, and for the card in one job."""

    holder: float = 10.0
    card: float = 30.0


class _LeftBehindError(Exception):
    """Nobody waits any more: the thread must not touch the card again."""


class _Job:
    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.done = False
        self.result: Any = None
        self.error: BaseException | None = None


class Worker:
    """A thread for one opened key, used in a ``with``; ``late`` makes the error of a watchdog.

    ``cleanup`` takes what must be closed; it is closed in the thread, when the ``with`` ends.
    """

    def __init__(self, patience: Patience, late: Callable[[Stage], Exception]) -> None:
        self.cleanup = ExitStack()
        self._patience = patience
        self._late = late
        self._changed = threading.Condition()
        self._stage = Stage.CARD
        self._left_behind: Stage | None = None
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="gjj-ukey", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._jobs.put(None)
        # Who was left behind closes when he can; whoever is well does it at once.
        if self._left_behind is None:
            self._thread.join(_CLOSING_SECONDS)

    def run(self, work: Callable[[], _Result]) -> _Result:
        """Do one job in the thread and wait for it; raises what it raises, or the watchdog's."""
        if self._left_behind is not None:
            raise self._late(self._left_behind)
        job = _Job(work)
        with self._changed:
            self._stage = Stage.CARD
            self._jobs.put(job)
            try:
                self._wait_for(job)
            except BaseException:  # the watchdog, or Ctrl+C: nothing more may happen to the card
                self._left_behind = self._left_behind or self._stage
                raise
        if job.error is not None:
            raise job.error
        result: _Result = job.result
        return result

    def entering(self, stage: Stage) -> None:
        """Called in the thread before each call that may block; ends it when it was left behind."""
        with self._changed:
            if self._left_behind is not None:
                raise _LeftBehindError
            if stage is not self._stage:
                self._stage = stage
                self._changed.notify_all()

    def _wait_for(self, job: _Job) -> None:
        while not job.done:
            stage = self._stage
            seconds = self._patience.holder if stage is Stage.HOLDER else self._patience.card
            moved = self._changed.wait_for(partial(self._has_moved, job, stage), seconds)
            if not moved:
                self._left_behind = stage
                raise self._late(stage)

    def _has_moved(self, job: _Job, stage: Stage) -> bool:
        return job.done or self._stage is not stage

    def _run(self) -> None:
        with self.cleanup:
            while (job := self._jobs.get()) is not None:
                try:
                    job.result = job.work()
                except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                    job.error = error
                with self._changed:
                    job.done = True
                    self._changed.notify_all()
                    if self._left_behind is not None:
                        return
