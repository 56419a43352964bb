"""A spreadsheet application, a centre and a clerk for the tests of this folder."""

from collections.abc import Iterator
from typing import Any

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from tests.desk.conftest import alone, numbers, scene, seeded, town  # noqa: F401 - fixtures
from tests.desk.scene import Scene
from tests.live.clerk import LiveClerk
from tests.live.engine.fixtures import *  # noqa: F403 - the fixtures


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Never the developer's keyring, in this process or in one that it starts."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def newcomer(scene: Scene, excel: Any) -> Iterator[LiveClerk]:  # noqa: F811
    """A clerk who has never logged in here."""
    clerk = LiveClerk(scene, excel)
    yield clerk
    clerk.close()


@pytest.fixture
def clerk(newcomer: LiveClerk) -> LiveClerk:
    """A clerk, logged in and synced."""
    newcomer.log_in()
    return newcomer
