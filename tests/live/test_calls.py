"""An operation takes the same number of calls into the spreadsheet, however many rows there are."""

import time
from collections.abc import Iterator

import pytest
import xlwings as xw

from gjj_xl.desk.workbook import OpenWorkbook
from gjj_xl.ribbon.working import check_and_mark
from gjj_xl.rules.business import Business
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.marking import clear_surface
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.results import ResultColumn, ResultSheet, Show, write_results
from gjj_xl.sheets.template import LiveContent, write_live
from tests.desk.scene import Scene
from tests.live.clerk import LiveClerk, spare_libreoffice
from tests.live.engine import activate, counting
from tests.live.test_whole_way import good_cells

SIZES = (10, 1_000, 20_000)


@pytest.fixture
def clerk(scene: Scene) -> Iterator[LiveClerk]:
    """A clerk with an application of his own: one that held so many rows stays slow."""
    activate()
    app = xw.App(add_book=False)
    made = LiveClerk(scene, app)
    try:
        made.log_in()
        yield made
    finally:
        made.close()
        app.impl.excel.end()


@pytest.fixture
def counts(clerk: LiveClerk, capsys: pytest.CaptureFixture[str]) -> dict[str, list[int]]:
    """The calls of each operation at each size."""
    found: dict[str, list[int]] = {}
    seconds: dict[str, float] = {}
    terms = clerk.place.terms()
    assert terms is not None
    cells = good_cells(clerk.place.front, Business.MISSED)
    one = {name: values[:1] for name, values in cells.items()}
    for size in SIZES:
        path = clerk.scene.folder / f"{size}.xlsx"
        columns = {name: values * size for name, values in one.items()}
        columns["client_number"] = [f"{number:012}" for number in range(size)]
        content = LiveContent(columns=columns)
        write_live(path, Business.MISSED, terms, content, fund=10)
        book = clerk.app.books.open(str(path))
        spare_libreoffice(book)
        surface = LiveSurface(book)
        workbook = OpenWorkbook(surface)
        results = path.with_suffix(".results.xlsx")
        rows = [[f"{number:012}", number] for number in range(size)]
        shown = (ResultColumn("个人客户号", Show.ID), ResultColumn("月缴存额", Show.MONEY))
        write_results(results, "结果", [ResultSheet("明细", "明细", shown, rows)])
        operations = {
            "check": lambda surface=surface: check_and_mark(clerk.place, surface),
            "read again before the signature": lambda workbook=workbook: workbook.read(),
            "hold and release": lambda workbook=workbook: (workbook.hold(), workbook.release()),
            "write 处理结果": lambda workbook=workbook, size=size: workbook.fill(
                dict.fromkeys(range(2, size + 2), "成功")
            ),
            "results into a new sheet": lambda surface=surface, path=results: surface.add_sheets(
                path
            ),
            "clear marks": lambda surface=surface: clear_surface(
                surface, read_pages(surface.pages())
            ),
        }
        for name, operation in operations.items():
            began = time.perf_counter()
            with counting(clerk.app) as calls:
                operation()
            seconds[name] = time.perf_counter() - began
            found.setdefault(name, []).append(calls.total)
        assert len(read_pages(surface.pages()).batch) == size
        book.close()
    with capsys.disabled():
        print(f"\ncalls into the spreadsheet at {SIZES} rows:")
        for name, numbers in found.items():
            print(f"  {name}: {numbers}; {seconds[name]:.1f} s for the most rows")
    return found


def test_calls_do_not_grow_with_the_rows(counts: dict[str, list[int]]) -> None:
    assert {name: len(set(numbers)) for name, numbers in counts.items()} == dict.fromkeys(counts, 1)
    assert all(numbers[0] > 0 for numbers in counts.values())
