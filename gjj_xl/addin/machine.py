"""This computer as far as the add-in is concerned: folders, running programs, the registry."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from gjj_xl.addin.facts import ADDIN_FILE, HOME, VENV, XLSTART

USER: Final = "HKEY_CURRENT_USER"
CLASSES: Final = "HKEY_CLASSES_ROOT"
MACHINE: Final = "HKEY_LOCAL_MACHINE"


class NotWindows(Exception):
    """The add-in needs Windows: there is no Excel for it here."""


class Registry(Protocol):
    """What is read of the registry."""

    def value(self, root: str, key: str, name: str = "") -> object | None:
        """A value; None where there is none."""
        ...

    def values(self, root: str, key: str) -> Iterable[tuple[str, object]]:
        """All values of a key; nothing where there is no such key."""
        ...


class WindowsRegistry:
    """The registry itself."""

    def value(self, root: str, key: str, name: str = "") -> object | None:
        """A value; None where there is none."""
        return next((found for n, found in self.values(root, key) if n == name), None)

    def values(self, root: str, key: str) -> Iterator[tuple[str, object]]:
        """All values of a key."""
        if sys.platform == "win32":
            import winreg

            try:
                with winreg.OpenKey(getattr(winreg, root), key) as opened:
                    for number in range(winreg.QueryInfoKey(opened)[1]):
                        name, found, _ = winreg.EnumValue(opened, number)
                        yield name, found
            except OSError:  # there is no such key
                return
        yield from ()


@dataclass(frozen=True, slots=True)
class Machine:
    """The folders of one user on Windows, and what can be asked of the system."""

    local: Path
    """%LOCALAPPDATA%"""
    roaming: Path
    """%APPDATA%"""
    registry: Registry = field(default_factory=WindowsRegistry)

    @property
    def home(self) -> Path:
        """Where everything of ours is, the clerk's data included."""
        return self.local / HOME

    @property
    def venv(self) -> Path:
        """The environment that the add-in's configuration names."""
        return self.home / VENV

    @property
    def python(self) -> Path:
        """The environment's interpreter with a console."""
        return self.venv / "Scripts" / "python.exe"

    @property
    def addin(self) -> Path:
        """The add-in's file, where Excel loads it from."""
        return self.roaming / XLSTART / ADDIN_FILE


def this_machine() -> Machine:
    """This computer and user; raises NotWindows."""
    if sys.platform == "win32":
        return Machine(Path(os.environ["LOCALAPPDATA"]), Path(os.environ["APPDATA"]))
    raise NotWindows


def running(*names: str) -> bool:
    """Whether one of these programs runs in this user's session."""
    wanted = {name.casefold() for name in names}
    return sys.platform == "win32" and any(name.casefold() in wanted for name in _programs())


def _programs() -> Iterator[str]:
    """The programs of this session, by the system's own list."""
    import ctypes
    from ctypes import wintypes

    class Entry(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("usage", wintypes.DWORD),
            ("process", wintypes.DWORD),
            ("heap", ctypes.c_size_t),
            ("module", wintypes.DWORD),
            ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD),
            ("priority", wintypes.LONG),
            ("flags", wintypes.DWORD),
            ("name", wintypes.WCHAR * 260),
        )

    system: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    system.CreateToolhelp32Snapshot.restype = wintypes.HANDLE
    for call in (system.Process32FirstW, system.Process32NextW):
        call.argtypes = (wintypes.HANDLE, ctypes.POINTER(Entry))
    system.CloseHandle.argtypes = (wintypes.HANDLE,)
    snapshot = system.CreateToolhelp32Snapshot(2, 0)
    entry = Entry(size=ctypes.sizeof(Entry))
    ours, theirs = wintypes.DWORD(), wintypes.DWORD()
    system.ProcessIdToSessionId(os.getpid(), ctypes.byref(ours))
    more = system.Process32FirstW(snapshot, ctypes.byref(entry))
    while more:
        known = system.ProcessIdToSessionId(entry.process, ctypes.byref(theirs))
        if known and ours.value == theirs.value:
            yield entry.name
        more = system.Process32NextW(snapshot, ctypes.byref(entry))
    system.CloseHandle(snapshot)
