"""A hostile card can neither crash nor hang the client: each run ends in a typed error, in time."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gjj_xl.ukey.apdu import Apdus, Command, Ins
from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.piv import PivSession, Slot
from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.tlv import fields, tlv
from gjj_xl.ukey.tokenerrors import Garbled
from gjj_xl.ukey.worker import Patience
from tests.card import reader
from tests.card.holders import HOLDERS
from tests.card.virtual import PIN, personalised
from tests.ukey.conformance import sign, verify

PATIENCE = Patience(holder=1.0, card=2.0)
DEADLINE = PATIENCE.holder + 2 * PATIENCE.card + 1

Reply: TypeAlias = Callable[[bytes], bytes]
"""What the card makes of its good answer."""


def _flipped(good: bytes, place: int, change: int) -> bytes:
    place %= len(good)
    return good[:place] + bytes((good[place] ^ change,)) + good[place + 1 :]


WORDS = st.one_of(
    st.integers(0, 0xFFFF),
    st.sampled_from([0x6100, 0x61FF, 0x6C00, 0x6C10, 0x63C0, 0x63C9, 0x6982, 0x6983, 0x6A82]),
)
REPLIES: st.SearchStrategy[Reply] = st.one_of(
    st.just(lambda good: good),
    WORDS.map(lambda sw: lambda good: sw.to_bytes(2)),
    WORDS.map(lambda sw: lambda good: good[:-2] + sw.to_bytes(2)),
    st.binary(min_size=1, max_size=300).map(lambda data: lambda good: data),
    st.binary(max_size=254).map(lambda data: lambda good: data + b"\x90\x00"),
    st.binary(min_size=1, max_size=20).map(lambda more: lambda good: more + good),
    st.integers(1, 255).map(lambda size: lambda good: good[:size]),
    st.builds(
        lambda place, change: lambda good: _flipped(good, place, change),
        st.integers(0),
        st.integers(1, 255),
    ),
)
"""Wrong words, wrong lengths, wrong content, lies about what is to come."""


@given(
    kind=st.sampled_from(["rsa-2048", "p256"]),
    well=st.integers(0, 16),
    replies=st.lists(REPLIES, min_size=1, max_size=8),
    forever=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_a_card_answers_it_ends_well_or_in_a_typed_error(
    slot: reader.Slot, kind: str, well: int, replies: list[Reply], forever: bool
) -> None:
    card = slot.card = personalised([HOLDERS[kind].at(0x9C)])
    count = 0

    def behave(_: bytes, good: bytes) -> bytes:
        nonlocal count
        count += 1
        if count <= well:
            return good
        if count <= well + len(replies):
            return replies[count - well - 1](good)
        return replies[-1](good) if forever else good

    card.behave = behave
    key = PivKey(patience=PATIENCE)
    began = time.monotonic()
    try:
        assert key.tries_left() in {None, *range(16)}
        with key.unlock(PIN) as signer:
            verify(signer, sign(signer))
    except KeyTrouble:
        pass
    assert time.monotonic() - began < DEADLINE
    assert card.applet.pin.left >= 2, "at most one PIN was shown, and it was the right one"


@given(st.lists(st.binary(min_size=1, max_size=258), min_size=1), st.binary(max_size=600))
def test_no_answers_whatever_bring_out_another_error(answers: list[bytes], data: bytes) -> None:
    """The same below the stack: where there is no service that would tidy up."""
    sent = 0

    def transmit(_: bytes) -> bytes:
        nonlocal sent
        sent += 1
        return answers[sent % len(answers)]

    apdus = Apdus(transmit)
    for ask in (
        lambda: apdus.ask(Command(Ins.GET_DATA, 0x3F, 0xFF, data)),
        lambda: PivSession(apdus).certificate(Slot.SIGNATURE),
        lambda: PivSession(apdus).serial(),
        lambda: PivSession(apdus).tries(),
    ):
        with suppress(KeyTrouble):
            ask()
    assert sent < 100_000


@given(st.binary(max_size=400))
def test_no_bytes_whatever_hang_the_reading_of_fields(data: bytes) -> None:
    try:
        found = fields(data)
    except Garbled:
        return
    assert sum(map(len, found.values())) <= len(data)


@given(st.dictionaries(st.sampled_from([0x53, 0x70, 0x81, 0x7F49]), st.binary(max_size=70_000)))
def test_fields_that_were_written_are_read(written: dict[int, bytes]) -> None:
    assert fields(b"".join(tlv(tag, value) for tag, value in written.items())) == written


@pytest.mark.parametrize(
    "answer", [b"\x00" * 250 + b"\x61\xff", b"\x61\x10", b"\x6c\x10", b"\x61\x00"]
)
def test_an_endless_answer_comes_to_an_end(slot: reader.Slot, answer: bytes) -> None:
    card = slot.card = personalised([HOLDERS["p256"].at(0x9C)])
    card.behave = lambda apdu, good: answer if apdu[1] in (0xCB, 0xC0) else good
    with pytest.raises(KeyTrouble):
        PivKey(patience=PATIENCE).certificates()
    assert len(card.trace) < 100


def test_a_packed_certificate_cannot_blow_up(slot: reader.Slot) -> None:
    import gzip

    from tests.card.iso7816 import put

    card = slot.card = personalised([HOLDERS["p256"].at(0x9C)])
    bomb = gzip.compress(b"\0" * 2_000_000)
    card.applet.objects[0x5FC10A] = put(0x70, bomb) + put(0x71, b"\x01") + put(0xFE)
    with pytest.raises(Garbled):
        PivKey(patience=PATIENCE).certificates()


@pytest.mark.parametrize(
    "key", [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP521R1())]
)
def test_a_key_of_another_kind_is_told(slot: reader.Slot, key: object) -> None:
    from gjj_xl.ukey.errors import UnsupportedKey
    from tests.card.holders import self_signed

    holder = self_signed(key, "U-key")  # type: ignore[arg-type]  # that is the point
    slot.card = personalised([holder.at(0x9C)])
    with pytest.raises(UnsupportedKey), PivKey(patience=PATIENCE).unlock(PIN):
        pass
