"""Every page on paper: printed through a real browser to A4, and read again."""

import base64
import datetime as dt
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from sqlalchemy import update

from gjj_xl.rules.roster import State
from gjj_xl.sandbox.store import UNITS, open_store
from tests.sandbox.browsing import ticket
from tests.sandbox.chromium import chromium
from tests.sandbox.conftest import START
from tests.sandbox.harness import PEOPLE, Clerk, Sandbox
from tests.sandbox.keyboard import focus, in_view, press, until

LONG = "杭州市西湖区文三路电子信息街区人力资源服务外包与劳务派遣有限责任公司第二分公司"
EMPLOYEES = 2000
ON_THE_SCREEN = (
    "退出",
    "单位账户业务月度",
    "返回",
    "前往",
    "下一页",
    "全部显示",
    "Ctrl+P",
    "跳到正文",
)


@dataclass
class Printed:
    """What came out of the printer: the text of each sheet, and the sheets' size in points."""

    sheets: list[str]
    size: tuple[float, float]


def printed(browser: Chrome, folder: Path) -> Printed:
    """The page that the browser shows, on paper."""
    given = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    path = folder / "page.pdf"
    path.write_bytes(base64.b64decode(given["data"]))
    text = _read("pdftotext", "-layout", str(path), "-")
    facts = dict(line.split(":", 1) for line in _read("pdfinfo", str(path)).splitlines())
    width, _, height = facts["Page size"].split()[:3]
    sheets = text.split("\f")[:-1]
    assert len(sheets) == int(facts["Pages"])
    return Printed(sheets, (float(width), float(height)))


def _read(*command: str) -> str:
    return subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


@dataclass
class Office:
    """A browser, signed in as a unit with a very long name and two thousand employees."""

    sandbox: Sandbox
    browser: Chrome
    clerk: Clerk
    serial: str
    folder: Path

    def see(self, path: str) -> None:
        self.browser.get(self.sandbox.url + path)

    def print(self, path: str) -> Printed:
        self.see(path)
        return printed(self.browser, self.folder)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    start = dt.datetime.fromisoformat(START)
    with Sandbox.seeded(folder / "centre", start=start, units=1, employees=EMPLOYEES) as sandbox:
        store = open_store(sandbox.data)
        with store.write() as connection:
            connection.execute(update(UNITS).values(unit_name=LONG))
        store.close()
        sandbox.start(speed=100000, review="staff")
        clerk = Clerk(sandbox, sandbox.units[0])
        clerk.log_in()
        serial = clerk.file(clerk.missed(60)).serial
        clerk.wait(serial)
        clerk.file(clerk.register(PEOPLE))
        with chromium(sandbox) as browser:
            browser.get(f"{sandbox.url}/site/enter?ticket={ticket(clerk)}")
            yield Office(sandbox, browser, clerk, serial, folder)


def test_every_page_is_printed_on_a4_with_unit_and_date_on_each_sheet(office: Office) -> None:
    office.see("/site/employees")
    employee = office.browser.find_element(By.CSS_SELECTOR, "tbody a").get_attribute("href")
    assert employee is not None
    for path, sheets in (
        ("/site/", 1),
        ("/site/months", 1),
        ("/site/months/202611", 1),
        ("/site/months/202501", 1),
        (f"/site/batches/{office.serial}", 1),
        (f"/site/batches/{office.serial}?page=all", 3),
        ("/site/employees", 1),
        (employee.removeprefix(office.sandbox.url), 2),
    ):
        paper = office.print(path)
        assert paper.size == pytest.approx((842, 595), abs=1), path
        assert len(paper.sheets) == sheets, path
        for number, sheet in enumerate(paper.sheets, 1):
            words = "".join(sheet.split())
            assert LONG in words, path
            assert "查询时间2026-11-10" in words, path
            assert f"第{number}页，共{sheets}页" in words, path
            assert not [word for word in ON_THE_SCREEN if word in words], path


def test_nothing_is_cut_off_and_the_tables_head_stands_on_every_sheet(office: Office) -> None:
    paper = office.print(f"/site/batches/{office.serial}?page=all")
    records = office.clerk.records(office.serial)[1]
    numbers = [one.client_number for one in office.clerk.normal()[: len(records)]]
    for sheet in paper.sheets:
        for head in ("个人客户号", "金额（元）", "申报日期", "处理日期"):
            assert head in sheet
    whole = "".join(paper.sheets)
    assert [number for number in numbers if number not in whole] == []
    assert whole.count("7,200.00") == len(records)
    # The last column is all there: the business month in every row.
    assert whole.count("202611 ") + whole.count("202611\n") >= len(records)


def test_all_that_was_searched_for_goes_on_paper_at_once(office: Office) -> None:
    office.see("/site/employees")
    Select(office.browser.find_element(By.NAME, "state")).select_by_visible_text("停缴")
    office.browser.find_element(By.CSS_SELECTOR, ".search button").click()
    stopped = [one for one in office.clerk.roster() if one.state is State.STOPPED]
    until(office.browser, f"共 {len(stopped)} 条")
    paper = office.print("/site/employees?page=all")
    assert len(paper.sheets) > 1
    assert all("个人客户号" in sheet and LONG in sheet for sheet in paper.sheets)
    listed = "".join(paper.sheets)
    numbers = {one.client_number for one in stopped}
    assert sum(listed.count(number) for number in numbers) == len(stopped)
    Select(office.browser.find_element(By.NAME, "state")).select_by_visible_text("全部")
    office.browser.find_element(By.CSS_SELECTOR, ".search button").click()


def test_the_staffs_list_is_printed_without_its_buttons(office: Office) -> None:
    account = json.loads((office.sandbox.data / "staff.json").read_text("utf-8"))
    office.see("/desk/log-in")
    office.browser.find_element(By.NAME, "name").send_keys(account["name"])
    office.browser.find_element(By.NAME, "password").send_keys(f"{account['password']}\n")
    until(office.browser, PEOPLE[0][0])
    paper = printed(office.browser, office.folder)
    (sheet,) = paper.sheets
    words = "".join(sheet.split())
    assert "职工登记审核（中心工作人员）全部登记查询时间2026-11-10" in words
    assert all(name in words for name, _ in PEOPLE)
    assert not [word for word in ("受理", "通过", "不通过的原因", "退出") if word in words]


def test_the_pager_is_seen_without_scrolling_and_reaches_every_page_by_key(
    office: Office,
) -> None:
    office.see("/site/employees")
    for link in ("下一页", "末页", "全部显示（打印用）"):
        assert in_view(office.browser, office.browser.find_element(By.LINK_TEXT, link))
    pages = -(-len(office.clerk.roster()) // 20)
    focus(office.browser, "page")
    press(office.browser, str(pages), "\n")
    until(office.browser, f"第 {pages}/{pages} 页")
    focus(office.browser, "上一页")
    press(office.browser, "\n")
    until(office.browser, f"第 {pages - 1}/{pages} 页")
