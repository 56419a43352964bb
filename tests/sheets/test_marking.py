"""Marks in the clerk's own workbook: written in one go, costing nothing that was in it."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from gjj_xl.rules.business import CHECK_HEADER, COMPARE_HEADER, MARKER_HEADERS, Business
from gjj_xl.rules.check import check
from gjj_xl.rules.report import Report
from gjj_xl.sheets.errors import InUse, NotEditable, Unreadable
from gjj_xl.sheets.layout import MARK_HEADER
from gjj_xl.sheets.marking import clear_marks, mark
from gjj_xl.sheets.reading import LiveSheet, read_live
from tests.oracle import ROSTER, make_terms
from tests.sheets.making import edit, employee, family, live, plain, to_xls

MISSED = Business.MISSED
BAD = {"name": "", "first_month": "2026", "rate": 99}


def report(path: Path) -> Report:
    return check(read_live(path).batch, make_terms(), ROSTER)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def words(sheet: LiveSheet, header: str) -> list[str]:
    return list(sheet.marks[header])


def test_each_error_of_a_row_is_told_with_its_column_and_marked(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, {}, BAD, {"first_month": "202604", "name": "张三"})
    out = tmp_path / "marked.xlsx"
    marked = mark(source, out, report(source))
    assert not marked.rebuilt
    assert marked.dropped == marked.notes == ()
    sheet = read_live(out)
    checks = words(sheet, CHECK_HEADER)
    assert checks[0] == ""
    for word in ("姓名为空", "起始年月长度错误", "缴存比例"):
        assert word in checks[1]
    assert words(sheet, MARK_HEADER)[1] == "|姓名|起始年月|缴存比例|"
    assert words(sheet, MARK_HEADER)[0] == ""


def test_only_the_batch_sheets_own_cells_differ_in_the_marked_file(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, {}, BAD)
    out = tmp_path / "marked.xlsx"
    mark(source, out, report(source))
    old, new = parts(source), parts(out)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]


def test_marking_and_clearing_leave_everything_else_as_it_was(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, {}, BAD)

    def add(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["C2"].comment = Comment("请核对", "王五")
        extra = book.create_sheet("我的表")
        extra["A1"] = "=SUM(B1:B3)"
        chart = BarChart()
        chart.add_data(Reference(extra, min_col=2, min_row=1, max_row=3))
        extra.add_chart(chart, "F4")
        sheet.column_dimensions["F"].width = 27.5

    edit(source, add)
    before = parts(source)
    marked, cleared = tmp_path / "marked.xlsx", tmp_path / "cleared.xlsx"
    mark(source, marked, report(source))
    assert {n for n, data in parts(marked).items() if data != before[n]} == {
        "xl/worksheets/sheet1.xml"
    }
    assert any(name.startswith("xl/charts/") for name in parts(marked))
    assert any("comment" in name for name in parts(marked))
    clear_marks(marked, cleared)
    sheet = read_live(cleared)
    for header in (CHECK_HEADER, COMPARE_HEADER, MARK_HEADER):
        assert set(words(sheet, header)) == {""}
    assert sheet.batch.columns == read_live(source).batch.columns


def test_a_macro_workbook_keeps_its_macros_as_xlsm_and_says_so_where_it_cannot(
    tmp_path: Path,
) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, BAD)
    with zipfile.ZipFile(tmp_path / "x.xlsm", "w") as made:
        for name, data in parts(source).items():
            content = data.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ).replace(
                b"</Types>",
                b'<Override PartName="/xl/vbaProject.bin" '
                b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
            )
            made.writestr(name, content)
        made.writestr("xl/vbaProject.bin", b"macro")
    source = tmp_path / "x.xlsm"
    kept = mark(source, tmp_path / "kept.xlsm", report(source))
    assert kept.dropped == ()
    assert parts(tmp_path / "kept.xlsm")["xl/vbaProject.bin"] == b"macro"
    lost = mark(source, tmp_path / "lost.xlsx", report(source))
    assert lost.dropped == ("宏",)
    assert "xl/vbaProject.bin" not in parts(tmp_path / "lost.xlsx")
    assert b"vba" not in parts(tmp_path / "lost.xlsx")["[Content_Types].xml"]


def test_words_of_an_earlier_check_are_gone_after_the_next(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, BAD, {})
    mark(source, source, report(source))
    assert words(read_live(source), CHECK_HEADER)[0]
    edit(
        source,
        lambda _, sheet: [
            sheet.__setitem__("C2", "张三"),
            sheet.__setitem__("D2", "202602"),
            sheet.__setitem__("E2", "202602"),
            sheet.__setitem__("G2", 8),
            sheet.__setitem__("B2", "000000000003"),
        ],
    )
    mark(source, source, report(source))
    assert MARK_HEADER in read_live(source).marks
    assert "姓名为空" not in words(read_live(source), CHECK_HEADER)[0]


def test_mismatches_go_to_their_own_column(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, {"name": "张叁"})
    out = tmp_path / "marked.xlsx"
    mark(source, out, report(source))
    sheet = read_live(out)
    assert words(sheet, CHECK_HEADER) == [""]
    assert "中心登记为“张三”" in words(sheet, COMPARE_HEADER)[0]
    mark(source, out, report(source), {2: "不一致"})
    assert words(read_live(out), COMPARE_HEADER) == ["不一致"]


def test_marks_name_the_header_as_its_cell_writes_it(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, BAD)
    edit(source, lambda _, sheet: sheet.__setitem__("C1", "姓 名"))
    mark(source, source, report(source))
    assert "|姓 名|" in words(read_live(source), MARK_HEADER)[0]


def test_findings_of_the_header_are_told_beside_the_file(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, {})
    edit(source, lambda _, sheet: sheet.__setitem__("O1", "备注"))
    marked = mark(source, tmp_path / "out.xlsx", report(source))
    assert [finding.code for finding in marked.sheet_findings] == ["column-unknown"]
    assert any("备注" in note for note in marked.notes)


def test_a_sheet_without_our_columns_is_rebuilt_and_what_is_left_behind_is_said(
    tmp_path: Path,
) -> None:
    source = plain(tmp_path / "x.xlsx", MISSED, BAD, {})

    def add(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["J1"] = "备注"
        book.create_sheet("我的表")

    edit(source, add)
    out = tmp_path / "out.xlsx"
    marked = mark(source, out, report(source))
    assert marked.rebuilt
    assert {"工作表“我的表”", "“备注”列"} <= set(marked.dropped)
    assert "原文件没有改动" in marked.notes[-1]
    sheet = read_live(out)
    assert sheet.ours
    assert "姓名为空" in words(sheet, CHECK_HEADER)[0]
    assert words(sheet, MARK_HEADER)[0] == "|姓名|起始年月|缴存比例|"


@pytest.fixture
def old_xls(tmp_path: Path) -> Path:
    return to_xls(family(tmp_path / "f.xlsx", employee(1, name="")), tmp_path / "profile")


def test_an_old_xls_is_rebuilt_with_its_own_row_numbers_in_the_words(
    old_xls: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    marked = mark(old_xls, out, report(old_xls))
    assert marked.rebuilt
    assert "旧版 .xls 格式" in marked.dropped
    sheet = read_live(out)
    assert sheet.batch.business is Business.ADJUST
    assert words(sheet, CHECK_HEADER)[0].startswith("（原第 7 行）姓名为空")
    with pytest.raises(NotEditable):
        clear_marks(old_xls)


def test_blank_rows_of_a_rebuilt_sheet_stay_where_they_were(tmp_path: Path) -> None:
    source = plain(tmp_path / "x.xlsx", MISSED, {}, {}, {})

    def blank(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        for column in range(1, 10):
            sheet.cell(3, column).value = None

    edit(source, blank)
    out = tmp_path / "out.xlsx"
    mark(source, out, report(source))
    assert list(read_live(out).batch.rows) == [2, 4]


def test_a_sheet_in_an_unusual_spelling_is_rebuilt_too(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, BAD)
    content = parts(source)
    with zipfile.ZipFile(source, "w") as made:
        for name, data in content.items():
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<c r="A2"', b"<c r='A2'")
            made.writestr(name, data)
    assert mark(source, tmp_path / "out.xlsx", report(source)).rebuilt


def test_an_output_that_is_open_elsewhere_is_refused_and_stays(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, BAD)
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"as it was")
    (tmp_path / "~$out.xlsx").write_bytes(b"")
    with pytest.raises(InUse):
        mark(source, out, report(source))
    assert out.read_bytes() == b"as it was"
    with pytest.raises(Unreadable):
        mark(source, tmp_path / "nowhere" / "out.xlsx", report(source))
    assert not list(tmp_path.glob(".gjj-*"))


def test_texts_that_xml_cannot_hold_are_written_without_harm(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", MISSED, {"name": "<&>\"'_x0041_ 张"})
    out = tmp_path / "out.xlsx"
    mark(source, out, report(source), {2: "a\x01b <c> & _x0041_ \n行"})
    assert words(read_live(out), COMPARE_HEADER) == ["ab <c> & _x0041_ \n行"]


def test_a_sheet_of_twenty_thousand_rows_is_marked_in_a_moment(tmp_path: Path) -> None:
    source = tmp_path / "big.xlsx"
    with xlsxwriter.Workbook(source, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("批量漏缴补缴")
        headers = [*(c.header for c in MISSED.columns), *MARKER_HEADERS, MARK_HEADER]
        sheet.write_row(0, 0, headers)
        for row in range(1, 20_001):
            sheet.write_row(row, 0, [10, f"{row:012}", "", "202601", "202602", 5000, 8])
    out = tmp_path / "out.xlsx"
    assert not mark(source, out, report(source)).rebuilt
    assert all("姓名为空" in word for word in words(read_live(out), CHECK_HEADER))


def test_a_plain_macro_workbook_is_not_built_anew_under_a_name_that_excel_refuses(
    tmp_path: Path,
) -> None:
    source = plain(tmp_path / "x.xlsm", MISSED, BAD)
    with pytest.raises(NotEditable):
        mark(source, tmp_path / "marked.xlsm", report(source))
    assert not (tmp_path / "marked.xlsm").exists()
    assert mark(source, tmp_path / "marked.xlsx", report(source)).rebuilt
