"""A roster on its way in: written beside the one that counts, and put in its place all at once.

Rows of a sync under way stand in the roster's own table, as a part of their own that nobody reads
until one transaction makes it count. What dies before leaves its part behind, and a later sync
sweeps it up.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final, Self

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from gjj_xl.centre.accountrows import Rows, weight_of
from gjj_xl.centre.errors import RosterDamaged
from gjj_xl.centre.standing import (
    Standing,
    count_rows,
    forget_standing,
    put_standing,
    read_standing,
)
from gjj_xl.centre.store import Store, roster
from gjj_xl.rules.roster import Employee
from gjj_xl.wire.digest import SUMS, roster_digest

ABANDONED: Final = dt.timedelta(hours=1)
"""A part under way that is older belongs to a sync that died."""
_BLOCK: Final = 500
_SWEPT: Final = 5000
_WRITTEN: Final = 20_000
"""Rows that are held back until they are written."""
_GONE: Final = "gone"
"""The state of a staged row that says that the account has left the unit."""


class Staging:
    """The accounts of one sync, in a ``with`` that sweeps up what was not taken over.

    ``before`` is what stood here as the sync began. The accounts are changes of that, or, if
    ``whole``, a whole roster in its place.
    """

    def __init__(
        self, store: Store, rows: Rows, before: Standing | None, at: dt.datetime, *, whole: bool
    ) -> None:
        self._store = store
        self._rows = rows
        self._before = before
        self._target = None if whole else before
        self._at = at
        self._part = f"{rows.unit}#{int(at.timestamp()):09x}{secrets.token_hex(4)}"
        self._weight = 0
        self._staged = 0
        self._waiting: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        with self._store.begin() as connection:
            parts = self._parts(connection)
            self._put_parts(connection, [*parts, self._part])
        for part in parts:
            if self._at - _begun(part) > ABANDONED:
                self._drop(part)
        return self

    def __exit__(self, *_: object) -> None:
        self._drop(self._part)

    def add(
        self,
        changed: Sequence[Employee],
        removed: Sequence[tuple[str, int]] = (),
        *,
        again: bool = False,
    ) -> None:
        """Stage accounts, and (client number, fund) pairs that have left.

        ``again`` says that some may have been staged before: the later word counts. Raises
        RosterDamaged for one that comes twice without that.
        """
        made = [{"unit": self._part, **self._rows.row(one)} for one in changed]
        made += [self._gone(client_number, fund) for client_number, fund in removed]
        if again:
            self._write()
            keys = [row["account_key"] for row in made]
            with self._store.begin() as connection:
                count, lost = self._displace(connection, self._part, keys)
            self._weight, self._staged = self._weight - lost, self._staged - count
        self._weight += sum(map(weight_of, changed))
        self._waiting += made
        if len(self._waiting) >= _WRITTEN:
            self._write()

    def _write(self) -> None:
        """Write what is waiting. Fingerprints fall all over the indexes, so seldom is cheaper."""
        rows = sorted(self._waiting, key=itemgetter("account_key"))
        self._waiting = []
        with self._store.begin() as connection:
            for place in range(0, len(rows), _BLOCK):
                try:
                    connection.execute(insert(roster), rows[place : place + _BLOCK])
                except IntegrityError as error:
                    raise RosterDamaged("an account twice") from error
        self._staged += len(rows)

    def take_over(
        self,
        *,
        version: int,
        mark: str,
        at: dt.datetime,
        total: int | None = None,
        digest: str | None = None,
    ) -> Standing | None:
        """Put what was staged in the place of what stands here, in one transaction.

        None where something else stands here than as the sync began: another one was faster.
        Raises RosterDamaged where the outcome has not the centre's ``total`` and ``digest``. All is
        then as it was.
        """
        self._write()
        with self._store.begin() as connection:
            if read_standing(self._store, connection, self._rows.unit) != self._before:
                return None
            if count_rows(connection, self._part) != self._staged:
                raise RosterDamaged("the staged rows are not all there")
            part, weight = self._settle(connection)
            made = Standing(version, at, count_rows(connection, part), part, mark, weight)
            if total not in (None, made.accounts):
                raise RosterDamaged(f"{made.accounts} accounts instead of {total}")
            if None not in (digest, weight) and roster_digest([weight or 0]) != digest:
                raise RosterDamaged("another digest")
            put_standing(self._store, connection, self._rows.unit, made)
            old = {self._before.part} if self._before else set()
            parts = {*self._parts(connection), self._part, *old} - {part}
            self._put_parts(connection, sorted(parts))
        for one in old - {part}:
            self._drop(one)
        return made

    def _settle(self, connection: Connection) -> tuple[str, int | None]:
        """Make the staged rows count: the name of the part that now does, and its weight."""
        gone = delete(roster).where(roster.c.unit == self._part, roster.c.state == _GONE)
        if self._target is None:
            connection.execute(gone)
            return self._part, self._weight % SUMS
        part, weight = self._target.part, self._target.weight
        keys = connection.scalars(select(roster.c.account_key).where(roster.c.unit == self._part))
        _, lost = self._displace(connection, part, keys.all())
        connection.execute(gone)
        connection.execute(update(roster).where(roster.c.unit == self._part).values(unit=part))
        return part, None if weight is None else (weight + self._weight - lost) % SUMS

    def _displace(self, connection: Connection, part: str, keys: Sequence[str]) -> tuple[int, int]:
        """Delete the accounts of a part that others take the place of: their number and weight."""
        count, weight = 0, 0
        for place in range(0, len(keys), _BLOCK):
            mine = roster.c.unit == part, roster.c.account_key.in_(keys[place : place + _BLOCK])
            query = select(roster.c.account_key, roster.c.state, roster.c.employee).where(*mine)
            rows = connection.execute(query).all()
            if rows:
                connection.execute(delete(roster).where(*mine))
            count += len(rows)
            weight += sum(
                weight_of(self._rows.opened(row.account_key, row.employee))
                for row in rows
                if row.state != _GONE
            )
        return count, weight

    def _gone(self, client_number: str, fund: int) -> dict[str, Any]:
        return {
            "unit": self._part,
            "account_key": self._rows.account_key(client_number, fund),
            "client_key": "",
            "id_key": "",
            "fund": fund,
            "state": _GONE,
            "employee": b"",
        }

    # What does not count

    def _parts(self, connection: Connection) -> list[str]:
        """The parts that are under way or left over."""
        return list(self._store.get_in(connection, self._list) or ())

    def _put_parts(self, connection: Connection, parts: list[str]) -> None:
        self._store.put_in(connection, self._list, parts)

    @property
    def _list(self) -> str:
        return f"roster parts/{self._rows.unit}"

    def _drop(self, part: str) -> None:
        """Delete a part that does not count, a block at a time, so that nobody waits for long."""
        with self._store.begin() as connection:
            standing = read_standing(self._store, connection, self._rows.unit)
        if standing is not None and standing.part == part:
            return
        mine = roster.c.unit == part
        some = select(roster.c.account_key).where(mine).limit(_SWEPT).scalar_subquery()
        left = True
        while left:
            with self._store.begin() as connection:
                query = delete(roster).where(mine, roster.c.account_key.in_(some))
                left = connection.execute(query).rowcount == _SWEPT
        with self._store.begin() as connection:
            self._put_parts(connection, [one for one in self._parts(connection) if one != part])


def forget_roster(store: Store, unit: str) -> None:
    """Delete everything that stands or stood here of a unit's roster, in one transaction."""
    with store.begin() as connection:
        parts = roster.c.unit.startswith(f"{unit}#", autoescape=True)
        connection.execute(delete(roster).where((roster.c.unit == unit) | parts))
        forget_standing(store, connection, unit)


def _begun(part: str) -> dt.datetime:
    """When a part was begun; long ago for that of a program which knew of no parts."""
    _, _, name = part.partition("#")
    return dt.datetime.fromtimestamp(int(name[:9], 16) if name else 0, dt.UTC)
