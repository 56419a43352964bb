"""单位网上对账 from the ribbon, as far as into a real browser (manual 5.1)."""

import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest

from gjj_xl.sandbox.store import open_store
from gjj_xl.sandbox.tickets import NoEntry
from gjj_xl.sandbox.visits import Door, set_password
from tests.live.clerk import LiveClerk
from tests.sandbox.chromium import chromium

Opened = Callable[[], str]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """A program that stands for the system's browser; gives the address it was started with."""
    program, told = tmp_path / "browser.py", tmp_path / "opened"
    program.write_text(
        f"import pathlib, sys\npathlib.Path({str(told)!r}).write_text(sys.argv[1])\n"
    )
    monkeypatch.setenv("BROWSER", f"{sys.executable} {program} %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)  # it may have looked for one already
    return told.read_text


def test_the_button_opens_the_units_accounts_without_a_password(
    clerk: LiveClerk, opened: Opened
) -> None:
    clerk.windows.seen.clear()
    clerk.click("reconcile")
    with chromium(clerk.scene.sandbox) as browser:
        browser.get(opened())
        assert browser.current_url == f"{clerk.scene.sandbox.url}/site/"
        assert clerk.scene.unit.unit_name in browser.page_source
        # The address holds a ticket that is used up: nothing in it opens anything again.
        browser.delete_all_cookies()
        browser.get(opened())
        assert NoEntry.USED in browser.page_source
    assert clerk.all_told == ""


def test_with_another_password_at_the_site_its_log_in_page_opens_and_says_so(
    clerk: LiveClerk, opened: Opened
) -> None:
    unit, sandbox = clerk.scene.unit, clerk.scene.sandbox
    store = open_store(sandbox.data)
    with store.write() as connection:
        set_password(connection, Door.UNIT, unit.unit_number, "another1")
    store.close()
    clerk.click("reconcile")
    with chromium(sandbox) as browser:
        browser.get(opened())
        assert NoEntry.DIFFERENT in browser.page_source
        browser.find_element("name", "name").send_keys(unit.unit_number)
        browser.find_element("name", "password").send_keys("another1\n")
        assert browser.current_url == f"{sandbox.url}/site/"
        assert unit.unit_name in browser.page_source


def test_without_a_session_it_is_told_and_no_browser_opens(
    clerk: LiveClerk, opened: Opened
) -> None:
    clerk.click("logout")
    clerk.click("reconcile")
    assert "尚未登录" in clerk.windows.errors[-1] or "登录已失效" in clerk.windows.errors[-1]
    assert "请点击“登录”" in clerk.windows.errors[-1]
    with pytest.raises(FileNotFoundError):
        opened()


def test_without_a_browser_the_address_is_told(
    clerk: LiveClerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    clerk.click("reconcile")
    (told,) = [one for one in clerk.windows.messages if "没有打开浏览器" in one]
    assert f"{clerk.scene.sandbox.url}/site/enter?ticket=" in told
