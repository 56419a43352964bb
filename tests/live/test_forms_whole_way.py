"""Each single form from blank to its effect at the centre, by clicks, on a real application."""

from typing import Any

import pytest

from gjj_xl.ribbon.dialogs.forms import Confirm, Question
from gjj_xl.rules.business import Business
from gjj_xl.sheets.formlayout import list_columns
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import columns, normal
from tests.live.clerk import LiveClerk
from tests.live.forms import beside, head, listed, message, new_form, type_in, value

FORMS = (Business.REDUCE, Business.REGISTER, Business.MISSED, Business.SHORT)


def record(clerk: LiveClerk, business: Business, skip: int = 0) -> dict[str, Any]:
    desk = clerk.place.front
    terms = desk.terms()
    assert terms is not None
    made = columns(business, normal(desk, skip + 1), terms)
    return {name: cells[-1] for name, cells in made.items()}


@pytest.mark.parametrize("business", FORMS)
def test_from_a_blank_form_to_the_effect(clerk: LiveClerk, business: Business) -> None:
    book = new_form(clerk, business)
    first, second = record(clerk, business), record(clerk, business, 1)
    type_in(clerk, book, business, first)
    if business.facts.registered:
        assert value(book, business, "name") == first["name"]
        assert value(book, business, "id_number")
    if business is not Business.REDUCE:
        assert value(book, business, "deposit") > 0
    if business.facts.backpay:
        assert value(book, business, "amount") > value(book, business, "deposit")
    clerk.click("enter")
    assert message(book).startswith("录入成功"), clerk.all_told
    assert len(listed(book)) == 1
    assert "待确认 1 人" in head(book)
    assert value(book, business, "fund") == 10
    typed = "client_number" if business.facts.registered else "id_number"
    assert value(book, business, typed) is None

    type_in(clerk, book, business, first)
    clerk.click("enter")
    words = "存在重复补缴的年月" if business.facts.backpay else "存在相同的记录"
    assert words in clerk.all_told
    assert message(book).startswith("没有录入")
    assert words in message(book)
    at = "first_month" if business.facts.backpay else typed
    assert beside(book, business, at).startswith(words)
    clerk.click("clear_entry")
    assert value(book, business, typed) is None
    assert len(listed(book)) == 1

    type_in(clerk, book, business, second)
    clerk.click("enter")
    assert len(listed(book)) == 2
    book.sheets[0].range("H5").select()
    clerk.windows.script(Question, lambda _: 0)
    clerk.click("delete_pending")
    assert len(listed(book)) == 1
    type_in(clerk, book, business, second)
    clerk.click("enter")
    clerk.click("pending")
    assert len(listed(book)) == 2

    for row, record_of in zip(listed(book), (second, first), strict=True):
        for field in ("client_number", "id_number", "name", "first_month"):
            if field in record_of and any(one.field == field for one in list_columns(business)):
                place = [one.field for one in list_columns(business)].index(field)
                assert row[place] == record_of[field]  # text: nothing was made a number

    clerk.click("confirm")
    (asked,) = clerk.windows.of(Confirm)
    assert asked.figures[0].value == "2"
    assert asked.about.startswith(business.facts.word)
    assert "确认成功" in message(book)
    assert listed(book) == []
    assert "待确认 0 人" in head(book)
    clerk.results()
    (batch,) = clerk.scene.filed(QueryKind(business.facts.query))
    assert batch.total == 2
    assert batch.succeeded == 2
    assert clerk.windows.errors == []


def test_an_unknown_client_number_offers_a_sync(clerk: LiveClerk) -> None:
    business = Business.REDUCE
    book = new_form(clerk, business)
    clerk.windows.script(Question, lambda _: 1)
    type_in(clerk, book, business, {"fund": 10, "client_number": "999999999999"})
    assert message(book).startswith("该职工不存在缴存关系或不属于此单位")
    assert value(book, business, "name") is None
    clerk.windows.script(Question, lambda _: 0)
    type_in(clerk, book, business, {"client_number": "999999999998"})
    assert "已同步，仍没有这个个人客户号" in clerk.all_told
    type_in(clerk, book, business, {"client_number": "12345"})
    assert message(book).startswith("个人客户号长度不正确")


def test_a_salary_is_brought_to_its_bound_as_soon_as_it_is_typed(clerk: LiveClerk) -> None:
    book = new_form(clerk, Business.REGISTER)
    terms = clerk.place.terms()
    assert terms is not None
    type_in(clerk, book, Business.REGISTER, {"salary": 1})
    assert value(book, Business.REGISTER, "salary") == terms.lowest_base / 100
    assert "已自动调整为" in message(book)


def test_a_form_that_is_opened_again_shows_what_is_pending(clerk: LiveClerk) -> None:
    book = new_form(clerk, Business.REDUCE)
    path = book.fullname
    type_in(clerk, book, Business.REDUCE, record(clerk, Business.REDUCE))
    book.close()
    clerk.place.front.record(
        Business.REDUCE,
        {name: cell for name, cell in record(clerk, Business.REDUCE).items()
         if name not in ("name", "id_number")},
    )  # fmt: skip
    again = clerk.app.books.open(path)
    clerk.opened(again)
    assert len(listed(again)) == 1
    assert "待确认 1 人" in head(again)


def test_saying_no_leaves_the_list_as_it_was(clerk: LiveClerk) -> None:
    book = new_form(clerk, Business.REDUCE)
    type_in(clerk, book, Business.REDUCE, record(clerk, Business.REDUCE))
    clerk.click("enter")
    clerk.windows.script(Confirm, lambda _: False)
    clerk.click("confirm")
    assert len(listed(book)) == 1
    assert clerk.scene.filed(QueryKind.REDUCE) == ()


def test_a_click_of_the_forms_on_a_batch_sheet_says_what_is_needed(clerk: LiveClerk) -> None:
    clerk.new(Business.REDUCE)
    clerk.click("enter")
    assert "不是单笔业务的录入表" in clerk.all_told
    new_form(clerk, Business.REDUCE)
    clerk.click("check")
    assert "不是本程序的业务表格" in clerk.all_told
