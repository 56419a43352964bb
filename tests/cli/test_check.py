"""``gjj-xl check``: the JSON that scripts rely on, exit codes, marking, and unusable input."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gjj_xl.rules.business import Business
from tests.cli.conftest import Terminal
from tests.oracle import GOOD

Fill = Callable[..., Path]


@pytest.fixture
def fill(terminal: Terminal, terms_file: Path) -> Fill:
    """Fill the template of a business from row 2 on, as a program would; good rows, changed."""

    def write(business: Business, *changes: Mapping[str, Any]) -> Path:
        terminal("template", business.value, "--out", ".", "--terms", terms_file, "--force")
        path = terminal.folder / f"{business.value}.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for row, change in enumerate(changes, start=2):
            for number, column in enumerate(business.columns, start=1):
                value = {**GOOD[business], **change}.get(column.field)
                if value is not None or not column.computed:
                    sheet.cell(row, number).value = value  # type: ignore[assignment]
        book.save(path)
        return path

    return write


def test_a_clean_sheet_exits_with_0(
    terminal: Terminal, fill: Fill, terms_file: Path, roster_file: Path
) -> None:
    path = fill(Business.MISSED, {})
    ran = terminal("check", path, "--json", "--terms", terms_file, "--roster", roster_file)
    assert ran.code == 0, ran.said
    said = ran.json()
    assert said["findings"] == []
    assert said["unchecked"] == []
    assert (said["file"], said["business"], said["rows"]) == (str(path), "missed", 1)
    assert said["count"] == 1
    # 5000.00 at 8% is 400 a side, 800 a month, for 202601-202603.
    assert said["amount"] == "2400.00"


def test_every_finding_of_every_row_comes_as_json(
    terminal: Terminal, fill: Fill, terms_file: Path, roster_file: Path
) -> None:
    path = fill(
        Business.MISSED,
        {},
        {"name": None, "first_month": "2026-1", "salary": 0},
        {"client_number": "12", "rate": 13},
    )
    ran = terminal("check", path, "--json", "--terms", terms_file, "--roster", roster_file)
    assert ran.code == 1
    said = ran.json()
    assert {(f["row"], f["code"]) for f in said["findings"]} == {
        (3, "name-empty"),
        (3, "first-month-format"),
        (3, "salary-not-positive"),
        (4, "client-number-length"),
        (4, "rate-range"),
    }
    assert (said["rows"], said["count"], said["amount"]) == (3, 1, "2400.00")
    for finding in said["findings"]:
        assert set(finding) == {
            "code", "severity", "row", "column", "cell", "message", "remedy",
        }  # fmt: skip
        assert finding["cell"].endswith(str(finding["row"]))
        assert finding["message"]
        assert finding["remedy"]


def test_a_sheet_without_records_is_no_good_result(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED)
    ran = terminal("check", path, "--terms", terms_file)
    assert ran.code == 2
    assert "没有记录" in ran.out
    assert "没有发现问题" not in ran.out
    assert terminal("check", path, "--terms", terms_file, "--json").json()["rows"] == 0


def test_hints_alone_leave_the_exit_code_at_0(
    terminal: Terminal, fill: Fill, terms_file: Path, roster_file: Path
) -> None:
    path = fill(Business.MISSED, {"first_month": 202601})
    ran = terminal("check", path, "--json", "--terms", terms_file, "--roster", roster_file)
    assert [f["code"] for f in ran.json()["findings"]] == ["month-as-number"]
    assert ran.code == 0


def test_a_question_alone_exits_with_1(
    terminal: Terminal, fill: Fill, terms_file: Path, roster_file: Path
) -> None:
    path = fill(Business.MISSED, {"name": "张山"})
    ran = terminal("check", path, "--json", "--terms", terms_file, "--roster", roster_file)
    assert [(f["code"], f["severity"]) for f in ran.json()["findings"]] == [
        ("name-differs", "question")
    ]
    assert ran.code == 1


def test_without_terms_and_roster_the_unchecked_rules_are_named(
    terminal: Terminal, fill: Fill
) -> None:
    path = fill(Business.MISSED, {"rate": 99})
    words = terminal("check", path)
    assert "没有检查" in words.out
    assert "缴存比例不在允许范围内" in words.out
    said = terminal("check", path, "--json").json()
    assert "rate-range" in said["unchecked"]
    assert "client-number-unknown" in said["unchecked"]
    assert said["findings"] == []


def test_the_marked_copy_tells_every_error_and_the_sheet_stays_as_it_was(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED, {"name": None, "salary": 0})
    before = path.read_bytes()
    ran = terminal("check", path, "--mark", "marked.xlsx", "--terms", terms_file)
    assert ran.code == 1
    assert path.read_bytes() == before
    sheet = openpyxl.load_workbook(terminal.folder / "marked.xlsx").worksheets[0]
    headers = {cell.value: cell.column for cell in sheet[1]}
    words = str(sheet.cell(2, headers["校验结果"]).value)
    assert "姓名为空" in words
    assert "月均工资不能为零或负数" in words


def test_marks_never_go_over_the_sheet_they_are_for(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED, {"name": None})
    before = path.read_bytes()
    for force in ((), ("--force",)):
        ran = terminal("check", path, "--mark", "./missed.xlsx", "--terms", terms_file, *force)
        assert ran.code == 2
        assert "换一个名称" in ran.err
    assert terminal("intake", path, "--out", path, "--force").code == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["marked.xls", "marked.xlsm", "marked", "none/marked.xlsx", "."])
def test_a_marked_copy_that_could_not_be_opened_is_refused(
    terminal: Terminal, fill: Fill, name: str
) -> None:
    path = fill(Business.MISSED, {})
    ran = terminal("check", path, "--mark", name, "--json")
    assert ran.code == 2
    assert "请" in ran.json()["message"] or ".xlsx" in ran.json()["message"]
    assert sorted(terminal.folder.glob("marked*")) == []


def test_an_earlier_marked_copy_is_kept_unless_the_clerk_says_yes(
    terminal: Terminal, fill: Fill
) -> None:
    path = fill(Business.MISSED, {})
    marked = terminal.folder / "marked.xlsx"
    marked.write_bytes(b"corrected in here")
    kept = terminal.typing("否\n", "check", path, "--mark", marked)
    assert kept.code == 1
    assert "保留原文件" in kept.out
    assert marked.read_bytes() == b"corrected in here"
    replaced = terminal.typing("是\n", "check", path, "--mark", marked)
    assert replaced.code == 0
    assert marked.read_bytes() != b"corrected in here"


def test_a_script_that_names_a_marked_copy_again_replaces_it(
    terminal: Terminal, fill: Fill
) -> None:
    path = fill(Business.MISSED, {})
    marked = terminal.folder / "marked.xlsx"
    marked.write_bytes(b"of the last run")
    assert terminal("check", path, "--mark", marked).code == 0
    assert marked.read_bytes() != b"of the last run"


def test_what_marking_leaves_out_is_told_as_json_too(terminal: Terminal, terms_file: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (
        [column.header for column in Business.MISSED.columns] + ["备注"],
        [GOOD[Business.MISSED].get(column.field) for column in Business.MISSED.columns] + ["x"],
    ):
        book.active.append(line)
    book.save(terminal.folder / "plain.xlsx")
    ran = terminal("check", "plain.xlsx", "--json", "--mark", "marked.xlsx", "--terms", terms_file)
    assert any("不含" in note and "备注" in note for note in ran.json()["notes"])


def test_an_error_of_the_whole_sheet_lets_no_row_be_called_ready(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED, {}, {"client_number": "000000000003"})
    terms = json.loads(terms_file.read_text("utf-8"))
    assert "可以发送 2 行" in terminal("check", path, "--terms", terms_file).out
    terms_file.write_text(json.dumps({**terms, "batch_limit": 1}), encoding="utf-8")
    said = terminal("check", path, "--terms", terms_file).out
    assert "没有错误 2 行" in said
    assert "可以发送" not in said


def test_a_fund_that_the_unit_has_not_is_told(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED, {})
    ran = terminal("check", path, "--json", "--fund", 12, "--terms", terms_file)
    assert [f["code"] for f in ran.json()["findings"]] == ["fund-differs"]
    assert any("--fund 12 不是本单位的资金性质" in note for note in ran.json()["notes"])


def test_the_fund_of_the_batch_can_be_given(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED, {})
    ran = terminal("check", path, "--json", "--fund", 11, "--terms", terms_file)
    assert [f["code"] for f in ran.json()["findings"]] == ["fund-differs"]


def test_a_roster_may_write_rates_as_a_spreadsheet_does_and_leave_stopped_salaries_blank(
    terminal: Terminal, fill: Fill, terms_file: Path, roster_file: Path
) -> None:
    path = fill(Business.REDUCE, {})
    said = terminal("check", path, "--json", "--terms", terms_file, "--roster", roster_file)
    text = roster_file.read_text("utf-8-sig")
    assert ",5000.00,8\n" in text
    text = text.replace(",5000.00,8\n", ",5000.00,0.08\n").replace(",4500.00,8\n", ",,8%\n")
    roster_file.write_text(text, encoding="utf-8")
    other = terminal("check", path, "--json", "--terms", terms_file, "--roster", roster_file)
    # 5000.00 at 8% is 400 a side.
    assert said.json()["amount"] == other.json()["amount"] == "800.00"
    roster_file.write_text(text.replace("5000.00", "五千"), encoding="utf-8")
    refused = terminal("check", path, "--terms", terms_file, "--roster", roster_file)
    assert refused.code == 2
    assert "salary 的“五千”不是数字" in refused.err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("terms.json", b"{", "JSON"),
        ("terms.json", b"[1]", "JSON"),
        ("terms.json", "{}".encode("utf-16"), "UTF-8"),
        ("terms.json", b"{}", "参数"),
        ("roster.csv", b"client_number,name\n1,2\n", "缺少列"),
        (
            "roster.csv",
            b"client_number,name,id_number,fund,state,salary,rate\n1,a,2,10,gone,5,8\n",
            "第 2 行",
        ),
        ("roster.csv", "姓名".encode("gbk"), "UTF-8"),
    ],
)
def test_unusable_terms_and_rosters_are_told_with_what_is_wrong(
    terminal: Terminal, fill: Fill, name: str, content: bytes, words: str
) -> None:
    path = fill(Business.MISSED, {})
    (terminal.folder / name).write_bytes(content)
    ran = terminal("check", path, f"--{name.partition('.')[0]}", name)
    assert ran.code == 2
    assert words in ran.err
    assert "请" in ran.err


def test_a_misspelt_key_of_the_terms_is_told(
    terminal: Terminal, fill: Fill, terms_file: Path
) -> None:
    path = fill(Business.MISSED, {})
    terms = json.loads(terms_file.read_text("utf-8"))
    terms_file.write_text(json.dumps({**terms, "back_pay_floor": "5"}), encoding="utf-8")
    ran = terminal("check", path, "--terms", terms_file)
    assert ran.code == 0
    assert "back_pay_floor" in ran.err


@pytest.mark.parametrize("key", ["business_month", "lowest_base", "funds", "reduce_reasons"])
def test_a_missing_entry_of_the_terms_is_named(
    terminal: Terminal, fill: Fill, terms_file: Path, key: str
) -> None:
    path = fill(Business.MISSED, {})
    terms = json.loads(terms_file.read_text("utf-8"))
    del terms[key]
    terms_file.write_text(json.dumps(terms), encoding="utf-8")
    ran = terminal("check", path, "--terms", terms_file)
    assert ran.code == 2
    assert key in ran.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"hello, world"),
        ("a.xlsx", b"%PDF-1.7\n"),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.xls", b"<html><table></table></html>"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_is_no_workbook_is_named_and_exits_with_2(
    terminal: Terminal, name: str, content: bytes
) -> None:
    (terminal.folder / name).write_bytes(content)
    ran = terminal("check", name)
    assert ran.code == 2
    assert "请" in ran.err
    as_json = terminal("check", name, "--json")
    assert as_json.code == 2
    assert as_json.json()["error"]
