"""Sheets."""

from collections.abc import Iterator
from numbers import Number
from typing import Any

from xlwings import base_classes

from tests.live.engine import areas
from tests.live.engine.areas import COLUMNS, ROWS, Area
from tests.live.engine.errors import no_such, refused
from tests.live.engine.formulas import to_excel
from tests.live.engine.gate import com_object
from tests.live.engine.names import Names
from tests.live.engine.notes import Note, notes_of
from tests.live.engine.protection import Action, permitted
from tests.live.engine.ranges import Range
from tests.live.engine.references import resolve
from tests.live.engine.state import Document, SheetRecord
from tests.live.engine.tables import Tables

_VISIBLE, _HIDDEN, _VERY_HIDDEN = -1, 0, 2
_LONGEST_NAME = 31
_ALL = Area(0, 0, ROWS - 1, COLUMNS - 1)


@com_object
class Sheets(base_classes.Sheets):
    """The sheets of a book, from left to right."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.check_alive = document.check_alive

    @property
    def api(self) -> "Sheets":
        return self

    @property
    def active(self) -> "Sheet":
        return Sheet(self.document.active)

    def __call__(self, key: str | int) -> "Sheet":
        names = self.document.sheet_names
        if isinstance(key, Number):
            if not 1 <= key <= len(names):
                raise no_such(key)
            return Sheet(self.document.record(names[key - 1]))
        for name in names:
            if name.lower() == key.lower():
                return Sheet(self.document.record(name))
        raise no_such(key)

    def __len__(self) -> int:
        return len(self.document.sheet_names)

    def __iter__(self) -> "Iterator[Sheet]":
        return iter([Sheet(self.document.record(name)) for name in self.document.sheet_names])

    def add(
        self,
        before: "Sheet | None" = None,
        after: "Sheet | None" = None,
        name: str | None = None,
    ) -> "Sheet":
        names = self.document.sheet_names
        if before is not None:
            place = before.index - 1
        elif after is not None:
            place = after.index
        else:
            place = names.index(self.document.active_name)
        number = 1
        while f"sheet{number}" in {taken.lower() for taken in names}:
            number += 1
        self.document.uno.Sheets.insertNewByName(f"Sheet{number}", place)
        made = Sheet(self.document.record(f"Sheet{number}"))
        self.document.activate_sheet(f"Sheet{number}")
        if name is not None:
            made.name = name
        return made


@com_object
class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, record: SheetRecord) -> None:
        self.record = record
        self.check_alive = record.check_alive

    @property
    def api(self) -> Any:
        from tests.live.engine.api import SheetApi

        return SheetApi(self.record)

    @property
    def name(self) -> str:
        return self.record.name

    @name.setter
    def name(self, value: str) -> None:
        old, document = self.record.name, self.record.document
        taken = {name.lower() for name in document.sheet_names if name != old}
        wrong = not value or len(value) > _LONGEST_NAME or set(value) & set(r"\/?*[]:")
        if wrong or value.startswith("'") or value.endswith("'"):
            raise refused("You typed an invalid name for a sheet or chart.")
        if value.lower() in taken:
            raise refused("That name is already taken. Try a different one.")
        self.record.uno.Name = value
        document.renamed(old, value)

    @property
    def index(self) -> int:
        return int(self.record.uno.RangeAddress.Sheet) + 1

    @property
    def book(self) -> Any:
        from tests.live.engine.books import Book

        return Book(self.record.document)

    @property
    def names(self) -> Names:
        return Names(self.record.document, self.record)

    @property
    def tables(self) -> Tables:
        return Tables(self.record)

    @property
    def notes(self) -> list[Note]:
        return notes_of(self.record)

    @property
    def visible(self) -> int:
        if self.record.uno.IsVisible:
            return _VISIBLE
        return _VERY_HIDDEN if self.record.very_hidden else _HIDDEN

    @visible.setter
    def visible(self, value: bool | int) -> None:
        show = value in (True, _VISIBLE)
        if not show:
            self._must_not_be_last("Unable to set the Visible property of the Worksheet class")
        self.record.very_hidden = value == _VERY_HIDDEN
        self.record.uno.IsVisible = show
        if not show and self.record.document.active is self.record:
            self._show_neighbour()

    def _must_not_be_last(self, words: str) -> None:
        if self.record.document.visible_names() == [self.record.name]:
            raise refused(words)

    def _show_neighbour(self) -> None:
        document = self.record.document
        place = self.index - 1
        others = [name for name in document.visible_names() if name != self.record.name]
        names = document.sheet_names
        document.activate_sheet(min(others, key=lambda name: abs(names.index(name) - place)))

    def activate(self) -> None:
        if not self.record.uno.IsVisible:
            raise refused("Activate method of Worksheet class failed")
        document = self.record.document
        document.activate()
        document.activate_sheet(self.record.name)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self._must_not_be_last("A workbook must contain at least one visible worksheet.")
        document = self.record.document
        name = self.record.name
        if document.active is self.record:
            self._show_neighbour()
        document.uno.Sheets.removeByName(name)
        document.removed(name)

    def copy(self, before: "Sheet | None", after: "Sheet | None") -> None:
        """Copy into this book or another open one; the copy becomes the active sheet."""
        neighbour = before or after
        if neighbour is None:
            raise NotImplementedError("copying a sheet into a new book")
        source, target = self.record.document, neighbour.record.document
        place = neighbour.index - (1 if before else 0)
        name = _free_name(self.record.name, target.sheet_names)
        if source is target:
            target.uno.Sheets.copyByName(self.record.name, name, place)
        else:
            index = target.uno.Sheets.importSheet(source.uno, self.record.name, place)
            target.uno.Sheets.getByIndex(index).Name = name
        copied = target.record(name)
        copied.password = self.record.password
        options = dict(self.record.protected_with)
        options.pop("UserInterfaceOnly", None)
        copied.protected_with = options
        target.activate()
        target.activate_sheet(name)

    def move(self, before: "Sheet | None", after: "Sheet | None") -> None:
        neighbour = before or after
        assert neighbour is not None
        place = neighbour.index - (1 if before else 0)
        self.record.document.uno.Sheets.moveByName(self.record.name, place)

    @property
    def cells(self) -> Range:
        return Range(self.record, _ALL)

    @property
    def used_range(self) -> Range:
        return Range(self.record, self.record.used())

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, rows, columns = arg1
            if not rows or not columns:
                return Range(self.record)
            corner = Area(row - 1, column - 1, row + rows - 2, column + columns - 2)
            return Range(self.record, _on_sheet(corner))
        if isinstance(arg1, Number) and isinstance(arg2, Number):
            arg1, arg2 = (arg1, arg2), None
        found = self._areas(arg1)
        if arg2 is not None:
            found = (found[0].span(self._areas(arg2)[0]),)
        return Range(self.record, *found)

    def _areas(self, given: Any) -> tuple[Area, ...]:
        if isinstance(given, Range):
            return given.areas()
        if isinstance(given, tuple):
            row, column = given
            if 0 in given:
                raise IndexError(
                    "Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based."
                )
            return (_on_sheet(Area(row - 1, column - 1, row - 1, column - 1)),)
        return areas.parse(given) or self._named(given)

    def _named(self, text: str) -> tuple[Area, ...]:
        document = self.record.document
        sheet, _, rest = text.rpartition("!")
        if sheet and sheet.strip("'").lower() == self.record.name.lower():
            return self._areas(rest)
        found = Names(document, self.record).find(text) or Names(document).find(text)
        if found is not None:
            meant = found.refers_to_range
            if meant.record is self.record:
                return meant.areas()
        elif any(table.name.lower() == text.partition("[")[0].lower() for table in self.tables):
            address = to_excel(resolve(document, text, 0)).rpartition("!")[2]
            return areas.parse(address) or ()
        raise refused("Application-defined or object-defined error")

    def autofit(self, axis: str | None = None) -> None:
        Range(self.record, self.record.used()).autofit(axis)

    def clear(self) -> None:
        self.cells.clear()

    def clear_contents(self) -> None:
        used = Range(self.record, self.record.used())
        with permitted(self.record, Action.CONTENT, self.record.handle(_ALL)):
            used.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    @property
    def show_gridlines(self) -> bool:
        return bool(self.record.document.uno.CurrentController.ShowGrid)

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.record.document.uno.CurrentController.ShowGrid = value


def _on_sheet(area: Area) -> Area:
    if not area.within():
        raise refused("Application-defined or object-defined error")
    return area


def _free_name(wanted: str, taken: tuple[str, ...]) -> str:
    lower = {name.lower() for name in taken}
    name, number = wanted, 1
    while name.lower() in lower:
        number += 1
        suffix = f" ({number})"
        name = wanted[: _LONGEST_NAME - len(suffix)] + suffix
    return name
