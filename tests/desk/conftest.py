from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gjj_xl.desk import Desk
from tests.desk.scene import START, Scene, at, running_town
from tests.keyrings import no_keyring  # noqa: F401 - a fixture
from tests.sandbox.harness import Sandbox

UNITS = 224


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A seeded centre that is only ever copied."""
    return Sandbox.seeded(tmp_path_factory.mktemp("desk") / "centre", start=at(START))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A running centre with a unit for each test."""
    data = tmp_path_factory.mktemp("town") / "centre"
    with running_town(data, UNITS, rsa.generate_private_key(65537, 2048)) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    """The units that no test has used yet."""
    return iter(range(UNITS))


@pytest.fixture
def scene(town: Sandbox, numbers: Iterator[int], tmp_path: Path) -> Iterator[Scene]:
    """A clerk of a unit that nobody else has touched; faults are off afterwards."""
    yield Scene(town, tmp_path, next(numbers))
    left = town.admin()["faults"]
    if left:
        town.admin(faults=[f"{name}:0" for name in left])


@pytest.fixture
def alone(seeded: Sandbox, tmp_path: Path) -> Iterator[Scene]:
    """A clerk with a centre of his own, not yet started, that may be killed."""
    with seeded.copy(tmp_path / "centre") as sandbox:
        yield Scene(sandbox, tmp_path)


@pytest.fixture
def desk(scene: Scene) -> Iterator[Desk]:
    """The clerk's desk, logged in and synced."""
    with scene.desk() as opened:
        scene.log_in(opened)
        yield opened
