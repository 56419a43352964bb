"""单笔 with two computers, two funds, and a key that does not come along: nothing lost."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gjj_xl.desk import Desk
from gjj_xl.desk.confirming import Confirmed
from gjj_xl.desk.errors import PendingWrong, WindowClosed
from gjj_xl.desk.facts import Outcome
from gjj_xl.rules.business import Business
from gjj_xl.ukey.errors import KeyTrouble, WrongPin
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import SPEED, Asked, Scene, normal, sheet, yes
from tests.desk.test_forms import confirm, typed

REDUCE, MISSED = Business.REDUCE, Business.MISSED


@pytest.fixture
def other(scene: Scene, desk: Desk) -> Iterator[Desk]:
    """The desk of another computer of the same unit."""
    second = scene.second()
    with second.desk() as opened:
        second.log_in(opened)
        yield opened


def names(desk: Desk, business: Business = REDUCE) -> list[str]:
    return [one.text.split("|")[2] for one in desk.refresh_pending(business).records]


def test_what_the_other_computer_deletes_is_gone_here_and_told(
    scene: Scene, desk: Desk, other: Desk
) -> None:
    for skip in (0, 1):
        desk.record(REDUCE, typed(desk, REDUCE, skip))
    both = names(other)
    gone = desk.pending(REDUCE).records[0]
    _, client, name, *_ = gone.text.split("|")
    count, _ = other.drop_pending(REDUCE, [gone.record_id])
    assert count == 1
    count, listed = desk.drop_pending(REDUCE, [gone.record_id])
    assert count == 0
    assert listed.notes == ("1 条记录已由另一台电脑确认或删除，不再列出。",)
    left = [one for one in both if one != name]
    assert names(desk) == names(other) == left
    cells = {"fund": 10, "client_number": client, "reason": "辞职"}
    assert other.record(REDUCE, cells).done  # it may be recorded again
    (done,) = confirm(scene, desk, REDUCE)
    assert done.sent.confirmation.count == 2
    assert names(other) == []


def test_the_other_computer_deletes_one_while_this_one_is_asked(
    scene: Scene, desk: Desk, other: Desk
) -> None:
    for skip in (0, 1):
        desk.record(REDUCE, typed(desk, REDUCE, skip))
    gone = desk.pending(REDUCE).records[0].record_id

    def meanwhile(_: Any) -> bool:
        return other.drop_pending(REDUCE, [gone])[0] == 1

    (late,) = confirm(scene, desk, REDUCE, meanwhile)
    assert late.sent.outcome is Outcome.REFUSED
    assert "待确认记录已被确认或删除" in late.sent.words
    assert scene.filed(QueryKind.REDUCE) == ()
    listed = desk.refresh_pending(REDUCE)
    assert len(listed.records) == 1
    assert any("另一台电脑" in note for note in listed.notes)
    (done,) = confirm(scene, desk, REDUCE)
    assert (done.sent.outcome, done.sent.confirmation.count) == (Outcome.ACCEPTED, 1)


def both_funds(desk: Desk) -> str:
    """Record one employee in fund 10 and one in fund 11; returns the latter's name."""
    assert desk.record(REDUCE, typed(desk, REDUCE)).done
    (subsidised,) = normal(desk, 1, fund=11)
    cells = {"fund": 11, "client_number": subsidised.client_number, "reason": "调出"}
    assert desk.record(REDUCE, cells).done
    return subsidised.name


def test_two_funds_are_two_filings_and_each_is_told(two_funds: Scene, tmp_path: Path) -> None:
    form = tmp_path / "减少.xlsx"
    with two_funds.desk() as desk:
        two_funds.log_in(desk)
        subsidised = both_funds(desk)
        asked, each = Asked(), list[Confirmed]()
        done = desk.confirm_pending(
            REDUCE, pin=two_funds.unit.key_password, confirm=asked, each=each.append, beside=form
        )
        assert done == each
        assert [one.fund for one in asked.seen] == [10, 11]
        assert [one.sent.outcome for one in done] == [Outcome.ACCEPTED] * 2
        assert done[1].names == (subsidised,)
        assert {one.fund for one in two_funds.filed(QueryKind.REDUCE)} == {10, 11}
        assert desk.pending(REDUCE).records == ()
        for one in done:
            assert one.sent.stamped == tmp_path / f"减少-{one.sent.serial}.xlsx"
            verified = desk.verify(one.sent.stamped)
            assert verified.ok, verified.differs
            assert "职工减少 1 人" in verified.words[0]


def test_a_wrong_pin_for_the_second_fund_leaves_the_first_one_done(two_funds: Scene) -> None:
    right = two_funds.unit.key_password
    pins, told = [right, "0"], list[Confirmed]()
    with two_funds.desk() as desk:
        two_funds.log_in(desk)
        both_funds(desk)
        with pytest.raises(WrongPin):
            desk.confirm_pending(REDUCE, pin=lambda: pins.pop(0), confirm=yes, each=told.append)
        assert [one.sent.confirmation.fund for one in told] == [10]
        assert [one.fund for one in desk.pending(REDUCE).records] == [11]
        (rest,) = confirm(two_funds, desk, REDUCE)
        assert rest.sent.confirmation.fund == 11
    assert len(two_funds.filed(QueryKind.REDUCE)) == 2


def test_a_wrong_pin_a_cancelled_one_and_a_missing_key_leave_all_as_it_was(
    scene: Scene, desk: Desk
) -> None:
    class CancelledError(Exception):
        pass

    def cancel() -> str:
        raise CancelledError

    desk.record(MISSED, typed(desk, MISSED))
    with pytest.raises(WrongPin):
        desk.confirm_pending(MISSED, pin="wrong", confirm=yes)
    with pytest.raises(CancelledError):
        desk.confirm_pending(MISSED, pin=cancel, confirm=yes)
    kept = scene.unit.key_path.read_bytes()
    asked = Asked()
    scene.unit.key_path.unlink()
    try:
        with pytest.raises(KeyTrouble):
            desk.confirm_pending(MISSED, pin=scene.unit.key_password, confirm=asked)
    finally:
        scene.unit.key_path.write_bytes(kept)
    assert asked.seen == []  # who has no key is not asked whether to file
    assert [one.request_sn for one in desk.pending(MISSED).records] == [None]
    (done,) = confirm(scene, desk, MISSED)
    assert done.sent.outcome is Outcome.ACCEPTED
    assert len(scene.filed()) == 1


def test_what_was_queued_gets_its_receipt_when_it_is_resumed(alone: Scene, tmp_path: Path) -> None:
    alone.sandbox.start(speed=SPEED, faults=["busy@filing:1"])
    with alone.desk() as desk:
        alone.log_in(desk)
        desk.record(MISSED, typed(desk, MISSED))
        (done,) = desk.confirm_pending(
            MISSED, pin=alone.unit.key_password, confirm=yes, beside=tmp_path / "漏缴.xlsx"
        )
        assert (done.sent.outcome, done.sent.stamped) == (Outcome.QUEUED, None)
        assert list(tmp_path.glob("漏缴*")) == []
        assert done.sent.retry_at is not None
        later = done.sent.retry_at + dt.timedelta(minutes=1)
        alone.sandbox.admin(clock=later.isoformat())
        (resumed,) = desk.resume()
        assert resumed.words.startswith("漏缴补缴确认成功，业务流水号 ")
        (book,) = tmp_path.glob("漏缴*")
        assert desk.verify(book).ok
        assert desk.refresh_pending(MISSED).records == ()
        assert desk.wait(resumed.status.entry.request_sn, seconds=20).answered
        sheet = openpyxl.load_workbook(book).worksheets[0]
        header = [cell.value for cell in sheet[1]]
        assert sheet.cell(2, header.index("处理结果") + 1).value == "成功"


def test_an_employee_who_was_stopped_meanwhile_is_named(
    scene: Scene, desk: Desk, other: Desk, tmp_path: Path
) -> None:
    desk.record(REDUCE, typed(desk, REDUCE))
    desk.record(REDUCE, typed(desk, REDUCE, 1))
    (employee,) = normal(desk, 1)
    batch = sheet(
        other, tmp_path / "批量.xlsx", REDUCE, 1, client_number=[employee.client_number],
        name=[employee.name], id_number=[employee.id_number],
    )  # fmt: skip
    assert scene.submit(other, batch).outcome is Outcome.ACCEPTED
    wait_for_reduction(scene)
    number = 1 + names(desk).index(employee.name)
    (refused,) = confirm(scene, desk, REDUCE)  # this computer has not heard of it
    assert refused.sent.outcome is Outcome.REFUSED
    told_here = f"第 {number} 条（{employee.name}）{told_of(employee.client_number)}"
    assert refused.failed == (told_here,)
    desk.sync()
    with pytest.raises(PendingWrong) as told:
        confirm(scene, desk, REDUCE)
    assert told.value.words == (told_here,)
    desk.drop_pending(REDUCE, [desk.pending(REDUCE).records[number - 1].record_id])
    (done,) = confirm(scene, desk, REDUCE)
    assert done.sent.outcome is Outcome.ACCEPTED


def told_of(client_number: str) -> str:
    return f"职工已减少：已停缴的个人客户号为{client_number}"


def wait_for_reduction(scene: Scene) -> None:
    (batch,) = scene.filed(QueryKind.REDUCE)
    scene.clerk().wait(batch.serial)


def test_after_closing_time_the_next_opening_is_told_and_all_stays_pending(alone: Scene) -> None:
    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        desk.record(REDUCE, typed(desk, REDUCE))
        alone.sandbox.admin(clock="2026-11-20T16:29:30+08:00")
        alone.log_in(desk)
        desk.record(REDUCE, typed(desk, REDUCE, 1))
        (done,) = confirm(alone, desk, REDUCE)
        assert done.sent.outcome is Outcome.ACCEPTED
        desk.record(REDUCE, typed(desk, REDUCE, 2))
        alone.sandbox.admin(clock="2026-11-20T16:30:00+08:00")
        with pytest.raises(WindowClosed) as closed:
            confirm(alone, desk, REDUCE)
        assert f"{closed.value.opens:%Y-%m-%d %H:%M}" == "2026-11-21 09:00"
        assert len(desk.refresh_pending(REDUCE).records) == 1
        alone.sandbox.admin(clock="2026-11-21T09:00:10+08:00")
        alone.log_in(desk)
        (next_month,) = confirm(alone, desk, REDUCE)
        assert next_month.sent.confirmation.business_month == "202612"


def test_thirty_records_are_confirmed_at_once(scene: Scene, desk: Desk) -> None:
    terms = desk.terms()
    assert terms is not None
    months = [f"20{year:02d}{month:02d}" for year in range(5, 22) for month in range(1, 13)]
    for month in months[:30]:
        cells = typed(desk, MISSED, first_month=month, last_month=month)
        assert desk.record(MISSED, cells).done
    (done,) = confirm(scene, desk, MISSED)
    assert (done.sent.confirmation.count, done.sent.outcome) == (30, Outcome.ACCEPTED)
    assert done.sent.confirmation.amount == 30 * 2400 * 100
    assert desk.refresh_pending(MISSED).records == ()


@pytest.fixture
def two_funds(scene: Scene, numbers: Iterator[int]) -> Scene:
    """A clerk of a unit with both funds, whom nobody else has touched."""
    while scene.unit.terms.funds != (10, 11):
        scene.number = next(numbers)
    return scene
