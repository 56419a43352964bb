"""What the desk gives back: frozen facts with the words that a front shows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import Path
from types import MappingProxyType

from cryptography import x509

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.desk.words import STEP_TODO, STEP_WORDS, moment_words, money_words
from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Finding
from gjj_xl.rules.report import Report
from gjj_xl.rules.roster import Employee
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.wire.messages import BatchSummary, QueryKind, RecordResult


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet and what was found in it; ``compares`` are the words of 核对结果 by sheet row."""

    path: Path
    report: Report
    notes: tuple[str, ...]
    compares: Mapping[int, str]
    live: LiveSheet = field(repr=False)


@dataclass(frozen=True, slots=True)
class Marked:
    """A workbook with the findings marked in it; ``rebuilt`` says that it was built anew."""

    path: Path
    rebuilt: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is shown before 确认提交 (manual C9); ``amount`` in fen.

    ``earlier_serial`` names the batch of the same content that is at the centre already.
    ``moved`` rows with errors will stand in ``moved_to`` and are not sent. ``others`` are the
    questions besides the mismatches. ``single`` is one of pending records (单笔), of no workbook.
    ``unit`` names the unit where the computer files for several. ``opens`` is the opening at which
    it will leave, where it is only signed now.
    """

    path: Path
    business: Business
    fund: int
    fund_name: str
    business_month: str
    count: int
    amount: int
    mismatches: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()
    earlier_serial: str | None = None
    moved: int = 0
    moved_to: Path | None = None
    notes: tuple[str, ...] = ()
    single: bool = False
    unit: str = ""
    opens: dt.datetime | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole dialog in words, line by line."""
        facts = self.business.facts
        title = facts.word if self.single else facts.title
        whose = f"{self.unit}　" if self.unit else ""
        fund = f"资金性质 {self.fund} {self.fund_name}"
        said = [
            f"{whose}{title}　业务年月 {self.business_month}　{fund}",
            f"总人数 {self.count:,}，{facts.total_word} {money_words(self.amount)}",
        ]
        if self.moved:
            said.append(f"{self.moved:,} 行有错误，不发送，移到 {self.moved_to}")
        for findings, words in (
            (self.mismatches, "条记录与中心登记不一致，提交后以中心登记的信息办理"),
            (self.others, "个问题需要确认"),
        ):
            if findings:
                said.append(f"{len(findings)} {words}：")
                said += [f"  第 {finding.row} 行 {finding.message}" for finding in findings]
        if self.earlier_serial:
            said.append(
                f"相同内容的批次已提交过，业务流水号 {self.earlier_serial}；继续提交将再办理一次。"
            )
        if self.opens:
            said.append(
                f"现在不在办理时间：签名后保留在发送队列，{moment_words(self.opens)}开放后发送。"
            )
        return (*said, *self.notes)

    @property
    def question(self) -> str:
        """The question to answer 是 or 否."""
        if self.earlier_serial:
            return "确认要把相同内容再提交一次吗？"
        if self.opens:
            return "发送后不能再修改或删除，确认签名并在开放后发送吗？"
        return "提交后不能再修改或删除，确认提交吗？"


@unique
class Outcome(StrEnum):
    """How a submission ended."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    DECLINED = "declined"
    DRY_RUN = "dry-run"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a submission.

    ``path`` is the workbook that holds exactly the sent rows, ``stamped`` the one that carries the
    receipt (a copy where the file could not be written). ``trouble`` is the error behind an
    outcome that is not good, for :func:`~gjj_xl.desk.troubles.explain`. ``refused_rows`` maps sheet
    rows to the centre's words.
    """

    outcome: Outcome
    words: str
    confirmation: Confirmation
    path: Path
    request_sn: str | None = None
    serial: str | None = None
    accepted_at: dt.datetime | None = None
    retry_at: dt.datetime | None = None
    stamped: Path | None = None
    moved_to: Path | None = None
    refused_rows: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    trouble: Exception | None = None


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """One line of ``status``: a batch of this computer's journal."""

    entry: Entry

    @property
    def step_word(self) -> str:
        """Where the batch is, in words."""
        return STEP_WORDS[self.entry.step]

    @property
    def todo(self) -> str:
        """What the clerk can do; empty where nothing is to be done."""
        if self.entry.step is Step.SIGNED and self.entry.retry_at:
            return f"{moment_words(self.entry.retry_at)}以后运行 gjj-xl resume 继续发送。"
        return STEP_TODO[self.entry.step]

    @property
    def at(self) -> dt.datetime:
        """When it came there."""
        return self.entry.events[-1].at

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.entry.step in (Step.ANSWERED, Step.REFUSED, Step.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Resumed:
    """What ``resume`` did about one batch; ``trouble`` is the error that stopped it, if any."""

    status: BatchStatus
    words: str
    notes: tuple[str, ...] = ()
    trouble: Exception | None = None


@dataclass(frozen=True, slots=True)
class Waited:
    """A batch after looking for its results; ``results`` is the workbook they were written to.

    ``late`` says that the manual's last limit is over: telephone (12.7).
    """

    status: BatchStatus
    answered: bool
    words: str
    records: tuple[RecordResult, ...] = ()
    results: Path | None = None
    notes: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A log-in: who, until when, and with which terms; ``storage_note`` says where the key is.

    ``key_notes`` say what is to be known of the chosen U-key, as that it ends soon; ``is_new`` that
    the unit has just come onto this computer's list.
    """

    unit_number: str
    unit_name: str
    terms: Terms
    needs_sync: bool
    storage_note: str | None
    key_notes: tuple[str, ...] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key before its PIN is asked for.

    ``tries_left`` is None where the key does not tell, ``certificate`` where it shows none before
    it is open. ``notes`` are what the clerk must read first: the last try, an end that is near.
    """

    label: str
    certificate: x509.Certificate | None
    tries_left: int | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledBatch:
    """A batch in a query, with its records in the order of their lines."""

    summary: BatchSummary
    records: tuple[RecordResult, ...]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A query by business month (manual 10.1-10.3)."""

    kind: QueryKind
    month: str
    asked_at: dt.datetime
    unit_number: str
    unit_name: str
    batches: tuple[FiledBatch, ...]


@dataclass(frozen=True, slots=True)
class DepositsResult:
    """职工缴存明细查询 over the local roster; ``synced_at`` is the date to show with it.

    ``asked`` are the conditions in words.
    """

    employees: tuple[Employee, ...]
    synced_at: dt.datetime
    unit_number: str
    unit_name: str
    terms: Terms
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What ``verify`` found; all three are needed for a good answer.

    ``receipt_ok``: the receipt is the centre's. ``content_ok``: the sheet is what was sent.
    ``differs`` says exactly what is not as it was sent.
    """

    path: Path
    serial: str
    receipt_ok: bool
    content_ok: bool
    words: tuple[str, ...]
    differs: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether sheet and receipt are both right."""
        return self.receipt_ok and self.content_ok


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line of ``doctor``; ``remedy`` is empty where nothing is to be done."""

    name: str
    ok: bool
    found: str
    remedy: str = ""
