"""What would be sent: a snapshot of the sheet, checked, as lines with their digest."""

from dataclasses import dataclass
from pathlib import Path

from gjj_xl.desk.checking import check_live
from gjj_xl.desk.errors import ExampleTerms, HasErrors, NothingToSend, OtherUnit, SheetChanged
from gjj_xl.desk.facts import Checked
from gjj_xl.rules.findings import Finding, Severity
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Origin, Terms
from gjj_xl.sheets.marking import MISMATCHES
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.wire.digest import content_digest
from gjj_xl.wire.lines import encode_lines
from gjj_xl.wire.messages import Filing


@dataclass(frozen=True, slots=True)
class Plan:
    """The clean rows of one snapshot of a sheet, ready to be filed under these terms.

    ``rows`` are the sheet rows of the lines, in the order of the lines; ``bad`` are the positions
    (from 0) of the batch's records that stay behind, ``blocking`` the errors that belong to no
    record and cannot be moved away. ``amount`` in fen.
    """

    checked: Checked
    terms: Terms
    fund: int
    lines: str
    rows: tuple[int, ...]
    amount: int
    digest: str
    bad: tuple[int, ...]
    blocking: tuple[Finding, ...]

    @property
    def path(self) -> Path:
        """The workbook."""
        return self.checked.path

    @property
    def live(self) -> LiveSheet:
        """The snapshot itself."""
        return self.checked.live

    @property
    def clean(self) -> tuple[int, ...]:
        """The positions (from 0) of the records that are sent."""
        bad = set(self.bad)
        return tuple(place for place in range(len(self.live.batch)) if place not in bad)

    def filing(self, override_serial: str | None = None) -> Filing:
        """The message that files it."""
        return Filing(
            business=self.live.batch.business,
            fund=self.fund,
            business_month=self.terms.business_month,
            terms_version=self.terms.version,
            count=len(self.rows),
            amount=self.amount,
            digest=self.digest,
            lines=self.lines,
            override_serial=override_serial,
        )

    def mismatches(self) -> tuple[Finding, ...]:
        """The differences from the centre's record among the rows that are sent."""
        return tuple(one for one in self._questions() if one.code in MISMATCHES)

    def others(self) -> tuple[Finding, ...]:
        """The other questions about the rows that are sent."""
        return tuple(one for one in self._questions() if one.code not in MISMATCHES)

    def _questions(self) -> list[Finding]:
        bad_rows = self.checked.report.bad_rows
        return [one for one in self.checked.report.questions if one.row not in bad_rows]


def make_plan(live: LiveSheet, terms: Terms, roster: Roster, *, only_clean: bool) -> Plan:
    """Check a snapshot and make the lines of it.

    Raises HasErrors (with ``only_clean`` only for errors that no row can be blamed for),
    NothingToSend, ExampleTerms, OtherUnit.
    """
    path = live.path
    if live.terms_origin == Origin.EXAMPLE:
        raise ExampleTerms(path)
    if live.unit_number not in (None, terms.unit_number):
        raise OtherUnit(
            path,
            live.unit_number,
            terms.unit_number,
            made_for_name=live.owner.name if live.owner else "",
            present=f"{terms.unit_number} {terms.unit_name}",
        )
    checked = check_live(live, terms, roster)
    report, batch = checked.report, live.batch
    records = list(report.records())
    held = set(batch.rows)
    gaps = {row for first, last in batch.gaps for row in range(first, last + 1)}
    blocking = tuple(
        one
        for one in report.findings
        if one.severity is Severity.ERROR and one.row not in held and one.row not in gaps
    )
    if blocking or (report.has_errors and not only_clean):
        raise HasErrors(path, report)
    if not records:
        raise HasErrors(path, report) if report.has_errors else NothingToSend(path)
    amount = report.totals.amount
    assert amount is not None  # terms and roster are there
    fund = records[0].fund
    lines = encode_lines(batch.business, records)
    sent = {record.row for record in records}
    return Plan(
        checked=checked,
        terms=terms,
        fund=fund,
        lines=lines,
        rows=tuple(record.row for record in records),
        amount=amount,
        digest=content_digest(terms.unit_number, batch.business, fund, lines),
        bad=tuple(place for place, row in enumerate(batch.rows) if row not in sent),
        blocking=blocking,
    )


def require_unchanged(plan: Plan, again: LiveSheet, roster: Roster) -> None:
    """What is signed must be what was shown: ``again`` is the sheet read anew.

    Raises SheetChanged.
    """
    if again.source is not None and again.source == plan.live.source:
        return
    try:
        other = make_plan(again, plan.terms, roster, only_clean=bool(plan.bad))
    except (HasErrors, NothingToSend, ExampleTerms, OtherUnit) as error:
        raise SheetChanged(plan.path) from error
    if (other.lines, other.rows) != (plan.lines, plan.rows):
        raise SheetChanged(plan.path)
