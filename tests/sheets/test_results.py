"""Results in workbooks of their own, by the rules for sheets that people read."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gjj_xl.sheets.errors import InUse, Unreadable
from gjj_xl.sheets.results import (
    DATE_ONLY,
    EMPTY,
    MONTH_DIFFERS,
    NO_ROWS,
    ResultColumn,
    ResultSheet,
    Show,
    Value,
    date_word,
    most_urgent_first,
    tab_names,
    write_results,
)
from tests.sheets.readable import contrast, flaws

COLUMNS = (
    ResultColumn("行号", Show.COUNT),
    ResultColumn("个人客户号", Show.ID),
    ResultColumn("姓名"),
    ResultColumn("起始年月", Show.MONTH),
    ResultColumn("月均工资", Show.MONEY),
    ResultColumn("缴存比例", Show.RATE),
    ResultColumn("处理状态"),
    ResultColumn("处理时间", Show.TIME),
    ResultColumn("日期差异", Show.WORDS),
)


def row(number: int, word: str = "", **changes: Value) -> list[Value]:
    cells: dict[str, Value] = {
        "row": number,
        "client": f"{number:012}",
        "name": "张三",
        "month": "202601",
        "salary": 500050,
        "rate": 850,
        "state": "成功",
        "time": "2026-11-05 10:30",
        "word": word,
    }
    return list((cells | changes).values())


def sheet(name: str = "补缴", *rows: list[Value], **changes: object) -> ResultSheet:
    facts: dict[str, object] = {
        "title": "职工补缴信息查询 202611",
        "columns": COLUMNS,
        "rows": rows,
        "notes": ("查询时间：2026-11-05 10:30",),
        "highlight": "日期差异",
    }
    return ResultSheet(name, **(facts | changes))  # type: ignore[arg-type]


def test_a_workbook_of_results_keeps_every_rule_for_readers(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    rows = [row(1), row(2, MONTH_DIFFERS), row(3, DATE_ONLY), row(4, name=None, salary=None)]
    write_results(path, "查询结果", [sheet("补缴", *rows)])
    assert flaws(path) == []


def test_a_workbook_of_many_sheets_keeps_them_too_and_has_a_contents_sheet(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    wide = [ResultColumn(f"第{n}列", Show.WORDS) for n in range(30)]
    names = write_results(
        path,
        "查询结果",
        [
            sheet("补缴", row(1)),
            sheet("补缴", row(1), row(2)),
            sheet("空"),
            sheet("宽", ["字" * 80] * 30, columns=wide, highlight=None),
        ],
    )
    assert names == ("目录", "补缴", "补缴(2)", "空", "宽")
    assert flaws(path) == []
    book = openpyxl.load_workbook(path)
    assert [book["目录"].cell(r, 3).value for r in (3, 4, 5, 6)] == [1, 2, 0, 1]
    assert book["目录"]["A4"].hyperlink.location == "'补缴(2)'!A1"
    book.close()


def test_money_rates_and_identities_come_as_people_read_them(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    write_results(path, "结果", [sheet("补缴", row(1), row(2, salary=Decimal(700000), rate=800))])
    book = openpyxl.load_workbook(path)
    page = book["补缴"]
    assert [cell.value for cell in page[5]][:7] == [
        1, "000000000001", "张三", "202601", 5000.5, 8.5, "成功",
    ]  # fmt: skip
    assert page["E5"].number_format == "#,##0.00"
    assert (page["E6"].value, page["F6"].value) == (7000, 8)
    book.close()


def test_yellow_rows_say_why_they_are_yellow(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    write_results(path, "结果", [sheet("补缴", row(1, MONTH_DIFFERS), row(2))])
    book = openpyxl.load_workbook(path)
    page = book["补缴"]
    assert {cell.fill.fgColor.rgb for cell in page[5]} == {"FFF0E442"}
    assert page["I5"].value == "业务年月不同，请考虑漏缴补缴"
    assert {cell.fill.fill_type for cell in page[6]} == {None}
    book.close()


def test_the_words_of_the_yellow_rows() -> None:
    assert date_word("2026-11-05", "2026-11-05", "202611", "202611") == ""
    assert date_word("2026-11-05", "", "202611", "") == ""
    assert date_word("2026-11-05", "2026-11-06", "202611", "202611") == DATE_ONLY
    assert date_word("2026-11-19", "2026-11-23", "202611", "202612") == MONTH_DIFFERS


def test_rows_of_another_business_month_come_first_and_the_rest_keeps_its_order() -> None:
    rows = [row(1), row(2, DATE_ONLY), row(3, MONTH_DIFFERS), row(4), row(5, MONTH_DIFFERS)]
    assert [r[0] for r in most_urgent_first(rows, 8)] == [3, 5, 2, 1, 4]


def test_no_records_are_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    write_results(path, "结果", [sheet("补缴")])
    assert flaws(path) == []
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["补缴"][5]] == [NO_ROWS, *[EMPTY] * 8]
    book.close()


def test_rows_are_taken_from_a_generator_one_at_a_time(tmp_path: Path) -> None:
    taken: list[int] = []

    def rows() -> Iterator[list[Value]]:
        for number in range(1, 4):
            taken.append(number)
            yield row(number)

    write_results(tmp_path / "r.xlsx", "结果", [sheet("补缴", rows=rows())])
    assert taken == [1, 2, 3]


def test_text_never_becomes_a_formula_a_number_or_a_link(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    texts = ["=1+1", "00012", "http://example.cn", "@x"]
    write_results(path, "结果", [sheet("补缴", *[row(n, name=t) for n, t in enumerate(texts, 1)])])
    book = openpyxl.load_workbook(path)
    page = book["补缴"]
    assert [page.cell(r, 3).value for r in range(5, 9)] == texts
    assert {page.cell(r, 3).data_type for r in range(5, 9)} == {"s"}
    assert all(page.cell(r, 3).hyperlink is None for r in range(5, 9))
    book.close()


def test_tab_names_are_made_short_legal_and_unique() -> None:
    names = tab_names(["补缴[1]", "a/b:c*?", "x" * 40, "X" * 40, "", "目录"])
    assert names == ("补缴_1_", "a_b_c__", "x" * 31, "X" * 28 + "(2)", "结果", "目录(2)")


def test_headers_must_differ_and_rows_must_fit(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one header"):
        write_results(tmp_path / "a.xlsx", "x", [sheet("补缴", columns=(*COLUMNS, COLUMNS[0]))])
    with pytest.raises(ValueError, match="cells for"):
        write_results(tmp_path / "b.xlsx", "x", [sheet("补缴", [1, 2])])


def test_a_place_that_cannot_be_written_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        write_results(tmp_path / "nowhere" / "x.xlsx", "结果", [sheet("补缴", row(1))])
    with pytest.raises(Unreadable):
        write_results(tmp_path, "结果", [sheet("补缴", row(1))])
    (tmp_path / ".~lock.open.xlsx#").write_text(",王五,host,,;")
    with pytest.raises(InUse):
        write_results(tmp_path / "open.xlsx", "结果", [sheet("补缴", row(1))])


def test_the_reader_of_rules_finds_what_is_wrong(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["个人客户号", "个人客户号"])
    page.merge_cells("A2:B2")
    book.save(tmp_path / "bad.xlsx")
    book.close()
    found = " ".join(flaws(tmp_path / "bad.xlsx"))
    for flaw in ("no title", "no language", "merged cells", "one page wide", "one table", "12 pt"):
        assert flaw in found
    assert contrast("000000", "FFFFFF") == 21
