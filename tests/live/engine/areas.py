"""Rectangles of cells and their addresses; no spreadsheet needed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

ROWS, COLUMNS = 1048576, 16384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ABSOLUTE = re.compile(r"\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?(?=,|$)")
_ADDRESS_LIMIT = 255  # Excel cuts Range.Address there, and takes no longer text


@dataclass(frozen=True, order=True)
class Area:
    """A rectangle; rows and columns count from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def whole_rows(self) -> bool:
        """Whether it reaches from the first column to the last."""
        return self.columns == COLUMNS

    @property
    def whole_columns(self) -> bool:
        """Whether it reaches from the first row to the last."""
        return self.rows == ROWS

    def within(self) -> bool:
        """Whether it lies on a sheet."""
        return 0 <= self.top <= self.bottom < ROWS and 0 <= self.left <= self.right < COLUMNS

    def common(self, other: "Area") -> "Area | None":
        """The part that both share."""
        area = Area(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )
        return area if area.top <= area.bottom and area.left <= area.right else None

    def span(self, other: "Area") -> "Area":
        """The smallest rectangle around both."""
        return Area(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def address(self, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """As in ``$A$1:$B$2``; whole rows ``$3:$5``, whole columns ``$A:$B``."""
        row, column = "$" * row_absolute, "$" * column_absolute
        first = f"{column}{letters(self.left)}", f"{row}{self.top + 1}"
        last = f"{column}{letters(self.right)}", f"{row}{self.bottom + 1}"
        if self.whole_columns:
            return f"{first[0]}:{last[0]}"
        if self.whole_rows:
            return f"{first[1]}:{last[1]}"
        if first == last:
            return "".join(first)
        return "".join(first) + ":" + "".join(last)


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_index(text: str) -> int:
    """A is 0, AA is 26."""
    index = 0
    for letter in text.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def parse(address: str) -> tuple[Area, ...] | None:
    """The areas of ``A1``, ``A1:B2``, ``3:5``, ``A:C`` or several with commas; else ``None``."""
    if len(address) > _ADDRESS_LIMIT:
        return None
    found = [_parse_one(part.strip()) for part in address.upper().split(",")]
    return tuple(area for area in found if area) if all(found) else None


def _parse_one(text: str) -> Area | None:
    first, colon, last = text.partition(":")
    last = last if colon else first
    if colon and re.fullmatch(r"\$?\d{1,7}:\$?\d{1,7}", text):
        rows = sorted(int(part.lstrip("$")) - 1 for part in (first, last))
        area = Area(rows[0], 0, rows[1], COLUMNS - 1)
    elif colon and re.fullmatch(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}", text):
        columns = sorted(column_index(part.lstrip("$")) for part in (first, last))
        area = Area(0, columns[0], ROWS - 1, columns[1])
    else:
        ends = [_CELL.fullmatch(part) for part in (first, last)]
        if not all(ends):
            return None
        corners = [(int(end[2]) - 1, column_index(end[1])) for end in ends if end]
        area = _corner(corners[0]).span(_corner(corners[1]))
    return area if area.within() else None


def _corner(cell: tuple[int, int]) -> Area:
    return Area(*cell, *cell)


def from_office(absolute_name: str) -> tuple[Area, ...]:
    """The areas of LibreOffice's ``AbsoluteName``, e.g. ``$Sheet1.$A$1:$B$2``."""
    return tuple(
        Area(
            int(match[2]) - 1,
            column_index(match[1]),
            int(match[4] or match[2]) - 1,
            column_index(match[3] or match[1]),
        )
        for match in _ABSOLUTE.finditer(absolute_name)
    )


def join(
    areas: Sequence[Area], row_absolute: bool = True, column_absolute: bool = True, prefix: str = ""
) -> str:
    """The address of several areas, cut after the last one that fits, as Excel cuts it."""
    text = prefix + areas[0].address(row_absolute, column_absolute)
    for area in areas[1:]:
        longer = f"{text},{prefix}{area.address(row_absolute, column_absolute)}"
        if len(longer) > _ADDRESS_LIMIT:
            break
        text = longer
    return text


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive ascending numbers."""
    start = end = None
    for number in numbers:
        if end is not None and number == end + 1:
            end = number
            continue
        if start is not None and end is not None:
            yield start, end
        start = end = number
    if start is not None and end is not None:
        yield start, end
