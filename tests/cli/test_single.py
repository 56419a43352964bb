"""单笔业务 in a terminal: recorded, listed, deleted, confirmed, and the receipt verified."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Ran, Terminal
from tests.sandbox.harness import Sandbox


@pytest.fixture
def clients(terminal: Terminal, centre: Sandbox) -> Sequence[str]:
    """A clerk who is logged in, and the client numbers of employees whose account is normal."""
    assert terminal("login", "--practice", centre.data, "--sync").code == 0
    said = terminal("query", "deposits", "--state", "正常", "--fund", 10, "--json").json()
    return [one["client_number"] for one in said["employees"]]


def _enter(terminal: Terminal, client: str, *options: object) -> Ran:
    known = ("--fund", 10, "--client-number", client, "--reason", "辞职")
    return terminal("single", "enter", "reduce", *known, *options)


def _confirm(terminal: Terminal, centre: Sandbox, *options: object) -> Ran:
    pin = centre.units[0].key_password + "\n"
    return terminal("single", "confirm", "reduce", "--pin-stdin", "--yes", *options, stdin=pin)


def test_from_records_to_a_verified_receipt(
    terminal: Terminal, centre: Sandbox, clients: Sequence[str]
) -> None:
    for client in clients[:4]:
        assert "录入成功" in _enter(terminal, client).out
    again = _enter(terminal, clients[0], "--json")
    assert again.code == 1
    assert [one["code"] for one in again.json()["findings"]] == ["duplicate"]

    listed = terminal("single", "list", "reduce", "--json").json()
    assert listed["count"] == 4
    ids = [one["id"] for one in listed["records"]]
    assert all(text in terminal("single", "list", "reduce").out for text in (ids[0][:8], "辞职"))
    wrong = terminal("single", "delete", "reduce", "zz", "--yes")
    assert wrong.code == 2
    assert "没有这条待确认记录" in wrong.err
    gone = terminal("single", "delete", "reduce", ids[0][:8], ids[2], "--yes")
    assert gone.code == 0, gone.said
    assert "已删除 2 条，待确认 2 人" in gone.out

    receipts = terminal.folder / "回执"
    receipts.mkdir()
    done = _confirm(terminal, centre, "--out", receipts)
    assert done.code == 0, done.said
    assert "总人数 2" in done.out
    assert "职工减少确认成功" in done.out
    assert "成功 2 笔，失败 0 笔" in done.out
    (book,) = receipts.iterdir()
    verified = terminal("verify", book)
    assert verified.code == 0, verified.said
    assert "职工减少 2 人" in verified.out
    assert _results(book) == ["成功", "成功"]
    _change(book)
    assert terminal("verify", book).code == 1

    assert "数据库查询无记录" in terminal("single", "list", "reduce").out
    nothing = _confirm(terminal, centre)
    assert nothing.code == 1
    assert "没有待确认的记录" in nothing.err


def test_what_is_adjusted_and_what_is_refused_is_told(
    terminal: Terminal, clients: Sequence[str]
) -> None:
    known = ("--fund", 10, "--client-number", clients[5], "--rate", "8")
    full_width = terminal(
        "single", "enter", "missed", *known,
        "--first-month", "202610", "--last-month", "202609", "--salary", "９０００",
    )  # fmt: skip
    assert full_width.code == 1
    assert "输入的月均工资格式错误" in full_width.out
    assert "起始年月大于截止年月" in full_width.out
    low = ("--first-month", "202001", "--last-month", "202002", "--salary", "1")
    asked = terminal("single", "enter", "missed", *known, *low)
    assert asked.code == 1
    assert "补缴年月早于现行缴存基数上下限的启用年月" in asked.out
    made = terminal("single", "enter", "missed", *known, *low, "--yes")
    assert made.code == 0, made.said
    assert "已自动调整为2660.00元" in made.out
    stray = terminal("single", "enter", "missed", *known, "--reason", "辞职")
    assert stray.code == 2
    assert "--reason" in stray.err
    assert terminal("single", "delete", "missed", "--all", "--yes").code == 0


def test_the_form_for_excel_is_written(terminal: Terminal, clients: Sequence[str]) -> None:
    assert clients
    path = terminal.folder / "减少.xlsx"
    assert terminal("single", "form", "reduce", "--out", path).code == 0
    assert openpyxl.load_workbook(path).sheetnames == ["职工减少", "参数", "填表说明"]
    assert terminal("single", "form", "reduce", "--out", path).code == 1  # nobody said 是


def _results(book: Path) -> list[object]:
    sheet = openpyxl.load_workbook(book).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    column = header.index("处理结果") + 1
    return [sheet.cell(row, column).value for row in (2, 3)]


def _change(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E2"] = "调出"
    book.save(path)
