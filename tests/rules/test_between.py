"""Duplicates and overlaps, against a plain quadratic reading of the rule."""

from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code
from gjj_xl.rules.months import month_text
from tests.oracle import make_batch, make_terms

TERMS = make_terms()
START = 2024 * 12

spans = st.tuples(
    st.sampled_from(["000000000001", "000000000003"]),
    st.integers(0, 20),
    st.integers(0, 6),
)


@given(st.lists(spans, max_size=12))
def test_overlaps_are_those_that_a_plain_reading_finds(rows: list[tuple[str, int, int]]) -> None:
    batch = make_batch(
        Business.MISSED,
        {"client_number": "000000000009"},
        *(
            {
                "client_number": number,
                "first_month": month_text(START + first),
                "last_month": month_text(START + first + length),
            }
            for number, first, length in rows
        ),
    )
    expected = {
        index
        for index, (number, first, length) in enumerate(rows)
        if any(
            number == other and first <= begin + more and begin <= first + length
            for other, begin, more in rows[:index]
        )
    }
    findings = check(batch, TERMS).findings
    assert {f.row - 3 for f in findings if f.code is Code.MONTHS_OVERLAP} == expected


def test_an_overlap_with_a_row_that_is_itself_flagged_is_seen() -> None:
    batch = make_batch(
        Business.MISSED,
        {"first_month": "202601", "last_month": "202602"},
        {"first_month": "202602", "last_month": "202605"},
        {"first_month": "202605", "last_month": "202606"},
    )
    rows = {f.row: f.message for f in check(batch, TERMS).findings}
    assert rows.keys() == {3, 4}
    assert "202605已在第3行中补缴" in rows[4]


def test_the_first_row_is_named_by_all_its_duplicates() -> None:
    batch = make_batch(Business.ADJUST, {}, {}, {})
    messages = [f.message for f in check(batch, TERMS).findings]
    assert len(messages) == 2
    assert all("第2行" in message for message in messages)


def test_pending_records_count_for_duplicates_and_overlaps() -> None:
    for business, code in (
        (Business.MISSED, Code.MONTHS_OVERLAP),
        (Business.SHORT, Code.MONTHS_OVERLAP),
        (Business.REGISTER, Code.DUPLICATE),
        (Business.REDUCE, Code.DUPLICATE),
    ):
        batch = make_batch(business)
        pending = tuple(check(batch, TERMS).records())
        assert len(pending) == 1
        report = check(batch, TERMS, pending=pending)
        assert [f.code for f in report.findings] == [code]
        assert "待确认记录" in report.findings[0].message


def test_pending_records_of_another_business_do_not_count() -> None:
    pending = tuple(check(make_batch(Business.ADJUST), TERMS).records())
    assert check(make_batch(Business.REDUCE), TERMS, pending=pending).findings == ()


def test_the_same_wrong_id_twice_is_a_duplicate_too() -> None:
    batch = make_batch(Business.REGISTER, *[{"id_number": "110105194912310020"}] * 2)
    codes = [(f.row, f.code) for f in check(batch, TERMS).findings]
    assert codes == [(2, Code.ID_CHECKSUM), (3, Code.ID_CHECKSUM), (3, Code.DUPLICATE)]


def test_absurd_months_cost_nothing() -> None:
    rows = [{"first_month": "190001", "last_month": "999912"}] * 3
    findings = check(make_batch(Business.MISSED, *rows), None).findings
    assert [f.row for f in findings] == [3, 4]
