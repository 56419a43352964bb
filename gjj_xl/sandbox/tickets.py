"""Tickets that open the reconciliation site signed-in: once, and for a minute (manual 5.1)."""

import datetime as dt
import hashlib
import secrets
from enum import StrEnum, unique

from sqlalchemy import Connection, delete, insert, select, update

from gjj_xl.sandbox.clock import stamp
from gjj_xl.sandbox.conditions import site_rules
from gjj_xl.sandbox.sessions import Session
from gjj_xl.sandbox.sitetables import DOOR_ACCOUNTS, TICKETS
from gjj_xl.sandbox.store import USERS, log_event
from gjj_xl.sandbox.visits import Door


@unique
class NoEntry(StrEnum):
    """Why a ticket does not open the site, as its log-in page says it."""

    UNKNOWN = "该链接无效，请输入单位客户号和密码登录。"
    USED = "该链接已使用过，只能使用一次。请从网上业务系统重新进入，或输入密码登录。"
    OLD = "该链接已过期。请从网上业务系统重新进入，或输入密码登录。"
    NO_ACCOUNT = "单位尚未开通网上对账业务，请先到公积金窗口办理。"
    LOCKED = "网上对账账号已锁定，请与公积金中心联系。"
    DIFFERENT = "单位网上对账系统与网上业务系统的密码不一致，请输入单位客户号和网上对账密码登录。"


def issue_ticket(
    connection: Connection, session: Session, now: dt.datetime
) -> tuple[str, dt.datetime]:
    """A new ticket for the unit of a session, and until when it can be used."""
    until = now + dt.timedelta(seconds=site_rules().ticket_seconds)
    ticket = secrets.token_urlsafe(32)
    # An old ticket is remembered for a day, so that it can be told from one that never was.
    yesterday = stamp(now - dt.timedelta(days=1))
    connection.execute(delete(TICKETS).where(TICKETS.c.expires_at < yesterday))
    connection.execute(
        insert(TICKETS).values(
            ticket_hash=_hash(ticket),
            unit_number=session.unit_number,
            cust_id=session.cust_id,
            user_id=session.user_id,
            expires_at=stamp(until),
        )
    )
    log_event(connection, stamp(now), "ticket", session.unit_number)
    return ticket, until


def redeem_ticket(connection: Connection, ticket: str, now: dt.datetime) -> str | NoEntry:
    """The number of the unit that a ticket lets in, or why it does not; it is used up either way.

    Call within a write transaction: of two browsers with the same ticket only one gets in.
    """
    mine = TICKETS.c.ticket_hash == _hash(ticket)
    row = connection.execute(select(TICKETS).where(mine).with_for_update()).one_or_none()
    if row is None:
        return NoEntry.UNKNOWN
    if row.used_at is not None:
        return NoEntry.USED
    connection.execute(update(TICKETS).where(mine).values(used_at=stamp(now)))
    if row.expires_at <= stamp(now):
        return NoEntry.OLD
    account = connection.execute(
        select(DOOR_ACCOUNTS).where(
            DOOR_ACCOUNTS.c.door == Door.UNIT.value, DOOR_ACCOUNTS.c.name == row.unit_number
        )
    ).one_or_none()
    if account is None:
        return NoEntry.NO_ACCOUNT
    if account.locked:
        return NoEntry.LOCKED
    password = connection.scalar(
        select(USERS.c.password).where(
            USERS.c.cust_id == row.cust_id, USERS.c.user_id == row.user_id
        )
    )
    # The same password is kept under the same salt: see visits.set_password.
    if account.password != password:
        return NoEntry.DIFFERENT
    return str(row.unit_number)


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
