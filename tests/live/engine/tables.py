"""Tables (Excel's list objects), which LibreOffice keeps as database ranges."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.live.engine import moving
from tests.live.engine.areas import Area
from tests.live.engine.errors import refused
from tests.live.engine.filters import AutoFilter
from tests.live.engine.gate import com_object
from tests.live.engine.protection import Action, permitted
from tests.live.engine.references import table_area
from tests.live.engine.state import SheetRecord


@com_object
class Tables(base_classes.Collection):
    """The tables of a sheet."""

    def __init__(self, record: SheetRecord) -> None:
        self.record = record
        self.check_alive = record.check_alive

    def _all(self) -> "list[Table]":
        ranges = self.record.document.uno.DatabaseRanges
        place = self.record.uno.RangeAddress.Sheet
        found = [ranges.getByName(name) for name in ranges.ElementNames]
        return [Table(self.record, one) for one in found if one.DataArea.Sheet == place]

    @property
    def api(self) -> "Tables":
        return self

    @property
    def parent(self) -> Any:
        from tests.live.engine.sheets import Sheet

        return Sheet(self.record)

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> "Iterator[Table]":
        return iter(self._all())

    def __contains__(self, key: object) -> bool:
        return any(table.name.lower() == str(key).lower() for table in self._all())

    def __call__(self, key: str | int) -> "Table":
        for number, table in enumerate(self._all(), 1):
            if number == key or table.name.lower() == str(key).lower():
                return table
        raise KeyError(key)

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> "Table":
        if not has_headers:
            raise NotImplementedError("tables without headers")
        area = source.impl.areas()[0]
        if any(table_area(table.uno).common(area) for table in self._all()):
            raise refused("A table cannot overlap another table.")
        ranges = self.record.document.uno.DatabaseRanges
        number = len(ranges.ElementNames) + 1
        name = name or f"Table{number}"
        if any(name.lower() == taken.lower() for taken in ranges.ElementNames):
            raise refused("A table with that name exists already.")
        with permitted(self.record, Action.TABLE):
            ranges.addNewByName(name, self.record.address(area))
            made = ranges.getByName(name)
            made.ContainsHeader = True
            made.AutoFilter = True
        return Table(self.record, made)


@com_object
class Table(base_classes.Table):
    """A table with its header row. It does not grow when something is written below it."""

    def __init__(self, record: SheetRecord, database_range: Any) -> None:
        self.record = record
        self.uno = database_range
        self.check_alive = record.check_alive

    def _range(self, area: Area) -> Any:
        from tests.live.engine.ranges import Range

        return Range(self.record, area)

    @property
    def api(self) -> "Table":
        return self

    @property
    def parent(self) -> Any:
        from tests.live.engine.sheets import Sheet

        return Sheet(self.record)

    @property
    def name(self) -> str:
        return str(self.uno.Name)

    @name.setter
    def name(self, value: str) -> None:
        with permitted(self.record, Action.TABLE):
            self.uno.Name = value

    @property
    def display_name(self) -> str:
        return str(self.uno.Name)

    @property
    def range(self) -> Any:
        return self._range(table_area(self.uno))

    @property
    def header_row_range(self) -> Any:
        area = table_area(self.uno)
        return self._range(Area(area.top, area.left, area.top, area.right))

    @property
    def data_body_range(self) -> Any:
        area = table_area(self.uno)
        if area.rows < 2:
            return None
        return self._range(Area(area.top + 1, area.left, area.bottom, area.right))

    @property
    def insert_row_range(self) -> None:
        return None

    @property
    def totals_row_range(self) -> None:
        return None

    @property
    def show_headers(self) -> bool:
        return True

    @property
    def show_totals(self) -> bool:
        return False

    @property
    def show_autofilter(self) -> bool:
        return bool(self.uno.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        with permitted(self.record, Action.TABLE):
            self.uno.AutoFilter = value

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self.record, self.name, self.record.handle(table_area(self.uno)))

    def resize(self, new: Any) -> None:
        """Change the size; the header row must stay where it is."""
        old, area = table_area(self.uno), new.impl.areas()[0]
        if area.top != old.top or area.common(old) is None or area.rows < 2:
            raise refused("The header row must stay in the same row.")
        with permitted(self.record, Action.TABLE):
            self.uno.DataArea = self.record.address(area)

    def sort(self, keys: list[int], ascending: list[bool]) -> None:
        moving.sort(self.record, table_area(self.uno), keys, ascending, True)
