"""Money as integer fen, rates as integer 1/100 percent, and exact rounding (facts).

Nothing here touches a float's binary value: text and ``Decimal`` come in, integers go on.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum, unique

PERCENT = 100
"""Rates in 1/100 percent: ``8 * PERCENT`` is 8%."""
WHOLE = 100 * PERCENT
"""A rate of 100%."""


_PLACES = 27
"""Numbers of more places are no money, and would be rounded by Decimal's default context."""


class MoneyError(ValueError):
    """A value that is no amount or no rate; ``value`` is what was given, ``problem`` says why."""

    def __init__(self, value: object, problem: str) -> None:
        super().__init__(f"{value!r}{problem}")
        self.value = value
        self.problem = problem


@unique
class Mode(StrEnum):
    """How the centre rounds; amounts here are never negative before rounding but may be."""

    HALF_UP = "half-up"  # 四舍五入, away from zero
    DOWN = "down"  # towards zero
    UP = "up"  # away from zero


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round to multiples of ``unit`` fen (100 is the yuan)."""

    unit: int
    mode: Mode


def round_ratio(numerator: int, denominator: int, rounding: Rounding) -> int:
    """Round ``numerator / denominator`` fen to the rounding's unit; exact, in integers.

    >>> round_ratio(221000 * 500, 10000, Rounding(100, Mode.HALF_UP))  # 2210.00 at 5%
    11100
    """
    step = denominator * rounding.unit
    if step <= 0:
        raise ZeroDivisionError(f"round_ratio by {denominator} to {rounding.unit}")
    size = abs(numerator)
    if rounding.mode is Mode.HALF_UP:
        units = (2 * size + step) // (2 * step)
    elif rounding.mode is Mode.DOWN:
        units = size // step
    else:
        units = -(-size // step)
    return units * rounding.unit if numerator >= 0 else -units * rounding.unit


def to_decimal(value: object) -> Decimal:
    """A number as it is shown: text in half-width digits, int, Decimal, or a float to 15 places.

    A spreadsheet keeps 15 significant digits, so 0.07 * 100 read back from a cell is 7 here.
    Raises MoneyError for everything else: full-width digits, thousands separators, exponents in
    text, truth values, infinities.
    """
    if isinstance(value, bool):
        raise MoneyError(value, "不是数字")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        number = Decimal(format(value, ".15g"))
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, str):
        text = value.strip()
        if len(text) > 2 * _PLACES or not text.isascii() or not set(text) <= set("+-.0123456789"):
            raise MoneyError(value, "不是数字")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise MoneyError(value, "不是数字") from None
    else:
        raise MoneyError(value, "不是数字")
    if not number.is_finite():
        raise MoneyError(value, "不是数字")
    if number.adjusted() > _PLACES or len(number.as_tuple().digits) > _PLACES:
        raise MoneyError(value, "超出范围")
    return number


def _hundredths(value: object) -> int:
    number = to_decimal(value)
    if abs(number) >= Decimal("1e15"):
        raise MoneyError(value, "超出范围")
    scaled = number.scaleb(2)
    whole = int(scaled)
    if whole != scaled:
        raise MoneyError(value, "小数位数超过两位")
    return whole


def to_fen(value: object) -> int:
    """Yuan as fen: ``to_fen("2660.5") == 266050``; MoneyError beyond two decimals or no number."""
    return _hundredths(value)


def to_rate(value: object) -> int:
    """Percent as 1/100 percent: ``to_rate("8.5") == 850``; errors as in :func:`to_fen`."""
    return _hundredths(value)


def yuan_text(fen: int) -> str:
    """Fen as yuan with two decimals: ``yuan_text(266050) == "2660.50"``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}"


def grouped_yuan(fen: int) -> str:
    """The same for reading, with thousands separators: ``grouped_yuan(266050) == "2,660.50"``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}"


def percent_text(rate: int) -> str:
    """A rate as percent without needless zeros: ``"8"``, ``"8.5"``, ``"8.25"``."""
    text = yuan_text(rate)
    return text.rstrip("0").rstrip(".")
