"""A batch with its cells read: typed columns, and what could not be read."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business, Column, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.findings import Code, Severity
from gjj_xl.rules.money import percent_text
from gjj_xl.rules.months import month_index, next_month
from gjj_xl.rules.parse import (
    Fault,
    client_parser,
    computed_parser,
    fund_parser,
    id_parser,
    month_parser,
    parse_name,
    parse_rate,
    parse_recorded_id,
    parse_salary,
    reason_parser,
)
from gjj_xl.rules.terms import Terms

_FEW = frozenset({Kind.FUND, Kind.MONTH, Kind.REASON})
"""Kinds with few different values: each value is read once."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding before it has words: the record's index, the field, the code and its facts."""

    index: int
    field: str
    code: Code
    facts: Mapping[str, Any]
    severity: Severity | None = None  # None: the code's own


@dataclass(frozen=True, slots=True)
class RateRule:
    """Which rates a business may have with a unit (manual 6.2.1, 11.1.11); 1/100 percent."""

    least: int
    most: int
    uniform: int | None
    step: int | None

    def code(self, rate: int) -> Code | None:
        """What is wrong with a rate, None where it is right."""
        if self.uniform is not None:
            return None if rate == self.uniform else Code.RATE_NOT_UNIFORM
        if not self.least <= rate <= self.most or (self.step and rate % self.step):
            return Code.RATE_RANGE
        return None

    def settle(self, rate: int) -> int:
        """The rate that the single registration form makes of one that is wrong (manual 6.1.7)."""
        if self.uniform is not None:
            return self.uniform
        settled = min(max(rate, self.least), self.most)
        return settled - settled % self.step if self.step else settled

    def facts(self, rate: int) -> Mapping[str, str]:
        """The facts of a message about a rate."""
        return {
            "rate": percent_text(rate),
            "least": percent_text(self.least),
            "most": percent_text(self.most),
            "uniform": percent_text(self.uniform or 0),
            "step": f"，且为{percent_text(self.step)}%的整数倍" if self.step else "",
            "settled": percent_text(self.settle(rate)),
        }


def rate_rule(business: Business, terms: Terms) -> RateRule:
    """The rule for the rates of a business with this unit."""
    if not business.facts.backpay:
        return RateRule(terms.rate_min, terms.rate_max, terms.uniform_rate, terms.rate_step)
    least = terms.rate_min
    if terms.uniform_rate is not None:
        least = min(terms.uniform_rate, terms.backpay_floor)
    return RateRule(least, terms.rate_max, None, terms.rate_step)


def has_column(batch: Batch, field_name: str) -> bool:
    """Whether the column of a field stands on the sheet."""
    return field_name in batch.columns and field_name not in batch.missing


class Grid:
    """The typed columns of a batch.

    ``values`` maps each field to its values, one for each record: None where the cell is bad (its
    hit is in ``hits``), where a computed cell is blank, and everywhere in a missing column.
    Money is in fen, rates in 1/100 percent; a computed cell beyond two decimals is a Decimal.
    ``kept`` holds bad ID numbers that can still be compared, by index.
    """

    def __init__(self, batch: Batch, terms: Terms | None, *, single: bool = False) -> None:
        self.batch = batch
        self.terms = terms
        self.business = batch.business
        self.single = single
        self.hits: list[Hit] = []
        self.kept: dict[int, str] = {}
        self.values: dict[str, list[Any]] = {}
        for column in self.business.columns:
            self._read(column)
        self.fund = self._settle_fund()

    def __len__(self) -> int:
        return len(self.batch.rows)

    def of_kind(self, kind: Kind) -> list[Column]:
        """The columns of a kind that are not computed and stand on the sheet."""
        return [
            column
            for column in self.business.columns
            if column.kind is kind and not column.computed and self.has(column.field)
        ]

    def has(self, field_name: str) -> bool:
        """Whether the field's column stands on the sheet."""
        return has_column(self.batch, field_name)

    def cells(self, field_name: str) -> Sequence[Cell]:
        """The raw cells of a field; empty where its column is missing."""
        return self.batch.columns[field_name] if self.has(field_name) else ()

    @cached_property
    def first(self) -> list[int | None]:
        """The first months as indexes."""
        return _indexes(self.values["first_month"])

    @cached_property
    def last(self) -> list[int | None]:
        """The last months as indexes."""
        return _indexes(self.values["last_month"])

    def _read(self, column: Column) -> None:
        if not self.has(column.field):
            self.values[column.field] = [None] * len(self)
            return
        cells = self.batch.columns[column.field]
        parse = self._parser(column)
        # A truth value equals the number 1 or 0, and would be taken for it.
        if column.kind in _FEW and bool not in set(map(type, cells)):
            known = {cell: parse(cell) for cell in set(cells)}
            values = [known[cell] for cell in cells]
        else:
            values = list(map(parse, cells))
        if Fault in set(map(type, values)):
            for index, value in enumerate(values):
                if type(value) is Fault:
                    self.hits.append(Hit(index, column.field, value.code, value.facts))
                    values[index] = None
                    if value.kept is not None:
                        self.kept[index] = value.kept
        self.values[column.field] = values
        if column.kind is Kind.RATE and self.terms is not None:
            self._judge_rates(column.field, rate_rule(self.business, self.terms))

    def _judge_rates(self, field_name: str, rule: RateRule) -> None:
        values = self.values[field_name]
        wrong = {rate: rule.code(rate) for rate in set(values) if rate is not None}
        wrong = {rate: code for rate, code in wrong.items() if code is not None}
        if not wrong:
            return
        settles = self.single and self.business is Business.REGISTER
        for index, rate in enumerate(values):
            code = wrong.get(rate)
            if code is not None:
                severity = Severity.HINT if settles else None
                self.hits.append(Hit(index, field_name, code, rule.facts(rate), severity))
                values[index] = rule.settle(rate) if settles else None

    def _settle_fund(self) -> int | None:
        """The batch's fund; rows of another one are hits, and their fund counts as bad."""
        funds = self.values["fund"]
        chosen = self.batch.fund
        if chosen is None and self.terms is not None:
            chosen = self.terms.fixed_fund
        if chosen is None:
            chosen = next((fund for fund in funds if fund is not None), None)
        if set(funds) <= {chosen}:
            return chosen
        for index, fund in enumerate(funds):
            if fund is not None and fund != chosen:
                facts = {"fund": fund, "batch_fund": chosen}
                self.hits.append(Hit(index, "fund", Code.FUND_DIFFERS, facts))
                funds[index] = None
        return chosen

    def _parser(self, column: Column) -> Callable[[Cell], Any]:
        terms = self.terms
        match column.kind:
            case Kind.NAME:
                return parse_name
            case Kind.CLIENT:
                return client_parser(terms.client_number_length if terms else None)
            case Kind.ID if self.business.facts.registered:
                return parse_recorded_id
            case Kind.ID:
                return id_parser(_last_day(terms.business_month) if terms else None)
            case Kind.SALARY:
                return parse_salary
            case Kind.RATE:
                return parse_rate
            case Kind.MONTH if column.field == "first_month":
                return month_parser(Code.FIRST_MONTH_LENGTH, Code.FIRST_MONTH_FORMAT)
            case Kind.MONTH:
                return month_parser(Code.LAST_MONTH_LENGTH, Code.LAST_MONTH_FORMAT)
            case Kind.FUND:
                names = terms.fund_names if terms else {}
                return fund_parser(
                    {f: names.get(f, str(f)) for f in terms.funds} if terms else None
                )
            case Kind.REASON:
                return reason_parser(terms.reduce_reasons if terms else None)
            case Kind.DEPOSIT:
                return computed_parser(Code.DEPOSIT_FORMAT)
            case Kind.AMOUNT:
                return computed_parser(Code.AMOUNT_FORMAT)


def _indexes(months: Sequence[str | None]) -> list[int | None]:
    known = {month: None if month is None else month_index(month) for month in set(months)}
    return [known[month] for month in months]


def _last_day(month: str) -> dt.date:
    after = next_month(month)
    return dt.date(int(after[:4]), int(after[4:]), 1) - dt.timedelta(days=1)
