"""Months as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.months import (
    count_months,
    is_month,
    month_index,
    month_text,
    next_month,
    previous_month,
)

months = st.integers(month_index("190001"), month_index("999911")).map(month_text)


@given(months)
def test_the_next_month_and_back_is_the_same_month(month: str) -> None:
    assert previous_month(next_month(month)) == month
    assert count_months(month, next_month(month)) == 2


@given(months, months)
def test_months_are_ordered_as_their_texts(one: str, other: str) -> None:
    assert (month_index(one) <= month_index(other)) == (one <= other)
    assert (count_months(one, other) > 0) == (one <= other)


def test_months_are_counted_over_the_end_of_a_year() -> None:
    assert count_months("202511", "202602") == 4
    assert next_month("202512") == "202601"
    assert previous_month("202601") == "202512"


@pytest.mark.parametrize(
    "text", ["", "20261", "202613", "202600", "２０２６０１", "abcdef", "000001"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    assert not is_month(text)
    with pytest.raises(ValueError, match="not a month"):
        month_index(text)
