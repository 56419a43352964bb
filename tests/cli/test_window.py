"""``gjj-xl window``."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal
from tests.oracle import TERMS


@pytest.mark.parametrize(
    ("month", "opens", "closes", "confirmed"),
    [
        ("202611", "2026-10-21T09:00:00+08:00", "2026-11-20T16:30:00+08:00", True),
        # 20 February 2026 is a day of the Spring Festival; the 14th is a worked Saturday.
        ("202602", "2026-01-21T09:00:00+08:00", "2026-02-14T16:30:00+08:00", True),
        # 20 June 2026 is a Saturday, and the 19th the Dragon Boat Festival.
        ("202606", "2026-05-21T09:00:00+08:00", "2026-06-18T16:30:00+08:00", True),
        # 20 October 2041 is a Sunday of a year whose holidays nobody knows yet.
        ("204110", "2041-09-21T09:00:00+08:00", "2041-10-18T16:30:00+08:00", False),
    ],
)
def test_a_month_opens_and_closes(
    terminal: Terminal, month: str, opens: str, closes: str, confirmed: bool
) -> None:
    ran = terminal("window", "--month", month, "--json")
    assert ran.code == 0
    assert ran.json() == {
        "month": month,
        "opens": opens,
        "closes": closes,
        "confirmed": confirmed,
    }


def test_without_a_month_the_present_one_is_told(terminal: Terminal) -> None:
    said = terminal("window", "--json").json()
    closes = dt.datetime.fromisoformat(said["closes"])
    assert closes > dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    assert "业务年月" in terminal("window").out


def test_an_unpublished_year_is_told_as_unconfirmed(terminal: Terminal) -> None:
    assert "未经确认" in terminal("window", "--month", "204110").out


def test_the_centre_may_have_settled_a_month(terminal: Terminal, terms_file: Path) -> None:
    settled = {
        "opens": "2027-01-21T09:00:00+08:00",
        "closes": "2027-02-18T16:30:00+08:00",
    }
    opening = {
        "first_day": 21,
        "last_day": 20,
        "opens": "09:00",
        "closes": "16:30",
        "months": {"202702": settled},
    }
    terms_file.write_text(json.dumps({**TERMS, "opening": opening}), encoding="utf-8")
    ran = terminal("window", "--month", "202702", "--json", "--terms", terms_file)
    assert ran.json() == {"month": "202702", **settled, "confirmed": True}


@pytest.mark.parametrize("month", ["2026", "202613", "２０２６１１", "november"])
def test_a_month_that_is_none_is_told(terminal: Terminal, month: str) -> None:
    ran = terminal("window", "--month", month)
    assert ran.code == 2
    assert "六位半角数字" in ran.err
