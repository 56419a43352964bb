"""Who may open the site and the staff desk, and the visits of their browsers.

The two doors share nothing but this code: a visit belongs to one door and opens no other, and none
of them is a session of the wire.
"""

import datetime as dt
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from enum import StrEnum, unique
from functools import cache

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from gjj_xl.sandbox.clock import stamp
from gjj_xl.sandbox.conditions import site_rules
from gjj_xl.sandbox.passwords import hash_password, is_password
from gjj_xl.sandbox.sitetables import DOOR_ACCOUNTS, VISITS
from gjj_xl.sandbox.store import USERS, log_event


@unique
class Door(StrEnum):
    """What a browser can open."""

    UNIT = "unit"  # 单位网上对账, by a unit's number
    STAFF = "staff"  # the staff desk, by the name of one of the staff


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in at a door."""

    door: Door
    name: str
    token: str = field(repr=False)
    search: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A password that does not open; ``tries_left`` is None where the account is unknown."""

    tries_left: int | None


def set_password(connection: Connection, door: Door, name: str, password: str) -> None:
    """Give an account its password, and make the account where there is none.

    A unit's password that is also one of its users' (网上业务系统) is kept under the same hash: so
    it can be told that both are the same without knowing either.
    """
    kept = hash_password(password)
    if door is Door.UNIT:
        users = connection.scalars(select(USERS.c.password).where(USERS.c.unit_number == name))
        kept = next((user for user in users if is_password(password, user)), kept)
    mine = _account(door, name)
    connection.execute(delete(DOOR_ACCOUNTS).where(mine))
    connection.execute(insert(DOOR_ACCOUNTS).values(door=door.value, name=name, password=kept))


def check_password(
    connection: Connection, door: Door, name: str, password: str, now: dt.datetime
) -> Stopped | None:
    """Check a password, counting the wrong ones; None where it opens."""
    rules = site_rules()
    mine = _account(door, name)
    account = connection.execute(select(DOOR_ACCOUNTS).where(mine).with_for_update()).one_or_none()
    if account is None:
        # As much work as for a known account, so that the time tells nothing.
        is_password(password, _nobody())
        return Stopped(None)
    if account.locked:
        return Stopped(0)
    if is_password(password, account.password):
        connection.execute(update(DOOR_ACCOUNTS).where(mine).values(failures=0))
        return None
    failures = account.failures + 1
    connection.execute(
        update(DOOR_ACCOUNTS).where(mine).values(failures=failures, locked=failures >= rules.tries)
    )
    unit = name if door is Door.UNIT else ""
    log_event(connection, stamp(now), f"{door.value}-door-failed", unit, str(failures))
    return Stopped(rules.tries - failures)


def begin_visit(connection: Connection, door: Door, name: str, now: dt.datetime) -> Visit:
    """Begin a visit; its token is random and only its hash is kept."""
    token = secrets.token_urlsafe(32)
    connection.execute(delete(VISITS).where(VISITS.c.expires_at <= stamp(now)))
    connection.execute(
        insert(VISITS).values(
            token_hash=_hash(token), door=door.value, name=name, expires_at=_until(now)
        )
    )
    log_event(connection, stamp(now), f"{door.value}-door", name if door is Door.UNIT else "")
    return Visit(door, name, token)


def find_visit(connection: Connection, door: Door, token: str, now: dt.datetime) -> Visit | None:
    """The visit of a token at this door, which is prolonged; None where it has ended."""
    mine = (VISITS.c.token_hash == _hash(token)) & (VISITS.c.door == door.value)
    row = connection.execute(
        select(VISITS).where(mine, VISITS.c.expires_at > stamp(now))
    ).one_or_none()
    if row is None:
        return None
    connection.execute(update(VISITS).where(mine).values(expires_at=_until(now)))
    return Visit(door, row.name, token, json.loads(row.search))


def keep_search(connection: Connection, visit: Visit, search: dict[str, str]) -> None:
    """Remember what was searched for."""
    connection.execute(
        update(VISITS)
        .where(VISITS.c.token_hash == _hash(visit.token))
        .values(search=json.dumps(search, ensure_ascii=False))
    )


def end_visit(connection: Connection, token: str) -> None:
    """End the visit of a token, if there is one."""
    connection.execute(delete(VISITS).where(VISITS.c.token_hash == _hash(token)))


def _account(door: Door, name: str) -> ColumnElement[bool]:
    return (DOOR_ACCOUNTS.c.door == door.value) & (DOOR_ACCOUNTS.c.name == name)


def _until(now: dt.datetime) -> str:
    return stamp(now + dt.timedelta(minutes=site_rules().idle_minutes))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    return hash_password("")
