import datetime as dt
import http.client
import time

import pytest

from gjj_xl.sandbox.ca import certificate_path
from gjj_xl.sandbox.faults import WORDS, Fault, Faults, UnknownFaultError
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.envelope import decode_response
from gjj_xl.wire.errors import BadSignature, ForeignCertificate, MalformedEnvelope
from gjj_xl.wire.messages import Accepted, AskTerms, Filing, TermsAnswer, from_response
from gjj_xl.wire.receipts import parse_receipt, verify_receipt
from tests.sandbox.harness import code

BROKEN = (OSError, http.client.HTTPException)


@pytest.fixture
def clerk(centre, log_in):
    centre.start_here()
    return log_in(centre)


def sent(clerk, filing: Filing) -> tuple[str, bytes, str]:
    number = clerk.new_sn()
    xml = clerk.request_bytes(filing, number)
    return number, xml, clerk.sign(xml)


def test_all_faults_are_off_by_default(clerk) -> None:
    assert clerk.sandbox.admin()["faults"] == {}


def test_a_busy_centre_says_when_to_retry_and_then_answers(clerk) -> None:
    clerk.sandbox.admin(faults=["busy:2"])
    for _ in range(2):
        refusal = clerk.refused(AskTerms())
        assert refusal.reason is ReturnCode.BUSY
        assert refusal.retry_after == 900
        assert refusal.code.startswith("8350ZX")
    assert isinstance(clerk.ask(AskTerms()), TermsAnswer)


def test_a_fault_of_one_transaction_spares_the_others(clerk) -> None:
    clerk.sandbox.admin(faults=["busy@filing"])
    filing = clerk.missed(1)
    assert clerk.refused(filing).reason is ReturnCode.BUSY
    clerk.file(filing)


def test_a_slow_centre_answers_late(clerk) -> None:
    clerk.sandbox.admin(faults=["slow=0.8"])
    began = time.monotonic()
    assert isinstance(clerk.ask(AskTerms()), TermsAnswer)
    assert time.monotonic() - began > 0.8


def test_a_line_cut_before_the_commit_leaves_nothing(clerk) -> None:
    number, xml, sign_data = sent(clerk, clerk.missed(1))
    clerk.sandbox.admin(faults=["cut-before-commit"])
    with pytest.raises(BROKEN):
        clerk.send(xml, sign_data)
    assert code(clerk.outcome(number)) is ReturnCode.UNKNOWN_SN
    assert decode_response(clerk.send(xml, sign_data)).ok


def test_a_line_cut_after_the_commit_leaves_the_batch_filed(clerk) -> None:
    number, xml, sign_data = sent(clerk, clerk.missed(1))
    clerk.sandbox.admin(faults=["cut-after-commit"])
    with pytest.raises(BROKEN):
        clerk.send(xml, sign_data)
    assert isinstance(clerk.outcome(number), Accepted)


def test_a_duplicate_answer_belongs_to_another_request(clerk) -> None:
    number, xml, sign_data = sent(clerk, clerk.missed(1))
    clerk.sandbox.admin(faults=["duplicate-answer"])
    answer = decode_response(clerk.send(xml, sign_data))
    assert answer.request_sn != number
    assert isinstance(clerk.outcome(number), Accepted)


def test_a_late_result_comes_half_an_hour_later(clerk) -> None:
    clerk.sandbox.admin(faults=["late-result"])
    serial = clerk.file(clerk.missed(1)).serial
    now = clerk.sandbox.now()
    clerk.sandbox.admin(clock=(now + dt.timedelta(minutes=30)).isoformat())
    time.sleep(0.7)
    assert not clerk.records(serial)[0].answered
    clerk.sandbox.admin(clock=(now + dt.timedelta(minutes=41)).isoformat())
    assert clerk.wait(serial)


def test_a_wrong_total_is_in_the_answer_and_not_on_record(clerk) -> None:
    filing = clerk.missed(1)
    number, xml, sign_data = sent(clerk, filing)
    clerk.sandbox.admin(faults=["wrong-total"])
    info = decode_response(clerk.send(xml, sign_data))
    wrong = from_response(filing, info)
    assert isinstance(wrong, Accepted)
    assert parse_receipt(wrong.receipt_text).amount == filing.amount + 100
    assert verify_receipt(wrong.receipt, [clerk.sandbox.root()])
    right = clerk.outcome(number)
    assert parse_receipt(right.receipt_text).amount == filing.amount


@pytest.mark.parametrize(
    ("fault", "error"), [("bad-receipt", BadSignature), ("foreign-receipt", ForeignCertificate)]
)
def test_a_receipt_that_proves_nothing(clerk, fault: str, error: type[Exception]) -> None:
    clerk.sandbox.admin(faults=[fault])
    accepted = clerk.file(clerk.missed(1))
    with pytest.raises(error):
        verify_receipt(accepted.receipt, [clerk.sandbox.root()])


@pytest.mark.parametrize("fault", ["garbage", "truncated"])
def test_an_answer_that_is_none_hides_a_batch_that_is_filed(clerk, fault: str) -> None:
    number, xml, sign_data = sent(clerk, clerk.missed(1))
    clerk.sandbox.admin(faults=[f"{fault}@filing"])
    with pytest.raises(MalformedEnvelope):
        decode_response(clerk.send(xml, sign_data))
    assert isinstance(clerk.outcome(number), Accepted)


def test_a_forgotten_session_asks_for_a_new_log_in(clerk) -> None:
    clerk.sandbox.admin(faults=["forget-session"])
    assert code(clerk.ask(AskTerms())) is ReturnCode.BAD_SESSION
    clerk.log_in()
    assert isinstance(clerk.ask(AskTerms()), TermsAnswer)


def test_an_internal_error_shows_no_traceback(clerk) -> None:
    clerk.sandbox.admin(faults=["internal"])
    content = clerk.send(clerk.request_bytes(AskTerms()))
    assert b"Traceback" not in content
    assert decode_response(content).return_code == ReturnCode.BUSY.code
    assert "RuntimeError" in (clerk.sandbox.data / "centre.log").read_text("utf-8")


def test_every_fault_has_its_words() -> None:
    assert set(WORDS) == set(Fault)


@pytest.mark.parametrize("text", ["nonsense", "busy:x", "busy@nowhere", "slow=fast", ""])
def test_an_unknown_fault_is_refused_and_none_is_switched_on(text: str) -> None:
    faults = Faults()
    with pytest.raises(UnknownFaultError) as caught:
        faults.ask(["busy", text])
    assert caught.value.text == text
    assert faults.left() == {}


def test_a_fault_happens_as_often_as_asked() -> None:
    faults = Faults(["busy:2", "slow:*"])
    assert [faults.take(Fault.BUSY, "terms") for _ in range(3)] == [True, True, False]
    assert all(faults.take(Fault.SLOW, "terms") for _ in range(10))
    faults.ask(["slow:0"])
    assert not faults.take(Fault.SLOW, "terms")


def test_log_in_has_no_faults_unless_named(clerk) -> None:
    faults = Faults(["busy", "slow@login"])
    assert not faults.take(Fault.BUSY, "login")
    assert faults.take(Fault.SLOW, "login")
    assert certificate_path(clerk.sandbox.data).exists()
