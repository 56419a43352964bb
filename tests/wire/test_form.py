"""The form brings the exact bytes of the envelope, by either way."""

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.wire import form
from gjj_xl.wire.errors import MalformedForm
from gjj_xl.wire.form import decode_form, encode_form, signature_bytes, signature_text

BOUNDED = "multipart/form-data; boundary=XX"


@given(st.binary(max_size=300), st.none() | st.binary(max_size=300))
def test_small_forms_bring_the_exact_bytes(data, der):
    sign_data = None if der is None else signature_text(der)
    posted = decode_form(*encode_form(data, sign_data))
    assert posted.request_xml == data
    assert posted.sign_data == sign_data
    assert der is None or signature_bytes(posted.sign_data) == der


@given(st.binary(max_size=300), st.none() | st.binary(max_size=300))
def test_large_forms_bring_the_exact_bytes(data, der):
    data = (b"\r\n--" + data) * 3 + b"\r\n" * form.LARGE
    sign_data = None if der is None else signature_text(der)
    content_type, body = encode_form(data, sign_data)
    assert content_type.startswith(form.MULTIPART)
    assert len(body) < len(data) + 1000
    assert decode_form(content_type, body) == form.Form(data, sign_data)


def test_gb18030_goes_percent_encoded_byte_by_byte():
    content_type, body = encode_form("吉+ &".encode("gb18030"), "a+/=")
    assert content_type == "application/x-www-form-urlencoded"
    assert body == b"requestXml=%BC%AA%2B%20%26&signData=a%2B%2F%3D"


def test_a_form_made_by_another_program_is_read():
    data = "<TX>𠮷</TX>\r\n".encode("gb18030")
    posted = requests.Request(
        "POST", "https://centre.invalid", files={"requestXml": ("r.xml", data), "signData": "QQ=="}
    ).prepare()
    assert decode_form(posted.headers["Content-Type"], posted.body) == form.Form(data, "QQ==")
    posted = requests.Request("POST", "https://centre.invalid", data={"requestXml": data}).prepare()
    assert decode_form(posted.headers["Content-Type"], posted.body.encode()).request_xml == data


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/xml", b"<TX/>"),
        ("", b"requestXml=1"),
        (form.URLENCODED, b""),
        (form.URLENCODED, b"requestXml"),
        (form.URLENCODED, b"requestXml=%4"),
        (form.URLENCODED, b"requestXml=%GG"),
        (form.URLENCODED, b"signData=QQ"),
        (form.URLENCODED, b"requestXml=1&requestXml=2"),
        (form.URLENCODED, b"requestXml=1&signData=1&signData=2"),
        (form.URLENCODED, b"requestXml=1&other=2"),
        (form.URLENCODED, b"requestXml=1&signData=%FF"),
        (form.MULTIPART, b"--\r\n"),
        (BOUNDED, b""),
        (BOUNDED, b"--XX--"),
        (BOUNDED, b'--XX\r\nContent-Disposition: form-data; name="requestXml"\r\n\r\n1'),
        (BOUNDED, b'--XX\r\nContent-Disposition: form-data; name="requestXml"\r\n--XX--'),
        (BOUNDED, b"--XX\r\nnothing\r\n\r\n1\r\n--XX--"),
        (BOUNDED, b"--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--"),
        (BOUNDED, b'early--XX\r\nContent-Disposition: x; name="requestXml"\r\n\r\n1\r\n--XX--'),
        (BOUNDED, b'--XX\r\nContent-Disposition: form-data; name="q"\r\n\r\n1\r\n--XX--'),
    ],
)
def test_another_body_is_a_malformed_form(content_type, body):
    with pytest.raises(MalformedForm) as caught:
        decode_form(content_type, body)
    assert caught.value.reason


@given(
    st.sampled_from([form.URLENCODED, BOUNDED, "x", "multipart/form-data; boundary=*"]), st.binary()
)
def test_no_body_whatever_brings_out_another_error(content_type, body):
    with pytest.raises(MalformedForm):
        decode_form(content_type, body)


@pytest.mark.parametrize("text", ["Q", "QQ=", "QQ==QQ==", "Q Q*=", "ＱＱ=="])
def test_a_signature_that_is_no_base64_is_refused(text):
    with pytest.raises(MalformedForm):
        signature_bytes(text)


def test_a_signature_may_be_broken_into_lines():
    assert signature_bytes("QU\r\nJD\n") == b"ABC"
