"""Draw the handbook's pictures of the tab, from ribbon.xml, with a headless Chromium.

Run it with the tests' Python: ``python -m docs.tab``.
"""

import datetime as dt
import re
import subprocess
import tempfile
from pathlib import Path

from addin.page import page
from gjj_xl.ribbon.state import (
    Book,
    RibbonFacts,
    controls_on,
    queue_line,
    session_line,
    window_line,
)
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.rules.window import WindowState

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = (1366, 1920)
HEIGHT = 372
NOW = dt.datetime(2026, 11, 10, 10, 0, tzinfo=SHANGHAI)
FACTS = RibbonFacts(
    unit="某某科技有限公司",
    logged_in=True,
    window=WindowState(
        open=True,
        month="202611",
        closes=dt.datetime(2026, 11, 20, 16, 30, tzinfo=SHANGHAI),
        next_opens=None,
        confirmed=True,
        closes_today=dt.datetime(2026, 11, 10, 16, 30, tzinfo=SHANGHAI),
    ),
    now=NOW,
)
_CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--hide-scrollbars", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


def html() -> str:
    """The tab while a batch sheet of ours is in front and the clerk is logged in."""
    labels = {
        "line_session": session_line(FACTS),
        "line_window": window_line(FACTS),
        "line_queue": queue_line(FACTS),
    }
    return page(controls_on(FACTS, Book.OURS), labels)


def draw(target: Path, width: int) -> None:
    """Draw the page in a window of a width."""
    _run(f"--window-size={width},{HEIGHT}", f"--screenshot={target}")


def needed() -> float:
    """The pixels that the groups take side by side."""
    dom = _run("--window-size=4000,400", "--dump-dom")
    found = re.search(r"<title>([\d.]+)</title>", dom)
    assert found is not None, dom[:500]
    return float(found[1])


def _run(*options: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "tab.html"
        file.write_text(html(), "utf-8")
        profile = f"--user-data-dir={name}/profile"
        ran = subprocess.run(
            (*_CHROMIUM, profile, *options, file.as_uri()),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    return ran.stdout


if __name__ == "__main__":
    for width in WIDTHS:
        draw(PICTURES / f"tab-{width}.png", width)
