"""Two employers in one Excel: logged in as one, switched to the other, and back."""

from collections.abc import Iterator
from typing import Any

import pytest

from gjj_xl.desk import waiting
from gjj_xl.ribbon.commands import changed
from gjj_xl.ribbon.dialogs.forms import (
    AskMonth,
    ChooseOne,
    LogIn,
    LogInAnswer,
    MonthAnswer,
    Pin,
    Question,
    SaveFile,
)
from gjj_xl.ribbon.entry import facts
from gjj_xl.ribbon.formcells import OTHERS
from gjj_xl.ribbon.state import session_line
from gjj_xl.rules.business import Business
from gjj_xl.sandbox.seed import SeededUnit
from gjj_xl.sheets.formsurface import FormSurface
from tests.desk.scene import Scene
from tests.live.clerk import LiveClerk, column, fill
from tests.live.test_whole_way import good_cells

_ADD, _REMOVE = "添加单位…", "移除单位…"


@pytest.fixture
def other(clerk: LiveClerk, numbers: Iterator[int]) -> SeededUnit:
    """The accountant's second employer."""
    return Scene(clerk.scene.sandbox, clerk.scene.folder, next(numbers)).unit


def choose(clerk: LiveClerk, *wanted: str) -> None:
    """Choose lines of 单位 by their words."""
    answers = [
        lambda form, words=words: next(
            place for place, option in enumerate(form.options) if words in option.label
        )
        for words in wanted
    ]
    clerk.windows.script(ChooseOne, *answers)
    clerk.click("units")


def who(clerk: LiveClerk) -> str:
    return session_line(facts(clerk.place, False))


def log_in_as(clerk: LiveClerk, unit: SeededUnit, index: int | None = None) -> None:
    answer = LogInAnswer(
        unit.cust_id, unit.user_id, unit.password, True, False,
        clerk.scene.sandbox.url, clerk.scene.sandbox.ca, unit.key_path, index,
    )  # fmt: skip
    clerk.windows.script(LogIn, lambda _: answer)
    clerk.windows.script(Pin, lambda _: unit.key_password)


def new(clerk: LiveClerk, name: str) -> Any:
    book = clerk.new(Business.MISSED, name)
    fill(book, Business.MISSED, good_cells(clerk.place.front, Business.MISSED))
    return book


def test_a_switch_while_results_are_awaited_keeps_everything_with_its_unit(
    clerk: LiveClerk, other: SeededUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_LONGEST_PAUSE", 0.3)  # a busy centre is asked again soon
    mine, sandbox = clerk.scene.unit, clerk.scene.sandbox
    sandbox.admin(faults=["busy@records:*"])
    first = new(clerk, "甲.xlsx")
    clerk.click("send")
    (sent,) = clerk.place.front.status()
    assert sent.entry.serial is not None

    log_in_as(clerk, other)
    choose(clerk, _ADD)
    form = clerk.windows.of(LogIn)[-1]
    assert (form.account, form.first_time, form.url) == ("", True, sandbox.url)
    assert f"登录成功：{other.unit_number}" in clerk.windows.messages[-1]
    assert "1 批尚未办完" in clerk.windows.messages[-1]
    assert other.unit_name[:5] in who(clerk)

    first.activate()
    before = column(first, "核对结果", 4)
    for number, control in enumerate(("check", "compare", "dry_run", "send", "verify"), start=1):
        clerk.click(control)
        assert len(clerk.windows.errors) == number, control
        told = clerk.windows.errors[-1]
        assert f"{mine.unit_number} {mine.unit_name}" in told
        assert f"{other.unit_number} {other.unit_name}" in told
        assert "点击“登录”下的“切换单位”切换到该单位" in told
    assert column(first, "核对结果", 4) == before

    second = new(clerk, "乙.xlsx")
    clerk.click("send")
    assert clerk.scene.filed()[0].serial == sent.entry.serial
    (others,) = clerk.place.front.status()
    assert others.entry.serial not in (None, sent.entry.serial)

    sandbox.admin(faults=["busy@records:0"])
    clerk.results()
    for book, serial in ((first, sent.entry.serial), (second, others.entry.serial)):
        assert all(str(word).startswith("成功") for word in column(book, "处理结果", 3))
        (told,) = [one for one in clerk.windows.messages if f"{serial} 已处理" in one]
        assert (f"单位：{mine.unit_number}" in told) is (book is first)

    logged_in = len(clerk.windows.of(LogIn))
    choose(clerk, mine.unit_name)
    assert len(clerk.windows.of(LogIn)) == logged_in  # the session has not run out
    assert mine.unit_name[:5] in who(clerk)
    first.activate()
    clerk.click("verify")
    assert "验证通过" in clerk.windows.messages[-1]


def test_the_log_in_window_offers_the_units_and_remembers_the_last_one(
    clerk: LiveClerk, other: SeededUnit
) -> None:
    mine = clerk.scene.unit
    log_in_as(clerk, other)
    choose(clerk, _ADD)
    clerk.click("login")
    form = clerk.windows.of(LogIn)[-1]
    assert [one.account for one in form.units] == [mine.cust_id, other.cust_id]
    assert (form.unit, form.account, form.user) == (1, other.cust_id, other.user_id)
    assert not form.first_time
    again = LiveClerk(clerk.scene, clerk.app)
    try:
        log_in_as(again, mine, 0)
        again.click("login")
        (form,) = again.windows.of(LogIn)
        assert form.account == other.cust_id  # the unit of the last log-in is chosen already
        account = again.place.front.account()
        assert account is not None
        assert account.cust_id == mine.cust_id
        still = clerk.place.front.account()  # this Excel goes on with its own
        assert still is not None
        assert still.cust_id == other.cust_id
    finally:
        again.close()


def test_a_form_and_a_query_of_the_other_unit_are_left_alone(
    clerk: LiveClerk, other: SeededUnit
) -> None:
    path = clerk.scene.folder / "录入.xlsx"
    clerk.windows.script(SaveFile, lambda _: path)
    clerk.click("form_reduce")
    book = clerk.app.books["录入.xlsx"]
    month = clerk.place.front.window_state().month
    mine = new(clerk, "甲.xlsx")
    clerk.windows.script(AskMonth, lambda _: MonthAnswer(month))
    clerk.click("query_backpay")
    results = clerk.app.books.active
    assert results.name == "甲.xlsx"
    sheets = [sheet.name for sheet in mine.sheets]

    log_in_as(clerk, other)
    choose(clerk, _ADD)
    theirs = next(iter(clerk.place.front.roster() or ()))
    book.activate()
    pane = FormSurface(clerk.place.excel.active(), Business.REDUCE)
    clerk.opened(book)
    assert OTHERS in str(pane.surface.read(pane.sheet))
    pane.tell("")
    pane.write({"client_number": theirs.client_number, "fund": "10"})
    line = next(one for one in pane.lines if one.field == "client_number")
    changed(clerk.place, pane.sheet, line.cell.replace("$", ""))
    block = str(pane.surface.read(pane.sheet))
    assert OTHERS in block
    assert theirs.name not in block
    assert theirs.id_number not in block
    errors = len(clerk.windows.errors)
    clerk.click("enter")
    assert clerk.scene.unit.unit_name in clerk.windows.errors[errors]
    mine.activate()
    clerk.click("query_backpay")  # the other unit's batches do not get into this workbook
    assert [sheet.name for sheet in mine.sheets] == sheets
    assert clerk.app.books.active.name != "甲.xlsx"


def test_a_unit_is_taken_off_the_list_after_a_question(clerk: LiveClerk, other: SeededUnit) -> None:
    mine = clerk.scene.unit
    log_in_as(clerk, other)
    choose(clerk, _ADD)
    clerk.windows.script(Question, lambda _: 1)
    choose(clerk, _REMOVE, other.unit_name)
    assert len(clerk.place.front.units.all()) == 2
    clerk.windows.script(Question, lambda _: 0)
    choose(clerk, _REMOVE, other.unit_name)
    (asked, _) = clerk.windows.of(Question)
    assert other.unit_name in asked.heading
    assert any("没有该单位的批次" in line for line in asked.lines)
    (left,) = clerk.place.front.units.all()
    assert left.account.cust_id == mine.cust_id
    assert mine.unit_name[:5] in who(clerk)
