"""Protected sheets: what Excel refuses, and how the engine writes where a program may."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from tests.live.engine.errors import refused
from tests.live.engine.state import SheetRecord
from tests.live.engine.unos import IllegalArgument, UnoException

_WORDS = (
    "The cell or chart you're trying to change is on a protected sheet. "
    "To make a change, unprotect the sheet. You might be requested to enter a password."
)
_WRONG = (
    "The password you supplied is not correct. Verify that the CAPS LOCK key is off "
    "and be sure to use the correct capitalization."
)


class Action(Enum):
    """What is about to be done; the value is the argument of Protect that allows it."""

    CONTENT = ""
    FORMAT_CELLS = "AllowFormattingCells"
    FORMAT_COLUMNS = "AllowFormattingColumns"
    FORMAT_ROWS = "AllowFormattingRows"
    INSERT_COLUMNS = "AllowInsertingColumns"
    INSERT_ROWS = "AllowInsertingRows"
    DELETE_COLUMNS = "AllowDeletingColumns"
    DELETE_ROWS = "AllowDeletingRows"
    SORT = "AllowSorting"
    FILTER = "AllowFiltering"
    SHIFT_CELLS = "no argument allows it: shift"
    MERGE = "no argument allows it: merge"
    OBJECTS = "DrawingObjects"
    TABLE = "not even UserInterfaceOnly allows it"


# These are allowed only where every cell concerned is unlocked, too.
_UNLOCKED_TOO = {Action.DELETE_COLUMNS, Action.DELETE_ROWS, Action.SORT}


@contextmanager
def permitted(record: SheetRecord, action: Action, handle: Any = None) -> Iterator[None]:
    """Do something on a sheet that may be protected.

    Raises:
        ComError: the sheet is protected against it.
    """
    try:
        if not record.uno.isProtected():
            yield
            return
        if not _allowed(record.protected_with, action, handle):
            raise refused(_WORDS)
        with _lifted(record):
            yield
    except UnoException as error:  # contextlib cannot pass one on
        raise refused(f"{type(error).__name__} {error.Message}") from None


def _allowed(options: dict[str, bool], action: Action, handle: Any) -> bool:
    if action is Action.TABLE:
        return False
    if options.get("UserInterfaceOnly"):
        return True
    if action is Action.CONTENT:
        return not _locked(handle)
    if action is Action.OBJECTS:
        return options.get("DrawingObjects") is False
    allowed = options.get(action.value, False)
    return allowed and not (action in _UNLOCKED_TOO and _locked(handle))


def _locked(handle: Any) -> bool:
    if handle.getPropertyState("CellProtection").value == "AMBIGUOUS_VALUE":
        return True
    return bool(handle.CellProtection.IsLocked)


@contextmanager
def _lifted(record: SheetRecord) -> Iterator[None]:
    try:
        record.uno.unprotect(record.password)
    except IllegalArgument:  # protected in the file, by a password we do not know
        yield
        return
    try:
        yield
    finally:
        record.uno.protect(record.password)


def protect(record: SheetRecord, password: str, options: dict[str, bool]) -> None:
    """Protect, or change the options of a protection; its password must be the same."""
    if record.uno.isProtected():
        unprotect(record, password)
    record.uno.protect(password)
    record.password = password
    record.protected_with = options


def unprotect(record: SheetRecord, password: str) -> None:
    """Take the protection off.

    Raises:
        ComError: the password is wrong or missing.
    """
    if not record.uno.isProtected():
        return
    try:
        record.uno.unprotect(password)
    except IllegalArgument as error:
        raise refused(_WRONG) from error
    record.password = ""
    record.protected_with = {}
