"""What only the counter can do (柜面办理): for which findings, why, and what to bring.

The table stands beside the catalogue and reads the codes from it. The manual names no list of
documents: 12.14 says that they are those of the counter's usual business, and only what it asks for
elsewhere is named here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.findings import Code, Finding, Severity
from gjj_xl.rules.report import Report
from gjj_xl.rules.terms import Terms


@unique
class Paper(Enum):
    """Something to bring to the counter, with its words."""

    SHEET = "本表（加盖单位公章）"  # manual 1 (三): forms bear the unit's seal
    AGENT = "单位代理人身份证"  # manual 1 (三)
    EMPLOYEE = "职工身份证"  # manual 6.1.1: 核实身份证信息
    USUAL = "其余资料同一般柜面业务"  # manual 12.14

    @property
    def words(self) -> str:
        """What it is called on the sheet."""
        return self.value


@dataclass(frozen=True, slots=True)
class Case:
    """A finding that belongs to the counter.

    ``reason`` is the manual's sentence, ``source`` its chapter. ``chosen`` says that such a row is
    taken out unless the clerk says otherwise; the others are only offered.
    """

    code: Code
    reason: str
    papers: tuple[Paper, ...]
    source: str
    chosen: bool = True

    @property
    def businesses(self) -> frozenset[Business]:
        """The businesses that can have it."""
        return ENTRIES[self.code].businesses


_WHO: Final = (Paper.SHEET, Paper.AGENT, Paper.EMPLOYEE, Paper.USUAL)
_WHAT: Final = (Paper.SHEET, Paper.AGENT, Paper.USUAL)

_REGISTER: Final = (
    "资料核对无误确实需要以该姓名或证件号码进行登记的，需至中心柜面由中心业务人员进行登记。"
)
_IDENTITY: Final = (
    "确认中心登记信息有误的，需至中心柜面办理该职工的个人身份信息修改业务，"
    "待信息修改正确后再进行提交。"
)
_PAST: Final = "以前年度的最低或最高缴存基数与当前年度不一致时，需到中心柜面由中心业务人员办理。"

_CASES: Final = (
    Case(Code.NAME_TOO_LONG, _REGISTER, _WHO, "6.1.1, 6.2.2"),
    Case(Code.ID_LENGTH, _REGISTER, _WHO, "6.1.1, 6.2.2"),
    Case(Code.ID_CHARACTERS, _REGISTER, _WHO, "6.1.1, 6.2.2"),
    Case(Code.ID_DATE, _REGISTER, _WHO, "6.1.1, 6.2.2"),
    Case(Code.ID_CHECKSUM, _REGISTER, _WHO, "6.1.1, 6.2.2"),
    Case(Code.NAME_DIFFERS, _IDENTITY, _WHO, "7.2, 8.2, 9.2"),
    Case(Code.ID_DIFFERS, _IDENTITY, _WHO, "7.2"),
    Case(Code.PAST_BOUNDS, _PAST, _WHAT, "11.1.8"),
    # Where the terms do not say since when the bounds apply, nobody but the clerk can tell.
    Case(Code.SALARY_OUT_OF_BOUNDS, _PAST, _WHAT, "11.1.8", chosen=False),
)

CASES: Final[Mapping[Code, Case]] = MappingProxyType({case.code: case for case in _CASES})
"""Every code that belongs to the counter."""


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A row of a sheet that belongs to the counter.

    ``found`` are the findings that say so, ``others`` the row's further errors, which the counter's
    staff would stumble over too.
    """

    row: int
    found: tuple[Finding, ...]
    others: tuple[Finding, ...] = ()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of ``found``."""
        return tuple(CASES[finding.code] for finding in self.found)

    @property
    def chosen(self) -> bool:
        """Whether the row is taken out unless the clerk says otherwise."""
        return any(case.chosen for case in self.cases)

    @property
    def words(self) -> str:
        """What was found."""
        return "；".join(finding.message for finding in self.found)

    @property
    def reason(self) -> str:
        """Why the row belongs to the counter, for the sheet that is printed."""
        words = [f"{self.words}。", *dict.fromkeys(case.reason for case in self.cases)]
        if self.others:
            words.append(f"另有：{'；'.join(finding.message for finding in self.others)}。")
        return "".join(words)

    @property
    def bring(self) -> str:
        """What to bring, in the order of :class:`Paper`."""
        needed = {paper for case in self.cases for paper in case.papers}
        return "、".join(paper.words for paper in Paper if paper in needed)


def belongs(finding: Finding, business: Business, terms: Terms | None) -> bool:
    """Whether a finding of a batch belongs to the counter."""
    if finding.code is Code.SALARY_OUT_OF_BOUNDS:
        return business.facts.backpay and terms is not None and terms.bounds_from is None
    case = CASES.get(finding.code)
    return case is not None and business in case.businesses


def counter_rows(report: Report) -> tuple[CounterRow, ...]:
    """The records of a checked batch that belong to the counter, in the order of their rows."""
    made = []
    records = set(report.batch.rows)
    for row, findings in sorted(report.by_row().items()):
        found = [one for one in findings if belongs(one, report.batch.business, report.terms)]
        if row in records and found:
            made.append(CounterRow(row, tuple(found), _others(findings, found)))
    return tuple(made)


def _others(findings: Sequence[Finding], found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(
        one
        for one in findings
        if one.severity is Severity.ERROR and one.column and one not in found
    )
