"""The help page in the clerk's browser."""

from collections.abc import Callable
from pathlib import Path

from gjj_xl.centre.home import open_home
from gjj_xl.desk.browser import open_in_browser
from gjj_xl.desk.help.gather import all_entries
from gjj_xl.desk.help.page import write_page


def open_page(home: Path | None = None, words: Callable[[str], str] = str, start: str = "") -> bool:
    """Write the page and open it at an entry; False without a browser. As :func:`page_at`."""
    return open_in_browser(page_at(home, words, start))


def page_at(home: Path | None, words: Callable[[str], str], start: str) -> str:
    """Write the page into the data folder; gives its address, which opens it at an entry.

    ``words`` turns sentences into those of the front. Raises OSError, InUse, Unreadable.
    """
    page = open_home(home).help_page
    page.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_page(page, all_entries(words), start)
    return page.as_uri()
