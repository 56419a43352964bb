"""Units with synthetic employees, for practice and for tests; the same from the same seed.

Only keys and certificates differ from run to run.
"""

import datetime as dt
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, insert, select

from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox import ca, store
from gjj_xl.sandbox.clock import in_zone, open_moment, plan_start
from gjj_xl.sandbox.conditions import Hours, Unit, opening_at, unit_terms
from gjj_xl.sandbox.draft import Draft, Gap
from gjj_xl.sandbox.passwords import hash_password
from gjj_xl.sandbox.sitetables import DOOR_ACCOUNTS
from gjj_xl.sandbox.staff import ensure_staff
from gjj_xl.sandbox.versions import current_version, put_mark
from gjj_xl.sandbox.visits import Door, set_password

UNITS_FILE: Final = "units.json"
"""What the clerks of the seeded units need, in the data folder (practice data, no secrets)."""

_OTHER_UNIT: Final = Unit("0900000000", "他单位（练习用）", None, (10, 11))
_OTHER_EMPLOYEES: Final = 24
_NAMES: Final = ("钱江实业", "西湖软件", "运河物流", "湘湖机械", "西溪教育", "之江生物", "富春纸业")
# By turns a uniform rate, none, one below 8% (manual 11.1.11); two funds or one.
_UNIFORM: Final = (800, None, 600, 1200, None, 1000, 500)
_FUNDS: Final = ((10, 11), (10,), (10, 11), (10, 11), (10, 11), (10,), (10,))


class AlreadySeededError(Exception):
    """The data folder holds a centre with units; ``data`` names it."""

    def __init__(self, data: Path) -> None:
        super().__init__(str(data))
        self.data = data


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a normal account in another unit."""

    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class SeededUnit:
    """A unit to practise with: what its clerk needs, and what is special in its accounts.

    ``terms`` are those at the moment when the centre's clock begins, which is ``start``. ``gaps``
    lists months without a deposit, ``elsewhere`` people whose registration the centre will refuse.
    """

    unit_number: str
    unit_name: str
    cust_id: str
    user_id: str
    password: str
    key_path: Path
    key_password: str
    start: dt.datetime
    terms: Terms
    gaps: tuple[Gap, ...]
    elsewhere: tuple[Person, ...]


def seed(
    data: Path,
    *,
    seed: int = 1,
    units: int = 2,
    employees: int = 1200,
    start: dt.datetime | None = None,
    site_password: str | None = None,
    url: str | None = None,
) -> list[SeededUnit]:
    """Fill an empty data folder with ``units`` units of ``employees`` employees each.

    The centre's clock will begin at ``start``; without it, on a working day of the present business
    month at 10:00. The units' password at 单位网上对账 is that of 网上业务, unless
    ``site_password`` is another. ``url`` names another database than the folder's own. Raises
    AlreadySeededError where units are there already.
    """
    source = random.Random(seed)  # noqa: S311 - must be the same again
    now = dt.datetime.now(dt.UTC)
    moment = in_zone(start) if start else open_moment(opening_at(now, Hours.TERMS), now)
    keeper = store.open_store(data, url)
    try:
        with keeper.read() as connection:
            if connection.scalar(select(func.count()).select_from(store.UNITS)):
                raise AlreadySeededError(data)
        authority = ca.open_authority(data)
        others = Draft(unit_terms(_OTHER_UNIT, moment), source)
        others.fill(_OTHER_EMPLOYEES, 900_000_000_001, all_normal=True)
        drafts = [_draft(source, number, employees, moment) for number in range(units)]
        people = tuple(Person(row["name"], row["id_number"]) for row in others.employees)
        with keeper.write() as connection:
            for draft in (others, *drafts):
                for table, rows in draft.rows():
                    if rows:
                        connection.execute(insert(table), rows)
                number = draft.terms.unit_number
                put_mark(connection, number, current_version(connection, number))
            seeded = [
                _enrol(connection, data, authority, draft, moment, people) for draft in drafts
            ]
            for unit in seeded if site_password else ():
                set_password(connection, Door.UNIT, unit.unit_number, site_password or "")
            ensure_staff(connection, data)
            store.log_event(connection, moment.isoformat(), "seed", detail=str(seed))
        plan_start(keeper, moment)
    finally:
        keeper.close()
    _write_units(data, seeded)
    return seeded


def _draft(source: random.Random, number: int, employees: int, moment: dt.datetime) -> Draft:
    kind, turn = number % len(_NAMES), number // len(_NAMES)
    unit = Unit(
        unit_number=f"0{source.randrange(10**5, 8 * 10**5)}{number:03d}",
        unit_name=f"杭州{_NAMES[kind]}有限公司{f'第{turn + 1}分公司' if turn else ''}",
        uniform_rate=_UNIFORM[kind],
        funds=_FUNDS[kind],
    )
    draft = Draft(unit_terms(unit, moment), source)
    # Leading zeros occur in client numbers.
    draft.fill(employees, (number + 1) * 10**9 + source.randrange(10**6) * 100 + 1)
    return draft


def _enrol(
    connection: Connection,
    data: Path,
    authority: ca.Authority,
    draft: Draft,
    moment: dt.datetime,
    people: tuple[Person, ...],
) -> SeededUnit:
    terms, source = draft.terms, draft.source
    unit = SeededUnit(
        unit_number=terms.unit_number,
        unit_name=terms.unit_name,
        cust_id=f"HZ{terms.unit_number}#001",
        user_id="000001",
        password=f"lx{source.randrange(10**5, 10**6)}",
        key_path=data / "keys" / f"{terms.unit_number}.p12",
        key_password=f"{source.randrange(10**6):06d}",
        start=moment,
        terms=terms,
        gaps=tuple(draft.gaps),
        elsewhere=people,
    )
    password = hash_password(unit.password)
    connection.execute(
        insert(store.USERS).values(
            cust_id=unit.cust_id,
            user_id=unit.user_id,
            unit_number=unit.unit_number,
            password=password,
        )
    )
    # The very same hash says that it is the same password: see tickets.redeem_ticket.
    connection.execute(
        insert(DOOR_ACCOUNTS).values(door=Door.UNIT.value, name=unit.unit_number, password=password)
    )
    identity = ca.issue_unit(authority.root, unit.cust_id, unit.unit_name)
    ca.register(connection, identity.certificate, unit.cust_id, moment.isoformat())
    unit.key_path.parent.mkdir(mode=0o700, exist_ok=True)
    ca.write_private(
        unit.key_path,
        ca.to_pkcs12(identity, authority.root.certificate, unit.key_password, unit.unit_name),
    )
    return unit


def _write_units(data: Path, seeded: list[SeededUnit]) -> None:
    entries = [
        {
            "unit_number": unit.unit_number,
            "unit_name": unit.unit_name,
            "cust_id": unit.cust_id,
            "user_id": unit.user_id,
            "password": unit.password,
            "key": str(unit.key_path),
            "key_password": unit.key_password,
        }
        for unit in seeded
    ]
    content = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    ca.write_private(data / UNITS_FILE, content.encode())
