"""A batch as it stands on a sheet, before any rule has looked at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands on the sheet: its header as written and its column letter."""

    header: str
    letter: str


@dataclass(frozen=True, slots=True)
class FormatChange:
    """A column whose cells no longer have the template's format (manual 5.3).

    ``row`` is the first such row, ``count`` how many there are; ``expected`` is 文本 or 常规.
    """

    field: str
    row: int
    count: int
    expected: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The cells of a batch, column by column.

    ``columns`` maps a field to its cells, one for each record; all have the length of ``rows``,
    which gives each record's row as the spreadsheet counts (from 1; on the wire the line number).
    Blank rows are no records: those between records are in ``gaps`` as (first, last) row pairs,
    those at the end are left out. A computed cell that is blank is None.

    ``fund`` is the one chosen on the 参数 sheet or by ``--fund``, None where none was.
    ``missing`` lists the fields whose column was not found, ``unknown`` the headers that belong to
    no column, as (header, letter) pairs. ``template_version`` is what the 参数 sheet says, None
    where there is none.
    """

    business: Business
    columns: Mapping[str, Sequence[Cell]]
    rows: Sequence[int]
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    header_row: int = 1
    fund: int | None = None
    gaps: tuple[tuple[int, int], ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    formats: tuple[FormatChange, ...] = ()
    template_version: str | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def header(self, field_name: str) -> str:
        """The header of a field: as the sheet writes it, else the template's."""
        place = self.places.get(field_name)
        return place.header if place else self.business.facts.column(field_name).header

    def cell(self, field_name: str, row: int) -> str:
        """The address of a cell, e.g. ``"C12"``; empty where the field has no column."""
        place = self.places.get(field_name)
        return f"{place.letter}{row}" if place else ""
