"""单笔 at the desk: recorded, seen from two computers, confirmed once, whatever dies on the way."""

from typing import Any

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.desk import Desk
from gjj_xl.desk.errors import NothingPending, WindowClosed
from gjj_xl.desk.facts import Outcome
from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import Asked, Scene, columns, no, normal, yes

FORMS = (Business.REGISTER, Business.REDUCE, Business.MISSED, Business.SHORT)
KINDS = {one: QueryKind(one.facts.query) for one in FORMS}


def typed(desk: Desk, business: Business, skip: int = 0, **changes: Any) -> dict[str, Any]:
    """What a clerk types for one record: names and IDs of people on record are not typed."""
    terms = desk.terms()
    assert terms is not None
    cells = {name: cells[-1] for name, cells in
             columns(business, normal(desk, skip + 1), terms).items()}  # fmt: skip
    if business.facts.registered:
        cells.pop("name")
        cells.pop("id_number", None)
    return cells | changes


def confirm(scene: Scene, desk: Desk, business: Business, asked: Any = yes) -> Any:
    return desk.confirm_pending(business, pin=scene.unit.key_password, confirm=asked)


@pytest.mark.parametrize("business", FORMS)
def test_two_records_are_confirmed_with_count_and_total(
    scene: Scene, desk: Desk, business: Business
) -> None:
    for skip in (0, 1):
        made = desk.record(business, typed(desk, business, skip))
        assert made.done, (made.checked.errors, made.refused)
    total = desk.pending(business).amount
    assert total
    asked = Asked()
    (done,) = confirm(scene, desk, business, asked)
    (shown,) = asked.seen
    assert (shown.count, shown.amount) == (2, total)
    assert shown.lines[0].startswith(business.facts.word)
    assert done.sent.outcome is Outcome.ACCEPTED
    assert done.waited is not None
    assert done.waited.answered is not business.facts.reviewed
    assert desk.pending(business).records == ()
    assert desk.refresh_pending(business).records == ()
    (batch,) = scene.filed(KINDS[business])
    assert batch.total == 2
    assert batch.succeeded == (0 if business.facts.reviewed else 2)


def test_a_reduction_takes_effect_at_once(scene: Scene, desk: Desk) -> None:
    (employee,) = normal(desk, 1)
    desk.record(Business.REDUCE, typed(desk, Business.REDUCE))
    confirm(scene, desk, Business.REDUCE)
    desk.sync()
    found = desk.find_employee(employee.client_number, 10)
    assert found is not None
    assert found.state is State.STOPPED


def test_the_other_computer_sees_the_record_and_may_confirm_it(scene: Scene, desk: Desk) -> None:
    desk.record(Business.MISSED, typed(desk, Business.MISSED))
    other = scene.second()
    with other.desk() as second:
        other.log_in(second)
        assert len(second.refresh_pending(Business.MISSED).records) == 1
        (done,) = confirm(other, second, Business.MISSED)
        assert done.sent.outcome is Outcome.ACCEPTED
    listed = desk.refresh_pending(Business.MISSED)
    assert listed.records == ()
    assert any("另一台电脑" in note for note in listed.notes)
    with pytest.raises(NothingPending):
        confirm(scene, desk, Business.MISSED)


@pytest.mark.parametrize("business", FORMS)
def test_the_same_record_is_refused_here_and_from_the_other_computer(
    scene: Scene, desk: Desk, business: Business
) -> None:
    words = "存在重复补缴的年月" if business.facts.backpay else "存在相同的记录"
    cells = typed(desk, business)
    assert desk.record(business, cells).done
    again = desk.record(business, cells)
    assert not again.done
    assert again.checked.errors[0].message.startswith(words)
    other = scene.second()
    with other.desk() as second:
        other.log_in(second)
        told = second.record(business, cells)
        assert not told.done
        assert told.checked.errors[0].message.startswith(words)
    assert len(desk.refresh_pending(business).records) == 1


def test_two_computers_that_were_offline_are_told_of_the_conflict(
    alone: Scene, tmp_path: Any
) -> None:
    from tests.desk.scene import SPEED, free_port

    port = free_port()
    alone.sandbox.start(speed=SPEED, port=port)
    other = alone.second()
    with alone.desk() as first, other.desk() as second:
        alone.log_in(first)
        other.log_in(second)
        cells = typed(first, Business.REDUCE)
        alone.sandbox.stop()
        for one in (first, second):
            made = one.record(Business.REDUCE, cells)
            assert made.done
            assert any("没有连上中心" in note for note in made.listed.notes)
        alone.sandbox.start(speed=SPEED, port=port)
        assert first.refresh_pending(Business.REDUCE).notes == ()
        told = second.refresh_pending(Business.REDUCE)
        assert any("存在相同的记录" in note for note in told.notes)
        assert len(told.records) == 2  # its own, with the reason, and the one that counts
        wrong = [one for one in told.records if one.conflict]
        second.drop_pending(Business.REDUCE, [wrong[0].record_id])
        (done,) = confirm(other, second, Business.REDUCE)
        assert done.sent.outcome is Outcome.ACCEPTED
        assert first.refresh_pending(Business.REDUCE).records == ()
    assert len(alone.filed(QueryKind.REDUCE)) == 1


def test_any_selection_of_records_is_deleted_at_both_places(scene: Scene, desk: Desk) -> None:
    for skip in range(3):
        desk.record(Business.REDUCE, typed(desk, Business.REDUCE, skip))
    ids = [one.record_id for one in desk.pending(Business.REDUCE).records]
    count, listed = desk.drop_pending(Business.REDUCE, [ids[0], ids[2]])
    assert count == 2
    assert [one.record_id for one in listed.records] == [ids[1]]
    assert [one.record_id for one in desk.refresh_pending(Business.REDUCE).records] == [ids[1]]


def test_no_leaves_the_records_pending(scene: Scene, desk: Desk) -> None:
    desk.record(Business.SHORT, typed(desk, Business.SHORT))
    (done,) = confirm(scene, desk, Business.SHORT, no)
    assert done.sent.outcome is Outcome.DECLINED
    assert len(desk.pending(Business.SHORT).records) == 1
    assert scene.filed() == ()


@pytest.mark.parametrize("fault", ["cut-before-commit", "cut-after-commit"])
def test_a_broken_line_files_once_and_the_records_are_gone_once(
    scene: Scene, desk: Desk, fault: str
) -> None:
    desk.record(Business.MISSED, typed(desk, Business.MISSED))
    scene.sandbox.admin(faults=[f"{fault}:1"])
    (done,) = confirm(scene, desk, Business.MISSED)
    assert done.sent.outcome is Outcome.ACCEPTED, done.sent.words
    assert desk.refresh_pending(Business.MISSED).records == ()
    assert len(scene.filed()) == 1


def test_records_under_way_are_neither_deleted_nor_confirmed_again(
    scene: Scene, desk: Desk
) -> None:
    desk.record(Business.MISSED, typed(desk, Business.MISSED))
    (kept,) = desk.pending(Business.MISSED).records
    scene.sandbox.admin(faults=["busy@filing:1"])
    (done,) = confirm(scene, desk, Business.MISSED)
    assert done.sent.outcome is Outcome.QUEUED
    count, listed = desk.drop_pending(Business.MISSED, [kept.record_id])
    assert count == 0
    assert listed.records[0].request_sn == done.sent.request_sn
    assert done.sent.request_sn is not None
    desk.withdraw(done.sent.request_sn)
    (again,) = confirm(scene, desk, Business.MISSED)
    assert again.sent.outcome is Outcome.ACCEPTED
    assert [one.entry.step for one in desk.status()] == [Step.WITHDRAWN, Step.ANSWERED]


def test_months_that_the_centre_has_paid_for_are_told_when_recorded(
    scene: Scene, desk: Desk
) -> None:
    desk.record(Business.MISSED, typed(desk, Business.MISSED))
    confirm(scene, desk, Business.MISSED)
    again = desk.record(Business.MISSED, typed(desk, Business.MISSED))
    assert not again.done
    assert again.refused[0].startswith("存在重复补缴的年月：")
    assert desk.pending(Business.MISSED).records == ()


def test_salary_and_rate_are_brought_to_the_bounds_and_told(scene: Scene, desk: Desk) -> None:
    terms = desk.terms()
    assert terms is not None
    for salary, base in (
        (terms.lowest_base - 1, terms.lowest_base),
        (terms.highest_base + 1, terms.highest_base),
    ):
        cells = typed(desk, Business.MISSED, 1, salary=salary / 100)
        cells |= {"first_month": f"2020{'01' if base == terms.lowest_base else '05'}"}
        cells |= {"last_month": cells["first_month"]}
        made = desk.record(Business.MISSED, cells, sure=True)
        assert made.done
        assert "已自动调整为" in made.checked.told[0]
        assert made.checked.record is not None
        assert made.checked.record.values["salary"] == base
    exact = typed(desk, Business.MISSED, 2, salary=terms.lowest_base / 100)
    assert desk.record(Business.MISSED, exact).checked.told == ()
    rate = desk.record(Business.REGISTER, typed(desk, Business.REGISTER, rate=20))
    assert rate.done
    assert "缴存比例已自动调整为" in rate.checked.told[0]


def test_somebody_unknown_is_told_in_the_forms_words_and_only_once(desk: Desk) -> None:
    made = desk.record(Business.REDUCE, typed(desk, Business.REDUCE, client_number="999999999999"))
    (told,) = made.checked.errors
    assert told.message.startswith("该职工不存在缴存关系或不属于此单位")


def test_full_width_salary_has_the_forms_words(desk: Desk) -> None:
    made = desk.record(Business.MISSED, typed(desk, Business.MISSED, salary="１００００"))
    assert made.checked.errors[0].message.startswith("输入的月均工资格式错误")


def test_in_the_last_minute_it_is_filed_and_after_it_it_stays_pending(alone: Scene) -> None:
    from tests.desk.scene import SPEED

    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        desk.record(Business.REDUCE, typed(desk, Business.REDUCE))
        alone.sandbox.admin(clock="2026-11-10T16:29:30+08:00")
        (done,) = confirm(alone, desk, Business.REDUCE)
        assert done.sent.outcome is Outcome.ACCEPTED
        desk.record(Business.REDUCE, typed(desk, Business.REDUCE, 1))
        alone.sandbox.admin(clock="2026-11-10T16:30:30+08:00")
        with pytest.raises(WindowClosed):
            confirm(alone, desk, Business.REDUCE)
        assert len(desk.pending(Business.REDUCE).records) == 1


def test_who_dies_before_the_filing_is_written_down_finds_the_records_free(
    scene: Scene, desk: Desk
) -> None:
    desk.record(Business.MISSED, typed(desk, Business.MISSED))
    table = desk._context.pending()
    (kept,) = table.all()
    assert table.tie([kept.record_id], "2611100000000001")
    assert not table.tie([kept.record_id], "2611100000000002")
    (done,) = confirm(scene, desk, Business.MISSED)
    assert done.sent.outcome is Outcome.ACCEPTED


def test_who_dies_after_the_centre_has_it_files_nothing_again(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gjj_xl.desk import confirming

    desk.record(Business.MISSED, typed(desk, Business.MISSED))

    class DiedError(BaseException):
        pass

    def die(*_: object) -> None:
        raise DiedError

    with monkeypatch.context() as patch:
        patch.setattr(confirming, "settle", die)
        with pytest.raises(DiedError):
            confirm(scene, desk, Business.MISSED)
    assert len(desk.pending(Business.MISSED).records) == 1
    with pytest.raises(NothingPending):
        confirm(scene, desk, Business.MISSED)
    assert desk.pending(Business.MISSED).records == ()
    assert len(scene.filed()) == 1


def test_two_windows_that_both_say_yes_file_once(scene: Scene, desk: Desk) -> None:
    desk.record(Business.MISSED, typed(desk, Business.MISSED))
    other = scene.second()
    with other.desk() as second:
        other.log_in(second)

        def meanwhile(_: Any) -> bool:
            (done,) = confirm(other, second, Business.MISSED)
            return done.sent.outcome is Outcome.ACCEPTED

        (late,) = confirm(scene, desk, Business.MISSED, meanwhile)
    assert late.sent.outcome is Outcome.REFUSED
    assert "已被确认或删除" in late.sent.words
    assert desk.refresh_pending(Business.MISSED).records == ()
    assert len(scene.filed()) == 1
