"""The values that the formulas of a batch sheet come to: what a writer stores beside each formula.

The arithmetic is the rules'; here stands only when a formula stays empty.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.cells import Cell, is_blank, is_number
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.grid import rate_rule
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.money import WHOLE, MoneyError, to_decimal, to_fen, to_rate
from gjj_xl.rules.months import count_months, is_month
from gjj_xl.rules.terms import Terms

Row = Mapping[str, Cell]
"""A record: field to cell."""


class Computer:
    """Computes the computed columns and the key of one business under one unit's terms.

    Rows of another fund than ``batch_fund`` stay empty; None takes every fund of the unit.
    """

    def __init__(self, business: Business, terms: Terms, batch_fund: int | None = None) -> None:
        self.business = business
        self.terms = terms
        self._funds = {batch_fund} if batch_fund is not None else set(terms.funds)
        self._rates = rate_rule(business, terms)
        self._fields = tuple(c.field for c in business.columns if c.computed)
        self._inputs = tuple(
            c.field for c in business.columns if c.kind in {Kind.SALARY, Kind.RATE}
        )
        self._person = "id_number" if business is Business.REGISTER else "client_number"
        self._deposits = lru_cache(maxsize=65536, typed=True)(self._compute)

    def row(self, row: Row) -> dict[str, int | None]:
        """Computed field to fen, None where the formula stays empty."""
        if not self._fields:
            return {}
        inputs = tuple(row.get(field) for field in self._inputs)
        try:
            made = self._deposits(row.get("fund"), *inputs)
        except TypeError:  # a cell of no hashable kind is no number either
            made = None
        if made is None:
            return dict.fromkeys(self._fields)
        if not self.business.facts.backpay:
            return dict(zip(self._fields, made, strict=True))
        months = self._months(row)
        return {"deposit": made[0], "amount": made[0] * months if months else None}

    def key(self, row: Row) -> str:
        """What the ``_键`` column shows; empty where the person's number is blank or damaged."""
        person, fund = row.get(self._person), row.get("fund")
        if not isinstance(person, str) or is_blank(person):
            return ""
        text = shown(person)
        whose = full_id(text) if self._person == "id_number" else text
        return f"{whose}|{shown(fund)}"

    def _compute(self, fund_cell: Cell, *cells: Cell) -> tuple[int, ...] | None:
        fund = self._fund(fund_cell)
        half = len(cells) // 2
        salaries = [_salary(cell) for cell in cells[:half]]
        rates = [self._rate(cell) for cell in cells[half:]]
        if fund is None or not all(salaries) or not all(rates):
            return None
        made = [
            deposit(salary, rate, fund, self.terms)
            for salary, rate in zip(salaries, rates, strict=True)
            if salary and rate
        ]
        if self.business is Business.SHORT:
            paid, due = made
            return (due.total - paid.total,)
        (only,) = made
        if self.business.facts.backpay:
            return (only.total,)
        return (only.unit, only.own, only.total)

    def _fund(self, cell: Cell) -> int | None:
        text = shown(cell)
        return next((fund for fund in self._funds if text == str(fund)), None)

    def _rate(self, cell: Cell) -> int | None:
        if not is_number(cell):
            return None
        number = to_decimal(cell)
        if 0 < number < 1:
            number *= 100
        try:
            rate = to_rate(number)
        except MoneyError:
            return None
        return None if self._rates.code(rate) else rate

    def _months(self, row: Row) -> int:
        first, last = shown(row.get("first_month")), shown(row.get("last_month"))
        if not (is_month(first) and is_month(last)):
            return 0
        return count_months(first, last) if first <= last < self.terms.business_month else 0


def shown(cell: Cell) -> str:
    """A cell as text, as the formulas see it: numbers to 15 places, without blanks around."""
    if cell is None:
        return ""
    if is_number(cell):
        assert isinstance(cell, int | float | Decimal)
        return format(float(cell), ".15g")
    return str(cell).strip()


def overtyped(cell: Cell, fen: int | None) -> bool:
    """Whether a computed cell holds something else than what its formula gives (in fen)."""
    if cell is None or cell == "":
        return False
    if fen is None or isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return True
    return abs(Decimal(format(float(cell), ".15g")) * 100 - fen) != 0


def _salary(cell: Cell) -> int | None:
    if not is_number(cell):
        return None
    try:
        fen = to_fen(cell)
    except MoneyError:
        return None
    return fen if 0 < fen < WHOLE**3 else None
