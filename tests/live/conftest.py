"""A spreadsheet application, a centre and a clerk for the tests of this folder."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk.conftest import alone, numbers, scene, seeded, town  # noqa: F401 - fixtures
from tests.desk.scene import Scene
from tests.keyrings import no_keyring  # noqa: F401 - a fixture
from tests.live.clerk import LiveClerk
from tests.live.engine.fixtures import *  # noqa: F403 - the fixtures


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
