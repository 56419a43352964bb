"""What a batch does to a unit's accounts, once it is processed.

The centre's own record wins over what the unit wrote (manual 7.2): name and ID number are compared,
never taken over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update

from gjj_xl.rules.business import Business
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.money import yuan_text
from gjj_xl.rules.months import count_months, month_index, month_text, next_month
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.registering import LIVE_ACCOUNT, Person, live_account, open_account
from gjj_xl.sandbox.store import (
    ACCOUNTS,
    ADJUSTMENTS,
    DEPOSITS,
    EMPLOYEES,
    SUPPLEMENTS,
)
from gjj_xl.sandbox.versions import next_version
from gjj_xl.wire.messages import RecordState

_YEAR_BEGINS: Final = "07"  # the business year runs from July to June
_ADJUSTS_AHEAD: Final = ("04", "05", "06")  # months in which 年度调整 means the coming July

OVERLAP: Final = "存在重复补缴"
STOPPED: Final = "职工已减少"
NOT_NORMAL: Final = "职工缴存状态不为正常"
UNKNOWN: Final = "不存在缴存关系或不属于此单位"

Values = Mapping[str, Any]
"""A record's typed values, as the check read them."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of a record: ``reason`` says why it failed, or what is to be known of it."""

    state: RecordState
    reason: str = ""
    client_number: str = ""


@dataclass(slots=True)
class Account:
    """An account as the centre has it on record."""

    state: str
    name: str
    full_id: str


class Ledger:
    """The accounts of a unit in one fund, while a batch is processed within one transaction.

    Records are applied one after the other; what they change is written by :meth:`flush`, in few
    statements however many there are.
    """

    def __init__(
        self, connection: Connection, unit_number: str, fund: int, serial: str, terms: Terms
    ) -> None:
        self.connection = connection
        self.unit_number = unit_number
        self.fund = fund
        self.serial = serial
        self.terms = terms
        self._rows: dict[Table, list[dict[str, Any]]] = {}
        self._stopped: list[dict[str, Any]] = []

    def apply(self, business: Business, line: int, values: Values) -> Effect:
        """Process one record."""
        if not business.facts.registered:
            return _register(self, values)
        client_number = str(values["client_number"])
        account = self.accounts.get(client_number)
        if account is None:
            return Effect(RecordState.FAILED, UNKNOWN, client_number)
        failed, told = _EFFECTS[business](self, line, values, client_number, account)
        if failed:
            return Effect(RecordState.FAILED, failed, client_number)
        reason = "；".join(filter(None, (told, _compared(account, values))))
        return Effect(RecordState.SUCCEEDED, reason, client_number)

    def flush(self) -> None:
        """Write down what the records have changed."""
        for table, rows in self._rows.items():
            self.connection.execute(insert(table), rows)
        if self._stopped:
            self.connection.execute(_AT_ACCOUNT, self._stopped)
        self._rows, self._stopped = {}, []

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """The accounts by client number."""
        rows = self.connection.execute(
            select(
                ACCOUNTS.c.client_number, ACCOUNTS.c.state, EMPLOYEES.c.name, EMPLOYEES.c.full_id
            )
            .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
            .where(ACCOUNTS.c.unit_number == self.unit_number, ACCOUNTS.c.fund == self.fund)
        )
        return {row.client_number: Account(row.state, row.name, row.full_id) for row in rows}

    @cached_property
    def version(self) -> int:
        """The roster version that all changes of this batch carry."""
        return next_version(self.connection, self.unit_number)

    def add(self, table: Table, **values: Any) -> None:
        """Write a row with this ledger's fund when it is flushed."""
        self._rows.setdefault(table, []).append({"fund": self.fund, **values})

    def stop(self, client_number: str, reason: str) -> None:
        """Stop an account when it is flushed."""
        self._stopped.append(
            {
                "at_client": client_number,
                "at_fund": self.fund,
                "state": State.STOPPED.value,
                "stopped_month": self.terms.business_month,
                "stop_reason": reason,
                "version": self.version,
            }
        )


_AT_ACCOUNT: Final = update(ACCOUNTS).where(
    ACCOUNTS.c.client_number == bindparam("at_client"), ACCOUNTS.c.fund == bindparam("at_fund")
)
_PAID: Final = (
    select(DEPOSITS.c.month)
    .where(
        DEPOSITS.c.client_number == bindparam("client"),
        DEPOSITS.c.fund == bindparam("of_fund"),
        DEPOSITS.c.month.between(bindparam("first"), bindparam("last")),
    )
    .order_by(DEPOSITS.c.month)
)


def paid_months(
    connection: Connection, client_number: str, fund: int, first: str, last: str
) -> str:
    """In words, the months between two that have a deposit; empty where none has."""
    asked = {"client": client_number, "of_fund": fund, "first": first, "last": last}
    paid = connection.scalars(_PAID, asked).all()
    return f"{_months(paid)}已有缴存记录" if paid else ""


def adjust_due(connection: Connection, unit_number: str, month: str) -> int:
    """Let the adjustments take effect whose month has come; returns how many."""
    mine = and_(
        ADJUSTMENTS.c.from_month <= month,
        ADJUSTMENTS.c.client_number.in_(
            select(ACCOUNTS.c.client_number).where(ACCOUNTS.c.unit_number == unit_number)
        ),
    )
    due = connection.execute(
        select(ADJUSTMENTS).where(mine).order_by(ADJUSTMENTS.c.from_month)
    ).all()
    if not due:
        return 0
    version = next_version(connection, unit_number)
    connection.execute(
        _AT_ACCOUNT,
        [
            {
                "at_client": row.client_number,
                "at_fund": row.fund,
                "salary": row.salary,
                "rate": row.rate,
                "version": version,
            }
            for row in due
        ],
    )
    connection.execute(delete(ADJUSTMENTS).where(mine))
    return len(due)


def adjusted_from(month: str) -> str:
    """The month from which a 年度调整 filed in a business month is in force."""
    if month[4:] in _ADJUSTS_AHEAD:
        return month[:4] + _YEAR_BEGINS
    return next_month(month)


def _register(ledger: Ledger, values: Values) -> Effect:
    person = Person(str(values["name"]), str(values["id_number"]))
    if live_account(ledger.connection, person, ledger.fund):
        return Effect(RecordState.FAILED, LIVE_ACCOUNT)
    client_number, told = open_account(
        ledger.connection,
        person,
        ledger.unit_number,
        ledger.fund,
        salary=values["salary"],
        rate=values["rate"],
        version=ledger.version,
        terms=ledger.terms,
    )
    return Effect(RecordState.SUCCEEDED, told, client_number)


# Each returns why the record fails, and what is to be known of one that succeeds.


def _reduce(
    ledger: Ledger, _line: int, values: Values, client_number: str, account: Account
) -> tuple[str, str]:
    if account.state != State.NORMAL.value:
        return f"{STOPPED}，已停缴的个人客户号{client_number}", ""
    account.state = State.STOPPED.value
    ledger.stop(client_number, str(values["reason"]))
    return "", ""


def _missed(
    ledger: Ledger, _line: int, values: Values, client_number: str, _account: Account
) -> tuple[str, str]:
    first, last = str(values["first_month"]), str(values["last_month"])
    if paid := paid_months(ledger.connection, client_number, ledger.fund, first, last):
        return f"{OVERLAP}：{paid}", ""
    monthly = deposit(values["salary"], values["rate"], ledger.fund, ledger.terms).total
    begin = month_index(first)
    for step in range(count_months(first, last)):
        ledger.add(
            DEPOSITS,
            client_number=client_number,
            month=month_text(begin + step),
            amount=monthly,
            serial=ledger.serial,
        )
    return "", ""


def _short(
    ledger: Ledger, line: int, values: Values, client_number: str, _account: Account
) -> tuple[str, str]:
    ledger.add(
        SUPPLEMENTS,
        serial=ledger.serial,
        line=line,
        client_number=client_number,
        first_month=values["first_month"],
        last_month=values["last_month"],
        monthly=values["deposit"],
        amount=values["amount"],
    )
    return "", ""


def _adjust(
    ledger: Ledger, _line: int, values: Values, client_number: str, account: Account
) -> tuple[str, str]:
    if account.state != State.NORMAL.value:
        return NOT_NORMAL, ""
    begins = adjusted_from(ledger.terms.business_month)
    # A later adjustment for the same month takes the place of an earlier one.
    ledger.connection.execute(
        _FORGET, {"client": client_number, "of_fund": ledger.fund, "begins": begins}
    )
    ledger.add(
        ADJUSTMENTS,
        client_number=client_number,
        from_month=begins,
        salary=values["salary"],
        rate=values["rate"],
        serial=ledger.serial,
    )
    return "", f"自{begins}起按月均工资{yuan_text(values['salary'])}元执行"


_FORGET: Final = delete(ADJUSTMENTS).where(
    ADJUSTMENTS.c.client_number == bindparam("client"),
    ADJUSTMENTS.c.fund == bindparam("of_fund"),
    ADJUSTMENTS.c.from_month == bindparam("begins"),
)
_EFFECTS: Final[
    Mapping[Business, Callable[[Ledger, int, Values, str, Account], tuple[str, str]]]
] = {
    Business.REDUCE: _reduce,
    Business.MISSED: _missed,
    Business.SHORT: _short,
    Business.ADJUST: _adjust,
}


def _compared(account: Account, values: Values) -> str:
    """What differs from the centre's record; the record was used (manual 7.2, E17)."""
    typed_id = values.get("id_number")
    differs = []
    if values.get("name", account.name) != account.name:
        differs.append("姓名")
    if typed_id and full_id(str(typed_id)) != account.full_id:
        differs.append("证件号码")
    return f"{'、'.join(differs)}与中心登记不一致，已按中心登记办理" if differs else ""


def _months(months: Sequence[str]) -> str:
    shown = "、".join(months[:3])
    return shown if len(months) <= 3 else f"{shown}等{len(months)}个月"
