"""How keys are named."""

from pathlib import Path, PureWindowsPath

import pytest

from gjj_xl.ukey.drivers import TokenKey, open_key
from gjj_xl.ukey.filekey import FileKey
from gjj_xl.ukey.names import KeyName, PivName, Pkcs11Name, parse_name
from gjj_xl.ukey.piv import Slot
from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.presence import Watch, presence
from gjj_xl.ukey.protocol import Key
from gjj_xl.ukey.tokenerrors import DriverMissing, KeyNameError

NAMES: list[tuple[str, KeyName]] = [
    ("piv:", PivName()),
    ("piv:0a1b", PivName("0a1b")),
    ("piv:/9c", PivName("", Slot.SIGNATURE)),
    ("piv:0a1b/9a", PivName("0a1b", Slot.AUTHENTICATION)),
    ("pkcs11:/usr/lib/x.so", Pkcs11Name(Path("/usr/lib/x.so"))),
    ("pkcs11:/usr/lib/x.so#123", Pkcs11Name(Path("/usr/lib/x.so"), "123")),
    ("pkcs11:/usr/lib/x.so#123/02", Pkcs11Name(Path("/usr/lib/x.so"), "123", "02")),
    ("pkcs11:x.so#/02", Pkcs11Name(Path("x.so"), "", "02")),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_tokens_name_is_read_and_written(text: str, name: KeyName) -> None:
    assert parse_name(text) == name
    assert str(name) == text


def test_capitals_do_not_matter() -> None:
    assert parse_name("piv:0A1B/9C") == parse_name("piv:0a1b/9c")


@pytest.mark.parametrize("text", ["key.p12", "/home/a/证书.p12", "C:\\keys\\a.pfx", "./piv:"])
def test_anything_else_is_a_file(text: str) -> None:
    assert parse_name(text) == Path(text)


@pytest.mark.parametrize(
    "text", ["", "piv:xyz", "piv:0a/9d", "piv:0a/", "piv:" + "0" * 33, "pkcs11:", "pkcs11:x#a/0"]
)
def test_a_name_that_is_none_is_told(text: str) -> None:
    with pytest.raises(KeyNameError) as caught:
        parse_name(text)
    assert caught.value.text == text


def test_a_name_opens_its_driver_and_reaches_for_nothing() -> None:
    assert isinstance(open_key("a.p12"), FileKey)
    for text in ("piv:", "pkcs11:none.so"):
        key = open_key(text)
        assert isinstance(key, TokenKey)
        assert isinstance(key, Key)
        assert key.label == text


def test_without_the_optional_packages_their_names_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on Linux after a plain installation, which needs no compiler."""
    monkeypatch.setitem(__import__("sys").modules, "smartcard.scard", None)
    monkeypatch.setitem(__import__("sys").modules, "pkcs11", None)
    for attempt in (PivKey().certificates, presence, lambda: Watch(print)):
        with pytest.raises(DriverMissing) as caught:
            attempt()
        assert (caught.value.package, caught.value.extra) == ("pyscard", "card")
    with pytest.raises(DriverMissing, match="python-pkcs11"):
        open_key("pkcs11:none.so").certificates()


def test_a_name_that_went_through_a_path_is_understood() -> None:
    """Fronts hold key files as paths, and on Windows a path turns its strokes round."""
    windows = str(PureWindowsPath("piv:0a1b/9c"))
    assert parse_name(windows) == PivName("0a1b", Slot.SIGNATURE)
    assert parse_name(str(Path("piv:"))) == PivName()
