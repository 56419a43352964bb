"""LibreOffice computes the live workbooks: no error values, and the oracle's amounts."""

import re
import zipfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.money import Mode, Rounding
from gjj_xl.rules.terms import Terms, example_terms, terms_object
from gjj_xl.sheets.layout import GUIDE_SHEET, PARAMS_SHEET, headers, letter_of
from gjj_xl.sheets.template import LiveContent, write_live
from tests.office import Office, Sheet
from tests.oracle import CASES, GOOD, Case, make_terms

MONEY = [business for business in Business if business is not Business.REDUCE]


def corrupt(path: Path) -> int:
    """Replace every cached value of every formula by a wrong number; return how many."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    count = 0
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            text = parts[name].decode("utf-8")
            text = re.sub(r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?) t="str">(<f>)', r"\1>\2", text)
            text, found = re.subn(r"(</f>)<v>[^<]*</v>", r"\1<v>987654321</v>", text)
            count += found
            parts[name] = text.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return count


def column(sheet: Sheet, business: Business, header: str, count: int) -> list[str | float]:
    letter = letter_of(business, header)
    return [row[0] for row in sheet.values(f"{letter}2:{letter}{count + 1}")]


def content_of(business: Business, rows: list[dict[str, Cell]]) -> LiveContent:
    return LiveContent(
        {
            column.field: [row.get(column.field) for row in rows]
            for column in business.columns
            if not column.computed
        }
    )


@pytest.mark.parametrize("business", Business)
def test_a_blank_template_opens_without_error_values(
    business: Business, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "blank.xlsx"
    write_live(path, business, example_terms())
    assert corrupt(path) > 200
    with office.open(path) as book:
        book.recalculate()
        assert book.names == (business.facts.title, PARAMS_SHEET, GUIDE_SHEET)
        for index in range(3):
            assert book.sheet(index).errors() == []
        computed = book.sheet().values(f"A2:{letter_of(business, '_键')}201")
        assert {cell for row in computed for cell in row} == {""}
        assert book.sheet().circled() == set()


def oracle_groups() -> dict[tuple[Business, str, Cell], list[Case]]:
    groups: dict[tuple[Business, str, Cell], list[Case]] = defaultdict(list)
    for case in CASES:
        if case.money:
            fund = case.rows[0].get("fund", GOOD[case.business]["fund"])
            groups[case.business, str(terms_object(case.terms)), fund].append(case)
    return groups


@pytest.mark.parametrize(
    "cases", oracle_groups().values(), ids=lambda cases: f"{cases[0].id}-{cases[-1].id}"
)
def test_recalculated_columns_are_those_of_the_oracle(
    cases: list[Case], office: Office, tmp_path: Path
) -> None:
    business, terms = cases[0].business, cases[0].terms
    rows = [{**GOOD[business], **changes} for case in cases for changes in case.rows]
    fund = rows[0]["fund"]
    path = tmp_path / "oracle.xlsx"
    chosen = fund if isinstance(fund, int) and fund in terms.funds else None
    write_live(path, business, terms, content_of(business, rows), fund=chosen)
    names = [item for item in business.columns if item.computed]
    assert corrupt(path) >= len(rows) * len(names)
    with office.open(path) as book:
        book.recalculate()
        for item in names:
            found = iter(column(book.sheet(), business, item.header, len(rows)))
            for case in cases:
                expected = case.money.get(item.field)
                for index in range(len(case.rows)):
                    value = next(found)
                    if expected is not None:
                        fen = expected[index]
                        assert value == ("" if fen is None else fen / 100), (case.id, item.header)


def exact_halves(low: int, high: int) -> list[tuple[int, int]]:
    """Salaries in fen and rates in 1/100 percent whose deposit ends in exactly half a yuan."""
    return [
        (salary, rate)
        for rate in (500, 550, 640, 700, 800, 825, 900, 1000, 1100, 1200)
        for salary in range(low, high, 25)
        if Fraction(salary * rate, 1_000_000) % 1 == Fraction(1, 2)
    ]


@pytest.mark.parametrize(
    "rounding",
    [
        Rounding(100, Mode.HALF_UP),
        Rounding(1, Mode.HALF_UP),
        Rounding(10, Mode.HALF_UP),
        Rounding(100, Mode.DOWN),
        Rounding(100, Mode.UP),
    ],
    ids=str,
)
def test_exact_halves_are_rounded_in_the_sheet_as_in_the_rules(
    rounding: Rounding, office: Office, tmp_path: Path
) -> None:
    unit = {"unit": str(rounding.unit / 100), "mode": rounding.mode.value}
    terms = make_terms(lowest_base="1000", highest_base="42151", rounding=unit)
    pairs = exact_halves(100000, 1200000)[::7]
    assert len(pairs) > 400
    rows: list[dict[str, Cell]] = [
        {
            "fund": 10,
            "name": "王小明",
            "salary": salary / 100,
            # every third as Excel keeps a typed percentage
            "rate": rate / 10000 if index % 3 == 0 else rate / 100,
        }
        for index, (salary, rate) in enumerate(pairs)
    ]
    path = tmp_path / "halves.xlsx"
    write_live(path, Business.REGISTER, terms, content_of(Business.REGISTER, rows), fund=10)
    corrupt(path)
    with office.open(path) as book:
        book.recalculate()
        found = column(book.sheet(), Business.REGISTER, "单位月缴存额", len(rows))
    assert found == [deposit(salary, rate, 10, terms).unit / 100 for salary, rate in pairs]


def stored(path: Path, business: Business, count: int) -> list[list[object]]:
    """The cached values of all columns, as a reader without formulas sees them."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(path)
    rows = workbook.get_sheet_by_index(0).to_python()
    workbook.close()
    width = len(headers(business))
    return [list(row[:width]) for row in rows[1 : count + 1]]


@pytest.mark.parametrize("business", Business)
def test_the_stored_values_are_those_that_the_formulas_give(
    business: Business, office: Office, tmp_path: Path
) -> None:
    rows = [
        {**GOOD[business], **changes}
        for case in CASES
        if case.business is business and terms_object(case.terms) == terms_object(make_terms())
        for changes in case.rows
    ]
    path = tmp_path / "stored.xlsx"
    write_live(path, business, make_terms(), content_of(business, rows), fund=10)
    before = stored(path, business, len(rows))
    corrupt(path)
    with office.open(path) as book:
        book.recalculate()
        last = letter_of(business, "_键")
        after = book.sheet().values(f"A2:{last}{len(rows) + 1}")
        assert book.sheet(PARAMS_SHEET).errors() == []
    assert before == after


@given(
    salary=st.integers(1, 6_000_000),
    rate=st.integers(500, 1200),
    fund=st.sampled_from([10, 11]),
)
def test_the_writer_computes_as_the_rules_do(salary: int, rate: int, fund: int) -> None:
    from gjj_xl.sheets.computed import Computer

    terms: Terms = make_terms()
    made = Computer(Business.ADJUST, terms).row(
        {"fund": fund, "salary": salary / 100, "rate": rate / 100}
    )
    due = deposit(salary, rate, fund, terms)
    assert made == {"unit_deposit": due.unit, "own_deposit": due.own, "deposit": due.total}
