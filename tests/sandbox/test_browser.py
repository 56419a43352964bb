"""The site and the staff desk in a real browser: by keyboard only, at 1366×768."""

import json

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from gjj_xl.wire.messages import RecordState
from tests.sandbox.browsing import ticket
from tests.sandbox.chromium import chromium
from tests.sandbox.harness import PEOPLE


def press(browser, *keys: str) -> None:
    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def focus(browser, words: str) -> None:
    """Go on by Tab until what has the focus says these words (or is labelled so)."""
    script = (
        "const e = document.activeElement;"
        "if (e === document.body) return '';"
        "return [e.textContent, e.getAttribute('aria-label'), e.name].join(' ')"
    )
    for _ in range(60):
        if words in browser.execute_script(script):
            return
        press(browser, Keys.TAB)
    raise AssertionError(words)


def until(browser, words: str) -> None:
    WebDriverWait(browser, 20).until(lambda b: words in b.page_source)


def fits(browser) -> bool:
    """Whether the page needs no scrolling sideways."""
    width = "return document.documentElement.scrollWidth <= window.innerWidth"
    return bool(browser.execute_script(width)) and browser.execute_script(
        "return [innerWidth, innerHeight]"
    ) == [1366, 768]


def test_a_clerk_finds_an_employee_by_keyboard(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    one = clerk.normal()[0]
    with chromium(centre) as browser:
        browser.get(f"{centre.url}/site/enter?ticket={ticket(clerk)}")
        assert browser.current_url == f"{centre.url}/site/"
        assert fits(browser)
        focus(browser, "职工查询")
        press(browser, Keys.ENTER)
        until(browser, "姓名、证件号码或个人客户号")
        assert fits(browser)
        press(browser, one.name, Keys.ENTER)  # the field has the focus
        until(browser, "共 ")
        focus(browser, one.client_number)
        press(browser, Keys.ENTER)
        until(browser, "职工缴存明细")
        assert one.name in browser.page_source
        assert fits(browser)
        assert all(cookie["httpOnly"] and cookie["secure"] for cookie in browser.get_cookies())


def test_a_trainer_decides_by_keyboard(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:2])).serial
    account = json.loads((centre.data / "staff.json").read_text("utf-8"))
    with chromium(centre) as browser:
        browser.get(f"{centre.url}/desk/")
        press(browser, account["name"], Keys.TAB, account["password"], Keys.ENTER)
        until(browser, PEOPLE[0][0])
        assert fits(browser)
        focus(browser, f"{PEOPLE[0][0]} 不通过的原因")
        press(browser, "材料不全", Keys.TAB, Keys.ENTER)
        until(browser, "材料不全")
        focus(browser, "通过")
        press(browser, Keys.ENTER)
        until(browser, "成功 1")
    states = [record.state for record in clerk.records(serial)[1]]
    assert states == [RecordState.FAILED, RecordState.SUCCEEDED]
