"""The report of a check: order, totals, records, what stays unchecked, and any cell at all."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.batch import Batch, Place
from gjj_xl.rules.business import Business
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.cells import CellError
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code, Severity, Totals
from tests.oracle import ROSTER, make_batch, make_terms

TERMS = make_terms()


def codes(report: Any) -> list[str]:
    return [finding.code.value for finding in report.findings]


def test_findings_come_by_row_and_then_by_column_with_their_cells() -> None:
    places = {
        column.field: Place(column.header, letter)
        for column, letter in zip(Business.MISSED.columns, "ABCDEFGHI", strict=True)
    }
    bad = {"name": None, "salary": "x", "rate": 99, "client_number": "1"}
    report = check(make_batch(Business.MISSED, bad, {}, bad, places=places), TERMS, ROSTER)
    assert [(f.row, f.cell, f.column) for f in report.findings] == [
        (row, f"{letter}{row}", header)
        for row in (2, 4)
        for letter, header in (
            ("B", "个人客户号"),
            ("C", "姓名"),
            ("F", "月均工资"),
            ("G", "缴存比例"),
        )
    ]
    assert report.bad_rows == {2, 4}
    assert report.has_errors
    assert list(report.by_row()) == [2, 4]


def test_totals_are_over_the_rows_without_errors() -> None:
    report = check(make_batch(Business.MISSED, {}, {"name": None}, {"rate": 12}), TERMS)
    assert report.totals.count == 1
    assert report.totals.amount == 240_000
    assert codes(report) == ["name-empty", "months-overlap", "months-overlap"]


def test_hints_and_questions_stop_no_row() -> None:
    report = check(make_batch(Business.MISSED, {"salary": 1, "name": "张叁"}), TERMS, ROSTER)
    assert (len(report.hints), len(report.questions), len(report.errors)) == (1, 1, 0)
    assert report.totals.count == 1
    assert not report.has_errors


def test_the_total_of_a_reduction_is_what_the_roster_says_is_paid() -> None:
    batch = make_batch(Business.REDUCE, {}, {"client_number": "000000000005", "name": "赵六"})
    report = check(batch, TERMS, ROSTER)
    # 5000 x 8% = 400 a side: 800; 3010 x 5% = 150.50 -> 151 a side: 302
    assert report.totals == Totals(2, 110_200)
    assert check(batch, TERMS).totals == Totals(2, None)
    assert check(batch, None, ROSTER).totals == Totals(2, None)


def test_without_terms_the_amount_is_not_known() -> None:
    report = check(make_batch(Business.MISSED), None)
    assert report.totals == Totals(1, None)
    assert report.computed == {"deposit": [None], "amount": [None]}
    assert report.findings == ()


@pytest.mark.parametrize("business", Business)
def test_what_needs_terms_or_roster_is_named_as_unchecked(business: Business) -> None:
    batch = make_batch(business)
    assert check(batch, TERMS, ROSTER).unchecked == ()
    without = set(check(batch, None).unchecked)
    assert without == {
        code for code, entry in ENTRIES.items() if entry.needs and business in entry.businesses
    }
    assert Code.FUND_UNKNOWN in without
    assert set(check(batch, TERMS).unchecked) | set(check(batch, None, ROSTER).unchecked) == without


def test_clean_rows_become_records_with_recomputed_amounts() -> None:
    batch = make_batch(
        Business.MISSED,
        {
            "name": " 张\u200b三 ",
            "fund": "10",
            "salary": 3010.0,
            "rate": 0.05,
            "first_month": 202601,
        },
        {"name": ""},
    )
    (record,) = check(batch, TERMS, ROSTER).records()
    assert record.row == 2
    assert dict(record.values) == {
        "fund": 10,
        "client_number": "000000000001",
        "name": "张三",
        "first_month": "202601",
        "last_month": "202603",
        "salary": 301_000,
        "rate": 500,
        "deposit": 30_200,
        "amount": 90_600,
    }
    assert (record.fund, record.text("name"), record.number("amount")) == (10, "张三", 90_600)


def test_a_reason_is_sent_as_its_code_and_an_id_in_capitals() -> None:
    (record,) = check(make_batch(Business.REDUCE, {"reason": "解聘"}), TERMS).records()
    assert record.text("reason") == "04"
    batch = make_batch(Business.REGISTER, {"id_number": "11010519491231002x"})
    (record,) = check(batch, TERMS).records()
    assert record.text("id_number") == "11010519491231002X"
    assert record.number("unit_deposit") == record.number("own_deposit") == 40_000


def test_a_missing_column_stops_every_row_and_skips_its_rules() -> None:
    batch = make_batch(Business.MISSED, {}, missing=("salary",))
    report = check(batch, TERMS, ROSTER)
    assert codes(report) == ["column-missing"]
    assert (report.findings[0].row, report.findings[0].column) == (1, "月均工资")
    assert report.totals == Totals(0, 0)
    assert list(report.records()) == []
    assert report.sheet_errors == report.errors


def test_a_missing_computed_column_is_no_finding() -> None:
    batch = make_batch(Business.MISSED, {}, missing=("deposit", "amount"))
    report = check(batch, TERMS, ROSTER)
    assert report.findings == ()
    assert report.totals.amount == 240_000


def test_a_header_finding_condemns_no_line_of_the_same_number() -> None:
    batch = make_batch(Business.MISSED)
    batch = Batch(batch.business, batch.columns, (1,), unknown=(("备注", "Z"),))
    report = check(batch, make_terms(batch_limit=1))
    assert codes(report) == ["column-unknown"]
    assert report.bad_rows == frozenset()


def test_an_empty_batch_has_no_findings() -> None:
    columns: dict[str, list[None]] = {column.field: [] for column in Business.SHORT.columns}
    report = check(Batch(Business.SHORT, columns, ()), TERMS, ROSTER)
    assert report.findings == ()
    assert report.totals == Totals(0, 0)


def test_the_fund_of_the_sheet_goes_before_that_of_the_rows() -> None:
    batch = make_batch(Business.MISSED, {}, {"fund": 11, "name": "王五"}, fund=11)
    assert [(f.row, f.code.value) for f in check(batch, TERMS).findings] == [(2, "fund-differs")]
    fixed = make_terms(funds=[10])
    assert codes(check(make_batch(Business.MISSED, {"fund": 11}), fixed)) == ["fund-unknown"]


def test_the_single_form_has_its_own_wording() -> None:
    batch = make_batch(Business.MISSED, {"salary": "x"}, {"first_month": "202603"}, {})
    messages = [f.message for f in check(batch, TERMS, single=True).findings]
    assert messages[0].startswith("输入的月均工资格式错误")
    assert messages[1].startswith("存在重复补缴的年月：")
    assert check(batch, TERMS).findings[0].message.startswith("月均工资格式错误")


@pytest.mark.parametrize(
    ("uniform", "typed", "settled"), [(None, 4, 500), (None, 13.5, 1200), ("7", 8, 700)]
)
def test_the_single_registration_settles_a_rate_and_tells(
    uniform: str | None, typed: float, settled: int
) -> None:
    terms = make_terms(uniform_rate=uniform)
    batch = make_batch(Business.REGISTER, {"rate": typed})
    report = check(batch, terms, single=True)
    (finding,) = report.findings
    assert finding.severity is Severity.HINT
    assert f"已自动调整为{settled // 100}%" in finding.message
    (record,) = report.records()
    assert record.number("rate") == settled
    assert record.number("deposit") == 500_000 * settled // 10_000 * 2
    assert check(batch, terms).has_errors


def test_an_id_that_differs_is_never_told_whole() -> None:
    for typed, says in (
        ("", "没有填写"),
        ("12345", "表中为5位，中心登记为18位"),
        ("000000000000000000", "位不同"),
    ):
        (finding,) = check(
            make_batch(Business.REDUCE, {"id_number": typed}), TERMS, ROSTER
        ).findings
        assert finding.code is Code.ID_DIFFERS
        assert says in finding.message
        assert "9900307" not in finding.message


def test_a_range_with_a_step_says_so() -> None:
    terms = make_terms(rate_step="0.5")
    (finding,) = check(make_batch(Business.MISSED, {"rate": 8.25}), terms).findings
    assert finding.message.endswith("且为0.5%的整数倍")
    assert check(make_batch(Business.MISSED, {"rate": 8.5}), terms).findings == ()


def test_a_back_pay_that_may_belong_to_the_counter_is_not_called_done() -> None:
    (hint,) = check(make_batch(Business.MISSED, {"salary": 1}), TERMS, ROSTER).findings
    assert "到中心柜面办理" in hint.message
    assert "无须处理" not in hint.remedy


def test_with_a_month_of_the_bounds_the_hint_says_nothing_of_the_counter() -> None:
    batch = make_batch(Business.MISSED, {"salary": 1})
    with_month = check(batch, make_terms(bounds_from="202507")).findings
    without = check(batch, TERMS).findings
    assert "柜面" not in with_month[0].message
    assert "柜面" in without[0].message


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=25),
    st.text("0123456789Xx.+-E０１年月", max_size=20),
    st.integers(-(10**40), 10**40),
    st.integers(0, 300_000),
    st.floats(),
    st.decimals(allow_nan=False),
    st.sampled_from([Decimal("1E+999999"), Decimal("1E-999999"), Decimal("1" * 60)]),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([CellError("#N/A"), CellError("#VALUE!")]),
)


@pytest.mark.parametrize("amount", [-1.4e-200, Decimal("-1E-300"), -1e300])
def test_an_absurd_amount_is_shown_in_short(amount: float | Decimal) -> None:
    report = check(make_batch(Business.MISSED, {"amount": amount}), TERMS)
    assert all(len(finding.message) < 60 for finding in report.findings)
    assert report.findings


@given(st.sampled_from(Business), st.data(), st.booleans(), st.booleans(), st.booleans())
def test_no_cell_breaks_the_check(
    business: Business, data: st.DataObject, known: bool, synced: bool, single: bool
) -> None:
    rows = [
        data.draw(st.fixed_dictionaries({}, optional={c.field: cells for c in business.columns}))
        for _ in range(3)
    ]
    batch = make_batch(business, *rows)
    report = check(batch, TERMS if known else None, ROSTER if synced else None, single=single)
    records = list(report.records())
    assert len(records) == report.totals.count == 3 - len(report.bad_rows)
    for finding in report.findings:
        assert finding.row in batch.rows
        assert len(finding.message) < 300
        assert finding.remedy
    for record in records:
        for column in business.columns:
            value = record.values[column.field]
            assert value is not None or (column.computed and not known)
            assert isinstance(value, str | int | None)
    amounts = [record.number(business.facts.total_field or "") for record in records]
    if known and business.facts.total_field:
        assert report.totals.amount == sum(amounts)


@given(st.sampled_from(Business), st.data())
def test_what_is_sent_passes_the_same_check_again(business: Business, data: st.DataObject) -> None:
    salary = data.draw(st.decimals("0.01", "99999.99", places=2))
    changes: dict[str, Any] = {c.field: salary for c in business.columns if "salary" in c.field}
    first = check(make_batch(business, changes), TERMS)
    for record in first.records():
        again = {
            column.field: Decimal(value).scaleb(-2)
            if isinstance(value := record.values[column.field], int) and column.field != "fund"
            else value
            for column in business.columns
        }
        report = check(make_batch(business, again), TERMS)
        assert not report.has_errors
        assert [dict(r.values) for r in report.records()] == [dict(record.values)]


def test_dates_and_errors_in_cells_are_findings_of_their_columns() -> None:
    row = {
        "fund": CellError("#REF!"),
        "client_number": dt.date(2026, 1, 1),
        "name": CellError("#N/A"),
        "first_month": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "last_month": CellError("#VALUE!"),
        "salary": dt.date(2026, 1, 1),
        "rate": CellError("#DIV/0!"),
        "deposit": CellError("#NAME?"),
        "amount": False,
    }
    assert codes(check(make_batch(Business.MISSED, row), TERMS)) == [
        "fund-unknown",
        "client-number-length",
        "name-empty",
        "first-month-format",
        "last-month-length",
        "salary-format",
        "rate-format",
        "deposit-format",
        "amount-format",
    ]
