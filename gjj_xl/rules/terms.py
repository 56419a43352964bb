"""The terms (参数): what the centre says about this unit today.

Nothing of this is a constant in code. The optional keys have their defaults in ``terms.toml``
beside this module, which also holds the example terms of templates made before any log-in.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gjj_xl.rules.money import (
    WHOLE,
    Mode,
    MoneyError,
    Rounding,
    percent_text,
    to_fen,
    to_rate,
    yuan_text,
)
from gjj_xl.rules.months import is_month

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""The centre's time (fixed: China has had no summer time since 1991)."""


class TermsError(ValueError):
    """A terms object that cannot be used; ``key`` names the entry, ``problem`` says why."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"参数“{key}”{problem}")
        self.key = key
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Window:
    """When one business month's filing opens and closes, as the centre settled it."""

    opens: dt.datetime
    closes: dt.datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """Opening days and hours (manual 1 (二)); ``months`` are windows the centre settled itself."""

    first_day: int
    last_day: int
    opens: dt.time
    closes: dt.time
    months: Mapping[str, Window] = field(default_factory=lambda: MappingProxyType({}))


@unique
class Origin(StrEnum):
    """Where terms come from."""

    CENTRE = "centre"
    FILE = "file"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Terms:
    """The centre's word on a unit. Money in fen, rates in 1/100 percent, months as YYYYMM."""

    unit_number: str
    unit_name: str
    business_month: str
    lowest_base: int
    highest_base: int
    uniform_rate: int | None
    rate_min: int
    rate_max: int
    funds: tuple[int, ...]
    client_number_length: int
    name_max: int
    reduce_reasons: Mapping[str, str]
    backpay_floor: int
    rate_step: int | None
    rounding: Rounding
    opening: Opening
    batch_limit: int
    one_sided_funds: tuple[int, ...]
    bounds_from: str | None
    idempotent: bool
    version: str
    unit_number_length: int
    fund_names: Mapping[int, str]
    origin: Origin = Origin.FILE

    @property
    def is_example(self) -> bool:
        """Whether these are 示例参数, which must never be sent."""
        return self.origin is Origin.EXAMPLE

    @property
    def fixed_fund(self) -> int | None:
        """The only fund of the unit, None where there is a choice (manual 11.1.1)."""
        return self.funds[0] if len(self.funds) == 1 else None


def parse_terms(obj: Mapping[str, Any], origin: Origin = Origin.FILE) -> Terms:
    """Read a terms object, the JSON of ``--terms`` and of the centre.

    Money and rates may be text or numbers. Absent optional keys are filled from ``terms.toml``;
    keys that are not known are left aside (see :func:`unknown_keys`). Raises TermsError, which
    names the key.
    """
    if not isinstance(obj, Mapping):
        raise TermsError("terms", "应为一个 JSON 对象")
    entries = _Entries({**_data()["defaults"], **obj})
    number_length = entries.whole("unit_number_length", 1, 40)
    unit_number = entries.text("unit_number")
    if not re.fullmatch(f"[0-9]{{{number_length}}}", unit_number):
        raise TermsError("unit_number", f"应为{number_length}位半角数字")
    lowest, highest = entries.money("lowest_base"), entries.money("highest_base")
    if lowest > highest:
        raise TermsError("lowest_base", "大于最高缴存基数 highest_base")
    rate_min, rate_max = entries.rate("rate_min"), entries.rate("rate_max")
    if rate_min > rate_max:
        raise TermsError("rate_min", "大于 rate_max")
    return Terms(
        unit_number=unit_number,
        unit_name=entries.text("unit_name"),
        business_month=entries.month("business_month"),
        lowest_base=lowest,
        highest_base=highest,
        uniform_rate=entries.optional_rate("uniform_rate"),
        rate_min=rate_min,
        rate_max=rate_max,
        funds=entries.funds("funds", least=1),
        client_number_length=entries.whole("client_number_length", 1),
        name_max=entries.whole("name_max", 1),
        reduce_reasons=entries.words("reduce_reasons"),
        backpay_floor=entries.rate("backpay_floor"),
        rate_step=entries.optional_rate("rate_step") if "rate_step" in entries.obj else None,
        rounding=entries.rounding("rounding"),
        opening=entries.opening("opening"),
        batch_limit=entries.whole("batch_limit", 1),
        one_sided_funds=entries.funds("one_sided_funds", least=0),
        bounds_from=entries.month("bounds_from") if entries.obj.get("bounds_from") else None,
        idempotent=entries.truth("idempotent"),
        version=entries.text("version", empty=True),
        unit_number_length=number_length,
        fund_names=MappingProxyType(
            {_whole("fund_names", k): v for k, v in entries.words("fund_names").items()}
        ),
        origin=origin,
    )


def terms_object(terms: Terms) -> dict[str, Any]:
    """The terms as a JSON-able object that :func:`parse_terms` reads back to the same terms.

    The origin is not part of it: who reads it says where it came from.
    """
    return {
        "unit_number": terms.unit_number,
        "unit_name": terms.unit_name,
        "business_month": terms.business_month,
        "lowest_base": yuan_text(terms.lowest_base),
        "highest_base": yuan_text(terms.highest_base),
        "uniform_rate": None if terms.uniform_rate is None else percent_text(terms.uniform_rate),
        "rate_min": percent_text(terms.rate_min),
        "rate_max": percent_text(terms.rate_max),
        "funds": list(terms.funds),
        "client_number_length": terms.client_number_length,
        "name_max": terms.name_max,
        "reduce_reasons": dict(terms.reduce_reasons),
        "backpay_floor": percent_text(terms.backpay_floor),
        "rate_step": None if terms.rate_step is None else percent_text(terms.rate_step),
        "rounding": {"unit": yuan_text(terms.rounding.unit), "mode": terms.rounding.mode.value},
        "opening": {
            "first_day": terms.opening.first_day,
            "last_day": terms.opening.last_day,
            "opens": terms.opening.opens.isoformat("minutes"),
            "closes": terms.opening.closes.isoformat("minutes"),
            "months": {
                month: {"opens": window.opens.isoformat(), "closes": window.closes.isoformat()}
                for month, window in terms.opening.months.items()
            },
        },
        "batch_limit": terms.batch_limit,
        "one_sided_funds": list(terms.one_sided_funds),
        "bounds_from": terms.bounds_from,
        "idempotent": terms.idempotent,
        "version": terms.version,
        "unit_number_length": terms.unit_number_length,
        "fund_names": {str(fund): word for fund, word in terms.fund_names.items()},
    }


def example_terms() -> Terms:
    """The 示例参数 of a template made before any log-in; never sent."""
    return parse_terms(_data()["example"], Origin.EXAMPLE)


def default_fund_names() -> Mapping[int, str]:
    """The funds' names where no terms are at hand."""
    return MappingProxyType({int(k): v for k, v in _data()["defaults"]["fund_names"].items()})


def unknown_keys(obj: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a terms object that mean nothing here: most likely misspelt."""
    known = terms_object(example_terms()).keys()
    return tuple(key for key in obj if key not in known)


@cache
def _data() -> dict[str, Any]:
    text = resources.files("gjj_xl.rules").joinpath("terms.toml").read_text("utf-8")
    return tomllib.loads(text)


def _whole(key: str, value: Any) -> int:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TermsError(key, "应为整数")


def _object(key: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TermsError(key, "应为一个 JSON 对象")
    return value


class _Entries:
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
        name, value = self._get(key)
        if not isinstance(value, str):
            raise TermsError(name, "应为文本")
        if not value.strip() and not empty:
            raise TermsError(name, "为空")
        return value.strip()

    def whole(self, key: str, least: int, most: int = 10**9) -> int:
        name, value = self._get(key)
        number = _whole(name, value)
        if not least <= number <= most:
            raise TermsError(
                name, f"应在{least}到{most}之间" if most < 10**9 else f"应不小于{least}"
            )
        return number

    def money(self, key: str) -> int:
        name, value = self._get(key)
        try:
            fen = to_fen(value)
        except MoneyError as error:
            raise TermsError(name, f"应为最多两位小数的金额（{error.problem}）") from None
        if fen <= 0:
            raise TermsError(name, "应大于零")
        return fen

    def rate(self, key: str) -> int:
        name, value = self._get(key)
        try:
            rate = to_rate(value)
        except MoneyError as error:
            raise TermsError(name, f"应为最多两位小数的百分数（{error.problem}）") from None
        if not 0 < rate <= WHOLE:
            raise TermsError(name, "应大于0且不大于100")
        return rate

    def optional_rate(self, key: str) -> int | None:
        _, value = self._get(key)
        return None if value is None else self.rate(key)

    def month(self, key: str) -> str:
        name, value = self._get(key)
        text = str(value).strip() if isinstance(value, str | int) else ""
        if not is_month(text):
            raise TermsError(name, "应为六位年月，例如202611")
        return text

    def truth(self, key: str) -> bool:
        name, value = self._get(key)
        if not isinstance(value, bool):
            raise TermsError(name, "应为 true 或 false")
        return value

    def funds(self, key: str, least: int) -> tuple[int, ...]:
        name, value = self._get(key)
        if not isinstance(value, list | tuple):
            raise TermsError(name, "应为资金性质代码的列表，例如[10, 11]")
        funds = tuple(_whole(name, item) for item in value)
        if len(funds) < least or len(set(funds)) != len(funds):
            raise TermsError(name, "不能为空，也不能重复")
        return funds

    def words(self, key: str) -> Mapping[str, str]:
        name, value = self._get(key)
        words = {}
        for code, word in _object(name, value).items():
            if not isinstance(word, str) or not word.strip() or not str(code).strip():
                raise TermsError(name, "应为“代码: 文字”的对照表")
            words[str(code).strip()] = word.strip()
        return MappingProxyType(words)

    def rounding(self, key: str) -> Rounding:
        name, value = self._get(key)
        entries = _Entries(_object(name, value), f"{name}.")
        mode = entries.text("mode")
        if mode not in list(Mode):
            raise TermsError(f"{name}.mode", f"应为{'、'.join(Mode)}之一")
        return Rounding(unit=entries.money("unit"), mode=Mode(mode))

    def clock(self, key: str) -> dt.time:
        name, _ = self._get(key)
        try:
            time = dt.time.fromisoformat(self.text(key))
        except ValueError:
            raise TermsError(name, "应为时刻，例如09:00") from None
        if time.tzinfo is not None:
            raise TermsError(name, "应为不带时区的时刻，例如09:00")
        return time

    def moment(self, key: str) -> dt.datetime:
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

    def opening(self, key: str) -> Opening:
        name, value = self._get(key)
        given = {**_data()["defaults"]["opening"], **_object(name, value)}
        entries = _Entries(given, f"{name}.")
        opens, closes = entries.clock("opens"), entries.clock("closes")
        if opens >= closes:
            raise TermsError(f"{name}.opens", "应早于 closes")
        first_day, last_day = entries.whole("first_day", 1, 28), entries.whole("last_day", 1, 28)
        if first_day <= last_day:
            raise TermsError(f"{name}.first_day", "应大于 last_day")
        return Opening(first_day, last_day, opens, closes, entries.windows("months"))

    def windows(self, key: str) -> Mapping[str, Window]:
        name, value = self._get(key)
        windows = {}
        for month, window in _object(name, value).items():
            place = f"{name}.{month}"
            if not is_month(month):
                raise TermsError(place, "应为六位年月，例如202611")
            entries = _Entries(_object(place, window), f"{place}.")
            opens, closes = entries.moment("opens"), entries.moment("closes")
            if opens >= closes:
                raise TermsError(place, "的 opens 应早于 closes")
            windows[month] = Window(opens, closes)
        return MappingProxyType(windows)
