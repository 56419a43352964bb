"""Receipts: readable by anybody, verifiable without this software, changeable by nobody."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.wire.errors import (
    ExpiredCertificate,
    ForeignCertificate,
    MalformedReceipt,
    RevokedCertificate,
    SignatureError,
    WireError,
    WrongUsage,
)
from gjj_xl.wire.receipts import (
    Receipt,
    ReceiptKind,
    SignedReceipt,
    parse_receipt,
    sign_receipt,
    verify_receipt,
)
from tests.wire import openssl
from tests.wire.certificates import NOW, YEAR, authority, centre, rsa_key, unit

ROOT = authority()
CENTRE = centre(ROOT)
ROOTS = [ROOT.certificate]
ACCEPTED = Receipt(
    kind=ReceiptKind.ACCEPTED,
    unit_number="0100000001",
    serial="202611000000000123",
    request_sn="1234567890123456",
    request_digest="ab" * 32,
    content_digest="cd" * 32,
    business=Business.MISSED,
    fund=10,
    business_month="202611",
    count=3,
    amount=112_800,
    accepted_at=NOW.astimezone(SHANGHAI),
)
ANSWERED = replace(
    ACCEPTED,
    kind=ReceiptKind.ANSWERED,
    succeeded=2,
    failed=1,
    succeeded_amount=75_200,
    results_digest="ef" * 32,
    answered_at=NOW.astimezone(SHANGHAI) + dt.timedelta(minutes=10),
)
BOTH = pytest.mark.parametrize("receipt", [ACCEPTED, ANSWERED], ids=["accepted", "answered"])

TEXT = """住房公积金单位网上业务回执
回执类型: 处理结果回执
单位客户号: 0100000001
业务流水号: 202611000000000123
请求序列号: 1234567890123456
业务: 漏缴补缴
资金性质: 10
业务年月: 202611
总人数: 3
总金额（元）: 1128.00
受理时间: 2026-11-05T10:00:00+08:00
成功笔数: 2
失败笔数: 1
成功金额（元）: 752.00
处理完成时间: 2026-11-05T10:10:00+08:00
请求报文摘要（SHA-256）: {}
批次内容摘要（SHA-256）: {}
处理结果摘要（SHA-256）: {}
""".format("ab" * 32, "cd" * 32, "ef" * 32)


def test_a_receipt_can_be_read_by_a_human():
    accepted_at = dt.datetime(2026, 11, 5, 2, tzinfo=dt.UTC)
    answered_at = accepted_at + dt.timedelta(minutes=10)
    receipt = replace(ANSWERED, accepted_at=accepted_at, answered_at=answered_at)
    assert receipt.text().decode("utf-8") == TEXT


def test_an_accepted_receipt_says_nothing_of_results():
    assert "成功" not in ACCEPTED.text().decode("utf-8")


receipts = st.builds(
    Receipt,
    kind=st.just(ReceiptKind.ANSWERED),
    unit_number=st.from_regex(r"\A[0-9]{10}\Z"),
    serial=st.from_regex(r"\A[A-Z0-9-]{1,30}\Z"),
    request_sn=st.from_regex(r"\A[0-9]{1,16}\Z"),
    request_digest=st.from_regex(r"\A[0-9a-f]{64}\Z"),
    content_digest=st.from_regex(r"\A[0-9a-f]{64}\Z"),
    business=st.sampled_from(Business),
    fund=st.integers(0, 99),
    business_month=st.from_regex(r"\A20[0-9]{2}0[1-9]\Z"),
    count=st.integers(0, 10**6),
    amount=st.integers(0, 10**12),
    accepted_at=st.integers(0, 10**10).map(lambda at: dt.datetime.fromtimestamp(at, SHANGHAI)),
    succeeded=st.integers(0, 10**6),
    failed=st.integers(0, 10**6),
    succeeded_amount=st.integers(0, 10**12),
    results_digest=st.from_regex(r"\A[0-9a-f]{64}\Z"),
    answered_at=st.just(NOW),
)


@given(receipts)
def test_a_receipt_is_read_back_as_it_was(receipt):
    assert parse_receipt(receipt.text()) == receipt


@BOTH
@pytest.mark.parametrize("key", [None, rsa_key()], ids=["ecdsa", "rsa"])
def test_a_signed_receipt_is_verified_by_us_and_by_openssl(receipt, key, tmp_path):
    signed = sign_receipt(receipt, centre(ROOT, key=key).signer)
    assert verify_receipt(signed, ROOTS) == receipt
    assert openssl.accepts(tmp_path, signed.text, signed.signature, ROOT.certificate)


def test_one_changed_byte_of_the_text_is_refused_wherever_it_is(tmp_path):
    signed = sign_receipt(ACCEPTED, CENTRE.signer)
    for position in range(len(signed.text)):
        text = bytearray(signed.text)
        text[position] ^= 1
        with pytest.raises((MalformedReceipt, SignatureError)):
            verify_receipt(replace(signed, text=bytes(text)), ROOTS)
        if position % 50 == 0:
            assert not openssl.accepts(tmp_path, bytes(text), signed.signature, ROOT.certificate)


def test_one_changed_byte_of_the_signature_is_refused_wherever_it_is():
    signed = sign_receipt(ACCEPTED, CENTRE.signer)
    for position in range(len(signed.signature)):
        der = bytearray(signed.signature)
        der[position] ^= 1
        with pytest.raises(SignatureError):
            verify_receipt(replace(signed, signature=bytes(der)), ROOTS)


def test_the_signature_of_one_receipt_does_not_fit_another():
    signed = sign_receipt(ACCEPTED, CENTRE.signer)
    other = replace(ACCEPTED, amount=ACCEPTED.amount + 1)
    with pytest.raises(SignatureError):
        verify_receipt(replace(signed, text=other.text()), ROOTS)


def test_a_unit_cannot_make_a_receipt_for_itself():
    with pytest.raises(WrongUsage):
        verify_receipt(sign_receipt(ACCEPTED, unit(ROOT).signer), ROOTS)


def test_another_centre_cannot_make_one():
    with pytest.raises(ForeignCertificate):
        verify_receipt(sign_receipt(ACCEPTED, centre(authority()).signer), ROOTS)


def test_a_receipt_stays_good_after_the_key_of_the_centre_has_ended():
    root = authority(begins=NOW - 3 * YEAR)
    key = centre(root, begins=NOW - 3 * YEAR, ends=NOW - YEAR)
    roots = [root.certificate]
    old = replace(ACCEPTED, accepted_at=NOW - 2 * YEAR)
    assert verify_receipt(sign_receipt(old, key.signer), roots).serial == old.serial
    with pytest.raises(ExpiredCertificate):
        verify_receipt(sign_receipt(ACCEPTED, key.signer), roots)
    with pytest.raises(ExpiredCertificate):
        verify_receipt(sign_receipt(old, key.signer), roots, at=NOW)


def test_a_revoked_key_makes_no_receipts():
    with pytest.raises(RevokedCertificate):
        verify_receipt(sign_receipt(ACCEPTED, CENTRE.signer), ROOTS, revoked=lambda _: True)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text + "\n",
        lambda text: text + "备注: 无\n",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("总人数: 3\n", ""),
        lambda text: text.replace("总人数: 3", "总人数: 03"),
        lambda text: text.replace("总人数: 3", "总人数: ３"),
        lambda text: text.replace("总人数: 3", "总人数: 三"),
        lambda text: text.replace("总人数: 3", "总人数:3"),
        lambda text: text.replace("总人数: 3\n", "总人数: 3\n总人数: 3\n"),
        lambda text: text.replace("1128.00", "1128"),
        lambda text: text.replace("漏缴补缴", "漏缴"),
        lambda text: text.replace("处理结果回执", "受理回执"),
        lambda text: text.replace("处理结果回执", "回执"),
        lambda text: text.replace("202611\n", "202613\n"),
        lambda text: text.replace("+08:00", "+09:00"),
        lambda text: text.replace("abab", "ABab"),
        lambda text: "\ufeff" + text,
        lambda text: text * 20,
    ],
)
def test_only_the_one_canonical_form_is_a_receipt(change):
    assert parse_receipt(TEXT.encode("utf-8"))
    with pytest.raises(MalformedReceipt):
        parse_receipt(change(TEXT).encode("utf-8"))


@given(st.binary(max_size=100))
def test_no_bytes_whatever_bring_out_another_error(data):
    with pytest.raises(MalformedReceipt):
        parse_receipt(data)
    with pytest.raises(WireError):
        verify_receipt(SignedReceipt(TEXT.encode("utf-8"), data), ROOTS)


@pytest.mark.parametrize("serial", ["a\nb", " a", "a\u200b", "a\r"])
def test_a_value_that_does_not_fit_a_line_is_refused(serial):
    with pytest.raises(MalformedReceipt, match="serial"):
        replace(ACCEPTED, serial=serial).text()


def test_results_belong_to_answered_receipts_and_only_there():
    with pytest.raises(MalformedReceipt):
        replace(ACCEPTED, succeeded=1)
    with pytest.raises(MalformedReceipt):
        replace(ANSWERED, results_digest=None)


@pytest.mark.parametrize("serial", ["../../x", "a/b", "C:x", "a.b", "甲", "", "1" * 41])
def test_a_serial_that_could_be_a_path_is_no_serial(serial):
    text = ACCEPTED.text().replace(ACCEPTED.serial.encode(), serial.encode())
    with pytest.raises(MalformedReceipt, match="serial"):
        parse_receipt(text)
