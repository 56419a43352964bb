"""Which column is which, and which business a row of headers belongs to."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gjj_xl.rules.business import MARKER_HEADERS, Business
from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.layout import HIDDEN_HEADERS

_SPACE: Final = re.compile(r"\s+")
_OURS: Final = frozenset((*MARKER_HEADERS, *HIDDEN_HEADERS))


def plain(cell: Cell) -> str:
    """A header without spaces and line breaks, full-width letters and signs made half-width."""
    if not isinstance(cell, str):
        return "" if cell is None or isinstance(cell, bool) else str(cell)
    return _SPACE.sub("", unicodedata.normalize("NFKC", cell)).strip("*:")


@dataclass(frozen=True, slots=True)
class Match:
    """How a row of headers fits a business. Columns are counted from 0.

    ``columns`` maps field → column, ``markers`` our own words' headers → column. ``doubled`` maps a
    field to all columns that claim it. ``unknown`` are (header, column) pairs.
    """

    business: Business
    columns: Mapping[str, int]
    markers: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[tuple[str, int], ...]
    doubled: Mapping[str, tuple[int, ...]]

    @property
    def misfit(self) -> tuple[int, int, int]:
        """The worse the greater: typed columns missing, headers unknown, computed ones missing."""
        computed = {column.field for column in self.business.columns if column.computed}
        absent = sum(field in computed for field in self.missing)
        return len(self.missing) - absent, len(self.unknown), absent


def match(business: Business, cells: Sequence[Cell], left: int = 0) -> Match:
    """Fit a row of headers to a business; ``left`` is the column of the first cell."""
    wanted = {column.header: column.field for column in business.columns}
    columns: dict[str, int] = {}
    doubled: dict[str, list[int]] = {}
    markers: dict[str, int] = {}
    later: list[tuple[int, str]] = []
    unknown: list[tuple[str, int]] = []
    for index, cell in enumerate(cells, left):
        if isinstance(cell, str) and cell in wanted:  # exact headers come first
            _claim(wanted[cell], index, columns, doubled)
        elif plain(cell):
            later.append((index, plain(cell)))
    exact = set(columns)
    for index, header in later:
        field = wanted.get(header)
        if field and field not in exact:
            _claim(field, index, columns, doubled)
        elif header in _OURS:
            markers.setdefault(header, index)
        else:
            unknown.append((header, index))
    return Match(
        business,
        columns,
        markers,
        tuple(column.field for column in business.columns if column.field not in columns),
        tuple(unknown),
        {field: tuple(claims) for field, claims in doubled.items()},
    )


def _claim(field: str, index: int, columns: dict[str, int], doubled: dict[str, list[int]]) -> None:
    if field in columns:
        doubled.setdefault(field, [columns[field]]).append(index)
    else:
        columns[field] = index


def best_match(cells: Sequence[Cell], left: int = 0) -> list[Match]:
    """The businesses that a row of headers fits best; several where it cannot be told.

    Empty where the row carries less than 60% of any business's typed headers.
    """
    fits = [match(business, cells, left) for business in Business]
    likely = []
    for fit in fits:
        typed = sum(not column.computed for column in fit.business.columns)
        if typed - fit.misfit[0] >= max(3, 0.6 * typed):
            likely.append(fit)
    least = min((fit.misfit for fit in likely), default=(0, 0, 0))
    return [fit for fit in likely if fit.misfit == least]


def business_of_sheet(name: str) -> Business | None:
    """The business that a sheet's name speaks of (批量漏缴补缴, 漏缴补缴 3月), None where none."""
    named = [business for business in Business if business.facts.word in name]
    return named[0] if len(named) == 1 else None
