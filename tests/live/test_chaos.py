"""What clerks and computers do while a job is under way loses nothing and doubles nothing."""

from pathlib import Path
from typing import Any

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.desk import open_desk
from gjj_xl.ribbon.dialogs.forms import AskMonth, MonthAnswer, Pin, Question
from gjj_xl.rules.business import Business
from gjj_xl.sheets.stamp import read_stamp
from tests.desk.scene import Scene
from tests.live.clerk import LiveClerk, column, fill
from tests.live.test_whole_way import ROWS, good_cells
from tests.ribbon.windows import Later

MISSED = Business.MISSED


def filled(clerk: LiveClerk) -> Any:
    book = clerk.new(MISSED)
    fill(book, MISSED, good_cells(clerk.place.front, MISSED))
    book.save()
    return book


def typing_pin(clerk: LiveClerk) -> Later:
    """Begin to send, up to the moment when the clerk types the key's password."""
    typing = Later(clerk.scene.unit.key_password)
    clerk.windows.script(Pin, lambda _: typing)
    clerk.press("send")
    clerk.until(lambda: bool(clerk.windows.of(Pin)))
    return typing


def test_a_workbook_closed_before_the_signature_is_not_sent(clerk: LiveClerk) -> None:
    book = filled(clerk)
    typing = typing_pin(clerk)
    book.close()
    typing.now.set()
    clerk.until(lambda: not clerk.place.jobs.running)
    assert "已关闭" in clerk.all_told
    assert clerk.scene.filed() == ()
    assert clerk.place.front.status() == []


def test_results_of_a_workbook_that_was_closed_are_offered_when_it_is_opened_again(
    clerk: LiveClerk,
) -> None:
    clerk.scene.sandbox.admin(faults=["busy@records:*"])
    book = filled(clerk)
    path = Path(book.fullname)
    clerk.click("send")
    assert "批量发送成功" in clerk.all_told
    book.close()
    clerk.scene.sandbox.admin(faults=["busy@records:0"])
    clerk.results()
    (batch,) = clerk.place.front.status()
    assert batch.entry.step is Step.ANSWERED
    assert "下次打开该工作簿时写入" in clerk.all_told

    again = clerk.app.books.open(str(path))
    clerk.windows.script(Question, lambda _: 0)
    clerk.opened(again)
    (asked,) = clerk.windows.of(Question)
    assert batch.entry.serial is not None
    assert batch.entry.serial in asked.heading
    assert [words[:2] for words in column(again, "处理结果", ROWS + 1)] == ["成功"] * ROWS
    assert "漏缴补缴明细" in again.sheet_names
    asked_before = len(clerk.windows.of(Question))
    clerk.opened(again)  # it has everything now: nothing is offered twice
    assert len(clerk.windows.of(Question)) == asked_before


def test_a_receipt_that_came_after_the_workbook_was_closed_is_offered_too(
    clerk: LiveClerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gjj_xl.desk import sending

    book = filled(clerk)
    path = Path(book.fullname)
    real = sending.send_signed

    def send_and_close(*arguments: Any) -> Any:
        entry = real(*arguments)
        clerk.place.jobs.running[0].excel(book.close)
        return entry

    monkeypatch.setattr(sending, "send_signed", send_and_close)
    clerk.click("send")
    clerk.results()
    assert read_stamp(path) is None
    assert len(clerk.scene.filed()) == 1
    assert "回执保存在本机" in clerk.all_told

    again = clerk.app.books.open(str(path))
    clerk.windows.script(Question, lambda _: 0)
    clerk.opened(again)
    assert "回执" in again.sheet_names
    assert [words[:2] for words in column(again, "处理结果", ROWS + 1)] == ["成功"] * ROWS
    again.close()
    with open_desk(clerk.scene.home) as desk:
        assert desk.verify(path).ok


def test_another_workbook_becomes_active_and_nothing_goes_into_it(clerk: LiveClerk) -> None:
    book = filled(clerk)
    typing = typing_pin(clerk)
    other = clerk.app.books.add()
    other.sheets[0].range("A1").value = "别人的"
    other.activate()
    typing.now.set()
    clerk.until(lambda: not clerk.place.jobs.running)
    assert "批量发送成功" in clerk.all_told
    assert "回执" in book.sheet_names
    assert other.sheet_names == [other.sheets[0].name]
    assert other.sheets[0].used_range.value == "别人的"
    assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS


def test_a_sheet_renamed_sorted_filtered_and_with_columns_inserted_is_still_understood(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    sheet = book.sheets[0]
    sheet.name = "三月补缴"
    sheet.range("C:C").insert("right")
    sheet.tables[0].sort(2, ascending=False)
    clerk.click("check")
    assert "没有发现错误" in clerk.all_told or "校验完毕" in clerk.app.status_bar
    sheet.range((2, 1), (3, 1)).rows.hidden = True
    clerk.click("send")
    assert "批量发送成功" in clerk.all_told
    clerk.results()
    results = [words for words in column(book, "处理结果", ROWS + 1) if words]
    assert [words[:2] for words in results] == ["成功"] * ROWS
    assert clerk.windows.errors == []


def test_rows_sorted_while_the_answer_is_awaited_get_their_own_results(clerk: LiveClerk) -> None:
    clerk.scene.sandbox.admin(faults=["busy@records:*"])
    book = filled(clerk)
    clerk.click("send")
    sheet = book.sheets[0]
    sheet.api.Unprotect("")
    before = column(book, "个人客户号", ROWS + 1)
    sheet.tables[0].sort(2, ascending=False)
    assert column(book, "个人客户号", ROWS + 1) == sorted(before, reverse=True)
    clerk.scene.sandbox.admin(faults=["busy@records:0"])
    clerk.results()
    assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS


def test_the_server_disappears_during_a_query(alone: Scene, excel: Any) -> None:
    alone.sandbox.start(speed=20000)
    clerk = LiveClerk(alone, excel)
    try:
        clerk.log_in()
        book = filled(clerk)
        sheets = book.sheet_names
        month = clerk.place.front.window_state().month

        def vanish(_: AskMonth) -> MonthAnswer:
            alone.sandbox.kill()
            return MonthAnswer(month)

        clerk.windows.script(AskMonth, vanish)
        clerk.click("query_backpay")
        assert "连接不上中心" in clerk.windows.errors[0] or "没有响应" in clerk.windows.errors[0]
        assert "gjj-xl" not in clerk.all_told
        assert book.sheet_names == sheets
        alone.sandbox.start(speed=20000)
        clerk.windows.log_in(alone.unit, alone.sandbox)  # it is at another port by now
        clerk.windows.script(AskMonth, lambda _: MonthAnswer(month))
        clerk.log_in()
        clerk.click("query_backpay")
        assert len(book.sheet_names) == len(sheets) + 1
    finally:
        clerk.close()


def test_the_clerk_cancels_a_sync_and_the_old_roster_stands(clerk: LiveClerk) -> None:
    before = clerk.place.front.synced()
    clerk.windows.script(Question, lambda _: 0)
    clerk.windows.answer_progress = True
    clerk.click("sync")
    assert "已取消" in clerk.all_told
    assert clerk.place.front.synced() == before
    assert clerk.place.front.roster() is not None


def test_the_clerk_cancels_before_typing_the_pin_and_the_sheet_is_free_again(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    typing_pin(clerk)
    clerk.press("cancel")
    clerk.until(lambda: not clerk.place.jobs.running)
    assert clerk.scene.filed() == ()
    assert not book.sheets[0].api.ProtectContents


def test_a_cell_being_edited_is_told_and_hangs_nothing(clerk: LiveClerk) -> None:
    from tests.live.engine import busy

    filled(clerk)
    with busy(clerk.app):
        clerk.press("check")
    clerk.until(lambda: bool(clerk.windows.errors))
    assert "请先结束单元格编辑" in clerk.windows.errors[0]
    clerk.windows.seen.clear()
    clerk.click("check")
    assert clerk.windows.errors == []


def test_a_job_waits_while_a_cell_is_being_edited_and_then_goes_on(clerk: LiveClerk) -> None:
    from tests.live.engine import busy

    book = filled(clerk)
    typing = typing_pin(clerk)
    with busy(clerk.app):
        typing.now.set()
        for _ in range(30):
            clerk.place.tick()
    clerk.until(lambda: not clerk.place.jobs.running)
    assert "批量发送成功" in clerk.all_told
    assert "回执" in book.sheet_names
