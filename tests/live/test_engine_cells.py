"""The engine in Excel's place: looks, moving, sorting, filtering, walking."""

from typing import Any

import pytest
import xlwings as xw

from tests.live.engine import ComError


def put(sheet: xw.Sheet, rows: int = 5) -> None:
    sheet["A1"].value = [["名", "数"]] + [[f"人{row}", row] for row in range(1, rows)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number_format", "0.00"),
        ("color", (255, 0, 0)),
        ("wrap_text", True),
        ("horizontal_alignment", "center"),
        ("vertical_alignment", "top"),
        ("column_width", 20.0),
        ("row_height", 30.0),
    ],
)
def test_a_format_that_is_not_the_same_everywhere_is_none(
    sheet: xw.Sheet, name: str, value: Any
) -> None:
    setattr(sheet["A1"], name, value)
    assert getattr(sheet["A1"], name) == value
    assert getattr(sheet["A1:B2"], name) is None
    setattr(sheet["A1:B2"], name, value)
    assert getattr(sheet["A1:B2"], name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("bold", True), ("italic", True), ("size", 14), ("color", (0, 0, 255)), ("name", "宋体")],
)
def test_a_font_that_is_not_the_same_everywhere_is_none(
    sheet: xw.Sheet, name: str, value: Any
) -> None:
    setattr(sheet["A1"].font, name, value)
    assert getattr(sheet["A1"].font, name) == value
    assert getattr(sheet["A1:A2"].font, name) is None


def test_a_truth_value_does_not_show_as_a_format(sheet: xw.Sheet) -> None:
    sheet["A1:A3"].value = [[True], [1], ["x"]]
    assert sheet["A1:A3"].number_format == "General"


@pytest.mark.parametrize(
    "code", ["@", "0%", "yyyy/m/d", 'yyyy"年"m"月"', "#,##0.00_ ", "[Red]0.00;-0.00", ";;;"]
)
def test_number_formats_come_back_as_given(sheet: xw.Sheet, code: str) -> None:
    sheet["B2"].number_format = code
    assert sheet["B2"].number_format == code


def test_a_colour_is_taken_in_three_ways_and_removed(sheet: xw.Sheet) -> None:
    for given in ((255, 128, 0), "#ff8000", 0x0080FF):
        sheet["A1"].color = given
        assert sheet["A1"].color == (255, 128, 0)
    sheet["A1"].color = None
    assert sheet["A1"].color is None


def test_hidden_rows_and_columns_are_true_false_or_mixed(sheet: xw.Sheet) -> None:
    assert sheet["A1:C9"].rows.hidden is False
    sheet["A3:A4"].rows.hidden = True
    sheet["B:B"].columns.hidden = True
    assert sheet["A3:B4"].rows.hidden is True
    assert sheet["A1:B4"].rows.hidden is None
    assert sheet["A1:B4"].columns.hidden is None
    assert sheet["B1"].columns.hidden is True
    assert sheet["A3"].row_height == 0
    assert sheet["B3"].column_width == 0
    sheet["A1:C9"].rows.hidden = False
    assert sheet["A1:C9"].rows.hidden is False


def test_autofit_widens_a_column(sheet: xw.Sheet) -> None:
    before = sheet["A1"].column_width
    sheet["A1"].value = "一二三四五六七八九十一二三四五六七八九十"
    sheet["A1"].columns.autofit()
    assert sheet["A1"].column_width > before


def test_merged_cells_are_true_false_or_mixed(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].merge()
    assert sheet["A1:B2"].merge_cells is True
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["A1:C1"].merge_cells is None
    assert sheet["C1"].merge_cells is False
    sheet["A1"].unmerge()
    assert sheet["A1:B2"].merge_cells is False
    assert sheet["A1:B2"].value == [[1, None], [None, None]]


def test_deleting_rows_moves_what_is_below_and_the_ranges_on_it(sheet: xw.Sheet) -> None:
    put(sheet, 6)
    below = sheet["A5:B6"]
    sheet["2:3"].delete()
    assert sheet["A1:A4"].value == ["名", "人3", "人4", "人5"]
    assert below.address == "$A$3:$B$4"
    assert below.value == [["人4", 4], ["人5", 5]]


def test_rows_of_several_areas_are_deleted_together(sheet: xw.Sheet) -> None:
    put(sheet, 8)
    sheet["2:3,5:5,7:7"].delete()
    assert sheet["A1:A5"].value == ["名", "人3", "人5", "人7", None]


def test_inserted_rows_look_like_the_one_above(sheet: xw.Sheet) -> None:
    put(sheet)
    sheet["A2:B2"].color = (9, 9, 9)
    sheet["3:4"].insert("down")
    assert sheet["A2:A5"].value == ["人1", None, None, "人2"]
    assert sheet["A3:B4"].color == (9, 9, 9)


def test_cells_are_inserted_and_deleted_within_rows_and_columns(sheet: xw.Sheet) -> None:
    put(sheet)
    sheet["A2"].insert("right")
    assert sheet["A2:C2"].value == [None, "人1", 1]
    sheet["A2"].delete("left")
    assert sheet["A2:C2"].value == ["人1", 1, None]
    sheet["A:A"].insert("right")
    assert sheet["B1"].value == "名"
    sheet["A:B"].delete()
    assert sheet["A1"].value == "数"


def test_rows_are_sorted_with_their_formats(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["名", "数"], ["b", 2], ["a", 3], ["c", 1], ["a", None]]
    sheet["A4:B4"].color = (1, 2, 3)
    sheet["A1:B5"].sort(2, has_headers=True)
    assert sheet["A1:A5"].value == ["名", "c", "b", "a", "a"]
    assert sheet["A2:B2"].color == (1, 2, 3)
    sheet["A1:B5"].sort([1, 2], [True, False], has_headers=True)
    assert sheet["A2:B5"].value == [["a", 3], ["a", None], ["b", 2], ["c", 1]]


def test_a_filter_hides_rows_and_is_seen(sheet: xw.Sheet) -> None:
    put(sheet, 6)
    assert (sheet.api.FilterMode, sheet.api.AutoFilterMode) == (False, False)
    cells = sheet["A1:B6"]
    cells.autofilter.apply_values(1, ["人2", "人4"])
    assert (sheet.api.FilterMode, sheet.api.AutoFilterMode) == (True, True)
    shown = [area.address for area in cells.get_special_cells("visible")]
    assert shown == ["$A$1:$B$1", "$A$3:$B$3", "$A$5:$B$5"]
    assert cells.autofilter.criteria[0].values == ["人2", "人4"]
    with pytest.raises(ValueError, match="different range"):
        sheet["A1:A6"].autofilter.apply_values(1, ["x"])
    cells.autofilter.apply_comparison(2, "greater_than", 2)
    assert len(cells.get_special_cells("visible")) == 2
    sheet.api.ShowAllData()
    assert sheet.api.FilterMode is False
    with pytest.raises(ComError):
        sheet.api.ShowAllData()


def test_values_are_written_into_filtered_rows_too(sheet: xw.Sheet) -> None:
    put(sheet, 6)
    sheet["A1:B6"].autofilter.apply_values(1, ["人2"])
    sheet["C2"].value = [["甲"], ["乙"], ["丙"], ["丁"], ["戊"]]
    assert sheet["C2:C6"].value == ["甲", "乙", "丙", "丁", "戊"]
    assert sheet.api.FilterMode


def test_a_tables_filter_is_its_own(sheet: xw.Sheet) -> None:
    put(sheet, 6)
    table = sheet.tables.add(sheet["A1:B6"], name="tbl")
    table.autofilter.apply_values(1, ["人2"])
    assert sheet.api.FilterMode
    assert not sheet.api.AutoFilterMode
    table.autofilter.clear()
    assert not sheet.api.FilterMode


def test_the_end_of_a_block_is_found_as_by_ctrl_and_arrow(sheet: xw.Sheet) -> None:
    put(sheet, 6)
    sheet["A9"].value = "远"
    assert sheet["A1"].end("down").address == "$A$6"
    assert sheet["A6"].end("down").address == "$A$9"
    assert sheet["A9"].end("down").address == "$A$1048576"
    assert sheet["A1048576"].end("up").address == "$A$9"
    assert sheet["A1"].end("right").address == "$B$1"
    assert sheet["B1"].end("right").address == "$XFD$1"
    assert sheet["B5"].end("left").address == "$A$5"
    sheet["9:9"].rows.hidden = True
    assert sheet["A1048576"].end("up").address == "$A$6"


def test_cells_of_a_kind_are_found(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["x", 1], [None, "=B1"], ["y", None]]
    cells = sheet["A1:B3"]
    assert [a.address for a in cells.get_special_cells("blanks")] == ["$A$2", "$B$3"]
    assert [a.address for a in cells.get_special_cells("formulas")] == ["$B$2"]
    numbers = cells.get_special_cells("constants", "numbers")
    assert [a.address for a in numbers] == ["$B$1"]


def test_copying_takes_everything_along_pasting_values_only_those(excel: xw.App) -> None:
    book, other = excel.books.add(), excel.books.add()
    sheet = book.sheets[0]
    sheet["A1"].number_format = "@"
    sheet["A1"].value = [["0012", 2, "=B1*2", True]]
    sheet["A1:D1"].color = (1, 2, 3)
    sheet["A1:D1"].copy(sheet["A3"])
    assert sheet["A3:D3"].value == ["0012", 2, 4, True]
    assert sheet["C3"].formula == "=B3*2"
    assert sheet["A3"].color == (1, 2, 3)
    target = other.sheets[0]
    sheet["A1:D1"].copy()
    assert excel.cut_copy_mode == "copy"
    target["B2"].paste("values")
    assert target["B2:E2"].value == ["0012", 2, 4, True]
    assert target["D2"].formula == "4"
    assert target["B2:E2"].color is None
    target["B4"].paste()
    assert target["B4"].color == (1, 2, 3)
    assert target["B4"].number_format == "@"
    assert other.sheet_names == ["Sheet1"]
    target["B6"].value = "x"
    target["B6"].paste("formats")
    assert target["B6"].value == "x"
    assert target["C6"].color == (1, 2, 3)
    target["G1"].paste("values", transpose=True)
    assert target["G1:G4"].value == ["0012", 2, 4, True]
    excel.cut_copy_mode = False
    with pytest.raises(ComError):
        target["A9"].paste()


def test_contents_formats_or_both_are_cleared(sheet: xw.Sheet) -> None:
    for clear, value, colour in (
        ("clear_contents", None, (1, 2, 3)),
        ("clear_formats", "x", None),
        ("clear", None, None),
    ):
        sheet["A1"].value = "x"
        sheet["A1"].color = (1, 2, 3)
        getattr(sheet["A1"], clear)()
        assert (sheet["A1"].value, sheet["A1"].color) == (value, colour)


def test_a_link_is_added_to_a_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://example.cn/", "公积金")
    assert sheet["A1"].hyperlink == "https://example.cn/"
    assert sheet["A1"].value == "公积金"
    with pytest.raises(Exception, match="hyperlink"):
        _ = sheet["A2"].hyperlink


def test_xlwings_expands_over_filled_cells(sheet: xw.Sheet) -> None:
    put(sheet, 6)
    assert sheet["A1"].expand().address == "$A$1:$B$6"
    assert sheet["A1"].options(expand="down").value[-1] == "人5"
    assert len(sheet["A1:B3"][0:0, 0:1]) == 0
