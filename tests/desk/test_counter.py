"""柜面办理 on files: rows leave whole, come back as they were, and never get lost or doubled."""

import datetime as dt
import itertools
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from gjj_xl.desk import counter
from gjj_xl.desk.checking import check_live
from gjj_xl.desk.errors import (
    ChangedMeanwhile,
    NoCounterSheet,
    NotForCounter,
    OtherCounterSheet,
    SentAlready,
)
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.counterlist import COUNTER_SHEET, KEPT_HEADER, find_counters
from gjj_xl.sheets.errors import (
    BookLocked,
    NameTaken,
    NotABatch,
    NotEditable,
    Reason,
    RowsFiltered,
    RowsTied,
    RowTooLong,
    SheetLocked,
)
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.reading import read_live
from gjj_xl.sheets.stamp import stamp_sent
from tests.desk import killed_moving
from tests.desk.killed import DIED
from tests.office import Office, office  # noqa: F401 - the fixture
from tests.oracle import ROSTER, make_terms
from tests.sheets.making import edit, live, plain
from tests.sheets.test_stamp import STAMP

REGISTER, MISSED = Business.REGISTER, Business.MISSED
LONG, LONGER = "欧阳上官司马诸葛", "阿卜杜拉艾合买提买买提江"
TODAY = dt.date(2026, 11, 24)
MIXED = ({"name": "张三"}, {"name": LONG}, {"name": "李四", "salary": "八千"}, {"name": LONGER})
"""Of these, sheet rows 3 and 5 belong to the counter."""

Record = tuple[Cell, ...]


def found(path: Path) -> counter.Leaving:
    return counter.leaving(check_live(read_live(path), make_terms(), ROSTER))


def move(path: Path, rows: Sequence[int] | None = None) -> counter.Taken:
    """Move the rows of a file that belong to the counter (or these of them)."""
    chosen = found(path) if rows is None else found(path).only(rows)
    with FileSurface(path) as surface:
        taken = counter.take_out(surface, chosen, TODAY)
        surface.save()
    return taken


def back(path: Path) -> counter.Restored:
    with FileSurface(path) as surface:
        restored = counter.restore(surface, read_live(path))
        surface.save()
    return restored


def records(path: Path) -> list[Record]:
    """What the clerk has typed, record by record."""
    batch = read_live(path).batch
    assert not batch.gaps
    typed = [batch.columns[c.field] for c in batch.business.columns if not c.computed]
    return list(zip(*typed, strict=True))


def on_counter(path: Path) -> list[list[Cell]]:
    """The rows of the sheet 柜面办理, as they are printed."""
    with FileSurface(path) as surface:
        ((_, block, header),) = find_counters(surface.pages())
        first = range(header + 1, block.bottom + 1)
        return [list(block.row(row)) for row in first if isinstance(block.cell(row, 0), float)]


def test_rows_leave_the_sheet_whole_and_the_others_close_up(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    taken = move(path)
    assert (taken.sheet, taken.count, taken.on_sheet, taken.left) == (COUNTER_SHEET, 2, 2, 2)
    assert records(path) == [before[0], before[2]]
    assert [row[2] for row in on_counter(path)] == [LONG, LONGER]
    assert [row[3] for row in on_counter(path)] == [before[1][2], before[3][2]]
    assert [row[9] for row in on_counter(path)] == ["", ""]  # nothing is half done


def test_the_sheet_says_who_why_and_what_to_bring(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    move(path)
    with FileSurface(path) as surface:
        ((_, block, header),) = find_counters(surface.pages())
    head = " ".join(str(block.cell(row, 0)) for row in range(1, header))
    for words in (
        "职工登记",
        "杭州某某有限公司",
        "0123456789",
        "202611",
        "2026年11月24日",
        "共 2 人次",
    ):
        assert words in head
    row = on_counter(path)[0]
    assert "姓名长度超过5个汉字：共8个字" in str(row[6])
    assert "需至中心柜面由中心业务人员进行登记" in str(row[6])
    assert "职工身份证" in str(row[7])
    foot = " ".join(str(block.cell(row, 0)) for row in range(header + 3, block.bottom + 1))
    for words in (
        "所需资料与相关手续同一般柜面业务",
        "单位（公章）",
        "单位代理人（签名）",
        "中心经办人（签名）",
    ):
        assert words in foot


def test_an_example_unit_is_not_printed_as_the_clerks(tmp_path: Path) -> None:
    from gjj_xl.rules.terms import example_terms

    path = live(tmp_path / "a.xlsx", REGISTER, {"name": LONG}, terms=example_terms())
    chosen = counter.leaving(check_live(read_live(path), example_terms(), None))
    with FileSurface(path) as surface:
        counter.take_out(surface, chosen, TODAY)
        ((_, block, _),) = find_counters(surface.pages())
    assert "示例单位" not in str(block.cell(2, 0))


def test_rows_come_back_behind_the_last_record_with_every_value_as_it_was(tmp_path: Path) -> None:
    path = live(
        tmp_path / "a.xlsx",
        MISSED,
        {"name": "张叁", "client_number": "000000000001", "salary": 100.25, "amount": 7},
        {"client_number": "000000000003", "name": "王五"},
        {"name": "张叁", "client_number": 12.0, "first_month": 202601, "rate": "8"},
        {"name": "张叁", "salary": None, "last_month": "０２"},
    )
    before, computed = records(path), list(read_live(path).batch.columns["amount"])
    move(path)
    restored = back(path)
    assert (restored.count, restored.notes) == (2, ())
    assert records(path) == [before[index] for index in (1, 2, 0, 3)]
    assert list(read_live(path).batch.columns["amount"])[2] == computed[0] == 7
    with FileSurface(path) as surface:
        assert COUNTER_SHEET not in surface.sheets()


def test_the_clerks_own_columns_sheets_and_formats_stay_with_their_rows(tmp_path: Path) -> None:
    def own(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["P1"], sheet["Q1"] = "备注", "倍数"
        for row in range(2, 6):
            sheet[f"P{row}"] = f"00{row}"
            sheet[f"R{row}"] = row * 1.5
            sheet[f"Q{row}"] = f'=D{row}*2&"D{row}"&tbl_register[[#This Row],[姓名]]'
        sheet["R9"] = "不属于任何记录"
        sheet["D4"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")
        book.create_sheet("草稿")["A1"] = "=SUM(批量职工登记!D2:D5)"

    path = edit(live(tmp_path / "a.xlsx", REGISTER, *MIXED), own)
    move(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [sheet[f"P{row}"].value for row in (2, 3, 4)] == ["002", "004", None]
    assert [sheet[f"R{row}"].value for row in (2, 3, 4)] == [3, 6, None]
    assert sheet["Q3"].value == '=D3*2&"D4"&tbl_register[[#This Row],[姓名]]'
    assert sheet["D3"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["R7"].value == "不属于任何记录"  # as Excel does it, where rows are deleted
    back(path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet["R7"].value == "不属于任何记录"
    assert [sheet[f"P{row}"].value for row in range(2, 6)] == ["002", "004", "003", "005"]
    assert [sheet[f"R{row}"].value for row in range(2, 6)] == [3, 6, 4.5, 7.5]
    assert book["草稿"]["A1"].value == "=SUM(批量职工登记!D2:D5)"


def test_table_validations_and_formulas_reach_as_far_as_before(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = openpyxl.load_workbook(path).worksheets[0]
    move(path)
    after = openpyxl.load_workbook(path).worksheets[0]
    assert after.tables["tbl_register"].ref == before.tables["tbl_register"].ref
    assert str(after.conditional_formatting) != ""
    rules = [str(one.sqref) for one in after.data_validations.dataValidation]
    assert rules == [str(one.sqref) for one in before.data_validations.dataValidation]
    for row in range(2, after.max_row + 1):
        for column in "FGH":
            assert str(after[f"{column}{row}"].value).startswith("="), (column, row)
        assert after[f"C{row}"].number_format == "@"
    workbook = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    assert 'fullCalcOnLoad="1"' in workbook
    assert "_xlnm.Print_Titles" in workbook


def test_excel_would_open_the_file_without_a_word_at_every_step(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("openxml-audit")
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    move(path, [3])
    for step in (move, back):
        step(path)
        said = subprocess.run([program, path], capture_output=True, text=True, check=False)
        assert "expected to open cleanly (no findings)" in said.stdout, said.stdout


def test_a_file_that_an_office_program_has_saved_moves_its_rows_too(
    tmp_path: Path,
    office: Office,  # noqa: F811
) -> None:
    path = live(tmp_path / "made.xlsx", MISSED, {"name": "张叁"}, {}, {"name": "张叁"})
    saved = tmp_path / "saved.xlsx"
    with office.open(path) as book:
        book.save(saved, "Calc MS Excel 2007 XML")
    before = records(saved)
    assert move(saved).left == 1
    assert records(saved) == [before[1]]
    back(saved)
    assert records(saved) == [before[1], before[0], before[2]]


def test_more_rows_than_the_table_has_room_for_come_back_into_the_table(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, {}, *({"name": LONG} for _ in range(3)))
    move(path)

    def fill(_: openpyxl.Workbook, sheet: Worksheet) -> None:
        last = int(sheet.tables["tbl_register"].ref.rpartition("M")[2])
        for row in range(3, last + 1):
            for column, value in zip("ABCDE", (10, "张三", f"A{row}", 5000, 8), strict=True):
                sheet[f"{column}{row}"] = value

    edit(path, fill)
    count = len(records(path))
    back(path)
    assert len(records(path)) == count + 3
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.tables["tbl_register"].ref == f"A1:M{count + 4}"
    assert str(sheet[f"H{count + 4}"].value).startswith("=")
    assert sheet[f"C{count + 4}"].number_format == "@"


def test_a_second_run_puts_its_rows_behind_the_first(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    move(path, [5])
    taken = move(path)
    assert (taken.count, taken.on_sheet) == (1, 2)
    assert [row[2] for row in on_counter(path)] == [LONGER, LONG]
    back(path)
    assert sorted(map(repr, records(path))) == sorted(map(repr, before))


def test_identical_rows_are_moved_and_brought_back_one_by_one(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *({"name": LONG} for _ in range(3)))
    before = records(path)
    move(path, [2])
    move(path, [2])
    assert (len(records(path)), len(on_counter(path))) == (1, 2)
    back(path)
    assert records(path) == before


def change_counter(path: Path, change: Callable[[Worksheet, int], None]) -> None:
    def edited(book: openpyxl.Workbook, _: Worksheet) -> None:
        sheet = book[COUNTER_SHEET]
        header = next(
            row[0].row for row in sheet.iter_rows() if any(c.value == KEPT_HEADER for c in row)
        )
        change(sheet, header)

    edit(path, edited)


def test_what_the_clerk_corrects_on_the_sheet_comes_back_corrected(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    move(path)

    def correct(sheet: Worksheet, header: int) -> None:
        sheet.cell(header + 1, 3).value = "欧阳上官"
        sheet.cell(header + 2, 5).value = 6000.5
        sheet.cell(header + 2, 4).value = "330102199003071230"

    change_counter(path, correct)
    back(path)
    assert records(path)[2:] == [
        (10, "欧阳上官", *before[1][2:]),
        (10, LONGER, "330102199003071230", 6000.5, 8),
    ]


def test_a_row_that_the_clerk_deletes_stays_away_and_one_that_he_adds_comes_in(
    tmp_path: Path,
) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    move(path)

    def swap(sheet: Worksheet, header: int) -> None:
        sheet.delete_rows(header + 1)
        sheet.insert_rows(header + 2)
        for column, value in enumerate((10, "赵钱", "11010519491231002X", 4000, 8), 2):
            sheet.cell(header + 2, column).value = value

    change_counter(path, swap)
    with FileSurface(path) as surface:
        listed = counter.returning(surface, read_live(path))
    assert (listed.written, len(listed.rows)) == (2, 2)
    back(path)
    assert [record[1] for record in records(path)] == ["张三", "李四", LONGER, "赵钱"]


def test_a_hidden_cell_that_was_spoilt_falls_back_on_what_is_printed(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    move(path)

    def spoil(sheet: Worksheet, header: int) -> None:
        place = next(c.column for c in sheet[header] if c.value == KEPT_HEADER)
        sheet.cell(header + 1, place).value = '{"cells":[1]}'
        sheet.cell(header + 2, place).value = None

    change_counter(path, spoil)
    back(path)
    assert records(path)[2:] == [before[1], before[3]]


def test_a_sheet_whose_rows_are_all_gone_can_still_be_taken_away(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, {"name": LONG})
    move(path)
    assert records(path) == []
    change_counter(path, lambda sheet, header: sheet.delete_rows(header + 1))
    assert back(path).count == 0
    with FileSurface(path) as surface:
        assert COUNTER_SHEET not in surface.sheets()


def test_the_sheet_is_never_taken_for_a_batch(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", MISSED, {"name": "张叁"}, {})
    move(path)
    edit(path, lambda book, sheet: book.remove(sheet))
    with pytest.raises(NotABatch) as refused:
        read_live(path)
    assert refused.value.reason is Reason.NO_HEADER


# --- refused -----------------------------------------------------------------------------------


def protect(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.protection.sheet = True


def lock_structure(book: openpyxl.Workbook, _: Worksheet) -> None:
    book.security = WorkbookProtection(lockStructure=True)


def hide(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def note(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet["B4"].comment = Comment("他的", "我")


def link(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet["P4"].hyperlink = "https://example.com"


def merge(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet.merge_cells("P4:Q4")


def own_sheet(book: openpyxl.Workbook, _: Worksheet) -> None:
    book.create_sheet(COUNTER_SHEET)["A1"] = "我的"


def long_text(_: openpyxl.Workbook, sheet: Worksheet) -> None:
    sheet["P3"] = "长" * 32_000
    sheet["Q3"] = "长" * 2_000


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (protect, SheetLocked),
        (lock_structure, BookLocked),
        (hide, RowsFiltered),
        (note, RowsTied),
        (link, RowsTied),
        (merge, RowsTied),
        (own_sheet, NameTaken),
        (long_text, RowTooLong),
    ],
)
def test_what_must_not_be_changed_is_refused_and_left_as_it_is(
    tmp_path: Path, change: Callable[[openpyxl.Workbook, Worksheet], None], error: type[Exception]
) -> None:
    path = edit(live(tmp_path / "a.xlsx", REGISTER, *MIXED), change)
    before = path.read_bytes()
    with pytest.raises(error):
        move(path)
    assert path.read_bytes() == before


def test_a_filtered_sheet_is_refused(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    chosen = found(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(
                    b"</sheetData>",
                    b'</sheetData><autoFilter ref="A1:M5"><filterColumn colId="1">'
                    b'<filters><filter val="x"/></filters></filterColumn></autoFilter>',
                )
            new.writestr(name, data)
    with FileSurface(tmp_path / "b.xlsx") as surface, pytest.raises(RowsFiltered):
        counter.take_out(surface, chosen, TODAY)


def test_a_sent_sheet_neither_gives_nor_takes(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    move(path)
    stamp_sent(path, STAMP)
    before = path.read_bytes()
    with pytest.raises(SentAlready):
        back(path)
    with FileSurface(path) as surface, pytest.raises(SentAlready):
        counter.take_out(surface, found(path), TODAY)
    assert path.read_bytes() == before


def test_sheets_of_others_are_not_edited(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.xlsx", REGISTER, *MIXED)
    with pytest.raises(NotEditable):
        move(path)


def test_the_sheet_of_another_business_is_not_mixed_with_this_one(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    move(path)

    def other(sheet: Worksheet, header: int) -> None:
        for row in (header + 1, header + 2):
            for cell in sheet[row]:
                if isinstance(cell.value, str) and cell.value.startswith("{"):
                    cell.value = json.dumps(json.loads(cell.value) | {"business": "reduce"})

    change_counter(path, other)
    edit(path, lambda _, sheet: setattr(sheet["B2"], "value", LONG))
    with pytest.raises(OtherCounterSheet):
        move(path)
    with pytest.raises(OtherCounterSheet):
        back(path)


def test_a_sheet_that_changed_while_the_clerk_was_asked_is_left_alone(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    chosen = found(path)
    edit(path, lambda _, sheet: setattr(sheet["D2"], "value", 1))
    with FileSurface(path) as surface, pytest.raises(ChangedMeanwhile):
        counter.take_out(surface, chosen, TODAY)


def test_only_rows_that_belong_to_the_counter_can_be_named(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    with pytest.raises(NotForCounter) as refused:
        found(path).only({3, 4, 99})
    assert refused.value.listed == "4、99"


def test_without_the_sheet_nothing_comes_back(tmp_path: Path) -> None:
    with pytest.raises(NoCounterSheet):
        back(live(tmp_path / "a.xlsx", REGISTER, *MIXED))


# --- nothing lost, nothing doubled -------------------------------------------------------------


@pytest.mark.parametrize("way", ["out", "back"])
@pytest.mark.parametrize("moment", killed_moving.MOMENTS)
def test_a_program_that_is_killed_leaves_the_file_before_or_after_never_between(
    tmp_path: Path, way: str, moment: str
) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    if way == "back":
        move(path)
    untouched = path.read_bytes()
    command = [sys.executable, killed_moving.__file__, str(path), way, moment]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert ended.returncode == DIED, ended.stderr.decode()
    assert (path.read_bytes() == untouched) is (moment != "saved")
    gone = (way == "out") is (moment == "saved")
    assert len(records(path)) == (2 if gone else 4)
    if not gone:
        move(path)
    assert len(on_counter(path)) == 2
    back(path)
    assert sorted(map(repr, records(path))) == sorted(map(repr, before))


class Interrupted(Exception):
    """What a surface raises in the middle of a run."""


@contextmanager
def interrupted(surface: FileSurface, method: str, call: int) -> Iterator[None]:
    """Let a method fail at its n-th call; what was written before is saved, as Excel might."""
    real, calls = getattr(surface, method), itertools.count(1)

    def failing(*arguments: Any) -> Any:
        if next(calls) == call:
            raise Interrupted
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surface, method, failing)
        with pytest.raises(Interrupted):
            yield
    surface.save()


@pytest.mark.parametrize("again", ["out", "back"])
@pytest.mark.parametrize("method", ["delete_rows", "write_columns"])
def test_rows_on_their_way_out_are_neither_lost_nor_doubled_by_an_interruption(
    tmp_path: Path, method: str, again: str
) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    with FileSurface(path) as surface, interrupted(surface, method, 1):
        counter.take_out(surface, found(path), TODAY)
    if again == "out" and method == "delete_rows":
        assert move(path).on_sheet == 2
        assert records(path) == [before[0], before[2]]
    back(path)
    assert sorted(map(repr, records(path))) == sorted(map(repr, before))


def test_of_rows_taken_out_from_below_the_upper_ones_are_known_to_be_left(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    with FileSurface(path) as surface:
        real = surface.delete_rows
        with interrupted(surface, "write_columns", 1):
            surface.delete_rows = lambda sheet, rows: real(sheet, [max(rows)])
            counter.take_out(surface, found(path), TODAY)
    assert records(path) == before[:3]
    assert move(path).on_sheet == 2
    back(path)
    assert sorted(map(repr, records(path))) == sorted(map(repr, before))


def test_two_sheets_that_an_interruption_has_left_count_once(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *({"name": LONG} for _ in range(3)))
    before = records(path)
    move(path, [2])
    move(path, [2])

    def double(book: openpyxl.Workbook, _: Worksheet) -> None:
        sheet = book.copy_worksheet(book[COUNTER_SHEET])
        sheet.delete_rows(6)  # the older one had one row less
        name = book[COUNTER_SHEET].defined_names["gjj_results"]
        sheet.defined_names["gjj_results"] = DefinedName("gjj_results", attr_text=name.value)

    edit(path, double)
    with FileSurface(path) as surface:
        assert len(find_counters(surface.pages())) == 2
    back(path)
    assert records(path) == before
    with FileSurface(path) as surface:
        assert find_counters(surface.pages()) == []


@pytest.mark.parametrize("again", ["out", "back"])
@pytest.mark.parametrize(
    ("method", "call"), [("write_values", 1), ("write_values", 3), ("grow", 1), ("drop_sheet", 1)]
)
def test_rows_on_their_way_back_are_neither_lost_nor_doubled_by_an_interruption(
    tmp_path: Path, method: str, call: int, again: str
) -> None:
    path = live(tmp_path / "a.xlsx", REGISTER, *MIXED)
    before = records(path)
    move(path)
    with FileSurface(path) as surface, interrupted(surface, method, call):
        counter.restore(surface, read_live(path))
    if again == "out" and method == "drop_sheet":
        move(path)
        assert len(on_counter(path)) == 2
    back(path)
    assert sorted(map(repr, records(path))) == sorted(map(repr, before))


_NAMES = st.sampled_from(["张三", LONG, LONGER, " 李四 ", "王 五", "=1+1", "007", "阿·依江汗木"])
_IDS = st.one_of(
    st.sampled_from(["11010519491231002X", "330102199003071231", "A123", "033010219900307"]),
    st.from_regex(re.compile(r"[0-9]{17}[0-9X]", re.ASCII), fullmatch=True),
    st.just(110105194912310000.0),
)
_SALARIES = st.one_of(
    st.integers(1, 99_999_99).map(lambda fen: fen / 100),
    st.sampled_from(["八千", "8000", None, -1]),
)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": _NAMES, "id_number": _IDS, "salary": _SALARIES, "rate": st.sampled_from([8, 0.08])}
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, data=st.data())
def test_what_moves_out_and_back_is_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Mapping[str, Any]], data: st.DataObject
) -> None:
    path = live(tmp_path_factory.mktemp("counter") / "a.xlsx", REGISTER, *rows)
    before = records(path)
    for _ in range(2):
        here = [one.row for one in found(path).rows]
        if here:
            some = data.draw(st.lists(st.sampled_from(here), min_size=1, unique=True))
            move(path, some)
            assert len(records(path)) + len(on_counter(path)) == len(before)
    if len(records(path)) < len(before):
        back(path)
    assert sorted(map(repr, records(path))) == sorted(map(repr, before))
