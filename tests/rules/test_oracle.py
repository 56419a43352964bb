"""The hand-computed table, on the client's side."""

import pytest

from gjj_xl.rules.check import check
from tests.oracle import CASES, ROSTER, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_of_the_oracle_has_exactly_its_codes_and_its_money(case: Case) -> None:
    report = check(case.batch, case.terms, ROSTER)
    found = report.by_row()
    rows = report.batch.rows
    assert [sorted(finding.code.value for finding in found.get(row, ())) for row in rows] == [
        sorted(codes) for codes in case.codes
    ], case.why
    for field, expected in case.money.items():
        assert tuple(report.computed[field]) == expected, (field, case.why)


def test_the_oracle_has_at_least_sixty_rows() -> None:
    assert len(CASES) >= 60
    assert len({case.id for case in CASES}) == len(CASES)
