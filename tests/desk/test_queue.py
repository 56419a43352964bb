"""One batch at a time, hours, changed terms, and the same content twice."""

import shutil
from pathlib import Path

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Busy, Closed, InLine, SameContent
from gjj_xl.centre.filing import STALE
from gjj_xl.desk import Desk
from gjj_xl.desk.errors import AlreadyUnderway, SheetChanged, WindowClosed
from gjj_xl.desk.facts import Confirmation, Outcome
from gjj_xl.rules.business import Business
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import SPEED, START, Asked, Scene, at, sheet
from tests.sandbox.harness import Sandbox


def test_the_next_batch_waits_until_the_one_before_is_answered(alone: Scene) -> None:
    alone.sandbox.start(speed=200, one_at_a_time=True)
    with alone.desk() as desk:
        alone.log_in(desk)
        first = alone.submit(desk, sheet(desk, alone.folder / "a.xlsx"))
        second = alone.submit(desk, sheet(desk, alone.folder / "b.xlsx", skip=3))
        assert first.outcome is Outcome.ACCEPTED
        assert second.outcome is Outcome.QUEUED
        assert isinstance(second.trouble, InLine)
        assert second.trouble.ahead == first.request_sn
        assert len(alone.filed()) == 1
        assert first.serial is not None
        desk.wait(first.serial, seconds=30)
        told = {one.status.entry.request_sn: one for one in desk.resume()}
        assert told[str(second.request_sn)].status.entry.step is Step.ACCEPTED
    assert len(alone.filed()) == 2


def test_resume_fetches_the_answer_and_sends_the_next_in_one_go(alone: Scene) -> None:
    alone.sandbox.start(speed=200, one_at_a_time=True)
    with alone.desk() as desk:
        alone.log_in(desk)
        first = alone.submit(desk, sheet(desk, alone.folder / "a.xlsx"))
        alone.submit(desk, sheet(desk, alone.folder / "b.xlsx", skip=3))
        clerk = alone.clerk()
        clerk.wait(str(first.serial), 30)
        steps = [one.status.entry.step for one in desk.resume()]
        assert steps == [Step.ANSWERED, Step.ACCEPTED]
    assert len(alone.filed()) == 2


def test_another_computers_batch_keeps_ours_queued(alone: Scene) -> None:
    alone.sandbox.start(speed=100, one_at_a_time=True)
    other = alone.second()
    with alone.desk() as here, other.desk() as there:
        alone.log_in(here)
        other.log_in(there)
        first = alone.submit(here, sheet(here, alone.folder / "a.xlsx"))
        second = other.submit(there, sheet(there, other.folder / "b.xlsx", skip=3))
        assert second.outcome is Outcome.QUEUED
        assert isinstance(second.trouble, Busy)
        assert second.retry_at is not None
        alone.clerk().wait(str(first.serial), 30)
        (early,) = there.resume()
        assert early.status.entry.step is Step.SIGNED
        alone.sandbox.admin(clock=second.retry_at.isoformat())
        other.log_in(there, sync=False)
        (later,) = there.resume()
        assert later.status.entry.step is Step.ACCEPTED
    assert len(alone.filed()) == 2


def test_a_registration_that_waits_for_the_staff_keeps_nobody_waiting(alone: Scene) -> None:
    alone.sandbox.start(speed=1, one_at_a_time=True)
    with alone.desk() as desk:
        alone.log_in(desk)
        register = sheet(desk, alone.folder / "a.xlsx", Business.REGISTER)
        assert alone.submit(desk, register).outcome is Outcome.ACCEPTED
        missed = sheet(desk, alone.folder / "b.xlsx")
        assert alone.submit(desk, missed).outcome is Outcome.ACCEPTED
        waited = desk.poll(str(desk.status()[0].entry.serial))
        assert not waited.answered
        assert waited.words.startswith("待确认 3 笔")
    assert len(alone.filed(QueryKind.REGISTER)) == 1


@pytest.mark.parametrize(
    ("clock", "opens"),
    [
        ("2026-11-10T17:00", "2026-11-11T09:00"),  # after hours
        ("2026-11-20T16:31", "2026-11-21T09:00"),  # the month is over
    ],
)
def test_outside_the_window_nothing_is_signed_and_the_next_opening_is_told(
    alone: Scene, clock: str, opens: str
) -> None:
    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx")
        before = path.read_bytes()
        alone.sandbox.admin(clock=clock)
        alone.log_in(desk, sync=False)
        with pytest.raises(WindowClosed) as raised:
            alone.submit(desk, path)
        assert raised.value.opens.isoformat()[:16] == opens
        assert path.read_bytes() == before
        assert desk.status() == []
        tried = desk.dry_run(path)
        assert any("不在办理时间内" in note for note in tried.notes)


def test_a_centre_that_closes_on_the_way_keeps_the_batch_queued(alone: Scene) -> None:
    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx")

        def pin() -> str:
            alone.sandbox.admin(clock="2026-11-10T16:30:30")
            return alone.unit.key_password

        sent = desk.submit(path, pin=pin, confirm=lambda _: True)
        assert sent.outcome is Outcome.QUEUED
        assert isinstance(sent.trouble, Closed)
        assert sent.retry_at == at("2026-11-11T09:00+08:00")
        assert alone.filed() == ()
        alone.sandbox.admin(clock="2026-11-11T09:00:05")
        alone.log_in(desk, sync=False)
        (resumed,) = desk.resume()
        assert resumed.status.entry.step is Step.ACCEPTED
        assert desk.verify(path).ok
    assert len(alone.filed()) == 1


def test_a_batch_queued_over_the_end_of_the_month_must_be_checked_and_signed_anew(
    alone: Scene,
) -> None:
    alone.sandbox.start(speed=SPEED, faults=["busy@filing"])
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx")
        assert alone.submit(desk, path).outcome is Outcome.QUEUED
        alone.sandbox.admin(clock="2026-11-23T10:00")
        alone.log_in(desk, sync=False)
        (resumed,) = desk.resume()
        assert resumed.status.entry.step is Step.WITHDRAWN
        assert resumed.words == STALE
        assert alone.filed() == ()
        sent = alone.submit(desk, path)
        assert sent.outcome is Outcome.ACCEPTED
        assert sent.confirmation.business_month == "202612"


def test_the_same_sheet_again_is_a_question_that_names_the_earlier_serial(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.SHORT)
    copied = scene.folder / "b.xlsx"
    shutil.copy(path, copied)
    first = scene.submit(desk, path)
    asked = Asked((False, False))
    again = scene.submit(desk, copied, asked)
    assert again.outcome is Outcome.DECLINED
    assert asked.seen[0].earlier_serial == first.serial
    assert any(f"业务流水号 {first.serial}" in line for line in asked.seen[0].lines)
    assert not any("本表就是已提交的那一份" in line for line in asked.seen[0].lines)
    assert scene.submit(desk, path, asked).outcome is Outcome.DECLINED
    assert any("本表就是已提交的那一份" in line for line in asked.seen[1].lines)
    assert len(scene.filed()) == 1


def test_a_copied_workbook_on_a_second_computer_does_not_pay_twice(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.SHORT)
    other = scene.second()
    fresh = Path(shutil.copy(path, other.folder / "fresh.xlsx"))
    first = scene.submit(desk, path)
    assert first.serial is not None
    desk.wait(first.serial, seconds=30)
    stamped = Path(shutil.copy(path, other.folder / "stamped.xlsx"))
    with other.desk() as there:
        other.log_in(there)
        for copied in (fresh, stamped):
            asked = Asked((True, False))
            sent = other.submit(there, copied, asked)
            assert sent.outcome is Outcome.REFUSED
            assert isinstance(sent.trouble, SameContent)
            assert [one.earlier_serial for one in asked.seen] == [None, first.serial]
        assert [one.entry.step for one in there.status()] == [Step.REFUSED, Step.REFUSED]
    assert len(scene.filed()) == 1


def test_a_sheet_that_changes_before_the_second_question_is_answered_is_not_signed_again(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.SHORT)
    other = scene.second()
    copied = Path(shutil.copy(path, other.folder / "b.xlsx"))
    first = scene.submit(desk, path)
    assert first.serial is not None
    desk.wait(first.serial, seconds=30)
    with other.desk() as there:
        other.log_in(there)

        def change(confirmation: Confirmation) -> bool:
            if confirmation.earlier_serial:
                sheet(there, copied, Business.SHORT, due_salary=[9100, 9200, 9300])
            return True

        with pytest.raises(SheetChanged):
            other.submit(there, copied, change)
        assert [one.entry.step for one in there.status()] == [Step.REFUSED]
    assert len(scene.filed()) == 1


def test_the_override_is_signed_and_only_then_the_content_is_filed_again(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.SHORT)
    other = scene.second()
    copied = Path(shutil.copy(path, other.folder / "b.xlsx"))
    first = scene.submit(desk, path)
    assert first.serial is not None
    desk.wait(first.serial, seconds=30)
    with other.desk() as there:
        other.log_in(there)
        sent = other.submit(there, copied, Asked((True, True)))
        assert sent.outcome is Outcome.ACCEPTED
        entry = there.status()[-1].entry
        assert entry.override_serial == first.serial
        request = there._context.journal().request(entry.request_sn)
        assert f"<OVERRIDE_SERIAL>{first.serial}</OVERRIDE_SERIAL>".encode() in request
    assert len(scene.filed()) == 2


def test_content_that_is_still_on_its_way_is_not_sent_a_second_time(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["busy@filing"])
    sent = scene.submit(desk, path)
    with pytest.raises(AlreadyUnderway) as raised:
        scene.submit(desk, path)
    assert raised.value.request_sn == sent.request_sn


def test_near_the_end_of_the_window_a_registration_is_told_what_it_keeps_waiting(
    alone: Scene,
) -> None:
    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx", Business.REGISTER)
        assert desk.dry_run(path).confirmation.notes == ()
        alone.sandbox.admin(clock="2026-11-19T10:00")
        alone.log_in(desk, sync=False)
        (note,) = desk.dry_run(path).confirmation.notes
        assert note.startswith("职工登记须经一个工作日方能生效")
        assert "2026年11月20日 16:30截止" in note


def test_practice_and_another_centre_never_meet_in_one_home(alone: Scene, tmp_path: Path) -> None:
    alone.sandbox.start(speed=1)
    with Sandbox.seeded(tmp_path / "other", start=at(START), units=1) as other:
        other.start(speed=1)
        there = Scene(other, alone.folder)
        assert there.unit.unit_number == alone.unit.unit_number  # the same seed
        with alone.desk() as desk:
            alone.log_in(desk)
            path = sheet(desk, alone.folder / "a.xlsx", Business.SHORT)
            assert alone.submit(desk, path).outcome is Outcome.ACCEPTED
            there.log_in(desk, sync=False)
            assert desk.status() == []
            assert desk.roster() is None
            there.log_in(desk)
            again = sheet(desk, alone.folder / "b.xlsx", Business.SHORT)
            assert there.submit(desk, again).outcome is Outcome.ACCEPTED
            alone.log_in(desk, sync=False)
            assert len(desk.status()) == 1
