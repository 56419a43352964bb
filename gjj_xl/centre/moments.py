"""Moments of time: always with a zone, shown and stored in China's (+08:00, no summer time)."""

import datetime as dt

from gjj_xl.rules.terms import SHANGHAI


def now() -> dt.datetime:
    """This moment by the computer's clock, to the second."""
    return dt.datetime.now(SHANGHAI).replace(microsecond=0)


def parse_moment(text: str | None) -> dt.datetime | None:
    """A moment from its ISO text, None from None or nothing."""
    return dt.datetime.fromisoformat(text).astimezone(SHANGHAI) if text else None


def moment_text(at: dt.datetime | None) -> str | None:
    """A moment's ISO text in China's zone, None from None."""
    return at.astimezone(SHANGHAI).isoformat() if at else None
