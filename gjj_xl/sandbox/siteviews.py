"""What the reconciliation site shows of a unit; every query names the unit, and sees no other."""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select

from gjj_xl.rules.business import Business
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.months import count_months
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.paging import Slice, cut
from gjj_xl.sandbox.store import ACCOUNTS, BATCHES, DEPOSITS, EMPLOYEES, LINES, SUPPLEMENTS
from gjj_xl.wire.messages import RecordState


@dataclass(frozen=True, slots=True)
class Fund:
    """The unit's accounts in a fund: numbers, a month's deposit and all that was paid, in fen."""

    code: int
    name: str
    normal: int
    stopped: int
    monthly: int
    paid: int
    last_month: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that happened in an account; ``amount`` in fen, None where no money moved."""

    month: str
    what: str
    amount: int | None = None
    serial: str = ""


def funds(connection: Connection, terms: Terms) -> list[Fund]:
    """The unit's accounts, fund by fund."""
    mine = ACCOUNTS.c.unit_number == terms.unit_number
    found = []
    for code in terms.funds:
        rows = connection.execute(
            select(ACCOUNTS.c.state, ACCOUNTS.c.salary, ACCOUNTS.c.rate).where(
                mine, ACCOUNTS.c.fund == code
            )
        ).all()
        normal = [row for row in rows if row.state == State.NORMAL.value]
        same = and_(
            ACCOUNTS.c.client_number == DEPOSITS.c.client_number, ACCOUNTS.c.fund == DEPOSITS.c.fund
        )
        paid, last = connection.execute(
            select(func.coalesce(func.sum(DEPOSITS.c.amount), 0), func.max(DEPOSITS.c.month))
            .join(ACCOUNTS, same)
            .where(mine, DEPOSITS.c.fund == code)
        ).one()
        more = connection.scalar(
            select(func.coalesce(func.sum(SUPPLEMENTS.c.amount), 0))
            .join(BATCHES, BATCHES.c.serial == SUPPLEMENTS.c.serial)
            .where(BATCHES.c.unit_number == terms.unit_number, SUPPLEMENTS.c.fund == code)
        )
        found.append(
            Fund(
                code=code,
                name=terms.fund_names.get(code, str(code)),
                normal=len(normal),
                stopped=len(rows) - len(normal),
                monthly=sum(deposit(row.salary, row.rate, code, terms).total for row in normal),
                paid=paid + (more or 0),
                last_month=last or "",
            )
        )
    return found


def months(connection: Connection, unit_number: str) -> list[Row[Any]]:
    """The business months in which the unit filed, the newest first, with their numbers."""
    query = (
        select(
            BATCHES.c.business_month,
            func.count().label("batches"),
            func.sum(BATCHES.c.total).label("records"),
            func.sum(BATCHES.c.amount).label("amount"),
        )
        .where(BATCHES.c.unit_number == unit_number)
        .group_by(BATCHES.c.business_month)
        .order_by(BATCHES.c.business_month.desc())
    )
    return list(connection.execute(query))


def batches_of(connection: Connection, unit_number: str, month: str) -> list[dict[str, Any]]:
    """The batches of a business month with their numbers by state."""
    counts = [
        func.sum(case((LINES.c.state == state.value, 1), else_=0)).label(state.name.lower())
        for state in RecordState
    ]
    rows = connection.execute(
        select(
            BATCHES.c.serial,
            BATCHES.c.business,
            BATCHES.c.fund,
            BATCHES.c.total,
            BATCHES.c.amount,
            BATCHES.c.accepted_at,
            *counts,
        )
        .join(LINES, LINES.c.serial == BATCHES.c.serial)
        .where(BATCHES.c.unit_number == unit_number, BATCHES.c.business_month == month)
        .group_by(*(BATCHES.c[name] for name in _BATCH))
        .order_by(BATCHES.c.serial)
    )
    return [{**row._mapping, "word": Business(row.business).facts.word} for row in rows]


_BATCH: Final = ("serial", "business", "fund", "total", "amount", "accepted_at")


def batch(connection: Connection, unit_number: str, serial: str) -> Row[Any] | None:
    """A batch of the unit."""
    return connection.execute(
        select(BATCHES).where(BATCHES.c.serial == serial, BATCHES.c.unit_number == unit_number)
    ).one_or_none()


def employees(
    connection: Connection, unit_number: str, search: dict[str, str], page: int
) -> Slice[Row[Any]]:
    """A page of the unit's accounts: name, ID or client number contain ``words``; state, fund."""
    chosen: list[ColumnElement[bool]] = [ACCOUNTS.c.unit_number == unit_number]
    if words := search.get("words", "").strip():
        chosen.append(
            or_(
                EMPLOYEES.c.name.contains(words, autoescape=True),
                EMPLOYEES.c.client_number.contains(words, autoescape=True),
                EMPLOYEES.c.id_number.contains(words.upper(), autoescape=True),
            )
        )
    if search.get("state") in {state.value for state in State}:
        chosen.append(ACCOUNTS.c.state == search["state"])
    if search.get("fund", "").isdecimal():
        chosen.append(ACCOUNTS.c.fund == int(search["fund"]))
    joined = ACCOUNTS.join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
    query = (
        select(ACCOUNTS, EMPLOYEES.c.name, EMPLOYEES.c.id_number)
        .select_from(joined)
        .where(*chosen)
        .order_by(ACCOUNTS.c.client_number, ACCOUNTS.c.fund)
    )
    return cut(connection, query, page)


def records(connection: Connection, serial: str, page: int) -> Slice[tuple[Row[Any], str]]:
    """A page of a batch's records, each with the name that was filed.

    The caller has made sure whose batch it is.
    """
    query = select(LINES).where(LINES.c.serial == serial).order_by(LINES.c.line)
    return cut(connection, query, page).map(lambda row: (row, json.loads(row.record)["name"]))


def account(connection: Connection, unit_number: str, client_number: str, fund: int) -> Any:
    """An account of the unit with its employee; None where the unit has no such."""
    return connection.execute(
        select(ACCOUNTS, EMPLOYEES.c.name, EMPLOYEES.c.id_number)
        .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
        .where(
            ACCOUNTS.c.unit_number == unit_number,
            ACCOUNTS.c.client_number == client_number,
            ACCOUNTS.c.fund == fund,
        )
    ).one_or_none()


def movements(connection: Connection, row: Any, terms: Terms) -> list[Movement]:
    """What happened in an account, the newest first: opened, paid, paid later, stopped."""
    found = [Movement(row.opened_month, "开户")]
    mine = (DEPOSITS.c.client_number == row.client_number) & (DEPOSITS.c.fund == row.fund)
    for paid in connection.execute(select(DEPOSITS).where(mine)):
        what = "漏缴补缴" if paid.serial else "汇缴"
        found.append(Movement(paid.month, what, paid.amount, paid.serial or ""))
    more = (SUPPLEMENTS.c.client_number == row.client_number) & (SUPPLEMENTS.c.fund == row.fund)
    for added in connection.execute(select(SUPPLEMENTS).where(more)):
        count = count_months(added.first_month, added.last_month)
        what = f"少缴补缴（自 {added.first_month} 起 {count} 个月）"
        found.append(Movement(added.last_month, what, added.amount, added.serial))
    if row.stopped_month:
        reason = terms.reduce_reasons.get(row.stop_reason, row.stop_reason or "")
        found.append(Movement(row.stopped_month, f"停缴（{reason}）" if reason else "停缴"))
    return sorted(found, key=lambda one: one.month, reverse=True)
