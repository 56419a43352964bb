"""Draw the pictures of the reconciliation site, the staff desk and the help page anew.

Run it with the tests' Python. A practice centre and a browser without a screen are started for it
and ended again.
"""

import base64
import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from gjj_xl.desk.help import all_entries, write_page
from gjj_xl.ribbon.phrases import help_in_excel
from tests.sandbox.browsing import ticket
from tests.sandbox.chromium import chromium
from tests.sandbox.harness import PEOPLE, Clerk, Sandbox

TARGET = Path(__file__).resolve().parent / "pictures"


def draw() -> None:
    """Every page once."""
    with tempfile.TemporaryDirectory() as name:
        start = dt.datetime.fromisoformat("2026-11-10T10:00")
        with Sandbox.seeded(Path(name) / "centre", start=start) as sandbox:
            sandbox.start(speed=100000, review="staff")
            clerk = Clerk(sandbox, sandbox.units[0])
            clerk.log_in()
            serial = clerk.file(clerk.missed(3)).serial
            clerk.wait(serial)
            clerk.file(clerk.register(PEOPLE))
            with chromium(sandbox) as browser:
                browser.get(f"{sandbox.url}/site/enter?ticket=old")
                _save(browser, "log-in")
                browser.get(f"{sandbox.url}/site/enter?ticket={ticket(clerk)}")
                for page, path in (
                    ("accounts", "/site/"),
                    ("month", "/site/months/202611"),
                    ("batch", f"/site/batches/{serial}"),
                    ("employees", "/site/employees"),
                ):
                    browser.get(sandbox.url + path)
                    _save(browser, page)
                browser.find_element(By.CSS_SELECTOR, "tbody a").click()
                _save(browser, "employee")
                _print(browser, "print")
                account = json.loads((sandbox.data / "staff.json").read_text("utf-8"))
                browser.get(f"{sandbox.url}/desk/log-in")
                browser.find_element(By.NAME, "name").send_keys(account["name"])
                browser.find_element(By.NAME, "password").send_keys(f"{account['password']}\n")
                _save(browser, "desk")


def _save(browser: Chrome, name: str) -> None:
    browser.save_screenshot(TARGET / f"site-{name}.png")


def _print(browser: Chrome, name: str) -> None:
    """The first sheet of what a printer would get."""
    given = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(base64.b64decode(given["data"]))
        file.flush()
        target = TARGET / f"site-{name}"
        command = ("pdftoppm", "-r", "80", "-png", "-singlefile", file.name, str(target))
        subprocess.run(command, check=True)


def draw_help() -> None:
    """The help page, with a message pasted into it."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        page = Path(name) / "help.html"
        write_page(page, all_entries(help_in_excel))
        browser.get(page.as_uri())
        message = "月均工资格式错误：“月均工资”填的是“八千”，应为半角数字"
        browser.find_element(By.ID, "words").send_keys(message)
        browser.save_screenshot(TARGET / "help-page.png")


if __name__ == "__main__":
    draw()
    draw_help()
