"""What a record does to the accounts, once it is processed.

Each function works within the transaction of its batch and answers with an :class:`Effect`. The
centre's own record wins over what the unit wrote (manual 7.2): name and ID number are compared,
never taken over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from gjj_xl.rules.business import Business
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.money import deposit, yuan_text
from gjj_xl.rules.months import count_months, month_index, month_text, next_month
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.store import (
    ACCOUNTS,
    ADJUSTMENTS,
    DEPOSITS,
    EMPLOYEES,
    SUPPLEMENTS,
    next_number,
    next_version,
)
from gjj_xl.wire.messages import RecordState

_FIRST_NEW_NUMBER: Final = 800_000_000_001
_YEAR_BEGINS: Final = "07"  # the business year runs from July to June
_ADJUSTS_AHEAD: Final = ("04", "05", "06")  # months in which 年度调整 means the coming July

LIVE_ACCOUNT: Final = "存在正常缴存账户"
OVERLAP: Final = "存在重复补缴"
STOPPED: Final = "职工已减少"
NOT_NORMAL: Final = "职工缴存状态不为正常"
UNKNOWN: Final = "不存在缴存关系或不属于此单位"


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of a record: ``reason`` says why it failed, or what is to be known of it."""

    state: RecordState
    reason: str = ""
    client_number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be processed: ``values`` are typed as the check read them."""

    serial: str
    line: int
    fund: int
    values: Mapping[str, Any]


def apply(
    connection: Connection, business: Business, entry: Entry, unit_number: str, terms: Terms
) -> Effect:
    """Process one record at the terms of the moment; the accounts follow."""
    return _EFFECTS[business](connection, entry, unit_number, terms)


def adjust_due(connection: Connection, unit_number: str, month: str) -> int:
    """Let the adjustments take effect whose month has come; returns how many."""
    due = connection.execute(
        select(ADJUSTMENTS)
        .join(
            ACCOUNTS,
            and_(
                ACCOUNTS.c.client_number == ADJUSTMENTS.c.client_number,
                ACCOUNTS.c.fund == ADJUSTMENTS.c.fund,
            ),
        )
        .where(ACCOUNTS.c.unit_number == unit_number, ADJUSTMENTS.c.from_month <= month)
        .order_by(ADJUSTMENTS.c.from_month)
    ).all()
    for row in due:
        _change(
            connection, unit_number, row.client_number, row.fund, salary=row.salary, rate=row.rate
        )
        connection.execute(
            delete(ADJUSTMENTS).where(
                ADJUSTMENTS.c.client_number == row.client_number,
                ADJUSTMENTS.c.fund == row.fund,
                ADJUSTMENTS.c.from_month == row.from_month,
            )
        )
    return len(due)


def adjusted_from(month: str) -> str:
    """The month from which a 年度调整 filed in a business month is in force."""
    if month[4:] in _ADJUSTS_AHEAD:
        return month[:4] + _YEAR_BEGINS
    return next_month(month)


def _register(connection: Connection, entry: Entry, unit_number: str, terms: Terms) -> Effect:
    values = entry.values
    person = full_id(str(values["id_number"]))
    live = connection.scalar(
        select(ACCOUNTS.c.client_number)
        .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
        .where(
            EMPLOYEES.c.full_id == person,
            ACCOUNTS.c.fund == entry.fund,
            ACCOUNTS.c.state == State.NORMAL.value,
        )
        .limit(1)
    )
    if live is not None:
        return Effect(RecordState.FAILED, LIVE_ACCOUNT)
    # A client number that the person has here is used again, best the one of this fund.
    known = connection.execute(
        select(EMPLOYEES.c.client_number, EMPLOYEES.c.name)
        .join(
            ACCOUNTS,
            and_(
                ACCOUNTS.c.client_number == EMPLOYEES.c.client_number,
                ACCOUNTS.c.fund == entry.fund,
            ),
            isouter=True,
        )
        .where(EMPLOYEES.c.unit_number == unit_number, EMPLOYEES.c.full_id == person)
        .order_by(ACCOUNTS.c.fund.is_(None), EMPLOYEES.c.client_number)
        .limit(1)
    ).one_or_none()
    if known is None:
        number = next_number(connection, "client_number", _FIRST_NEW_NUMBER)
        client_number = f"{number:0{terms.client_number_length}d}"
        connection.execute(
            insert(EMPLOYEES).values(
                client_number=client_number,
                unit_number=unit_number,
                name=values["name"],
                id_number=values["id_number"],
                full_id=person,
            )
        )
        note = f"个人客户号{client_number}"
    else:
        client_number = known.client_number
        note = f"启用原个人客户号{client_number}"
        if known.name != values["name"]:
            note += "；姓名与中心登记不一致，以中心登记为准"
    account = _account(connection, unit_number, client_number, entry.fund)
    if account is None:
        connection.execute(
            insert(ACCOUNTS).values(
                client_number=client_number,
                fund=entry.fund,
                unit_number=unit_number,
                state=State.NORMAL.value,
                salary=values["salary"],
                rate=values["rate"],
                opened_month=terms.business_month,
                version=next_version(connection, unit_number),
            )
        )
    else:
        _change(
            connection,
            unit_number,
            client_number,
            entry.fund,
            state=State.NORMAL.value,
            salary=values["salary"],
            rate=values["rate"],
            stopped_month=None,
            stop_reason=None,
        )
    return Effect(RecordState.SUCCEEDED, note, client_number)


def _reduce(connection: Connection, entry: Entry, unit_number: str, terms: Terms) -> Effect:
    client_number = str(entry.values["client_number"])
    account = _account(connection, unit_number, client_number, entry.fund)
    if account is None:
        return Effect(RecordState.FAILED, UNKNOWN, client_number)
    if account.state != State.NORMAL.value:
        return Effect(
            RecordState.FAILED, f"{STOPPED}，已停缴的个人客户号{client_number}", client_number
        )
    _change(
        connection,
        unit_number,
        client_number,
        entry.fund,
        state=State.STOPPED.value,
        stopped_month=terms.business_month,
        stop_reason=str(entry.values["reason"]),
    )
    return Effect(RecordState.SUCCEEDED, _compared(account, entry.values), client_number)


def _missed(connection: Connection, entry: Entry, unit_number: str, terms: Terms) -> Effect:
    values = entry.values
    client_number = str(values["client_number"])
    account = _account(connection, unit_number, client_number, entry.fund)
    if account is None:
        return Effect(RecordState.FAILED, UNKNOWN, client_number)
    first, last = str(values["first_month"]), str(values["last_month"])
    paid = connection.scalars(
        select(DEPOSITS.c.month)
        .where(
            DEPOSITS.c.client_number == client_number,
            DEPOSITS.c.fund == entry.fund,
            DEPOSITS.c.month.between(first, last),
        )
        .order_by(DEPOSITS.c.month)
    ).all()
    if paid:
        return Effect(RecordState.FAILED, f"{OVERLAP}：{_months(paid)}已有缴存记录", client_number)
    monthly = deposit(values["salary"], values["rate"], entry.fund, terms).total
    begin = month_index(first)
    connection.execute(
        insert(DEPOSITS),
        [
            {
                "client_number": client_number,
                "fund": entry.fund,
                "month": month_text(begin + step),
                "amount": monthly,
                "serial": entry.serial,
            }
            for step in range(count_months(first, last))
        ],
    )
    return Effect(RecordState.SUCCEEDED, _compared(account, values), client_number)


def _short(connection: Connection, entry: Entry, unit_number: str, _terms: Terms) -> Effect:
    values = entry.values
    client_number = str(values["client_number"])
    account = _account(connection, unit_number, client_number, entry.fund)
    if account is None:
        return Effect(RecordState.FAILED, UNKNOWN, client_number)
    connection.execute(
        insert(SUPPLEMENTS).values(
            serial=entry.serial,
            line=entry.line,
            client_number=client_number,
            fund=entry.fund,
            first_month=values["first_month"],
            last_month=values["last_month"],
            monthly=values["deposit"],
            amount=values["amount"],
        )
    )
    return Effect(RecordState.SUCCEEDED, _compared(account, values), client_number)


def _adjust(connection: Connection, entry: Entry, unit_number: str, terms: Terms) -> Effect:
    values = entry.values
    client_number = str(values["client_number"])
    account = _account(connection, unit_number, client_number, entry.fund)
    if account is None:
        return Effect(RecordState.FAILED, UNKNOWN, client_number)
    if account.state != State.NORMAL.value:
        return Effect(RecordState.FAILED, NOT_NORMAL, client_number)
    begins = adjusted_from(terms.business_month)
    key = {"client_number": client_number, "fund": entry.fund, "from_month": begins}
    connection.execute(
        delete(ADJUSTMENTS).where(*(ADJUSTMENTS.c[name] == value for name, value in key.items()))
    )
    connection.execute(
        insert(ADJUSTMENTS).values(
            **key, salary=values["salary"], rate=values["rate"], serial=entry.serial
        )
    )
    base = f"自{begins}起按月均工资{yuan_text(values['salary'])}元执行"
    told = _compared(account, values)
    return Effect(RecordState.SUCCEEDED, f"{base}；{told}" if told else base, client_number)


_EFFECTS: Final[Mapping[Business, Callable[[Connection, Entry, str, Terms], Effect]]] = {
    Business.REGISTER: _register,
    Business.REDUCE: _reduce,
    Business.MISSED: _missed,
    Business.SHORT: _short,
    Business.ADJUST: _adjust,
}


def _account(connection: Connection, unit_number: str, client_number: str, fund: int) -> Any:
    return connection.execute(
        select(ACCOUNTS.c.state, EMPLOYEES.c.name, EMPLOYEES.c.full_id)
        .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
        .where(
            ACCOUNTS.c.unit_number == unit_number,
            ACCOUNTS.c.client_number == client_number,
            ACCOUNTS.c.fund == fund,
        )
    ).one_or_none()


def _change(
    connection: Connection, unit_number: str, client_number: str, fund: int, **values: Any
) -> None:
    connection.execute(
        update(ACCOUNTS)
        .where(ACCOUNTS.c.client_number == client_number, ACCOUNTS.c.fund == fund)
        .values(**values, version=next_version(connection, unit_number))
    )


def _compared(account: Row[Any], values: Mapping[str, Any]) -> str:
    """What differs from the centre's record; the record was used (manual 7.2, E17)."""
    differs = [
        word
        for word, same in (
            ("姓名", values.get("name", account.name) == account.name),
            (
                "证件号码",
                full_id(str(values.get("id_number") or account.full_id)) == account.full_id,
            ),
        )
        if not same
    ]
    return f"{'、'.join(differs)}与中心登记不一致，已按中心登记办理" if differs else ""


def _months(months: Sequence[str]) -> str:
    shown = "、".join(months[:3])
    return shown if len(months) <= 3 else f"{shown}等{len(months)}个月"
