"""Logging in and out. A session's token is random, its hash is kept, and it ends by itself."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, delete, insert, select, update

from gjj_xl.sandbox.clock import stamp
from gjj_xl.sandbox.conditions import log_in_rules
from gjj_xl.sandbox.passwords import hash_password, is_password
from gjj_xl.sandbox.store import SESSIONS, USERS, log_event
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import Refusal


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, for which unit."""

    unit_number: str
    cust_id: str
    user_id: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class LogInRefused:
    """A log-in that failed: the code to answer, with the tries left where the user is known."""

    code: ReturnCode
    refusal: Refusal


def log_in(
    connection: Connection, cust_id: str, user_id: str, password: str, now: dt.datetime
) -> tuple[str, Session] | LogInRefused:
    """Check the password and begin a session; returns the token and the session."""
    rules = log_in_rules()
    mine = (USERS.c.cust_id == cust_id) & (USERS.c.user_id == user_id)
    user = connection.execute(select(USERS).where(mine).with_for_update()).one_or_none()
    if user is None:
        # As much work as for a known user, so that the time tells nothing.
        is_password(password, _nobody())
        return LogInRefused(ReturnCode.BAD_PASSWORD, Refusal())
    if user.locked:
        return LogInRefused(ReturnCode.LOCKED, Refusal(tries_left=0))
    if not is_password(password, user.password):
        failures = user.failures + 1
        locked = failures >= rules.tries
        connection.execute(update(USERS).where(mine).values(failures=failures, locked=locked))
        log_event(connection, stamp(now), "log-in-failed", user.unit_number, str(failures))
        code = ReturnCode.LOCKED if locked else ReturnCode.BAD_PASSWORD
        return LogInRefused(code, Refusal(tries_left=rules.tries - failures))
    connection.execute(update(USERS).where(mine).values(failures=0))
    token = secrets.token_urlsafe(32)
    until = now + dt.timedelta(minutes=rules.session_minutes)
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= stamp(now)))
    connection.execute(
        insert(SESSIONS).values(
            token_hash=_token_hash(token),
            cust_id=cust_id,
            user_id=user_id,
            unit_number=user.unit_number,
            expires_at=stamp(until),
        )
    )
    log_event(connection, stamp(now), "log-in", user.unit_number)
    return token, Session(user.unit_number, cust_id, user_id, until)


def log_out(connection: Connection, token: str) -> None:
    """End a session; one that has ended already stays ended."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == _token_hash(token)))


def find_session(
    connection: Connection, token: str, cust_id: str, user_id: str, now: dt.datetime
) -> Session | None:
    """The session of a token, if it is this user's and has not ended."""
    row = connection.execute(
        select(SESSIONS).where(
            SESSIONS.c.token_hash == _token_hash(token),
            SESSIONS.c.cust_id == cust_id,
            SESSIONS.c.user_id == user_id,
            SESSIONS.c.expires_at > stamp(now),
        )
    ).one_or_none()
    if row is None:
        return None
    return Session(row.unit_number, cust_id, user_id, dt.datetime.fromisoformat(row.expires_at))


def unlock(connection: Connection, cust_id: str, user_id: str) -> None:
    """Unlock an account, as the counter does; LookupError where there is none."""
    changed = connection.execute(
        update(USERS)
        .where(USERS.c.cust_id == cust_id, USERS.c.user_id == user_id)
        .values(failures=0, locked=False)
    )
    if changed.rowcount != 1:
        raise LookupError(cust_id)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _nobody() -> str:
    return hash_password("")
