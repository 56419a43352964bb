"""What belongs to the counter, against the manual's words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from gjj_xl.rules.business import Business
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.check import check
from gjj_xl.rules.counter import CASES, CounterRow, Paper, counter_rows
from gjj_xl.rules.findings import Code
from tests.oracle import ROSTER, make_batch, make_terms

REGISTER, REDUCE, MISSED = Business.REGISTER, Business.REDUCE, Business.MISSED
LONG, ODD, BAD_CHECK = "欧阳上官司马诸葛", "A1234567", "330102199003071231"


def rows_of(business: Business, *changes: Mapping[str, Cell], **terms: Any) -> list[CounterRow]:
    """The counter rows of a batch of good rows that differ by what is given."""
    batch = make_batch(business, *changes)
    return list(counter_rows(check(batch, make_terms(**terms), ROSTER)))


@pytest.mark.parametrize(
    ("business", "change", "code"),
    [
        (REGISTER, {"name": LONG}, Code.NAME_TOO_LONG),
        (REGISTER, {"id_number": ODD}, Code.ID_LENGTH),
        (REGISTER, {"id_number": "33010219900307123A"}, Code.ID_CHARACTERS),
        (REGISTER, {"id_number": "330102199013071230"}, Code.ID_DATE),
        (REGISTER, {"id_number": BAD_CHECK}, Code.ID_CHECKSUM),
        (REDUCE, {"name": "张叁"}, Code.NAME_DIFFERS),
        (REDUCE, {"id_number": BAD_CHECK}, Code.ID_DIFFERS),
        (MISSED, {"name": "张叁"}, Code.NAME_DIFFERS),
    ],
)
def test_names_and_numbers_that_are_right_but_not_taken_belong_to_the_counter(
    business: Business, change: Mapping[str, Cell], code: Code
) -> None:
    (row,) = rows_of(business, change)
    assert [finding.code for finding in row.found] == [code]
    assert row.chosen
    assert "柜面" in row.reason
    assert row.found[0].message in row.reason
    assert Paper.EMPLOYEE.words in row.bring


def test_bounds_of_past_years_belong_to_the_counter() -> None:
    clamped = {"salary": 100000, "first_month": "202506", "last_month": "202507"}
    (row,) = rows_of(MISSED, clamped, bounds_from="202607")
    assert [finding.code for finding in row.found] == [Code.PAST_BOUNDS]
    assert row.chosen
    assert "以前年度的最低或最高缴存基数与当前年度不一致" in row.reason
    assert Paper.EMPLOYEE.words not in row.bring


def test_where_nobody_says_since_when_the_bounds_apply_the_row_is_only_offered() -> None:
    clamped = {"salary": 100000, "first_month": "202506", "last_month": "202507"}
    (row,) = rows_of(MISSED, clamped)
    assert [finding.code for finding in row.found] == [Code.SALARY_OUT_OF_BOUNDS]
    assert not row.chosen


def test_a_registration_outside_of_the_bounds_is_no_matter_of_past_years() -> None:
    assert rows_of(REGISTER, {"salary": 100000}) == []


@pytest.mark.parametrize(
    ("business", "change"),
    [
        (REGISTER, {}),
        (REGISTER, {"name": None}),
        (REGISTER, {"id_number": 110105194912310000.0}),
        (REGISTER, {"salary": "八千"}),
        (REDUCE, {"client_number": "000000000009"}),
        (MISSED, {"first_month": "2026"}),
    ],
)
def test_what_the_clerk_can_mend_stays_in_the_sheet(
    business: Business, change: Mapping[str, Cell]
) -> None:
    assert rows_of(business, change) == []


def test_a_row_tells_its_other_errors_too() -> None:
    (row,) = rows_of(REGISTER, {"name": LONG, "salary": "八千"})
    assert [finding.code for finding in row.others] == [Code.SALARY_FORMAT]
    assert "另有：月均工资格式错误" in row.reason


def test_two_reasons_with_one_sentence_say_it_once() -> None:
    (row,) = rows_of(REGISTER, {"name": LONG, "id_number": BAD_CHECK})
    assert len(row.found) == 2
    assert row.reason.count("需至中心柜面由中心业务人员进行登记") == 1


def test_the_length_of_a_name_is_the_centres() -> None:
    assert rows_of(REGISTER, {"name": LONG}, name_max=20) == []


@pytest.mark.parametrize("code", CASES)
def test_every_case_is_a_code_of_the_catalogue_with_words_and_papers(code: Code) -> None:
    case = CASES[code]
    assert case.code in ENTRIES
    assert case.businesses == ENTRIES[code].businesses
    assert case.reason.endswith("。")
    assert case.papers[0] is Paper.SHEET
    assert Paper.USUAL in case.papers
    assert case.source


def test_every_remedy_that_speaks_of_the_counter_has_its_case() -> None:
    told = {code for code, entry in ENTRIES.items() if "柜面" in entry.remedy}
    assert told <= set(CASES)
    assert Code.NAME_TOO_LONG in told


def test_only_records_go_to_the_counter() -> None:
    batch = make_batch(REGISTER, {"name": LONG})
    report = check(replace(batch, gaps=((3, 4),)), make_terms(), ROSTER)
    assert [row.row for row in counter_rows(report)] == list(batch.rows)
