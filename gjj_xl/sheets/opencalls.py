"""What Excel says when it does not let a call through, as our own errors.

A call over COM fails with an ``hresult``; xlwings passes it on as it is. Only these numbers are
looked at, never the text, which is in the user's language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique
from pathlib import Path
from typing import Final

from gjj_xl.sheets.errors import CellBeingEdited, NotOpen, OpenBookTrouble, SheetError


@unique
class HResult(IntEnum):
    """The results of a call over COM that tell something (winerror.h, unsigned)."""

    CALL_REJECTED = 0x80010001  # a cell is being edited
    RETRY_LATER = 0x8001010A
    IGNORED = 0x800AC472  # VBA_E_IGNORE: Excel shows a window of its own
    DISCONNECTED = 0x80010108
    NOT_CONNECTED = 0x800401FD
    SERVER_GONE = 0x800706BA
    CALL_FAILED = 0x800706BE
    OBJECT_GONE = 0x80010114
    MEMBER_GONE = 0x800401A8


_BUSY: Final = frozenset({HResult.CALL_REJECTED, HResult.RETRY_LATER, HResult.IGNORED})
_GONE: Final = frozenset(HResult) - _BUSY
_BUSY_CLASS: Final = "ExcelBusyError"  # xlwings' own; it exists on Windows only


def results_of(error: BaseException) -> frozenset[int]:
    """All numbers that a COM error carries: its own, and the one inside of what Excel raised."""
    found = [getattr(error, "hresult", None)]
    inner = getattr(error, "excepinfo", None)
    if isinstance(inner, tuple) and inner:
        found.append(inner[-1])
    return frozenset(number & 0xFFFFFFFF for number in found if isinstance(number, int))


def is_busy(error: BaseException) -> bool:
    """Whether Excel takes no call just now."""
    return bool(results_of(error) & _BUSY) or type(error).__name__ == _BUSY_CLASS


def is_gone(error: BaseException) -> bool:
    """Whether the workbook (or Excel) is no longer there."""
    return bool(results_of(error) & _GONE)


@contextmanager
def open_calls(path: Path) -> Iterator[None]:
    """Turn what Excel says inside the ``with`` into an :class:`OpenBookTrouble`."""
    try:
        yield
    except (SheetError, KeyError):
        raise
    except Exception as error:
        if is_busy(error):
            raise CellBeingEdited(path) from error
        if is_gone(error):
            raise NotOpen(path) from error
        if not results_of(error):
            raise
        raise OpenBookTrouble(path, _words(error)) from error


def _words(error: Exception) -> str:
    """Excel's own sentence, if it gave one."""
    inner = getattr(error, "excepinfo", None)
    told = inner[2] if isinstance(inner, tuple) and len(inner) > 2 else None
    return str(told).strip() if told else f"Excel {min(results_of(error)):08X}"
