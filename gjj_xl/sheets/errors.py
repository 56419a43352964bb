"""What can be wrong with a workbook as a file; the words for it are made by the desk.

Every error carries the file and the facts that the next layer needs to say what to do.
"""

from collections.abc import Sequence
from enum import StrEnum, unique
from pathlib import Path


class SheetError(Exception):
    """A workbook that cannot be used as it is. ``path`` is the file."""

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {type(self).__name__}{f' ({detail})' if detail else ''}")
        self.path = path
        self.detail = detail


@unique
class Why(StrEnum):
    """Why a file could not even be read."""

    MISSING = "missing"
    DIRECTORY = "directory"
    NOT_A_FILE = "not-a-file"  # a pipe, a socket or a device
    PERMISSION = "permission"
    OTHER = "other"


class Unreadable(SheetError):
    """The file is not there, is a folder, or may not be read."""

    def __init__(self, path: Path, why: Why, detail: str = "") -> None:
        super().__init__(path, detail or why.value)
        self.why = why


class InUse(SheetError):
    """Another program holds the file open (spec E20, manual 12.12).

    ``lock`` is the lock file beside it, None where the system itself refused; ``holder`` the name
    written in the lock file, empty where there is none.
    """

    def __init__(self, path: Path, lock: Path | None = None, holder: str = "") -> None:
        super().__init__(path, holder)
        self.lock = lock
        self.holder = holder


@unique
class Found(StrEnum):
    """What a file is instead of a workbook."""

    EMPTY = "empty"
    PDF = "pdf"
    IMAGE = "image"
    HTML = "html"
    XML = "xml"
    CSV = "csv"
    TEXT = "text"
    WORD = "word"
    SLIDES = "slides"
    ODS = "ods"
    XLSB = "xlsb"
    ARCHIVE = "archive"
    OLE = "ole"
    BINARY = "binary"

    @property
    def word(self) -> str:
        """What a clerk calls it."""
        return _FOUND_WORDS[self]


_FOUND_WORDS = {
    Found.EMPTY: "空文件（0 字节）",
    Found.PDF: "PDF 文档",
    Found.IMAGE: "图片",
    Found.HTML: "网页（HTML）",
    Found.XML: "XML 文本",
    Found.CSV: "CSV 文本",
    Found.TEXT: "文本文件",
    Found.WORD: "文字文档（Word、WPS 文字）",
    Found.SLIDES: "演示文稿",
    Found.ODS: "ODS 电子表格",
    Found.XLSB: "二进制工作簿（.xlsb）",
    Found.ARCHIVE: "压缩包",
    Found.OLE: "其他 Office 文档",
    Found.BINARY: "无法识别的文件",
}


class NotAWorkbook(SheetError):
    """The file is something else (spec E20, manual 12.13); ``found`` says what."""

    def __init__(self, path: Path, found: Found) -> None:
        super().__init__(path, found.value)
        self.found = found


class Encrypted(SheetError):
    """The file asks for a password to be opened."""


class Damaged(SheetError):
    """The file is a workbook whose inside is broken; ``detail`` is for the help desk."""


@unique
class Danger(StrEnum):
    """What makes a file hostile."""

    BOMB = "bomb"
    DTD = "dtd"
    ENCODING = "encoding"
    DUPLICATE_PART = "duplicate-part"


class Hostile(SheetError):
    """The file would harm whoever reads it; ``part`` is the member of the package."""

    def __init__(self, path: Path, danger: Danger, part: str = "") -> None:
        super().__init__(path, f"{danger.value} {part}".strip())
        self.danger = danger
        self.part = part


@unique
class Size(StrEnum):
    """What is too large."""

    BYTES = "bytes"
    ROWS = "rows"
    CELLS = "cells"


class TooLarge(SheetError):
    """More than a batch can be. ``cell`` is the last filled cell where that is what stretches it.

    ``size``/``limit`` are counted in what ``what`` says.
    """

    def __init__(
        self, path: Path, what: Size, size: int, limit: int, sheet: str = "", cell: str = ""
    ) -> None:
        super().__init__(path, f"{size} {what.value} > {limit} {sheet} {cell}".strip())
        self.what = what
        self.size = size
        self.limit = limit
        self.sheet = sheet
        self.cell = cell


class NotEditable(SheetError):
    """The workbook can be read but not edited in place: an .xls, or XML of an unusual spelling."""


class RowsTied(SheetError):
    """Merged cells, links, notes or pictures would be left behind when rows move."""


class RowsFiltered(SheetError):
    """Rows are filtered or hidden: what moves might be what nobody sees."""


class BookLocked(SheetError):
    """The workbook's structure is protected: no sheet may come or go."""


class RowTooLong(SheetError):
    """A row holds more text than can be kept of it; ``row`` is where it stands."""

    def __init__(self, path: Path, row: int) -> None:
        super().__init__(path, str(row))
        self.row = row


class NameTaken(SheetError):
    """A sheet of the clerk's own has the name that one of ours would get; ``sheet`` is that."""

    def __init__(self, path: Path, sheet: str) -> None:
        super().__init__(path, sheet)
        self.sheet = sheet


class EmptyWorkbook(SheetError):
    """No sheet of the workbook holds anything. ``hidden`` names sheets that do, but are hidden."""

    def __init__(self, path: Path, hidden: Sequence[str] = ()) -> None:
        super().__init__(path)
        self.hidden = tuple(hidden)


@unique
class Reason(StrEnum):
    """Why a sheet is no batch."""

    NO_HEADER = "no-header"  # no row carries enough of our headers
    OTHER_BUSINESS = "other-business"  # asked for one business, found another (``found``)
    WHICH_BUSINESS = "which-business"  # the headers fit several (``candidates``)
    TWO_COLUMNS = "two-columns"  # two columns for one field (``column``, ``cells``)
    COLUMNS_MISSING = "columns-missing"  # required columns are not there (``missing``)
    MERGED = "merged"  # merged cells inside the data (``cells``)
    NO_FUND = "no-fund"  # no column, title or choice gives the fund
    OTHER_FUND = "other-fund"  # the title names another fund than the clerk (``candidates``)
    TWO_RATES = "two-rates"  # unit and own rate differ (``cells``)
    HIDDEN_SHEET = "hidden-sheet"  # only a hidden sheet carries the headers (``candidates``)
    NO_MARKERS = "no-markers"  # no 校验结果 / 处理结果 column to write into


class NotABatch(SheetError):
    """The workbook holds no batch that could be understood, and why.

    ``headers`` are those seen in the best candidate row of ``sheet``. ``missing`` are headers of
    required columns; ``candidates`` names of businesses or sheets; ``column`` a header; ``cells``
    addresses.
    """

    def __init__(
        self,
        path: Path,
        reason: Reason,
        *,
        sheet: str = "",
        headers: Sequence[str] = (),
        missing: Sequence[str] = (),
        candidates: Sequence[str] = (),
        column: str = "",
        cells: Sequence[str] = (),
    ) -> None:
        super().__init__(path, reason.value)
        self.reason = reason
        self.sheet = sheet
        self.headers = tuple(headers)
        self.missing = tuple(missing)
        self.candidates = tuple(candidates)
        self.column = column
        self.cells = tuple(cells)


class OpenBookTrouble(SheetError):
    """Excel did not let something through that concerns a workbook open in it."""


class NotOpen(OpenBookTrouble):
    """The workbook was closed meanwhile, or Excel itself was."""


class NotSaved(OpenBookTrouble):
    """The workbook was never saved, or cannot be saved where it is; ``detail`` says why."""


class CellBeingEdited(OpenBookTrouble):
    """A cell is being edited, or a window of Excel's is open: it takes no call until then."""


class SheetGone(OpenBookTrouble):
    """The sheet that was to be used was deleted meanwhile."""


class SheetLocked(OpenBookTrouble):
    """The sheet is protected with somebody's own password."""
