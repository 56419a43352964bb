"""The rules for sheets that people read, checked on a written file.

``flaws(path)`` walks over all sheets of a workbook and names every rule that is broken.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

MANY = 4
_ID_HEADERS = re.compile("客户号|证件|身份证|流水号")
_FORBIDDEN_PAIR = ({"FF0000", "C00000"}, {"00FF00", "008000", "00B050"})


def flaws(path: Path) -> list[str]:
    """The rules that a results workbook breaks, each with its sheet."""
    book = openpyxl.load_workbook(path)
    found = [*_book_flaws(book, path)]
    for sheet in book.worksheets:
        found.extend(f"{sheet.title}: {flaw}" for flaw in _sheet_flaws(sheet))
    book.close()
    return found


def _book_flaws(book: openpyxl.Workbook, path: Path) -> Iterator[str]:
    if not book.properties.title:
        yield "the document has no title"
    if "zh-CN" not in {prop.value for prop in book.custom_doc_props.props}:
        yield "the document has no language"
    if path.suffix != ".xlsx" or book.vba_archive:
        yield "an export has macros"
    names = [name.lower() for name in book.sheetnames]
    if len(set(names)) != len(names) or any(len(name) > 31 for name in names):
        yield "tab names are not unique or too long"
    if book.active is not book.worksheets[0]:
        yield "does not open on the first sheet"
    if len(names) > MANY and not any("目录" in name for name in names):
        yield "many tabs and no contents sheet"
    tables = [name for sheet in book.worksheets for name in sheet.tables]
    if len(set(tables)) != len(tables):
        yield "table names are not unique"


def _sheet_flaws(sheet: Worksheet) -> Iterator[str]:
    title = sheet["A1"]
    if not isinstance(title.value, str) or not title.value.strip():
        yield "no title in A1"
    if float(title.font.sz) < 12:
        yield "title below 12 pt"
    if sheet.merged_cells.ranges:
        yield "merged cells"
    if sheet.sheet_state != "visible":
        yield "hidden sheet"
    if any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())):
        yield "hidden rows or columns"
    view = sheet.sheet_view.selection
    if any(s.activeCell not in {None, "A1"} and s.pane is None for s in view):
        yield "does not open at A1"
    if sheet.page_setup.fitToHeight != 0 or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        yield "not one page wide"
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield from _cell_flaws(cell)
    if "目录" in sheet.title:
        return
    if len(sheet.tables) != 1:
        yield "not exactly one table"
        return
    yield from _table_flaws(sheet)


def _table_flaws(sheet: Worksheet) -> Iterator[str]:
    (table,) = sheet.tables.values()
    if re.fullmatch(r"(Table|表)?\d*", table.name):
        yield "a table without a meaningful name"
    cells = list(sheet[table.ref])
    headers = [str(cell.value) for cell in cells[0]]
    if headers != [column.name for column in table.tableColumns]:
        yield "the table's headers are not those of its cells"
    if len(set(headers)) != len(headers) or not all(header.strip() for header in headers):
        yield "headers are blank or not unique"
    if any(cell.value in {None, ""} for row in cells for cell in row):
        yield "an empty cell without explanation"
    if sheet.print_title_rows != f"${cells[0][0].row}:${cells[0][0].row}":
        yield "the header does not repeat in print"
    if sheet.freeze_panes != f"A{cells[0][0].row + 1}":
        yield "the header is not frozen"
    if sheet.max_row != cells[-1][0].row or sheet.max_column != cells[0][-1].column:
        yield "something stands outside the table"
    for index, header in enumerate(headers):
        column = [row[index] for row in cells[1:]]
        if _ID_HEADERS.search(header) and any(not isinstance(c.value, str) for c in column):
            yield f"{header} is not text"
        if _ID_HEADERS.search(header) and any(c.number_format != "@" for c in column):
            yield f"{header} has no text format"
        texts = not any(isinstance(cell.value, int | float) for cell in column)
        if texts and not all(cell.alignment.wrap_text for cell in column):
            yield f"{header} is not wrapped"
        width = sheet.column_dimensions[column[0].column_letter].width
        if width < min(len(header) * 2, 30):
            yield f"{header} is too narrow"
    for row in cells[1:]:
        grounds = {cell.fill.fgColor.rgb for cell in row if cell.fill.fill_type == "solid"}
        words = [c.value for c in row if isinstance(c.value, str) and c.value not in {"", "—"}]
        if grounds and not any("日" in word or "年月" in word for word in words):
            yield f"row {row[0].row} has a colour without a word"


def _cell_flaws(cell: Cell) -> Iterator[str]:
    if float(cell.font.sz) < 10:
        yield f"{cell.coordinate} below 10 pt"
    ink = _rgb(cell.font.color.rgb if cell.font.color else None, "000000")
    ground = _rgb(cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None, "FFFFFF")
    if contrast(ink, ground) < 4.5:
        yield f"{cell.coordinate} has a contrast of {contrast(ink, ground):.1f}"
    if any(
        ink in one and ground in other for one, other in (_FORBIDDEN_PAIR, _FORBIDDEN_PAIR[::-1])
    ):
        yield f"{cell.coordinate} pairs red and green"


def _rgb(value: object, default: str) -> str:
    return value[-6:].upper() if isinstance(value, str) and len(value) >= 6 else default


def contrast(ink: str, ground: str) -> float:
    """The contrast of two colours by WCAG 2, 1 to 21."""
    one, other = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
