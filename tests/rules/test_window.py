"""The service window: the 21st to the 20th, daily hours, and holidays."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.terms import SHANGHAI, Opening
from gjj_xl.rules.window import (
    business_month,
    filing_window,
    window_state,
    working_day,
    working_days_left,
)
from tests.oracle import make_terms

OPENING = make_terms().opening


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def settled(**months: tuple[str, str]) -> Opening:
    windows: dict[str, Any] = {
        month.removeprefix("m"): {"opens": opens, "closes": closes}
        for month, (opens, closes) in months.items()
    }
    return make_terms(opening={"months": windows}).opening


@pytest.mark.parametrize(
    ("month", "opens", "closes", "why"),
    [
        ("202611", "2026-10-21T09:00", "2026-11-20T16:30", "the 20th is a Friday"),
        ("202606", "2026-05-21T09:00", "2026-06-18T16:30", "20 June Saturday, 19 June holiday"),
        ("202602", "2026-01-21T09:00", "2026-02-14T16:30", "Spring Festival; Sat 14 is worked"),
        ("202609", "2026-08-21T09:00", "2026-09-20T16:30", "Sunday 20 September is worked (调休)"),
        ("202612", "2026-11-21T09:00", "2026-12-18T16:30", "the 20th is a Sunday"),
        ("202002", "2020-01-21T09:00", "2020-02-20T16:30", "the 20th is a Thursday"),
        ("202102", "2021-01-21T09:00", "2021-02-20T16:30", "Saturday 20 February is worked (调休)"),
        ("201309", "2013-08-21T09:00", "2013-09-18T16:30", "19 and 20 September are holidays"),
        ("202610", "2026-09-21T09:00", "2026-10-20T16:30", "the October holidays end before"),
        ("202601", "2025-12-21T09:00", "2026-01-20T16:30", "over the end of the year"),
    ],
)
def test_a_business_month_ends_on_the_20th_or_the_last_working_day_before(
    month: str, opens: str, closes: str, why: str
) -> None:
    window = filing_window(month, OPENING)
    assert (window.opens, window.closes) == (at(opens), at(closes)), why
    assert window.confirmed


def test_in_october_the_holidays_are_no_working_days() -> None:
    early = make_terms(opening={"first_day": 9, "last_day": 8}).opening
    assert filing_window("202510", early).closes == at("2025-09-30T16:30")


def test_a_year_without_a_calendar_is_unconfirmed_and_knows_weekends_only() -> None:
    window = filing_window("209902", OPENING)
    assert not window.confirmed
    assert window.closes == at("2099-02-20T16:30")
    assert working_day(dt.date(2099, 2, 21)) == (False, False)
    assert not window_state(at("2099-02-18T10:00"), OPENING).confirmed


def test_what_the_centre_settled_goes_before_the_calendar() -> None:
    opening = settled(m209902=("2099-01-22T09:00:00+08:00", "2099-02-10T12:00:00+08:00"))
    window = filing_window("209902", opening)
    assert window.confirmed
    assert window.closes == at("2099-02-10T12:00")
    assert window_state(at("2099-02-10T11:59"), opening).open
    closed = window_state(at("2099-02-10T12:00"), opening)
    assert (closed.open, closed.month, closed.next_opens) == (
        False,
        "209903",
        at("2099-02-21T09:00"),
    )


@pytest.mark.parametrize(
    ("moment", "opened", "month", "next_opens"),
    [
        ("2026-11-20T16:29:59", True, "202611", None),
        ("2026-11-20T16:30", False, "202612", "2026-11-21T09:00"),
        ("2026-11-21T08:59:59", False, "202612", "2026-11-21T09:00"),
        ("2026-11-21T09:00", True, "202612", None),
        ("2026-11-25T08:00", False, "202612", "2026-11-25T09:00"),
        ("2026-11-25T16:30", False, "202612", "2026-11-26T09:00"),
        ("2026-11-29T10:00", True, "202612", None),
        ("2026-02-14T16:29", True, "202602", None),
        ("2026-02-14T16:30", False, "202603", "2026-02-21T09:00"),
        ("2026-02-18T10:00", False, "202603", "2026-02-21T09:00"),
        ("2026-02-21T09:00", True, "202603", None),
        ("2026-12-31T23:59", False, "202701", "2027-01-01T09:00"),
    ],
)
def test_the_state_at_a_moment_names_the_month_and_the_next_opening(
    moment: str, opened: bool, month: str, next_opens: str | None
) -> None:
    state = window_state(at(moment), OPENING)
    assert (state.open, state.month) == (opened, month)
    assert state.next_opens == (at(next_opens) if next_opens else None)
    assert business_month(at(moment), OPENING) == month


def test_other_time_zones_mean_the_same_moment() -> None:
    utc = dt.datetime(2026, 11, 20, 8, 29, tzinfo=dt.UTC)
    assert window_state(utc, OPENING).open
    assert not window_state(utc + dt.timedelta(minutes=1), OPENING).open


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        business_month(dt.datetime(2026, 11, 20), OPENING)  # noqa: DTZ001


def test_a_text_that_is_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="not a month"):
        filing_window("2026-1", OPENING)


def test_the_working_days_left_after_today_are_counted() -> None:
    assert working_days_left(at("2026-11-18T10:00"), OPENING) == 2
    assert working_days_left(at("2026-11-20T10:00"), OPENING) == 0
    assert working_days_left(at("2026-02-13T10:00"), OPENING) == 1


@given(
    st.integers(1_104_508_800, 2_840_112_000).map(
        lambda seconds: dt.datetime.fromtimestamp(seconds, SHANGHAI)
    )
)
def test_when_closed_the_next_opening_is_later_and_open(moment: dt.datetime) -> None:
    state = window_state(moment, OPENING)
    assert moment < state.closes
    if state.open:
        assert state.next_opens is None
        assert state.closes_today is not None
        assert moment < state.closes_today <= state.closes
        assert not window_state(state.closes_today, OPENING).open
        assert filing_window(state.month, OPENING).opens <= moment
    else:
        assert state.next_opens is not None
        assert moment < state.next_opens
        later = window_state(state.next_opens, OPENING)
        assert later.open
        assert later.month == state.month
