"""What is plugged in, and being told when that changes."""

import time
from collections.abc import Callable

import pytest

from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.presence import Holding, Presence, Watch, presence
from tests.card.conftest import wait_for_card, wait_until
from tests.card.daemon import Daemon
from tests.card.reader import Slot
from tests.card.scene import QUICK
from tests.card.virtual import PIN, VirtualCard


def first(now: Presence) -> Holding | None:
    return now.readers[0][1] if now.readers else None


def test_a_card_in_the_reader_is_seen(card: VirtualCard) -> None:
    now = presence()
    assert now.service
    assert now.has_card
    assert [holding for _, holding in now.readers] == [Holding.CARD, Holding.NOTHING]


def test_arrival_and_removal_are_told(slot: Slot) -> None:
    told: list[Presence] = []
    with Watch(told.append):
        wait_until(lambda: bool(told))
        slot.remove()
        wait_until(lambda: first(told[-1]) is Holding.NOTHING)
        slot.insert()
        wait_until(lambda: first(told[-1]) is Holding.CARD)
    assert [first(now) for now in told] == [Holding.CARD, Holding.NOTHING, Holding.CARD]


def test_nothing_is_told_after_the_watch_is_closed(slot: Slot) -> None:
    told: list[Presence] = []
    with Watch(told.append):
        wait_until(lambda: bool(told))
    slot.remove()
    wait_for_card(0, present=False)
    time.sleep(0.3)
    assert len(told) == 1


def test_a_service_that_ends_and_comes_back_is_told(slot: Slot, daemon: Daemon) -> None:
    told: list[Presence] = []
    with Watch(told.append):
        wait_until(lambda: bool(told) and told[-1].has_card)
        daemon.stop()
        wait_until(lambda: not told[-1].service)
        daemon.start()
        slot.remove()
        wait_until(lambda: told[-1].service)
        slot.insert()
        wait_until(lambda: told[-1].has_card)


def test_a_service_without_readers_is_told(slot: Slot, daemon: Daemon) -> None:
    daemon.stop()
    daemon.start(readers=False)
    try:
        assert presence() == Presence(service=True)
    finally:
        daemon.stop()
        assert presence() == Presence(service=False)
        daemon.start()
        slot.remove()


@pytest.mark.parametrize(
    "use",
    [
        lambda key: key.tries_left(),
        lambda key: key.unlock(PIN).__enter__().private_key.key_size,
    ],
)
def test_watching_is_in_nobodys_way(card: VirtualCard, use: Callable[[PivKey], object]) -> None:
    told: list[Presence] = []
    with Watch(told.append):
        wait_until(lambda: bool(told))
        assert use(PivKey(patience=QUICK))
        time.sleep(0.3)
    assert len(told) == 1, "a card in use is still a card"
