"""A clerk in front of a spreadsheet: clicks, types, pastes, and sees what comes."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gjj_xl.ribbon.commands import click, opened, tick
from gjj_xl.ribbon.dialogs.forms import SaveFile
from gjj_xl.ribbon.watching import WATCH
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Business
from gjj_xl.sheets.layout import headers
from tests.desk.scene import Scene
from tests.ribbon.windows import Windows

PATIENCE = 90.0


@dataclass
class LiveClerk:
    """A clerk of a scene's unit, with a spreadsheet and a ribbon."""

    scene: Scene
    app: Any
    windows: Windows = field(default_factory=Windows)

    def __post_init__(self) -> None:
        self.place = Workplace(self.app, self.scene.home, self.windows)
        self.windows.log_in(self.scene.unit, self.scene.sandbox)
        self.windows.say_yes(self.scene.unit.key_password)

    # Clicks

    def click(self, control: str) -> None:
        """Click, and wait until what the click began is done (but for the watch behind it)."""
        click(self.place, control)
        self.until(lambda: all(job.behind for job in self.place.jobs.running))
        tick(self.place)

    def press(self, control: str) -> None:
        """Click, and go on at once."""
        click(self.place, control)

    def until(self, done: Callable[[], bool]) -> None:
        """Let the add-in's timer tick until something is so."""
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, self.all_told
            tick(self.place)
            time.sleep(0.005)

    def results(self) -> None:
        """Wait for what the centre makes of everything sent."""
        self.until(lambda: all(job.behind for job in self.place.jobs.running))
        self.until(lambda: all(job.name != WATCH for job in self.place.jobs.running))

    def opened(self, book: Any) -> None:
        """Excel has opened a workbook."""
        opened(self.place, book.name)
        self.until(lambda: all(job.name == WATCH for job in self.place.jobs.running))

    @property
    def all_told(self) -> str:
        """Every message and every error so far."""
        return "\n---\n".join([*self.windows.messages, *self.windows.errors])

    # Workbooks

    def log_in(self) -> None:
        self.click("login")
        assert "登录成功" in self.all_told, self.all_told

    def new(self, business: Business, name: str = "五月.xlsx") -> Any:
        """A new live workbook, open and active."""
        path = self.scene.folder / name
        self.windows.script(SaveFile, lambda _: path)
        self.click(f"new_{business.value}")
        book = self.app.books[name]
        assert Path(book.fullname) == path
        return book

    def close(self) -> None:
        """Excel is closed."""
        self.place.close()


def fill(
    book: Any,
    business: Business,
    cells: Mapping[str, Sequence[Any]],
    first_row: int = 2,
) -> None:
    """Type columns (field → cells) into a batch sheet, as pasting values does."""
    sheet = book.sheets[0]
    order = headers(business)
    for name, values in cells.items():
        column = order.index(business.facts.column(name).header) + 1
        last = first_row + len(values) - 1
        sheet.range((first_row, column), (last, column)).value = [[value] for value in values]


def put(book: Any, business: Business, row: int, name: str, value: Any) -> None:
    """Type one cell."""
    fill(book, business, {name: [value]}, row)


def column(book: Any, header: str, last: int, sheet: str | int = 0) -> list[Any]:
    """What stands below a header, from row 2 to ``last``."""
    page = book.sheets[sheet]
    order = page.range((1, 1), (1, 40)).value
    index = order.index(header) + 1
    return list(page.range((2, index), (last, index)).options(ndim=1).value)


def spare_libreoffice(book: Any) -> None:
    """Take table, formulas and conditional formats off a batch sheet of thousands of rows.

    LibreOffice evaluates them for every row at every write; Excel for what is on the screen only.
    The values stay.
    """
    document = book.sheets[0].impl.record.document.uno
    sheet = document.Sheets.getByIndex(0)
    formats = sheet.getPropertyValue("ConditionalFormats")
    for one in formats.getConditionalFormats():
        formats.removeByID(one.ID)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(True)
    values = cursor.getDataArray()
    for name in document.DatabaseRanges.ElementNames:
        document.DatabaseRanges.removeByName(name)
    cursor.setDataArray(values)
