"""From the click on 检查 to its answer, at 500 and 5,000 rows, in a real spreadsheet application.

python -m bench.click_check   (with the tests' Python)

The application's own reading and writing is LibreOffice's here, and Excel's in life; what is ours
(the rest) must stay within the limit.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlwings as xw

from bench.common import missed_rows, terms, verdict
from gjj_xl.desk.checking import check_live
from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.marking import mark_surface
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.template import LiveContent, write_live
from tests.live.clerk import spare_libreoffice
from tests.live.engine import activate
from tests.live.engine.gate import GATE

SIZES = (500, 5_000)
MILLISECONDS = 100
RUNS = 5


class _Clock:
    """Adds up the time that is spent inside of the spreadsheet application."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch the gate for the ``with`` block."""
        enter, leave = GATE.enter, GATE.leave

        def entering(*how: Any) -> None:
            enter(*how)
            self._began = time.perf_counter()

        def leaving() -> None:
            self.seconds += time.perf_counter() - self._began
            leave()

        GATE.enter, GATE.leave = entering, leaving  # type: ignore[method-assign]
        try:
            yield
        finally:
            GATE.enter, GATE.leave = enter, leave  # type: ignore[method-assign]


def click(surface: LiveSurface, of_today: Terms, roster: Roster) -> tuple[float, float]:
    """Seconds of one check with its marks, and those of it inside the application."""
    clock = _Clock()
    began = time.perf_counter()
    with clock.running():
        checked = check_live(read_pages(surface.pages()), of_today, roster)
        mark_surface(surface, checked.live, checked.report, checked.compares)
    return time.perf_counter() - began, clock.seconds


def roster_of(size: int) -> Roster:
    """Everybody on the sheet."""
    return Roster(
        [
            Employee(str(row[1]), str(row[2]), "110105194912310021", 10, State.NORMAL, 500_000, 800)
            for row in missed_rows(size)
        ]
    )


def measure(app: Any, size: int, folder: Path) -> tuple[float, float]:
    """The best of several clicks: seconds in all, and seconds that are ours."""
    path = folder / f"{size}.xlsx"
    fields = [column.field for column in Business.MISSED.columns]
    columns = dict(zip(fields, zip(*missed_rows(size), strict=True), strict=True))
    of_today = replace(terms(), unit_number="0123456789")
    write_live(path, Business.MISSED, of_today, LiveContent(columns), fund=10)  # type: ignore[arg-type]
    book = app.books.open(str(path))
    spare_libreoffice(book)
    surface, roster = LiveSurface(book), roster_of(size)
    runs = [click(surface, of_today, roster) for _ in range(RUNS)]
    book.close()
    return min(whole for whole, _ in runs), min(whole - inside for whole, inside in runs)


def main() -> int:
    """Measure both sizes."""
    activate()
    app = xw.App(add_book=False)
    figures = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for size in SIZES:
                whole, ours = measure(app, size, Path(folder))
                print(f"{size:,} rows: click to answer {whole:.2f} s, ours {ours * 1000:.0f} ms")
                figures.append((f"ours at {size:,} rows, ms", ours * 1000, MILLISECONDS))
    finally:
        app.impl.excel.end()
    return verdict(*figures)


if __name__ == "__main__":
    sys.exit(main())
