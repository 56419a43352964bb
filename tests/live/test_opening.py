"""What a workbook that is opened again still wants; and batches that a breakdown left behind."""

from pathlib import Path
from typing import Any

from gjj_xl.centre.entry import Step
from gjj_xl.desk import open_desk
from gjj_xl.ribbon.dialogs.forms import Question
from gjj_xl.rules.business import Business
from tests.live.clerk import LiveClerk, column, fill
from tests.live.test_whole_way import ROWS, good_cells

MISSED = Business.MISSED


def filled(clerk: LiveClerk) -> Any:
    book = clerk.new(MISSED)
    fill(book, MISSED, good_cells(clerk.place.front, MISSED))
    book.save()
    return book


def test_a_sheet_that_a_breakdown_left_protected_is_freed_when_it_is_opened(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    book.sheets[0].api.Protect()
    clerk.opened(book)
    assert not book.sheets[0].api.ProtectContents
    assert clerk.windows.errors == []


def test_a_batch_whose_outcome_is_unknown_stays_locked_and_is_brought_on_by_one_click(
    clerk: LiveClerk,
) -> None:
    admin = clerk.scene.sandbox.admin
    admin(faults=["cut-after-commit@filing", "garbage@outcome:*"])
    book = filled(clerk)
    path = Path(book.fullname)
    clerk.click("send")
    assert "从服务器接收数据失败" in clerk.all_told
    assert "继续办理" in clerk.all_told
    assert book.sheets[0].api.ProtectContents
    assert "回执" not in book.sheet_names
    book.save()
    book.close()

    again = clerk.app.books.open(str(path))
    clerk.windows.seen.clear()
    clerk.opened(again)
    assert "还没有办完" in clerk.all_told
    assert again.sheets[0].api.ProtectContents
    admin(faults=["garbage@outcome:0"])
    clerk.click("resume")
    clerk.results()
    assert "批量发送成功" in clerk.all_told
    assert "回执" in again.sheet_names
    assert [words[:2] for words in column(again, "处理结果", ROWS + 1)] == ["成功"] * ROWS
    assert len(clerk.scene.filed()) == 1
    with open_desk(clerk.scene.home) as desk:
        assert [one.entry.step for one in desk.status()] == [Step.ANSWERED]


def test_with_nothing_unfinished_resume_says_so(clerk: LiveClerk) -> None:
    clerk.click("resume")
    assert "没有未完成的批次" in clerk.all_told


def test_an_offer_that_is_declined_comes_again_at_the_next_opening(clerk: LiveClerk) -> None:
    clerk.scene.sandbox.admin(faults=["busy@records:*"])
    book = filled(clerk)
    path = Path(book.fullname)
    clerk.click("send")
    book.close()
    clerk.scene.sandbox.admin(faults=["busy@records:0"])
    clerk.results()
    again = clerk.app.books.open(str(path))
    clerk.windows.script(Question, lambda _: 1)
    clerk.opened(again)
    assert column(again, "处理结果", ROWS + 1) == [None] * ROWS
    clerk.opened(again)
    assert len(clerk.windows.of(Question)) == 2


def test_a_workbook_of_somebody_else_is_opened_in_peace(clerk: LiveClerk) -> None:
    clerk.windows.seen.clear()
    clerk.opened(clerk.app.books.add())
    assert clerk.windows.seen == []


def test_the_batches_of_this_computer_are_listed_with_what_is_to_be_done(clerk: LiveClerk) -> None:
    from gjj_xl.ribbon.dialogs.forms import Report

    clerk.click("status")
    assert "本机没有发送过批次" in clerk.all_told
    filled(clerk)
    clerk.click("send")
    clerk.results()
    clerk.click("status")
    (report,) = clerk.windows.of(Report)
    assert "处理结果已返回" in report.lines[0].found
    assert report.lines[0].ok


def test_the_channel_and_the_diagnosis_are_shown_with_remedies(clerk: LiveClerk) -> None:
    from gjj_xl.ribbon.dialogs.forms import Report

    clerk.click("channel")
    clerk.click("logout")
    clerk.click("doctor")
    channel, diagnosis = clerk.windows.of(Report)
    assert {line.name for line in channel.lines} >= {"证书", "中心", "办理时间"}
    login = next(line for line in diagnosis.lines if line.name == "登录")
    assert not login.ok
    assert "点击“登录”" in login.remedy
    assert "gjj-xl login" not in str(diagnosis)
