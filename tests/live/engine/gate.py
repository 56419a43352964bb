"""The one gate through which xlwings reaches the engine: counts, refuses, translates.

Every public member of a class decorated with ``com_object`` passes the gate when it is called
from outside; calls among the engine's own objects do not.
"""

import functools
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, TypeVar

from tests.live.engine.errors import CALL_REJECTED, SERVER_GONE, WRONG_THREAD, ComError, refused
from tests.live.engine.unos import Disposed, UnoException

_OPERATORS = {"__call__", "__len__", "__iter__", "__contains__", "__getitem__"}
# On Windows these do not reach Excel: they ask the process table, or nobody.
_FREE = {"engine", "pid", "hwnd", "kill", "alert"}

_Class = TypeVar("_Class", bound=type)


@dataclass
class Calls:
    """Calls made during one ``counting`` block."""

    by_member: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All calls, whatever their member."""
        return sum(self.by_member.values())


class Gate:
    """State of the gate: is Excel busy, who counts, which thread is inside."""

    def __init__(self) -> None:
        self.is_busy = False
        self.tallies: list[Calls] = []
        self._local = threading.local()

    @property
    def inside(self) -> bool:
        """Whether this thread is within a call already."""
        return getattr(self._local, "inside", False)

    def enter(self, member: str, thread: int) -> None:
        """Count a call from outside and let it pass, or refuse it as Excel would."""
        self.count(member)
        if self.is_busy:
            raise ComError(CALL_REJECTED)
        if thread != threading.get_ident():
            raise ComError(WRONG_THREAD)
        self._local.inside = True

    def leave(self) -> None:
        """The call from outside is over."""
        self._local.inside = False

    def count(self, member: str, times: int = 1) -> None:
        """Count calls; used with ``times`` where one of ours stands for many on Windows."""
        for tally in self.tallies:
            tally.by_member[member] += times

    @contextmanager
    def busy(self) -> Iterator[None]:
        """While on, every call is rejected, as Excel does while a cell is being edited."""
        self.is_busy = True
        try:
            yield
        finally:
            self.is_busy = False

    @contextmanager
    def counting(self) -> Iterator[Calls]:
        """Count the calls that reach the engine meanwhile."""
        calls = Calls()
        self.tallies.append(calls)
        try:
            yield calls
        finally:
            self.tallies.remove(calls)


GATE = Gate()


def com_object(cls: _Class) -> _Class:
    """Class decorator: put the gate before each public member.

    A class may have ``check_alive``, which raises when its object is closed or deleted.
    """
    for name, member in list(vars(cls).items()):
        if name in _FREE or (name.startswith("_") and name not in _OPERATORS):
            continue
        label = f"{cls.__name__}.{name}"
        if isinstance(member, property):
            parts = (member.fget, member.fset, member.fdel)
            setattr(cls, name, property(*(part and _gated(label, part) for part in parts)))
        elif isinstance(member, FunctionType) and name != "check_alive":
            setattr(cls, name, _gated(label, member))
    start = cls.__init__

    @functools.wraps(start)
    def begin(self: Any, *args: Any, **options: Any) -> None:
        self.made_in = threading.get_ident()
        start(self, *args, **options)

    cls.__init__ = begin  # type: ignore[misc]
    return cls


def _translated(label: str, error: Any) -> ComError:
    """As Excel would say it; where it comes from is a note, because printing a UNO object that
    is gone (pytest does it for the arguments in a traceback) ends the whole process.
    """
    gone = isinstance(error, Disposed)
    text = f"{label}: {type(error).__name__} {error.Message}"
    made = ComError(SERVER_GONE) if gone else refused(text)
    made.add_note("".join(traceback.format_exception(error)))
    return made


def _gated(label: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(self: Any, *args: Any, **options: Any) -> Any:
        if GATE.inside:
            return function(self, *args, **options)
        GATE.enter(label, self.made_in)
        try:
            alive = getattr(self, "check_alive", None)
            if alive is not None:
                alive()
            return function(self, *args, **options)
        except UnoException as error:
            raise _translated(label, error) from None
        finally:
            GATE.leave()

    return call
