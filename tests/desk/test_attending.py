"""Busy centres, closed hours, results that take long: what waits goes on by itself, once."""

import datetime as dt
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Busy, InLine, MonthOver, NotLoggedIn
from gjj_xl.centre.filing import MONTH_OVER, STALE, OutcomeOpen
from gjj_xl.desk import Desk
from gjj_xl.desk.errors import WindowClosed
from gjj_xl.desk.facts import Outcome, Waited
from gjj_xl.desk.troubles import explain
from gjj_xl.rules.business import Business
from gjj_xl.sandbox import ca
from gjj_xl.sheets.stamp import read_stamp
from gjj_xl.ukey.errors import KeyExpired
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import SPEED, Asked, Attention, Scene, at, free_port, sheet, yes
from tests.desk.test_forms import typed


def busy(scene: Scene, desk: Desk, times: str, retry: tuple[int, ...] = (1,)) -> None:
    """A centre that answers 返回数据出错, and whose terms say when to try again."""
    scene.sandbox.tell(scene.number, waiting={"retry_seconds": list(retry)}, idempotent=True)
    scene.log_in(desk)
    scene.sandbox.admin(faults=[f"busy@filing:{times}"])


def once(action: Callable[[], object]) -> Callable[[float], None]:
    """Something that happens at the first pause; the others are short."""
    left = [action]

    def sleep(_: float) -> None:
        if left:
            left.pop()()
        time.sleep(0.05)

    return sleep


# 返回数据出错 (A7)


def test_a_busy_centre_is_tried_again_by_itself_after_a_restart_and_gets_one_request(
    scene: Scene, desk: Desk
) -> None:
    busy(scene, desk, "2")
    path = sheet(desk, scene.folder / "a.xlsx")
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.QUEUED
    assert isinstance(sent.trouble, Busy)
    assert "到时自动再次发送" in explain(sent.trouble).means
    desk.close()  # Excel is closed
    with scene.desk() as again:
        told = Attention(again)()
        (status,) = again.status()
        assert status.entry.request_sn == sent.request_sn
        assert status.entry.step is Step.ANSWERED
        assert status.entry.turned_away == 2
        assert again.verify(path).ok
    assert any(
        re.fullmatch(r"返回数据出错，\d\d:\d\d:\d\d 再次发送（还有 \d+秒）", words)
        for words in told.shown
    ), told.shown
    assert len(scene.filed()) == 1


def test_each_pause_is_the_terms_next_one(scene: Scene, desk: Desk) -> None:
    busy(scene, desk, "*", retry=(1, 7, 30))
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    pauses = []

    def sleep(_: float) -> None:
        (place,) = desk.queue()
        assert place.retry_at is not None
        pauses.append((place.status.entry.turned_away, place.retry_at, desk.now()))
        if pauses[-1][0] >= 2:
            desk.withdraw(str(sent.request_sn))

    Attention(desk)(sleep=sleep)
    tries, retry_at, now = pauses[-1]
    assert tries == 2
    assert 5 <= (retry_at - now).total_seconds() <= 8
    assert scene.filed() == ()


def test_a_batch_that_waits_can_be_withdrawn_and_its_sheet_is_free(
    scene: Scene, desk: Desk
) -> None:
    busy(scene, desk, "*", retry=(900,))
    path = sheet(desk, scene.folder / "a.xlsx")
    sent = scene.submit(desk, path)
    told = Attention(desk)(sleep=once(lambda: desk.withdraw(str(sent.request_sn))))
    assert told.news == []
    assert desk.queue() == []
    scene.sandbox.admin(faults=["busy@filing:0"])
    assert scene.submit(desk, path).outcome is Outcome.ACCEPTED
    assert len(scene.filed()) == 1


def test_a_session_that_ended_meanwhile_is_told_and_after_the_log_in_the_batch_goes(
    scene: Scene, desk: Desk
) -> None:
    busy(scene, desk, "1")
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    scene.sandbox.admin(faults=["forget-session@terms"])
    with pytest.raises(NotLoggedIn) as raised:
        Attention(desk)()
    assert "登录后再试" in explain(raised.value).todo
    assert desk.queue()[0].status.entry.step is Step.SIGNED
    scene.log_in(desk, sync=False)
    Attention(desk)()
    (status,) = desk.status()
    assert (status.entry.request_sn, status.entry.step) == (sent.request_sn, Step.ANSWERED)
    assert len(scene.filed()) == 1


def test_a_log_in_that_gets_no_terms_is_none(scene: Scene, desk: Desk) -> None:
    scene.sandbox.admin(faults=["busy@terms"])
    with pytest.raises(Busy):
        scene.log_in(desk)
    assert not desk.logged_in
    scene.sandbox.admin(faults=["busy@terms:0"])
    scene.log_in(desk)
    assert desk.logged_in


@pytest.mark.parametrize("where", ["login", "roster", "batches"])
def test_busy_at_log_in_sync_and_query_tells_when_to_try_again(
    scene: Scene, desk: Desk, where: str
) -> None:
    scene.sandbox.admin(faults=[f"busy@{where}"])
    asked: dict[str, Callable[[], object]] = {
        "login": lambda: scene.log_in(desk),
        "roster": desk.sync,
        "batches": lambda: desk.query_batches(QueryKind.BACKPAY, "202611"),
    }
    with pytest.raises(Busy) as raised:
        asked[where]()
    told = explain(raised.value)
    assert told.what.startswith("返回数据出错")
    assert told.means == "中心暂时不能处理，没有改动任何内容。"
    again = re.search(r"(\d{4})年(\d\d)月(\d\d)日 (\d\d):(\d\d):(\d\d) 以后再试", told.todo)
    assert again is not None
    moment = dt.datetime(*map(int, again.groups()), tzinfo=scene.sandbox.now().tzinfo)
    assert 880 <= (moment - scene.sandbox.now()).total_seconds() <= 905


def test_a_centre_that_cannot_be_reached_is_asked_again(alone: Scene) -> None:
    port = free_port()
    alone.sandbox.start(speed=SPEED, port=port)
    with alone.desk() as desk:
        alone.log_in(desk)
        alone.sandbox.admin(faults=["cut-after-commit@filing", "garbage@outcome:*"])
        path = sheet(desk, alone.folder / "a.xlsx")
        sent = alone.submit(desk, path)
        assert sent.outcome is Outcome.UNKNOWN
        alone.sandbox.kill()

        def come_back() -> None:
            alone.sandbox.start(speed=SPEED, port=port)

        told = Attention(desk)(sleep=once(come_back), leave_open=False)
        assert "正在向中心查询是否已收到" in told.shown[0]
        assert desk.status()[0].entry.step is Step.ANSWERED
        assert desk.verify(path).ok
    assert len(alone.filed()) == 1


# The service window (A5)


def closed(scene: Scene, desk: Desk, clock: str = "2026-11-10T17:00") -> Path:
    """A sheet, at an hour when the centre is closed."""
    scene.sandbox.start(speed=SPEED)
    scene.log_in(desk)
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(clock=clock)
    scene.log_in(desk, sync=False)
    return path


@pytest.mark.parametrize(
    ("clock", "opens", "month"),
    [
        ("2026-11-10T17:00", "2026-11-11T09:00", "202611"),
        ("2026-11-20T16:45", "2026-11-21T09:00", "202612"),  # for the month that opens
    ],
)
def test_outside_the_window_a_batch_is_signed_and_leaves_at_the_opening(
    alone: Scene, clock: str, opens: str, month: str
) -> None:
    with alone.desk() as desk:
        path = closed(alone, desk, clock)
        with pytest.raises(WindowClosed):
            alone.submit(desk, path)
        sent = alone.submit(desk, path, keep=True)
        assert sent.outcome is Outcome.QUEUED
        assert sent.retry_at == at(f"{opens}+08:00")
        assert any("现在不在办理时间" in line for line in sent.confirmation.lines)
        assert sent.confirmation.business_month == month
        (place,) = desk.queue()
        assert (place.position, place.reason) == (1, "不在网上业务办理时间内")
        assert alone.filed() == ()
        alone.sandbox.admin(clock=f"{opens}:05")
        alone.log_in(desk, sync=False)
        told = Attention(desk)()
        assert "批量发送成功" in told.words
        (status,) = desk.status()
        assert (status.entry.request_sn, status.entry.step) == (sent.request_sn, Step.ANSWERED)
        assert status.entry.business_month == month
        assert desk.verify(path).ok
    assert len(alone.filed()) == 1


def test_a_batch_kept_over_a_change_of_terms_is_never_sent_and_that_is_told(alone: Scene) -> None:
    with alone.desk() as desk:
        path = closed(alone, desk)
        alone.submit(desk, path, keep=True)
        alone.sandbox.tell(0, highest_base="40000.00")
        alone.sandbox.admin(clock="2026-11-11T09:00:05")
        alone.log_in(desk, sync=False)
        told = Attention(desk)()
        assert told.words == STALE
        assert desk.status()[0].entry.step is Step.WITHDRAWN
        assert alone.filed() == ()
        assert alone.submit(desk, path).outcome is Outcome.ACCEPTED  # checked and signed anew


def test_a_key_that_ends_before_the_opening_signs_nothing(alone: Scene) -> None:
    with alone.desk() as desk:
        path = closed(alone, desk)
        identity = ca.issue_unit(
            ca.open_authority(alone.sandbox.data).root,
            alone.unit.cust_id,
            "单位",
            not_after=at("2026-11-11T08:00+08:00"),
        )
        key = alone.folder / "ends.p12"
        key.write_bytes(ca.to_pkcs12(identity, alone.sandbox.root(), "123456", "单位"))
        with pytest.raises(KeyExpired):
            desk.submit(path, key=key, pin="123456", confirm=yes, keep=True)
        assert [one.entry.step for one in desk.status()] == [Step.WITHDRAWN]
        assert desk.queue() == []


def last_minute(scene: Scene, desk: Desk, start: str, typed: str) -> Callable[[], str]:
    """Begin to file half a minute before the end; the PIN takes longer than the window."""
    scene.sandbox.start(speed=SPEED, clock=start)
    scene.log_in(desk)

    def pin() -> str:
        scene.sandbox.admin(clock=typed)
        return scene.unit.key_password

    return pin


def test_a_pin_typed_past_the_end_of_the_day_leaves_the_batch_for_tomorrow(alone: Scene) -> None:
    with alone.desk() as desk:
        pin = last_minute(alone, desk, "2026-11-10T16:29:30", "2026-11-10T16:30:20")
        path = sheet(desk, alone.folder / "a.xlsx")
        sent = desk.submit(path, pin=pin, confirm=yes)
        assert sent.outcome is Outcome.QUEUED
        assert any(
            "还有" in line and "以中心的时间为准" in line for line in sent.confirmation.lines
        )
        assert sent.retry_at == at("2026-11-11T09:00+08:00")
        alone.sandbox.admin(clock="2026-11-11T09:00:03")
        alone.log_in(desk, sync=False)
        Attention(desk)()
    assert len(alone.filed()) == 1


def test_a_pin_typed_past_the_end_of_the_month_files_nothing_and_frees_the_sheet(
    alone: Scene,
) -> None:
    with alone.desk() as desk:
        pin = last_minute(alone, desk, "2026-11-20T16:29:30", "2026-11-20T16:30:20")
        path = sheet(desk, alone.folder / "a.xlsx")
        sent = desk.submit(path, pin=pin, confirm=yes)
        assert sent.outcome is Outcome.REFUSED
        assert isinstance(sent.trouble, MonthOver)
        told = explain(sent.trouble)
        assert "202612" in told.todo
        assert "2026年11月21日 09:00" in told.todo
        entry = desk.status()[0].entry
        assert (entry.step, entry.words) == (Step.WITHDRAWN, MONTH_OVER)
        assert desk.queue() == []
        assert alone.filed() == ()
        kept = alone.submit(desk, path, keep=True)  # the sheet is free, and checked anew
        assert (kept.outcome, kept.confirmation.business_month) == (Outcome.QUEUED, "202612")


def test_nothing_is_signed_once_the_month_is_known_to_be_over(alone: Scene) -> None:
    with alone.desk() as desk:
        pin = last_minute(alone, desk, "2026-11-20T16:29:30", "2026-11-20T16:30:20")

        def typed() -> str:
            word = pin()
            desk.sync()  # any answer brings the centre's time
            return word

        path = sheet(desk, alone.folder / "a.xlsx")
        with pytest.raises(WindowClosed) as raised:
            desk.submit(path, pin=typed, confirm=yes)
        assert raised.value.month == "202612"
        assert desk.status() == []


def test_the_centres_clock_is_followed_at_each_answer_a_refusal_too(alone: Scene) -> None:
    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        for clock, fault, told in (
            ("2026-11-10T15:00", "busy@roster", Busy),
            ("2026-11-05T09:30", "busy@terms", Busy),  # the computer's clock was put right
            ("2026-11-13T11:00", "", NotLoggedIn),
        ):
            alone.sandbox.admin(clock=clock, faults=[fault] if fault else [])
            with pytest.raises(told):
                desk.sync()
            assert abs((desk.now() - alone.sandbox.now()).total_seconds()) <= 2
            assert desk.window_state().open


# Ten minutes, thirty minutes (C13)


def test_both_limits_are_told_at_their_moment_and_count_from_the_centres_time(
    alone: Scene,
) -> None:
    alone.sandbox.start(speed=0.001)  # ten minutes take a week
    alone.sandbox.tell(0, idempotent=True, waiting={"phone": "96345-1"})
    with alone.desk() as desk:
        alone.log_in(desk)
        sent = alone.submit(desk, sheet(desk, alone.folder / "a.xlsx"))
        assert "一般在十分钟后可查到处理结果。" in sent.notes
        assert any("请再等待 20分钟；仍无结果的，请致电公积金中心 96345-1" in n for n in sent.notes)
        (place,) = desk.queue()
        assert place.words(desk.now()).startswith("已发送 ")
    moments = iter(["2026-11-10T10:12", "2026-11-10T10:20", "2026-11-10T10:31", "2026-11-10T10:40"])

    def later() -> bool:
        clock = next(moments, None)
        if clock is None:
            return False
        alone.sandbox.admin(clock=clock)
        return True

    with alone.desk() as again:  # after a restart
        told = Attention(again)

        def sleep(_: float) -> None:
            if not later():
                raise KeyboardInterrupt
            again.sync()  # any answer brings the centre's time

        with pytest.raises(KeyboardInterrupt):
            told(sleep=sleep)
        assert [(one.answered, one.late) for one in told.news if isinstance(one, Waited)] == [
            (False, False),
            (False, True),
        ]
        late, call = (one.words for one in told.news)
        assert re.match(r"已发送 1[12]分钟，仍属正常，请再等待", late)
        assert re.match(r"已发送 3[01]分钟，仍未返回处理结果，请致电公积金中心 96345-1 咨询", call)
        assert again.queue()[0].short(again.now()).endswith("请致电 96345-1")
        alone.sandbox.admin(clock="2026-11-10T23:00")  # over night, with the phone unanswered
        alone.log_in(again, sync=False)
        words = again.poll(str(sent.serial)).words
        assert re.match("已发送 1[23]小时", words)
        assert "请在2026年11月11日 09:00以后致电" in words


def test_a_result_that_was_not_known_to_be_accepted_counts_from_when_it_was(alone: Scene) -> None:
    alone.sandbox.start(speed=0.001)
    with alone.desk() as desk:
        alone.log_in(desk)
        alone.sandbox.admin(faults=["cut-after-commit@filing", "garbage@outcome:*"])
        sent = alone.submit(desk, sheet(desk, alone.folder / "a.xlsx"))
        assert sent.outcome is Outcome.UNKNOWN
        alone.sandbox.admin(clock="2026-11-10T10:15", faults=["garbage@outcome:0"])
        desk.resume()
        (place,) = desk.queue()
        assert place.since <= at("2026-11-10T10:01+08:00")
        assert place.words(desk.now()).startswith("已发送 1")
        assert "仍属正常" in place.reason


# One batch at a time (A9)


def test_the_queue_says_which_is_where_what_it_waits_for_and_since_when(alone: Scene) -> None:
    alone.sandbox.start(speed=450, one_at_a_time=True)
    with alone.desk() as desk:
        alone.log_in(desk)
        sent = [
            alone.submit(desk, sheet(desk, alone.folder / f"{n}.xlsx", skip=3 * n, number=3))
            for n in range(3)
        ]
        assert [one.outcome for one in sent] == [Outcome.ACCEPTED, Outcome.QUEUED, Outcome.QUEUED]
        first, second, third = desk.queue()
        assert [one.position for one in (first, second, third)] == [1, 2, 3]
        assert [one.status.entry.request_sn for one in (first, second, third)] == [
            one.request_sn for one in sent
        ]
        assert first.reason.startswith("正在处理")
        assert second.reason == third.reason == f"等待前一批 {sent[0].serial} 返回结果"
        assert second.since == second.status.entry.queued_at
        told = Attention(desk)()
        assert any("另有 2 批排队" in words for words in told.shown)
        serials = [one.entry.serial for one in desk.status()]
        assert serials == sorted(str(serial) for serial in serials)
        assert {one.entry.step for one in desk.status()} == {Step.ANSWERED}
    assert len(alone.filed()) == 3


def test_a_batch_in_the_queue_is_not_overtaken(scene: Scene, desk: Desk) -> None:
    busy(scene, desk, "1", retry=(900,))
    first = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    second = scene.submit(desk, sheet(desk, scene.folder / "b.xlsx", skip=3))
    assert isinstance(second.trouble, InLine)
    assert second.trouble.ahead == first.request_sn
    assert desk.queue()[1].reason == f"等待前一批 （{first.request_sn}） 返回结果"
    desk.withdraw(str(first.request_sn))
    Attention(desk)()
    assert [one.entry.step for one in desk.status()] == [Step.WITHDRAWN, Step.ANSWERED]
    assert len(scene.filed()) == 1


# A registration takes a working day (E19)


def test_near_the_end_it_is_told_what_a_registration_needs_first(alone: Scene) -> None:
    alone.sandbox.start(speed=SPEED)
    told = {
        Business.REGISTER: "职工登记须经一个工作日方能生效；生效前不能为同一职工办理补缴或减少",
        Business.MISSED: "新登记的职工须在登记生效（一个工作日）并同步以后，才能办理补缴或减少",
        Business.REDUCE: "新登记的职工须在登记生效（一个工作日）并同步以后，才能办理补缴或减少",
    }
    with alone.desk() as desk:
        alone.log_in(desk)
        paths = {one: sheet(desk, alone.folder / f"{one.value}.xlsx", one) for one in told}
        assert all(desk.dry_run(path).confirmation.notes == () for path in paths.values())
        alone.sandbox.admin(clock="2026-11-19T10:00")
        alone.log_in(desk, sync=False)
        for business, words in told.items():
            (note,) = desk.dry_run(paths[business]).confirmation.notes
            assert note.startswith(words)
            assert "2026年11月20日 16:30截止" in note


def test_a_single_form_is_told_near_the_end_too(alone: Scene) -> None:
    alone.sandbox.start(speed=SPEED)
    with alone.desk() as desk:
        alone.log_in(desk)
        asked = Asked((False,) * 4)
        for business in (Business.REGISTER, Business.REDUCE):
            assert desk.record(business, typed(desk, business)).done
            desk.confirm_pending(business, pin="", confirm=asked)
        alone.sandbox.admin(clock="2026-11-19T16:10")
        alone.log_in(desk, sync=False)
        for business in (Business.REGISTER, Business.REDUCE):
            desk.confirm_pending(business, pin="", confirm=asked)
    assert [one.notes for one in asked.seen[:2]] == [(), ()]
    for late in asked.seen[2:]:
        stress, registration = late.notes
        assert re.match(r"距今天关闭还有 (20|19)分钟，以中心的时间为准", stress)
        assert "一个工作日" in registration
        assert "2026年11月20日 16:30截止" in registration


# 从服务器接收数据失败 (A8)


def test_a_single_form_has_the_manuals_own_words(scene: Scene, desk: Desk) -> None:
    scene.sandbox.tell(scene.number, idempotent=False)
    scene.log_in(desk, sync=False)
    assert desk.record(Business.MISSED, typed(desk, Business.MISSED)).done
    scene.sandbox.admin(faults=["cut-before-commit@filing"])
    pin = scene.unit.key_password
    (done,) = desk.confirm_pending(Business.MISSED, pin=pin, confirm=yes)
    assert done.sent.outcome is Outcome.UNKNOWN
    assert "从服务器接收数据失败。请等网络稳定后点击“查询待确认记录”" in done.sent.words
    assert "重新确认" in done.sent.words


@pytest.mark.parametrize("fault", ["die-before-commit", "die-after-commit"])
def test_a_centre_that_promises_nothing_and_dies_gets_the_batch_at_most_once(
    alone: Scene, fault: str
) -> None:
    port = free_port()
    alone.sandbox.tell(0, idempotent=False, waiting={"phone": "96345"})
    alone.sandbox.start(speed=SPEED, port=port, faults=[f"{fault}@filing"])
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx")
        sent = alone.submit(desk, path)
        assert sent.outcome is Outcome.UNKNOWN
        alone.sandbox.output()
        alone.sandbox.start(speed=SPEED, port=port)
        told = Attention(desk)()
        if fault == "die-after-commit":  # it is there: nothing has to be asked of the clerk
            assert desk.status()[0].entry.step is Step.ANSWERED
            assert read_stamp(path) is not None
            assert len(alone.filed()) == 1
            return
        (one,) = told.news
        assert isinstance(one.trouble, OutcomeOpen)  # type: ignore[union-attr]
        assert one.words.startswith("从服务器接收数据失败。请等网络稳定后（一般为 15 分钟以后）")
        assert "与中心联系核查（96345）" in one.words
        assert desk.status()[0].entry.step is Step.SENT
        assert alone.filed() == ()
        desk.withdraw(str(sent.request_sn))
        assert alone.submit(desk, path).outcome is Outcome.ACCEPTED
        assert len(alone.filed()) == 1
