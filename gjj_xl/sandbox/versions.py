"""The versions of a unit's accounts: which change came when, and who has left.

Every change of a unit's accounts takes the next number, with a random mark, in the transaction of
the change itself. A number alone would not do: a centre restored from a backup gives the same
numbers once more, to other changes.
"""

import secrets
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from gjj_xl.sandbox.store import METADATA, UNITS

MARKS: Final = Table(
    "roster_marks",
    METADATA,
    Column("unit_number", ForeignKey("units.unit_number"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("mark", String(16), nullable=False),
)

# An account that is no longer the unit's, and since which version.
DEPARTURES: Final = Table(
    "departures",
    METADATA,
    Column("unit_number", ForeignKey("units.unit_number"), primary_key=True),
    Column("client_number", String(12), primary_key=True),
    Column("fund", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Index("departures_in_order", "unit_number", "version", "client_number", "fund"),
)


def next_version(connection: Connection, unit_number: str) -> int:
    """Raise and return the unit's roster version; the row stays locked until the commit."""
    mine = UNITS.c.unit_number == unit_number
    connection.execute(update(UNITS).where(mine).values(version=UNITS.c.version + 1))
    version = current_version(connection, unit_number)
    put_mark(connection, unit_number, version)
    return version


def current_version(connection: Connection, unit_number: str) -> int:
    """The number of the unit's last change."""
    version = connection.scalar(select(UNITS.c.version).where(UNITS.c.unit_number == unit_number))
    assert version is not None
    return int(version)


def put_mark(connection: Connection, unit_number: str, version: int) -> None:
    """Give a version its mark."""
    connection.execute(
        insert(MARKS).values(unit_number=unit_number, version=version, mark=secrets.token_hex(8))
    )


def mark_of(connection: Connection, unit_number: str, version: int) -> str:
    """The mark of a version; empty for one that never was, or was before there were marks."""
    found = connection.scalar(
        select(MARKS.c.mark).where(MARKS.c.unit_number == unit_number, MARKS.c.version == version)
    )
    return found or ""


def depart(
    connection: Connection, unit_number: str, client_number: str, fund: int, version: int
) -> None:
    """Remember that an account has left the unit, with the version of that change."""
    come_back(connection, unit_number, client_number, fund)
    connection.execute(
        insert(DEPARTURES).values(
            unit_number=unit_number, client_number=client_number, fund=fund, version=version
        )
    )


def come_back(connection: Connection, unit_number: str, client_number: str, fund: int) -> None:
    """Forget that an account had left the unit."""
    connection.execute(
        delete(DEPARTURES).where(
            DEPARTURES.c.unit_number == unit_number,
            DEPARTURES.c.client_number == client_number,
            DEPARTURES.c.fund == fund,
        )
    )
