"""Reading a terms object entry by entry, each with its type; every fault names its entry."""

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gjj_xl.rules.money import WHOLE, MoneyError, to_fen, to_rate
from gjj_xl.rules.months import is_month

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The centre's time (fixed: China has had no summer time since 1991)."""


class TermsError(ValueError):
    """A terms object that cannot be used; ``key`` names the entry, ``problem`` says why."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"参数“{key}”{problem}")
        self.key = key
        self.problem = problem


def whole_number(key: str, value: Any) -> int:
    """An integer, or its digits as text; raises TermsError."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TermsError(key, "应为整数")


def as_object(key: str, value: Any) -> Mapping[str, Any]:
    """A JSON object; raises TermsError."""
    if not isinstance(value, Mapping):
        raise TermsError(key, "应为一个 JSON 对象")
    return value


class Entries:
    """Typed reading of the entries of one terms object (or of an object within it)."""

    def __init__(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        self.obj = obj
        self._prefix = prefix

    def _get(self, key: str) -> tuple[str, Any]:
        name = self._prefix + key
        if key not in self.obj:
            raise TermsError(name, "缺失")
        return name, self.obj[key]

    def text(self, key: str, *, empty: bool = False) -> str:
        """Text, stripped."""
        name, value = self._get(key)
        if not isinstance(value, str):
            raise TermsError(name, "应为文本")
        if not value.strip() and not empty:
            raise TermsError(name, "为空")
        return value.strip()

    def whole(self, key: str, least: int, most: int = 10**9) -> int:
        """A whole number within bounds."""
        name, value = self._get(key)
        number = whole_number(name, value)
        if not least <= number <= most:
            raise TermsError(
                name, f"应在{least}到{most}之间" if most < 10**9 else f"应不小于{least}"
            )
        return number

    def wholes(self, key: str, least: int) -> tuple[int, ...]:
        """A list of at least one whole number, each not below ``least``."""
        name, value = self._get(key)
        if not isinstance(value, list | tuple) or not value:
            raise TermsError(name, "应为整数的列表，例如[900, 1800]")
        numbers = tuple(whole_number(name, item) for item in value)
        if min(numbers) < least:
            raise TermsError(name, f"应不小于{least}")
        return numbers

    def money(self, key: str) -> int:
        """Yuan above zero, as fen."""
        name, value = self._get(key)
        try:
            fen = to_fen(value)
        except MoneyError as error:
            raise TermsError(name, f"应为最多两位小数的金额（{error.problem}）") from None
        if fen <= 0:
            raise TermsError(name, "应大于零")
        return fen

    def rate(self, key: str) -> int:
        """Percent above zero, as 1/100 percent."""
        name, value = self._get(key)
        try:
            rate = to_rate(value)
        except MoneyError as error:
            raise TermsError(name, f"应为最多两位小数的百分数（{error.problem}）") from None
        if not 0 < rate <= WHOLE:
            raise TermsError(name, "应大于0且不大于100")
        return rate

    def optional_rate(self, key: str) -> int | None:
        """A rate, or None where the entry is null."""
        _, value = self._get(key)
        return None if value is None else self.rate(key)

    def month(self, key: str) -> str:
        """A month, YYYYMM."""
        name, value = self._get(key)
        text = str(value).strip() if isinstance(value, str | int) else ""
        if not is_month(text):
            raise TermsError(name, "应为六位年月，例如202611")
        return text

    def truth(self, key: str) -> bool:
        """true or false."""
        name, value = self._get(key)
        if not isinstance(value, bool):
            raise TermsError(name, "应为 true 或 false")
        return value

    def funds(self, key: str, least: int) -> tuple[int, ...]:
        """A list of at least ``least`` different fund codes."""
        name, value = self._get(key)
        if not isinstance(value, list | tuple):
            raise TermsError(name, "应为资金性质代码的列表，例如[10, 11]")
        funds = tuple(whole_number(name, item) for item in value)
        if len(funds) < least or len(set(funds)) != len(funds):
            raise TermsError(name, "不能为空，也不能重复")
        return funds

    def words(self, key: str) -> Mapping[str, str]:
        """A table of codes and words."""
        name, value = self._get(key)
        words = {}
        for code, word in as_object(name, value).items():
            if not isinstance(word, str) or not word.strip() or not str(code).strip():
                raise TermsError(name, "应为“代码: 文字”的对照表")
            words[str(code).strip()] = word.strip()
        return MappingProxyType(words)

    def inner(self, key: str) -> tuple[str, Mapping[str, Any]]:
        """An object within this one, and its full name."""
        name, value = self._get(key)
        return name, as_object(name, value)

    def clock(self, key: str) -> dt.time:
        """A time of day, without a zone."""
        name, _ = self._get(key)
        try:
            time = dt.time.fromisoformat(self.text(key))
        except ValueError:
            raise TermsError(name, "应为时刻，例如09:00") from None
        if time.tzinfo is not None:
            raise TermsError(name, "应为不带时区的时刻，例如09:00")
        return time

    def moment(self, key: str) -> dt.datetime:
        """A moment; without a zone it is the centre's."""
        name, _ = self._get(key)
        try:
            moment = dt.datetime.fromisoformat(self.text(key))
        except ValueError:
            raise TermsError(name, "应为时间，例如2026-01-21T09:00:00+08:00") from None
        return (
            moment.replace(tzinfo=SHANGHAI)
            if moment.tzinfo is None
            else moment.astimezone(SHANGHAI)
        )
