from collections.abc import Iterator

import pytest

from tests.ribbon.dialogs.display import Display


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    """A screen that no other program sees."""
    with Display() as display:
        yield display
