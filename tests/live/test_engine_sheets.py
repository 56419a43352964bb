"""The engine in Excel's place: books, sheets, names, tables, selections."""

import os
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.live.engine import ComError, counting


def saved(excel: xw.App, path: Path) -> xw.Book:
    book = excel.books.add()
    book.save(path)
    return book


def test_a_saved_book_takes_its_files_name(excel: xw.App, tmp_path: Path) -> None:
    book = excel.books.add()
    assert (book.name, book.fullname, book.api.Path) == ("Book1", "Book1", "")
    book.sheets[0]["A1"].value = "在"
    assert not book.api.Saved
    book.save(tmp_path / "一.xlsx")
    assert book.api.Saved
    assert (book.name, book.api.Path) == ("一.xlsx", str(tmp_path))
    book.save(tmp_path / "二.xlsx")
    assert book.fullname == str(tmp_path / "二.xlsx") == book.api.FullName
    assert [each.name for each in excel.books] == ["二.xlsx"]
    assert openpyxl.load_workbook(tmp_path / "二.xlsx").active["A1"].value == "在"


def test_what_was_saved_is_there_when_opened_again(excel: xw.App, tmp_path: Path) -> None:
    book = saved(excel, tmp_path / "book.xlsx")
    sheet = book.sheets[0]
    sheet["A1:A2"].number_format = "@"
    sheet["A1"].value = [["00012"], ["=1+1"]]
    sheet["B1"].value = [["2026-03-01", True, "=NA()", 0.5]]
    sheet["B2"].color = "#ffcc00"
    sheet["C:C"].column_width = 20
    book.save()
    book.close()
    sheet = excel.books.open(tmp_path / "book.xlsx").sheets[0]
    assert sheet["A1:A2"].value == ["00012", "=1+1"]
    assert sheet["A1:A2"].number_format == "@"
    assert sheet["B1:E1"].options(err_to_str=True).value[1:] == [True, "#N/A", 0.5]
    assert sheet["B1"].value.isoformat() == "2026-03-01T00:00:00"
    assert sheet["B1"].number_format == "yyyy/m/d"
    assert sheet["B2"].color == (255, 204, 0)
    assert sheet["C1"].column_width == 20


def test_a_book_is_opened_once(excel: xw.App, tmp_path: Path) -> None:
    book = saved(excel, tmp_path / "book.xlsx")
    assert excel.books.open(tmp_path / "book.xlsx") == book
    other = tmp_path / "other"
    other.mkdir()
    os.link(tmp_path / "book.xlsx", other / "linked.xlsx")
    saved(excel, other / "third.xlsx").close()
    (other / "third.xlsx").rename(other / "book.xlsx")
    with pytest.raises(ValueError, match="two workbooks"):
        excel.books.open(other / "book.xlsx")


def test_a_book_opened_for_reading_is_not_saved_over(excel: xw.App, tmp_path: Path) -> None:
    saved(excel, tmp_path / "book.xlsx").close()
    book = excel.books.open(tmp_path / "book.xlsx", read_only=True)
    assert book.api.ReadOnly
    book.sheets[0]["A1"].value = 1
    with pytest.raises(ComError):
        book.save()
    book.save(tmp_path / "copy.xlsx")


def test_the_book_last_opened_or_activated_is_the_active_one(excel: xw.App) -> None:
    first, second = excel.books.add(), excel.books.add()
    assert excel.books.active == second
    first.activate()
    assert excel.books.active == first == xw.books.active
    first.close()
    assert excel.books.active == second


def test_custom_properties_are_read(excel: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    made = openpyxl.Workbook()
    made.custom_doc_props.append(
        openpyxl.packaging.custom.StringProperty(name="gjj-xl.business", value="missed")
    )
    made.save(path)
    properties = excel.books.open(path).api.CustomDocumentProperties
    assert [(one.Name, one.Value) for one in properties] == [("gjj-xl.business", "missed")]
    assert properties("gjj-xl.business").Value == "missed"
    with pytest.raises(ComError):
        properties("没有")


def test_a_held_sheet_stays_the_same_when_it_is_renamed_and_moved(excel: xw.App) -> None:
    book = excel.books.add()
    sheet = book.sheets[0]
    cell = sheet["A1"]
    cell.value = "我"
    book.sheets.add("前", before=sheet)
    held = book.sheets["Sheet1"]
    held.name = "新名"
    assert (sheet.name, sheet.index) == ("新名", 2)
    sheet.move(before=book.sheets[0])
    assert (held.name, held.index) == ("新名", 1)
    assert (cell.value, cell.sheet.name) == ("我", "新名")
    assert book.sheet_names == ["新名", "前"]


@pytest.mark.parametrize("name", ["x" * 32, "a/b", "SHEET2", "'x", "a:b"])
def test_a_bad_or_taken_sheet_name_is_refused(excel: xw.App, name: str) -> None:
    book = excel.books.add()
    book.sheets.add("Sheet2")
    with pytest.raises(ComError):
        book.sheets["Sheet1"].impl.name = name
    assert sorted(book.sheet_names) == ["Sheet1", "Sheet2"]


def test_new_sheets_go_where_they_are_told_and_become_active(excel: xw.App) -> None:
    book = excel.books.add()
    assert book.sheets.add().name == "Sheet2"
    book.sheets.add("尾", after=book.sheets[-1])
    book.sheets.add("中", before=book.sheets["尾"])
    assert book.sheet_names == ["Sheet2", "Sheet1", "中", "尾"]
    assert book.sheets.active.name == "中"
    assert "中" not in [sheet.name for sheet in book.sheets if sheet.index != 3]


def test_sheets_are_hidden_very_hidden_and_never_all(excel: xw.App) -> None:
    book = excel.books.add()
    first, second = book.sheets[0], book.sheets.add("二", after=book.sheets[0])
    assert first.visible == -1
    second.visible = False
    assert (second.visible, book.sheets.active) == (0, first)
    second.visible = 2
    assert second.visible == 2
    with pytest.raises(ComError):
        second.activate()
    for action in (lambda: setattr(first, "visible", False), first.delete):
        with pytest.raises(ComError):
            action()
    second.visible = True
    assert second.visible == -1
    second.activate()
    assert book.sheets.active == second


def test_a_sheet_copied_into_another_book_brings_everything(excel: xw.App) -> None:
    source, target = excel.books.add(), excel.books.add()
    sheet = source.sheets[0]
    sheet["A1:A2"].number_format = "@"
    sheet["A1"].value = [["0001", 5], ["x", "=B1*2"]]
    sheet["B1"].color = (0, 128, 255)
    sheet["A:A"].column_width = 30
    sheet["3:3"].rows.hidden = True
    sheet.api.Protect("p", UserInterfaceOnly=True)
    copied = sheet.copy(after=target.sheets[0], name="抄")
    assert copied.book == target
    assert target.sheet_names == ["Sheet1", "抄"]
    assert copied["A1:B2"].value == [["0001", 5], ["x", 10]]
    assert copied["A1:A2"].number_format == "@"
    assert copied["B1"].color == (0, 128, 255)
    assert copied["A1"].column_width == 30
    assert copied["A3"].rows.hidden is True
    assert copied.api.ProtectContents
    with pytest.raises(ComError):
        copied["A1"].value = 1
    assert target.sheets.active == copied


def test_a_copy_in_the_same_book_is_numbered(excel: xw.App) -> None:
    book = excel.books.add()
    assert book.sheets[0].copy().name == "Sheet1 (2)"
    assert book.sheets[0].copy(before=book.sheets[0]).name == "Sheet1 (3)"
    assert book.sheet_names == ["Sheet1 (3)", "Sheet1", "Sheet1 (2)"]


def test_the_used_range_is_where_there_is_content(sheet: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["C3"].value = "x"
    sheet["B9"].formula = "=1"
    sheet["Z99"].color = (1, 2, 3)
    assert sheet.used_range.address == "$B$3:$C$9"
    assert sheet["C3"].current_region.address == "$C$3"


def test_addresses_of_every_kind(excel: xw.App, tmp_path: Path) -> None:
    book = saved(excel, tmp_path / "a b.xlsx")
    sheet = book.sheets[0]
    assert sheet["b2:a1"].address == "$A$1:$B$2"
    assert sheet["3:5"].address == "$3:$5"
    assert sheet["A:C"].address == "$A:$C"
    assert sheet[(slice(0, 3), slice(1, 2))].address == "$B$1:$B$3"
    assert sheet.range((2, 3)).address == "$C$2"
    assert sheet.range((1, 1), (2, 2)).address == "$A$1:$B$2"
    assert sheet.range(sheet["B2"], sheet["A4"]).address == "$A$2:$B$4"
    assert sheet["A1:B2"].get_address(False, True) == "$A1:$B2"
    assert sheet["A1"].get_address(include_sheetname=True) == "'Sheet1'!$A$1"
    assert sheet["A1"].get_address(external=True) == "'[a b.xlsx]Sheet1'!$A$1"
    for wrong in ("XFE1", "A1048577", "nope", "A1:", "A0"):
        with pytest.raises(ComError):
            _ = sheet[wrong]


def test_several_areas_are_one_range(excel: xw.App, sheet: xw.Sheet) -> None:
    cells = sheet["A2:C4,A9:C9"]
    assert cells.address == "$A$2:$C$4,$A$9:$C$9"
    assert (cells.row, cells.shape, cells.count) == (2, (3, 3), 12)
    cells.color = (1, 2, 3)
    assert sheet["B9"].color == (1, 2, 3)
    assert sheet["B5"].color is None
    cells.select()
    assert excel.selection.address == "$A$2:$C$4,$A$9:$C$9"
    sheet["1:1"].insert("down")
    assert excel.selection.address == "$A$3:$C$5,$A$10:$C$10"


def test_an_address_of_many_areas_is_cut_at_255_characters(sheet: xw.Sheet) -> None:
    text = ",".join(f"A{row}" for row in range(1, 124, 2))
    assert len(text) <= 255
    cells = sheet[text]
    assert cells.count == 62
    assert len(cells.address) <= 255
    assert cells.address.endswith(",$A$85")
    with pytest.raises(ComError):
        _ = sheet[text + ",A125,A127"]


def test_cells_are_selected_on_the_active_sheet_only(excel: xw.App) -> None:
    book = excel.books.add()
    first = book.sheets[0]
    assert excel.selection.address == "$A$1"
    second = book.sheets.add(after=first)
    with pytest.raises(ComError):
        first["B2"].select()
    second["C3"].select()
    assert (book.selection.sheet, book.selection.address) == (second, "$C$3")
    first.activate()
    assert excel.selection.address == "$A$1"


def test_names_mean_ranges_constants_and_formulas(excel: xw.App) -> None:
    book = excel.books.add()
    sheet = book.sheets[0]
    other = book.sheets.add("参 数", after=sheet)
    book.names.add("rates", "='参 数'!$A$1:$B$2")
    book.names.add("limit", "=5000")
    book.names.add("total", "=SUM('参 数'!$A$1:$B$2)")
    other.names.add("own", "='参 数'!$C$1")
    other["A1"].value = [[1, 2], [3, 4]]
    assert [name.name for name in book.names] == ["limit", "'参 数'!own", "rates", "total"]
    assert book.names["RATES"].refers_to == "='参 数'!$A$1:$B$2"
    assert book.names["rates"].refers_to_range.value == [[1, 2], [3, 4]]
    assert book.names["total"].refers_to == "=SUM('参 数'!$A$1:$B$2)"
    for constant in ("limit", "total"):
        with pytest.raises(ComError):
            _ = book.names[constant].refers_to_range
    assert other.names["own"].refers_to_range.address == "$C$1"
    assert "rates" in book.names
    assert "nope" not in book.names
    assert other["rates"].address == "$A$1:$B$2"
    sheet["A1"].formula = "=total+limit"
    assert sheet["A1"].value == 5010
    book.names["limit"].refers_to = "=1"
    assert sheet["A1"].value == 11
    del book.names["limit"]
    assert len(book.names) == 3
    sheet["D4"].name = "here"
    assert book.names["here"].refers_to == "=Sheet1!$D$4"
    assert sheet["D4"].name.name == "here"
    assert sheet["D5"].name is None


def test_a_name_follows_its_cells_and_dies_with_them(excel: xw.App) -> None:
    book = excel.books.add()
    sheet = book.sheets[0]
    sheet["B3"].name = "here"
    sheet["1:1"].insert("down")
    assert book.names["here"].refers_to == "=Sheet1!$B$4"
    sheet["4:4"].delete()
    assert "#REF!" in book.names["here"].refers_to
    with pytest.raises(ComError):
        _ = book.names["here"].refers_to_range


def test_tables_have_headers_bodies_and_sizes(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["姓名", "月"], ["甲", 1], ["乙", 2]]
    table = sheet.tables.add(sheet["B2:C4"], name="tbl_x")
    assert sheet.tables["TBL_X"].range.address == "$B$2:$C$4"
    assert table.header_row_range.value == ["姓名", "月"]
    assert table.data_body_range.address == "$B$3:$C$4"
    assert sheet["C3"].table == table
    assert sheet["D3"].table is None
    assert sheet["tbl_x"].address == "$B$3:$C$4"
    assert sheet["tbl_x[月]"].address == "$C$3:$C$4"
    table.resize(sheet["B2:C9"])
    assert table.range.address == "$B$2:$C$9"
    with pytest.raises(ComError):
        table.resize(sheet["B3:C9"])
    with pytest.raises(ComError):
        sheet.tables.add(sheet["A1:B3"])


def test_the_tables_of_a_file_are_found(excel: xw.App, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["姓名", "倍"])
    made.active.append(["甲", '=LEN(tbl[[#This Row],[姓名]])&"x"'])
    made.active.add_table(openpyxl.worksheet.table.Table(displayName="tbl", ref="A1:B2"))
    made.save(tmp_path / "t.xlsx")
    sheet = excel.books.open(tmp_path / "t.xlsx").sheets[0]
    assert sheet.tables["tbl"].range.address == "$A$1:$B$2"
    assert sheet["B2"].formula == '=LEN(tbl[[#This Row],[姓名]])&"x"'


def test_notes_are_put_at_cells(sheet: xw.Sheet) -> None:
    assert sheet["B2"].note is None
    sheet["B2"].add_note("请核对")
    assert sheet["B2"].note.text == "请核对"
    assert [note.location.address for note in sheet.notes] == ["$B$2"]
    with pytest.raises(ValueError, match="already has a note"):
        sheet["B2"].add_note("再")
    sheet["B2"].note.text = "好"
    assert sheet["B2"].note.text == "好"
    sheet["B2"].note.delete()
    assert len(sheet.notes) == 0


def test_the_status_bar_is_excels_again_when_it_is_cleared(excel: xw.App) -> None:
    assert excel.status_bar is False
    excel.status_bar = "正在提交…"
    assert excel.status_bar == "正在提交…"
    excel.status_bar = None
    assert excel.status_bar is False
    assert excel.impl.excel.status_history == ["正在提交…", False]


def test_switches_stay_as_they_are_set(excel: xw.App) -> None:
    excel.books.add()
    for switch in ("screen_updating", "display_alerts", "enable_events", "interactive", "visible"):
        assert getattr(excel, switch) is True
        setattr(excel, switch, False)
        assert getattr(excel, switch) is False
    assert excel.api.Interactive is False
    assert excel.api.Ready is True
    assert excel.version.major == 16
    excel.calculation = "manual"
    assert excel.calculation == "manual"


def test_without_calculation_a_formula_waits(excel: xw.App) -> None:
    sheet = excel.books.add().sheets[0]
    sheet["A1"].value = [[1, "=A1*2"]]
    assert sheet["B1"].value == 2
    excel.calculation = "manual"
    sheet["A1"].value = 5
    assert sheet["B1"].value == 2
    excel.calculate()
    assert sheet["B1"].value == 10


def test_message_boxes_are_recorded_and_answered_from_a_script(excel: xw.App) -> None:
    assert excel.alert("好了", "公积金") == "ok"
    with pytest.raises(LookupError):
        excel.alert("提交？", buttons="yes_no")
    excel.impl.excel.answers.append("no")
    assert excel.alert("提交？", buttons="yes_no", mode="info") == "no"
    assert [prompt.text for prompt in excel.impl.excel.prompts] == ["好了", "提交？", "提交？"]


def test_panes_are_frozen_through_the_window(excel: xw.App, sheet: xw.Sheet) -> None:
    window = excel.api.ActiveWindow
    assert window.FreezePanes is False
    window.SplitRow, window.SplitColumn = 1, 2
    window.FreezePanes = True
    assert excel.api.ActiveWindow.FreezePanes is True
    assert excel.api.ActiveWindow.SplitRow == 1


def test_a_book_is_printed_to_pdf(excel: xw.App, tmp_path: Path) -> None:
    book = excel.books.add()
    book.sheets[0]["A1"].value = "x"
    book.to_pdf(tmp_path / "book.pdf")
    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF")


def test_looking_at_the_collections_is_counted(excel: xw.App) -> None:
    book = excel.books.add()
    with counting(excel) as calls:
        assert book in list(excel.books)
    assert calls.by_member["Books.__iter__"] == 1
