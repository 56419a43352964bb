import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.harness import Clerk, Sandbox

START = "2026-11-10T10:00"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A seeded centre that is only ever copied."""
    return Sandbox.seeded(
        tmp_path_factory.mktemp("template") / "centre", start=dt.datetime.fromisoformat(START)
    )


@pytest.fixture
def centre(template: Sandbox, tmp_path: Path) -> Iterator[Sandbox]:
    """A centre of its own for one test, not yet started."""
    with template.copy(tmp_path / "centre") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def shared(template: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A running centre for tests that leave nothing behind which another would see."""
    with template.copy(tmp_path_factory.mktemp("shared") / "centre") as sandbox:
        yield sandbox.start(speed=1)


@pytest.fixture
def log_in() -> Callable[..., Clerk]:
    """Give a clerk of a running centre with a session."""

    def enter(sandbox: Sandbox, number: int = 0) -> Clerk:
        clerk = Clerk(sandbox, sandbox.units[number])
        clerk.log_in()
        assert clerk.token
        return clerk

    return enter
