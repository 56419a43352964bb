"""Driving a single form (单笔): cells typed one by one, as the add-in hears of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gjj_xl.ribbon.commands import changed, tick
from gjj_xl.ribbon.dialogs.forms import SaveFile
from gjj_xl.rules.business import Business
from gjj_xl.sheets.formlayout import (
    FIRST_ROW,
    LIST_LEFT,
    MESSAGE_ROW,
    NOTE,
    pane,
)
from tests.live.clerk import LiveClerk


def new_form(clerk: LiveClerk, business: Business, name: str = "单笔.xlsx") -> Any:
    """A new form, open and active."""
    path = clerk.scene.folder / name
    clerk.windows.script(SaveFile, lambda _: path)
    clerk.click(f"form_{business.value}")
    book = clerk.app.books[name]
    assert Path(book.fullname) == path
    return book


def type_in(clerk: LiveClerk, book: Any, business: Business, cells: Mapping[str, Any]) -> None:
    """Type cells from the top down; after each, the add-in tells of the change."""
    page = book.sheets[0]
    for line in pane(business):
        if line.field in cells and line.typed:
            page.range(f"B{line.row}").value = cells[line.field]
            changed(clerk.place, page.name, line.cell)
            clerk.until(lambda: all(job.behind for job in clerk.place.jobs.running))
            tick(clerk.place)


def value(book: Any, business: Business, field: str) -> Any:
    """What stands in a field of the pane."""
    line = next(line for line in pane(business) if line.field == field)
    return book.sheets[0].range(f"B{line.row}").value


def beside(book: Any, business: Business, field: str) -> str:
    """What stands beside a field of the pane."""
    line = next(line for line in pane(business) if line.field == field)
    return str(book.sheets[0].range((line.row, NOTE + 1)).value or "")


def message(book: Any) -> str:
    """What is told above the pane."""
    return str(book.sheets[0].range(f"A{MESSAGE_ROW}").value or "")


def listed(book: Any, count: int = 6) -> list[list[Any]]:
    """The rows of the pending list that are filled, the newest first."""
    page = book.sheets[0]
    rows = page.range((FIRST_ROW, LIST_LEFT + 1), (FIRST_ROW + count, LIST_LEFT + 16)).value
    return [row for row in rows if row[0] is not None]


def head(book: Any) -> str:
    """The line of count and total above the list."""
    return str(book.sheets[0].range((MESSAGE_ROW, LIST_LEFT + 1)).value)
