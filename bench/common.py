"""What the benches share: synthetic rows, the best of several runs, and the verdict."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import xlsxwriter

from gjj_xl.rules.business import MARKER_HEADERS, Business
from gjj_xl.rules.terms import Terms, example_terms

ROWS = 100_000
RUNS = 5
_NAMES = ("王芳", "李娜", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄敏", "周涛", "吴倩")


def terms(rows: int = ROWS) -> Terms:
    """Terms under which the bench's rows are good and not too many."""
    return replace(example_terms(), batch_limit=rows)


def missed_rows(rows: int = ROWS) -> Iterator[tuple[object, ...]]:
    """Good rows of 漏缴补缴: nine columns, amounts as the rules compute them."""
    for number in range(1, rows + 1):
        salary = 5000 + number % 20000
        side = (salary * 8 + 50) // 100
        name = _NAMES[number % 10] + _NAMES[number // 10 % 10][1]
        yield (10, f"{number:012}", name, "202601", "202603", salary, 8, 2 * side, 6 * side)


def plain_sheet(path: Path, rows: int = ROWS) -> None:
    """A sheet of twelve columns as a payroll program writes it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(Business.MISSED.facts.title)
        text = book.add_format({"num_format": "@"})
        headers = [column.header for column in Business.MISSED.columns]
        sheet.write_row(0, 0, [*headers, *MARKER_HEADERS])
        for row, cells in enumerate(missed_rows(rows), 1):
            for index, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, index, cell, text)
                else:
                    sheet.write_number(row, index, cell)
            for index in range(9, 12):
                sheet.write_string(row, index, "待核对", text)


def alternate(*actions: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The best time of each action in seconds, measured in turns so that both see one machine."""
    best = [float("inf")] * len(actions)
    for _ in range(runs):
        for index, action in enumerate(actions):
            start = time.perf_counter()
            action()
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def verdict(*figures: tuple[str, float, float]) -> int:
    """Print each (name, figure, limit); 1 where one is beyond its limit."""
    bad = False
    for name, figure, limit in figures:
        ok = figure <= limit
        bad = bad or not ok
        print(f"{name}: {figure:.2f} (limit {limit:g}) {'ok' if ok else 'TOO MUCH'}")
    return 1 if bad else 0
