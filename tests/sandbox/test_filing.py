import hashlib
import subprocess
import threading
from pathlib import Path

from gjj_xl.rules.business import Business
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.envelope import decode_response
from gjj_xl.wire.messages import Accepted, QueryKind, Refusal, from_response
from gjj_xl.wire.receipts import ReceiptKind, verify_receipt
from tests.sandbox.harness import PEOPLE, code


def test_a_batch_is_accepted_with_a_receipt_that_the_centre_signed(shared, log_in) -> None:
    clerk = log_in(shared)
    filing = clerk.missed(3)
    request_xml = clerk.request_bytes(filing)
    answer = from_response(
        filing, decode_response(clerk.send(request_xml, clerk.sign(request_xml)))
    )
    receipt = verify_receipt(answer.receipt, [shared.root()])
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert receipt.serial == answer.serial
    assert (receipt.count, receipt.amount) == (3, 3 * 3 * 2 * 120000)
    assert receipt.request_digest == hashlib.sha256(request_xml).hexdigest()
    assert receipt.accepted_at == answer.accepted_at


def test_openssl_accepts_the_receipt(shared, log_in, tmp_path: Path) -> None:
    accepted = log_in(shared).file(log_in(shared).missed(1, skip=5))
    (tmp_path / "receipt.txt").write_bytes(accepted.receipt_text)
    (tmp_path / "receipt.p7s").write_bytes(accepted.receipt_signature)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "receipt.p7s", "-binary",
               "-content", "receipt.txt", "-CAfile", str(shared.ca), "-out", "out.txt"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.txt").read_bytes() == accepted.receipt_text


def test_the_same_bytes_get_the_first_answer_byte_for_byte(shared, log_in) -> None:
    clerk = log_in(shared)
    request_xml = clerk.request_bytes(clerk.missed(2, skip=8))
    sign_data = clerk.sign(request_xml)
    first = clerk.send(request_xml, sign_data)
    assert decode_response(first).ok
    assert clerk.send(request_xml, clerk.sign(request_xml)) == first


def test_other_bytes_under_the_same_number_are_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    number = clerk.new_sn()
    first = clerk.request_bytes(clerk.missed(1, skip=12), number)
    assert decode_response(clerk.send(first, clerk.sign(first))).ok
    second = clerk.request_bytes(clerk.missed(2, skip=12), number)
    answer = decode_response(clerk.send(second, clerk.sign(second)))
    assert answer.return_code == ReturnCode.SN_REUSED.code


def test_two_units_may_use_the_same_number(shared, log_in) -> None:
    number = log_in(shared).new_sn()
    serials = set()
    for unit in (0, 1):
        clerk = log_in(shared, unit)
        filing = clerk.missed(1, skip=15)
        xml = clerk.request_bytes(filing, number)
        answer = from_response(filing, decode_response(clerk.send(xml, clerk.sign(xml))))
        assert isinstance(answer, Accepted)
        serials.add(answer.serial)
    assert len(serials) == 2


def test_the_outcome_of_a_request_is_its_first_answer(shared, log_in) -> None:
    clerk = log_in(shared)
    filing = clerk.missed(1, skip=16)
    xml = clerk.request_bytes(filing)
    first = from_response(filing, decode_response(clerk.send(xml, clerk.sign(xml))))
    number = decode_response(clerk.send(xml, clerk.sign(xml))).request_sn
    assert clerk.outcome(number) == first


def test_the_outcome_of_an_unknown_request_is_no_record(shared, log_in) -> None:
    refusal = log_in(shared).outcome("7")
    assert code(refusal) is ReturnCode.UNKNOWN_SN
    assert refusal.words == "数据库查询无记录"


def test_a_unit_does_not_learn_the_outcome_of_another_units_request(shared, log_in) -> None:
    clerk = log_in(shared)
    filing = clerk.missed(1, skip=17)
    number = clerk.new_sn()
    xml = clerk.request_bytes(filing, number)
    assert decode_response(clerk.send(xml, clerk.sign(xml))).ok
    assert code(log_in(shared, 1).outcome(number)) is ReturnCode.UNKNOWN_SN


def test_the_same_content_is_a_question_that_names_the_earlier_batch(shared, log_in) -> None:
    clerk = log_in(shared)
    first = clerk.file(clerk.missed(2, skip=20))
    refusal = clerk.refused(clerk.missed(2, skip=20))
    assert refusal.reason is ReturnCode.SAME_CONTENT
    assert refusal.earlier_serial == first.serial


def test_the_same_content_is_taken_when_the_signed_request_names_the_earlier_batch(
    shared, log_in
) -> None:
    clerk = log_in(shared)
    first = clerk.file(clerk.missed(1, skip=23))
    second = clerk.file(clerk.missed(1, skip=23, override_serial=first.serial))
    assert second.serial != first.serial
    again = clerk.refused(clerk.missed(1, skip=23, override_serial=first.serial))
    assert again.earlier_serial == second.serial


def test_totals_that_differ_from_the_lines_are_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    for wrong in ({"count": 3}, {"amount": 1}, {"digest": "0" * 64}):
        refusal = clerk.refused(clerk.missed(2, skip=25, **wrong))
        assert refusal.reason is ReturnCode.TOTALS_DIFFER, wrong


def test_refused_lines_come_back_with_all_their_errors_and_nothing_is_filed(shared, log_in) -> None:
    clerk = log_in(shared)
    good = clerk.missed(3, skip=28)
    first, second, third = good.lines.split("\n")
    bad = "\n".join(
        [first.replace("|202001|", "|202013|"), second, "10|123|" + third[3:].split("|", 1)[1]]
    )
    refusal = clerk.refused(clerk.missed(3, skip=28, lines=bad))
    assert refusal.reason is ReturnCode.LINES_REFUSED
    assert [error.line for error in refusal.errors] == [1, 3]
    assert refusal.errors[0].message.startswith("起始年月格式错误")
    assert refusal.errors[1].message.startswith("个人客户号长度不正确")
    clerk.file(good)


def test_a_line_that_cannot_be_read_is_refused_with_its_number(shared, log_in) -> None:
    clerk = log_in(shared)
    refusal = clerk.refused(clerk.missed(1, skip=31, lines="10|only"))
    assert refusal.reason is ReturnCode.LINES_REFUSED
    assert [error.line for error in refusal.errors] == [1]


def test_an_empty_batch_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    refusal = clerk.refused(clerk.missed(1, skip=31, lines="", count=0, amount=0))
    assert refusal.reason is ReturnCode.LINES_REFUSED


def test_a_batch_over_the_limit_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    lines = "\n".join(["10|1|a|202001|202001|1|12|1|1"] * 20001)
    assert clerk.refused(clerk.missed(1, lines=lines)).reason is ReturnCode.TOO_LARGE


def test_a_batch_checked_with_other_terms_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    for wrong in ({"terms_version": "old"}, {"business_month": "202610"}):
        refusal = clerk.refused(clerk.missed(1, skip=32, **wrong))
        assert refusal.reason is ReturnCode.TERMS_CHANGED, wrong


def test_a_final_refusal_is_remembered_and_another_number_is_free(shared, log_in) -> None:
    clerk = log_in(shared)
    wrong = clerk.missed(1, skip=33, amount=1)
    xml = clerk.request_bytes(wrong)
    first = clerk.send(xml, clerk.sign(xml))
    assert clerk.send(xml, clerk.sign(xml)) == first
    outcome = clerk.outcome(decode_response(first).request_sn)
    assert isinstance(outcome, Refusal)
    assert outcome.reason is ReturnCode.TOTALS_DIFFER
    clerk.file(clerk.missed(1, skip=33))


def test_one_batch_at_a_time_where_the_centre_is_strict(centre, log_in) -> None:
    centre.start_here(one_at_a_time=True)
    clerk = log_in(centre)
    first = clerk.file(clerk.missed(1))
    refusal = clerk.refused(clerk.missed(1, skip=1))
    assert refusal.reason is ReturnCode.ONE_AT_A_TIME
    assert refusal.earlier_serial == first.serial
    other = log_in(centre, 1)
    assert other.file(other.missed(1)).serial != first.serial


def test_batches_filed_at_the_same_moment_get_serials_of_their_own(centre, log_in) -> None:
    centre.start_here()
    clerks = [log_in(centre) for _ in range(6)]
    requests = [
        clerk.request_bytes(clerk.missed(1, skip=number)) for number, clerk in enumerate(clerks)
    ]
    answers: list[bytes] = []

    def send(number: int) -> None:
        xml = requests[number % 3]
        answers.append(clerks[number].send(xml, clerks[number].sign(xml)))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(decode_response(answer).ok for answer in answers)
    # Each request was sent by two clerks at once, and filed once.
    assert len(set(answers)) == 3
    month = clerks[0].terms().business_month
    assert len(clerks[0].batches(QueryKind.BACKPAY, month).batches) == 3


def test_every_business_is_taken(shared, log_in) -> None:
    clerk = log_in(shared)
    people = clerk.normal()[40:42]
    rate = 8
    adjust = [
        {"client_number": e.client_number, "name": e.name, "id_number": e.id_number,
         "salary": 12345.67, "rate": rate}
        for e in people
    ]  # fmt: skip
    short = [
        {"client_number": e.client_number, "name": e.name, "first_month": "202601",
         "last_month": "202602", "paid_salary": 8000, "due_salary": 9000, "paid_rate": 8,
         "due_rate": 8}
        for e in people
    ]  # fmt: skip
    clerk.file(clerk.filing(Business.ADJUST, adjust))
    clerk.file(clerk.filing(Business.SHORT, short))
    clerk.file(clerk.reduce(2, skip=42))
    clerk.file(clerk.register([PEOPLE[0]]))
