"""The centre's own counter: changes to accounts that no unit has filed, made while it is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from gjj_xl.sandbox.seed import SeededUnit
from gjj_xl.sandbox.store import ACCOUNTS, open_store
from gjj_xl.sandbox.transfers import transfer
from gjj_xl.sandbox.versions import next_version


@dataclass(frozen=True)
class Counter:
    """Somebody at the counter; ``data`` is the centre's folder."""

    data: Path

    def numbers(self, unit: SeededUnit) -> list[str]:
        """The client numbers of a unit, ascending."""
        mine = ACCOUNTS.c.unit_number == unit.unit_number
        query = select(ACCOUNTS.c.client_number).where(mine).distinct()
        keeper = open_store(self.data)
        try:
            with keeper.read() as connection:
                return sorted(connection.scalars(query))
        finally:
            keeper.close()

    def raise_salaries(self, unit: SeededUnit, numbers: Sequence[str], by: int = 100) -> None:
        """Raise salaries by so many fen: one change, in all funds."""
        keeper = open_store(self.data)
        try:
            with keeper.write() as connection:
                version = next_version(connection, unit.unit_number)
                connection.execute(
                    update(ACCOUNTS)
                    .where(ACCOUNTS.c.client_number.in_(numbers))
                    .values(salary=ACCOUNTS.c.salary + by, version=version)
                )
        finally:
            keeper.close()

    def transfer(self, number: str, unit: SeededUnit) -> None:
        """Move somebody to a unit."""
        keeper = open_store(self.data)
        try:
            with keeper.write() as connection:
                transfer(connection, number, unit.unit_number)
        finally:
            keeper.close()
