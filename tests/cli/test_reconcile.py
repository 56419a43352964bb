"""``gjj-xl reconcile``: the site in the browser, or its address."""

import sys

from tests.cli.conftest import Terminal
from tests.sandbox.browsing import Browser
from tests.sandbox.harness import Sandbox


def logged_in(terminal: Terminal, centre: Sandbox) -> Terminal:
    assert terminal("login", "--practice", centre.data).code == 0
    return terminal


def test_print_gives_an_address_that_opens_the_site(terminal: Terminal, centre: Sandbox) -> None:
    ran = logged_in(terminal, centre)("reconcile", "--print")
    assert ran.code == 0
    address = ran.out.strip()
    page = Browser(centre).get(address.removeprefix(centre.url))
    assert centre.units[0].unit_name in page.text


def test_the_browser_is_opened_at_that_address(terminal: Terminal, centre: Sandbox) -> None:
    program = terminal.folder / "browser.py"
    program.write_text("import pathlib, sys\npathlib.Path('opened').write_text(sys.argv[1])\n")
    browser = {"BROWSER": f"{sys.executable} {program} %s"}
    ran = logged_in(terminal, centre)("reconcile", env=browser)
    assert ran.code == 0, ran.said
    opened = (terminal.folder / "opened").read_text()
    assert opened.startswith(f"{centre.url}/site/enter?ticket=")
    assert "ticket" not in ran.said


def test_without_a_browser_the_address_is_told(terminal: Terminal, centre: Sandbox) -> None:
    ran = logged_in(terminal, centre)("reconcile", env={"BROWSER": "false %s"})
    assert ran.code == 1
    assert "/site/enter?ticket=" in ran.err


def test_before_a_log_in_it_is_told_what_to_do(terminal: Terminal) -> None:
    ran = terminal("reconcile")
    assert ran.code != 0
    assert "gjj-xl login" in ran.said
