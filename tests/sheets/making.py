"""Workbooks for the tests of the sheets: ours, a payroll program's, and foreign ones."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.template import LiveContent, write_live
from tests.oracle import GOOD, make_terms

Row = Mapping[str, Cell]
TITLE_ROWS = (
    ("杭州市住房公积金二〇二六年度缴存额调整表",),
    ("杭州住房公积金管理中心",),
    ("资金性质：10一般住房公积金", None, None, None, 0.08),
    ("单位客户号：0123456789", None, None, "单位名称：杭州某某有限公司"),
)
TOP = ("序号", "个人客户号", "姓名", "身份证号码", "上一年度月平均工资额",
       "缴存比例%", None, "月缴存额", None, None)  # fmt: skip
SUB = (None, None, None, None, None, "单位", "个人", "单位", "个人", "合计")
FAMILY_MERGES = ("A1:J1", *(f"{x}5:{x}6" for x in "ABCDE"), "F5:G5", "H5:J5")


def cells_of(business: Business, rows: Sequence[Row]) -> dict[str, list[Cell]]:
    """Columns of rows that differ from the good row of the business by what is given."""
    whole = [{**GOOD[business], **row} for row in rows]
    return {c.field: [row.get(c.field) for row in whole] for c in business.columns}


def live(
    path: Path,
    business: Business,
    *rows: Row,
    terms: Terms | None = None,
    fund: int | None = None,
    **words: Sequence[str],
) -> Path:
    """Our own workbook with these records."""
    content = LiveContent(cells_of(business, rows), **words)
    write_live(path, business, terms or make_terms(), content, fund=fund)
    return path


def plain(
    path: Path,
    business: Business,
    *rows: Row,
    order: Sequence[str] | None = None,
    rename: Mapping[str, str] | None = None,
) -> Path:
    """A sheet as a program makes it: our headers in row 1, and nothing else of ours."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    columns = cells_of(business, rows)
    fields = list(order or columns)
    headers = {column.field: column.header for column in business.columns}
    sheet.append([(rename or {}).get(field, headers[field]) for field in fields])
    for index in range(len(rows)):
        sheet.append([columns[field][index] for field in fields])
    book.save(path)
    book.close()
    return path


def family(
    path: Path,
    *rows: Sequence[Cell],
    titles: Sequence[Sequence[Cell]] = TITLE_ROWS,
    top: Sequence[str | None] = TOP,
    sub: Sequence[str | None] = SUB,
    foot: Sequence[Sequence[Cell]] = (),
    merges: Sequence[str] = FAMILY_MERGES,
) -> Path:
    """An old sheet of the family layout: title rows, two-row header, data from row 7."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    for cells in (*titles, top, sub, *rows, *foot):
        sheet.append(list(cells))
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    book.close()
    return path


def employee(number: int, **changes: Cell) -> list[Cell]:
    """A record of the family layout."""
    cells: dict[str, Cell] = {
        "index": number,
        "client": f"{number:012}",
        "name": "张三",
        "id": "330102199003071230",
        "salary": 5000,
        "unit_rate": 8,
        "own_rate": 8,
        "unit": 400,
        "own": 400,
        "sum": 800,
    }
    return list((cells | changes).values())


def edit(path: Path, change: Callable[[openpyxl.Workbook, Worksheet], None]) -> Path:
    """Let openpyxl change a workbook, as a user might in Excel."""
    book = openpyxl.load_workbook(path)
    change(book, first_sheet(book))
    book.save(path)
    book.close()
    return path


def first_sheet(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def to_xls(path: Path, profile: Path) -> Path:
    """The same workbook as an old .xls, saved by LibreOffice."""
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to", "xls", "--outdir", str(path.parent), str(path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return path.with_suffix(".xls")
