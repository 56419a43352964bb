"""The centre's durable store: tables, and how they are read and written.

SQLAlchemy Core on SQLite by default; a URL may name another database. Whatever must happen only
once is held by a UNIQUE constraint, not by the code's care. Money is in fen, rates in 1/100
percent, months are YYYYMM, moments ISO text in Chinese time (so that they sort).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)

METADATA: Final = MetaData()

SETTINGS: Final = Table(
    "settings",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

UNITS: Final = Table(
    "units",
    METADATA,
    Column("unit_number", String(10), primary_key=True),
    Column("unit_name", Text, nullable=False),
    Column("uniform_rate", Integer),
    Column("funds", String(16), nullable=False),
    # Entries of the terms that are this unit's own (a JSON object), mostly none.
    Column("special", Text, nullable=False, default="{}"),
    # Every change of an account takes the next number: a client asks for what came after its own.
    Column("version", Integer, nullable=False, default=1),
)

USERS: Final = Table(
    "users",
    METADATA,
    Column("cust_id", String(21), primary_key=True),
    Column("user_id", String(6), primary_key=True),
    Column("unit_number", ForeignKey("units.unit_number"), nullable=False),
    Column("password", Text, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("locked", Boolean, nullable=False, default=False),
)

CERTIFICATES: Final = Table(
    "certificates",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("cust_id", String(21), nullable=False),
    Column("pem", Text, nullable=False),
    Column("registered_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
)

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("cust_id", String(21), nullable=False),
    Column("user_id", String(6), nullable=False),
    Column("unit_number", ForeignKey("units.unit_number"), nullable=False),
    Column("expires_at", String(40), nullable=False),
)

EMPLOYEES: Final = Table(
    "employees",
    METADATA,
    Column("client_number", String(12), primary_key=True),
    Column("unit_number", ForeignKey("units.unit_number"), nullable=False),
    Column("name", Text, nullable=False),
    Column("id_number", String(18), nullable=False),
    # The ID as it is compared: 15 places raised to 18.
    Column("full_id", String(18), nullable=False),
    Index("employees_by_id", "full_id"),
)

ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    Column("client_number", ForeignKey("employees.client_number"), primary_key=True),
    Column("fund", Integer, primary_key=True),
    Column("unit_number", ForeignKey("units.unit_number"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("salary", Integer, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("opened_month", String(6), nullable=False),
    Column("stopped_month", String(6)),
    Column("stop_reason", String(32)),
    Column("version", Integer, nullable=False),
    Index("accounts_in_order", "unit_number", "version", "client_number", "fund"),
)

# 年度调整 takes effect in July: until then the new salary waits here.
ADJUSTMENTS: Final = Table(
    "adjustments",
    METADATA,
    Column("client_number", String(12), primary_key=True),
    Column("fund", Integer, primary_key=True),
    Column("from_month", String(6), primary_key=True),
    Column("salary", Integer, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("serial", String(20), nullable=False),
)

# One row a month: nothing can be paid for the same month twice.
DEPOSITS: Final = Table(
    "deposits",
    METADATA,
    Column("client_number", String(12), primary_key=True),
    Column("fund", Integer, primary_key=True),
    Column("month", String(6), primary_key=True),
    Column("amount", Integer, nullable=False),
    # None: the regular monthly payment; else the back-pay batch that made it.
    Column("serial", String(20)),
)

# 少缴补缴 adds to months that were paid.
SUPPLEMENTS: Final = Table(
    "supplements",
    METADATA,
    Column("serial", String(20), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("client_number", String(12), nullable=False),
    Column("fund", Integer, nullable=False),
    Column("first_month", String(6), nullable=False),
    Column("last_month", String(6), nullable=False),
    Column("monthly", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
)

ANSWERS: Final = Table(
    "answers",
    METADATA,
    # What a filing was answered, byte for byte; the same REQUEST_SN gets it again.
    Column("unit_number", String(10), primary_key=True),
    Column("request_sn", String(16), primary_key=True),
    Column("request_digest", String(64), nullable=False),
    Column("return_code", String(12), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("answered_at", String(40), nullable=False),
)

BATCHES: Final = Table(
    "batches",
    METADATA,
    Column("serial", String(20), primary_key=True),
    Column("unit_number", ForeignKey("units.unit_number"), nullable=False),
    Column("request_sn", String(16), nullable=False),
    Column("business", String(16), nullable=False),
    Column("fund", Integer, nullable=False),
    Column("business_month", String(6), nullable=False),
    Column("total", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("content_digest", String(64), nullable=False),
    # How often the same content had been filed before, each time confirmed by the unit.
    Column("repeat", Integer, nullable=False, default=0),
    Column("request_digest", String(64), nullable=False),
    Column("request_xml", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("certificate", ForeignKey("certificates.fingerprint"), nullable=False),
    Column("accepted_at", String(40), nullable=False),
    Column("stage", String(12), nullable=False),
    # The next step: when on this clock (scaled by the speed), and when by the manual's delays.
    Column("due_at", String(40), nullable=False),
    Column("nominal_at", String(40), nullable=False),
    Column("succeeded", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("answered_at", String(40)),
    Column("receipt", LargeBinary),
    Column("receipt_signature", LargeBinary),
    UniqueConstraint("unit_number", "request_sn"),
    UniqueConstraint("unit_number", "content_digest", "repeat"),
    Index("batches_due", "stage", "due_at"),
)

LINES: Final = Table(
    "lines",
    METADATA,
    Column("serial", ForeignKey("batches.serial"), primary_key=True),
    Column("line", Integer, primary_key=True),
    # The line as it was filed, and its values as the check read them (JSON).
    Column("content", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("state", String(8), nullable=False),
    # What the record adds to the batch's control amount.
    Column("amount", Integer, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("filed_on", String(10), nullable=False),
    Column("processed_on", String(10)),
    # The one that the record counts for; empty until it is processed.
    Column("business_month", String(6), nullable=False, default=""),
    Column("client_number", String(12), nullable=False, default=""),
    Index("lines_by_state", "state"),
)

# Records of the single forms (单笔). A confirmed or deleted one keeps its row, without its content:
# a computer that sends it once more, late, must not bring it back.
PENDING: Final = Table(
    "pending",
    METADATA,
    Column("unit_number", ForeignKey("units.unit_number"), primary_key=True),
    Column("record_id", String(32), primary_key=True),
    Column("business", String(16), nullable=False),
    Column("fund", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("recorded_at", String(40), nullable=False),
    Column("open", Boolean, nullable=False),
    # The batch that it was confirmed with.
    Column("serial", String(20)),
)

EVENTS: Final = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("unit_number", String(10), nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
)

_WRITE: Final = "gjj_write"
_BUSY_SECONDS: Final = 15


class Store:
    """The store of one centre. Threads may share it; every transaction has its own connection."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        METADATA.create_all(self.engine)
        for index in ACCOUNTS.indexes:  # a folder of an older version has the table without it
            index.create(self.engine, checkfirst=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection whose reads all see the same moment."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its beginning: all of it, or nothing."""
        with (
            self.engine.connect().execution_options(**{_WRITE: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def setting(self, key: str) -> str | None:
        """A setting's value; None where it is not set."""
        with self.read() as connection:
            return connection.scalar(select(SETTINGS.c.value).where(SETTINGS.c.key == key))

    def set_settings(self, values: Mapping[str, str | None]) -> None:
        """Set several settings at once; None takes one away."""
        with self.write() as connection:
            for key, value in values.items():
                put_setting(connection, key, value)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_store(data: Path, url: str | None = None) -> Store:
    """The store of a data folder: ``centre.db`` in it, or the database that ``url`` names."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Store(url or f"sqlite:///{data / 'centre.db'}")


def put_setting(connection: Connection, key: str, value: str | None) -> None:
    """Set one setting within a transaction; None takes it away."""
    connection.execute(delete(SETTINGS).where(SETTINGS.c.key == key))
    if value is not None:
        connection.execute(insert(SETTINGS).values(key=key, value=value))


def next_number(connection: Connection, counter: str, start: int) -> int:
    """The next number of a counter, ``start`` for the first; call within a write transaction."""
    key = f"counter.{counter}"
    value = connection.scalar(
        select(SETTINGS.c.value).where(SETTINGS.c.key == key).with_for_update()
    )
    number = start if value is None else int(value) + 1
    if value is None:
        connection.execute(insert(SETTINGS).values(key=key, value=str(number)))
    else:
        connection.execute(update(SETTINGS).where(SETTINGS.c.key == key).values(value=str(number)))
    return number


def log_event(
    connection: Connection, at: str, kind: str, unit_number: str = "", detail: str = ""
) -> None:
    """Write a line of the centre's operation log; ``detail`` carries no personal data."""
    connection.execute(
        insert(EVENTS).values(at=at, kind=kind, unit_number=unit_number, detail=detail)
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
