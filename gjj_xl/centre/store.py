"""The local store: SQLAlchemy Core on SQLite, or on a server that several desks share.

Whatever is personal is sealed before it gets here; the tables hold sealed bytes, fingerprints and
what is needed to find and order entries.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from gjj_xl.centre.errors import StoreInsecure, StoreKeyLost, StoreUnusable
from gjj_xl.centre.home import Home
from gjj_xl.centre.sealing import SealBroken, Sealer, StoreKey, load_key

_BUSY_SECONDS = 30
_TLS_MODES = frozenset({"require", "verify-ca", "verify-full"})
# FULL: what is committed survives a power cut. The cache (KiB) holds what a large sync writes.
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "cache_size=-32768")
_KEY_CHECK: Final = "key-check"
_READS: Final = "gjj_reads"
_ONE_MOMENT: Final = {"isolation_level": "REPEATABLE READ"}

METADATA = MetaData()

settings = Table(
    "settings",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

roster = Table(
    "roster",
    METADATA,
    Column("unit", String(64), primary_key=True),
    Column("account_key", String(64), primary_key=True),
    Column("client_key", String(64), nullable=False, index=True),
    Column("id_key", String(64), nullable=False, index=True),
    Column("fund", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("employee", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request_sn", String(16), nullable=False, unique=True),
    Column("unit", String(64), nullable=False, index=True),
    Column("state", String(12), nullable=False, index=True),
    Column("business", String(12), nullable=False),
    Column("fund", Integer, nullable=False),
    Column("business_month", String(6), nullable=False),
    Column("terms_version", String(100), nullable=False),
    Column("count", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("content_key", String(64), nullable=False, index=True),
    Column("request", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("sign_data", LargeBinary),
    Column("serial", String(40), index=True),
    Column("receipt", LargeBinary),
    Column("final_receipt", LargeBinary),
    Column("retry_at", String(40)),
    Column("returned_at", String(40)),
    Column("stamped_at", String(40)),
)

events = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request_sn", String(16), nullable=False, index=True),
    Column("at", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("words", LargeBinary, nullable=False),
)

results = Table(
    "results",
    METADATA,
    Column("unit", String(64), primary_key=True),
    Column("serial", String(40), primary_key=True),
    Column("fetched_at", String(40), nullable=False),
    Column("records", LargeBinary, nullable=False),
)


units = Table(
    "units",
    METADATA,
    Column("unit_key", String(64), primary_key=True),
    Column("account", LargeBinary, nullable=False),
    Column("session", LargeBinary),
    Column("signed_with", LargeBinary),
    Column("chosen", LargeBinary),
    Column("added_at", String(40), nullable=False),
    Column("logged_in_at", String(40)),
)


pending = Table(
    "pending",
    METADATA,
    Column("unit", String(64), primary_key=True),
    Column("record_id", String(32), primary_key=True),
    Column("business", String(12), nullable=False),
    Column("where", String(8), nullable=False),
    # The filing that it is confirmed with, while that is under way.
    Column("request_sn", String(16), index=True),
    Column("record", LargeBinary, nullable=False),
)


class Store:
    """An open store with its sealer; close it when done (or use it in a ``with``)."""

    def __init__(self, url: str, key: StoreKey) -> None:
        self.key = key
        self.sealer = Sealer(key.key)
        parsed = _parse(url)
        self.where = parsed.render_as_string(hide_password=True)
        try:
            self.engine = _engine(parsed)
            with self.begin() as connection:
                METADATA.create_all(connection)
                self._check_key(connection)
        except (ImportError, NoSuchModuleError) as error:
            raise StoreUnusable(self.where, str(error)) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give back all connections."""
        if engine := getattr(self, "engine", None):
            engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction, committed and durable at the end. Raises StoreUnusable."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StoreUnusable(self.where, type(error).__name__) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it sees one moment and keeps nobody from writing.

        Raises StoreUnusable.
        """
        how = {_READS: True} if self.engine.dialect.name == "sqlite" else _ONE_MOMENT
        try:
            with self.engine.connect().execution_options(**how) as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise StoreUnusable(self.where, type(error).__name__) from error

    def get(self, name: str) -> Any:
        """A setting, None where there is none."""
        with self.read() as connection:
            return self.get_in(connection, name)

    def put(self, name: str, value: Any) -> None:
        """Keep a setting (sealed JSON)."""
        with self.begin() as connection:
            self.put_in(connection, name, value)

    def get_in(self, connection: Connection, name: str) -> Any:
        """A setting, read inside a transaction."""
        sealed = connection.scalar(select(settings.c.value).where(settings.c.name == name))
        return None if sealed is None else self.sealer.open_object(sealed, f"settings/{name}")

    def put_in(self, connection: Connection, name: str, value: Any) -> None:
        """Keep a setting inside a transaction."""
        sealed = self.sealer.seal_object(value, f"settings/{name}")
        found = connection.execute(
            update(settings).where(settings.c.name == name).values(value=sealed)
        )
        if not found.rowcount:
            connection.execute(insert(settings).values(name=name, value=sealed))

    def _check_key(self, connection: Connection) -> None:
        try:
            if self.get_in(connection, _KEY_CHECK) is None:
                self.put_in(connection, _KEY_CHECK, 1)
        except SealBroken as error:
            raise StoreKeyLost(self.where) from error


def open_store(home: Home) -> Store:
    """The store of a data folder. Raises HomeUnusable, StoreError."""
    home.make()
    try:
        key = load_key(
            home.key_file, keyring=home.keyring, in_use=lambda: _is_sealed(home.store_url)
        )
    except SealBroken as error:
        raise StoreKeyLost(str(home.key_file)) from error
    return Store(home.store_url, key)


def _is_sealed(url: str) -> bool:
    """Whether a store stands there already, sealed with somebody's key."""
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return False
    where = parsed.render_as_string(hide_password=True)
    try:
        engine = _engine(parsed)
        try:
            with engine.connect() as connection:
                if not inspect(connection).has_table(settings.name):
                    return False
                named = select(settings.c.name).where(settings.c.name == _KEY_CHECK)
                return connection.scalar(named) is not None
        finally:
            engine.dispose()
    except (ImportError, SQLAlchemyError) as error:
        raise StoreUnusable(where, type(error).__name__) from error


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreUnusable("GJJ_XL_STORE", "not a database URL") from error
    if parsed.get_backend_name() != "sqlite" and parsed.query.get("sslmode") not in _TLS_MODES:
        raise StoreInsecure(parsed.render_as_string(hide_password=True), "sslmode")
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # We say ourselves when a transaction begins.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    # Two windows never both believe that it is their turn: the first takes the write lock.
    reads = connection.get_execution_options().get(_READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
