"""One cell at a time: what a cell of each kind means, or the one thing that is wrong with it.

These run once for each cell of a batch, so the usual case comes first in each and costs little.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias
from unicodedata import normalize

from gjj_xl.rules.cells import Cell, CellError, is_blank, is_number
from gjj_xl.rules.findings import Code
from gjj_xl.rules.idnumber import IdFault, birth_text, id_fault
from gjj_xl.rules.money import MoneyError, to_decimal
from gjj_xl.rules.months import is_month


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell: the finding's code and the facts of its message.

    ``kept`` is the text where it can still be compared with other rows.
    """

    code: Code
    facts: Mapping[str, Any] = field(default_factory=dict)
    kept: str | None = None


Number: TypeAlias = int | Decimal
_DESTROYED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_MANY = 10**15
_LONGEST = 20


def clean(text: str) -> str:
    """A text as it is meant: no control and zero-width characters, no white space around it."""
    text = text.strip()
    return text if text.isprintable() else _UNSEEN.sub("", text).strip()


def show(cell: Cell) -> str:
    """A cell's content for a message, as the spreadsheet shows it, shortened where it is long."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float | Decimal):
        try:
            number = to_decimal(cell)
        except MoneyError:
            return f"{cell:.5E}"
        return f"{number.normalize():f}" if -15 < number.adjusted() < 15 else f"{number:.5E}"
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    text = cell.text if isinstance(cell, CellError) else clean(str(cell))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def describe(cell: Cell) -> str:
    """What was typed, as the part of a sentence: 没有填写, 填的是文本“５０００”, 填的是5000.123."""
    if is_blank(cell):
        return "没有填写"
    if isinstance(cell, str):
        text = show(cell)
        return f"填的是文本“{text}”" if text else "没有填写"
    if isinstance(cell, CellError):
        return f"是错误值{show(cell)}"
    if isinstance(cell, dt.date):
        return f"填的是日期{show(cell)}"
    return f"填的是{show(cell)}"


def parse_name(cell: Cell) -> str | Fault:
    """A name (姓名)."""
    if type(cell) is str:
        name = clean(cell)
        if name:
            return name
    return Fault(Code.NAME_EMPTY)


def _as_text(cell: Cell, damaged: Code, length: int | None = 0) -> str | Fault:
    """A number that must be text: ``damaged`` where Excel has made a number of it."""
    if is_number(cell):
        return Fault(damaged, {"lost": _lost(cell, length)})
    if cell is None:
        return ""
    text = clean(cell) if isinstance(cell, str) else show(cell)
    return Fault(damaged, {"lost": _lost(cell, length)}) if _DESTROYED.fullmatch(text) else text


def _lost(cell: Cell, length: int | None) -> str:
    """What a number has lost that should be text of ``length`` places (None: not known)."""
    text = show(cell)
    if "E" in text.upper():
        return "Excel 已丢失末尾几位"
    if length is None:
        return "Excel 可能已丢失前导零"
    return "Excel 已丢失前导零" if len(text) < length else "号码必须是文本"


def _places(cell: Cell, text: str) -> str:
    """How long a number is, or what stands there instead of one."""
    return f"现为{len(text)}位" if text and isinstance(cell, str) else describe(cell)


def client_parser(length: int | None) -> Callable[[Cell], str | Fault]:
    """The parser of client numbers (个人客户号); ``length`` is None where no terms are known."""
    expected = f"，应为{length}位" if length else ""

    def parse(cell: Cell) -> str | Fault:
        if type(cell) is str and len(cell) == length and cell.isdigit() and cell.isascii():
            return cell
        text = _as_text(cell, Code.CLIENT_NUMBER_DAMAGED, length)
        if isinstance(text, Fault):
            return text
        if not text or (length is not None and len(text) != length):
            facts = {"places": _places(cell, text), "expected": expected}
            return Fault(Code.CLIENT_NUMBER_LENGTH, facts)
        if not (text.isdigit() and text.isascii()):
            return Fault(Code.CLIENT_NUMBER_UNKNOWN, {"reason": "个人客户号应全部为半角数字"})
        return text

    return parse


def parse_recorded_id(cell: Cell) -> str | Fault:
    """The ID number of somebody on the centre's record: only compared, never judged (E2)."""
    text = _as_text(cell, Code.ID_DAMAGED)
    return text if isinstance(text, Fault) else text.upper()


_ID_CODES: Final[Mapping[IdFault, Code]] = {
    IdFault.LENGTH: Code.ID_LENGTH,
    IdFault.CHARACTERS: Code.ID_CHARACTERS,
    IdFault.DATE: Code.ID_DATE,
    IdFault.CHECKSUM: Code.ID_CHECKSUM,
}


def id_parser(last_day: dt.date | None) -> Callable[[Cell], str | Fault]:
    """The parser of ID numbers to be registered (manual 6.1.1, 6.1.2); none born after the day."""

    def parse(cell: Cell) -> str | Fault:
        text = _as_text(cell, Code.ID_DAMAGED)
        if isinstance(text, Fault):
            return text
        fault = id_fault(text, last_day)
        if fault is None:
            return text.upper()
        facts = {
            "places": _places(cell, text),
            "date": birth_text(text),
            "odd": _odd_places(text),
        }
        kept = text.upper() if fault in {IdFault.DATE, IdFault.CHECKSUM} else None
        return Fault(_ID_CODES[fault], facts, kept)

    return parse


def _odd_places(text: str) -> str:
    odd = [
        f"第{place}位“{character}”"
        for place, character in enumerate(text, 1)
        if not (character in "0123456789" or (place == 18 and character in "Xx"))
    ]
    return "、".join(odd[:3]) + (f"等{len(odd)}处" if len(odd) > 3 else "")


def parse_salary(cell: Cell) -> int | Fault:
    """A monthly salary (月均工资) in fen."""
    number = parse_number(cell)
    if number is None:
        return Fault(Code.SALARY_FORMAT)
    if number <= 0:
        return Fault(Code.SALARY_NOT_POSITIVE)
    return number if isinstance(number, int) else Fault(Code.SALARY_DECIMALS)


def parse_number(cell: Cell) -> Number | None:
    """A number in hundredths: an int, or a Decimal where there are more places; None for no number.

    A float that equals its hundredths is what the spreadsheet shows; only others are looked at
    through 15 significant digits.
    """
    if type(cell) is float and -1e13 < cell < 1e13:
        whole = round(cell * 100)
        if whole / 100 == cell:
            return whole
    try:
        number = to_decimal(cell) if not isinstance(cell, str) else None
    except MoneyError:
        return None
    if number is None:
        return None
    scaled = number.scaleb(2)
    return int(scaled) if scaled == scaled.to_integral_value() else scaled


def parse_rate(cell: Cell) -> int | Fault:
    """A rate (缴存比例) in 1/100 percent; a value between 0 and 1 is what Excel makes of 8%."""
    number = parse_number(cell)
    if number is None:
        return Fault(Code.RATE_FORMAT)
    if 0 < number < 100:
        number = to_decimal(cell).scaleb(4)
    whole = int(number)
    return whole if whole == number and abs(whole) < _MANY else Fault(Code.RATE_FORMAT)


def computed_parser(code: Code) -> Callable[[Cell], Number | Fault | None]:
    """The parser of a computed column: hundredths, None where it is blank."""

    def parse(cell: Cell) -> Number | Fault | None:
        if cell is None:
            return None
        number = parse_number(cell)
        if number is None and not is_blank(cell):
            return Fault(code)
        return number

    return parse


def month_parser(length: Code, form: Code) -> Callable[[Cell], str | Fault]:
    """The parser of a month; a whole number that reads as a month has lost nothing."""

    def parse(cell: Cell) -> str | Fault:
        if cell is None:
            return Fault(length)
        if isinstance(cell, str):
            text = clean(cell)
        elif isinstance(cell, CellError):
            text = cell.text
        elif is_number(cell):
            text = show(cell)
            return text if is_month(text) else Fault(form)
        else:
            return Fault(form)
        if len(text) != 6:
            return Fault(length)
        return text if is_month(text) else Fault(form)

    return parse


def fund_parser(funds: Mapping[int, str] | None) -> Callable[[Cell], int | Fault]:
    """The parser of funds (资金性质); ``funds`` are the unit's and their names, None if unknown."""
    listed = "、".join(f"{fund}（{name}）" for fund, name in (funds or {}).items())
    facts = {"expected": f"，本单位为{listed}" if listed else "，应为资金性质代码，例如10"}

    def parse(cell: Cell) -> int | Fault:
        text = clean(cell) if isinstance(cell, str) else show(cell) if is_number(cell) else ""
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            return Fault(Code.FUND_UNKNOWN, facts)
        fund = int(text)
        return fund if funds is None or fund in funds else Fault(Code.FUND_UNKNOWN, facts)

    return parse


def reason_parser(reasons: Mapping[str, str] | None) -> Callable[[Cell], str | Fault]:
    """The parser of reasons (减少原因): a code, its word, or the number Excel made of the code."""
    known: dict[str, str] = {}
    for code, word in (reasons or {}).items():
        if code.isascii() and code.isdigit():
            known.setdefault(str(int(code)), code)
        known[_plain(word)] = code
    known.update({_plain(code): code for code in reasons or ()})
    listed = "、".join(f"{code}{word}" for code, word in (reasons or {}).items())
    facts = {"expected": f"，应为{listed}" if listed else ""}

    def parse(cell: Cell) -> str | Fault:
        text = clean(cell) if isinstance(cell, str) else show(cell)
        if text and reasons is None:
            return text
        code = known.get(_plain(text))
        return code if text and code is not None else Fault(Code.REASON_UNKNOWN, facts)

    return parse


def _plain(text: str) -> str:
    """A word with full-width brackets and digits made half-width, for looking it up."""
    return normalize("NFKC", text).replace(" ", "")
