"""Draw the pictures of the reconciliation site and the staff desk anew.

Run it with the tests' Python. A practice centre and a browser without a screen are started for it
and ended again.
"""

import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from selenium.webdriver.common.by import By

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
            number = clerk.normal()[0].client_number
            with chromium(sandbox) as browser:
                browser.get(f"{sandbox.url}/site/enter?ticket=old")
                browser.save_screenshot(TARGET / "site-log-in.png")
                browser.get(f"{sandbox.url}/site/enter?ticket={ticket(clerk)}")
                for page, path in (
                    ("accounts", "/site/"),
                    ("month", "/site/months/202611"),
                    ("batch", f"/site/batches/{serial}"),
                    ("employees", "/site/employees"),
                    ("employee", f"/site/employees/{number}/10"),
                ):
                    browser.get(sandbox.url + path)
                    browser.save_screenshot(TARGET / f"site-{page}.png")
                account = json.loads((sandbox.data / "staff.json").read_text("utf-8"))
                browser.get(f"{sandbox.url}/desk/log-in")
                browser.find_element(By.NAME, "name").send_keys(account["name"])
                browser.find_element(By.NAME, "password").send_keys(f"{account['password']}\n")
                browser.save_screenshot(TARGET / "site-desk.png")


if __name__ == "__main__":
    draw()
