"""单笔: the salary and the rate that a form puts in place of one outside the bounds."""

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.deposits import clamp
from gjj_xl.rules.grid import rate_rule
from gjj_xl.rules.parse import parse_rate, parse_salary
from gjj_xl.rules.terms import Terms


def adjusted(business: Business, field: str, cell: Cell, terms: Terms) -> Cell:
    """The bound in yuan or percent that a form makes of a cell; None where the cell stays.

    Salaries are brought within the base bounds, the rate of 职工登记 within the unit's (manual
    6.1.3, 6.1.7, 11.1.5); every other rate is judged and stays.
    """
    kind = business.facts.column(field).kind
    if kind is Kind.SALARY:
        salary = parse_salary(cell)
        if isinstance(salary, int) and (base := clamp(salary, terms)) != salary:
            return _plain(base)
    elif kind is Kind.RATE and business is Business.REGISTER:
        rate = parse_rate(cell)
        rule = rate_rule(business, terms)
        if isinstance(rate, int) and rule.code(rate) is not None:
            return _plain(rule.settle(rate))
    return None


def _plain(hundredths: int) -> int | float:
    return hundredths / 100 if hundredths % 100 else hundredths // 100
