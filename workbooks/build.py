"""Build the five templates and the samples: ``python workbooks/build.py [FOLDER]``.

With ``--old`` the old .xls is made anew too, which needs LibreOffice; it is else left as it is.
"""

import argparse
import csv
import io
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import example_terms, parse_terms
from gjj_xl.sheets.style import Formats, open_workbook
from gjj_xl.sheets.template import MADE_AT, LiveContent, write_live
from workbooks.data import TERMS, Row, bad_rows, good_row, good_rows, roster_lines
from workbooks.old import convert, write_old
from workbooks.package import parts, restyle, retype, write_parts

HERE = Path(__file__).resolve().parent


def build(folder: Path) -> None:
    """Write the templates into ``folder`` and the samples into ``folder/samples``."""
    samples = folder / "samples"
    samples.mkdir(parents=True, exist_ok=True)
    for business in Business:
        write_live(folder / f"{business.value}.xlsx", business, example_terms())
        _sheet(samples / f"{business.value}-good.xlsx", business, good_rows(business))
        _sheet(samples / f"{business.value}-every-finding.xlsx", business, bad_rows(business))
    _spoil(samples / "register-every-finding.xlsx")
    _foreign_columns(samples / "columns-every-finding.xlsx")
    text = json.dumps(TERMS, ensure_ascii=False, indent=2) + "\n"
    (samples / "terms.json").write_text(text, encoding="utf-8")
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(roster_lines())
    (samples / "roster.csv").write_text(lines.getvalue(), encoding="utf-8")


def build_old(target: Path) -> None:
    """Make the old .xls anew."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, target.stem + ".xlsx")
        write_old(source)
        convert(source, target)


def _sheet(path: Path, business: Business, rows: list[Row]) -> None:
    columns = {column.field: [row.get(column.field) for row in rows] for column in business.columns}
    write_live(path, business, parse_terms(TERMS), LiveContent(columns), fund=10)


def _spoil(path: Path) -> None:
    """What only a careless hand does to a template: formats changed, an old version."""
    content = parts(path)
    batch, params = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
    sheet = content[batch].decode("utf-8")
    sheet = restyle(sheet, ["C2", "C3", "C4"], like="D2")
    content[batch] = restyle(sheet, ["D2"], like="B2").encode("utf-8")
    cell = _named_cell(content["xl/workbook.xml"].decode("utf-8"), "gjj_template_version")
    content[params] = retype(content[params].decode("utf-8"), cell, "0").encode("utf-8")
    write_parts(path, content)


def _named_cell(workbook: str, name: str) -> str:
    """The address of a defined name's cell, without its sheet."""
    target = workbook.partition(f'<definedName name="{name}">')[2].partition("</definedName>")[0]
    return target.rpartition("!")[2].replace("$", "")


def _foreign_columns(path: Path) -> None:
    """A plain sheet by another program: one column is missing, one is of no business of ours."""
    workbook = open_workbook(path)
    workbook.set_properties({"title": "漏缴补缴", "created": MADE_AT})
    sheet = workbook.add_worksheet("Sheet1")
    formats = Formats(workbook)
    columns = [c for c in Business.MISSED.columns if c.field != "name" and not c.computed]
    for index, header in enumerate([*(c.header for c in columns), "备注"]):
        sheet.write_string(0, index, header, formats.text(bold=True))
        sheet.set_column(index, index, 16)
    for place in range(3):
        row = good_row(Business.MISSED, place)
        for index, column in enumerate(columns):
            cell = row[column.field]
            if isinstance(cell, str):
                sheet.write_string(place + 1, index, cell, formats.text(num_format="@"))
            else:
                sheet.write_number(place + 1, index, cell, formats.text())
        sheet.write_string(place + 1, len(columns), "补缴", formats.text())
    workbook.close()


def main() -> None:
    """Build into the folder given, or beside this file."""
    arguments = argparse.ArgumentParser(description="生成五张模板和样表")
    arguments.add_argument("folder", nargs="?", type=Path, default=HERE)
    arguments.add_argument(
        "--old", action="store_true", help="重做旧版 .xls 样表（需要 LibreOffice）"
    )
    given = arguments.parse_args()
    build(given.folder)
    if given.old:
        build_old(given.folder / "samples" / "adjust-old.xls")


if __name__ == "__main__":
    main()
