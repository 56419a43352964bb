"""单位网上对账 from the desk: an address that opens the site signed-in, once."""

import pytest

from gjj_xl.centre.errors import NotLoggedIn
from tests.desk.scene import Scene
from tests.sandbox.browsing import Browser


def test_the_address_opens_the_units_own_accounts_once(scene: Scene, desk) -> None:
    address = desk.reconcile()
    assert address.startswith(f"{scene.sandbox.url}/site/enter?ticket=")
    path = address.removeprefix(scene.sandbox.url)
    page = Browser(scene.sandbox).get(path)
    assert scene.unit.unit_name in page.text
    assert Browser(scene.sandbox).get(path).status == 403
    assert desk.reconcile() != address


def test_without_a_log_in_there_is_no_address(scene: Scene) -> None:
    with scene.desk() as desk, pytest.raises(NotLoggedIn):
        desk.reconcile()


def test_the_ticket_is_not_kept_on_the_computer(scene: Scene, desk) -> None:
    ticket = desk.reconcile().partition("=")[2].encode()
    for path in scene.home.rglob("*"):
        assert not path.is_file() or ticket not in path.read_bytes(), path
