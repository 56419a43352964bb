"""The oracle: rows computed by hand from the manual, for the client and for the centre.

``oracle.csv`` gives, for each case, what differs from the good row of its business and from the
terms below: ``field='text'``, ``field=number`` or ``field=`` (blank); rows and their expectations
are parted by ``|``. Expected money is yuan, ``-`` stands for "cannot be computed".
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import TEXT_KINDS, Business
from gjj_xl.rules.cells import Cell, is_number
from gjj_xl.rules.money import to_fen
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.rules.terms import Terms, parse_terms

TERMS: dict[str, Any] = {
    "unit_number": "0123456789",
    "unit_name": "杭州某某有限公司",
    "business_month": "202611",
    "lowest_base": "2660.00",
    "highest_base": "42151.00",
    "uniform_rate": None,
    "rate_min": "5",
    "rate_max": "12",
    "funds": [10, 11],
    "client_number_length": 12,
    "name_max": 5,
    "reduce_reasons": {
        "01": "离（退）休",
        "02": "调出",
        "03": "辞职",
        "04": "解聘",
        "05": "辞退",
        "06": "开除",
        "07": "死亡",
    },
}

_NORMAL, _STOPPED = State.NORMAL, State.STOPPED
EMPLOYEES = (
    Employee("000000000001", "张三", "330102199003071230", 10, _NORMAL, 500000, 800),
    Employee("000000000002", "李四", "330102198001010018", 10, _STOPPED, 450000, 800),
    Employee("000000000003", "王五", "330102850615002", 10, _NORMAL, 600000, 1000),
    Employee("000000000003", "王五", "330102850615002", 11, _NORMAL, 600000, 1000),
    Employee("000000000004", "孙七", "330102199003071230", 11, _NORMAL, 700000, 1200),
    Employee("000000000005", "赵六", "ODD-4711", 10, _NORMAL, 301000, 500),
)
ROSTER = Roster(EMPLOYEES)

_PERSON = {"fund": 10, "client_number": "000000000001", "name": "张三"}
_MONTHS = {"first_month": "202601", "last_month": "202603"}
GOOD: dict[Business, dict[str, Cell]] = {
    Business.REGISTER: {
        "fund": 10,
        "name": "王小明",
        "id_number": "11010519491231002X",
        "salary": 5000,
        "rate": 8,
    },
    Business.REDUCE: {**_PERSON, "id_number": "330102199003071230", "reason": "01"},
    Business.MISSED: {**_PERSON, **_MONTHS, "salary": 5000, "rate": 8},
    Business.SHORT: {
        **_PERSON,
        **_MONTHS,
        "paid_salary": 4000,
        "due_salary": 5000,
        "paid_rate": 8,
        "due_rate": 8,
    },
    Business.ADJUST: {**_PERSON, "id_number": "330102199003071230", "salary": 5000, "rate": 8},
}


def make_terms(**changes: Any) -> Terms:
    """The oracle's terms with some entries changed."""
    return parse_terms({**TERMS, **changes})


def make_batch(business: Business, *changes: Mapping[str, Cell], **facts: Any) -> Batch:
    """A batch of good rows, each with its changes, from row 2 of a sheet on."""
    rows = [{**GOOD[business], **change} for change in changes or ({},)]
    columns = {column.field: [row.get(column.field) for row in rows] for column in business.columns}
    return Batch(business, columns, range(2, 2 + len(rows)), **facts)


@dataclass(frozen=True)
class Case:
    """One line of the table; money in fen, None where it cannot be computed.

    ``codes`` are the codes of each row, in the order of columns; ``money`` the expected values of
    each computed column that the table states.
    """

    id: str
    business: Business
    terms: Terms
    rows: tuple[Mapping[str, Cell], ...]
    codes: tuple[tuple[str, ...], ...]
    money: Mapping[str, tuple[int | None, ...]]
    why: str

    @property
    def batch(self) -> Batch:
        """The batch as a sheet would give it."""
        return make_batch(self.business, *self.rows)

    @property
    def travels(self) -> bool:
        """Whether every cell could stand in a line on the wire: text and numbers in their place."""
        return all(
            isinstance(row.get(column.field), str)
            if column.kind in TEXT_KINDS
            else row.get(column.field) is None or is_number(row.get(column.field))
            for row in ({**GOOD[self.business], **changes} for changes in self.rows)
            for column in self.business.columns
            if column.field != "reason"
        )


_ENTRY = re.compile(r"(\w+)=(?:'([^']*)'|(\[[^\]]*\])|(\S*))")


def _entries(text: str) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for name, quoted, listed, bare in _ENTRY.findall(text):
        if listed:
            entries[name] = json.loads(listed)
        elif bare:
            entries[name] = int(bare) if re.fullmatch("-?[0-9]+", bare) else float(bare)
        else:
            entries[name] = quoted if f"{name}='" in text else None
    return entries


def _money(text: str, count: int) -> tuple[int | None, ...]:
    values = tuple(None if item == "-" else to_fen(item) for item in text.split("|"))
    assert len(values) == count, text
    return values


def _case(line: Mapping[str, str]) -> Case:
    rows = tuple(_entries(row) for row in line["rows"].split("|"))
    codes = tuple(tuple(row.split()) for row in line["codes"].split("|"))
    if codes == ((),):
        codes = ((),) * len(rows)
    assert len(codes) == len(rows), line["id"]
    return Case(
        id=line["id"],
        business=Business(line["business"]),
        terms=make_terms(**_entries(line["terms"])),
        rows=rows,
        codes=codes,
        money={
            name: _money(line[name], len(rows))
            for name in ("unit_deposit", "own_deposit", "deposit", "amount")
            if line[name]
        },
        why=line["why"],
    )


def _read() -> tuple[Case, ...]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return tuple(_case(line) for line in csv.DictReader(file))


CASES = _read()
