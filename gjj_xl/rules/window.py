"""The service window (manual 1 (二)): when a business month can be filed.

Business month M opens on the 21st of M-1 and closes on the 20th of M, or on the last working day
before. What the centre settled itself (``opening.months`` of the terms) goes before the calendar.
All times are aware and come back in the centre's time.
"""

import datetime as dt
from dataclasses import dataclass

from gjj_xl.rules.months import month_index, month_text, next_month, previous_month
from gjj_xl.rules.terms import SHANGHAI, Opening


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """When a business month's filing opens and closes.

    ``confirmed`` is False where no calendar has been published for a day that matters, so that
    only weekends could be told.
    """

    month: str
    opens: dt.datetime
    closes: dt.datetime
    confirmed: bool


@dataclass(frozen=True, slots=True)
class WindowState:
    """How the window stands at a moment.

    ``month`` is the business month that a filing counts for (after an early close: the next one),
    ``closes`` the end of its window. ``next_opens`` is None while it is open; ``closes_today`` is
    then the end of today's hours, else None.
    """

    open: bool
    month: str
    closes: dt.datetime
    next_opens: dt.datetime | None
    confirmed: bool
    closes_today: dt.datetime | None = None


def working_day(day: dt.date) -> tuple[bool, bool]:
    """Whether a day is worked, and whether that is known (a calendar is published for its year).

    A weekend can be worked (调休) and a weekday free; where no calendar is known, weekdays work.
    """
    from chinese_calendar import is_workday  # here, so that a command starts without it

    try:
        return bool(is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def filing_window(month: str, opening: Opening) -> FilingWindow:
    """The window of a business month; ValueError where the text is no month."""
    settled = opening.months.get(month)
    if settled is not None:
        return FilingWindow(month, settled.opens, settled.closes, confirmed=True)
    first = _day(previous_month(month), opening.first_day)
    last, confirmed = _day(month, opening.last_day), True
    while last > first:
        works, known = working_day(last)
        confirmed = confirmed and known
        if works:
            break
        last -= dt.timedelta(days=1)
    return FilingWindow(
        month,
        dt.datetime.combine(first, opening.opens, SHANGHAI),
        dt.datetime.combine(last, opening.closes, SHANGHAI),
        confirmed,
    )


def business_month(at: dt.datetime, opening: Opening) -> str:
    """The business month that a filing at this moment counts for, or would once it opens."""
    return _window_at(at, opening).month


def window_state(at: dt.datetime, opening: Opening) -> WindowState:
    """Whether filing is open at a moment, for which month, and when it opens next."""
    at = _local(at)
    window = _window_at(at, opening)
    opens, closes = _hours(at.date(), window, opening)
    if at < window.opens:
        next_opens: dt.datetime | None = window.opens
    elif at < opens:
        next_opens = opens
    elif at < closes:
        next_opens = None
    else:  # after hours, and the window has another day: else it would be the next month's
        next_opens = _hours(at.date() + dt.timedelta(days=1), window, opening)[0]
    return WindowState(
        open=next_opens is None,
        month=window.month,
        closes=window.closes,
        next_opens=next_opens,
        confirmed=window.confirmed,
        closes_today=closes if next_opens is None else None,
    )


def working_days_left(at: dt.datetime, opening: Opening) -> int:
    """How many working days follow the moment's day until its window closes, that day counted.

    A registration takes one (manual 6.1.10) before the same person's back-pay can be filed.
    """
    day, last = _local(at).date(), _window_at(at, opening).closes.date()
    days = (day + dt.timedelta(days=ahead) for ahead in range(1, (last - day).days + 1))
    return sum(working_day(each)[0] for each in days)


def _window_at(at: dt.datetime, opening: Opening) -> FilingWindow:
    at = _local(at)
    month = month_text(month_index(f"{at.year:04d}{at.month:02d}") - 1)
    while True:
        window = filing_window(month, opening)
        if at < window.closes:
            return window
        month = next_month(month)


def _hours(day: dt.date, window: FilingWindow, opening: Opening) -> tuple[dt.datetime, dt.datetime]:
    """The hours of one day of a window; its first and last day obey the window's own times."""
    opens = dt.datetime.combine(day, opening.opens, SHANGHAI)
    closes = dt.datetime.combine(day, opening.closes, SHANGHAI)
    if day == window.opens.date():
        opens = window.opens
    if day == window.closes.date():
        closes = window.closes
    return opens, closes


def _day(month: str, day: int) -> dt.date:
    return dt.date(int(month[:4]), int(month[4:]), day)


def _local(at: dt.datetime) -> dt.datetime:
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(SHANGHAI)
