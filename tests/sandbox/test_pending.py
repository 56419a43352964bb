"""The centre's pending list: every record once, whoever sends it how often and however late."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from gjj_xl.rules.business import Business
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import (
    AskPending,
    DropPending,
    Filing,
    PendingAnswer,
    PendingRecord,
    PutPending,
    Refusal,
)
from tests.sandbox.harness import Clerk, Sandbox

LogIn = Callable[..., Clerk]


def records(answer: object) -> tuple[PendingRecord, ...]:
    assert isinstance(answer, PendingAnswer), answer
    return answer.records


def put(clerk: Clerk, filing: Filing, record_id: str) -> object:
    return clerk.ask(PutPending(record_id, filing.business, filing.fund, filing.lines))


def test_putting_the_same_record_again_changes_nothing(centre: Sandbox, log_in: LogIn) -> None:
    clerk, record_id = log_in(centre.start(speed=20000)), uuid4().hex
    filing = clerk.reduce(1)
    (first,) = records(put(clerk, filing, record_id))
    assert records(put(clerk, filing, record_id)) == (first,)
    assert first.text == filing.lines


def test_a_confirmed_record_sent_once_more_does_not_come_back(
    centre: Sandbox, log_in: LogIn
) -> None:
    clerk, record_id = log_in(centre.start(speed=20000)), uuid4().hex
    filing = clerk.reduce(1)
    put(clerk, filing, record_id)
    accepted = clerk.file(replace(filing, pending=(record_id,)))
    assert [one.state.value for one in clerk.wait(accepted.serial)] == ["成功"]
    assert records(clerk.ask(AskPending(Business.REDUCE))) == ()
    assert records(put(clerk, filing, record_id)) == ()


def test_a_filing_of_records_that_are_not_pending_is_refused(
    centre: Sandbox, log_in: LogIn
) -> None:
    clerk, record_id = log_in(centre.start(speed=20000)), uuid4().hex
    filing = clerk.reduce(1)
    put(clerk, filing, record_id)
    for wrong in ((uuid4().hex,), (record_id, record_id)):
        refusal = clerk.refused(replace(filing, pending=wrong))
        assert refusal.code == ReturnCode.PENDING_CHANGED.code
    other = clerk.reduce(1, skip=1)
    assert clerk.refused(replace(other, pending=(record_id,))).code == "GJJ4007"
    clerk.ask(DropPending(Business.REDUCE, (record_id,)))
    assert clerk.refused(replace(filing, pending=(record_id,))).code == "GJJ4007"


def test_another_unit_sees_and_deletes_nothing_of_it(centre: Sandbox, log_in: LogIn) -> None:
    centre.start(speed=20000)
    clerk, stranger, record_id = log_in(centre), log_in(centre, 1), uuid4().hex
    put(clerk, clerk.reduce(1), record_id)
    assert records(stranger.ask(AskPending(Business.REDUCE))) == ()
    stranger.ask(DropPending(Business.REDUCE, (record_id,)))
    assert len(records(clerk.ask(AskPending(Business.REDUCE)))) == 1


def test_a_second_record_of_the_same_employee_is_refused_with_the_forms_words(
    centre: Sandbox, log_in: LogIn
) -> None:
    clerk = log_in(centre.start(speed=20000))
    put(clerk, clerk.missed(1), uuid4().hex)
    refusal = put(clerk, clerk.missed(1), uuid4().hex)
    assert isinstance(refusal, Refusal)
    assert refusal.errors[0].message.startswith("存在重复补缴的年月")
