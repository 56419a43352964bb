"""What line and centre can do to a batch on its way: never twice, never lost, always said."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest

from gjj_xl.centre import filing
from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Interrupted, NotLoggedIn, UntrustedReceipt
from gjj_xl.centre.filing import OutcomeOpen
from gjj_xl.centre.session import Session
from gjj_xl.desk import Desk
from gjj_xl.desk.errors import AlreadyUnderway, CannotWithdraw
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.troubles import explain
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.stamp import read_stamp
from gjj_xl.wire.codes import SESSION_HEADER
from gjj_xl.wire.form import encode_form
from gjj_xl.wire.messages import RecordResult, RecordsPage
from tests.desk.scene import Scene, sheet
from tests.sandbox.harness import post

Records: TypeAlias = tuple[tuple[RecordResult, ...], RecordsPage]
Spoil: TypeAlias = Callable[[tuple[RecordResult, ...], RecordsPage], Records]


@pytest.mark.parametrize(
    "fault",
    [
        "cut-before-commit@filing",
        "cut-after-commit@filing",
        "garbage@filing",
        "truncated@filing",
        "duplicate-answer@filing",
        "internal@filing",
        "cut-after-commit@filing garbage@outcome",
        "cut-before-commit@filing cut-before-commit@filing",
        "wrong-total@filing",
        "bad-receipt@filing",
        "foreign-receipt@filing",
    ],
)
def test_a_fault_on_the_line_is_found_out_by_request_sn(
    scene: Scene, desk: Desk, fault: str
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=fault.split())
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED, sent.trouble
    assert [batch.serial for batch in scene.filed()] == [sent.serial]
    assert desk.verify(path).ok
    events = [event.step for event in desk.status()[0].entry.events]
    assert events.count(Step.ACCEPTED) == 1
    assert events.count(Step.PREPARED) == 1


def test_the_outcome_stays_unknown_while_the_line_is_broken_and_is_not_sent_again(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["cut-after-commit@filing", "garbage@outcome:*"])
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.UNKNOWN
    assert isinstance(sent.trouble, Interrupted)
    assert explain(sent.trouble).todo.startswith("请勿重新提交")
    with pytest.raises(AlreadyUnderway) as raised:
        scene.submit(desk, path)
    assert raised.value.request_sn == sent.request_sn
    (told,) = desk.resume()
    assert isinstance(told.trouble, Interrupted)
    assert told.status.entry.step is Step.SENT
    scene.sandbox.admin(faults=["garbage@outcome:0"])
    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ACCEPTED
    assert read_stamp(path) is not None
    assert len(scene.filed()) == 1


@pytest.mark.parametrize("fault", ["wrong-total", "bad-receipt", "foreign-receipt"])
def test_a_receipt_that_is_not_the_centres_word_is_never_trusted(
    scene: Scene, desk: Desk, fault: str
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=[f"{fault}@filing:*", "garbage@outcome:*"])
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.UNKNOWN
    assert desk.status()[0].entry.step is Step.SENT
    assert desk.status()[0].entry.serial is None
    assert read_stamp(path) is None
    words = [event.words for event in desk.status()[0].entry.events]
    assert any("回执未通过验证" in one for one in words)
    assert isinstance(sent.trouble, Interrupted | UntrustedReceipt)


def _other_result(records: tuple[RecordResult, ...], page: RecordsPage) -> Records:
    return (replace(records[0], reason="改过的原因"), *records[1:]), page


def _other_signature(records: tuple[RecordResult, ...], page: RecordsPage) -> Records:
    if page.receipt_signature is None:
        return records, page
    broken = bytearray(page.receipt_signature)
    broken[-1] ^= 1
    return records, replace(page, receipt_signature=bytes(broken))


def _no_receipt(records: tuple[RecordResult, ...], page: RecordsPage) -> Records:
    return records, replace(page, receipt_text=None, receipt_signature=None)


@pytest.mark.parametrize("spoil", [_other_result, _other_signature, _no_receipt])
def test_a_result_that_the_centre_has_not_signed_is_no_result(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch, spoil: Spoil
) -> None:
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    assert sent.serial is not None
    real = filing.fetch_records
    with monkeypatch.context() as patch:
        patch.setattr(filing, "fetch_records", lambda *asked: spoil(*real(*asked)))
        with pytest.raises(UntrustedReceipt):
            desk.wait(sent.serial, seconds=20)
    entry = desk.status()[0].entry
    assert entry.step is Step.ACCEPTED
    assert entry.returned_at is not None  # the next batch need not wait for the dispute
    assert not (scene.folder / "a-处理结果.xlsx").exists()
    assert desk.wait(sent.serial, seconds=20).answered


def test_a_busy_centre_keeps_the_batch_queued_with_the_time_to_retry(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["busy@filing"])
    before = desk.now()
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.QUEUED
    assert sent.retry_at is not None
    assert 890 <= (sent.retry_at - before).total_seconds() <= 930
    assert any("已保留在发送队列中" in note for note in sent.notes)
    assert sent.trouble is not None
    assert "返回数据出错" in explain(sent.trouble).what
    assert desk.status()[0].entry.step is Step.SIGNED
    (early,) = desk.resume()
    assert "以后再次发送" in early.words
    assert scene.filed() == ()
    later = sent.retry_at
    monkeypatch.setattr(Session, "now", lambda _: later)
    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ACCEPTED
    assert resumed.status.entry.request_sn == sent.request_sn
    assert len(scene.filed()) == 1


def test_a_centre_that_promises_nothing_gets_the_batch_once_and_the_clerk_the_manuals_words(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session.terms

    def terms(session: Session) -> Terms:
        return replace(real(session), idempotent=False)

    monkeypatch.setattr(Session, "terms", terms)
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["cut-before-commit@filing"])
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.UNKNOWN
    assert isinstance(sent.trouble, OutcomeOpen)
    assert "一般为 15 分钟以后" in sent.words
    assert "与中心联系核查" in sent.words
    (resumed,) = desk.resume()
    assert resumed.words == sent.words
    assert scene.filed() == ()
    withdrawn = desk.withdraw(str(sent.request_sn))
    assert withdrawn.entry.step is Step.WITHDRAWN
    assert scene.submit(desk, path).outcome is Outcome.ACCEPTED
    assert len(scene.filed()) == 1


def test_a_withdrawn_batch_that_arrives_late_is_told_by_the_next_resume(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session.terms
    monkeypatch.setattr(Session, "terms", lambda session: replace(real(session), idempotent=False))
    scene.sandbox.admin(faults=["cut-before-commit@filing"])
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    sn = str(sent.request_sn)
    assert desk.withdraw(sn).entry.step is Step.WITHDRAWN
    assert desk.resume() == []

    # Some box on the way had kept the bytes, and delivers them now.
    journal = desk._context.journal()
    content, body = encode_form(journal.request(sn), journal.sign_data(sn))
    headers = {"Content-Type": content, SESSION_HEADER: str(scene.clerk().token)}
    assert post(scene.sandbox, "/", body, headers)[0] == 200
    assert len(scene.filed()) == 1

    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ACCEPTED
    assert str(resumed.status.entry.serial) in resumed.words
    assert "请勿再办理" in resumed.words


def test_a_centre_that_promises_nothing_is_believed_when_it_has_the_batch(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Session.terms
    monkeypatch.setattr(Session, "terms", lambda session: replace(real(session), idempotent=False))
    scene.sandbox.admin(faults=["cut-after-commit@filing"])
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    assert sent.outcome is Outcome.ACCEPTED
    assert len(scene.filed()) == 1


def test_a_session_that_ends_on_the_way_keeps_the_batch_queued(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["forget-session@filing"])
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.QUEUED
    assert isinstance(sent.trouble, NotLoggedIn)
    assert not desk.logged_in
    with pytest.raises(NotLoggedIn):
        desk.resume()
    scene.log_in(desk, sync=False)
    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ACCEPTED
    assert len(scene.filed()) == 1


def test_a_slow_centre_is_waited_for(scene: Scene, desk: Desk) -> None:
    scene.sandbox.admin(faults=["slow@filing=1.5"])
    assert scene.submit(desk, sheet(desk, scene.folder / "a.xlsx")).outcome is Outcome.ACCEPTED


def test_a_batch_that_may_have_arrived_is_asked_for_before_it_is_withdrawn(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["cut-after-commit@filing", "garbage@outcome:2"])
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.UNKNOWN
    with pytest.raises(CannotWithdraw) as raised:
        desk.withdraw(str(sent.request_sn))
    assert raised.value.step_word == "中心已受理，等待处理结果"
    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ACCEPTED
    assert len(scene.filed()) == 1


def test_a_batch_that_was_accepted_cannot_be_withdrawn(scene: Scene, desk: Desk) -> None:
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    with pytest.raises(CannotWithdraw):
        desk.withdraw(str(sent.request_sn))
    assert len(scene.filed()) == 1
