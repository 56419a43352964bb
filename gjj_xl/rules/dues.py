"""What the computed columns of a batch must hold: deposits and amounts, column by column."""

from collections.abc import Mapping, Sequence

from gjj_xl.rules.business import Business
from gjj_xl.rules.deposits import side
from gjj_xl.rules.grid import Grid
from gjj_xl.rules.months import month_index
from gjj_xl.rules.terms import Terms

Column = Sequence[int | None]
"""Fen, one value for each record; None where it cannot be computed."""


def compute(grid: Grid) -> Mapping[str, Column]:
    """All computed columns of the business; a bad input gives None in what depends on it."""
    fields = [column.field for column in grid.business.columns if column.computed]
    if not fields:
        return {}
    if grid.terms is None:
        return dict.fromkeys(fields, [None] * len(grid))
    values, terms, funds = grid.values, grid.terms, grid.values["fund"]
    if grid.business is Business.SHORT:
        paid = _sides(values["paid_salary"], values["paid_rate"], terms)
        due = _sides(values["due_salary"], values["due_rate"], terms)
        sides: Column = [
            None if a is None or b is None else b - a for a, b in zip(paid, due, strict=True)
        ]
    else:
        sides = _sides(values["salary"], values["rate"], terms)
    one_sided = terms.one_sided_funds
    factors = {fund: 1 if fund in one_sided else 2 for fund in set(funds) if fund is not None}
    deposits = [
        None if one is None or fund is None else one * factors[fund]
        for one, fund in zip(sides, funds, strict=True)
    ]
    computed: dict[str, Column] = {
        "unit_deposit": [
            None if deposit is None else one for one, deposit in zip(sides, deposits, strict=True)
        ],
        "own_deposit": [
            None if one is None or deposit is None else deposit - one
            for one, deposit in zip(sides, deposits, strict=True)
        ],
        "deposit": deposits,
    }
    if "amount" in fields:
        computed["amount"] = [
            None if deposit is None or count is None else deposit * count
            for deposit, count in zip(deposits, month_counts(grid), strict=True)
        ]
    return {field: computed[field] for field in fields}


def month_counts(grid: Grid) -> Column:
    """The months of each back-pay; None where they are bad, in disorder or not yet past."""
    until = month_index(grid.terms.business_month) if grid.terms else None
    return [
        None
        if first is None or last is None or first > last or (until is not None and last >= until)
        else last - first + 1
        for first, last in zip(grid.first, grid.last, strict=True)
    ]


def _sides(salaries: Column, rates: Column, terms: Terms) -> Column:
    return [
        None if salary is None or rate is None else side(salary, rate, terms)
        for salary, rate in zip(salaries, rates, strict=True)
    ]
