"""Forms as they are used: mistakes told beside their fields, records deleted, keys mislaid."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlwings as xw

from gjj_xl.ribbon.commands import changed
from gjj_xl.ribbon.dialogs.forms import Confirm, Pin, Question
from gjj_xl.ribbon.excel import Excel
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.formlayout import FIRST_ROW, LIST_LEFT, pane
from gjj_xl.sheets.formsheet import write_form
from gjj_xl.sheets.formsurface import FormSurface, ListRow
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import normal
from tests.desk.test_forms import typed
from tests.live.clerk import LiveClerk
from tests.live.engine.areas import Area
from tests.live.engine.ranges import Range
from tests.live.forms import beside, head, listed, message, new_form, type_in, value

REDUCE, MISSED = Business.REDUCE, Business.MISSED


def select(book: Any, rows: Sequence[int]) -> None:
    """Select rows of the list one by one, with Ctrl."""
    areas = [Area(row - 1, LIST_LEFT, row - 1, LIST_LEFT + 3) for row in rows]
    xw.Range(impl=Range(book.sheets[0].impl.record, *areas)).select()


def record(clerk: LiveClerk, count: int) -> None:
    """Record reductions without the form."""
    desk = clerk.place.front
    for skip in range(count):
        assert desk.record(REDUCE, typed(desk, REDUCE, skip)).done


def test_what_was_typed_below_the_bounds_is_asked_about_for_months_before_them(
    clerk: LiveClerk,
) -> None:
    book = new_form(clerk, MISSED)
    cells = typed(clerk.place.front, MISSED, salary=1)
    type_in(clerk, book, MISSED, cells)
    assert value(book, MISSED, "salary") == 2660
    assert "已自动调整为2660.00元" in message(book) + beside(book, MISSED, "salary")
    assert beside(book, MISSED, "first_month").startswith("需确认：补缴年月早于现行缴存基数上下限")
    clerk.windows.script(Question, lambda _: 1)
    clerk.click("enter")
    (asked,) = clerk.windows.of(Question)
    assert "请到中心柜面办理" in asked.lines[0]
    assert listed(book) == []
    type_in(clerk, book, MISSED, {"salary": None})
    assert message(book) == "还未填写：月均工资。"
    type_in(clerk, book, MISSED, {"salary": 2660})  # the bound itself, typed by the clerk
    assert beside(book, MISSED, "first_month") == ""
    assert message(book).startswith("各项已填写")
    type_in(clerk, book, MISSED, {"salary": 0.5})
    clerk.windows.script(Question, lambda _: 0)
    clerk.click("enter")
    assert message(book).startswith("录入成功")
    assert "待确认 1 人" in head(book)


def test_pasted_fields_are_read_all_at_once_and_each_mistake_stands_beside_its_own(
    clerk: LiveClerk,
) -> None:
    book = new_form(clerk, MISSED)
    desk = clerk.place.front
    wrong = typed(desk, MISSED, first_month="202013", last_month="2020", rate=4.99)
    lines = [line for line in pane(MISSED) if line.typed]
    page = book.sheets[0]
    for line in lines:
        page.range(f"B{line.row}").value = wrong[line.field]
    changed(clerk.place, page.name, f"$B${lines[0].row}:$B${lines[-1].row}")
    assert value(book, MISSED, "name") == normal(desk, 1)[0].name
    assert beside(book, MISSED, "first_month").startswith("起始年月格式错误")
    assert beside(book, MISSED, "last_month").startswith("截止年月长度错误")
    assert beside(book, MISSED, "rate").startswith("缴存比例不在允许范围内")
    clerk.click("enter")
    told = message(book)
    assert told.startswith("没有录入")
    assert all(one in told for one in ("起始年月格式错误", "截止年月长度错误", "不在允许范围内"))
    clerk.click("clear_entry")
    assert beside(book, MISSED, "first_month").startswith("六位半角数字")


def test_any_selection_of_records_is_deleted(clerk: LiveClerk) -> None:
    record(clerk, 5)
    book = new_form(clerk, REDUCE)
    assert [row[0] for row in listed(book)] == [5, 4, 3, 2, 1]
    names = [row[3] for row in listed(book)]
    clerk.windows.script(Question, lambda _: 0)
    select(book, (FIRST_ROW, FIRST_ROW + 2, FIRST_ROW + 4))
    clerk.click("delete_pending")
    assert [row[3] for row in listed(book)] == [names[1], names[3]]
    assert "确认删除选中的 3 条" in clerk.windows.of(Question)[-1].heading
    book.sheets[0].range(f"G{FIRST_ROW}:R{FIRST_ROW + 400}").select()  # all
    clerk.click("delete_pending")
    assert listed(book) == []
    clerk.click("delete_pending")
    assert "没有选中待确认记录" in clerk.all_told
    clerk.click("pending")
    assert "数据库查询无记录" in clerk.all_told


def test_another_computer_deletes_and_confirms_what_this_one_is_looking_at(
    clerk: LiveClerk,
) -> None:
    record(clerk, 2)
    book = new_form(clerk, REDUCE)
    assert len(listed(book)) == 2
    clerk.windows.script(Question, lambda _: 0)
    other = clerk.scene.second()
    with other.desk() as second:
        other.log_in(second)
        kept = second.refresh_pending(REDUCE).records
        second.drop_pending(REDUCE, [kept[1].record_id])
        name = kept[1].text.split("|")[2]
        place = [row[3] for row in listed(book)].index(name)
        book.sheets[0].range(f"G{FIRST_ROW + place}").select()  # the very same record
        clerk.click("delete_pending")
        assert "已删除 0 条" in clerk.all_told
        assert "1 条记录已由另一台电脑确认或删除" in clerk.all_told
        assert len(listed(book)) == 1
        pin = other.unit.key_password
        (done,) = second.confirm_pending(REDUCE, pin=pin, confirm=lambda _: True)
        assert done.sent.serial
    clerk.click("confirm")
    assert "没有待确认的记录" in clerk.all_told
    assert listed(book) == []
    (batch,) = clerk.scene.filed(QueryKind.REDUCE)
    assert batch.total == 1


def test_wrong_pin_no_pin_no_key_then_the_right_one_and_a_receipt_to_verify(
    clerk: LiveClerk,
) -> None:
    record(clerk, 2)
    book = new_form(clerk, REDUCE)
    key, right = clerk.scene.unit.key_path, clerk.scene.unit.key_password
    clerk.windows.script(Pin, lambda _: "wrong", lambda _: None)
    clerk.click("confirm")
    assert "口令错误" in clerk.windows.of(Pin)[-1].message
    assert len(listed(book)) == 2
    data = key.read_bytes()
    key.unlink()
    clerk.click("confirm")
    key.write_bytes(data)
    assert len(clerk.windows.of(Confirm)) == 1  # not asked again without a key
    assert clerk.windows.errors
    assert len(listed(book)) == 2
    clerk.windows.script(Pin, lambda _: right)
    clerk.click("confirm")
    assert "确认成功" in message(book)
    assert listed(book) == []
    clerk.results()
    (batch,) = clerk.scene.filed(QueryKind.REDUCE)
    receipt = Path(book.fullname).with_name(f"单笔-{batch.serial}.xlsx")
    assert receipt.name in message(book)
    opened = clerk.app.books.open(str(receipt))
    assert "回执" in opened.sheet_names
    clerk.click("verify")
    assert "验证通过" in clerk.all_told
    assert "职工减少 2 人" in clerk.windows.messages[-1]
    header = opened.sheets[0].range("A1:J1").value
    results = header.index("处理结果") + 1
    assert opened.sheets[0].range((2, results), (3, results)).value == ["成功", "成功"]


def test_two_hundred_records_are_shown_picked_one_by_one_and_gone_again(
    excel: Any, tmp_path: Path
) -> None:
    path = tmp_path / "漏缴补缴.xlsx"
    write_form(path, MISSED, example_terms())
    form = FormSurface(LiveSurface(excel.books.open(str(path))), MISSED)
    at = "2026年11月10日 10:00"
    rows = [
        ListRow(number, f"{number:032x}", {"client_number": f"{number:012d}"}, at, "待确认")
        for number in range(600, 0, -1)
    ]
    form.show("待确认 600 人", rows)
    odd = list(range(FIRST_ROW, FIRST_ROW + 600, 2))
    assert form.ids_of(odd) == [one.record_id for one in rows[::2]]
    book = excel.books.active
    select(book, odd)
    assert Excel(excel).selected_rows(form.surface, form.sheet) == odd
    form.show("待确认 3 人", rows[:3])
    assert form.ids_of(range(FIRST_ROW, FIRST_ROW + 700)) == [one.record_id for one in rows[:3]]
    assert listed(book, 10)[-1][2] == "000000000598"


def test_a_form_whose_sheet_was_renamed_works_and_one_without_it_is_told(
    clerk: LiveClerk,
) -> None:
    record(clerk, 1)
    book = new_form(clerk, REDUCE)
    book.sheets[0].name = "七月减少"
    clerk.windows.script(Question, lambda _: 0)
    book.sheets[0].range(f"G{FIRST_ROW}").select()
    clerk.click("delete_pending")
    assert listed(book) == []
    book.sheets[0].delete()
    clerk.click("pending")
    assert "已被删除" in clerk.all_told
