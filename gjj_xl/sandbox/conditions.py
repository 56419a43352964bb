"""The terms (参数) of a unit on a day, from the data file ``terms.toml`` beside this module.

Everything derives from the centre's clock: business month, bounds, opening. So a centre that is
served in ten years has terms too.
"""

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from functools import cache
from importlib import resources
from typing import Any

from sqlalchemy import Connection, select

from gjj_xl.rules.money import percent_text
from gjj_xl.rules.months import month_index, month_text
from gjj_xl.rules.terms import Opening, Origin, Terms, Window, parse_terms
from gjj_xl.rules.window import WindowState, business_month, window_state
from gjj_xl.sandbox.store import UNITS


@unique
class Hours(StrEnum):
    """When the centre takes filings."""

    TERMS = "terms"  # the manual's window, on the centre's clock
    ALWAYS = "always"  # day and night


@dataclass(frozen=True, slots=True)
class Unit:
    """What the terms of a unit depend on; ``special`` are entries that are this unit's own."""

    unit_number: str
    unit_name: str
    uniform_rate: int | None
    funds: tuple[int, ...]
    special: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogInRules:
    """Wrong passwords until an account is locked, and a session's life in minutes."""

    tries: int
    session_minutes: int


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from filing to processing, and what the fault late-result adds."""

    processing: int
    late: int


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Of the reconciliation site: a ticket's life in seconds, tries, idle minutes, page length."""

    ticket_seconds: int
    tries: int
    idle_minutes: int
    page: int


def load_unit(connection: Connection, unit_number: str) -> Unit:
    """A unit on record; LookupError where there is none."""
    row = connection.execute(select(UNITS).where(UNITS.c.unit_number == unit_number)).one_or_none()
    if row is None:
        raise LookupError(unit_number)
    return Unit(
        unit_number=row.unit_number,
        unit_name=row.unit_name,
        uniform_rate=row.uniform_rate,
        funds=tuple(int(fund) for fund in row.funds.split(",")),
        special=json.loads(row.special),
    )


def unit_terms(unit: Unit, at: dt.datetime, hours: Hours = Hours.TERMS) -> Terms:
    """The unit's terms at a moment of the centre's clock; their version is a hash of them all."""
    data = _data()
    opening = opening_at(at, hours)
    month = business_month(at, opening)
    # The first row stands for everything before it, the last one for all the future.
    bounds = [row for row in data["bounds"] if row["from"] <= month] or [data["bounds"][0]]
    obj = {
        **{key: value for key, value in data.items() if key not in _OTHER},
        "unit_number": unit.unit_number,
        "unit_name": unit.unit_name,
        "business_month": month,
        "lowest_base": bounds[-1]["lowest"],
        "highest_base": bounds[-1]["highest"],
        "bounds_from": bounds[-1]["from"],
        "uniform_rate": None if unit.uniform_rate is None else percent_text(unit.uniform_rate),
        "funds": list(unit.funds),
        "opening": _opening_object(opening),
        **unit.special,
    }
    canonical = json.dumps(obj, ensure_ascii=False, sort_keys=True)
    obj["version"] = hashlib.sha256(canonical.encode()).hexdigest()[:16]
    return parse_terms(obj, Origin.CENTRE)


def opening_at(at: dt.datetime, hours: Hours) -> Opening:
    """The opening days and hours in force; ``always`` settles the months around ``at`` itself."""
    rules = _data()["opening"]
    opening = Opening(
        first_day=rules["first_day"],
        last_day=rules["last_day"],
        opens=dt.time.fromisoformat(rules["opens"]),
        closes=dt.time.fromisoformat(rules["closes"]),
    )
    if hours is Hours.TERMS:
        return opening
    here = month_index(f"{at.year:04d}{at.month:02d}") + (at.day >= opening.first_day)
    months = {}
    for index in range(here - 1, here + 2):
        opens = _first_moment(month_text(index - 1), opening.first_day, at)
        closes = _first_moment(month_text(index), opening.first_day, at)
        months[month_text(index)] = Window(opens, closes - dt.timedelta(seconds=1))
    return Opening(
        first_day=opening.first_day,
        last_day=opening.last_day,
        opens=dt.time(0, 0),
        closes=dt.time(23, 59),
        months=months,
    )


def filing_state(at: dt.datetime, hours: Hours) -> WindowState:
    """Whether the centre takes filings at a moment, and when it opens next."""
    return window_state(at, opening_at(at, hours))


def log_in_rules() -> LogInRules:
    """The rules of logging in."""
    return LogInRules(**_data()["log_in"])


def site_rules() -> SiteRules:
    """The rules of the reconciliation site and the staff desk."""
    return SiteRules(**_data()["site"])


def delays() -> Delays:
    """The delays of processing, before they are divided by the speed."""
    return Delays(**_data()["delays"])


_OTHER = frozenset({"bounds", "opening", "log_in", "delays", "site"})
"""Tables of the data file that are not entries of the terms as they stand."""


def _first_moment(month: str, day: int, at: dt.datetime) -> dt.datetime:
    return dt.datetime(int(month[:4]), int(month[4:]), day, tzinfo=at.tzinfo)


def _opening_object(opening: Opening) -> Mapping[str, Any]:
    return {
        "first_day": opening.first_day,
        "last_day": opening.last_day,
        "opens": opening.opens.isoformat(),
        "closes": opening.closes.isoformat(),
        "months": {
            month: {"opens": window.opens.isoformat(), "closes": window.closes.isoformat()}
            for month, window in opening.months.items()
        },
    }


@cache
def _data() -> dict[str, Any]:
    text = resources.files("gjj_xl.sandbox").joinpath("terms.toml").read_text("utf-8")
    return tomllib.loads(text)
