"""Messages: a question and its answer come out at the other end as they went in."""

import datetime as dt
from dataclasses import replace

import pytest

from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import Employee, State
from gjj_xl.rules.terms import SHANGHAI, Origin, example_terms
from gjj_xl.wire.codes import Field, ReturnCode, Tx
from gjj_xl.wire.envelope import Request, decode_request, decode_response
from gjj_xl.wire.errors import FieldError, UnknownTransaction
from gjj_xl.wire.messages import (
    UNREAD,
    Accepted,
    AskBatches,
    AskOutcome,
    AskPending,
    AskRecords,
    AskRoster,
    AskTerms,
    AskTicket,
    BatchesAnswer,
    BatchSummary,
    DropPending,
    Filing,
    LineError,
    Login,
    LoginAnswer,
    Logout,
    LogoutAnswer,
    PendingAnswer,
    PendingRecord,
    PutPending,
    QueryKind,
    RecordResult,
    RecordsPage,
    RecordState,
    Refusal,
    RemovedEntry,
    RosterEntry,
    RosterPage,
    TermsAnswer,
    TicketAnswer,
    from_info,
    from_request,
    from_response,
    refuse,
    to_info,
    to_request,
    to_response,
)
from gjj_xl.wire.messages.dispatch import EXCHANGES
from gjj_xl.wire.receipts import SignedReceipt

AT = dt.datetime(2026, 11, 5, 10, tzinfo=SHANGHAI)
FILING = Filing(
    business=Business.MISSED,
    fund=10,
    business_month="202611",
    terms_version="7",
    count=2,
    amount=112_800,
    digest="ab" * 32,
    lines="10|000123456789|吉𠮷|202601\n10|000123456780|བོད|202602",
)
EMPLOYEE = Employee("000123456789", "㑇𠮷", "11010519491231002X", 10, State.STOPPED, 221_050, 850)
SUMMARY = BatchSummary("S1", Business.REGISTER, 10, 4, 1, 1, 1, 1, AT)
RECORD = RecordResult(
    line=1,
    state=RecordState.FAILED,
    filed_on=AT.date(),
    reason="存在正常缴存账户",
    processed_on=AT.date() + dt.timedelta(days=1),
    business_month="202612",
    text="10|吉|x",
)
EXAMPLES = [
    (Login("secret & <pass>"), LoginAnswer("0100000001", "示例单位", AT, AT)),
    (Logout(), LogoutAnswer()),
    (AskTerms(), TermsAnswer(replace(example_terms(), origin=Origin.CENTRE), AT)),
    (AskTicket(), TicketAnswer("t-_" * 12, AT)),
    (AskRoster(), RosterPage(version=3, entries=(RosterEntry.of(EMPLOYEE),))),
    (
        AskRoster(since=7, cursor="p2"),
        RosterPage(version=9, cursor="p3", removed=(RemovedEntry("000123456789", 11),)),
    ),
    (
        AskRoster(since=7, mark="0123456789abcdef", as_lines=True),
        RosterPage(
            version=9,
            mark="fedcba9876543210",
            since=7,
            left=0,
            total=2,
            digest="0" * 64,
            lines=(EMPLOYEE, replace(EMPLOYEE, name="王|小\\明", id_number="")),
        ),
    ),
    (AskRoster(as_lines=True), RosterPage(version=1, lines=(), since=0, left=12)),
    (FILING, Accepted("S1", AT, b"\xe5\x9b\x9e\r\n", b"\x30\x00")),
    (replace(FILING, override_serial="S0"), Accepted("S2", AT, b"", b"")),
    (AskOutcome("1234567890123456"), Accepted("S1", AT, b"text", b"der")),
    (AskBatches(QueryKind.BACKPAY, "202611"), BatchesAnswer()),
    (AskBatches(QueryKind.REGISTER, "202611"), BatchesAnswer((SUMMARY, SUMMARY))),
    (AskBatches(QueryKind.REGISTER, "202611", "S1"), BatchesAnswer((SUMMARY,), "S2", 3)),
    (
        AskRecords("S1"),
        RecordsPage("S1", Business.MISSED, answered=False, cursor="2", records=(RECORD,)),
    ),
    (
        AskRecords("S1", cursor="2"),
        RecordsPage(
            "S1",
            Business.MISSED,
            answered=True,
            receipt_text=b"text",
            receipt_signature=b"der",
            records=(RECORD, RecordResult(2, RecordState.AWAITING, AT.date())),
        ),
    ),
    (
        PutPending("0" * 32, Business.REDUCE, 10, "10|012345678901|王\\|小明|11|1"),
        PendingAnswer((PendingRecord("0" * 32, 10, "10|012345678901|王\\|小明|11|1", AT),)),
    ),
    (AskPending(Business.SHORT), PendingAnswer()),
    (AskPending(Business.SHORT, "2026/0"), PendingAnswer(cursor="2026/1", total=2)),
    (DropPending(Business.SHORT, ("0" * 32, "a" * 32)), PendingAnswer()),
    (
        replace(FILING, pending=("0" * 32, "f" * 32)),
        Accepted("S1", AT, receipt_text=b"text", receipt_signature=b"der"),
    ),
]


def request_for(question) -> Request:
    return to_request(question, request_sn="42", cust_id="AAA999999999#001", user_id="WLPT01")


@pytest.mark.parametrize(("question", "answer"), EXAMPLES)
def test_a_question_and_its_answer_travel_unchanged(question, answer):
    request = decode_request(request_for(question).encode())
    assert from_request(request) == question
    response = decode_response(to_response(request, answer).encode())
    assert (response.request_sn, response.cust_id) == ("42", "AAA999999999#001")
    assert (response.ok, response.tx_code) == (True, request.tx_code)
    assert from_response(question, response) == answer


def test_every_transaction_has_an_exchange_and_an_example():
    assert {exchange.tx for exchange in EXCHANGES} == set(Tx)
    assert {exchange.question for exchange in EXCHANGES} == {type(q) for q, _ in EXAMPLES}


def test_the_terms_come_back_as_the_centres():
    answer = TermsAnswer(example_terms(), AT)
    response = to_response(request_for(AskTerms()), answer)
    assert from_response(AskTerms(), response).terms.origin is Origin.CENTRE


def test_a_page_gives_employees_as_the_rules_know_them():
    page = RosterPage(version=3, cursor="next", entries=(RosterEntry.of(EMPLOYEE),))
    assert page.employees == (EMPLOYEE,)
    assert page.more
    assert not replace(page, cursor="").more


@pytest.mark.parametrize(
    "lines",
    [
        "1|2|3",
        "000123456789|王小明|330106198001011234|10|离职|1.00|8",
        "000123456789|王小明|330106198001011234|10|正常|1|8",
        "000123456789|王小明|330106198001011234|010|正常|1.00|8",
        "000123456789|王小明\\x|330106198001011234|10|正常|1.00|8",
        "\n",
    ],
)
def test_lines_of_accounts_that_are_no_such_lines_are_refused_without_telling_them(lines):
    with pytest.raises(FieldError) as raised:
        from_info(RosterPage, {"VERSION": "1", "FILE_CTX": lines})
    assert raised.value.field == Field.LINES
    assert "330106198001011234" not in str(raised.value)


def test_a_page_of_records_has_a_receipt_once_the_batch_is_answered():
    page = RecordsPage("S1", Business.MISSED, answered=False)
    assert page.receipt is None
    answered = replace(page, answered=True, receipt_text=b"t", receipt_signature=b"s")
    assert answered.receipt == SignedReceipt(b"t", b"s")
    assert Accepted("S1", AT, b"t", b"s").receipt == SignedReceipt(b"t", b"s")


def test_the_password_stays_out_of_tx_info_and_out_of_sight():
    request = request_for(Login("geheim"))
    assert (request.password, request.info) == ("geheim", {})
    assert "geheim" not in repr(Login("geheim")) + repr(request)
    with pytest.raises(FieldError, match="PASSWORD"):
        request_for(Login(""))


def test_the_override_is_part_of_the_signed_bytes():
    plain, override = request_for(FILING), request_for(replace(FILING, override_serial="S0"))
    assert b"OVERRIDE_SERIAL>S0<" in override.encode()
    assert b"OVERRIDE" not in plain.encode()


REFUSALS = [
    (ReturnCode.BAD_SESSION, Refusal()),
    (ReturnCode.BAD_PASSWORD, Refusal(tries_left=2)),
    (ReturnCode.CLOSED, Refusal(next_opens=AT)),
    (ReturnCode.SAME_CONTENT, Refusal(earlier_serial="S0")),
    (ReturnCode.BUSY, Refusal(words="返回数据出错", retry_after=5)),
    (
        ReturnCode.LINES_REFUSED,
        Refusal(errors=(LineError(2, "姓名为空"), LineError(2, "<起始年月>格式错误"))),
    ),
]


@pytest.mark.parametrize(("code", "refusal"), REFUSALS)
def test_a_refusal_travels_with_all_it_says(code, refusal):
    response = decode_response(refuse(request_for(FILING), code, refusal).encode())
    got = from_response(FILING, response)
    assert got == replace(
        refusal,
        code=code.code,
        words=refusal.words or code.words,
        retry_after=refusal.retry_after or code.retry_after,
    )
    assert got.reason is code


@pytest.mark.parametrize("code", [code for code in ReturnCode if code is not ReturnCode.OK])
def test_every_code_can_refuse_a_request_that_was_not_read(code):
    got = from_response(FILING, decode_response(refuse(UNREAD, code).encode()))
    assert (got.reason, got.words) == (code, code.words)


def test_codes_of_the_platform_that_we_do_not_know_are_refusals_too():
    response = replace(refuse(UNREAD, ReturnCode.BUSY), return_code="9999", return_msg="其他")
    got = from_response(FILING, response)
    assert (got.reason, got.words) == (None, "其他")


def test_busy_in_the_platforms_words_is_to_be_tried_again():
    response = replace(
        refuse(UNREAD, ReturnCode.MALFORMED),
        return_code="8350ZX999999",
        return_msg="暂时未能处理您的请求",
    )
    got = from_response(FILING, decode_response(response.encode()))
    assert (got.reason, got.retry_after) == (ReturnCode.BUSY, 900)


def test_an_unknown_transaction_is_told():
    with pytest.raises(UnknownTransaction) as caught:
        from_request(Request("XXXXXX", "1", "A", "U"))
    assert caught.value.tx_code == "XXXXXX"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.BUSINESS, "loan"),
        (Field.FUND, "１０"),
        (Field.FUND, "010"),
        (Field.FUND, ""),
        (Field.COUNT, "2.0"),
        (Field.COUNT, "9" * 30),
        (Field.AMOUNT, "1128"),
        (Field.AMOUNT, "1,128.00"),
        (Field.AMOUNT, "NaN"),
        (Field.BUSINESS_MONTH, "202613"),
        (Field.DIGEST, "AB" * 32),
        (Field.DIGEST, "ab"),
        (Field.LINES, [{"A": "1"}]),
        (Field.AMOUNT, None),
        (Field.LINES, None),
    ],
)
def test_a_field_that_is_missing_or_not_in_its_one_form_is_told(field, value):
    info = {**to_info(FILING), field: value}
    if value is None:
        del info[field]
    with pytest.raises(FieldError) as caught:
        from_info(Filing, info)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("kind", "message", "field", "value"),
    [
        (LoginAnswer, EXAMPLES[0][1], Field.CENTRE_TIME, "2026-11-05T10:00:00"),
        (LoginAnswer, EXAMPLES[0][1], Field.CENTRE_TIME, "2026-11-05 10:00:00+08:00"),
        (TermsAnswer, EXAMPLES[2][1], Field.TERMS, "{}"),
        (TermsAnswer, EXAMPLES[2][1], Field.TERMS, "["),
        (TermsAnswer, EXAMPLES[2][1], Field.TERMS, "[" * 100_000),
        (RosterPage, EXAMPLES[3][1], Field.EMPLOYEES, "text"),
        (RosterPage, EXAMPLES[3][1], Field.EMPLOYEES, [{"CLIENT_NO": "1"}]),
        (Accepted, EXAMPLES[5][1], Field.RECEIPT, "*"),
        (RecordsPage, EXAMPLES[10][1], Field.ANSWERED, "yes"),
    ],
)
def test_an_answer_that_is_not_understood_is_told(kind, message, field, value):
    with pytest.raises(FieldError):
        from_info(kind, {**to_info(message), field: value})


def test_what_the_centre_adds_is_left_aside():
    assert from_info(Filing, {**to_info(FILING), "NEW_FIELD": "x", "NEW_LIST": []}) == FILING


def test_a_value_that_cannot_be_written_is_told():
    with pytest.raises(FieldError, match="CENTRE_TIME"):
        to_info(LoginAnswer("1", "x", AT.replace(tzinfo=None), AT))
    with pytest.raises(FieldError, match="AMOUNT"):
        to_info(replace(FILING, amount="x"))


def test_every_query_shows_the_businesses_that_name_it():
    assert QueryKind.BACKPAY.businesses == (Business.MISSED, Business.SHORT)
    assert sorted(b for kind in QueryKind for b in kind.businesses) == sorted(Business)


def test_only_success_and_failure_are_final():
    final = {state for state in RecordState if state.is_final}
    assert final == {RecordState.SUCCEEDED, RecordState.FAILED}


def test_codes_fit_the_platforms_fields():
    assert all(len(code) == 6 for code in Tx)
    assert all(len(code.code) <= 12 for code in ReturnCode)
    assert len({code.code for code in ReturnCode}) == len(ReturnCode)
    assert ReturnCode.find("000000") is ReturnCode.OK
    assert ReturnCode.find("nothing") is None
