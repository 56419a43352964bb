"""The site and the staff desk in a real browser: by keyboard only, at 1366×768."""

import json

from selenium.webdriver.common.keys import Keys

from gjj_xl.wire.messages import RecordState
from tests.sandbox.browsing import ticket
from tests.sandbox.chromium import chromium
from tests.sandbox.harness import PEOPLE
from tests.sandbox.keyboard import focus, in_view, press, until, zoom


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


def test_every_focus_is_seen_and_nothing_is_out_of_reach_at_200_percent(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.missed(3)).serial
    clerk.file(clerk.register(PEOPLE))
    account = json.loads((centre.data / "staff.json").read_text("utf-8"))
    with chromium(centre) as browser:
        browser.get(f"{centre.url}/site/enter?ticket={ticket(clerk)}")
        zoom(browser, 200)
        wide = "return document.documentElement.scrollWidth > innerWidth"
        for path in ("", "months", "months/202611", f"batches/{serial}", "employees", "no/such"):
            browser.get(f"{centre.url}/site/{path}")
            assert not browser.execute_script(wide), path
        browser.get(f"{centre.url}/desk/log-in")
        press(browser, account["name"], Keys.TAB, account["password"], Keys.ENTER)
        until(browser, PEOPLE[0][0])
        assert not browser.execute_script(wide)
        # Round the whole page by Tab: each stop is on the screen and has a ring round it.
        seen = []
        for _ in range(40):
            press(browser, Keys.TAB)
            at = browser.switch_to.active_element
            if at.tag_name == "body":
                break
            assert in_view(browser, at), at.text
            assert at.value_of_css_property("outline-style") == "solid", at.text
            seen.append(at.text or at.get_attribute("aria-label"))
        assert seen.count("通过") == seen.count("不通过") == seen.count("受理") == len(PEOPLE)
        assert seen[0] == "跳到正文"


def test_back_after_log_out_shows_nothing(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    with chromium(centre) as browser:
        browser.get(f"{centre.url}/site/enter?ticket={ticket(clerk)}")
        browser.get(f"{centre.url}/site/employees")
        focus(browser, "退出")
        press(browser, Keys.ENTER)
        until(browser, "密码")
        browser.back()
        assert clerk.unit.unit_name not in browser.page_source
        assert browser.current_url == f"{centre.url}/site/log-in"


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
        press(browser, "材料不全", Keys.ENTER)  # Enter in the reason's field refuses
        until(browser, "材料不全")
        focus(browser, "通过")
        press(browser, Keys.ENTER)
        until(browser, "成功 1")
    states = [record.state for record in clerk.records(serial)[1]]
    assert states == [RecordState.FAILED, RecordState.SUCCEEDED]
