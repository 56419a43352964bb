"""The ribbon with a U-key: chosen at log-in, its PIN with the tries left, pulled out, put back."""

from collections.abc import Iterator
from typing import Any

import pytest

from gjj_xl.desk import open_desk
from gjj_xl.ribbon.dialogs.forms import ChooseCertificate, LogIn, LogInAnswer, Pin, Report
from gjj_xl.ribbon.entry import facts
from gjj_xl.ribbon.state import session_line
from gjj_xl.rules.business import Business
from tests.card.conftest import wait_for_card
from tests.card.holders import HOLDERS
from tests.card.scene import CardScene
from tests.card.virtual import PIN, personalised
from tests.live.clerk import LiveClerk, column, fill
from tests.live.engine.fixtures import excel, running_excel  # noqa: F401 - fixtures
from tests.live.test_whole_way import ROWS, good_cells
from tests.ribbon.windows import Later

MISSED = Business.MISSED


@pytest.fixture
def clerk(scene: CardScene, excel: Any) -> Iterator[LiveClerk]:  # noqa: F811
    """A clerk who has a U-key and no key file."""
    made = LiveClerk(scene.scene, excel)
    unit, sandbox = scene.scene.unit, scene.scene.sandbox
    answer = LogInAnswer(
        unit.cust_id, unit.user_id, unit.password, True, False, sandbox.url, sandbox.ca, None
    )
    made.windows.script(LogIn, lambda _: answer)
    made.windows.say_yes(PIN)
    yield made
    made.close()


def filled(clerk: LiveClerk) -> Any:
    book = clerk.new(MISSED)
    fill(book, MISSED, good_cells(clerk.place.front, MISSED))
    return book


def test_the_only_certificate_is_taken_and_signs_on_the_card(
    clerk: LiveClerk, scene: CardScene
) -> None:
    clerk.log_in()
    assert clerk.windows.of(ChooseCertificate) == []
    book = filled(clerk)
    clerk.click("send")
    clerk.results()
    assert clerk.windows.errors == []
    (asked,) = clerk.windows.of(Pin)
    assert asked.tries_left == 3
    assert scene.card.signatures == 1
    assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS


def test_a_wrong_pin_is_asked_again_with_the_tries_that_are_left(
    clerk: LiveClerk, scene: CardScene
) -> None:
    clerk.log_in()
    filled(clerk)
    clerk.windows.script(Pin, lambda _: "000000", lambda _: PIN)
    clerk.click("send")
    first, second = clerk.windows.of(Pin)
    assert (first.tries_left, second.tries_left) == (3, 2)
    assert "口令错误" in second.message
    assert len(scene.scene.filed()) == 1
    assert scene.card.applet.pin.left == 3


def test_of_several_certificates_the_clerk_chooses_one_and_that_one_signs(
    clerk: LiveClerk, scene: CardScene
) -> None:
    chosen, other = scene.issue("p256"), scene.issue("rsa-2048")
    for identity in (chosen, other):
        scene.register(identity)
    scene.slot.card = personalised(
        [(0x9A, other.key, other.certificate), (0x9C, chosen.key, chosen.certificate)]
    )
    offered: list[ChooseCertificate] = []

    def choose(form: ChooseCertificate) -> int:
        offered.append(form)
        return next(i for i, one in enumerate(form.certificates) if one.label.endswith("/9c"))

    clerk.windows.script(ChooseCertificate, choose)
    clerk.log_in()
    assert len(offered[0].certificates) == 2
    assert all(one.valid_until and one.subject for one in offered[0].certificates)
    filled(clerk)
    clerk.click("send")
    assert "批量发送成功" in clerk.all_told
    with open_desk(scene.scene.home) as desk:
        assert desk.chosen_certificate() == chosen.certificate
    clerk.click("certificate")
    assert len(offered) == 2


def test_a_key_pulled_out_while_the_pin_is_typed_loses_nothing(
    clerk: LiveClerk, scene: CardScene
) -> None:
    clerk.log_in()
    book = filled(clerk)
    typing = Later(PIN)
    clerk.windows.script(Pin, lambda _: typing)
    clerk.press("send")
    clerk.until(lambda: bool(clerk.windows.of(Pin)))
    scene.slot.remove()
    wait_for_card(0, present=False)
    typing.now.set()
    clerk.until(lambda: not clerk.place.jobs.running)
    (told,) = clerk.windows.errors
    assert "U-key" in told
    assert "gjj-xl" not in told
    assert scene.scene.filed() == ()
    assert not book.sheets[0].api.ProtectContents
    scene.slot.insert()
    wait_for_card(0)
    clerk.windows.script(Pin, lambda _: PIN)
    clerk.click("send")
    assert len(scene.scene.filed()) == 1


def test_the_channel_tells_of_reader_key_and_certificate(
    clerk: LiveClerk, scene: CardScene
) -> None:
    clerk.log_in()
    clerk.click("channel")
    (report,) = clerk.windows.of(Report)
    names = {line.name for line in report.lines}
    assert names >= {"智能卡服务", "读卡器", "U-key", "证书", "中心", "办理时间"}
    assert all(line.ok for line in report.lines if line.name != "时钟")
    scene.slot.remove()
    wait_for_card(0, present=False)
    try:
        clerk.click("channel")
        bad = [line for line in clerk.windows.of(Report)[-1].lines if not line.ok]
        assert any(line.name in {"读卡器", "U-key", "证书"} and line.remedy for line in bad)
    finally:
        scene.slot.insert()
        wait_for_card(0)


def test_an_unregistered_key_is_refused_and_the_sheet_is_free_again(
    clerk: LiveClerk, scene: CardScene
) -> None:
    stranger = scene.issue("p384")
    scene.slot.card = personalised([(0x9C, stranger.key, stranger.certificate)])
    clerk.log_in()
    book = filled(clerk)
    clerk.click("send")
    assert "未登记在本网银账号名下" in clerk.all_told
    assert not book.sheets[0].api.ProtectContents
    assert scene.scene.filed() == ()


def test_the_kinds_of_key_are_those_of_the_cards(clerk: LiveClerk, scene: CardScene) -> None:
    for kind in HOLDERS:
        scene.slot.card = scene.registered(kind)
        clerk.windows.script(ChooseCertificate, lambda _: 0)
        clerk.click("certificate")
        chosen = clerk.place.front.chosen_certificate()
        assert chosen is not None
        assert chosen.public_key() == HOLDERS[kind].key.public_key()


def test_the_ribbons_line_follows_a_key_that_comes_and_goes(
    clerk: LiveClerk, scene: CardScene
) -> None:
    clerk.log_in()
    line = lambda: session_line(facts(clerk.place, False))  # noqa: E731
    clerk.until(lambda: "U-key已插入" in line())
    scene.slot.remove()
    clerk.until(lambda: "U-key未插入" in line())
    scene.slot.insert()
    clerk.until(lambda: "U-key已插入" in line())
