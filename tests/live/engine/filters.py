"""Autofilters of ranges and tables: rows that do not match are hidden."""

import re
from dataclasses import dataclass, field
from typing import Any

from xlwings import base_classes

from tests.live.engine.areas import COLUMNS, Area
from tests.live.engine.errors import refused
from tests.live.engine.gate import com_object
from tests.live.engine.protection import Action, permitted
from tests.live.engine.state import SheetRecord, areas_of
from tests.live.engine.unos import struct

# com.sun.star.sheet.FilterOperator2
_OPERATORS = {
    "equal_to": 2,
    "not_equal_to": 3,
    "greater_than": 4,
    "greater_than_or_equal": 5,
    "less_than": 6,
    "less_than_or_equal": 7,
}
_EMPTY, _NOT_EMPTY, _EQUAL = 0, 1, 2
_STRING = 1  # FilterFieldType


@dataclass(repr=False)
class Filter:
    """An autofilter that is switched on."""

    handle: Any
    fields: dict[int, list[Any]] = field(default_factory=dict)  # number from 1: its UNO conditions
    criteria: dict[int, dict[str, Any]] = field(default_factory=dict)

    def apply(self) -> None:
        """Hide the rows that do not match."""
        descriptor = self.handle.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        descriptor.UseRegularExpressions = True  # of several values LibreOffice sees the first
        descriptor.setFilterFields3(tuple(c for number in self.fields for c in self.fields[number]))
        self.handle.filter(descriptor)


def filtered(record: SheetRecord) -> bool:
    """Whether a filter hides rows (``FilterMode``)."""
    used = record.used()
    rows = Area(used.top, 0, used.bottom, COLUMNS - 1)
    shown = sorted(areas_of(record.handle(rows).queryVisibleCells()))
    hidden_from = used.top
    for area in shown:
        if area.top > hidden_from and record.uno.Rows.getByIndex(hidden_from).IsFiltered:
            return True
        hidden_from = max(hidden_from, area.bottom + 1)
    return hidden_from <= used.bottom and bool(record.uno.Rows.getByIndex(hidden_from).IsFiltered)


def show_all(record: SheetRecord) -> None:
    """Empty every filter of the sheet; the filters stay switched on."""
    unnamed = record.document.uno.getPropertyValue("UnnamedDatabaseRanges")
    place = record.uno.RangeAddress.Sheet
    handles = [found.handle for found in record.filters.values()]
    if unnamed.hasByTable(place):  # one that came with the file
        handles.append(unnamed.getByTable(place).ReferredCells)
    ranges = record.document.uno.DatabaseRanges
    tables = [ranges.getByName(name) for name in ranges.ElementNames]
    handles += [table.ReferredCells for table in tables if table.DataArea.Sheet == place]
    for handle in handles:
        handle.filter(handle.createFilterDescriptor(True))
    for found in record.filters.values():
        found.fields.clear()
        found.criteria.clear()


@com_object
class AutoFilter(base_classes.AutoFilter):
    """The autofilter of a range, or of the table with the given name."""

    def __init__(self, record: SheetRecord, table: str | None, handle: Any) -> None:
        self.record = record
        self.table = table
        self.handle = handle
        self.check_alive = record.check_alive

    @property
    def criteria(self) -> list[dict[str, Any]]:
        found = self.record.filters.get(self.table)
        columns = areas_of(self.handle)[0].columns
        known = found.criteria if found and self._is_mine(found) else {}
        return [
            known.get(number) or base_classes.empty_autofilter_criteria(number)
            for number in range(1, columns + 1)
        ]

    def apply_values(self, field: int, values: list[str]) -> None:
        condition = struct("sheet.TableFilterField3", Field=field - 1, Operator=_EQUAL)
        either = f"^({'|'.join(map(re.escape, values))})$"
        condition.Values = (
            struct("sheet.FilterFieldValue", StringValue=either, FilterType=_STRING),
        )
        criteria = base_classes.empty_autofilter_criteria(field, "values") | {"values": values}
        self._apply(field, [condition], criteria)

    def apply_comparison(self, field: int, operator: str, value1: Any, value2: Any) -> None:
        pairs = [(operator, value1)]
        if operator == "between":
            pairs = [("greater_than_or_equal", value1), ("less_than_or_equal", value2)]
        elif operator == "not_between":
            raise NotImplementedError("not_between")
        criteria = base_classes.empty_autofilter_criteria(field, "comparison")
        criteria |= {"operator": operator, "value1": value1, "value2": value2}
        self._apply(field, [_condition(field, *pair) for pair in pairs], criteria)

    def clear(self, field: int | None) -> None:
        found = self.record.filters.get(self.table)
        if found is None or not self._is_mine(found):
            return
        with permitted(self.record, Action.FILTER):
            for number in [field] if field is not None else list(found.fields):
                found.fields.pop(number, None)
                found.criteria.pop(number, None)
            found.apply()

    def _is_mine(self, found: Filter) -> bool:
        return areas_of(found.handle) == areas_of(self.handle)

    def _apply(self, field: int, conditions: list[Any], criteria: dict[str, Any]) -> None:
        found = self.record.filters.get(self.table)
        if found is not None and not self._is_mine(found):
            if self.table is None:
                raise ValueError("This worksheet already has an AutoFilter on a different range")
            found.handle = self.handle
        if found is None and self.record.uno.isProtected() and self.table is None:
            raise refused("AutoFilter method of Range class failed")
        with permitted(self.record, Action.FILTER):
            found = self.record.filters.setdefault(self.table, Filter(self.handle))
            found.fields[field] = conditions
            found.criteria[field] = criteria
            found.apply()


def _condition(field: int, operator: str, value: Any) -> Any:
    if value is None:
        kind = _EMPTY if operator == "equal_to" else _NOT_EMPTY
        return struct("sheet.TableFilterField3", Field=field - 1, Operator=kind)
    if isinstance(value, dict):
        raise NotImplementedError("comparing with dates")
    condition = struct("sheet.TableFilterField3", Field=field - 1, Operator=_OPERATORS[operator])
    try:
        wanted = struct(
            "sheet.FilterFieldValue",
            IsNumeric=True,
            NumericValue=float(value),
            StringValue=value,
        )
    except ValueError:
        text = f"^{re.escape(value)}$" if operator.removeprefix("not_") == "equal_to" else value
        wanted = struct("sheet.FilterFieldValue", StringValue=text, FilterType=_STRING)
    condition.Values = (wanted,)
    return condition
