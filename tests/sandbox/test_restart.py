import datetime as dt
import http.client

import pytest

from gjj_xl.sandbox.store import BATCHES, DEPOSITS, open_store
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.envelope import decode_response
from gjj_xl.wire.messages import Accepted, QueryKind, RecordState
from tests.sandbox.harness import code

BROKEN = (OSError, http.client.HTTPException)


def test_a_centre_killed_between_commit_and_answer_gives_the_answer_after_a_restart(
    centre, log_in
) -> None:
    centre.start(faults=["die-after-commit"])
    clerk = log_in(centre)
    number = clerk.new_sn()
    xml = clerk.request_bytes(clerk.missed(2), number)
    sign_data = clerk.sign(xml)
    with pytest.raises(BROKEN):
        clerk.send(xml, sign_data)
    process = centre.process
    assert process is not None
    centre.output()
    assert process.returncode == 137
    centre.start()
    # The session has outlived the crash; the outcome is known, and the batch is filed once.
    outcome = clerk.outcome(number)
    assert isinstance(outcome, Accepted)
    again = decode_response(clerk.send(xml, sign_data))
    assert again.info["BATCH_SERIAL"] == outcome.serial
    month = clerk.terms().business_month
    assert len(clerk.batches(QueryKind.BACKPAY, month).batches) == 1


def test_a_centre_killed_before_commit_has_nothing_and_takes_the_same_bytes(centre, log_in) -> None:
    centre.start(faults=["die-before-commit"])
    clerk = log_in(centre)
    number = clerk.new_sn()
    xml = clerk.request_bytes(clerk.missed(2), number)
    sign_data = clerk.sign(xml)
    with pytest.raises(BROKEN):
        clerk.send(xml, sign_data)
    centre.output()
    centre.start()
    assert code(clerk.outcome(number)) is ReturnCode.UNKNOWN_SN
    assert decode_response(clerk.send(xml, sign_data)).ok


def test_a_queue_survives_a_kill_and_is_processed_once(centre, log_in) -> None:
    centre.start()
    clerk = log_in(centre)
    serials = [clerk.file(clerk.missed(2, skip=2 * number)).serial for number in range(5)]
    later = (centre.now() + dt.timedelta(minutes=11)).isoformat()
    centre.admin(clock=later)
    centre.kill()
    for _ in range(3):
        centre.start().kill()
    centre.start()
    for serial in serials:
        states = [record.state for record in clerk.wait(serial)]
        assert states == [RecordState.SUCCEEDED] * 2
    store = open_store(centre.data)
    with store.read() as connection:
        paid = connection.execute(DEPOSITS.select().where(DEPOSITS.c.serial.in_(serials))).all()
        stages = connection.execute(BATCHES.select()).all()
    store.close()
    assert len(paid) == 5 * 2 * 3
    assert {row.stage for row in stages} == {"answered"}


def test_the_clock_goes_on_after_a_restart(centre) -> None:
    centre.start(clock="2031-03-05T10:00")
    before = centre.now()
    centre.kill()
    after = centre.start().now()
    assert dt.timedelta(0) < after - before < dt.timedelta(seconds=30)
    assert (after.year, after.month) == (2031, 3)
