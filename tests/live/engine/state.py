"""What the engine knows beside LibreOffice: open books, sheets, selections, prompts.

The objects that xlwings holds (App, Book, Sheet, Range …) are light handles on these, as COM's
are on Excel's; two handles on one sheet share its record.
"""

import contextlib
import shutil
import tempfile
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.engine.areas import Area, from_office
from tests.live.engine.codes import Codes
from tests.live.engine.errors import (
    DISCONNECTED,
    NOT_CONNECTED,
    OBJECT_REQUIRED,
    SERVER_GONE,
    ComError,
    refused,
)
from tests.live.engine.unos import UnoException, properties, struct
from tests.office import Office

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}


class Excel:
    """One running LibreOffice in the role of one Excel."""

    def __init__(self) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="gjj-excel-"))
        self.office = Office(self._profile)
        self.pid: int = self.office._process.pid
        self.running = True
        self.documents: list[Document] = []
        self.front: list[Document] = []  # most recently activated first
        self.clipboard: tuple[SheetRecord, Any] | None = None
        self.reset()

    def reset(self) -> None:
        """Everything a user or a program may have switched, back to how Excel starts."""
        self.flags = dict.fromkeys(
            ("screen_updating", "display_alerts", "enable_events", "interactive", "visible"), True
        )
        self.status_bar: str | bool = False
        self.status_history: list[str | bool] = []
        self.calculation = "automatic"
        self.prompts: list[Prompt] = []
        self.answers: deque[str] = deque()
        self.clipboard = None

    def check_alive(self) -> None:
        """Raise when this Excel has ended."""
        if not self.running:
            raise ComError(SERVER_GONE)

    @property
    def active(self) -> "Document | None":
        """The active book."""
        return self.front[0] if self.front else None

    def load(self, url: str, name: str, path: Path | None, **options: Any) -> "Document":
        """Open or create a document; it becomes the active one."""
        try:
            uno_document = self.office.desktop.loadComponentFromURL(
                url, "_blank", 0, properties(Hidden=True, MacroExecutionMode=0, **options)
            )
        except UnoException as error:
            raise refused(f"Excel cannot open the file: {error.Message}") from error
        if uno_document is None:
            raise refused("Excel cannot open the file because the format is not valid.")
        uno_document.IsUndoEnabled = False
        document = Document(self, uno_document, name, path)
        if self.calculation == "manual":
            uno_document.enableAutomaticCalculation(False)
        self.documents.append(document)
        self.front.insert(0, document)
        return document

    def end(self, gently: bool = True) -> None:
        """End this LibreOffice and no other."""
        if not self.running:
            return
        if gently:
            for document in list(self.documents):
                document.close()
        for document in self.documents:
            document.open = False
        self.documents.clear()
        self.front.clear()
        self.running = False
        if not gently:
            self.office._process.kill()
        self.office.close()
        shutil.rmtree(self._profile, ignore_errors=True)


@dataclass(frozen=True)
class Prompt:
    """A message box that was shown."""

    text: str
    title: str | None
    buttons: str | None
    mode: str | None


class Document:
    """One open workbook."""

    def __init__(self, excel: Excel, uno_document: Any, name: str, path: Path | None) -> None:
        self.excel = excel
        self.uno = uno_document
        self.name = name
        self.path = path
        self.read_only = False  # such a book can be changed, and saved under another name
        self.open = True
        self.codes = Codes(uno_document.NumberFormats)
        self._records: dict[str, SheetRecord] = {}
        self.active_name: str = uno_document.CurrentController.ActiveSheet.Name

    def check_alive(self) -> None:
        """Raise when the book is closed or its Excel has ended."""
        self.excel.check_alive()
        if not self.open:
            raise ComError(DISCONNECTED)

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """From left to right."""
        return tuple(self.uno.Sheets.ElementNames)

    def record(self, name: str) -> "SheetRecord":
        """The one record of a sheet."""
        found = self._records.get(name)
        if found is None:
            found = self._records[name] = SheetRecord(self, self.uno.Sheets.getByName(name))
        return found

    @property
    def active(self) -> "SheetRecord":
        """The active sheet."""
        return self.record(self.active_name)

    def activate(self) -> None:
        """Bring the book to the front."""
        self.excel.front.remove(self)
        self.excel.front.insert(0, self)

    def activate_sheet(self, name: str) -> None:
        """Show a sheet."""
        self.active_name = name
        self.uno.CurrentController.setActiveSheet(self.record(name).uno)

    def renamed(self, old: str, new: str) -> None:
        """A sheet has another name now."""
        if old in self._records:
            self._records[new] = self._records.pop(old)
        if self.active_name == old:
            self.active_name = new

    def removed(self, name: str) -> None:
        """A sheet is gone."""
        self._records.pop(name).deleted = True

    def visible_names(self) -> list[str]:
        """Names of the sheets that are shown."""
        return [name for name in self.sheet_names if self.record(name).uno.IsVisible]

    def save(self, path: Path, password: str | None = None) -> None:
        """Write the file; from now on this is the book's file."""
        options = properties(FilterName=FILTERS[path.suffix.lower()], Overwrite=True)
        if password:
            options += properties(Password=password)
        self.uno.storeToURL(path.as_uri(), options)
        self.uno.setModified(False)
        self.path = path
        self.name = path.name

    def export(self, path: Path, filter_name: str) -> None:
        """Write in another format; the book stays what it is."""
        self.uno.storeToURL(path.as_uri(), properties(FilterName=filter_name))

    def close(self) -> None:
        """Close without saving."""
        self.uno.setModified(False)
        self.uno.close(True)
        self.open = False
        self.excel.documents.remove(self)
        self.excel.front.remove(self)
        if self.excel.clipboard and self.excel.clipboard[0].document is self:
            self.excel.clipboard = None


@dataclass(eq=False, repr=False)  # printing a UNO object that is gone ends the process
class SheetRecord:
    """One sheet, under whatever name and at whatever place."""

    document: Document
    uno: Any
    deleted: bool = False
    very_hidden: bool = False
    protected_with: dict[str, bool] = field(default_factory=dict)  # Protect's arguments
    password: str = ""
    selected: Any = None
    frozen: tuple[int, int] | None = None  # rows and columns; a hidden view cannot show it
    filters: dict[str | None, Any] = field(default_factory=dict)  # by table; None: the sheet

    def check_alive(self) -> None:
        """Raise when the sheet is deleted or its book closed."""
        self.document.check_alive()
        if self.deleted:
            raise ComError(NOT_CONNECTED)

    @property
    def name(self) -> str:
        """Its present name."""
        return str(self.uno.Name)

    def handle(self, *areas: Area) -> Any:
        """The UNO object of one area or several; it follows when rows come and go."""
        if len(areas) == 1:
            area = areas[0]
            return self.uno.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)
        ranges = self.document.uno.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddresses(tuple(self.address(area) for area in areas), False)
        return ranges

    def address(self, area: Area) -> Any:
        """The UNO address of an area."""
        return struct(
            "table.CellRangeAddress",
            Sheet=self.uno.RangeAddress.Sheet,
            StartColumn=area.left,
            StartRow=area.top,
            EndColumn=area.right,
            EndRow=area.bottom,
        )

    def used(self) -> Area:
        """The rectangle around all cells with content; A1 when there is none."""
        found = areas_of(self.uno.queryContentCells(31))
        if not found:
            return Area(0, 0, 0, 0)
        around = found[0]
        for area in found:
            around = around.span(area)
        return around


def areas_of(handle: Any) -> tuple[Area, ...]:
    """The areas that a UNO range or ranges object means now.

    Raises:
        ComError: its cells were deleted.
    """
    name = ""
    with contextlib.suppress(UnoException):
        name = handle.AbsoluteName
    if not name and hasattr(handle, "Count"):
        return ()
    if not name:
        raise refused(None, OBJECT_REQUIRED)
    return from_office(name)
