import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from smartcard import scard

from gjj_xl.desk import Desk
from gjj_xl.ukey.pivkey import PivKey
from tests.card.daemon import Daemon
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.scene import QUICK, CardScene
from tests.card.virtual import VirtualCard, personalised
from tests.desk.scene import Scene, running_town
from tests.keyrings import no_keyring  # noqa: F401 - a fixture
from tests.sandbox.harness import Sandbox

UNITS = 96

SOCKET = "PCSCLITE_CSOCK_NAME"


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One pcscd for all tests of this process."""
    with Daemon(tmp_path_factory.mktemp("pcscd")) as running:
        yield running


@pytest.fixture(autouse=True)
def _our_service(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never this machine's own readers."""
    monkeypatch.setenv(SOCKET, str(daemon.socket))


@pytest.fixture(scope="session")
def _slots(daemon: Daemon) -> Iterator[tuple[Slot, Slot]]:
    slots = (Slot(daemon.port), Slot(daemon.port + 1))
    yield slots
    for slot in slots:
        slot.remove()


@pytest.fixture
def slot(_slots: tuple[Slot, Slot]) -> Slot:
    """The reader's first slot, with a card in it that nobody has used (see ``card``)."""
    _slots[0].card = personalised([HOLDERS["rsa-2048"].at(0x9C)])
    if not _slots[0].inserted:
        _slots[0].insert()
        wait_for_card(0)
    return _slots[0]


@pytest.fixture
def other_slot(_slots: tuple[Slot, Slot]) -> Iterator[Slot]:
    """The reader's second slot, empty."""
    yield _slots[1]
    _slots[1].remove()
    wait_for_card(1, present=False)


@pytest.fixture
def card(slot: Slot) -> VirtualCard:
    """A card with an RSA-2048 key for documents, inserted, with all its tries."""
    return slot.card


@pytest.fixture
def key(card: VirtualCard) -> PivKey:
    """The card as a key, with a short patience."""
    return PivKey(patience=QUICK)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A running centre with a unit for each test."""
    data = tmp_path_factory.mktemp("town") / "centre"
    with running_town(data, UNITS, HOLDERS["rsa-2048"].key) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    """The units that no test has used yet."""
    return iter(range(UNITS))


@pytest.fixture
def scene(town: Sandbox, numbers: Iterator[int], tmp_path: Path, slot: Slot) -> CardScene:
    """A clerk whose U-key, a P-256 one as yet unused, is in the reader and registered."""
    made = CardScene(Scene(town, tmp_path, next(numbers)), slot)
    slot.card = made.registered("p256")
    return made


@pytest.fixture
def desk(scene: CardScene) -> Iterator[Desk]:
    """The clerk's desk, logged in with the U-key and synced."""
    with scene.scene.desk() as opened:
        scene.log_in(opened)
        yield opened


def states() -> list[int]:
    """What the service says of its readers' slots."""
    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    assert result == 0, hex(result & 0xFFFFFFFF)
    try:
        _, readers = scard.SCardListReaders(context, [])
        _, found = scard.SCardGetStatusChange(context, 0, [(name, 0) for name in readers])
        return [state for _, state, _ in found]
    finally:
        scard.SCardReleaseContext(context)


def wait_for_card(number: int, *, present: bool = True) -> None:
    """Wait until the service has seen that a slot was filled (or emptied)."""
    wanted = scard.SCARD_STATE_PRESENT if present else scard.SCARD_STATE_EMPTY
    wait_until(lambda: bool(states()[number] & wanted))


def wait_until(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
