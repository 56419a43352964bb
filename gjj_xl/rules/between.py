"""Rules between rows, and between rows and pending records (待确认): duplicates and overlaps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from gjj_xl.rules.findings import Code
from gjj_xl.rules.grid import Grid, Hit
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.months import month_index, month_text
from gjj_xl.rules.report import Record

_PENDING = "待确认记录"
_BASE = month_index("190001")
_TOP = month_index("219912")
"""Months beyond are bad by other rules; the sets of months stay small."""

Key = tuple[str, int]


def duplicates(grid: Grid, pending: Sequence[Record]) -> Iterator[Hit]:
    """E10: the same person (登记) or employee (减少, 年度调整) and fund twice."""
    if grid.business.facts.backpay:
        return
    field = "client_number" if grid.business.facts.registered else "id_number"
    keys = _keys(grid, field)
    first: dict[Key, str] = {}
    for record in pending:
        first.setdefault((_number(grid, record.text(field)), record.fund), _PENDING)
    if not first and len(set(keys)) == len(keys):
        return
    rows = grid.batch.rows
    for index, key in enumerate(keys):
        if key is None:
            continue
        own = _place(grid, rows[index])
        where = first.setdefault(key, own)
        if where != own:
            yield Hit(index, field, Code.DUPLICATE, {"where": where})


def overlaps(grid: Grid, pending: Sequence[Record]) -> Iterator[Hit]:
    """E11: the back-pay months of an employee and fund overlap."""
    if not grid.business.facts.backpay:
        return
    keys = _keys(grid, "client_number")
    used: dict[Key, _Months] = {}
    for record in pending:
        first = month_index(record.text("first_month"))
        last = month_index(record.text("last_month"))
        whose = (record.text("client_number"), record.fund)
        used.setdefault(whose, _Months()).add(first, last, _PENDING)
    if not used and len(set(keys)) == len(keys):
        return
    counts = Counter(keys)
    rows = grid.batch.rows
    for index, key in enumerate(keys):
        first_month, last_month = grid.first[index], grid.last[index]
        if key is None or first_month is None or last_month is None or first_month > last_month:
            continue
        if counts[key] == 1 and key not in used:
            continue
        months = used.setdefault(key, _Months())
        clash = months.add(first_month, last_month, _place(grid, rows[index]))
        if clash is not None:
            month, count, where = clash
            words = month_text(month) + (f"等{count}个月" if count > 1 else "")
            yield Hit(index, "first_month", Code.MONTHS_OVERLAP, {"month": words, "where": where})


class _Months:
    """The months that one employee is paid for, as bits, and which row paid for them first."""

    def __init__(self) -> None:
        self._used = 0
        self._owners: list[tuple[int, str]] = []  # the rows that brought new months
        self._known: dict[int, str] = {}

    def add(self, first: int, last: int, where: str) -> tuple[int, int, str] | None:
        """Add months; where some are there already: the first of them, how many, and whose."""
        first, last = max(first, _BASE) - _BASE, min(last, _TOP) - _BASE
        bits = (1 << max(last + 1, first)) - (1 << first)
        common = bits & self._used
        clash = None
        if common:
            month = (common & -common).bit_length() - 1
            clash = (month + _BASE, common.bit_count(), self._owner(month))
        if bits & ~self._used:
            self._owners.append((bits, where))
            self._used |= bits
        return clash

    def _owner(self, month: int) -> str:
        if month not in self._known:
            bit = 1 << month
            self._known[month] = next(where for bits, where in self._owners if bits & bit)
        return self._known[month]


def _keys(grid: Grid, field: str) -> list[Key | None]:
    """Who each record is about; None where its number or fund is bad."""
    numbers, funds = grid.values[field], grid.values["fund"]
    keys: list[Key | None] = [
        None if number is None or fund is None else (_number(grid, number), fund)
        for number, fund in zip(numbers, funds, strict=True)
    ]
    if field == "id_number":
        for index, number in grid.kept.items():
            fund = funds[index]
            if fund is not None:
                keys[index] = (_number(grid, number), fund)
    return keys


def _place(grid: Grid, row: int) -> str:
    return f"第{row}条" if grid.single else f"第{row}行"


def _number(grid: Grid, number: str) -> str:
    return number if grid.business.facts.registered else full_id(number)


def between(grid: Grid, pending: Sequence[Record]) -> Iterator[Hit]:
    """All rules between rows; of the pending records, those of the same business count."""
    same = [record for record in pending if record.business is grid.business]
    return chain(duplicates(grid, same), overlaps(grid, same))
