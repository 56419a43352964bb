"""帮助 from the ribbon: the page at the fitting entry, and the sheet."""

import re
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from gjj_xl.ribbon.dialogs.forms import Error
from gjj_xl.rules.business import Business
from tests.live.clerk import LiveClerk, fill
from tests.live.test_reconcile import opened  # noqa: F401 - a fixture

Opened = Callable[[], str]


def page(opened: Opened) -> str:  # noqa: F811
    """The page that the browser was opened at."""
    address = urlsplit(opened())
    assert address.scheme == "file"
    return Path(unquote(address.path)).read_text("utf-8")


def start(opened: Opened) -> str:  # noqa: F811
    """The key of the entry that the page opens at."""
    found = re.search(r'data-start="([^"]*)"', page(opened))
    assert found
    return found[1]


def test_the_page_opens_at_what_was_told_last(newcomer: LiveClerk, opened: Opened) -> None:  # noqa: F811
    newcomer.click("help")
    assert start(opened) == ""
    newcomer.click("sync")
    assert "尚未登录" in newcomer.windows.errors[-1]
    # The window itself leads there too.
    (window,) = newcomer.windows.of(Error)
    told = Path(unquote(urlsplit(window.help_at).path)).read_text("utf-8")
    assert 'data-start="not-logged-in-never"' in told
    newcomer.click("help")
    assert start(opened) == "not-logged-in-never"
    text = page(opened)
    assert "请点击“登录”" in text
    assert newcomer.scene.unit.unit_number not in text


def test_the_page_opens_at_the_finding_in_the_selected_cell(
    newcomer: LiveClerk,
    opened: Opened,  # noqa: F811
) -> None:
    book = newcomer.new(Business.MISSED)
    good = {
        "fund": 10,
        "client_number": "001076535101",
        "name": "张三",
        "first_month": "202601",
        "last_month": "202602",
        "salary": "八千",
        "rate": 8,
    }
    fill(book, Business.MISSED, {name: [value] for name, value in good.items()})
    newcomer.click("check")
    sheet = book.sheets[0]
    cell = sheet.range((2, sheet.range((1, 1), (1, 30)).value.index("校验结果") + 1))
    assert str(cell.value).startswith("月均工资格式错误")
    cell.select()
    newcomer.click("help")
    assert start(opened) == "salary-format"


def test_without_a_browser_the_sheet_opens_in_excel(
    newcomer: LiveClerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false %s")
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    newcomer.click("help")
    assert newcomer.app.books.active.sheets[0].name == "提示信息与处理方法"
    assert newcomer.windows.errors == []
