"""The unit's employees as the centre last told them, kept sealed (职工信息同步)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from gjj_xl.centre.moments import moment_text, parse_moment
from gjj_xl.centre.store import Store, roster, settings
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.roster import Employee, Roster, State

_BLOCK = 1000


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
        self._sealer = store.sealer
        self.unit = unit

    def synced(self) -> Synced | None:
        """What stands here, None before the first sync."""
        with self._store.begin() as connection:
            kept = self._store.get_in(connection, self._setting)
            if kept is None:
                return None
            accounts = connection.scalar(
                select(func.count()).select_from(roster).where(self._mine())
            )
        at = parse_moment(kept["at"])
        assert at is not None
        return Synced(kept["version"], at, accounts or 0)

    def load(self) -> Roster | None:
        """The whole roster as the rules want it, None before the first sync."""
        return None if self.synced() is None else Roster(self._employees())

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
            conditions.append(roster.c.client_key == self._key("client", client_number.strip()))
        if id_number:
            conditions.append(roster.c.id_key == self._key("id", full_id(id_number)))
        if state:
            conditions.append(roster.c.state == state.value)
        if fund is not None:
            conditions.append(roster.c.fund == fund)
        wanted = (name or "").strip()
        found = [one for one in self._employees(*conditions) if wanted in one.name]
        return sorted(found, key=lambda one: (one.client_number, one.fund))

    def apply(
        self,
        changed: Iterable[Employee],
        removed: Iterable[tuple[str, int]],
        version: int,
        at: dt.datetime,
        *,
        whole: bool,
    ) -> Synced:
        """Take over changes in one transaction: either all of them count, or none.

        ``removed`` are (client number, fund) pairs; ``whole`` says that ``changed`` is the whole
        roster, so that everything else goes.
        """
        with self._store.begin() as connection:
            if whole:
                connection.execute(delete(roster).where(self._mine()))
            for client_number, fund in removed:
                self._forget(connection, client_number, fund)
            block: dict[str, dict[str, Any]] = {}
            for employee in changed:
                row = self._row(employee)
                block[row["account_key"]] = row
                if len(block) == _BLOCK:
                    self._write(connection, block, whole=whole)
                    block = {}
            self._write(connection, block, whole=whole)
            kept = {"version": version, "at": moment_text(at)}
            self._store.put_in(connection, self._setting, kept)
        synced = self.synced()
        assert synced is not None
        return synced

    def clear(self) -> None:
        """Forget the whole roster; the next sync fetches it anew."""
        with self._store.begin() as connection:
            connection.execute(delete(roster).where(self._mine()))
            connection.execute(delete(settings).where(settings.c.name == self._setting))

    @property
    def _setting(self) -> str:
        return f"roster/{self.unit}"

    def _mine(self) -> Any:
        return roster.c.unit == self.unit

    def _key(self, kind: str, text: str) -> str:
        return self._sealer.lookup(text, f"roster/{self.unit}/{kind}")

    def _account_key(self, client_number: str, fund: int) -> str:
        return self._key("account", f"{client_number}/{fund}")

    def _employees(self, *conditions: Any) -> Iterator[Employee]:
        with self._store.begin() as connection:
            rows = connection.execute(
                select(roster.c.account_key, roster.c.employee).where(self._mine(), *conditions)
            ).all()
        for row in rows:
            client, name, id_number, fund, state, salary, rate = self._sealer.open_object(
                row.employee, self._place(row.account_key)
            )
            yield Employee(client, name, id_number, fund, State(state), salary, rate)

    def _place(self, account_key: str) -> str:
        return f"roster/{self.unit}/{account_key}"

    def _row(self, one: Employee) -> dict[str, Any]:
        account_key = self._account_key(one.client_number, one.fund)
        value = [
            one.client_number,
            one.name,
            one.id_number,
            one.fund,
            one.state.value,
            one.salary,
            one.rate,
        ]
        return {
            "unit": self.unit,
            "account_key": account_key,
            "client_key": self._key("client", one.client_number),
            "id_key": self._key("id", full_id(one.id_number)),
            "fund": one.fund,
            "state": one.state.value,
            "employee": self._sealer.seal_object(value, self._place(account_key)),
        }

    def _forget(self, connection: Connection, client_number: str, fund: int) -> None:
        key = self._account_key(client_number, fund)
        connection.execute(delete(roster).where(self._mine(), roster.c.account_key == key))

    def _write(
        self, connection: Connection, block: dict[str, dict[str, Any]], *, whole: bool
    ) -> None:
        if not block:
            return
        # A whole roster has no account twice within a block, but pages may repeat one.
        connection.execute(
            delete(roster).where(self._mine(), roster.c.account_key.in_(list(block)))
        )
        connection.execute(insert(roster), list(block.values()))
