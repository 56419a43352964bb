"""Moments of time: always with a zone, shown and stored in China's (+08:00, no summer time)."""

import datetime as dt
from typing import Final

CHINA: Final = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def now() -> dt.datetime:
    """This moment by the computer's clock, to the second."""
    return dt.datetime.now(CHINA).replace(microsecond=0)


def parse_moment(text: str | None) -> dt.datetime | None:
    """A moment from its ISO text, None from None or nothing."""
    return dt.datetime.fromisoformat(text).astimezone(CHINA) if text else None


def moment_text(at: dt.datetime | None) -> str | None:
    """A moment's ISO text in China's zone, None from None."""
    return at.astimezone(CHINA).isoformat() if at else None
