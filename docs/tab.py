"""Draw the handbook's pictures of the tab, from ribbon.xml, with a headless Chromium.

Run it with the tests' Python: ``python -m docs.tab``.
"""

import datetime as dt
import re
import subprocess
import tempfile
from dataclasses import replace
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
from gjj_xl.rules.terms import SHANGHAI, example_terms
from gjj_xl.rules.window import window_state

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = (1366, 1920)
HEIGHT = 384
TAB_HEIGHT = 140
"""Without the open menus below."""
NOW = dt.datetime(2026, 11, 10, 10, 0, tzinfo=SHANGHAI)
FACTS = RibbonFacts(
    unit="某某科技有限公司",
    logged_in=True,
    window=window_state(NOW, example_terms().opening),
    now=NOW,
)
LAST_DAY = dt.datetime(2026, 11, 20, 16, 5, 12, tzinfo=SHANGHAI)
LATE = replace(
    FACTS,
    window=window_state(LAST_DAY, example_terms().opening),
    now=LAST_DAY,
    queue="2 批未办结　16:15:00 再次发送",
    ticking=True,
)
"""Late on a month's last day, with a centre that was busy."""
_CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--hide-scrollbars", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


def html(facts: RibbonFacts = FACTS) -> str:
    """The tab while a batch sheet of ours is in front and the clerk is logged in."""
    labels = {
        "line_session": session_line(facts),
        "line_window": window_line(facts),
        "line_queue": queue_line(facts),
    }
    return page(controls_on(facts, Book.OURS), labels)


def draw(target: Path, width: int, facts: RibbonFacts = FACTS, height: int = HEIGHT) -> None:
    """Draw the page in a window of a width."""
    _run(f"--window-size={width},{height}", f"--screenshot={target}", facts=facts)


def needed() -> float:
    """The pixels that the groups take side by side."""
    dom = _run("--window-size=4000,400", "--dump-dom")
    found = re.search(r"<title>([\d.]+)</title>", dom)
    assert found is not None, dom[:500]
    return float(found[1])


def _run(*options: str, facts: RibbonFacts = FACTS) -> str:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "tab.html"
        file.write_text(html(facts), "utf-8")
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
    draw(PICTURES / "tab-waiting.png", WIDTHS[0], LATE, TAB_HEIGHT)
