"""Everything that can go wrong with a U-key, on the real stack: what is read, and what next.

After each failure the next attempt works without restarting anything, and the batch is at the
centre exactly once.
"""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.desk import Desk
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.keystate import LAST_TRY, look_at
from gjj_xl.desk.troubles import explain
from gjj_xl.ukey import tokenerrors as token
from gjj_xl.ukey.errors import KeyTrouble, WrongPin
from gjj_xl.ukey.worker import Worker
from tests.card.conftest import wait_for_card
from tests.card.daemon import Daemon
from tests.card.other_program import OtherProgram
from tests.card.scene import QUICK, CardScene
from tests.card.virtual import PIN, WRONG_PIN, VirtualCard, well
from tests.conftest import DEEP
from tests.ukey.conformance import sign

VERIFY, SIGN, GET_DATA = 0x20, 0x87, 0xCB


class Bench:
    """A sheet that fails to be sent in some way, and is then sent."""

    def __init__(self, scene: CardScene, desk: Desk) -> None:
        self.scene = scene
        self.desk = desk
        self.path = scene.sheet(desk)

    def fails(self, kind: type[KeyTrouble], what: str, **how: Any) -> KeyTrouble:
        """Submit; it must end soon with this error and these words, and nothing signed is left."""
        began = time.monotonic()
        with pytest.raises(KeyTrouble) as caught:
            self.scene.submit(self.desk, self.path, **how)
        assert time.monotonic() - began < 8
        error = caught.value
        assert type(error) is kind, repr(error)
        trouble = explain(error)
        assert what in trouble.what
        assert trouble.todo
        assert self.scene.scene.filed() == ()
        assert {status.entry.step for status in self.desk.status()} <= {Step.WITHDRAWN}
        return error

    def works(self) -> None:
        """The same sheet again: accepted, and at the centre once."""
        self.scene.card.behave = well
        self.scene.card.trace.clear()
        sent = self.scene.submit(self.desk, self.path)
        assert sent.outcome is Outcome.ACCEPTED
        assert [batch.serial for batch in self.scene.scene.filed()] == [sent.serial]
        assert self.scene.card.signatures == 1


@pytest.fixture
def bench(scene: CardScene, desk: Desk) -> Iterator[Bench]:
    yield Bench(scene, desk)
    scene.card.behave = well


def reinsert(scene: CardScene) -> None:
    scene.slot.insert()
    wait_for_card(0)


def when(ins: int, act: Callable[[], bytes | None]) -> Callable[[bytes, bytes], bytes]:
    """Behave well, but for one instruction: what ``act`` gives is answered, if anything."""

    def behave(apdu: bytes, answer: bytes) -> bytes:
        if apdu[1] == ins and not apdu[0] & 0x10:
            acted = act()
            return answer if acted is None else acted
        return answer

    return behave


# The service and the reader


def test_the_service_does_not_run(bench: Bench, daemon: Daemon) -> None:
    daemon.stop()
    try:
        bench.fails(token.NoService, "智能卡服务没有运行")
        assert bench.scene.asked == 0
    finally:
        daemon.start()
        bench.scene.slot.remove()
    reinsert(bench.scene)
    bench.works()


def test_the_service_ends_while_the_card_signs(bench: Bench, daemon: Daemon) -> None:
    bench.scene.card.behave = when(SIGN, daemon.kill)
    try:
        bench.fails(token.NoService, "智能卡服务没有运行")
    finally:
        daemon.start()
        bench.scene.slot.remove()
    reinsert(bench.scene)
    bench.works()


def test_the_service_was_restarted_between_two_batches(bench: Bench, daemon: Daemon) -> None:
    assert bench.desk.key_state().tries_left == 3
    daemon.stop()
    daemon.start()
    bench.scene.slot.remove()
    reinsert(bench.scene)
    bench.works()


def test_no_reader(bench: Bench, daemon: Daemon) -> None:
    daemon.stop()
    daemon.start(readers=False)
    try:
        bench.fails(token.NoReader, "没有检测到 U-key")
    finally:
        daemon.stop()
        daemon.start()
        bench.scene.slot.remove()
    reinsert(bench.scene)
    bench.works()


# The card in the reader


def test_no_card(bench: Bench) -> None:
    bench.scene.slot.remove()
    wait_for_card(0, present=False)
    bench.fails(token.NoCard, "中没有卡")
    assert bench.scene.asked == 0
    reinsert(bench.scene)
    bench.works()


def test_a_card_that_does_not_answer(bench: Bench) -> None:
    good = bench.scene.card
    bench.scene.slot.remove()
    bench.scene.slot.insert(VirtualCard(atr=b"\x00\x01"))
    wait_for_card(0)
    bench.fails(token.MuteCard, "没有响应")
    bench.scene.slot.remove()
    bench.scene.slot.insert(good)
    wait_for_card(0)
    bench.works()


@pytest.mark.parametrize("sw", ["6A82", "6D00", "6985", "6E00"])
def test_a_card_that_is_no_piv_card(bench: Bench, sw: str) -> None:
    good = bench.scene.card
    bench.scene.slot.card = VirtualCard(behave=lambda *_: bytes.fromhex(sw))
    bench.fails(token.WrongCard, "不是可用的 U-key")
    bench.scene.slot.card = good
    bench.works()


def test_another_card_than_the_chosen_one(bench: Bench) -> None:
    good = bench.scene.card
    bench.scene.slot.card = bench.scene.registered("p384")
    bench.scene.slot.card.applet.objects.pop(0x5FC102)
    bench.fails(token.OtherCard, "不是登录时选定的 U-key", key=None)
    bench.scene.slot.card = good
    bench.works()


def test_a_card_without_a_certificate(bench: Bench) -> None:
    held = dict(bench.scene.card.applet.objects)
    bench.scene.card.applet.objects.pop(0x5FC10A)
    bench.fails(token.NoCertificate, "没有可用于签名的证书")
    bench.scene.card.applet.objects.update(held)
    bench.works()


# Pulled out


def test_removed_while_the_clerk_is_asked(bench: Bench) -> None:
    scene = bench.scene

    def confirm(_: object) -> bool:
        scene.slot.remove()
        wait_for_card(0, present=False)
        return True

    with pytest.raises(token.NoCard):
        bench.desk.submit(bench.path, pin="123456", confirm=confirm)
    reinsert(scene)
    bench.works()


def test_removed_at_any_point_of_the_way(bench: Bench) -> None:
    """From the first APDU to the last piece of the signature; a deep run tries every one."""
    scene = bench.scene
    scene.card.trace.clear()
    look_at(scene.key(), bench.desk.now())
    with scene.key().unlock(PIN) as signer:
        sign(signer)
    whole = len(scene.card.trace)
    for point in range(1, whole + 1) if DEEP else (1, whole // 2, whole):
        counted = 0

        def behave(_: bytes, answer: bytes, point: int = point) -> bytes:
            nonlocal counted
            counted += 1
            if counted == point:
                scene.slot.remove()
            return answer

        scene.card.behave = behave
        bench.fails(token.CardRemoved, "在使用中被拔出")
        scene.card.behave = well
        reinsert(scene)
    bench.works()


@pytest.mark.parametrize("ins", [VERIFY, SIGN])
def test_removed_while_it_checks_the_pin_or_signs(bench: Bench, ins: int) -> None:
    bench.scene.card.behave = when(ins, bench.scene.slot.remove)
    bench.fails(token.CardRemoved, "在使用中被拔出")
    bench.scene.card.behave = well
    reinsert(bench.scene)
    bench.works()


def test_removed_right_after_it_has_signed(bench: Bench) -> None:
    scene = bench.scene
    power = scene.card.power

    def pulled(control: int) -> None:
        power(control)
        if scene.card.signatures:
            scene.slot.remove()

    scene.card.trace.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene.card, "power", pulled)
        assert scene.submit(bench.desk, bench.path).outcome is Outcome.ACCEPTED
    assert len(scene.scene.filed()) == 1
    reinsert(scene)
    bench.path = scene.sheet(bench.desk)
    assert scene.submit(bench.desk, bench.path).outcome is Outcome.ACCEPTED
    assert len(scene.scene.filed()) == 2


# The PIN


def test_a_wrong_pin_tells_the_tries_and_the_last_one_is_warned_about(bench: Bench) -> None:
    scene = bench.scene
    for left in (2, 1):
        error = bench.fails(WrongPin, "口令错误", pin=WRONG_PIN)
        assert isinstance(error, WrongPin)
        assert error.tries_left == left
        assert f"还可以再试 {left} 次" in explain(error).means
    assert all(LAST_TRY not in shown.notes for shown in scene.shown)
    bench.fails(token.PinBlocked, "口令已锁定", pin=WRONG_PIN)
    assert LAST_TRY in scene.shown[-1].lines
    asked = scene.asked
    bench.fails(token.PinBlocked, "口令已锁定")
    assert scene.asked == asked, "no PIN is asked for where none can be right"
    scene.card.applet.pin.left = 3  # the bank has unblocked it
    bench.works()


def test_each_wrong_pin_costs_one_try_and_no_more(bench: Bench) -> None:
    bench.fails(WrongPin, "口令错误", pin=WRONG_PIN)
    assert bench.scene.card.applet.pin.left == 2
    bench.works()
    assert bench.scene.card.applet.pin.left == 3


@pytest.mark.parametrize("pin", ["", "12345", "123456789", "１２３４５６", "12345\n"])
def test_what_can_be_no_pin_costs_no_try(bench: Bench, pin: str) -> None:
    bench.fails(token.PinUnusable, "不会是 U-key 口令", pin=pin)
    assert bench.scene.card.applet.pin.left == 3
    bench.works()


def test_the_card_wants_the_pin_again(bench: Bench) -> None:
    bench.scene.card.behave = when(SIGN, lambda: bytes.fromhex("6982"))
    bench.fails(token.PinNotFresh, "重新输入口令")
    bench.works()


# Other programs


def test_another_program_holds_the_card_and_lets_go(bench: Bench) -> None:
    with OtherProgram() as other:
        assert other("connect") == "00000000"
        assert other("begin") == "00000000"
        bench.fails(token.InUse, "被其他程序占用")
        assert bench.scene.asked == 0
        assert other("end") == "00000000"
        bench.works()


def test_another_program_that_waits_gets_the_card_after_us(bench: Bench) -> None:
    """Without the PIN; and that it has the card now keeps us no longer than a moment."""
    with OtherProgram() as other:
        waiting = threading.Thread(target=other, args=("begin",))

        def confirm(_: object) -> bool:
            assert other("connect") == "00000000"
            return True

        def behave(apdu: bytes, answer: bytes) -> bytes:
            if apdu[1] == VERIFY and len(apdu) > 5:
                waiting.start()
            return answer

        bench.scene.card.behave = behave
        began = time.monotonic()
        sent = bench.desk.submit(bench.path, key=bench.scene.key(), pin=PIN, confirm=confirm)
        assert sent.outcome is Outcome.ACCEPTED
        assert time.monotonic() - began < 5
        waiting.join(5)
        assert not waiting.is_alive()
        assert not bench.scene.card.is_open
        other("end")
    assert bench.scene.key().tries_left() == 3


def test_whoever_was_left_behind_never_touches_the_card_again(bench: Bench) -> None:
    scene = bench.scene
    with OtherProgram() as other:

        def confirm(_: object) -> bool:
            assert other("connect") == "00000000"
            assert other("begin") == "00000000"
            return True

        with pytest.raises(token.InUse):
            bench.desk.submit(bench.path, key=scene.key(), pin="123456", confirm=confirm)
        scene.card.trace.clear()
        other("end")
        time.sleep(0.5)
        assert scene.card.trace == []
        bench.works()


def test_another_program_has_the_reader_for_itself(bench: Bench) -> None:
    with OtherProgram() as other:
        assert other("exclusive") == "00000000"
        bench.fails(token.InUse, "被其他程序占用")
        other("disconnect")
        bench.works()


@pytest.mark.parametrize(("times", "works"), [(1, True), (2, False)])
def test_another_program_resets_the_card(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, times: int, works: bool
) -> None:
    """Between connecting and the transaction; once is mended unseen, twice is told."""
    entering = Worker.entering
    calls = resets = 0

    def interrupted(worker: Worker, stage: Any) -> None:
        nonlocal calls, resets
        calls += 1
        entering(worker, stage)
        # Connecting is the first call, beginning the second; the third takes it up again.
        if calls in (2, 4) and resets < times:
            resets += 1
            assert other("reset") == "00000000"

    with OtherProgram() as other:
        other("connect")
        with monkeypatch.context() as patch:
            patch.setattr(Worker, "entering", interrupted)
            if works:
                assert bench.desk.key_state().tries_left == 3
            else:
                bench.fails(token.CardReset, "被其他程序重置")
        assert resets == times
        bench.works()


def test_the_next_program_does_not_find_the_pin_verified(bench: Bench) -> None:
    bench.works()
    with OtherProgram() as other:
        other("connect")
        assert other("send 00A4040005A00000030800").endswith("9000")
        assert other("send 00200080").endswith("63c3")


# Slow and strange cards


def test_a_slow_card_is_waited_for(bench: Bench) -> None:
    def slow(_: bytes, answer: bytes) -> bytes:
        time.sleep(0.05)
        return answer

    bench.scene.card.behave = slow
    assert bench.scene.submit(bench.desk, bench.path).outcome is Outcome.ACCEPTED


def test_a_card_that_is_too_slow_is_given_up(bench: Bench) -> None:
    bench.scene.card.behave = when(SIGN, lambda: time.sleep(QUICK.card + 0.7))
    bench.fails(token.TooSlow, "没有在规定时间内响应")
    time.sleep(1)
    bench.works()


def test_a_card_that_hangs_for_good_is_given_up_until_it_is_pulled_out(bench: Bench) -> None:
    hanging = threading.Event()
    bench.scene.card.behave = when(SIGN, lambda: hanging.wait(30) and None)
    bench.fails(token.TooSlow, "没有在规定时间内响应")
    for _ in range(2):
        with pytest.raises((token.InUse, token.TooSlow)):
            bench.scene.submit(bench.desk, bench.path)
    hanging.set()
    bench.scene.slot.remove()
    reinsert(bench.scene)
    bench.works()


@pytest.mark.parametrize("ins", [VERIFY, SIGN, GET_DATA])
def test_a_status_word_that_means_nothing(bench: Bench, ins: int) -> None:
    for sw in ("6F00", "6A80", "6700", "9001", "FFFF", "0000"):
        bench.scene.card.behave = when(ins, partial(bytes.fromhex, sw))
        bench.fails(token.UnknownStatus, f"未知的状态（{sw}）")
    bench.works()


def test_an_answer_that_is_none(bench: Bench) -> None:
    for answer in (
        "90",
        "9000",
        "7C009000",
        "7C04820201029000",
        "7C84829000",
        "7C80009000",
        "00" * 300 + "9000",
    ):
        bench.scene.card.behave = when(SIGN, partial(bytes.fromhex, answer))
        bench.fails(token.Garbled, "无法识别")
    bench.works()
