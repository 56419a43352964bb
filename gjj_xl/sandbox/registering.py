"""Opening an account for somebody who was registered (职工登记)."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, and_, insert, select, update

from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.store import ACCOUNTS, EMPLOYEES, next_number

LIVE_ACCOUNT: Final = "存在正常缴存账户"
_FIRST_NEW_NUMBER: Final = 800_000_000_001


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the unit names them."""

    name: str
    id_number: str

    @property
    def full_id(self) -> str:
        """The ID number with 18 places."""
        return full_id(self.id_number)


def live_account(connection: Connection, person: Person, fund: int) -> bool:
    """Whether the person has a normal account in the fund, in whatever unit (manual 6.1.9)."""
    found = connection.scalar(
        select(ACCOUNTS.c.client_number)
        .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
        .where(
            EMPLOYEES.c.full_id == person.full_id,
            ACCOUNTS.c.fund == fund,
            ACCOUNTS.c.state == State.NORMAL.value,
        )
        .limit(1)
    )
    return found is not None


def open_account(
    connection: Connection,
    person: Person,
    unit_number: str,
    fund: int,
    *,
    salary: int,
    rate: int,
    version: int,
    terms: Terms,
) -> tuple[str, str]:
    """Open an account, or a stopped one again; returns the client number and a word on it.

    ``salary`` in fen, ``rate`` in 1/100 percent. The account counts from the terms' business month.
    """
    known = _known(connection, person, unit_number, fund)
    if known is None:
        number = next_number(connection, "client_number", _FIRST_NEW_NUMBER)
        client_number = f"{number:0{terms.client_number_length}d}"
        connection.execute(
            insert(EMPLOYEES).values(
                client_number=client_number,
                unit_number=unit_number,
                name=person.name,
                id_number=person.id_number,
                full_id=person.full_id,
            )
        )
        told = f"个人客户号{client_number}"
    else:
        client_number = known.client_number
        told = f"启用原个人客户号{client_number}"
        if known.name != person.name:
            told += "；姓名与中心登记不一致，已按中心登记办理"
    values: dict[str, Any] = {
        "state": State.NORMAL.value,
        "salary": salary,
        "rate": rate,
        "version": version,
    }
    if known is not None and known.fund is not None:
        connection.execute(
            update(ACCOUNTS)
            .where(ACCOUNTS.c.client_number == client_number, ACCOUNTS.c.fund == fund)
            .values(**values, stopped_month=None, stop_reason=None)
        )
    else:
        connection.execute(
            insert(ACCOUNTS).values(
                **values,
                client_number=client_number,
                fund=fund,
                unit_number=unit_number,
                opened_month=terms.business_month,
            )
        )
    return client_number, told


def _known(connection: Connection, person: Person, unit_number: str, fund: int) -> Any:
    """The client number that the person has in the unit, best the one with this fund."""
    rows = connection.execute(
        select(EMPLOYEES.c.client_number, EMPLOYEES.c.name, ACCOUNTS.c.fund)
        .join(
            ACCOUNTS,
            and_(
                ACCOUNTS.c.client_number == EMPLOYEES.c.client_number,
                ACCOUNTS.c.fund == fund,
            ),
            isouter=True,
        )
        .where(EMPLOYEES.c.unit_number == unit_number, EMPLOYEES.c.full_id == person.full_id)
        .order_by(ACCOUNTS.c.fund.is_(None), EMPLOYEES.c.client_number)
        .limit(1)
    ).all()
    return rows[0] if rows else None
