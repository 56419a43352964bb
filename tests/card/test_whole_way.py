"""A batch's whole way with the U-key: sheet, PIN, signature on the card, receipt."""

import pytest

from gjj_xl.desk import Desk
from gjj_xl.desk.facts import Outcome
from gjj_xl.ukey.validity import validity
from gjj_xl.wire.cms import verify_detached
from gjj_xl.wire.codes import Usage
from gjj_xl.wire.form import signature_bytes
from tests.card.holders import HOLDERS
from tests.card.scene import CardScene
from tests.card.virtual import PIN


@pytest.mark.parametrize("kind", HOLDERS)
def test_a_batch_is_signed_on_the_card_and_accepted(scene: CardScene, kind: str) -> None:
    scene.slot.card = scene.registered(kind)
    with scene.scene.desk() as desk:
        scene.log_in(desk)
        sent = scene.submit(desk, scene.sheet(desk), key=None)
        assert sent.outcome is Outcome.ACCEPTED, sent
        assert desk.wait(sent.serial, seconds=20).answered
        assert desk.verify(sent.stamped).ok
        entry = desk.status()[-1].entry
        signed = desk._context.journal().sign_data(entry.request_sn)
        request = desk._context.journal().request(entry.request_sn)
    assert scene.asked == 1
    assert [batch.serial for batch in scene.scene.filed()] == [sent.serial]
    certificate = verify_detached(
        request,
        signature_bytes(signed),
        [scene.scene.sandbox.root()],
        sent.accepted_at,
        usage=Usage.UNIT,
    )
    assert certificate.public_key() == HOLDERS[kind].key.public_key()


@pytest.mark.parametrize("rows", [1, 20])
def test_a_batch_is_one_signature_and_one_pin_whatever_its_size(
    scene: CardScene, desk: Desk, rows: int
) -> None:
    scene.card.trace.clear()
    assert scene.submit(desk, scene.sheet(desk, rows), key=None).outcome is Outcome.ACCEPTED
    assert scene.card.signatures == 1
    shown = [one for one in scene.card.trace if one.ins == 0x20 and len(one.apdu) > 5]
    assert [one.apdu[5:13] for one in shown] == [PIN.encode() + b"\xff\xff"]


def test_after_the_signature_the_card_has_no_power_and_no_pin(scene: CardScene, desk: Desk) -> None:
    scene.card.powers.clear()
    scene.submit(desk, scene.sheet(desk), key=None)
    assert not scene.card.is_open
    assert scene.card.powers[-1] == 0


def test_declining_touches_no_pin(scene: CardScene, desk: Desk) -> None:
    sent = desk.submit(scene.sheet(desk), pin=PIN, confirm=lambda _: False)
    assert sent.outcome is Outcome.DECLINED
    assert scene.card.signatures == 0
    assert scene.card.applet.pin.left == 3


def test_the_chosen_certificate_is_remembered_by_name(scene: CardScene, desk: Desk) -> None:
    account = desk.account()
    assert account.key_path == f"piv:{bytes(range(16)).hex()}/9c"
    state = desk.key_state()
    assert state.tries_left == 3
    assert validity(state.certificate, desk.now()).days_left > 365
