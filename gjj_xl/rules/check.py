"""The check: all findings of all rows, and the control totals. Client and centre both run it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.between import between
from gjj_xl.rules.business import TEMPLATE_VERSION
from gjj_xl.rules.catalogue import ENTRIES, ROSTER, TERMS
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.dues import Column, compute
from gjj_xl.rules.findings import Code, Finding, Severity, Totals
from gjj_xl.rules.grid import Grid, Hit, has_column
from gjj_xl.rules.onrecord import find_employees, on_record
from gjj_xl.rules.parse import describe, show
from gjj_xl.rules.report import Record, Report, Value
from gjj_xl.rules.roster import Employee, Roster
from gjj_xl.rules.singlewords import SETTLED_RATES, single_message, single_remedy
from gjj_xl.rules.terms import Terms
from gjj_xl.rules.within import RULES

_WHOLE_ROW = -1
"""The place of a finding that belongs to no column: before those that do."""


def check(
    batch: Batch,
    terms: Terms | None,
    roster: Roster | None = None,
    *,
    pending: Sequence[Record] = (),
    single: bool = False,
) -> Report:
    """Check a batch by every rule whose needs are at hand; the others are named as unchecked.

    ``pending`` are records that wait for confirmation (待确认): they count for duplicates and
    overlaps. ``single`` takes the wording and the leniency of the single forms (单笔): a
    registration's rate is then brought into the range and told, not refused.
    """
    grid = Grid(batch, terms, single=single)
    computed = compute(grid)
    employees: Sequence[Employee | None] = ()
    hits = grid.hits
    for rule in RULES:
        hits.extend(rule(grid, computed))
    hits.extend(between(grid, pending))
    if roster is not None:
        employees = find_employees(grid, roster)
        hits.extend(on_record(grid, roster, employees))
    placed = [*_sheet_findings(batch, terms), *_row_findings(grid, hits)]
    placed.sort(key=lambda item: item[:2])
    bad = _bad_indexes(batch, hits)
    return Report(
        batch=batch,
        terms=terms,
        findings=tuple(finding for _, _, finding in placed),
        totals=_totals(grid, computed, employees, bad),
        unchecked=_unchecked(batch, terms, roster),
        computed=computed,
        bad_rows=frozenset(batch.rows[index] for index in bad),
        typed=lambda: _typed(grid, computed),
    )


_Placed = tuple[int, int, Finding]


class _Facts(dict[str, Any]):
    """The facts of a message; what was typed is put into words only where the message asks."""

    def __missing__(self, name: str) -> str:
        return describe(self["cell"]) if name == "value" else show(self["cell"])


def _row_findings(grid: Grid, hits: Sequence[Hit]) -> Iterator[_Placed]:
    batch = grid.batch
    order = {column.field: place for place, column in enumerate(grid.business.columns)}
    headers = {field: batch.header(field) for field in order}
    for hit in hits:
        entry = ENTRIES[hit.code]
        severity = hit.severity or entry.severity
        message = single_message(hit.code) if grid.single else entry.message
        if hit.severity is not None:
            message = SETTLED_RATES[hit.code]
        cells = grid.cells(hit.field)
        cell = cells[hit.index] if cells else None
        row = batch.rows[hit.index]
        facts = _Facts(hit.facts, header=headers[hit.field], cell=cell)
        yield (
            row,
            order[hit.field],
            Finding(
                code=hit.code,
                severity=severity,
                row=row,
                column=headers[hit.field],
                cell=batch.cell(hit.field, row),
                message=message.format_map(facts),
                remedy=single_remedy(hit.code) if grid.single else entry.remedy,
            ),
        )


def _sheet_findings(batch: Batch, terms: Terms | None) -> Iterator[_Placed]:
    """E16 and what else concerns the sheet and not a record."""
    header_row = batch.header_row
    for first, last in batch.gaps:
        rows = f"第{first}行" if first == last else f"第{first}行至第{last}行"
        yield _placed(Code.BLANK_ROW, first, rows=rows)
    for column in batch.business.columns:
        if not column.computed and not has_column(batch, column.field):
            facts = {"header": column.header, "header_row": header_row}
            yield _placed(Code.COLUMN_MISSING, header_row, column.header, **facts)
    for header, letter in batch.unknown:
        cell = f"{letter}{header_row}"
        yield _placed(Code.COLUMN_UNKNOWN, header_row, header, cell, header=header, letter=letter)
    for change in batch.formats:
        header = batch.header(change.field)
        yield _placed(
            Code.FORMAT_CHANGED,
            change.row,
            header,
            batch.cell(change.field, change.row),
            header=header,
            row=change.row,
            count=change.count,
            expected=change.expected,
        )
    if batch.template_version not in {None, TEMPLATE_VERSION}:
        yield _placed(
            Code.TEMPLATE_OUTDATED,
            header_row,
            version=batch.template_version,
            expected=TEMPLATE_VERSION,
        )
    if terms is not None and len(batch) > terms.batch_limit:
        yield _placed(Code.BATCH_LIMIT, header_row, count=len(batch), limit=terms.batch_limit)


def _placed(code: Code, at: int, column: str = "", cell: str = "", /, **facts: Any) -> _Placed:
    entry = ENTRIES[code]
    message = entry.message.format_map(facts)
    finding = Finding(code, entry.severity, at, column, cell, message, entry.remedy)
    return at, _WHOLE_ROW, finding


def _bad_indexes(batch: Batch, hits: Sequence[Hit]) -> frozenset[int]:
    """The records that cannot be sent: all of them where a column is missing."""
    typed = (column.field for column in batch.business.columns if not column.computed)
    if not all(has_column(batch, field) for field in typed):
        return frozenset(range(len(batch)))
    return frozenset(
        hit.index for hit in hits if (hit.severity or ENTRIES[hit.code].severity) is Severity.ERROR
    )


def _totals(
    grid: Grid,
    computed: Mapping[str, Column],
    employees: Sequence[Employee | None],
    bad: frozenset[int],
) -> Totals:
    count = len(grid) - len(bad)
    terms, field = grid.terms, grid.business.facts.total_field
    if terms is None or (field is None and len(employees) != len(grid)):
        return Totals(count, None)
    if field is not None:
        good = (value or 0 for index, value in enumerate(computed[field]) if index not in bad)
        return Totals(count, sum(good))
    stopped = (one for index, one in enumerate(employees) if one is not None and index not in bad)
    return Totals(count, sum(deposit(e.salary, e.rate, e.fund, terms).total for e in stopped))


def _unchecked(batch: Batch, terms: Terms | None, roster: Roster | None) -> tuple[Code, ...]:
    absent = {TERMS} if terms is None else set()
    if roster is None:
        absent.add(ROSTER)
    return tuple(
        code
        for code, entry in ENTRIES.items()
        if batch.business in entry.businesses and entry.needs & absent
    )


def _typed(grid: Grid, computed: Mapping[str, Column]) -> Mapping[str, Sequence[Value]]:
    return {
        column.field: computed[column.field] if column.computed else grid.values[column.field]
        for column in grid.business.columns
    }
