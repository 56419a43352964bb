"""A private LibreOffice to look at workbooks with: values, recalculation, formats, pictures.

The fixture ``office`` starts one soffice a session with a profile of its
own and talks to it over a pipe. Nothing it saves is ever judged as the product's output.
"""

import contextlib
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

sys.path.append("/usr/lib/python3/dist-packages")
import uno
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

PROGRAM = "/usr/lib/libreoffice/program/soffice.bin"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse">
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseDocumentOOoLockFile" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseDocumentSystemFileLocking" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def _property(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Office:
    """One running LibreOffice; ``close`` ends it."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        (profile / "user").mkdir(parents=True, exist_ok=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        self._pipe = f"gjj{uuid.uuid4().hex}"
        self._process = self._start()
        self.desktop = self._connect()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [
                PROGRAM,
                *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault"),
                *("--nolockcheck", "--nofirststartwizard"),
                f"-env:UserInstallation={self._profile.as_uri()}",
                f"--accept=pipe,name={self._pipe};urp;StarOffice.ComponentContext",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _connect(self) -> Any:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        address = f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext"
        end = time.monotonic() + 90
        while True:
            if self._process.poll() is not None:  # a fresh profile ends with 81: start again
                self._process = self._start()
            try:
                context = resolver.resolve(address)
            except Exception:
                if time.monotonic() > end:
                    self._process.kill()
                    self._process.wait()
                    raise
                time.sleep(0.2)
                continue
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )

    def close(self) -> None:
        """End this LibreOffice, and no other."""
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @contextlib.contextmanager
    def open(self, path: Path) -> "Iterator[Book]":
        """Load a workbook; it is closed without saving."""
        document = self.desktop.loadComponentFromURL(
            path.resolve().as_uri(), "_blank", 0, (_property("Hidden", True),)
        )
        assert document is not None, f"LibreOffice cannot load {path}"
        try:
            yield Book(document)
        finally:
            document.close(True)


class Book:
    """A loaded workbook."""

    def __init__(self, document: Any) -> None:
        self.document = document

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets' names."""
        return tuple(self.document.Sheets.ElementNames)

    def sheet(self, key: str | int = 0) -> "Sheet":
        """A sheet by name or position."""
        sheets = self.document.Sheets
        found = sheets.getByIndex(key) if isinstance(key, int) else sheets.getByName(key)
        return Sheet(self, found)

    def recalculate(self) -> None:
        """Compute every formula anew, whatever was cached."""
        self.document.calculateAll()

    def save(self, path: Path, filter_name: str, *options: Any) -> Path:
        """Write in another format, e.g. ``"MS Excel 97"``."""
        self.document.storeToURL(
            path.resolve().as_uri(), (_property("FilterName", filter_name), *options)
        )
        return path

    def pictures(
        self, folder: Path, stem: str, resolution: int = 80, options: Sequence[str] = ()
    ) -> list[Path]:
        """Print to PDF and draw each page as PNG; ``options`` go to pdftoppm."""
        pdf = self.save(folder / f"{stem}.pdf", "calc_pdf_Export")
        subprocess.run(
            ["pdftoppm", "-r", str(resolution), *options, "-png", str(pdf), str(folder / stem)],
            check=True,
        )
        return sorted(folder.glob(f"{stem}-*.png"))

    def html(self, folder: Path) -> str:
        """The workbook as HTML, which shows the colours that conditional formats give."""
        return self.save(folder / "book.html", "HTML (StarCalc)").read_text("utf-8")


class Sheet:
    """A sheet of a loaded workbook; addresses as in ``"B2"`` or ``"A1:C9"``."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book = book
        self.sheet = sheet

    def range(self, address: str) -> Any:
        """The UNO range."""
        return self.sheet.getCellRangeByName(address)

    def values(self, address: str) -> list[list[str | float]]:
        """Rows of values: text or float, "" for blank."""
        return [list(row) for row in self.range(address).getDataArray()]

    def value(self, address: str) -> str | float:
        """The value of one cell."""
        found: str | float = self.range(address).getDataArray()[0][0]
        return found

    def formula(self, address: str) -> str:
        """The formula of one cell as LibreOffice understood it."""
        found: str = self.range(address).getFormula()
        return found

    def put(self, address: str, value: str | float | None) -> None:
        """Put a value as pasting would: text stays text whatever the format."""
        cell = self.range(address)
        if value is None:
            cell.setString("")
        elif isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(float(value))

    def write(self, address: str, formula: str) -> None:
        """Enter a formula (English, semicolons)."""
        self.range(address).setFormula(formula)

    def errors(self) -> list[str]:
        """Addresses of all cells whose value is an error."""
        found = []
        for kind in (16,):  # CellFlags.FORMULA
            ranges = self.sheet.queryContentCells(kind)
            for area in ranges.getRangeAddresses():
                for row in range(area.StartRow, area.EndRow + 1):
                    for column in range(area.StartColumn, area.EndColumn + 1):
                        cell = self.sheet.getCellByPosition(column, row)
                        if cell.getError():
                            found.append(cell.AbsoluteName)
        return found

    def circled(self) -> set[str]:
        """The cells that data validation would refuse (``showInvalid`` draws a circle on each)."""
        page = self.sheet.DrawPage
        before = page.getCount()
        self.sheet.showInvalid()
        found = set()
        for index in range(before, page.getCount()):
            found.add(_address(page.getByIndex(index).Anchor))
        self.sheet.clearArrows()
        while page.getCount() > before:
            page.remove(page.getByIndex(page.getCount() - 1))
        return found

    def colours(self, folder: Path) -> dict[str, str]:
        """Cell address to background colour (``#rrggbb``) with conditional formats evaluated."""
        parser = _Colours()
        parser.feed(self.book.html(folder))
        return parser.tables[self.book.names.index(self.sheet.Name)]

    def insert_column(self, letter: str) -> None:
        """Insert an empty column before the given one."""
        index = self.range(f"{letter}1").CellAddress.Column
        self.sheet.Columns.insertByIndex(index, 1)

    def sort(self, address: str, column: int, *, descending: bool = False) -> None:
        """Sort the rows of a range by one of its columns (from 0)."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, not descending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        self.range(address).sort(
            (
                _property("SortFields", fields),
                _property("ContainsHeader", False),
                _property("BindFormatsToContent", False),
            )
        )


def _address(anchor: Any) -> str:
    return str(anchor.AbsoluteName).rpartition(".")[2].replace("$", "")


class _Colours(HTMLParser):
    """Reads the cells' ``bgcolor`` out of LibreOffice's HTML export, table by table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[dict[str, str]] = []
        self._row = 0
        self._column = 0
        self._covered: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append({})
            self._row = 0
        elif tag == "tr":
            self._row += 1
            self._column = 0
        elif tag == "td":
            colour = given.get("bgcolor")
            if colour:
                letters = _letters(self._column)
                self.tables[-1][f"{letters}{self._row}"] = colour.lower()
            self._column += int(given.get("colspan") or 1)


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_row(address: str) -> int:
    """The row number of an address."""
    found = re.search(r"\d+", address)
    assert found is not None
    return int(found[0])


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The session's LibreOffice."""
    running = Office(tmp_path_factory.mktemp("office"))
    try:
        yield running
    finally:
        running.close()
