"""What pasting has changed about cells and formats, and how to undo it where nothing was lost.

Text where a number must be, and the other way round, is repaired only if the new cell says exactly
what the old one did: a number that Excel has rounded or stripped of its zeros stays a finding.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Kind
from gjj_xl.rules.cells import Cell, is_number
from gjj_xl.rules.terms import Terms, example_terms

_PLAIN: Final = re.compile(r"\d{1,12}(?:\.\d{1,2})?", re.ASCII)
_PERCENT: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)%", re.ASCII)
_MONTH_PLACES: Final = 6
_OLD_ID_PLACES: Final = 15
_EXACT_PLACES: Final = 15
"""Digits that Excel keeps of a number."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What would be repaired.

    ``formats`` are the fields whose cells get the template's format back, ``cells`` the new cells
    (one for each record) of the fields in which ``count`` cells change.
    """

    formats: tuple[str, ...]
    cells: Mapping[str, Sequence[Cell]]
    count: int
    words: str

    def __len__(self) -> int:
        return self.count + len(self.formats)


def repair_of(batch: Batch, terms: Terms | None = None) -> Repair:
    """What can be repaired in a batch without changing what it says."""
    length = (terms or example_terms()).client_number_length
    texts: Mapping[Kind, Callable[[Cell], Cell]] = {
        Kind.MONTH: partial(_digits, places=_MONTH_PLACES),
        Kind.CLIENT: partial(_digits, places=length),
        Kind.ID: partial(_digits, places=_OLD_ID_PLACES),
    }
    cells: dict[str, Sequence[Cell]] = {}
    said: list[str] = []
    count = 0
    for column in batch.business.columns:
        old = batch.columns.get(column.field)
        if old is None or column.computed:
            continue
        repaired = texts.get(column.kind) if column.is_text else _NUMBERS.get(column.kind)
        if repaired is None:
            continue
        new = [repaired(cell) for cell in old]
        changed = sum(one is not other for one, other in zip(new, old, strict=True))
        if changed:
            cells[column.field] = new
            count += changed
            into = "文本" if column.is_text else "数值"
            said.append(f"{batch.header(column.field)} {changed:,} 个单元格改为{into}")
    formats = tuple(change.field for change in batch.formats)
    said += [f"{batch.header(name)}的单元格格式" for name in formats if name not in cells]
    wanted = tuple(dict.fromkeys((*formats, *cells)))
    return Repair(wanted, MappingProxyType(cells), count, "、".join(said))


def _digits(cell: Cell, places: int) -> Cell:
    """A whole number of exactly so many digits, as text; anything else as it is."""
    if not is_number(cell) or places > _EXACT_PLACES:
        return cell
    assert isinstance(cell, int | float | Decimal)
    if cell != cell or cell != int(cell):
        return cell
    text = str(int(cell))
    return text if len(text) == places and text.isdecimal() else cell


def _number(cell: Cell) -> Cell:
    """A text that is nothing but a number, as that number."""
    if isinstance(cell, str) and _PLAIN.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    return cell


def _rate(cell: Cell) -> Cell:
    percent = _PERCENT.fullmatch(cell) if isinstance(cell, str) else None
    return _number(percent[1] if percent else cell)


_NUMBERS: Final[Mapping[Kind, Callable[[Cell], Cell]]] = MappingProxyType(
    {Kind.FUND: _number, Kind.SALARY: _number, Kind.RATE: _rate}
)
