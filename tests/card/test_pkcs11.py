"""The second driver: the same card behind OpenSC's PKCS#11 library, and the same conformance."""

import time
from pathlib import Path

import pytest

from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.troubles import explain
from gjj_xl.ukey import tokenerrors as token
from gjj_xl.ukey.errors import WrongPin
from gjj_xl.ukey.names import Pkcs11Name
from gjj_xl.ukey.pkcs11key import Pkcs11Key
from tests.card.conftest import wait_for_card, wait_until
from tests.card.daemon import Daemon
from tests.card.holders import HOLDERS
from tests.card.other_program import OtherProgram
from tests.card.reader import Slot
from tests.card.scene import QUICK, CardScene
from tests.card.virtual import PIN, WRONG_PIN, VirtualCard, personalised
from tests.ukey.conformance import KeyConformance, sign

LIBRARY = next(Path("/usr/lib").glob("*/opensc-pkcs11.so"))
NAME = Pkcs11Name(LIBRARY)


def opensc() -> Pkcs11Key:
    return Pkcs11Key(NAME, patience=QUICK)


class TestConformance(KeyConformance):
    @pytest.fixture(params=HOLDERS)
    def key(self, request: pytest.FixtureRequest, slot: Slot) -> Pkcs11Key:
        slot.card = personalised([HOLDERS[request.param].at(0x9C)])
        return opensc()

    @pytest.fixture
    def pin(self) -> str:
        return PIN

    @pytest.fixture
    def wrong_pin(self) -> str:
        return WRONG_PIN


def opened(pin: str = PIN) -> None:
    with opensc().unlock(pin):
        pass


def test_the_last_try_is_told_and_then_the_pin_is_blocked(card: VirtualCard) -> None:
    for expected in (None, 1):
        with pytest.raises(WrongPin) as caught:
            opened(WRONG_PIN)
        assert caught.value.tries_left == expected
    assert opensc().tries_left() == 1
    with pytest.raises(token.PinBlocked):
        opened(WRONG_PIN)
    assert opensc().tries_left() == 0
    with pytest.raises(token.PinBlocked):
        opened()
    card.applet.pin.left = 3
    opened()


def test_the_card_is_found_where_it_was_put_in_later(slot: Slot) -> None:
    slot.remove()
    wait_for_card(0, present=False)
    with pytest.raises(token.NoCard):
        opened()
    slot.insert()
    wait_for_card(0)
    opened()


def test_no_reader_and_a_service_that_came_back(slot: Slot, daemon: Daemon) -> None:
    daemon.stop()
    try:
        with pytest.raises(token.NoReader):
            opened()
    finally:
        daemon.start()
        slot.remove()
    slot.insert()
    wait_for_card(0)
    opened()


def test_a_card_that_is_pulled_out_while_it_signs(card: VirtualCard, slot: Slot) -> None:
    def behave(apdu: bytes, answer: bytes) -> bytes:
        if apdu[1] == 0x87:
            slot.remove()
        return answer

    card.behave = behave
    with pytest.raises(token.TokenTrouble) as caught, opensc().unlock(PIN) as signer:
        sign(signer)
    assert isinstance(caught.value, token.CardRemoved | token.LibraryFailed), repr(caught.value)
    slot.card = personalised([HOLDERS["p256"].at(0x9C)])
    slot.insert()
    wait_for_card(0)
    opened()


def test_another_program_that_holds_the_card_is_not_waited_for_without_end(
    card: VirtualCard,
) -> None:
    with OtherProgram() as other:
        other("connect")
        other("begin")
        with pytest.raises(token.TokenTrouble) as caught:
            opened()
        assert isinstance(caught.value, token.TooSlow | token.InUse | token.LibraryFailed)
        other("end")
    wait_until(_is_free)


def test_a_library_that_cannot_end_keeps_nobody_waiting(card: VirtualCard) -> None:
    """Not even the other threads of this process: the card itself is one of them."""
    with OtherProgram() as other:
        with opensc().unlock(PIN) as signer:
            sign(signer)
            other("connect")
            assert other("begin") == "00000000"
            began = time.monotonic()
        assert time.monotonic() - began < 4
        other("end")
    wait_until(_is_free)


def _is_free() -> bool:
    try:
        opened()
    except token.InUse:
        return False
    return True


@pytest.mark.parametrize("content", [None, b"no library"])
def test_what_is_no_library_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "vendor.so"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(token.LibraryUnusable) as caught:
        Pkcs11Key(Pkcs11Name(path)).certificates()
    assert "不能使用" in explain(caught.value).what


def test_another_token_than_the_named_one_is_told(card: VirtualCard) -> None:
    with pytest.raises(token.OtherCard):
        Pkcs11Key(Pkcs11Name(LIBRARY, "0000"), patience=QUICK).certificates()


def test_a_batch_goes_the_whole_way(scene: CardScene) -> None:
    with scene.scene.desk() as desk:
        scene.log_in(desk, f"pkcs11:{LIBRARY}")
        assert desk.account().key_path.startswith(f"pkcs11:{LIBRARY}#")
        found = {line.name: line for line in desk.doctor()}
        assert found["U-key"].ok
        assert found["证书"].ok
        scene.card.trace.clear()
        sent = scene.submit(desk, scene.sheet(desk), key=None)
        assert sent.outcome is Outcome.ACCEPTED
        assert scene.card.signatures == 1
        assert desk.verify(sent.stamped).ok
