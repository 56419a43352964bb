"""Which roster counts here: its version at the centre, and where in the store it stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from gjj_xl.centre.moments import moment_text, parse_moment
from gjj_xl.centre.store import Store, roster


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands here, for readers and for a sync to go on from.

    ``part`` names its rows in the table. ``mark`` is the centre's mark of the version, ``weight``
    the sum behind the roster's digest (None: kept by a program that did not know of it).
    """

    version: int
    at: dt.datetime
    accounts: int
    part: str
    mark: str = ""
    weight: int | None = None


def read_standing(store: Store, connection: Connection, unit: str) -> Standing | None:
    """What stands here, None before the first sync."""
    kept = store.get_in(connection, _name(unit))
    if kept is None:
        return None
    at = parse_moment(kept["at"])
    assert at is not None
    part = kept.get("part", unit)
    weight = kept.get("weight")
    return Standing(
        version=kept["version"],
        at=at,
        accounts=kept.get("accounts") or count_rows(connection, part),
        part=part,
        mark=kept.get("mark", ""),
        weight=None if weight is None else int(weight, 16),
    )


def put_standing(store: Store, connection: Connection, unit: str, made: Standing) -> None:
    """Say what counts from now on, within a transaction."""
    kept = {
        "version": made.version,
        "at": moment_text(made.at),
        "accounts": made.accounts,
        "part": made.part,
        "mark": made.mark,
        "weight": None if made.weight is None else f"{made.weight:x}",
    }
    store.put_in(connection, _name(unit), kept)


def forget_standing(store: Store, connection: Connection, unit: str) -> None:
    """Say that nothing stands here, within a transaction."""
    store.put_in(connection, _name(unit), None)


def count_rows(connection: Connection, part: str, *conditions: Any) -> int:
    """How many rows a part has."""
    counted = select(func.count()).select_from(roster).where(roster.c.unit == part, *conditions)
    return connection.scalar(counted) or 0


def _name(unit: str) -> str:
    return f"roster/{unit}"
