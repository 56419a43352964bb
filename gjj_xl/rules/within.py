"""Rules within a row: bounds, months, and the computed columns that were overtyped."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from gjj_xl.rules import catalogue, singlewords
from gjj_xl.rules.business import Kind
from gjj_xl.rules.cells import is_number
from gjj_xl.rules.deposits import clamp
from gjj_xl.rules.dues import Column
from gjj_xl.rules.findings import Code
from gjj_xl.rules.grid import Grid, Hit
from gjj_xl.rules.money import yuan_text
from gjj_xl.rules.months import month_index, month_text
from gjj_xl.rules.parse import show

Rule = Callable[[Grid, Mapping[str, Column]], Iterator[Hit]]


def long_names(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E1: the name of somebody to be registered has a greatest length."""
    if grid.terms is None or grid.business.facts.registered:
        return
    most = grid.terms.name_max
    for index, name in enumerate(grid.values["name"]):
        if name is not None and len(name) > most:
            facts = {"length": len(name), "most": most}
            yield Hit(index, "name", Code.NAME_TOO_LONG, facts)


def months_as_numbers(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E9: a month that was typed as a number has lost nothing."""
    for column in grid.of_kind(Kind.MONTH):
        cells = grid.cells(column.field)
        if set(map(type, cells)) <= {str}:
            continue
        for index, month in enumerate(grid.values[column.field]):
            if month is not None and is_number(cells[index]):
                yield Hit(index, column.field, Code.MONTH_AS_NUMBER, {})


def month_order(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E9: the first month is not after the last."""
    if not grid.business.facts.backpay:
        return
    for index, (first, last) in enumerate(zip(grid.first, grid.last, strict=True)):
        if first is not None and last is not None and first > last:
            facts = {"first_month": month_text(first), "last_month": month_text(last)}
            yield Hit(index, "first_month", Code.MONTH_ORDER, facts)


def months_past(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E9: both months lie before the business month."""
    if grid.terms is None or not grid.business.facts.backpay:
        return
    now = grid.terms.business_month
    limit = month_index(now)
    for field, months, code in (
        ("first_month", grid.first, Code.FIRST_MONTH_NOT_PAST),
        ("last_month", grid.last, Code.LAST_MONTH_NOT_PAST),
    ):
        for index, month in enumerate(months):
            if month is not None and month >= limit:
                facts = {"month": month_text(month), "business_month": now}
                yield Hit(index, field, code, facts)


def salary_bounds(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E4, E18: a salary outside the bounds is told with the base that is used instead."""
    terms = grid.terms
    if terms is None:
        return
    lowest, highest = terms.lowest_base, terms.highest_base
    backpay = grid.business.facts.backpay
    since = month_index(terms.bounds_from) if backpay and terms.bounds_from else None
    counter = singlewords.COUNTER if grid.single else catalogue.COUNTER
    asked: set[int] = set()
    for column in grid.of_kind(Kind.SALARY):
        for index, salary in enumerate(grid.values[column.field]):
            if salary is None or lowest <= salary <= highest:
                continue
            facts = {
                "lowest": yuan_text(lowest),
                "highest": yuan_text(highest),
                "base": yuan_text(clamp(salary, terms)),
                "counter": counter if backpay and since is None else "",
            }
            yield Hit(index, column.field, Code.SALARY_OUT_OF_BOUNDS, facts)
            first = grid.first[index] if since is not None else None
            if since is not None and first is not None and first < since and index not in asked:
                asked.add(index)
                facts = {"first_month": month_text(first), "bounds_from": month_text(since)}
                yield Hit(index, "first_month", Code.PAST_BOUNDS, facts)


def deposits(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E4: an overtyped deposit equals the computed one, each column by itself."""
    for column in grid.business.columns:
        if column.kind is not Kind.DEPOSIT:
            continue
        pairs = zip(grid.values[column.field], computed[column.field], strict=True)
        for index, (typed, due) in enumerate(pairs):
            if typed != due and typed is not None and due is not None:
                yield Hit(index, column.field, Code.DEPOSIT_DIFFERS, {"expected": yuan_text(due)})


def amounts(grid: Grid, computed: Mapping[str, Column]) -> Iterator[Hit]:
    """E12: the amount is more than zero, and an overtyped one equals the computed one."""
    if "amount" not in computed:
        return
    pairs = zip(grid.values["amount"], computed["amount"], strict=True)
    for index, (typed, due) in enumerate(pairs):
        if typed == due and typed is not None and typed > 0:
            continue
        if typed is not None and typed <= 0:
            facts = {"amount": f"填的是{_yuan(typed)}元"}
            yield Hit(index, "amount", Code.AMOUNT_NOT_POSITIVE, facts)
        elif due is not None and due <= 0:
            facts = {"amount": f"计算为{_yuan(due)}元"}
            yield Hit(index, "amount", Code.AMOUNT_NOT_POSITIVE, facts)
        elif typed is not None and due is not None and typed != due:
            yield Hit(index, "amount", Code.AMOUNT_DIFFERS, _parts(grid, computed, index))


def _parts(grid: Grid, computed: Mapping[str, Column], index: int) -> dict[str, object]:
    deposit, amount = computed["deposit"][index], computed["amount"][index]
    assert deposit is not None
    assert amount is not None
    return {
        "deposit": yuan_text(deposit),
        "count": amount // deposit,
        "expected": yuan_text(amount),
    }


def _yuan(amount: int | Decimal) -> str:
    return yuan_text(amount) if isinstance(amount, int) else show(amount.scaleb(-2))


RULES: tuple[Rule, ...] = (
    long_names,
    months_as_numbers,
    month_order,
    months_past,
    salary_bounds,
    deposits,
    amounts,
)
