"""The list of units in a store: what tells two of them apart, and which one was used last."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import keyring

from gjj_xl.centre.account import Account
from gjj_xl.centre.home import Home, open_home
from gjj_xl.centre.keeping import forget_password, keep_password, kept_password
from gjj_xl.centre.store import Store, open_store
from gjj_xl.centre.units import Held, Units
from gjj_xl.rules.terms import SHANGHAI
from tests.keyrings import MemoryKeyring

REAL = Account(
    "https://gjj.example.cn/xml", None, "330100123456789", "001", "piv:", "0330100123", "某某公司"
)
UNTIL = dt.datetime(2026, 11, 10, 16, 30, tzinfo=SHANGHAI)


def test_one_account_at_two_centres_is_two_units(store: Store) -> None:
    units = Units(store)
    practice = replace(REAL, url="https://127.0.0.1:8443", ca="a CA of its own", practice=True)
    keys = [units.log_in(REAL, "real", UNTIL), units.log_in(practice, "practice", UNTIL)]
    assert len(set(keys)) == 2
    assert REAL.scope != practice.scope
    for account, key, token in zip((REAL, practice), keys, ("real", "practice"), strict=True):
        kept = units.session(account)
        assert kept is not None
        assert kept["token"] == token
        units.hold(key, Held.CHOSEN, f"{token} certificate")
    assert [units.held(key, Held.CHOSEN) for key in keys] == [
        "real certificate",
        "practice certificate",
    ]
    moved = replace(practice, url="https://127.0.0.1:9999")  # it was started anew
    assert units.key_of(moved) == keys[1]


def test_only_the_window_whose_session_it_is_ends_it(store: Store) -> None:
    units = Units(store)
    units.log_in(REAL, "old", UNTIL)
    units.log_in(REAL, "new", UNTIL)
    units.end_session(REAL, "old")
    assert units.session(REAL) is not None
    units.end_session(REAL, "new")
    assert units.session(REAL) is None


def test_each_desk_of_a_shared_store_remembers_its_own_unit(store: Store) -> None:
    here, there = Units(store, "here"), Units(store, "there")
    assert here.current() is None
    first = here.log_in(REAL, "1", UNTIL)
    second = here.log_in(replace(REAL, cust_id="330100987654321"), "2", UNTIL)
    assert here.current() == there.current() == second  # of the last log-in
    here.use(first)
    assert (here.current(), there.current()) == (first, second)
    here.remove(first)
    assert here.current() == second


def test_the_list_is_sealed_and_in_the_order_in_which_it_came_about(tmp_path: Path) -> None:
    home: Home = open_home(tmp_path / "home", {}, keyring=False)
    with open_store(home) as store:
        units = Units(store, home.computer)
        for number in range(5):
            units.use(units.add(replace(REAL, cust_id=f"33010000000000{number}")))
        told = [one.account.cust_id[-1] for one in units.all()]
        assert told == ["0", "1", "2", "3", "4"]
        again = units.add(replace(REAL, cust_id="330100000000001", user_id="009"))
        found = units.find(again)
        assert found is not None
        assert found.account.user_id == "009"
        assert len(units.all()) == 5
    files = b"".join(path.read_bytes() for path in home.path.iterdir())
    assert b"33010000000000" not in files
    assert REAL.unit_name.encode() not in files


class Forgetting(MemoryKeyring):
    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_a_password_is_kept_for_its_unit_only() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Forgetting())
    try:
        first, second = (REAL.url, REAL.cust_id, "001"), (REAL.url, "330100987654321", "001")
        assert keep_password(*first, "eins")
        assert kept_password(*second) is None
        assert keep_password(*second, "zwei")
        forget_password(*first)
        assert (kept_password(*first), kept_password(*second)) == (None, "zwei")
    finally:
        keyring.set_keyring(before)
