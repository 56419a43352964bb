"""``gjj-xl template``: before any log-in, never over somebody's file."""

from pathlib import Path

import openpyxl

from gjj_xl.rules.business import Business
from tests.cli.conftest import Terminal


def test_all_five_are_written_before_any_log_in(terminal: Terminal) -> None:
    ran = terminal("template", "all", "--out", "sheets")
    assert ran.code == 0, ran.said
    made = {path.name for path in (terminal.folder / "sheets").iterdir()}
    assert made == {f"{business.value}.xlsx" for business in Business}
    assert "示例参数" in ran.out
    assert not (terminal.folder / "home").exists()


def test_the_batch_sheet_comes_first_with_its_headers_in_row_1(terminal: Terminal) -> None:
    terminal("template", "all", "--out", "sheets")
    for business in Business:
        book = openpyxl.load_workbook(terminal.folder / "sheets" / f"{business.value}.xlsx")
        sheet = book.worksheets[0]
        headers = [cell.value for cell in sheet[1]]
        wanted = [column.header for column in business.columns]
        assert headers[: len(wanted)] == wanted
        assert headers[len(wanted) : len(wanted) + 3] == ["校验结果", "核对结果", "处理结果"]
        assert book.sheetnames[1:] == ["参数", "填表说明"]


def test_a_file_that_is_there_is_kept_unless_forced(terminal: Terminal) -> None:
    path = terminal.folder / "missed.xlsx"
    path.write_bytes(b"mine")
    kept = terminal("template", "missed", "--out", ".")
    assert kept.code == 1
    assert "保留原文件" in kept.out
    assert path.read_bytes() == b"mine"
    forced = terminal("template", "missed", "--out", ".", "--force")
    assert forced.code == 0
    assert path.read_bytes() != b"mine"


def test_one_template_may_have_a_name_of_its_own(terminal: Terminal) -> None:
    ran = terminal("template", "reduce", "--out", "六月/减少.xlsx")
    assert ran.code == 0
    assert [path.name for path in (terminal.folder / "六月").iterdir()] == ["减少.xlsx"]


def test_terms_of_a_file_are_no_example(terminal: Terminal, terms_file: Path) -> None:
    ran = terminal("template", "missed", "--out", ".", "--terms", terms_file)
    assert ran.code == 0
    assert "示例参数" not in ran.out
    sheet = openpyxl.load_workbook(terminal.folder / "missed.xlsx")["参数"]
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "杭州某某有限公司" in " ".join(words)


def test_a_folder_that_cannot_be_made_is_told(terminal: Terminal) -> None:
    (terminal.folder / "file").write_text("x")
    ran = terminal("template", "missed", "--out", "file/sheets")
    assert ran.code == 2
    assert ran.err.strip()
