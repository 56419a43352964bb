"""``gjj-xl help``: searching on the terminal, and the page and the sheet as files."""

import sys
from pathlib import Path
from urllib.parse import unquote

from openpyxl import load_workbook

from tests.cli.conftest import Terminal


def test_a_whole_message_is_explained(terminal: Terminal) -> None:
    message = "姓名与中心登记不一致：表中为“张三”，中心登记为“章三”"
    ran = terminal("help", message)
    assert ran.code == 0
    first, cause, todo = ran.out.splitlines()[:3]
    assert first.startswith("姓名与中心登记不一致")
    assert "name-differs" in first
    assert cause.startswith("  原因：")
    assert todo.startswith("  请这样处理：")


def test_words_are_searched_in_messages_causes_and_remedies(terminal: Terminal) -> None:
    ran = terminal("help", "防火墙", "放行", "--json")
    assert [entry["key"] for entry in ran.json()][:1] == ["q-12.4"]
    assert {"message", "cause", "remedy", "group", "code"} < set(ran.json()[0])
    none = terminal("help", "独角兽")
    assert (none.code, "没有找到" in none.out) == (1, True)
    assert terminal("help", "独角兽", "--json").json() == []


def test_without_words_it_says_what_there_is(terminal: Terminal) -> None:
    ran = terminal("help")
    assert ran.code == 0
    for words in ("常见问题", "检查提示", "操作提示", "中心应答", "gjj-xl help --open"):
        assert words in ran.out


def test_page_and_sheet_are_written_and_nothing_is_overwritten_unasked(terminal: Terminal) -> None:
    ran = terminal("help", "--page", "h.html", "--sheet", "h.xlsx")
    assert ran.code == 0, ran.said
    assert "id-checksum" in (terminal.folder / "h.html").read_text("utf-8")
    assert load_workbook(terminal.folder / "h.xlsx").sheetnames == ["提示信息与处理方法"]
    (terminal.folder / "h.html").write_text("mine")
    again = terminal("help", "--page", "h.html")
    assert (again.code, "保留原文件" in again.said) == (1, True)
    assert (terminal.folder / "h.html").read_text() == "mine"
    assert terminal("help", "--page", "h.html", "--force").code == 0
    assert terminal("help", "--page", "no/such/folder/h.html").code == 2


def test_it_opens_in_the_browser_at_what_was_found(terminal: Terminal) -> None:
    program = terminal.folder / "browser.py"
    program.write_text("import pathlib, sys\npathlib.Path('opened').write_text(sys.argv[1])\n")
    browser = {"BROWSER": f"{sys.executable} {program} %s"}
    ran = terminal("help", "口令错误", "--open", env=browser)
    assert ran.code == 0, ran.said
    opened = unquote((terminal.folder / "opened").read_text()).removeprefix("file://")
    assert 'data-start="wrong-pin"' in Path(opened).read_text("utf-8")
    none = terminal("help", "--open", env={"BROWSER": "false %s"})
    assert (none.code, "没有打开浏览器" in none.err) == (1, True)
