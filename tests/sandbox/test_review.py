import argparse
import datetime as dt
import time

import pytest

from gjj_xl.cli.practice import decide
from gjj_xl.rules.roster import State
from gjj_xl.sandbox import review
from gjj_xl.wire.messages import QueryKind, RecordState
from gjj_xl.wire.receipts import verify_receipt
from tests.sandbox.harness import PEOPLE

AWAITING, PROCESSING = RecordState.AWAITING, RecordState.PROCESSING
SUCCEEDED, FAILED = RecordState.SUCCEEDED, RecordState.FAILED


def states(clerk, serial: str) -> list[RecordState]:
    return [record.state for record in clerk.records(serial)[1]]


def waited(clerk, serial: str, state: RecordState) -> list[RecordState]:
    deadline = time.monotonic() + 10
    while state not in states(clerk, serial) and time.monotonic() < deadline:
        time.sleep(0.05)
    return states(clerk, serial)


def test_a_registration_goes_from_awaiting_to_an_account(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    _, version = clerk.changes(0)
    serial = clerk.file(clerk.register(PEOPLE[:2])).serial
    assert states(clerk, serial) == [AWAITING, AWAITING]
    (summary,) = clerk.batches(QueryKind.REGISTER, "202611").batches
    assert (summary.total, summary.awaiting) == (2, 2)
    centre.admin(clock="2026-11-10T22:30")
    clerk.log_in()
    assert waited(clerk, serial, PROCESSING) == [PROCESSING, PROCESSING]
    assert clerk.changes(version)[0] == []
    centre.admin(clock="2026-11-11T10:01")
    clerk.log_in()
    results = clerk.wait(serial)
    assert [result.state for result in results] == [SUCCEEDED, SUCCEEDED]
    made, _ = clerk.changes(version)
    assert {(e.name, e.id_number, e.state) for e in made} == {
        (name, number, State.NORMAL) for name, number in PEOPLE[:2]
    }
    assert all(len(e.client_number) == 12 and e.client_number.isdigit() for e in made)
    # Filed one day and processed the next: to be shown in yellow (manual 10.1).
    assert results[0].filed_on == dt.date(2026, 11, 10)
    assert results[0].processed_on == dt.date(2026, 11, 11)


def test_with_speed_the_days_are_still_the_manuals(centre, log_in) -> None:
    centre.start_here(clock="2026-11-20T10:00", speed=86400)
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:1])).serial
    result = clerk.wait(serial)[0]
    # A Friday: decided on the Monday after, which is in the next business month.
    assert result.processed_on == dt.date(2026, 11, 23)
    assert result.business_month == "202612"
    verify_receipt(clerk.records(serial)[0].receipt, [centre.root()])


def test_somebody_with_a_live_account_elsewhere_is_refused_with_the_reason(centre, log_in) -> None:
    centre.start_here(speed=100000)
    clerk = log_in(centre)
    person = next(p for p in clerk.unit.elsewhere if len(p.name) <= 5 and len(p.id_number) == 18)
    filing = clerk.register([(person.name, person.id_number), PEOPLE[0]])
    bad, good = clerk.wait(clerk.file(filing).serial)
    assert (bad.state, bad.reason) == (FAILED, "存在正常缴存账户")
    assert good.state is SUCCEEDED


def test_somebody_registered_in_two_batches_gets_one_account(centre, log_in) -> None:
    centre.start_here(speed=100000)
    clerk = log_in(centre)
    first = clerk.file(clerk.register([PEOPLE[0]]))
    second = clerk.file(clerk.register([PEOPLE[0], PEOPLE[1]]))
    assert clerk.wait(first.serial)[0].state is SUCCEEDED
    assert [r.state for r in clerk.wait(second.serial)] == [FAILED, SUCCEEDED]
    found = [e for e in clerk.roster() if e.id_number == PEOPLE[0][1]]
    assert len(found) == 1


def test_somebody_who_was_stopped_here_gets_the_old_number_again(centre, log_in) -> None:
    centre.start_here(speed=100000)
    clerk = log_in(centre)
    stopped = next(
        e for e in clerk.roster()
        if e.state is State.STOPPED and e.fund == 10 and len(e.name) <= 5
        and len(e.id_number) == 18
    )  # fmt: skip
    result = clerk.wait(clerk.file(clerk.register([(stopped.name, stopped.id_number)])).serial)[0]
    assert result.state is SUCCEEDED
    assert stopped.client_number in result.reason
    again = [e for e in clerk.roster() if e.client_number == stopped.client_number and e.fund == 10]
    assert [e.state for e in again] == [State.NORMAL]


def test_the_staff_take_accept_and_refuse(centre, log_in) -> None:
    centre.start_here(review="staff", speed=100000)
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE)).serial
    listed = review.registrations(centre.data, state=AWAITING)
    assert [(entry.serial, entry.line, entry.name) for entry in listed] == [
        (serial, number, name) for number, (name, _) in enumerate(PEOPLE, 1)
    ]
    assert listed[0].salary == 900000
    review.take(centre.data, serial, 1)
    assert states(clerk, serial) == [PROCESSING, AWAITING, AWAITING]
    assert review.accept(centre.data, serial, 1).state is SUCCEEDED
    review.refuse(centre.data, serial, 2, "请补充劳动合同")
    time.sleep(0.7)
    assert states(clerk, serial) == [SUCCEEDED, FAILED, AWAITING]
    assert not clerk.records(serial)[0].answered
    review.accept(centre.data, serial, 3)
    page, records = clerk.records(serial)
    assert page.answered
    assert records[1].reason == "请补充劳动合同"
    receipt = verify_receipt(page.receipt, [centre.root()])
    assert (receipt.succeeded, receipt.failed) == (2, 1)
    assert receipt.succeeded_amount == 2 * 144000


def test_a_decision_is_final_and_a_refusal_needs_its_reason(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:1])).serial
    with pytest.raises(ValueError, match="reason"):
        review.refuse(centre.data, serial, 1, "  ")
    review.refuse(centre.data, serial, 1, "姓名有误")
    for again in (review.take, review.accept):
        with pytest.raises(review.ReviewError) as caught:
            again(centre.data, serial, 1)
        assert caught.value.state is FAILED
    with pytest.raises(review.ReviewError) as unknown:
        review.take(centre.data, serial, 99)
    assert unknown.value.state is None


def test_only_registrations_come_to_the_review_desk(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.missed(1)).serial
    assert review.registrations(centre.data) == []
    with pytest.raises(review.ReviewError):
        review.accept(centre.data, serial, 1)


def test_a_list_that_others_have_decided_meanwhile_is_told(centre, log_in, capsys) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:2])).serial
    listed = review.registrations(centre.data)
    review.refuse(centre.data, serial, 1, "照片不清", by="second")
    args = argparse.Namespace(data=centre.data, decision="accept", reason=None)
    assert decide(args, listed) == 1
    told = capsys.readouterr()
    assert f"{serial}/1 没有办理，该登记已是“失败”" in told.err
    assert f"{serial}/2" in told.out
