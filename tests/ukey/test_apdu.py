"""APDUs: what is sent is cut as the standard says, what comes in pieces is put together."""

import logging

import pytest

from gjj_xl.ukey.apdu import TRACE, Apdus, Command, Ins
from gjj_xl.ukey.errors import WrongPin
from gjj_xl.ukey.status import require_ok
from gjj_xl.ukey.tokenerrors import Garbled, NotOnCard, PinBlocked, PinNotFresh, UnknownStatus


class Script:
    """A card that gives its answers in order, and remembers what it was asked."""

    def __init__(self, *answers: str) -> None:
        self._answers = [bytes.fromhex(answer) for answer in answers]
        self.asked: list[str] = []

    def __call__(self, apdu: bytes) -> bytes:
        self.asked.append(apdu.hex())
        return self._answers[len(self.asked) - 1]


@pytest.mark.parametrize(
    ("size", "heads"),
    [
        (0, ["0087079c00"]),
        (1, ["0087079c01"]),
        (255, ["0087079cff"]),
        (256, ["1087079cff", "0087079c01"]),
        (510, ["1087079cff", "0087079cff"]),
        (511, ["1087079cff", "1087079cff", "0087079c01"]),
    ],
)
def test_long_data_go_out_in_a_chain_of_short_apdus(size: int, heads: list[str]) -> None:
    data = bytes(n % 251 for n in range(size))
    apdus = Command(Ins.GENERAL_AUTHENTICATE, 0x07, 0x9C, data).apdus()
    assert [apdu[:5].hex() for apdu in apdus] == heads
    assert all(len(apdu) <= 261 for apdu in apdus)
    assert b"".join(apdu[5 : 5 + apdu[4]] for apdu in apdus) == data
    assert apdus[-1][-1] == 0, "the last one asks for all there is"


def test_what_expects_no_data_asks_for_none() -> None:
    assert Command(Ins.VERIFY, 0, 0x80, answers=False).apdus() == [bytes.fromhex("00200080")]
    assert Command(Ins.VERIFY, 0, 0x80, b"12", answers=False).apdus()[0][-2:] == b"12"


def test_an_answer_in_pieces_is_put_together() -> None:
    card = Script("0102 6102", "0304 6101", "05 9000")
    assert Apdus(card).ask(Command(Ins.GET_DATA, 0x3F, 0xFF)) == bytes.fromhex("0102030405")
    assert card.asked == ["00cb3fff00", "00c0000002", "00c0000001"]


def test_the_length_that_the_card_names_is_asked_for() -> None:
    card = Script("6c05", "0102030405 9000")
    assert len(Apdus(card).ask(Command(Ins.GET_DATA, 0x3F, 0xFF))) == 5
    assert card.asked == ["00cb3fff00", "00cb3fff05"]


def test_a_chain_that_breaks_off_is_not_gone_on_with() -> None:
    card = Script("6a80")
    _, sw = Apdus(card).exchange(Command(Ins.GENERAL_AUTHENTICATE, 7, 0x9C, bytes(600)))
    assert (sw, len(card.asked)) == (0x6A80, 1)


@pytest.mark.parametrize("answer", ["", "90"])
def test_an_answer_without_a_status_word_is_none(answer: str) -> None:
    with pytest.raises(Garbled):
        Apdus(Script(answer)).ask(Command(Ins.SELECT, 4, 0))


@pytest.mark.parametrize(
    ("sw", "error"),
    [
        (0x63C2, WrongPin),
        (0x63C0, PinBlocked),
        (0x6983, PinBlocked),
        (0x6982, PinNotFresh),
        (0x6A82, NotOnCard),
        (0x6A88, NotOnCard),
        (0x6F00, UnknownStatus),
        (0x0000, UnknownStatus),
        (0x9001, UnknownStatus),
    ],
)
def test_a_status_word_becomes_one_error(sw: int, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        require_ok(sw)
    assert type(caught.value) is error


def test_only_9000_is_good() -> None:
    require_ok(0x9000)


def test_the_trace_has_a_level_of_its_own_and_no_pin(caplog: pytest.LogCaptureFixture) -> None:
    verify = Command(Ins.VERIFY, 0, 0x80, b"123456\xff\xff", answers=False)
    with caplog.at_level(logging.DEBUG, logger="gjj_xl.ukey.apdu"):
        Apdus(Script("9000")).ask(verify)
    assert caplog.text == ""
    with caplog.at_level(TRACE, logger="gjj_xl.ukey.apdu"):
        Apdus(Script("9000", "9000")).ask(verify)
    assert [record.message for record in caplog.records] == ["> 00 20 00 80 08 ***", "< 90 00"]
