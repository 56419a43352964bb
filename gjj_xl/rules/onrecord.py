"""Rules against the centre's record (the roster): accounts, states, names and ID numbers."""

from collections.abc import Iterator, Sequence

from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Code
from gjj_xl.rules.grid import Grid, Hit
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.mask import mask_equal_places
from gjj_xl.rules.roster import Employee, Roster, State

_FEW_PLACES = 9
"""With more places than these the difference would be the number itself."""

_STATE_CODES = {
    Business.REDUCE: Code.ALREADY_STOPPED,
    Business.ADJUST: Code.EMPLOYEE_NOT_NORMAL,
}


def find_employees(grid: Grid, roster: Roster) -> Sequence[Employee | None]:
    """The account of each record; None where there is none or the row does not say whose."""
    if not grid.business.facts.registered:
        return [None] * len(grid)
    return roster.find_all(grid.values["client_number"], grid.values["fund"])


def on_record(grid: Grid, roster: Roster, employees: Sequence[Employee | None]) -> Iterator[Hit]:
    """All rules of a business against the roster; ``employees`` as :func:`find_employees` gives."""
    if not grid.business.facts.registered:
        yield from _live_accounts(grid, roster)
        return
    yield from _unknown(grid, roster, employees)
    yield from _states(grid, employees)
    yield from _names(grid, employees)
    if "id_number" in grid.values:
        yield from _ids(grid, employees)


def _unknown(grid: Grid, roster: Roster, employees: Sequence[Employee | None]) -> Iterator[Hit]:
    """E8: the client number is one of this unit's, in this fund."""
    numbers, funds = grid.values["client_number"], grid.values["fund"]
    for index, employee in enumerate(employees):
        if employee is None and numbers[index] is not None and funds[index] is not None:
            reason = "职工信息中没有这个个人客户号"
            if others := roster.funds_of(numbers[index]):
                listed = "、".join(map(str, others))
                reason = f"该职工没有资金性质{funds[index]}的账户（有{listed}）"
            yield Hit(index, "client_number", Code.CLIENT_NUMBER_UNKNOWN, {"reason": reason})


def _states(grid: Grid, employees: Sequence[Employee | None]) -> Iterator[Hit]:
    """E14, C14: who has stopped is neither reduced again nor adjusted."""
    code = _STATE_CODES.get(grid.business)
    if code is None:
        return
    for index, employee in enumerate(employees):
        if employee is not None and employee.state is not State.NORMAL:
            facts = {"client_number": employee.client_number, "state": employee.state.value}
            yield Hit(index, "client_number", code, facts)


def _names(grid: Grid, employees: Sequence[Employee | None]) -> Iterator[Hit]:
    """E17: the name is the centre's."""
    for index, (employee, name) in enumerate(zip(employees, grid.values["name"], strict=True)):
        if employee is not None and name is not None and employee.name != name:
            yield Hit(index, "name", Code.NAME_DIFFERS, {"name": name, "record": employee.name})


def _ids(grid: Grid, employees: Sequence[Employee | None]) -> Iterator[Hit]:
    """E2, E17: the ID number is the centre's, 15 and 18 places being the same."""
    for index, (employee, number) in enumerate(
        zip(employees, grid.values["id_number"], strict=True)
    ):
        if employee is None or number is None or employee.id_number == number:
            continue
        if full_id(employee.id_number) != full_id(number):
            facts = {"difference": _difference(employee.id_number, number)}
            yield Hit(index, "id_number", Code.ID_DIFFERS, facts)


def _difference(record: str, typed: str) -> str:
    """How the centre's ID number differs, without giving away what the clerk does not know."""
    if not typed:
        return "表中没有填写"
    record, typed = full_id(record), full_id(typed)
    if len(record) != len(typed):
        return f"表中为{len(typed)}位，中心登记为{len(record)}位"
    places = sum(a != b for a, b in zip(record, typed, strict=True))
    if places > _FEW_PLACES:
        return f"有{places}位不同"
    return f"中心登记为{mask_equal_places(record, typed)}（相同的几位以*代替）"


def _live_accounts(grid: Grid, roster: Roster) -> Iterator[Hit]:
    """E13: nobody with a live account is registered again."""
    pairs = zip(grid.values["id_number"], grid.values["fund"], strict=True)
    for index, (number, fund) in enumerate(pairs):
        if number is None or fund is None:
            continue
        for employee in roster.by_id(number, fund):
            if employee.state is State.NORMAL:
                facts = {"client_number": employee.client_number}
                yield Hit(index, "id_number", Code.LIVE_ACCOUNT, facts)
                break
