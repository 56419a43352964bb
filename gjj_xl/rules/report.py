"""What a check gives: the findings, the totals, and the records that may be sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Code, Finding, Severity, Totals
from gjj_xl.rules.terms import Terms

Value: TypeAlias = str | int | None
"""A typed value: fund int, money int fen, rate int 1/100 percent, everything else text."""


_SHEET_CODES = frozenset({Code.BLANK_ROW, Code.COLUMN_MISSING, Code.BATCH_LIMIT})


@dataclass(frozen=True, slots=True)
class Record:
    """A row as it is sent: all columns of the business, typed, amounts recomputed.

    A value is None only where it could not be computed because no terms were given.
    """

    business: Business
    row: int
    values: Mapping[str, Value]

    @property
    def fund(self) -> int:
        """The record's fund (资金性质)."""
        fund = self.values["fund"]
        assert isinstance(fund, int)
        return fund

    def text(self, field_name: str) -> str:
        """A text value; empty where the business has no such column."""
        value = self.values.get(field_name)
        return value if isinstance(value, str) else ""

    def number(self, field_name: str) -> int:
        """A number value in its unit (fen, 1/100 percent); 0 where there is none."""
        value = self.values.get(field_name)
        return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class Report:
    """All findings of all rows, and what the good rows come to.

    ``findings`` are in the order of rows, then columns. ``unchecked`` are the codes that could not
    be checked for want of terms or roster. ``computed`` maps each computed column to its values,
    one for each record of the batch, in fen, None where it could not be computed. ``bad_rows`` are
    the sheet rows that hold an error. ``terms`` are those the check used.
    """

    batch: Batch
    terms: Terms | None
    findings: tuple[Finding, ...]
    totals: Totals
    unchecked: tuple[Code, ...] = ()
    computed: Mapping[str, Sequence[int | None]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    bad_rows: frozenset[int] = frozenset()
    typed: Callable[[], Mapping[str, Sequence[Value]]] = field(repr=False, default=dict)
    """The typed columns, made when first asked for; a bad cell's value is None."""

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    @cached_property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps a row from being sent."""
        return self._of(Severity.ERROR)

    @cached_property
    def questions(self) -> tuple[Finding, ...]:
        """What must be answered 是 before sending."""
        return self._of(Severity.QUESTION)

    @cached_property
    def hints(self) -> tuple[Finding, ...]:
        """What is told, and nothing else."""
        return self._of(Severity.HINT)

    @cached_property
    def sheet_errors(self) -> tuple[Finding, ...]:
        """The errors that concern the sheet as a whole and stay when bad rows are taken out."""
        return tuple(finding for finding in self.errors if finding.code in _SHEET_CODES)

    @property
    def has_errors(self) -> bool:
        """Whether anything, a row or the sheet itself, keeps the batch from being sent as it is."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def by_row(self) -> Mapping[int, list[Finding]]:
        """The findings of each sheet row that has any, in column order."""
        rows: dict[int, list[Finding]] = {}
        for finding in self.findings:
            rows.setdefault(finding.row, []).append(finding)
        return rows

    def records(self) -> Iterator[Record]:
        """The rows without errors, as they are sent."""
        columns = self.typed()
        business = self.batch.business
        names = tuple(columns)
        for row, *values in zip(self.batch.rows, *columns.values(), strict=True):
            if row not in self.bad_rows:
                yield Record(business, row, MappingProxyType(dict(zip(names, values, strict=True))))
