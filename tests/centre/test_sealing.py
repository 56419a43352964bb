import stat
import threading
from pathlib import Path

import keyring
import pytest

from gjj_xl.centre.errors import HomeUnusable, StoreInsecure, StoreKeyLost, StoreUnusable
from gjj_xl.centre.home import Home, open_home
from gjj_xl.centre.sealing import SealBroken, Sealer, load_key
from gjj_xl.centre.store import Store, open_store
from tests.keyrings import MemoryKeyring


class ForgetfulKeyring(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


def test_what_was_sealed_opens_and_says_nothing_before() -> None:
    sealer = Sealer(b"k" * 32)
    sealed = sealer.seal("张三 11010519491231002X".encode(), "roster/1")
    assert "张三".encode() not in sealed
    assert b"11010519491231002X" not in sealed
    assert sealer.open(sealed, "roster/1").decode() == "张三 11010519491231002X"


def test_the_same_value_is_sealed_differently_each_time() -> None:
    sealer = Sealer(b"k" * 32)
    assert sealer.seal(b"x", "a") != sealer.seal(b"x", "a")


@pytest.mark.parametrize("change", ["byte", "place", "key", "short"])
def test_a_changed_or_moved_value_does_not_open(change: str) -> None:
    sealed = bytearray(Sealer(b"k" * 32).seal(b"value", "here"))
    if change == "byte":
        sealed[-1] ^= 1
    if change == "short":
        sealed = sealed[:5]
    reader = Sealer(b"other key of 32 bytes".ljust(32) if change == "key" else b"k" * 32)
    with pytest.raises(SealBroken):
        reader.open(bytes(sealed), "there" if change == "place" else "here")


def test_a_lookup_finds_the_same_text_and_needs_the_key() -> None:
    sealer = Sealer(b"k" * 32)
    assert sealer.lookup("张三", "name") == sealer.lookup("张三", "name")
    assert sealer.lookup("张三", "name") != sealer.lookup("张三", "id")
    assert sealer.lookup("张三", "name") != Sealer(b"l" * 32).lookup("张三", "name")


def test_without_a_keyring_the_key_is_a_file_for_the_user_only(tmp_path: Path) -> None:
    made = load_key(tmp_path / "store.key")
    assert made.file == tmp_path / "store.key"
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert load_key(tmp_path / "store.key") == made
    assert [path.name for path in tmp_path.iterdir()] == ["store.key"]


def test_with_a_keyring_the_key_is_kept_there_and_nowhere_else(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    made = load_key(tmp_path / "store.key")
    assert made.file is None
    assert list(tmp_path.iterdir()) == []
    assert load_key(tmp_path / "store.key").key == made.key


def test_a_keyring_that_forgets_is_not_trusted_with_the_key(tmp_path: Path) -> None:
    keyring.set_keyring(ForgetfulKeyring())
    assert load_key(tmp_path / "store.key").file == tmp_path / "store.key"


def test_windows_that_make_the_key_at_once_get_the_same_one(tmp_path: Path) -> None:
    keys: list[bytes] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        keys.append(load_key(tmp_path / "store.key").key)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_store_opened_with_another_key_says_that_the_key_is_lost(home: Home) -> None:
    open_store(home).close()
    home.key_file.unlink()
    with pytest.raises(StoreKeyLost):
        open_store(home)


def test_a_keyring_that_is_locked_for_a_while_costs_nothing(home: Home) -> None:
    ours = MemoryKeyring()
    keyring.set_keyring(ours)
    open_store(home).close()
    keyring.set_keyring(ForgetfulKeyring())
    with pytest.raises(StoreKeyLost):
        open_store(home)
    assert not home.key_file.exists()
    keyring.set_keyring(ours)
    open_store(home).close()


def test_a_store_file_elsewhere_is_a_store(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    home = open_home(tmp_path / "home", {"GJJ_XL_STORE": url})
    open_store(home).close()
    assert home.has_store
    assert not open_home(tmp_path / "home", {}).has_store


def test_a_key_file_that_is_no_key_says_so(home: Home) -> None:
    home.key_file.write_text("not a key")
    with pytest.raises(StoreKeyLost):
        open_store(home)


def test_a_setting_comes_back_and_is_replaced(store: Store) -> None:
    assert store.get("account") is None
    store.put("account", {"unit": "0123456789"})
    store.put("account", {"unit": "9876543210"})
    assert store.get("account") == {"unit": "9876543210"}


def test_a_damaged_store_is_unusable_and_not_replaced(home: Home) -> None:
    database = home.path / "store.db"
    database.write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreUnusable):
        open_store(home)
    assert database.read_bytes().startswith(b"this is not a database")


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("postgresql+psycopg://desk:secret@host/gjj", StoreInsecure),
        ("postgresql+psycopg://desk:secret@host/gjj?sslmode=prefer", StoreInsecure),
        ("nosuchdatabase://desk:secret@host/gjj?sslmode=require", StoreUnusable),
        ("no url at all", StoreUnusable),
    ],
)
def test_a_store_elsewhere_needs_tls_and_a_driver_and_its_password_is_not_told(
    tmp_path: Path, url: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        open_store(open_home(tmp_path, {"GJJ_XL_STORE": url}))
    assert "secret" not in str(raised.value)


def test_the_home_is_taken_from_the_environment(tmp_path: Path) -> None:
    home = open_home(None, {"GJJ_XL_HOME": str(tmp_path / "a" / "b")})
    assert home.path == tmp_path / "a" / "b"
    assert not home.path.exists()
    home.make()
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def test_a_home_that_cannot_be_made_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = open_home(tmp_path / "file" / "home", {})
    with pytest.raises(HomeUnusable) as raised:
        open_store(home)
    assert raised.value.path == tmp_path / "file" / "home"
