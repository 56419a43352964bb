"""A store of its own for each test, and never the developer's keyring."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gjj_xl.centre.home import Home, open_home
from gjj_xl.centre.store import Store, open_store
from tests.keyrings import no_keyring  # noqa: F401 - a fixture


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = open_home(tmp_path / "home", {})
    made.make()
    return made


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened
