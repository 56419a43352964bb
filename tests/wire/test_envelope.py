"""The envelope: one shape, GB18030, and nothing else gets in."""

import re
from contextlib import suppress
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.wire import tree
from gjj_xl.wire.codes import Tx
from gjj_xl.wire.envelope import (
    DECLARATION,
    Request,
    Response,
    decode_request,
    decode_response,
)
from gjj_xl.wire.errors import (
    FieldError,
    IllegalCharacter,
    MalformedEnvelope,
    PasswordMisplaced,
    WireError,
)
from gjj_xl.wire.form import encode_form

RARE = "𠮷㑇䶮བོད་ཡིག〇️𫠠é₫"


def request(**changed) -> Request:
    facts = {
        "tx_code": Tx.TERMS,
        "request_sn": "1234567890123456",
        "cust_id": "AAA999999999#001",
        "user_id": "WLPT01",
    }
    return Request(**{**facts, **changed})


def response(**changed) -> Response:
    facts = {
        "request_sn": "1",
        "cust_id": "AAA999999999#001",
        "tx_code": Tx.TERMS,
        "return_code": "000000",
        "return_msg": "交易成功",
    }
    return Response(**{**facts, **changed})


legal_text = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        st.sampled_from("<>&\"'|\\\t\n\r]𠮷㑇"),
    )
)
field_names = st.from_regex(r"\A[A-Z][A-Z0-9_]{0,12}\Z")
entries = st.dictionaries(field_names, legal_text, min_size=1, max_size=4)
infos = st.dictionaries(
    field_names, st.one_of(legal_text, st.lists(entries, min_size=1, max_size=3)), max_size=5
)


@given(infos)
def test_what_goes_into_a_request_comes_out_of_it(info):
    sent = request(info=info)
    assert decode_request(sent.encode()) == sent


@given(infos, legal_text)
def test_what_goes_into_an_answer_comes_out_of_it(info, words):
    sent = response(info=info, return_msg=words)
    assert decode_response(sent.encode()) == sent


def test_the_bytes_are_the_platforms_shape_in_gb18030():
    data = request(info={"NAME": "吉𠮷"}).encode()
    assert data.startswith(DECLARATION.encode("ascii") + b"<TX><REQUEST_SN>1234567890123456<")
    assert "吉𠮷".encode("gb18030") in data
    assert re.findall(rb"<([A-Z_]+)>", data) == [
        b"TX", b"REQUEST_SN", b"CUST_ID", b"USER_ID", b"PASSWORD", b"TX_CODE", b"LANGUAGE",
        b"TX_INFO", b"NAME",
    ]  # fmt: skip


def test_rare_characters_survive_the_form_and_the_envelope():
    sent = request(info={"NAME": RARE})
    _, body = encode_form(sent.encode())
    posted = unquote_to_bytes(body.partition(b"=")[2])
    assert decode_request(posted).info["NAME"] == RARE


@pytest.mark.parametrize("encoding", ["GB2312", "GBK", "GB18030", "gb2312"])
def test_every_name_of_the_encoding_in_the_wild_is_read_as_gb18030(encoding):
    data = request(info={"NAME": "𠮷"}).encode()
    assert decode_request(data.replace(b"GB2312", encoding.encode())).info == {"NAME": "𠮷"}


def test_an_answer_may_be_laid_out_with_white_space():
    data = response(info={"LIST": [{"A": "1"}, {"A": "2"}], "B": " x "}).encode()
    loose = re.sub(rb">(?=<[A-Z])", b">\r\n  ", data)
    assert decode_response(loose) == decode_response(data)


@pytest.mark.parametrize("code", [0x00, 0x07, 0x0B, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_a_character_that_xml_cannot_carry_is_named(code):
    with pytest.raises(IllegalCharacter) as caught:
        request(info={"NAME": "王" + chr(code)}).encode()
    assert (caught.value.field, caught.value.position) == ("NAME", 1)
    assert caught.value.character == chr(code)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("request_sn", ""),
        ("request_sn", "12345678901234567"),
        ("request_sn", "12a"),
        ("request_sn", "１２３"),
        ("cust_id", ""),
        ("cust_id", "A" * 22),
        ("user_id", ""),
        ("user_id", "WLPT001"),
        ("tx_code", "6W911"),
        ("tx_code", "6W91100"),
    ],
)
def test_a_field_over_its_limit_is_refused_on_either_side(field, value):
    with pytest.raises(FieldError) as caught:
        request(**{field: value}).encode()
    assert caught.value.field == field.upper()
    data = request().encode()
    element = field.upper().encode()
    text = value.encode("gb18030")
    wrong = re.sub(rb"<%b>[^<]*<" % element, b"<%b>%b<" % (element, text), data)
    with pytest.raises(FieldError) as caught:
        decode_request(wrong)
    assert caught.value.field == field.upper()


def test_a_return_code_of_thirteen_characters_is_refused():
    assert decode_response(response(return_code="8350ZX123456").encode()).ok is False
    with pytest.raises(FieldError, match="RETURN_CODE"):
        response(return_code="8350ZX1234567").encode()


def test_only_log_in_carries_a_password():
    login = request(tx_code=Tx.LOGIN, password="a&b <c>")
    assert decode_request(login.encode()).password == "a&b <c>"
    with pytest.raises(PasswordMisplaced):
        request(password="secret").encode()
    stray = request().encode().replace(b"<PASSWORD></PASSWORD>", b"<PASSWORD>x</PASSWORD>")
    with pytest.raises(PasswordMisplaced):
        decode_request(stray)


def test_a_password_of_more_than_32_characters_is_refused():
    with pytest.raises(FieldError, match="PASSWORD"):
        request(tx_code=Tx.LOGIN, password="x" * 33).encode()


def test_a_request_never_shows_its_password():
    assert "geheim" not in repr(request(tx_code=Tx.LOGIN, password="geheim"))


def test_a_request_may_leave_the_password_out():
    data = request().encode().replace(b"<PASSWORD></PASSWORD>", b"")
    assert decode_request(data) == request()


def body(inner: str) -> bytes:
    return (DECLARATION + inner).encode("gb18030")


HEAD = (
    "<REQUEST_SN>1</REQUEST_SN><CUST_ID>A</CUST_ID><USER_ID>U</USER_ID><PASSWORD/>"
    "<TX_CODE>6W9110</TX_CODE><LANGUAGE>CN</LANGUAGE>"
)
BILLION_LAUGHS = (
    '<!DOCTYPE TX [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    f"<TX>{HEAD}<TX_INFO><A>&c;</A></TX_INFO></TX>"
)
EXTERNAL = (
    '<!DOCTYPE TX [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<TX>{HEAD}<TX_INFO><A>&x;</A></TX_INFO></TX>"
)


def test_the_hand_written_head_is_a_good_one():
    assert decode_request(body(f"<TX>{HEAD}<TX_INFO/></TX>")).user_id == "U"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"<TX/>",
        request().encode()[len(DECLARATION) :],
        request().encode().replace(b"GB2312", b"UTF-8"),
        request().encode()[:-1],
        request().encode() + b"<TX/>",
        body("<TX>"),
        body("<TY></TY>"),
        body("<TX></TX>"),
        body(BILLION_LAUGHS),
        body(EXTERNAL),
        body(f"<!DOCTYPE TX><TX>{HEAD}<TX_INFO/></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A>&nbsp;</A></TX_INFO></TX>"),
        body(f"<TX>{HEAD}</TX>"),
        body(f"<TX>{HEAD}<TX_INFO/><TX_INFO/></TX>"),
        body(f"<TX>{HEAD}<REQUEST_SN>2</REQUEST_SN><TX_INFO/></TX>"),
        body(f"<TX>{HEAD}<OTHER/><TX_INFO/></TX>"),
        body(f"<TX>{HEAD}stray<TX_INFO/></TX>"),
        body(f"<TX>{HEAD}<TX_INFO>stray</TX_INFO></TX>"),
        body(f'<TX id="1">{HEAD}<TX_INFO/></TX>'),
        body(f'<TX>{HEAD}<TX_INFO><A x="1">1</A></TX_INFO></TX>'),
        body(f"<TX>{HEAD}<TX_INFO><A>1</A><A>2</A></TX_INFO></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A>1</A><A><B>2</B></A></TX_INFO></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A><B>2</B></A><A>1</A></TX_INFO></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A><B>1</B><B>2</B></A></TX_INFO></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A>x<B>1</B></A></TX_INFO></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A><B><C>1</C></B></A></TX_INFO></TX>"),
        body(f"<TX>{HEAD.replace('<USER_ID>U</USER_ID>', '')}<TX_INFO/></TX>"),
        body(f"<TX>{HEAD}<TX_INFO><A>") + b"\xff\xff" + b"</A></TX_INFO></TX>",
        "\ufeff".encode("gb18030") + request().encode(),
        request().encode().decode("gb18030").encode("utf-16"),
    ],
)
def test_anything_but_the_one_shape_is_malformed(data):
    with pytest.raises(MalformedEnvelope) as caught:
        decode_request(data)
    assert caught.value.reason


def test_a_document_of_endless_depth_or_width_stops_early(monkeypatch):
    deep = body("<TX>" + "<A>" * 500_000)
    with pytest.raises(MalformedEnvelope, match="too deep"):
        decode_request(deep)
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 100)
    with pytest.raises(MalformedEnvelope, match="too many"):
        decode_request(body("<TX>" + "<A/>" * 200))
    monkeypatch.setattr(tree, "MAX_BYTES", 1000)
    with pytest.raises(MalformedEnvelope, match="bytes"):
        decode_request(body("<TX>" + " " * 1000))


@given(st.binary(max_size=200))
def test_no_bytes_whatever_bring_out_another_error(data):
    with pytest.raises(WireError):
        decode_request(DECLARATION.encode() + data)


@given(st.integers(0), st.integers(1, 255))
def test_a_changed_byte_is_read_or_refused_and_nothing_else(position, change):
    data = bytearray(request(info={"L": [{"NAME": "𠮷&"}], "F": "1|2\n3"}).encode())
    data[position % len(data)] ^= change
    with suppress(WireError):
        assert isinstance(decode_request(bytes(data)), Request)


@pytest.mark.parametrize("info", [{"a": "1"}, {"A B": "1"}, {"A": [{}]}, {"A": [{"<": "1"}]}])
def test_names_that_are_no_elements_are_refused(info):
    with pytest.raises(FieldError):
        request(info=info).encode()
