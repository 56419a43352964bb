"""The engine in Excel's place: protected sheets."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from tests.live.engine import ComError

CHANGES: list[Callable[[xw.Sheet], object]] = [
    lambda sheet: setattr(sheet["A1"], "value", "x"),
    lambda sheet: setattr(sheet["A1:B2"], "value", [[1, 2], [3, 4]]),
    lambda sheet: setattr(sheet["A1"], "formula", "=1"),
    lambda sheet: sheet["A1"].clear_contents(),
    lambda sheet: sheet["2:2"].delete(),
    lambda sheet: sheet["2:2"].insert("down"),
    lambda sheet: setattr(sheet["A1"], "number_format", "@"),
    lambda sheet: setattr(sheet["A1"], "color", (1, 2, 3)),
    lambda sheet: setattr(sheet["A1"].font, "bold", True),
    lambda sheet: setattr(sheet["A1"].rows, "hidden", True),
    lambda sheet: setattr(sheet["A:A"], "column_width", 20),
    lambda sheet: sheet["A1:B2"].merge(),
    lambda sheet: sheet["A1:B3"].sort(1),
    lambda sheet: sheet["A1:B3"].autofilter.apply_values(1, ["1"]),
    lambda sheet: sheet["A1"].add_note("x"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_protected_sheet_refuses_every_change(
    sheet: xw.Sheet, change: Callable[[xw.Sheet], object]
) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet.api.Protect()
    with pytest.raises(ComError) as caught:
        change(sheet)
    assert caught.value.hresult == -2147352567
    assert sheet["A1:B2"].value == [[1, 2], [3, 4]]
    sheet.api.Unprotect()
    change(sheet)


@pytest.mark.parametrize("change", CHANGES[:-1])
def test_a_program_may_change_what_only_the_user_may_not(
    sheet: xw.Sheet, change: Callable[[xw.Sheet], object]
) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].autofilter.apply_values(1, ["1", "3"])
    sheet["A1:B2"].autofilter.clear()
    sheet.api.AutoFilterMode = False
    sheet.api.Protect("geheim", UserInterfaceOnly=True, AllowFiltering=True)
    if change is not CHANGES[13]:
        change(sheet)
    assert sheet.api.ProtectContents
    assert sheet.api.ProtectionMode


def test_unlocked_cells_can_be_written(sheet: xw.Sheet) -> None:
    sheet["B1:B3"].api.Locked = False
    assert sheet["A1:B3"].api.Locked is None
    sheet.api.Protect()
    sheet["B2"].value = "可以"
    assert sheet["B2"].value == "可以"
    with pytest.raises(ComError):
        sheet["A2:B2"].value = ["不", "行"]
    assert sheet["A2:B2"].value == [None, "可以"]


def test_what_is_allowed_is_possible(sheet: xw.Sheet) -> None:
    sheet.api.Protect(AllowFormattingCells=True, AllowInsertingRows=True)
    sheet["A1"].color = (255, 0, 0)
    sheet["1:1"].insert("down")
    assert sheet["A2"].color == (255, 0, 0)
    with pytest.raises(ComError):
        sheet["A:A"].column_width = 3


def test_tables_are_refused_even_to_programs(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", "乙"], [1, 2], [3, 4]]
    table = sheet.tables.add(sheet["A1:B2"], name="tbl")
    sheet.api.Protect(UserInterfaceOnly=True)
    with pytest.raises(ComError):
        table.resize(sheet["A1:B3"])


def test_unprotecting_needs_the_password(sheet: xw.Sheet) -> None:
    sheet.api.Protect(Password="geheim")
    for wrong in (None, "falsch"):
        with pytest.raises(ComError):
            sheet.api.Unprotect(wrong)
        assert sheet.api.ProtectContents
    sheet.api.Unprotect("geheim")
    assert not sheet.api.ProtectContents
    sheet.api.Unprotect()


def test_protecting_again_needs_the_password_too(sheet: xw.Sheet) -> None:
    sheet.api.Protect("geheim")
    with pytest.raises(ComError):
        sheet.api.Protect(UserInterfaceOnly=True)
    sheet.api.Protect("geheim", UserInterfaceOnly=True)
    sheet["A1"].value = 1
    assert sheet["A1"].value == 1


def test_protection_is_saved_and_its_leave_for_programs_is_not(
    excel: xw.App, tmp_path: Path
) -> None:
    path = tmp_path / "protected.xlsx"
    book = excel.books.add()
    book.sheets[0].api.Protect("geheim", UserInterfaceOnly=True)
    book.save(path)
    book.close()
    sheet = excel.books.open(path).sheets[0]
    assert sheet.api.ProtectContents
    with pytest.raises(ComError):
        sheet["A1"].value = 1
    sheet.api.Unprotect("geheim")
    sheet["A1"].value = 1
    assert sheet["A1"].value == 1
