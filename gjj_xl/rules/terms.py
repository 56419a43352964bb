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
from typing import Any, Final

from gjj_xl.rules.entries import SHANGHAI as SHANGHAI
from gjj_xl.rules.entries import Entries, as_object, whole_number
from gjj_xl.rules.entries import TermsError as TermsError
from gjj_xl.rules.money import Mode, Rounding, percent_text, yuan_text
from gjj_xl.rules.months import is_month

_NULLABLE: Final = frozenset({"uniform_rate"})
"""Keys for which null says something; elsewhere it says no more than an absent key."""


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long things take at the centre, and whom to call (manual 6.1.10, 12.6-12.8).

    A result comes about ``result_seconds`` after sending; none after ``call_seconds``: telephone
    ``phone`` (may be empty). A busy centre is tried again after ``retry_seconds``: the first time
    after the first of them, then after the next, the last one for ever. A registration takes
    ``review_days`` working days.
    """

    result_seconds: int
    call_seconds: int
    retry_seconds: tuple[int, ...]
    review_days: int
    phone: str

    def retry_after(self, tries: int) -> int:
        """Seconds until the next try after ``tries`` (from 1) that a busy centre turned away."""
        return self.retry_seconds[min(max(tries, 1), len(self.retry_seconds)) - 1]


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
    waiting: Waiting
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
    given = {key: value for key, value in obj.items() if value is not None or key in _NULLABLE}
    entries = Entries({**_data()["defaults"], **given})
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
        rounding=_rounding(entries),
        opening=_opening(entries),
        batch_limit=entries.whole("batch_limit", 1),
        one_sided_funds=entries.funds("one_sided_funds", least=0),
        bounds_from=entries.month("bounds_from") if entries.obj.get("bounds_from") else None,
        idempotent=entries.truth("idempotent"),
        version=entries.text("version", empty=True),
        unit_number_length=number_length,
        fund_names=MappingProxyType(
            {whole_number("fund_names", k): v for k, v in entries.words("fund_names").items()}
        ),
        waiting=_waiting(entries),
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
        "waiting": {
            "result_seconds": terms.waiting.result_seconds,
            "call_seconds": terms.waiting.call_seconds,
            "retry_seconds": list(terms.waiting.retry_seconds),
            "review_days": terms.waiting.review_days,
            "phone": terms.waiting.phone,
        },
    }


def example_terms() -> Terms:
    """The 示例参数 of a template made before any log-in; never sent."""
    return parse_terms(_data()["example"], Origin.EXAMPLE)


def unknown_keys(obj: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of a terms object that mean nothing here: most likely misspelt."""
    known = terms_object(example_terms()).keys()
    return tuple(key for key in obj if key not in known)


@cache
def _data() -> dict[str, Any]:
    text = resources.files("gjj_xl.rules").joinpath("terms.toml").read_text("utf-8")
    return tomllib.loads(text)


def _rounding(entries: Entries) -> Rounding:
    """The rounding; what is left out of it is the default."""
    name, given = entries.inner("rounding")
    inside = Entries({**_data()["defaults"]["rounding"], **given}, f"{name}.")
    mode = inside.text("mode")
    if mode not in list(Mode):
        raise TermsError(f"{name}.mode", f"应为{'、'.join(Mode)}之一")
    return Rounding(unit=inside.money("unit"), mode=Mode(mode))


def _opening(entries: Entries) -> Opening:
    """The opening days and hours; what is left out of them is the default."""
    name, given = entries.inner("opening")
    inside = Entries({**_data()["defaults"]["opening"], **given}, f"{name}.")
    opens, closes = inside.clock("opens"), inside.clock("closes")
    if opens >= closes:
        raise TermsError(f"{name}.opens", "应早于 closes")
    first_day, last_day = inside.whole("first_day", 1, 28), inside.whole("last_day", 1, 28)
    if first_day <= last_day:
        raise TermsError(f"{name}.first_day", "应大于 last_day")
    return Opening(first_day, last_day, opens, closes, _windows(inside))


def _waiting(entries: Entries) -> Waiting:
    """The times of waiting; what is left out of them is the default."""
    name, given = entries.inner("waiting")
    inside = Entries({**_data()["defaults"]["waiting"], **given}, f"{name}.")
    result, call = inside.whole("result_seconds", 1), inside.whole("call_seconds", 1)
    if result >= call:
        raise TermsError(f"{name}.result_seconds", "应小于 call_seconds")
    return Waiting(
        result_seconds=result,
        call_seconds=call,
        retry_seconds=inside.wholes("retry_seconds", 1),
        review_days=inside.whole("review_days", 0),
        phone=inside.text("phone", empty=True),
    )


def _windows(entries: Entries) -> Mapping[str, Window]:
    name, given = entries.inner("months")
    windows = {}
    for month, window in given.items():
        place = f"{name}.{month}"
        if not is_month(month):
            raise TermsError(place, "应为六位年月，例如202611")
        inside = Entries(as_object(place, window), f"{place}.")
        opens, closes = inside.moment("opens"), inside.moment("closes")
        if opens >= closes:
            raise TermsError(place, "的 opens 应早于 closes")
        windows[month] = Window(opens, closes)
    return MappingProxyType(windows)
