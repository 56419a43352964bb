"""The tables of what browsers open: accounts, visits, tickets. Secrets are kept as hashes."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from gjj_xl.sandbox.store import METADATA

DOOR_ACCOUNTS: Final = Table(
    "door_accounts",
    METADATA,
    # "unit": a unit at the reconciliation site, by its number; "staff": somebody at the desk.
    Column("door", String(8), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("password", Text, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked", Boolean, nullable=False, default=False),
)

VISITS: Final = Table(
    "visits",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("door", String(8), nullable=False),
    Column("name", String(32), nullable=False),
    Column("expires_at", String(40), nullable=False),
    # What was last searched for (JSON): so that no name and no ID number stands in an address.
    Column("search", Text, nullable=False, default="{}"),
)

TICKETS: Final = Table(
    "tickets",
    METADATA,
    Column("ticket_hash", String(64), primary_key=True),
    Column("unit_number", ForeignKey("units.unit_number"), nullable=False),
    Column("cust_id", String(21), nullable=False),
    Column("user_id", String(6), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("used_at", String(40)),
)
