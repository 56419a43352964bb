"""Money, against exact rational arithmetic."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.rules.deposits import Deposit, clamp, deposit
from gjj_xl.rules.money import (
    Mode,
    MoneyError,
    Rounding,
    percent_text,
    round_ratio,
    to_fen,
    to_rate,
    yuan_text,
)
from tests.oracle import make_batch, make_terms

YUAN = Rounding(100, Mode.HALF_UP)
WIDE = make_terms(lowest_base="0.01", highest_base="1000000")

salaries = st.integers(min_value=1, max_value=100_000_000)
rates = st.integers(min_value=1, max_value=10_000)


def half_up_yuan(exact_fen: Fraction) -> int:
    """Exact fen to whole yuan, halves up, by rational arithmetic alone."""
    return floor(exact_fen / 100 + Fraction(1, 2)) * 100


@given(salaries, rates)
@example(221000, 500)
@example(301000, 500)
@example(428750, 1200)
def test_each_side_is_the_exact_product_rounded_half_up_to_the_yuan(salary: int, rate: int) -> None:
    side = half_up_yuan(Fraction(salary) * Fraction(rate, 10_000))
    assert deposit(salary, rate, 10, WIDE) == Deposit(side, side, 2 * side)
    assert deposit(salary, rate, 11, WIDE) == Deposit(side, 0, side)


@given(
    st.integers(min_value=0, max_value=40_000), st.sampled_from([500, 600, 700, 800, 1000, 1200])
)
def test_an_exact_half_always_goes_up(yuan: int, rate: int) -> None:
    exact = Fraction(yuan * 100 + 50) / Fraction(rate, 10_000)
    assume(exact.denominator == 1)
    assert deposit(int(exact), rate, 10, WIDE).unit == (yuan + 1) * 100


def test_python_rounding_would_be_wrong_at_the_halves_that_matter() -> None:
    ties = [
        (salary, rate)
        for rate in range(500, 1300, 100)
        for salary in range(200_000, 400_000, 50)
        if salary * rate % 1_000_000 == 500_000
    ]
    ours = {tie: deposit(*tie, 10, WIDE).unit for tie in ties}
    assert all(ours[tie] == half_up_yuan(Fraction(tie[0] * tie[1], 10_000)) for tie in ties)
    assert sum(round(s * r / 1_000_000) * 100 != ours[s, r] for s, r in ties) > len(ties) // 3


@given(
    st.integers(min_value=-(10**12), max_value=10**12),
    st.integers(min_value=1, max_value=10**6),
    st.sampled_from([1, 10, 100, 1000]),
    st.sampled_from(Mode),
)
def test_rounding_is_symmetric_and_never_off_by_a_unit(
    numerator: int, denominator: int, unit: int, mode: Mode
) -> None:
    rounding = Rounding(unit, mode)
    rounded = round_ratio(numerator, denominator, rounding)
    exact = Fraction(numerator, denominator)
    assert rounded % unit == 0
    assert round_ratio(-numerator, denominator, rounding) == -rounded
    distance = abs(rounded - exact)
    if mode is Mode.HALF_UP:
        assert distance <= Fraction(unit, 2)
        assert abs(rounded) >= abs(exact) or distance < Fraction(unit, 2)
    elif mode is Mode.DOWN:
        assert distance < unit
        assert abs(rounded) <= abs(exact)
    else:
        assert distance < unit
        assert abs(rounded) >= abs(exact)


def test_rounding_by_nothing_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        round_ratio(1, 0, YUAN)


@given(salaries, rates, st.integers(min_value=1, max_value=40), st.sampled_from([10, 11]))
def test_a_missed_amount_is_the_rounded_deposit_times_the_months(
    salary: int, rate: int, months: int, fund: int
) -> None:
    terms = make_terms(rate_min="0.01", rate_max="100", business_month="202001")
    last = 2016 * 12 + months - 1
    row = {
        "fund": fund,
        "first_month": "201601",
        "last_month": f"{last // 12}{last % 12 + 1:02d}",
        "salary": Decimal(salary).scaleb(-2),
        "rate": Decimal(rate).scaleb(-2) if rate >= 100 else Decimal(rate).scaleb(-4),
    }
    report = check(make_batch(Business.MISSED, row), terms)
    base = min(max(salary, 266_000), 4_215_100)
    side = half_up_yuan(Fraction(base * rate, 10_000))
    expected = side * (1 if fund == 11 else 2)
    assert report.computed["deposit"] == [expected]
    assert report.computed["amount"] == [expected * months]


@given(salaries, salaries, rates, rates)
def test_a_short_deposit_is_the_difference_of_two_rounded_deposits(
    paid: int, due: int, paid_rate: int, due_rate: int
) -> None:
    terms = make_terms(rate_min="0.01", rate_max="100", lowest_base="0.01", highest_base="1000000")
    row = {
        "paid_salary": Decimal(paid).scaleb(-2),
        "due_salary": Decimal(due).scaleb(-2),
        "paid_rate": Decimal(max(paid_rate, 100)).scaleb(-2),
        "due_rate": Decimal(max(due_rate, 100)).scaleb(-2),
    }
    report = check(make_batch(Business.SHORT, row), terms)
    sides = [
        half_up_yuan(Fraction(salary * max(rate, 100), 10_000))
        for salary, rate in ((paid, paid_rate), (due, due_rate))
    ]
    assert report.computed["deposit"] == [2 * (sides[1] - sides[0])]
    assert report.computed["amount"] == [6 * (sides[1] - sides[0])]


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_yuan_text_reads_back_to_the_same_fen(fen: int) -> None:
    assert to_fen(yuan_text(fen)) == fen
    assert to_fen(Decimal(fen).scaleb(-2)) == fen


@given(st.integers(min_value=0, max_value=10_000))
def test_percent_text_reads_back_to_the_same_rate(rate: int) -> None:
    assert to_rate(percent_text(rate)) == rate


@given(st.integers(min_value=0, max_value=10**12))
def test_a_float_of_a_cell_is_read_as_it_is_shown(fen: int) -> None:
    assert to_fen(fen / 100) == fen


@pytest.mark.parametrize(
    ("rate", "text"), [(800, "8"), (850, "8.5"), (825, "8.25"), (1000, "10"), (10000, "100")]
)
def test_a_rate_is_written_without_needless_zeros(rate: int, text: str) -> None:
    assert percent_text(rate) == text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "abc",
        "１２",
        "1,000",
        "1e3",
        "0.001",
        "1" * 30,
        "--1",
        True,
        None,
        float("inf"),
        object(),
    ],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(MoneyError) as caught:
        to_fen(value)
    assert caught.value.value is value
    assert caught.value.problem


def test_the_base_is_the_salary_within_the_bounds() -> None:
    terms = make_terms()
    assert [clamp(s, terms) for s in (1, 266_000, 300_000, 4_215_100, 9_999_999)] == [
        266_000,
        266_000,
        300_000,
        4_215_100,
        4_215_100,
    ]


def test_another_rounding_of_the_terms_is_used() -> None:
    terms = make_terms(rounding={"unit": "0.01", "mode": "half-up"})
    assert deposit(301_001, 500, 10, terms).unit == 15_050
    assert deposit(301_010, 500, 10, terms).unit == 15_051
    terms = make_terms(rounding={"unit": "1", "mode": "up"})
    assert deposit(300_500, 500, 10, terms).unit == 15_100
    terms = make_terms(rounding={"unit": "1", "mode": "down"})
    assert deposit(301_999, 500, 10, terms).unit == 15_000
