"""The help page in a real browser, by keys only, and on paper."""

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.keys import Keys

from gjj_xl.desk.help import Finder, Group, all_entries, write_page
from gjj_xl.desk.troubles import explain
from tests.desk.test_help import ENTRIES, MESSAGES
from tests.desk.test_troubles import EXAMPLES
from tests.sandbox.chromium import chromium
from tests.sandbox.keyboard import in_view, press, zoom

SEEN = (
    "return Array.from(document.querySelectorAll('article'))"
    ".filter(card => card.offsetParent).map(card => card.id)"
)
FIRST = "return arguments[0].map(text => (find(text)[0] || {id: ''}).id)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Chrome, tmp_path: Path) -> Chrome:
    """The page, just opened at no entry."""
    write_page(tmp_path / "help.html", ENTRIES)
    browser.get((tmp_path / "help.html").as_uri())
    return browser


def seen(page: Chrome) -> list[str]:
    """The keys of the entries on the page, from above."""
    keys: list[str] = page.execute_script(SEEN)
    return keys


def at(page: Chrome) -> str:
    """The key of the entry that has the focus, or the id of the field."""
    return str(page.switch_to.active_element.get_attribute("id"))


def test_everything_is_on_the_page_and_nothing_comes_from_elsewhere(page: Chrome) -> None:
    assert seen(page) == [entry.key for entry in ENTRIES]
    text = page.page_source
    assert re.search(r"content=\"default-src 'none'; style-src 'sha256-[^ ]+'; script-src", text)
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import", text)
    assert page.get_log("browser") == []
    for group in Group:
        assert f"{group.heading}（" in text


def test_a_clerk_searches_and_reads_by_keys_only(page: Chrome) -> None:
    assert at(page) == "words"
    press(page, "校验规则")
    assert seen(page)[0] == "id-checksum"
    assert page.find_element("id", "found").text == f"找到 {len(seen(page))} 条"
    press(page, Keys.ENTER)
    assert at(page) == "id-checksum"
    assert in_view(page, page.switch_to.active_element)
    press(page, Keys.ARROW_UP)
    assert at(page) == "words"
    press(page, Keys.ESCAPE)
    assert len(seen(page)) == len(ENTRIES)
    press(page, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert at(page) == ENTRIES[2].key
    press(page, "/")
    assert at(page) == "words"
    press(page, "独角兽")
    assert seen(page) == []
    assert "没有找到" in page.find_element("id", "hits").text
    press(page, Keys.ESCAPE)
    # Every heading of the contents is reached by Tab and leads to its part.
    press(page, Keys.TAB, Keys.TAB, Keys.ENTER)
    assert page.current_url.endswith("#findings")


def test_a_pasted_message_with_names_and_numbers_is_found(page: Chrome) -> None:
    press(page, "第 5 行 姓名与中心登记不一致：表中为“张三”，中心登记为“章三”")
    assert seen(page)[0] == "name-differs"


def test_the_page_finds_what_the_terminal_finds(page: Chrome) -> None:
    asked = [message for _, message in MESSAGES] + [explain(error).what for error in EXAMPLES]
    asked += [
        "口令忘了怎么办",
        "打印",
        "10分钟还没有结果",
        "GJJ1003",
        "ｉｄ－checksum",
        "断网 提交",
    ]
    finder = Finder(ENTRIES)
    theirs = page.execute_script(FIRST, asked)
    ours = [finder.find(text)[0].key for text in asked]
    assert [one for one in zip(asked, theirs, ours, strict=True) if one[1] != one[2]] == []


def test_it_opens_at_the_entry_it_is_opened_for(browser: Chrome, tmp_path: Path) -> None:
    write_page(tmp_path / "help.html", all_entries(), "wrong-pin")
    browser.get((tmp_path / "help.html").as_uri())
    assert at(browser) == "wrong-pin"
    assert in_view(browser, browser.switch_to.active_element)
    browser.get(f"{(tmp_path / 'help.html').as_uri()}#no-such")
    assert at(browser) == "wrong-pin"


def test_it_is_readable_at_200_percent(page: Chrome) -> None:
    zoom(page, 200)
    assert not page.execute_script("return document.documentElement.scrollWidth > innerWidth")
    press(page, "口令", Keys.ENTER)
    focused = page.switch_to.active_element
    assert in_view(page, focused)
    covered = page.execute_script(
        "return arguments[0].getBoundingClientRect().top"
        " - document.querySelector('header').getBoundingClientRect().bottom",
        focused,
    )
    zoom(page, 100)
    assert covered >= 0


def test_what_was_found_is_printed_on_a4_and_the_search_box_is_not(
    page: Chrome, tmp_path: Path
) -> None:
    press(page, "口令")
    found = seen(page)
    given = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    path = tmp_path / "page.pdf"
    path.write_bytes(base64.b64decode(given["data"]))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    printed = "".join(text.split())
    for entry in ENTRIES:
        if entry.key in found:
            assert "".join(entry.todo.split()) in printed, entry.key
    assert f"第1页，共{text.count(chr(12))}页" in printed
    assert "粘贴进来" not in printed
    assert "常见问题（" not in printed
