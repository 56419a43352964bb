"""The terms (参数): what the centre says about this unit today.

Nothing of this is a constant in code. The optional keys have their defaults in ``terms.toml``
beside this module, which also holds the example terms of templates made before any log-in.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum, unique
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gjj_xl.rules.money import Mode, Rounding, percent_text, to_fen, yuan_text


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
