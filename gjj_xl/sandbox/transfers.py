"""Somebody's move to another unit (转移), as the counter does it."""

from typing import Final

from sqlalchemy import Connection, select, update

from gjj_xl.sandbox.store import ACCOUNTS, EMPLOYEES, UNITS
from gjj_xl.sandbox.versions import come_back, depart, next_version

_FUND: Final = ACCOUNTS.c.fund


class TransferRefusedError(Exception):
    """Nobody of that number, no such unit, or the person is there already."""


def transfer(connection: Connection, client_number: str, unit_number: str) -> str:
    """Move a person's accounts to a unit, within a write transaction; returns the unit left.

    Both units' rosters take a new version. Raises TransferRefusedError.
    """
    whose = ACCOUNTS.c.client_number == client_number
    before = unit_of(connection, client_number)
    known = connection.scalar(select(UNITS.c.unit_number).where(UNITS.c.unit_number == unit_number))
    if before is None or known is None or before == unit_number:
        raise TransferRefusedError(client_number)
    left = next_version(connection, before)
    joined = next_version(connection, unit_number)
    for fund in connection.scalars(select(_FUND).where(whose).order_by(_FUND)).all():
        depart(connection, before, client_number, fund, left)
        come_back(connection, unit_number, client_number, fund)
    connection.execute(
        update(ACCOUNTS).where(whose).values(unit_number=unit_number, version=joined)
    )
    connection.execute(
        update(EMPLOYEES)
        .where(EMPLOYEES.c.client_number == client_number)
        .values(unit_number=unit_number)
    )
    return before


def unit_of(connection: Connection, client_number: str) -> str | None:
    """The unit that a person is in, None for nobody."""
    whose = EMPLOYEES.c.client_number == client_number
    return connection.scalar(select(EMPLOYEES.c.unit_number).where(whose))
