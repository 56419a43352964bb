"""Why a click does not go on; the words for it are in :mod:`gjj_xl.desk.clickwords`."""

from types import MappingProxyType
from typing import Final

from gjj_xl.desk.clickwords import CLICK_WORDS
from gjj_xl.desk.trouble import Table
from gjj_xl.desk.troubles import code_of
from gjj_xl.ribbon.dialogs.process import DialogFailed


class RibbonError(Exception):
    """Root of everything that the ribbon itself raises."""


class NoWorkbook(RibbonError):
    """No workbook is open (or the active one is protected view)."""


class NotOurs(RibbonError):
    """The active workbook is none of ours; ``name`` is what Excel calls it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class OursAlready(RibbonError):
    """The active workbook is a live workbook of ours: there is nothing to take in."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotAForm(RibbonError):
    """The active workbook is no single form (单笔); ``name`` is what Excel calls it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NothingPicked(RibbonError):
    """No pending record is selected in a form's list."""


class NeverSaved(RibbonError):
    """The workbook has no place on the disk yet, where receipt and results could be kept."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class JobRunning(RibbonError):
    """Another job is under way; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NothingSelected(RibbonError):
    """No record rows are selected on the batch sheet."""


class RowsHidden(RibbonError):
    """Rows are filtered or hidden: deleting might hit what is not seen."""


class NoCount(RibbonError):
    """The selected cell is no count (笔数) of a query's batches."""


class NoResults(RibbonError):
    """The active sheet holds no results that could be exported."""


class UnknownCommand(RibbonError):
    """The ribbon names a command that this version does not have."""

    def __init__(self, control: str) -> None:
        super().__init__(control)
        self.control = control


class ExcelSilent(RibbonError):
    """Excel did not take a call within the deadline."""


class GivenUp(RibbonError):
    """The clerk closed a window without an answer: nothing is to be told."""


_KINDS: Final[tuple[type[BaseException], ...]] = (
    RibbonError,
    NoWorkbook,
    NotOurs,
    OursAlready,
    NotAForm,
    NothingPicked,
    NeverSaved,
    JobRunning,
    NothingSelected,
    RowsHidden,
    NoCount,
    NoResults,
    UnknownCommand,
    ExcelSilent,
    GivenUp,
    DialogFailed,
)
TROUBLES: Final[Table] = MappingProxyType({kind: CLICK_WORDS[code_of(kind)] for kind in _KINDS})
