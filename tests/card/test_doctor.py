"""What the diagnosis says of a U-key: service, reader, key, certificate, each with its remedy."""

from gjj_xl.desk import Desk
from gjj_xl.desk.facts import Diagnosis
from tests.card.conftest import wait_for_card
from tests.card.daemon import Daemon
from tests.card.scene import CardScene


def lines(desk: Desk) -> dict[str, Diagnosis]:
    return {line.name: line for line in desk.doctor()}


def test_a_good_key_is_told_from_the_service_to_the_certificate(desk: Desk) -> None:
    found = lines(desk)
    for name in ("智能卡服务", "读卡器", "U-key", "证书"):
        assert found[name].ok, found[name]
    assert "口令剩余 3 次" in found["U-key"].found
    assert "Virtual PCD 00 00（有卡）" in found["读卡器"].found
    assert "有效期至 2090年" in found["证书"].found


def test_the_last_try_is_warned_about(scene: CardScene, desk: Desk) -> None:
    scene.card.applet.pin.left = 1
    line = lines(desk)["U-key"]
    assert (line.ok, "最后一次机会" in line.remedy) == (False, True)
    scene.card.applet.pin.left = 0
    line = lines(desk)["U-key"]
    assert (line.ok, line.found) == (False, "U-key 口令已锁定")


def test_a_missing_key_is_told_with_what_to_do(scene: CardScene, desk: Desk) -> None:
    scene.slot.remove()
    wait_for_card(0, present=False)
    line = lines(desk)["读卡器"]
    assert (line.ok, line.remedy) == (False, "请插入单位的 U-key。")


def test_a_missing_service_is_told_with_what_to_do(
    scene: CardScene, desk: Desk, daemon: Daemon
) -> None:
    daemon.stop()
    try:
        found = lines(desk)
    finally:
        daemon.start()
        scene.slot.remove()
    assert "请启动智能卡服务" in found["智能卡服务"].remedy
    assert "U-key" not in found


def test_another_certificate_is_told(scene: CardScene, desk: Desk) -> None:
    scene.slot.card = scene.registered("rsa-2048")
    assert "不是登录时选定的证书" in lines(desk)["U-key"].found
