"""The unit's employees as the centre last told them, kept sealed (职工信息同步)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from gjj_xl.centre.accountrows import Rows
from gjj_xl.centre.staging import Staging, forget_roster
from gjj_xl.centre.standing import Standing, read_standing
from gjj_xl.centre.store import Store, roster
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.roster import Employee, Roster, State

_FETCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Synced:
    """The state of the local roster: the centre's version of it, and when it was fetched."""

    version: int
    at: dt.datetime
    accounts: int


class LocalRoster:
    """The roster of one unit at one centre (``Account.scope``) in a store.

    Found by fingerprints, opened only when asked for.
    """

    def __init__(self, store: Store, unit: str) -> None:
        self._store = store
        self._rows = Rows(store.sealer, unit)
        self.unit = unit

    def synced(self) -> Synced | None:
        """What stands here, None before the first sync."""
        found = self.standing()
        return None if found is None else Synced(found.version, found.at, found.accounts)

    def standing(self) -> Standing | None:
        """The same, with what a sync needs to go on from it."""
        with self._store.read() as connection:
            return read_standing(self._store, connection, self.unit)

    def load(self) -> Roster | None:
        """The whole roster as the rules want it, None before the first sync."""
        with self._store.read() as connection:
            found = read_standing(self._store, connection, self.unit)
            return None if found is None else Roster(self._opened(connection, found.part))

    def search(
        self,
        *,
        client_number: str | None = None,
        name: str | None = None,
        id_number: str | None = None,
        state: State | None = None,
        fund: int | None = None,
    ) -> list[Employee]:
        """The accounts that meet all conditions, by client number and fund; none given: all.

        ``name`` may be a part of it; 15 and 18 places of one ID number are the same.
        """
        conditions = []
        if client_number:
            key = self._rows.client_key(client_number.strip())
            conditions.append(roster.c.client_key == key)
        if id_number:
            conditions.append(roster.c.id_key == self._rows.id_key(full_id(id_number)))
        if state:
            conditions.append(roster.c.state == state.value)
        if fund is not None:
            conditions.append(roster.c.fund == fund)
        wanted = (name or "").strip()
        with self._store.read() as connection:
            standing = read_standing(self._store, connection, self.unit)
            opened = self._opened(connection, standing.part, *conditions) if standing else ()
            found = [one for one in opened if wanted in one.name]
        return sorted(found, key=lambda one: (one.client_number, one.fund))

    def staging(self, before: Standing | None, at: dt.datetime, *, whole: bool) -> Staging:
        """A place for a sync's accounts beside what stands here."""
        return Staging(self._store, self._rows, before, at, whole=whole)

    def clear(self) -> None:
        """Forget the whole roster; the next sync fetches it anew."""
        forget_roster(self._store, self.unit)

    def _opened(self, connection: Connection, part: str, *conditions: Any) -> Iterator[Employee]:
        rows = connection.execute(
            select(roster.c.account_key, roster.c.employee)
            .where(roster.c.unit == part, *conditions)
            .execution_options(yield_per=_FETCH)
        )
        for account_key, sealed in rows:
            yield self._rows.opened(account_key, sealed)
