"""Cells of foreign sheets made what our templates would hold, where nothing is lost by it."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.headers import plain
from gjj_xl.sheets.synonyms import FUND_WORDS

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d+)?)%", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})月?", re.ASCII)
_FUND: Final = re.compile(r"(\d{2})\D+", re.ASCII)
_MONEY: Final = frozenset({Kind.SALARY, Kind.DEPOSIT, Kind.AMOUNT})


class Conversions:
    """Converts the columns of one batch, and remembers how many cells of each."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._counts: dict[str, int] = {}

    def column(self, field: str, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The cells of a field as the rules expect them; others stay as they are."""
        known = {column.field: column for column in self._business.columns}
        if field not in known:
            return cells
        kind = known[field].kind
        made = [_convert(kind, cell) for cell in cells]
        changed = sum(new is not old for new, old in zip(made, cells, strict=True))
        if changed:
            self._counts[known[field].header] = changed
        return made

    def notes(self) -> list[str]:
        """A sentence for each column that was converted."""
        return [
            f"{header}：{count} 个单元格的文本已按数值或年月读入，内容没有改变。"
            for header, count in self._counts.items()
        ]


def _convert(kind: Kind, cell: Cell) -> Cell:
    if kind is Kind.MONTH and isinstance(cell, dt.date):
        return f"{cell.year:04}{cell.month:02}" if cell.day == 1 else cell
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if kind in _MONEY or kind is Kind.RATE:
        if _NUMBER.fullmatch(text):
            return Decimal(text.replace(",", ""))
        percent = _PERCENT.fullmatch(text)
        if percent and kind is Kind.RATE:
            return Decimal(percent[1])
    elif kind is Kind.MONTH:
        month = _MONTH.fullmatch(text)
        if month and 1 <= int(month[2]) <= 12:
            return f"{month[1]}{int(month[2]):02}"
    elif kind is Kind.FUND:
        fund = _FUND.fullmatch(text)
        if fund:
            return int(fund[1])
        return FUND_WORDS.get(plain(text), cell)
    return cell
