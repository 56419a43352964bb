import time
from collections.abc import Callable, Iterator

import pytest
from smartcard import scard

from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.worker import Patience
from tests.card.daemon import Daemon
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.virtual import VirtualCard, personalised

SOCKET = "PCSCLITE_CSOCK_NAME"
QUICK = Patience(holder=1.0, card=3.0)
"""What a test waits for; a clerk waits longer."""


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
    _slots[1].remove()
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


@pytest.fixture
def card(slot: Slot) -> VirtualCard:
    """A card with an RSA-2048 key for documents, inserted, with all its tries."""
    return slot.card


@pytest.fixture
def key(card: VirtualCard) -> PivKey:
    """The card as a key, with a short patience."""
    return PivKey(patience=QUICK)


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
