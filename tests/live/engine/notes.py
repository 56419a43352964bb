"""Notes at cells."""

from typing import Any

from xlwings import base_classes

from tests.live.engine.areas import Area
from tests.live.engine.errors import refused
from tests.live.engine.gate import com_object
from tests.live.engine.protection import Action, permitted
from tests.live.engine.state import SheetRecord
from tests.live.engine.unos import struct


@com_object
class Note(base_classes.Note):
    """The note at one cell."""

    def __init__(self, record: SheetRecord, cell: Any) -> None:
        self.record = record
        self.cell = cell
        self.check_alive = record.check_alive

    @classmethod
    def add(cls, record: SheetRecord, area: Area, text: str) -> "Note":
        """Make a note; a cell has one at most."""
        if note_at(record, area.top, area.left) is not None:
            raise refused("Application-defined or object-defined error")
        with permitted(record, Action.OBJECTS):
            address = struct(
                "table.CellAddress",
                Sheet=record.uno.RangeAddress.Sheet,
                Row=area.top,
                Column=area.left,
            )
            record.uno.Annotations.insertNew(address, text)
        return cls(record, record.uno.getCellByPosition(area.left, area.top))

    @property
    def api(self) -> "Note":
        return self

    @property
    def text(self) -> str:
        return str(self.cell.getAnnotation().getString())

    @text.setter
    def text(self, value: str) -> None:
        with permitted(self.record, Action.OBJECTS):
            self.cell.getAnnotation().setString(value)

    @property
    def author(self) -> str:
        return str(self.cell.getAnnotation().Author)

    @property
    def location(self) -> Any:
        from tests.live.engine.ranges import Range

        place = self.cell.CellAddress
        return Range(self.record, Area(place.Row, place.Column, place.Row, place.Column))

    def delete(self) -> None:
        place = self.cell.CellAddress
        with permitted(self.record, Action.OBJECTS):
            notes = self.record.uno.Annotations
            for index in range(notes.Count):
                found = notes.getByIndex(index).Position
                if (found.Row, found.Column) == (place.Row, place.Column):
                    notes.removeByIndex(index)
                    return


def note_at(record: SheetRecord, row: int, column: int) -> Note | None:
    """The note at a cell, if there is one."""
    cell = record.uno.getCellByPosition(column, row)
    found = cell.getAnnotation()
    return Note(record, cell) if found is not None and found.getString() else None


def notes_of(record: SheetRecord) -> list[Note]:
    """All notes of a sheet."""
    notes = record.uno.Annotations
    places = [notes.getByIndex(index).Position for index in range(notes.Count)]
    return [Note(record, record.uno.getCellByPosition(at.Column, at.Row)) for at in places]
