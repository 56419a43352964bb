import datetime as dt
import time
from pathlib import Path

import pytest

from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.months import month_index, month_text
from gjj_xl.rules.window import window_state
from gjj_xl.sandbox.seed import AlreadySeededError, seed
from gjj_xl.sandbox.store import ACCOUNTS, DEPOSITS, EMPLOYEES, UNITS, open_store
from tests.sandbox.harness import Sandbox

START = dt.datetime.fromisoformat("2026-11-10T10:00")
TABLES = (UNITS, EMPLOYEES, ACCOUNTS, DEPOSITS)


def content(data: Path) -> list[list[tuple[object, ...]]]:
    store = open_store(data)
    with store.read() as connection:
        rows = [sorted(map(tuple, connection.execute(table.select())), key=str) for table in TABLES]
    store.close()
    return rows


def test_the_same_seed_gives_the_same_units(tmp_path: Path) -> None:
    first = seed(tmp_path / "a", seed=7, units=2, employees=30, start=START)
    second = seed(tmp_path / "b", seed=7, units=2, employees=30, start=START)
    third = seed(tmp_path / "c", seed=8, units=2, employees=30, start=START)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert content(tmp_path / "a") != content(tmp_path / "c")
    assert [u.password for u in first] == [u.password for u in second]
    assert [u.gaps for u in first] == [u.gaps for u in second]
    assert first[0].unit_number != third[0].unit_number


def test_twelve_hundred_employees_take_less_than_three_seconds(tmp_path: Path) -> None:
    began = time.monotonic()
    seed(tmp_path / "a", seed=1, units=1, employees=1200)
    took = time.monotonic() - began
    print(f"1,200 employees seeded in {took:.2f} s")
    assert took < 3


def test_a_folder_is_seeded_once(tmp_path: Path) -> None:
    seed(tmp_path / "a", units=1, employees=3)
    with pytest.raises(AlreadySeededError) as caught:
        seed(tmp_path / "a", units=1, employees=3)
    assert caught.value.data == tmp_path / "a"


def test_the_clock_starts_within_the_window_whatever_the_day(tmp_path: Path) -> None:
    (unit,) = seed(tmp_path / "a", units=1, employees=3)
    assert window_state(unit.start, unit.terms.opening).open
    assert unit.terms.business_month == f"{unit.start:%Y%m}"


def test_units_differ_in_their_rates_and_funds(tmp_path: Path) -> None:
    terms = [unit.terms for unit in seed(tmp_path / "a", units=7, employees=2, start=START)]
    rates = [one.uniform_rate for one in terms]
    assert None in rates
    assert any(rate and rate < 800 for rate in rates)
    assert any(rate and rate >= 800 for rate in rates)
    assert {one.funds for one in terms} == {(10,), (10, 11)}


def test_employees_have_all_that_a_clerk_meets(tmp_path: Path) -> None:
    units = seed(tmp_path / "a", units=1, employees=1200, start=START)
    store = open_store(tmp_path / "a")
    with store.read() as connection:
        mine = EMPLOYEES.c.unit_number == units[0].unit_number
        people = connection.execute(EMPLOYEES.select().where(mine)).all()
        mine = ACCOUNTS.c.unit_number == units[0].unit_number
        accounts = connection.execute(ACCOUNTS.select().where(mine)).all()
        paid = set(map(tuple, connection.execute(
            DEPOSITS.select().with_only_columns(
                DEPOSITS.c.client_number, DEPOSITS.c.fund, DEPOSITS.c.month)
        )))  # fmt: skip
    store.close()
    assert len(people) == 1200
    assert len({person.full_id for person in people}) == 1200
    assert all(person.full_id == full_id(person.id_number) for person in people)
    assert {len(person.id_number) for person in people} == {15, 18}
    assert any(len(person.name) > 5 for person in people)
    assert any(not person.name.isascii() and _beyond_gb2312(person.name) for person in people)
    assert all(len(person.client_number) == 12 for person in people)
    assert any(person.client_number.startswith("0") for person in people)
    assert {account.state for account in accounts} == {"正常", "停缴"}
    assert {account.fund for account in accounts} == {10, 11}
    assert any(account.salary < units[0].terms.lowest_base for account in accounts)
    assert any(account.salary > units[0].terms.highest_base for account in accounts)
    assert len(units[0].gaps) > 30
    for gap in units[0].gaps:
        for month in range(month_index(gap.first_month), month_index(gap.last_month) + 1):
            assert (gap.client_number, gap.fund, month_text(month)) not in paid
    assert len(units[0].elsewhere) > 10


def _beyond_gb2312(name: str) -> bool:
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def test_a_large_roster_comes_in_pages_and_then_only_what_changed(tmp_path: Path, log_in) -> None:
    with Sandbox.seeded(tmp_path / "a", units=1, employees=3500, start=START) as sandbox:
        sandbox.start_here(speed=6000)
        clerk = log_in(sandbox)
        everybody, version = clerk.changes(0)
        assert len({(e.client_number, e.fund) for e in everybody}) == len(everybody) > 3500
        assert clerk.changes(version) == ([], version)
        clerk.wait(clerk.file(clerk.reduce(2)).serial)
        changed, newer = clerk.changes(version)
        assert len(changed) == 2
        # A version from another life of the centre: everything comes again.
        assert len(clerk.changes(newer + 1000)[0]) == len(everybody)
