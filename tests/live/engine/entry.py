"""What Excel makes of a text that is typed or assigned to a cell; no spreadsheet needed.

Excel for China, where ``2026-03`` is a date and full-width digits are digits.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - cells know no time zone
_FULL_WIDTH = {0xFF10 + digit: ord("0") + digit for digit in range(10)}
# Only a text that begins with one of these can become anything but text.
SUSPECT = frozenset("0123456789" + "".join(map(chr, _FULL_WIDTH)) + "+-.($¥¥ ='#tTfF")
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<money>[$¥¥])?"
    r"(?P<whole>\d+(?:,\d{3,})*|(?=\.\d))(?P<fraction>\.\d*)?"
    r"(?P<power>[eE][+-]?\d{1,3})?(?P<percent>%)?(?P<close>\))?"
)
_DATE = re.compile(
    r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?"
    r"|年(?P<month2>\d{1,2})月(?:(?P<day2>\d{1,2})日)?)"
    r"(?: +(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
_MONTH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
ERRORS = frozenset(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))


@dataclass(frozen=True)
class Entry:
    """What stands in the cell afterwards.

    ``value`` is a text, a number or a truth value. ``code`` is the number format that a cell in
    General takes on. With ``formula`` the value is a formula's text, its "=" included.
    """

    value: str | float | bool
    code: str | None = None
    formula: bool = False


def typed(text: str) -> Entry:
    """Interpret a text as Excel does in a cell that is not formatted as text."""
    if text[0] == "=" and len(text) > 1:
        return Entry(text, formula=True)
    if text[0] == "'":
        return Entry(text[1:])
    plain = text.translate(_FULL_WIDTH).strip(" ")
    upper = plain.upper()
    if upper in ("TRUE", "FALSE"):
        return Entry(upper == "TRUE")
    if upper in ERRORS:
        return Entry(f"={upper}", formula=True)
    return _number(plain) or _moment(plain) or Entry(text)


def fifteen_digits(number: float) -> float:
    """The number as Excel keeps it: 15 significant digits."""
    return float(f"{number:.15g}")


def serial(moment: dt.datetime | dt.date) -> float:
    """Days since Excel's epoch; a time zone is cut off, as xlwings does."""
    if isinstance(moment, dt.datetime):
        return (moment.replace(tzinfo=None) - EPOCH).total_seconds() / 86400
    return float((moment - EPOCH.date()).days)


def as_text(value: object) -> str:
    """What a number, a date or a truth value becomes in a cell that is formatted as text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime | dt.date):
        text = f"{value.year}/{value.month}/{value.day}"
        if isinstance(value, dt.datetime) and value.time() != dt.time():
            text += f" {value.hour}:{value:%M:%S}"
        return text
    assert isinstance(value, int | float | Decimal)
    mantissa, _, power = f"{float(value):.15g}".partition("e")
    if not power:
        exponent = len(mantissa.lstrip("-").partition(".")[0]) - 1
        if exponent < 11 or float(value) == 0:
            return mantissa
    digits = f"{float(value):.14e}".partition("e")
    return f"{digits[0].rstrip('0').rstrip('.')}E{int(digits[2]):+03d}"


def _number(text: str) -> Entry | None:
    match = _NUMBER.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    if match["open"] and match["sign"]:
        return None
    digits = match["whole"].replace(",", "") + (match["fraction"] or "")
    number = float(digits + (match["power"] or ""))
    if match["sign"] == "-" or match["open"]:
        number = -number
    decimals = "0.00" if (match["fraction"] or ".") != "." else "0"
    code = None
    if match["percent"]:
        number, code = number / 100, f"{decimals}%"
    elif match["money"]:
        code = f"{'$' if match['money'] == '$' else '¥'}#,##{decimals}"
    elif match["power"]:
        code = "0.00E+00"
    elif "," in match["whole"]:
        code = f"#,##{decimals}"
    return Entry(fifteen_digits(number), code)


def _moment(text: str) -> Entry | None:
    try:
        if match := _DATE.fullmatch(text):
            year, month = int(match["year"]), int(match["month"] or match["month2"])
            day = match["day"] or match["day2"]
            date = dt.datetime(year, month, int(day or 1))  # noqa: DTZ001
            if match["hour"]:
                clock = dt.timedelta(
                    hours=int(match["hour"]),
                    minutes=int(match["minute"]),
                    seconds=int(match["second"] or 0),
                )
                return Entry(serial(date + clock), "yyyy/m/d h:mm")
            chinese = "年" in text
            if day:
                return Entry(serial(date), 'yyyy"年"m"月"d"日"' if chinese else "yyyy/m/d")
            return Entry(serial(date), 'yyyy"年"m"月"' if chinese else "mmm-yy")
        if match := _MONTH_DAY.fullmatch(text):
            year = dt.date.today().year  # noqa: DTZ011 - Excel takes the computer's year, too
            return Entry(serial(dt.date(year, int(match[1]), int(match[2]))), 'm"月"d"日"')
        if match := _TIME.fullmatch(text):
            seconds = int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
            return Entry(seconds / 86400, "h:mm:ss" if match[3] else "h:mm")
    except ValueError:  # no such day: stays text
        return None
    return None
