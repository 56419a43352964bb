"""The help as a sheet: every entry, a filter, wrapped and whole on A4 paper."""

import subprocess
from pathlib import Path

from openpyxl import load_workbook

from gjj_xl.desk.help import write_sheet
from tests.desk.test_help import ENTRIES
from tests.office import Office, office  # noqa: F401 - a fixture

HEADER = ["分类", "提示信息", "级别", "适用业务", "原因", "处理方法", "代码"]


def test_every_entry_is_a_row_that_can_be_filtered_and_printed(tmp_path: Path) -> None:
    path = tmp_path / "help.xlsx"
    (name,) = write_sheet(path, ENTRIES)
    sheet = load_workbook(path)[name]
    (table,) = sheet.tables.values()
    top, last = (int(cell.strip("ABCDEFG")) for cell in table.ref.split(":"))
    rows = [[cell.value for cell in row] for row in sheet[f"A{top}:G{last}"]]
    assert rows[0] == HEADER
    assert [row[6] for row in rows[1:]] == [entry.code for entry in ENTRIES]
    assert [row[5] for row in rows[1:]] == [entry.todo for entry in ENTRIES]
    assert table.autoFilter.ref == table.ref
    assert all(cell.alignment.wrap_text for row in sheet[f"A{top + 1}:G{last}"] for cell in row)
    assert sheet.print_title_rows == f"${top}:${top}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.freeze_panes == f"A{top + 1}"


def test_nothing_is_cut_off_on_paper(office: Office, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "help.xlsx"
    write_sheet(path, ENTRIES)
    with office.open(path) as book:
        pdf = book.save(tmp_path / "help.pdf", "calc_pdf_Export")
    # Raw order: cell by cell, so that the lines of a wrapped cell stand together.
    text = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    printed = "".join(text.split())
    assert [entry.key for entry in ENTRIES if "".join(entry.todo.split()) not in printed] == []
    assert [entry.key for entry in ENTRIES if "".join(entry.cause.split()) not in printed] == []
    sheets = text.count("\f")
    assert printed.count("处理方法代码") == sheets  # the table's head is on each
    assert f"第1页，共{sheets}页" in printed
