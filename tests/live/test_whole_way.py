"""The whole way of a batch of each business, by clicks, on a real spreadsheet application."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gjj_xl.centre.entry import Step
from gjj_xl.desk import Desk, open_desk
from gjj_xl.ribbon.dialogs.forms import Confirm
from gjj_xl.rules.business import Business
from gjj_xl.sheets.stamp import read_stamp
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import columns, normal
from tests.live.clerk import LiveClerk, column, fill, put

ROWS = 6


def good_cells(desk: Desk, business: Business, count: int = ROWS) -> dict[str, list[Any]]:
    terms = desk.terms()
    assert terms is not None
    return columns(business, normal(desk, count), terms)


def spoil(book: Any, business: Business, cells: dict[str, list[Any]]) -> None:
    """What a tired clerk types: an ID and a name gone wrong, a wrong word, a digit too many."""
    if "id_number" in cells:
        wrong = str(cells["id_number"][1])
        put(book, business, 3, "id_number", wrong[:-1] + ("1" if wrong[-1] != "1" else "2"))
    if business is Business.REGISTER:
        put(book, business, 4, "name", "欧阳上官司马")
    if business.facts.backpay:
        put(book, business, 3, "first_month", "202613")
        put(book, business, 4, "last_month", "201912")
    if "salary" in cells:
        put(book, business, 5, "salary", "一万")
    if business is Business.REDUCE:
        put(book, business, 4, "reason", "不干了")
    if "client_number" in cells:
        put(book, business, 6, "client_number", "12345")


@pytest.mark.parametrize("business", list(Business))
def test_from_a_blank_sheet_to_results_in_new_sheets(clerk: LiveClerk, business: Business) -> None:
    book = clerk.new(business)
    cells = good_cells(clerk.place.front, business)
    fill(book, business, cells)
    spoil(book, business, cells)
    clerk.click("check")
    checks = column(book, "校验结果", ROWS + 1)
    assert checks[0] is None
    assert sum(words is not None and not words.startswith("【") for words in checks) >= 2
    bad = next(index for index, words in enumerate(checks) if words)
    assert column(book, "_标记", ROWS + 1)[bad]
    assert "个错误" in clerk.app.status_bar

    fill(book, business, cells)
    if business.facts.registered:
        put(book, business, 3, "name", "王不对")
    clerk.click("compare")
    assert not any(
        words and not words.startswith("【") for words in column(book, "校验结果", ROWS + 1)
    )
    if business.facts.registered:
        assert "王不对" in column(book, "核对结果", ROWS + 1)[1]
        assert "1 行与中心登记不一致" in clerk.all_told

    clerk.click("send")
    (asked,) = clerk.windows.of(Confirm)
    assert f"{ROWS}" in {figure.value for figure in asked.figures}
    assert asked.dangerous is business.facts.registered
    assert "批量发送成功" in clerk.all_told
    assert book.sheets[0].api.ProtectContents
    assert "回执" in book.sheet_names
    clerk.results()
    results = column(book, "处理结果", ROWS + 1)
    assert [words[:2] for words in results] == ["成功"] * ROWS
    word = business.facts.word
    assert f"{word}明细" in book.sheet_names
    assert f"成功 {ROWS} 笔，失败 0 笔" in clerk.all_told
    assert clerk.windows.errors == []
    assert len(clerk.scene.filed(QueryKind(business.facts.query))) == 1

    path = Path(book.fullname)
    book.close()
    stamp = read_stamp(path)
    assert stamp is not None
    assert stamp.count == ROWS
    with open_desk(clerk.scene.home) as desk:
        assert desk.verify(path).ok
        (batch,) = desk.status()
        assert batch.entry.step is Step.ANSWERED
    again = clerk.app.books.open(str(path))
    clerk.opened(again)
    clerk.click("verify")
    assert "验证通过" in clerk.all_told
    saved = load_workbook(path)
    assert saved.worksheets[0].protection.sheet
    saved.close()


def test_only_the_clean_rows_are_sent_and_the_others_move_with_their_reasons(
    clerk: LiveClerk,
) -> None:
    from gjj_xl.ribbon.dialogs.forms import Question

    book = clerk.new(Business.MISSED)
    cells = good_cells(clerk.place.front, Business.MISSED)
    fill(book, Business.MISSED, cells)
    put(book, Business.MISSED, 3, "first_month", "202613")
    put(book, Business.MISSED, 5, "salary", "一万")
    clerk.windows.script(Question, lambda _: 0)
    clerk.click("send")
    (asked,) = clerk.windows.of(Confirm)
    assert any(figure.value == str(ROWS - 2) for figure in asked.figures)
    assert "批量发送成功" in clerk.all_told
    clerk.results()
    numbers = column(book, "个人客户号", ROWS + 1)
    kept = [cells["client_number"][index] for index in (0, 2, 4, 5)]
    assert numbers == [*kept, None, None]
    pending = load_workbook(clerk.scene.folder / "五月-待处理.xlsx")
    assert [row[1].value for row in pending.worksheets[0]["A2:C3"]] == [
        cells["client_number"][1],
        cells["client_number"][3],
    ]
    pending.close()
    with open_desk(clerk.scene.home) as desk:
        assert desk.verify(Path(book.fullname)).ok


def test_sending_with_errors_can_be_given_up_and_the_sheet_is_free_again(clerk: LiveClerk) -> None:
    from gjj_xl.ribbon.dialogs.forms import Question

    book = clerk.new(Business.MISSED)
    fill(book, Business.MISSED, good_cells(clerk.place.front, Business.MISSED))
    put(book, Business.MISSED, 3, "first_month", "202613")
    clerk.windows.script(Question, lambda _: 1)
    clerk.click("send")
    assert clerk.windows.of(Confirm) == []
    assert not book.sheets[0].api.ProtectContents
    assert "月份" in column(book, "校验结果", 3)[1] or "格式错误" in column(book, "校验结果", 3)[1]
    assert clerk.place.front.status() == []


def test_saying_no_sends_nothing_and_frees_the_sheet(clerk: LiveClerk) -> None:
    book = clerk.new(Business.MISSED)
    fill(book, Business.MISSED, good_cells(clerk.place.front, Business.MISSED))
    clerk.windows.script(Confirm, lambda _: False)
    clerk.click("send")
    assert not book.sheets[0].api.ProtectContents
    assert "回执" not in book.sheet_names
    assert clerk.place.front.status() == []
    assert clerk.scene.filed() == ()


def test_a_wrong_key_password_is_asked_again_and_the_question_is_not(clerk: LiveClerk) -> None:
    from gjj_xl.ribbon.dialogs.forms import Pin

    book = clerk.new(Business.MISSED)
    fill(book, Business.MISSED, good_cells(clerk.place.front, Business.MISSED))
    right = clerk.scene.unit.key_password
    clerk.windows.script(Pin, lambda _: "wrong", lambda _: right)
    clerk.click("send")
    assert len(clerk.windows.of(Confirm)) == 1
    first, second = clerk.windows.of(Pin)
    assert first.message == ""
    assert "口令错误" in second.message
    assert "批量发送成功" in clerk.all_told
    assert len(clerk.scene.filed()) == 1


def test_a_dry_run_says_what_would_be_sent(clerk: LiveClerk) -> None:
    book = clerk.new(Business.MISSED)
    fill(book, Business.MISSED, good_cells(clerk.place.front, Business.MISSED))
    clerk.click("dry_run")
    assert "试算（不提交）" in clerk.all_told
    assert f"总人数 {ROWS}" in clerk.all_told
    assert clerk.place.front.status() == []
    assert not book.sheets[0].api.ProtectContents


def test_a_second_batch_waits_for_the_first_and_is_then_sent_by_itself(clerk: LiveClerk) -> None:
    clerk.scene.sandbox.admin(faults=["busy@records:*"])
    first = clerk.new(Business.MISSED, "一.xlsx")
    fill(first, Business.MISSED, good_cells(clerk.place.front, Business.MISSED))
    clerk.click("send")
    second = clerk.new(Business.SHORT, "二.xlsx")
    fill(second, Business.SHORT, good_cells(clerk.place.front, Business.SHORT))
    clerk.click("send")
    assert "前一批" in clerk.all_told
    assert "保留在发送队列中" in clerk.all_told
    assert second.sheets[0].api.ProtectContents
    assert "回执" not in second.sheet_names
    clerk.scene.sandbox.admin(faults=["busy@records:0"])
    clerk.results()
    for book in (first, second):
        assert [words[:2] for words in column(book, "处理结果", ROWS + 1)] == ["成功"] * ROWS
    assert len(clerk.scene.filed()) == 2
