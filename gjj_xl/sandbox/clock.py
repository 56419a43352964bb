"""The centre's own clock, from which business months, terms and delays derive.

It runs with real seconds from where it was set; what is kept is its distance from the machine's
clock, so that it goes on after a restart.
"""

import datetime as dt
import time
from typing import Final

from gjj_xl.rules.terms import SHANGHAI, Opening
from gjj_xl.rules.window import business_month, window_state, working_day
from gjj_xl.sandbox.store import Store

_OFFSET: Final = "clock.offset"
_START: Final = "clock.start"


class Clock:
    """The time at the centre. Reads its offset from the store, so all processes agree."""

    def __init__(self, store: Store) -> None:
        self._store = store
        if (start := store.setting(_START)) is not None:
            self.set(dt.datetime.fromisoformat(start))
        self._offset = float(store.setting(_OFFSET) or 0.0)

    def now(self) -> dt.datetime:
        """The present moment at the centre, in Chinese time."""
        return dt.datetime.fromtimestamp(time.time() + self._offset, SHANGHAI)

    def set(self, moment: dt.datetime) -> None:
        """Set the clock; it runs on from there. A moment without a zone is Chinese time."""
        self._offset = in_zone(moment).timestamp() - time.time()
        self._store.set_settings({_OFFSET: repr(self._offset), _START: None})


def plan_start(store: Store, moment: dt.datetime) -> None:
    """Let the clock begin at ``moment`` when the centre is first served."""
    store.set_settings({_START: in_zone(moment).isoformat(), _OFFSET: None})


def in_zone(moment: dt.datetime) -> dt.datetime:
    """``moment`` in Chinese time; without a zone it is taken to be that already."""
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def stamp(moment: dt.datetime) -> str:
    """A moment as the store keeps it: texts that sort as the moments do."""
    return in_zone(moment).isoformat(timespec="microseconds")


def parse_moment(text: str) -> dt.datetime:
    """A moment from ISO text, e.g. ``2036-03-05T10:00``; ValueError where it is none."""
    return in_zone(dt.datetime.fromisoformat(text))


def next_working_day(moment: dt.datetime) -> dt.datetime:
    """The same time of day on the next working day."""
    moment += dt.timedelta(days=1)
    while not working_day(moment.date())[0]:
        moment += dt.timedelta(days=1)
    return moment


def open_moment(opening: Opening, near: dt.datetime) -> dt.datetime:
    """A working day at 10:00 early in the business month of ``near``, within its filing window.

    The day after is a working day too, so that a registration takes one day.
    """
    month = business_month(near, opening)
    moment = dt.datetime(int(month[:4]), int(month[4:]), 5, 10, tzinfo=SHANGHAI)
    while not (
        window_state(moment, opening).open
        and working_day(moment.date())[0]
        and next_working_day(moment) == moment + dt.timedelta(days=1)
    ):
        moment += dt.timedelta(days=1)
    return moment
