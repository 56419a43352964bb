"""The handbook's appendix: each row of the manual, where it is in the product, which test shows it.

A row that names no place or no test, or one that is not there, fails here.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from gjj_xl.cli.parser import build_parser
from gjj_xl.rules.findings import Code

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "手册.md").read_text("utf-8")
LETTERS = {"A": 10, "B": 5, "C": 15, "D": 6, "E": 20}
WANTED = [f"{letter}{number}" for letter, last in LETTERS.items() for number in range(1, last + 1)]
# Rows that concern a sheet: shown on an open workbook as well as on a file.
ON_BOTH = {
    *(f"C{number}" for number in (2, 4, 6, 8, 9, 10, 11, 12, 14, 15)),
    *(f"D{number}" for number in range(1, 7)),
    *(f"E{number}" for number in range(1, 21)),
}
OPEN = ("live/", "card/test_ribbon")
Row = list[str]


def table() -> dict[str, Row]:
    """The cells of each row, by its id; a repeated id is an error."""
    found: dict[str, Row] = {}
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"[A-E]\d+", cells[0]):
            assert cells[0] not in found, cells[0]
            found[cells[0]] = cells[1:]
    return found


TABLE = table()


def named_in(row: Row) -> list[tuple[str, str]]:
    """The tests that a row names, as (file, function)."""
    return re.findall(r"`([\w/]+\.py)::(\w+)`", " ".join(row))


@cache
def functions(name: str) -> frozenset[str]:
    """The tests of a file."""
    tree = ast.parse((ROOT / "tests" / name).read_text("utf-8"))
    names = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(one for one in names if one.startswith("test_"))


def test_every_row_of_the_manual_is_in_the_table() -> None:
    assert list(TABLE) == WANTED


@pytest.mark.parametrize("number", WANTED)
def test_a_row_says_where_it_is_in_the_product(number: str) -> None:
    row = TABLE[number]
    labels = set(re.findall(r' label="([^"]+)"', (ROOT / "addin/ribbon.xml").read_text("utf-8")))
    buttons = re.findall(r"“([^”]+)”", row[1])
    commands = re.findall(r"`gjj-xl ([^`]+)`", row[1])
    codes = re.findall(r"`([a-z][a-z-]+)`", row[1])
    assert buttons or commands or codes
    assert set(buttons) <= labels
    assert set(codes) <= {code.value for code in Code}
    for command in commands:
        with pytest.raises(SystemExit) as ended:
            build_parser().parse_args([*command.split()[:2], "--help"])
        assert ended.value.code == 0, command


@pytest.mark.parametrize("number", WANTED)
def test_a_row_names_tests_that_are_there(number: str) -> None:
    named = named_in(TABLE[number])
    assert named
    for file, function in named:
        assert function in functions(file), f"{file}::{function}"


@pytest.mark.parametrize("number", sorted(ON_BOTH))
def test_a_row_about_sheets_is_shown_on_both_surfaces(number: str) -> None:
    files = [file for file, _ in named_in(TABLE[number])]
    assert any(file.startswith(OPEN) for file in files)
    assert any(not file.startswith(OPEN) for file in files)


def test_every_finding_belongs_to_a_row() -> None:
    told = {code for row in TABLE.values() for code in re.findall(r"`([a-z][a-z-]+)`", row[1])}
    assert told == {code.value for code in Code}
