"""A unit's accounts page by page, in the order of their changes (职工信息同步)."""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Row, Select, Table, func, select, tuple_

from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.sandbox.store import ACCOUNTS, EMPLOYEES
from gjj_xl.sandbox.versions import DEPARTURES, current_version, mark_of
from gjj_xl.sandbox.wirepages import cut, whole
from gjj_xl.wire.digest import account_weight, roster_digest
from gjj_xl.wire.errors import FieldError
from gjj_xl.wire.messages import AskRoster, RemovedEntry, RosterEntry, RosterPage

_Key: TypeAlias = tuple[int, str, int]
"""Version, client number, fund: what the pages are ordered by."""
_START: Final[_Key] = (0, "", 0)
_BLOCK: Final = 5000


_WEIGHED: Final = (
    ACCOUNTS.c.client_number,
    ACCOUNTS.c.fund,
    EMPLOYEES.c.name,
    EMPLOYEES.c.id_number,
    ACCOUNTS.c.state,
    ACCOUNTS.c.salary,
    ACCOUNTS.c.rate,
)


class UnknownCursorError(Exception):
    """A cursor of another life of this record: the pages begin anew."""


def load_roster(connection: Connection, unit_number: str) -> Roster:
    """All accounts of a unit, as the check needs them."""
    return Roster(map(_employee, connection.execute(_accounts(unit_number))))


class RosterSums:
    """How many accounts a unit has and their digest, added up once for each version."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, str, int, str]] = {}

    def of(self, connection: Connection, unit_number: str) -> tuple[int, str]:
        """Count and digest as of this transaction."""
        version = current_version(connection, unit_number)
        mark = mark_of(connection, unit_number, version)
        known = self._known.get(unit_number)
        if known is None or known[:2] != (version, mark) or not mark:
            rows = connection.execute(
                _accounts(unit_number)
                .with_only_columns(*_WEIGHED)
                .execution_options(yield_per=_BLOCK)
            )
            weights = [account_weight(*row) for row in rows]
            known = (version, mark, len(weights), roster_digest(weights))
            self._known[unit_number] = known
        return known[2:]


def roster_page(
    connection: Connection, unit_number: str, ask: AskRoster, sums: RosterSums, size: int
) -> RosterPage:
    """The accounts changed since a version, and those that have left, in the order of the changes.

    Whatever changes between two pages moves to the end of the order, so none is lost, and after
    the last page the unit has what stood here when that was made. A version that we never gave,
    or gave to another change, belongs to another life of this record: everybody is sent. Raises
    FieldError for a cursor that is not ours, UnknownCursorError for one of another life.
    """
    version = current_version(connection, unit_number)
    mark = mark_of(connection, unit_number, version)
    place = _place(connection, unit_number, ask, version, mark)
    changed = [
        (_key(row), _employee(row))
        for row in connection.execute(_first(_accounts(unit_number), ACCOUNTS, place, size + 1))
    ]
    left = [
        (_key(row), RemovedEntry(row.client_number, row.fund))
        for row in connection.execute(_first(_departed(unit_number), DEPARTURES, place, size + 1))
    ]
    rows, more = cut(sorted([*changed, *left], key=lambda row: row[0]), size)
    employees = tuple(one for _, one in rows if isinstance(one, Employee))
    told: dict[str, Any] = {"left": 0}
    if more:
        place = place.at(rows[-1][0])
        told = {
            "left": sum(
                _count(connection, unit_number, table, place) for table in (ACCOUNTS, DEPARTURES)
            ),
            "cursor": place.text(),
        }
    else:
        told["total"], told["digest"] = sums.of(connection, unit_number)
    return RosterPage(
        version=version,
        mark=mark,
        since=place.since,
        lines=employees if ask.as_lines else None,
        entries=() if ask.as_lines else tuple(map(RosterEntry.of, employees)),
        removed=tuple(one for _, one in rows if isinstance(one, RemovedEntry)),
        **told,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the pages are: begun at version ``start``, from ``since`` on, come to ``last``."""

    start: int
    mark: str
    since: int
    last: _Key = _START

    def at(self, last: _Key) -> "_Place":
        return _Place(self.start, self.mark, self.since, last)

    def floor(self, table: Table) -> int:
        """From which version on rows count; who left before a whole roster was never sent."""
        return self.since or (self.start if table is DEPARTURES else 0)

    def text(self) -> str:
        return ".".join(map(str, (self.start, self.mark, self.since, *self.last)))

    @classmethod
    def read(cls, text: str) -> "_Place":
        parts = text.split(".")
        if len(parts) != 6:
            raise FieldError("CURSOR", "is not ours")
        start, mark, since, version, client_number, fund = parts
        last = (whole(version), client_number, whole(fund))
        return cls(whole(start), mark, whole(since), last)


def _place(
    connection: Connection, unit_number: str, ask: AskRoster, version: int, mark: str
) -> _Place:
    if not ask.cursor:
        known = ask.since <= version and (
            ask.mark is None or ask.mark == mark_of(connection, unit_number, ask.since)
        )
        return _Place(version, mark, ask.since if known else 0)
    place = _Place.read(ask.cursor)
    if place.start > version or mark_of(connection, unit_number, place.start) != place.mark:
        raise UnknownCursorError
    return place


def _columns(table: Table) -> tuple[Any, Any, Any]:
    return table.c.version, table.c.client_number, table.c.fund


def _key(row: Row[Any]) -> _Key:
    return row.version, row.client_number, row.fund


def _after(query: Select[Any], table: Table, place: _Place) -> Select[Any]:
    query = query.where(table.c.version > place.floor(table))
    return query if place.last == _START else query.where(tuple_(*_columns(table)) > place.last)


def _first(query: Select[Any], table: Table, place: _Place, count: int) -> Select[Any]:
    return _after(query, table, place).order_by(*_columns(table)).limit(count)


def _count(connection: Connection, unit_number: str, table: Table, place: _Place) -> int:
    mine = select(func.count()).select_from(table).where(table.c.unit_number == unit_number)
    return connection.scalar(_after(mine, table, place)) or 0


def _accounts(unit_number: str) -> Select[Any]:
    return (
        select(ACCOUNTS, EMPLOYEES.c.name, EMPLOYEES.c.id_number)
        .join(EMPLOYEES, EMPLOYEES.c.client_number == ACCOUNTS.c.client_number)
        .where(ACCOUNTS.c.unit_number == unit_number)
    )


def _departed(unit_number: str) -> Select[Any]:
    return select(DEPARTURES).where(DEPARTURES.c.unit_number == unit_number)


def _employee(row: Row[Any]) -> Employee:
    return Employee(
        client_number=row.client_number,
        name=row.name,
        id_number=row.id_number,
        fund=row.fund,
        state=State(row.state),
        salary=row.salary,
        rate=row.rate,
    )
