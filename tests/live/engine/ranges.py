"""Ranges of cells: one area or several."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.live.engine import looks, moving, reading, writing
from tests.live.engine.areas import COLUMNS, ROWS, Area, join
from tests.live.engine.errors import refused
from tests.live.engine.filters import AutoFilter
from tests.live.engine.formulas import quoted
from tests.live.engine.gate import GATE, com_object
from tests.live.engine.notes import Note, note_at
from tests.live.engine.protection import Action, permitted
from tests.live.engine.references import table_area
from tests.live.engine.state import SheetRecord, areas_of
from tests.live.engine.walking import end, lines_hidden, special

_HARD_FORMATS = 32 | 64  # CellFlags: HARDATTR, STYLES
_EVERYTHING = 1023


@com_object
class Range(base_classes.Range):
    """Cells of one sheet; follows them when rows and columns come and go.

    With several areas ``row``, ``column``, ``shape`` and ``raw_value`` mean the first one, as in
    COM; formats, clearing, hiding, selecting and deleting mean all.
    """

    def __init__(self, record: SheetRecord, *areas: Area) -> None:
        self.record = record
        self.options: Any = None
        self.handle = record.handle(*areas) if areas else None
        self.check_alive = record.check_alive

    # -- where

    def areas(self) -> tuple[Area, ...]:
        """All areas; none for a range without cells, which xlwings makes of empty slices."""
        return areas_of(self.handle) if self.handle is not None else ()

    def _area(self) -> Area:
        return self.areas()[0] if self.handle is not None else Area(0, 0, -1, -1)

    def _each(self) -> Iterator[tuple[Any, Area]]:
        for area in self.areas():
            yield self.record.handle(area), area

    @property
    def api(self) -> Any:
        from tests.live.engine.api import RangeApi

        return RangeApi(self)

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self.record.name, self.row, self.column, *self.shape)

    @property
    def sheet(self) -> Any:
        from tests.live.engine.sheets import Sheet

        return Sheet(self.record)

    def __len__(self) -> int:
        return sum(area.rows * area.columns for area in self.areas())

    @property
    def row(self) -> int:
        return self._area().top + 1

    @property
    def column(self) -> int:
        return self._area().left + 1

    @property
    def shape(self) -> tuple[int, int]:
        area = self._area()
        return area.rows, area.columns

    def __call__(self, *position: int) -> "Range":
        area = self._area()
        if not position:
            raise ValueError("Invalid arguments")
        if len(position) == 1:
            down, across = divmod(position[0] - 1, area.columns)
        else:
            down, across = position[0] - 1, position[1] - 1
        row, column = area.top + down, area.left + across
        cell = Area(row, column, row, column)
        if not cell.within():
            raise refused("Application-defined or object-defined error")
        return Range(self.record, cell)

    @property
    def rows(self) -> "Range":
        return self

    @property
    def columns(self) -> "Range":
        return self

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool = False) -> str:
        prefix = ""
        if external:
            prefix = _quoted_external(self.record.document.name, self.record.name)
        return join(self.areas(), row_absolute, col_absolute, prefix)

    @property
    def current_region(self) -> "Range":
        area = self._area()
        cell = self.record.handle(Area(area.top, area.left, area.top, area.left))
        cursor = self.record.uno.createCursorByRange(cell)
        cursor.collapseToCurrentRegion()
        return Range(self.record, *areas_of(cursor))

    def end(self, direction: str) -> "Range":
        return Range(self.record, end(self.record, self._area(), direction))

    def get_special_cells(self, cell_type: str, value_type: str | None) -> "list[Range]":
        found = []
        for handle, _ in self._each():
            found += [Range(self.record, area) for area in special(handle, cell_type, value_type)]
        return found

    def select(self) -> None:
        document = self.record.document
        if document.excel.active is not document or document.active is not self.record:
            raise refused("Select method of Range class failed")
        self.record.selected = self.record.handle(*self.areas())

    # -- contents

    @property
    def raw_value(self) -> Any:
        if self.handle is None:
            return None
        area = self._area()
        block = reading.read(self.record, self.record.handle(area), area)
        if area.rows == area.columns == 1:
            return block[0][0]
        return tuple(map(tuple, block))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.handle is None:
            return
        with permitted(self.record, Action.CONTENT, self.handle):
            for handle, area in self._each():
                writing.write(self.record, handle, area, data)

    @property
    def formula(self) -> Any:
        if self.handle is None:
            return None
        area = self._area()
        block = reading.read_formulas(self.record, self.record.handle(area), area)
        if area.rows == area.columns == 1:
            return block[0][0]
        return tuple(map(tuple, block))

    @formula.setter
    def formula(self, data: Any) -> None:
        self.raw_value = data

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, data: Any) -> None:
        self.raw_value = data

    @property
    def has_array(self) -> bool:
        return False

    def clear_contents(self) -> None:
        if self.handle is None:
            return
        with permitted(self.record, Action.CONTENT, self.handle):
            for handle, area in self._each():
                writing.clear(self.record, handle, area)

    def clear_formats(self) -> None:
        with permitted(self.record, Action.FORMAT_CELLS):
            for handle, _ in self._each():
                handle.clearContents(_HARD_FORMATS)

    def clear(self) -> None:
        if self.handle is None:
            return
        with permitted(self.record, Action.CONTENT, self.handle):
            for handle, _ in self._each():
                handle.clearContents(_EVERYTHING)

    # -- looks

    @property
    def number_format(self) -> str | None:
        return looks.number_format(self.record, self.handle)

    @number_format.setter
    def number_format(self, code: str) -> None:
        key = self.record.document.codes.key(code)
        looks.set_format(self.record, self.handle, NumberFormat=key)

    @property
    def color(self) -> tuple[int, int, int] | None:
        value = looks.uniform(self.handle, "CellBackColor")
        return None if value in (None, -1) else looks.excel_colour(value)

    @color.setter
    def color(self, value: Any) -> None:
        colour = -1 if value is None else looks.office_colour(value)
        looks.set_format(self.record, self.handle, CellBackColor=colour)

    def set_colors(self, colors: Any) -> None:
        for down, row in enumerate(colors):
            for across, colour in enumerate(row):
                if colour is not ...:
                    GATE.count("Range.color")  # on Windows, this is a call a cell
                    self(down + 1, across + 1).color = colour

    @property
    def font(self) -> looks.Font:
        return looks.Font(self.record, self.handle)

    @property
    def wrap_text(self) -> bool | None:
        return looks.uniform(self.handle, "IsTextWrapped")

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        looks.set_format(self.record, self.handle, IsTextWrapped=bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        return looks.horizontal(self.handle)

    @horizontal_alignment.setter
    def horizontal_alignment(self, word: str) -> None:
        looks.set_horizontal(self.record, self.handle, word)

    @property
    def vertical_alignment(self) -> str | None:
        return looks.vertical(self.handle)

    @vertical_alignment.setter
    def vertical_alignment(self, word: str) -> None:
        looks.set_vertical(self.record, self.handle, word)

    @property
    def column_width(self) -> float | None:
        return looks.column_width(self.record, self._area())

    @column_width.setter
    def column_width(self, value: float) -> None:
        for handle, _ in self._each():
            looks.set_column_width(self.record, handle, value)

    @property
    def row_height(self) -> float | None:
        return looks.row_height(self.record, self._area())

    @row_height.setter
    def row_height(self, value: float) -> None:
        for handle, _ in self._each():
            looks.set_row_height(self.record, handle, value)

    @property
    def width(self) -> float:
        return looks.points(self.record.handle(self._area()).Size.Width)

    @property
    def height(self) -> float:
        return looks.points(self.record.handle(self._area()).Size.Height)

    @property
    def left(self) -> float:
        return looks.points(self.record.handle(self._area()).Position.X)

    @property
    def top(self) -> float:
        return looks.points(self.record.handle(self._area()).Position.Y)

    def autofit(self, axis: str | None = None) -> None:
        for handle, _ in self._each():
            if axis in (None, "c", "columns"):
                with permitted(self.record, Action.FORMAT_COLUMNS):
                    handle.Columns.OptimalWidth = True
            if axis in (None, "r", "rows"):
                with permitted(self.record, Action.FORMAT_ROWS):
                    handle.Rows.OptimalHeight = True

    @property
    def row_hidden(self) -> bool | None:
        GATE.count("Range.row_hidden", self._area().rows)  # on Windows, xlwings asks row by row
        return self.rows_are_hidden()

    def rows_are_hidden(self) -> bool | None:
        """Whether all rows are hidden, none, or some (None)."""
        area = self._area()
        return lines_hidden(self.record, Area(area.top, 0, area.bottom, COLUMNS - 1), rows=True)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        with permitted(self.record, Action.FORMAT_ROWS):
            for handle, _ in self._each():
                handle.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        area = self._area()
        GATE.count("Range.column_hidden", area.columns)
        return lines_hidden(self.record, Area(0, area.left, ROWS - 1, area.right), rows=False)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        with permitted(self.record, Action.FORMAT_COLUMNS):
            for handle, _ in self._each():
                handle.Columns.IsVisible = not value

    # -- moving

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        for area in sorted(self.areas(), reverse=True):
            moving.insert(self.record, area, shift)

    def delete(self, shift: str | None = None) -> None:
        for area in sorted(self.areas(), reverse=True):
            moving.delete(self.record, area, shift)

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        moving.sort(self.record, self._area(), keys, ascending, has_headers)

    def copy(self, destination: Any = None) -> None:
        if destination is None:
            excel = self.record.document.excel
            excel.clipboard = self.record, self.record.handle(self._area())
            return
        target = destination.impl
        moving.copy(self.record, self.record.handle(self._area()), target.record, target.areas()[0])

    def paste(
        self,
        paste: str | None = None,
        operation: str | None = None,
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        if operation or skip_blanks:
            raise NotImplementedError("paste with an operation or skipping blanks")
        copied = self.record.document.excel.clipboard
        if copied is None:
            raise refused("PasteSpecial method of Range class failed")
        moving.paste(*copied, self.record, self._area(), paste, transpose)

    def merge(self, across: bool = False) -> None:
        with permitted(self.record, Action.MERGE):
            for _, area in self._each():
                parts = [area]
                if across:
                    parts = [
                        Area(row, area.left, row, area.right)
                        for row in range(area.top, area.bottom + 1)
                    ]
                for part in parts:
                    self._drop_covered(part)
                    self.record.handle(part).merge(True)

    def _drop_covered(self, area: Area) -> None:
        """Excel keeps the upper left value only."""
        rest = [
            Area(area.top, area.left + 1, area.top, area.right),
            Area(area.top + 1, area.left, area.bottom, area.right),
        ]
        for part in rest:
            if part.rows > 0 and part.columns > 0:
                self.record.handle(part).clearContents(writing.CONTENTS)

    def unmerge(self) -> None:
        with permitted(self.record, Action.MERGE):
            for handle, _ in self._each():
                handle.merge(False)

    @property
    def merge_area(self) -> "Range":
        area = self._area()
        cell = self.record.handle(Area(area.top, area.left, area.top, area.left))
        cursor = self.record.uno.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        return Range(self.record, *areas_of(cursor))

    @property
    def merge_cells(self) -> bool | None:
        area = self._area()
        merged = self.merge_area.areas()[0]
        if merged.rows * merged.columns > 1 and area.common(merged) == area:
            return True
        return None if self.record.handle(area).getIsMerged() else False

    # -- what belongs to cells

    @property
    def name(self) -> Any:
        from tests.live.engine.names import Names

        return Names(self.record.document).of_range(self.record, self._area())

    @name.setter
    def name(self, value: str) -> None:
        from tests.live.engine.names import Names

        Names(self.record.document).add(
            value, f"={quoted(self.record.name)}!{self._area().address()}"
        )

    @property
    def table(self) -> Any:
        from tests.live.engine.tables import Tables

        area = self._area()
        return next(
            (
                table
                for table in Tables(self.record)
                if table_area(table.uno).common(Area(area.top, area.left, area.top, area.left))
            ),
            None,
        )

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self.record, None, self.record.handle(self._area()))

    @property
    def note(self) -> Note | None:
        area = self._area()
        return note_at(self.record, area.top, area.left)

    def add_note(self, text: str) -> Note:
        return Note.add(self.record, self._area(), text)

    @property
    def hyperlink(self) -> str:
        area = self._area()
        cell = self.record.uno.getCellByPosition(area.left, area.top)
        fields = cell.getTextFields()
        if not fields.Count:
            raise Exception("The cell doesn't seem to contain a hyperlink!")
        return str(fields.getByIndex(0).URL)

    def add_hyperlink(self, address: str, text_to_display: str, screen_tip: str) -> None:
        area = self._area()
        cell = self.record.uno.getCellByPosition(area.left, area.top)
        with permitted(self.record, Action.CONTENT, cell):
            link = self.record.document.uno.createInstance("com.sun.star.text.TextField.URL")
            link.URL, link.Representation = address, text_to_display
            cell.setString("")
            cell.insertTextContent(cell.createTextCursor(), link, False)


def _quoted_external(book: str, sheet: str) -> str:
    bare = book.replace(".", "") + sheet
    text = f"[{book}]{sheet}"
    return f"{text}!" if quoted(bare) == bare else "'" + text.replace("'", "''") + "'!"
