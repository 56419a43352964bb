"""Pending records (待确认) as this computer knows them, kept sealed until they are filed."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gjj_xl.centre.moments import moment_text, parse_moment
from gjj_xl.centre.store import Store, pending
from gjj_xl.rules.business import Business


@unique
class Where(StrEnum):
    """Where a record is kept."""

    HERE = "here"  # the centre has not been told yet
    CENTRE = "centre"
    DROPPED = "dropped"  # deleted here; the centre has not been told yet


@dataclass(frozen=True, slots=True)
class Kept:
    """A pending record; ``text`` is its line as it would be filed.

    ``request_sn`` is the filing that confirms it, while that is under way. ``conflict`` is why the
    centre did not take it, empty where it did or was not asked yet.
    """

    record_id: str
    business: Business
    fund: int
    text: str
    recorded_at: dt.datetime
    where: Where = Where.HERE
    request_sn: str | None = None
    conflict: str = ""


class _NotAllError(Exception):
    """Takes a transaction back."""


def new_record_id() -> str:
    """A number that no other computer gives."""
    return secrets.token_hex(16)


class PendingRecords:
    """The pending records of one unit at one centre (``Account.scope``) in a store."""

    def __init__(self, store: Store, unit: str) -> None:
        self._store = store
        self.unit = unit

    def put(self, record: Kept) -> None:
        """Keep a record, in place of what was known of it."""
        value = [record.fund, record.text, moment_text(record.recorded_at), record.conflict]
        sealed = self._store.sealer.seal_object(value, self._place(record.record_id))
        with self._store.begin() as connection:
            connection.execute(delete(pending).where(*self._at([record.record_id])))
            connection.execute(
                insert(pending).values(
                    unit=self.unit,
                    record_id=record.record_id,
                    business=record.business.value,
                    where=record.where.value,
                    request_sn=record.request_sn,
                    record=sealed,
                )
            )

    def all(self, business: Business | None = None) -> list[Kept]:
        """The records, the oldest first; of one business where asked."""
        query = select(pending).where(pending.c.unit == self.unit)
        if business is not None:
            query = query.where(pending.c.business == business.value)
        with self._store.begin() as connection:
            rows = connection.execute(query).all()
        return sorted(map(self._kept, rows), key=lambda one: (one.recorded_at, one.record_id))

    def tie(self, record_ids: Sequence[str], request_sn: str) -> bool:
        """Tie records to the filing that confirms them, all of them or none.

        False where one is gone or tied already: another window confirms it.
        """
        try:
            with self._store.begin() as connection:
                tied = self._update(connection, record_ids, request_sn=request_sn)
                if tied != len(record_ids):
                    raise _NotAllError
        except _NotAllError:
            return False
        return True

    def untie(self, request_sn: str) -> None:
        """Free the records of a filing that will not be filed."""
        with self._store.begin() as connection:
            connection.execute(
                update(pending)
                .where(pending.c.unit == self.unit, pending.c.request_sn == request_sn)
                .values(request_sn=None)
            )

    def drop(self, record_ids: Sequence[str]) -> int:
        """Delete records that are not under way; the centre is to be told. Returns how many."""
        with self._store.begin() as connection:
            return self._update(connection, record_ids, where=Where.DROPPED.value)

    def forget(self, record_ids: Iterable[str]) -> None:
        """Take records out that are done with at the centre, too."""
        with self._store.begin() as connection:
            connection.execute(delete(pending).where(*self._at(list(record_ids))))

    def _update(self, connection: Connection, record_ids: Sequence[str], **values: Any) -> int:
        free = (*self._at(record_ids), pending.c.request_sn.is_(None))
        standing = pending.c.where != Where.DROPPED.value
        return connection.execute(update(pending).where(*free, standing).values(values)).rowcount

    def _at(self, record_ids: Sequence[str]) -> tuple[Any, Any]:
        return pending.c.unit == self.unit, pending.c.record_id.in_(record_ids)

    def _place(self, record_id: str) -> str:
        return f"pending/{self.unit}/{record_id}"

    def _kept(self, row: Any) -> Kept:
        value = self._store.sealer.open_object(row.record, self._place(row.record_id))
        fund, text, at, conflict = value
        moment = parse_moment(at)
        assert moment is not None
        return Kept(
            record_id=row.record_id,
            business=Business(row.business),
            fund=fund,
            text=text,
            recorded_at=moment,
            where=Where(row.where),
            request_sn=row.request_sn,
            conflict=conflict,
        )
