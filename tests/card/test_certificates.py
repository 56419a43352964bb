"""Which certificate signs: the one that was chosen, and none that is expired or not the unit's."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from gjj_xl.desk import Desk
from gjj_xl.desk.errors import OtherCertificate, OtherUnitsCertificate
from gjj_xl.desk.facts import Outcome, Sent
from gjj_xl.desk.troubles import explain
from gjj_xl.sandbox import ca
from gjj_xl.ukey.errors import KeyExpired, KeyNotYetValid
from gjj_xl.ukey.names import parse_name
from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.tokenerrors import SeveralCertificates
from gjj_xl.ukey.worker import Patience
from tests.card.conftest import wait_for_card
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.scene import CardScene
from tests.card.virtual import VirtualCard, personalised
from tests.desk.scene import Scene

DAY = dt.timedelta(days=1)


def held(identity: ca.Identity, slot: int = 0x9C) -> VirtualCard:
    return personalised([(slot, identity.key, identity.certificate)])


def refused(scene: CardScene, desk: Desk, card: VirtualCard) -> Sent:
    """Submit with a card that the centre does not take; afterwards the right one works."""
    good = scene.card
    scene.slot.card = card
    path = scene.sheet(desk)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.REFUSED
    assert scene.scene.filed() == ()
    scene.slot.card = good
    assert scene.submit(desk, path).outcome is Outcome.ACCEPTED
    assert len(scene.scene.filed()) == 1
    return sent


def test_an_unregistered_certificate_is_refused_with_its_own_words(
    scene: CardScene, desk: Desk
) -> None:
    trouble = explain(refused(scene, desk, held(scene.issue("rsa-2048"))).trouble)
    assert "未登记在本网银账号名下" in trouble.what
    assert "请换用本单位登记的 U-key" in trouble.todo


def test_a_foreign_certificate_is_refused_with_its_own_words(scene: CardScene, desk: Desk) -> None:
    unit = scene.scene.unit
    stranger = ca.issue_unit(
        ca.make_authority().root, unit.cust_id, unit.unit_name, key=HOLDERS["p256"].key
    )
    trouble = explain(refused(scene, desk, held(stranger)).trouble)
    assert "不是公积金专用证书" in trouble.what
    assert "请换用公积金专用 U-key" in trouble.todo


def test_a_revoked_certificate_is_refused_with_its_own_words(scene: CardScene, desk: Desk) -> None:
    lost = scene.issue("rsa-2048")
    scene.register(lost)
    scene.revoke(lost)
    trouble = explain(refused(scene, desk, held(lost)).trouble)
    assert "已被吊销" in trouble.what
    assert "重新领取" in trouble.todo


@pytest.mark.parametrize(
    ("begins", "ends", "error", "words"),
    [
        (-800 * DAY, -DAY, KeyExpired, "证书已过期"),
        (DAY, 800 * DAY, KeyNotYetValid, "证书尚未生效"),
    ],
)
def test_a_certificate_out_of_its_time_is_told_before_the_pin_is_asked_for(
    scene: CardScene,
    desk: Desk,
    begins: dt.timedelta,
    ends: dt.timedelta,
    error: type[Exception],
    words: str,
) -> None:
    now = desk.now()
    old = scene.issue("p256", not_before=now + begins, not_after=now + ends)
    scene.register(old)
    good, scene.slot.card = scene.card, held(old)
    path = scene.sheet(desk)
    with pytest.raises(error) as caught:
        scene.submit(desk, path)
    assert explain(caught.value).what == words
    assert scene.asked == 0
    scene.slot.card = good
    assert scene.submit(desk, path).outcome is Outcome.ACCEPTED


def test_a_near_end_is_told_at_log_in_and_in_the_confirmation(scene: CardScene) -> None:
    with scene.scene.desk() as desk:
        scene.log_in(desk)
        ending = scene.issue("p256", not_after=desk.now() + 20 * DAY)
        scene.register(ending)
        scene.slot.card = held(ending)
        known = desk.login(password=scene.scene.unit.password, key_path="piv:")
        assert "请及时到银行办理更新" in known.key_notes[0]
        assert scene.submit(desk, scene.sheet(desk), key=None).outcome is Outcome.ACCEPTED
        assert any("天）" in note and "到期" in note for note in scene.shown[-1].notes)


def test_another_certificate_than_the_chosen_one_signs_nothing(
    scene: CardScene, desk: Desk
) -> None:
    good = scene.card
    scene.slot.card = scene.registered("rsa-2048")
    path = scene.sheet(desk)
    with pytest.raises(OtherCertificate) as caught:
        scene.submit(desk, path, key=None)
    assert "不是登录时选定的证书" in explain(caught.value).what
    assert (scene.asked, scene.card.signatures) == (0, 0)
    scene.slot.card = good
    assert scene.submit(desk, path, key=None).outcome is Outcome.ACCEPTED


def test_the_u_key_of_the_computers_other_unit_is_named_before_its_pin_is_asked_for(
    scene: CardScene, desk: Desk, numbers: Iterator[int]
) -> None:
    other = Scene(scene.scene.sandbox, scene.scene.folder, next(numbers))
    with other.desk() as there:
        other.log_in(there, sync=False)
        with pytest.raises(OtherUnitsCertificate):  # nor is it taken at log-in
            there.login(password=other.unit.password, key_path="piv:")
    root = ca.open_authority(other.sandbox.data).root
    theirs = ca.issue_unit(root, other.unit.cust_id, other.unit.unit_name, key=HOLDERS["p256"].key)
    good, scene.slot.card = scene.card, held(theirs)
    path = scene.sheet(desk)
    with pytest.raises(OtherCertificate) as chosen:
        scene.submit(desk, path, key=None)
    assert (
        f"属于单位 {other.unit.unit_number} {other.unit.unit_name}" in explain(chosen.value).means
    )
    with pytest.raises(OtherUnitsCertificate) as named:
        scene.submit(desk, path)
    assert other.unit.unit_name in explain(named.value).what
    assert scene.scene.unit.unit_name in explain(named.value).means
    assert (scene.asked, scene.card.signatures) == (0, 0)
    scene.slot.card = good
    assert scene.submit(desk, path, key=None).outcome is Outcome.ACCEPTED


def test_a_certificate_that_changes_after_the_look_signs_nothing_either(
    scene: CardScene, desk: Desk
) -> None:
    other = scene.registered("rsa-2048")

    def confirm(_: object) -> bool:
        scene.slot.card = other
        return True

    with pytest.raises(OtherCertificate):
        desk.submit(scene.sheet(desk), pin="123456", confirm=confirm)
    assert other.signatures == 0


def test_of_several_certificates_one_must_be_named(scene: CardScene) -> None:
    holders = {slot: scene.issue(kind) for slot, kind in ((0x9C, "p256"), (0x9A, "p384"))}
    for identity in holders.values():
        scene.register(identity)
    scene.slot.card = personalised(
        [(slot, one.key, one.certificate) for slot, one in holders.items()]
    )
    with scene.scene.desk() as desk:
        with pytest.raises(SeveralCertificates) as caught:
            scene.log_in(desk)
        trouble = explain(caught.value)
        names = [choice.name for choice in caught.value.choices]
        assert all(name in trouble.means for name in names)
        assert [name[-3:] for name in names] == ["/9c", "/9a"]
        scene.log_in(desk, names[1])
        assert desk.key_state().certificate == holders[0x9A].certificate
        assert scene.submit(desk, scene.sheet(desk), key=None).outcome is Outcome.ACCEPTED
        assert {one.apdu[3] for one in scene.card.trace if one.is_signature} == {0x9A}


def test_among_others_the_units_own_certificate_is_taken_unasked(scene: CardScene) -> None:
    identity = scene.issue("p256")
    scene.register(identity)
    scene.slot.card = personalised(
        [HOLDERS["p384"].at(0x9C), (0x9A, identity.key, identity.certificate)]
    )
    with scene.scene.desk() as desk:
        scene.log_in(desk)
        assert desk.key_state().certificate == identity.certificate


def test_with_two_keys_in_the_computer_the_chosen_one_signs(
    scene: CardScene, other_slot: Slot
) -> None:
    second = scene.issue("rsa-2048")
    scene.register(second)
    other = personalised([(0x9C, second.key, second.certificate)], serial=bytes(range(16, 32)))
    other_slot.insert(other)
    wait_for_card(1)
    with scene.scene.desk() as desk:
        with pytest.raises(SeveralCertificates):
            scene.log_in(desk)
        scene.log_in(desk, "piv:1011")
        assert scene.submit(desk, scene.sheet(desk), key=None).outcome is Outcome.ACCEPTED
    assert (scene.card.signatures, other.signatures) == (0, 1)


def test_a_broken_card_in_another_reader_is_in_nobodys_way(
    scene: CardScene, desk: Desk, other_slot: Slot
) -> None:
    other_slot.insert(VirtualCard(atr=b"\x00\x01"))
    wait_for_card(1)
    assert scene.submit(desk, scene.sheet(desk), key=None).outcome is Outcome.ACCEPTED


def test_a_card_in_another_reader_that_hangs_is_in_nobodys_way(
    scene: CardScene, desk: Desk, other_slot: Slot
) -> None:
    def hang(apdu: bytes, answer: bytes) -> bytes:
        time.sleep(1.2)
        return answer

    other_slot.insert(VirtualCard(behave=hang))
    wait_for_card(1)
    key = PivKey(parse_name(desk.account().key_path), patience=Patience(holder=1.0, card=1.0))
    assert scene.submit(desk, scene.sheet(desk), key=key).outcome is Outcome.ACCEPTED


def test_a_packed_certificate_is_unpacked(slot: Slot) -> None:
    holder = HOLDERS["rsa-3072"]
    slot.card = VirtualCard()
    slot.card.put(0x9C, holder.key, holder.certificate, packed=True)
    assert PivKey().certificates() == (holder.certificate,)
