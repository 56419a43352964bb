"""A synthetic unit before it is written down: its accounts and what was paid for them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table

from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.months import month_index, month_text
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox import store
from gjj_xl.sandbox.people import make_id, make_name, make_salary

HISTORY_MONTHS: Final = 24
"""How many months of deposits a unit begins with."""

_STOPPED_SHARE: Final = 0.12
_SUBSIDY_SHARE: Final = 0.4  # employees who have fund 11 too, where the unit has it
_NEW_SHARE: Final = 0.3  # joined within the history
_GAP_SHARE: Final = 0.06
_OLD_ID_SHARE: Final = 0.006  # 15 places
_ODD_ID_SHARE: Final = 0.003  # registered at the counter with a number that checks as wrong
_LONGEST_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Gap:
    """Months without a deposit that a 漏缴补缴 can fill, both ends counted."""

    client_number: str
    fund: int
    first_month: str
    last_month: str


@dataclass(slots=True)
class Draft:
    """The rows of a unit's tables; ``gaps`` are the holes in its deposits."""

    terms: Terms
    source: random.Random
    employees: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    deposits: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        """The rows to insert, table by table, in an order that the references allow."""
        rate = self.terms.uniform_rate
        yield (
            store.UNITS,
            [
                {
                    "unit_number": self.terms.unit_number,
                    "unit_name": self.terms.unit_name,
                    "uniform_rate": rate,
                    "funds": ",".join(map(str, self.terms.funds)),
                    "version": 1,
                }
            ],
        )
        yield store.EMPLOYEES, self.employees
        yield store.ACCOUNTS, self.accounts
        yield store.DEPOSITS, self.deposits

    def fill(self, count: int, first_number: int, *, all_normal: bool = False) -> None:
        """Add ``count`` employees, numbered from ``first_number``, nobody twice."""
        taken: set[str] = set()
        for number in range(first_number, first_number + count):
            id_number = self._make_id(taken)
            client_number = f"{number:0{self.terms.client_number_length}d}"
            self.employees.append(
                {
                    "client_number": client_number,
                    "unit_number": self.terms.unit_number,
                    "name": make_name(self.source, longest=9),
                    "id_number": id_number,
                    "full_id": full_id(id_number),
                }
            )
            self._add_accounts(client_number, all_normal=all_normal)

    def _make_id(self, taken: set[str]) -> str:
        while True:
            draw = self.source.random()
            id_number = make_id(self.source, places=15 if draw < _OLD_ID_SHARE else 18)
            if draw > 1 - _ODD_ID_SHARE:
                id_number = id_number[:-1] + ("1" if id_number[-1] != "1" else "2")
            if (full := full_id(id_number)) not in taken:
                taken.add(full)
                return id_number

    def _add_accounts(self, client_number: str, *, all_normal: bool) -> None:
        source, terms = self.source, self.terms
        salary = make_salary(source)
        rate = terms.uniform_rate or source.randrange(5, 13) * 100
        current = month_index(terms.business_month)
        oldest = current - HISTORY_MONTHS
        opened = source.randrange(oldest, current) if source.random() < _NEW_SHARE else oldest
        stopped = None
        if not all_normal and source.random() < _STOPPED_SHARE:
            stopped = source.randrange(opened, current) + 1
        for fund in terms.funds:
            # Drawn always, so that one unit's funds do not change the next one's people.
            if source.random() >= _SUBSIDY_SHARE and fund != terms.funds[0]:
                continue
            self.accounts.append(
                {
                    "client_number": client_number,
                    "fund": fund,
                    "unit_number": terms.unit_number,
                    "state": (State.STOPPED if stopped else State.NORMAL).value,
                    "salary": salary,
                    "rate": rate,
                    "opened_month": month_text(opened),
                    "stopped_month": month_text(stopped) if stopped else None,
                    "stop_reason": source.choice(list(terms.reduce_reasons)) if stopped else None,
                    "version": 1,
                }
            )
            self._pay(client_number, fund, opened, stopped or current, salary, rate)

    def _pay(
        self, client_number: str, fund: int, first: int, end: int, salary: int, rate: int
    ) -> None:
        source = self.source
        missing = range(0)
        if source.random() < _GAP_SHARE and end - first > _LONGEST_GAP + 1:
            length = source.randint(1, _LONGEST_GAP)
            start = source.randrange(first + 1, end - length)
            missing = range(start, start + length)
            self.gaps.append(
                Gap(client_number, fund, month_text(start), month_text(start + length - 1))
            )
        total = deposit(salary, rate, fund, self.terms).total
        self.deposits.extend(
            {
                "client_number": client_number,
                "fund": fund,
                "month": month_text(month),
                "amount": total,
            }
            for month in range(first, end)
            if month not in missing
        )
