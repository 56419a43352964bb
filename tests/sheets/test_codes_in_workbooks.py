"""Every finding code, provoked in a real workbook, and silent in the one beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code, Finding
from gjj_xl.sheets.layout import NAME_TEMPLATE_VERSION, column_letter
from gjj_xl.sheets.reading import read_batch
from tests.oracle import ROSTER, make_terms
from tests.rules.test_codes import PAIRS, Pair
from tests.sheets.making import edit, live


def written(path: Path, case: Pair, *, bad: bool) -> Path:
    """The case as a workbook: its rows, and what its facts mean done to the sheet."""
    rows = case.bad if bad else case.good
    facts: Mapping[str, Any] = case.bad_facts if bad else case.good_facts
    terms = make_terms(**(case.bad_terms if bad else case.good_terms))
    live(path, case.business, *rows, terms=terms, fund=facts.get("fund"))
    columns = [column.field for column in case.business.columns]

    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for first, last in facts.get("gaps", ()):
            for row in (*range(3, first), last + 1):
                for index, field in enumerate(columns, 1):
                    sheet.cell(row, index).value = sheet.cell(2, index).value
                    sheet.cell(row, columns.index("client_number") + 1).value = f"{row:012}"
                    if field in {"deposit", "amount"}:
                        sheet.cell(row, index).value = None
            for row in range(first, last + 1):
                for index in range(1, len(columns) + 1):
                    sheet.cell(row, index).value = None
        for field in facts.get("missing", ()):
            sheet.cell(1, columns.index(field) + 1).value = None
        for header, _ in facts.get("unknown", ()):
            sheet.cell(1, sheet.max_column + 1).value = header
        for wrong in facts.get("formats", ()):
            sheet.cell(2, columns.index(wrong.field) + 1).number_format = "General"
        if "template_version" in facts:
            reference = book.defined_names[NAME_TEMPLATE_VERSION].attr_text
            name, _, address = reference.rpartition("!")
            book[name.strip("'")][address.replace("$", "")].value = facts["template_version"]

    return edit(path, change) if set(facts) - {"fund"} else path


def found(path: Path, case: Pair, *, bad: bool) -> list[Finding]:
    terms = make_terms(**(case.bad_terms if bad else case.good_terms))
    return list(check(read_batch(written(path, case, bad=bad)), terms, ROSTER).findings)


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case.code}-{case.business}")
def test_a_workbook_provokes_the_finding_and_its_neighbour_does_not(
    case: Pair, tmp_path: Path
) -> None:
    hits = [f for f in found(tmp_path / "bad.xlsx", case, bad=True) if f.code == case.code]
    assert hits
    assert all(hit.row <= 12 for hit in hits)
    if hits[0].cell:
        letters = hits[0].cell.rstrip("0123456789")
        headers = [column.header for column in case.business.columns]
        if hits[0].column in headers:
            assert letters == column_letter(headers.index(hits[0].column))
    silent = found(tmp_path / "good.xlsx", case, bad=False)
    assert Code(case.code) not in {finding.code for finding in silent}


def test_the_cases_cover_every_code() -> None:
    assert {case.code for case in PAIRS} == {code.value for code in Code}
