"""What a cell can hold, whichever surface or line it was read from."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value of the spreadsheet, e.g. ``CellError("#N/A")``."""

    text: str


Cell: TypeAlias = (
    str | int | float | Decimal | bool | dt.date | dt.time | dt.timedelta | CellError | None
)
"""A cell's value. Blank is None. Text keeps what was typed. A number is int, float or Decimal
(bool is not a number). ``dt.datetime`` is a ``dt.date``."""


def is_blank(cell: Cell) -> bool:
    """Whether nothing, or nothing but white space, stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_number(cell: Cell) -> bool:
    """Whether the cell holds a number (and not a truth value)."""
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)
