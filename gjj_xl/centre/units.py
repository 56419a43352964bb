"""The units (单位) that a computer files for: each with its account, session and certificates.

Everything else of a unit is kept under its ``Account.scope``, and stays where it is when the unit
is taken off the list.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum, unique
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from gjj_xl.centre.account import Account
from gjj_xl.centre.moments import moment_text, parse_moment
from gjj_xl.centre.store import Store, units
from gjj_xl.rules.terms import SHANGHAI

_NEVER: Final = dt.datetime.min.replace(tzinfo=SHANGHAI)


@unique
class Held(StrEnum):
    """A certificate (PEM) that is kept for a unit; the column's name."""

    SIGNED_WITH = "signed_with"  # a key file shows its certificate only when it is open
    CHOSEN = "chosen"  # on a token, at log-in (manual 12.5)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of this computer's list; ``key`` names it in the store and tells nothing."""

    key: str
    account: Account
    added_at: dt.datetime
    logged_in_at: dt.datetime | None


class Units:
    """The list of units in a store.

    ``computer`` tells the desks of a shared store apart: each has a unit that it used last.
    """

    def __init__(self, store: Store, computer: str = "") -> None:
        self._store = store
        self._sealer = store.sealer
        self._current = f"current unit/{computer}"

    def key_of(self, account: Account) -> str:
        """The key of an account, on the list or not."""
        return self._sealer.lookup(account.name, "unit")

    def all(self) -> list[Unit]:
        """The list, in the order in which the units came onto it."""
        with self._store.begin() as connection:
            rows = connection.execute(select(units).order_by(units.c.added_at, units.c.unit_key))
            return [self._unit(row) for row in rows.all()]

    def find(self, key: str) -> Unit | None:
        """A unit of the list."""
        with self._store.begin() as connection:
            row = connection.execute(select(units).where(units.c.unit_key == key)).one_or_none()
            return None if row is None else self._unit(row)

    def add(self, account: Account) -> str:
        """Put an account on the list without logging in; returns its key.

        One that is there already takes over address, user and key; its session ends.
        """
        with self._store.begin() as connection:
            return self.keep(connection, account)

    def log_in(self, account: Account, token: str, until: dt.datetime) -> str:
        """Keep an account with the session that it has just got; returns its key."""
        with self._store.begin() as connection:
            return self.keep(
                connection, account, token=token, until=until, logged_in_at=_this_moment()
            )

    def keep(
        self,
        connection: Connection,
        account: Account,
        *,
        token: str | None = None,
        until: dt.datetime | None = None,
        **columns: str | None,
    ) -> str:
        """Write an account, with its session if it has one, inside a transaction."""
        key = self.key_of(account)
        session = {"token": token, "until": moment_text(until)} if token else None
        place = f"units/{key}"
        values: dict[str, Any] = {
            "account": self._sealer.seal_object(asdict(account), f"{place}/account"),
            "session": session and self._sealer.seal_object(session, f"{place}/session"),
            **columns,
        }
        found = connection.execute(update(units).where(units.c.unit_key == key).values(values))
        if not found.rowcount:
            values |= {"unit_key": key, "added_at": _this_moment()}
            connection.execute(insert(units).values(values))
        return key

    def remove(self, key: str) -> None:
        """Take a unit off the list, with its session and its choice of a certificate."""
        with self._store.begin() as connection:
            connection.execute(delete(units).where(units.c.unit_key == key))

    def session(self, account: Account) -> Mapping[str, Any] | None:
        """The session that is kept for an account: ``token`` and ``until``."""
        key = self.key_of(account)
        kept = self._column(key, units.c.session)
        return None if kept is None else self._sealer.open_object(kept, f"units/{key}/session")

    def end_session(self, account: Account, token: str) -> None:
        """Forget a session, unless another window has a newer one by now."""
        kept = self.session(account)
        if kept is not None and kept["token"] == token:
            with self._store.begin() as connection:
                _put(connection, self.key_of(account), session=None)

    def hold(self, key: str, which: Held, pem: str | None) -> None:
        """Keep a certificate for a unit."""
        with self._store.begin() as connection:
            self.hold_in(connection, key, which, pem)

    def hold_in(self, connection: Connection, key: str, which: Held, pem: str | None) -> None:
        """The same inside a transaction."""
        sealed = pem and self._sealer.seal(pem.encode(), self._place(key, which))
        _put(connection, key, **{which.value: sealed})

    def held(self, key: str, which: Held) -> str | None:
        """A certificate that is kept for a unit (PEM), None where there is none."""
        sealed = self._column(key, units.c[which.value])
        return (
            None if sealed is None else self._sealer.open(sealed, self._place(key, which)).decode()
        )

    def current(self) -> str | None:
        """The unit that this computer used last: where that is not known, of the last log-in."""
        kept = self._store.get(self._current)
        found = self.all()
        if any(one.key == kept for one in found):
            return str(kept)
        if not found:
            return None
        return max(found, key=lambda one: (one.logged_in_at or _NEVER, one.added_at)).key

    def use(self, key: str) -> None:
        """Make a unit the one that this computer used last."""
        self._store.put(self._current, key)

    def _column(self, key: str, column: Any) -> bytes | None:
        with self._store.begin() as connection:
            found: bytes | None = connection.scalar(select(column).where(units.c.unit_key == key))
        return found

    def _place(self, key: str, which: Held) -> str:
        return f"units/{key}/{which.value}"

    def _unit(self, row: Any) -> Unit:
        kept = self._sealer.open_object(row.account, f"units/{row.unit_key}/account")
        added = parse_moment(row.added_at)
        assert added is not None
        return Unit(row.unit_key, Account(**kept), added, parse_moment(row.logged_in_at))


def _put(connection: Connection, key: str, **values: Any) -> None:
    connection.execute(update(units).where(units.c.unit_key == key).values(values))


def _this_moment() -> str | None:
    """To the microsecond: the list keeps the order in which it came about."""
    return moment_text(dt.datetime.now(SHANGHAI))
