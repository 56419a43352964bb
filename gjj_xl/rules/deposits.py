"""The centre's arithmetic (facts): from a salary and a rate to a month's deposit (月缴存额)."""

from dataclasses import dataclass

from gjj_xl.rules.money import WHOLE, round_ratio
from gjj_xl.rules.terms import Terms


def clamp(salary: int, terms: Terms) -> int:
    """The base (缴存基数): the salary brought within the bounds (manual 6.1.3); fen."""
    return min(max(salary, terms.lowest_base), terms.highest_base)


def side(salary: int, rate: int, terms: Terms) -> int:
    """One side's monthly deposit: base times rate, rounded by itself (facts); fen."""
    return round_ratio(clamp(salary, terms) * rate, WHOLE, terms.rounding)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A month's deposit in fen, side by side (单位, 个人, 合计)."""

    unit: int
    own: int
    total: int


def deposit(salary: int, rate: int, fund: int, terms: Terms) -> Deposit:
    """The monthly deposit (月缴存额) of a salary in fen at a rate in 1/100 percent (facts).

    The salary is clamped. Each side is rounded by itself; a one-sided fund (住房公积金补贴) is one
    amount without a split and stands on the unit's side.
    """
    one = side(salary, rate, terms)
    if fund in terms.one_sided_funds:
        return Deposit(unit=one, own=0, total=one)
    return Deposit(unit=one, own=one, total=2 * one)
