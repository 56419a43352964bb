"""柜面办理 in the open workbook: rows go to a sheet of their own, and come back as they were."""

from typing import Any

import pytest

from gjj_xl.ribbon.dialogs.forms import ChooseMany, Question
from gjj_xl.rules.business import Business
from gjj_xl.sheets.counterlist import COUNTER_SHEET, find_counters
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.pages import Block
from gjj_xl.sheets.reading import read_pages
from tests.live.clerk import LiveClerk, fill, put
from tests.live.test_whole_way import ROWS, good_cells

REGISTER = Business.REGISTER
NAMES = {3: "阿卜杜拉艾合买提江", 5: "欧阳上官司马诸葛"}
"""Sheet rows whose names only the counter can register."""


def filled(clerk: LiveClerk) -> Any:
    """Six people to be registered, two with long names, and a column of the clerk's own."""
    book = clerk.new(REGISTER)
    fill(book, REGISTER, good_cells(clerk.place.front, REGISTER))
    for row, name in NAMES.items():
        put(book, REGISTER, row, "name", name)
    sheet = book.sheets[0]
    sheet.range("P1").value = "备注"
    sheet.range("P2:P7").number_format = "@"
    sheet.range("P2:P7").value = [[f"00{row}"] for row in range(2, 8)]
    return book


def answer(clerk: LiveClerk, index: int) -> None:
    clerk.windows.script(Question, lambda _: index)


def records(book: Any) -> list[tuple[Any, ...]]:
    """The records as they are read, with the column beside them."""
    live = read_pages(LiveSurface(book).pages())
    columns = [live.batch.columns[c.field] for c in REGISTER.columns if not c.computed]
    beside = [book.sheets[0].range(f"P{row}").value for row in live.batch.rows]
    assert not live.batch.gaps
    return list(zip(*columns, beside, strict=True))


def counter_block(book: Any) -> tuple[Block, int]:
    ((_, block, header),) = find_counters(LiveSurface(book).pages())
    return block, header


def test_rows_for_the_counter_leave_the_sheet_whole_and_come_back_as_they_were(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    before = records(book)
    answer(clerk, 0)
    clerk.click("counter")
    (asked,) = clerk.windows.of(Question)
    assert "2 行" in asked.heading
    assert NAMES[3] in asked.lines[0]
    assert "姓名长度超过5个汉字" in asked.lines[0]
    assert records(book) == [before[index] for index in (0, 2, 4, 5)]
    block, header = counter_block(book)
    unit = clerk.place.front.account()
    assert unit is not None
    assert unit.unit_name in str(block.cell(2, 0))
    assert unit.unit_number in str(block.cell(2, 0))
    assert block.cell(header + 1, 2) == NAMES[3]
    assert "需至中心柜面由中心业务人员进行登记" in str(block.cell(header + 1, 6))
    assert "职工身份证" in str(block.cell(header + 1, 7))
    assert book.sheets.active.name == COUNTER_SHEET
    clerk.windows.seen.clear()
    clerk.click("check")
    assert "没有发现错误" in clerk.all_told
    clerk.click("counter_back")
    assert records(book) == [before[index] for index in (0, 2, 4, 5, 1, 3)]
    assert COUNTER_SHEET not in [sheet.name for sheet in book.sheets]
    assert book.sheets[0].range("C2:C7").number_format == "@"


def test_nothing_moves_that_the_clerk_did_not_say_yes_to(clerk: LiveClerk) -> None:
    book = filled(clerk)
    before = records(book)
    clerk.click("check")
    assert "点击“柜面办理”移到“柜面办理”表" in clerk.all_told
    assert "gjj-xl" not in clerk.all_told
    answer(clerk, 1)  # 返回修改
    clerk.click("send")
    assert "点击“柜面办理”" in "".join(clerk.windows.of(Question)[-1].lines)
    answer(clerk, 2)  # 否
    clerk.click("counter")
    assert records(book) == before
    assert COUNTER_SHEET not in [sheet.name for sheet in book.sheets]
    answer(clerk, 1)  # 选择记录
    clerk.windows.script(ChooseMany, lambda form: (form.ticked[1],))
    clerk.click("counter")
    assert records(book) == [before[index] for index in (0, 1, 2, 4, 5)]


def test_a_second_time_the_rows_go_behind_the_first_and_the_clerks_corrections_count(
    clerk: LiveClerk,
) -> None:
    book = filled(clerk)
    answer(clerk, 0)
    clerk.click("counter")
    book.sheets[0].activate()
    put(book, REGISTER, 2, "name", "尉迟长孙公孙令狐")
    clerk.click("counter")
    assert [sheet.name for sheet in book.sheets].count(COUNTER_SHEET) == 1
    block, header = counter_block(book)
    assert [block.cell(header + n, 2) for n in (1, 2, 3)] == [*NAMES.values(), "尉迟长孙公孙令狐"]
    assert len(records(book)) == ROWS - 3
    sheet = book.sheets[COUNTER_SHEET]
    sheet.range((header + 2, 3)).value = "欧阳上官"
    sheet.range(f"{header + 1}:{header + 1}").delete("up")
    clerk.windows.seen.clear()
    clerk.click("counter_back")
    assert "1 行已从该表删除" in "".join(clerk.windows.of(Question)[-1].lines)
    assert [record[1] for record in records(book)[-2:]] == ["欧阳上官", "尉迟长孙公孙令狐"]
    assert len(records(book)) == ROWS - 1


def dies(*_: Any) -> None:
    raise OSError


def test_a_run_that_was_interrupted_is_finished_by_the_next(
    clerk: LiveClerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = filled(clerk)
    before = records(book)
    answer(clerk, 0)
    with monkeypatch.context() as patch:
        patch.setattr(LiveSurface, "delete_rows", dies)
        clerk.click("counter")
    assert COUNTER_SHEET in [sheet.name for sheet in book.sheets]
    assert records(book) == before
    clerk.click("counter")
    with monkeypatch.context() as patch:
        patch.setattr(LiveSurface, "drop_sheet", dies)
        clerk.click("counter_back")
    assert len(records(book)) == len(before)
    clerk.click("counter_back")
    assert sorted(records(book)) == sorted(before)
    assert COUNTER_SHEET not in [sheet.name for sheet in book.sheets]


def test_filtered_sheets_and_sheets_of_the_same_name_are_left_alone(clerk: LiveClerk) -> None:
    book = filled(clerk)
    before = records(book)
    answer(clerk, 0)
    book.sheets[0].range("4:4").rows.hidden = True
    clerk.click("counter")
    assert "被筛选或隐藏，没有移动任何行" in clerk.all_told
    book.sheets[0].range("4:4").rows.hidden = False
    book.sheets.add(COUNTER_SHEET, after=book.sheets[-1]).range("A1").value = "我的"
    book.sheets[0].activate()
    clerk.click("counter")
    assert "已有您自己的工作表" in clerk.all_told
    assert records(book) == before
    clerk.click("counter_back")
    assert "没有“柜面办理”表" in clerk.all_told


def test_a_sent_sheet_gives_nothing_away_and_takes_nothing_back(clerk: LiveClerk) -> None:
    book = filled(clerk)
    answer(clerk, 0)
    clerk.click("counter")
    book.sheets[0].activate()
    clerk.click("send")
    assert "批量发送成功" in clerk.all_told, clerk.all_told
    clerk.results()
    clerk.windows.seen.clear()
    clerk.click("counter")
    clerk.click("counter_back")
    assert ["已提交，不能再修改" in told for told in clerk.windows.errors] == [True, True]
    block, header = counter_block(book)
    assert [block.cell(header + n, 2) for n in (1, 2)] == list(NAMES.values())
