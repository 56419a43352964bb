"""单笔: what is typed into a form, adjusted, checked, and turned into a pending record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import NoTerms, NotSynced
from gjj_xl.rules.adjusting import adjusted
from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell, is_blank
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code, Finding
from gjj_xl.rules.report import Record
from gjj_xl.rules.roster import Employee, Roster

_NOBODY = "—"
"""Stands for the name of somebody who is not on record: one finding says all there is to say."""
_ASKED = frozenset({Code.PAST_BOUNDS})
_ADJUSTED = frozenset({Code.SALARY_OUT_OF_BOUNDS, Code.RATE_RANGE, Code.RATE_NOT_UNIFORM})


@dataclass(frozen=True, slots=True)
class Checked:
    """A record of a form: ``errors`` keep it from being recorded, ``questions`` want a 是.

    ``hints`` are the adjustments. ``record`` is None where there are errors. ``employee`` is whom
    the client number names.
    """

    record: Record | None
    errors: tuple[Finding, ...]
    questions: tuple[Finding, ...]
    hints: tuple[Finding, ...]
    employee: Employee | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """The adjustments in words."""
        return tuple(one.message for one in self.hints)


def find_employee(context: Context, client_number: str, fund: int | None) -> Employee | None:
    """The local roster's account of a client number, without opening the whole roster.

    Raises NotLoggedIn, NotSynced.
    """
    local = context.local_roster()
    if local.synced() is None:
        raise NotSynced
    return next(iter(local.search(client_number=client_number, fund=fund)), None)


def check_record(
    context: Context,
    business: Business,
    cells: Mapping[str, Cell],
    pending: tuple[Record, ...],
) -> Checked:
    """Check what a form holds, against the pending records and the local roster.

    ``cells`` maps the fields that are typed to their cells; name and ID number of somebody on
    record are the centre's (E17). Raises NoTerms, NotSynced, NotLoggedIn.
    """
    terms = context.terms()
    if terms is None:
        raise NoTerms
    within = dict(cells)
    for field, cell in cells.items():
        bound = adjusted(business, field, cell, terms)
        if bound is not None:
            within[field] = bound
    roster = small_roster(context, business, [cells])
    found = None
    if business.facts.registered:
        number = cells.get("client_number")
        fund = fund_of(cells)
        found = roster.find(str(number).strip(), fund) if number and fund else None
        within["name"] = found.name if found else _NOBODY
        if business is Business.REDUCE:
            within["id_number"] = found.id_number if found else None
    as_typed = check(
        _batch(business, within | dict(cells)), terms, roster, pending=pending, single=True
    )
    report = check(_batch(business, within), terms, roster, pending=pending, single=True)
    return Checked(
        record=next(report.records(), None) if not report.has_errors else None,
        errors=report.errors,
        questions=tuple(one for one in as_typed.questions if one.code in _ASKED),
        hints=tuple(one for one in as_typed.hints if one.code in _ADJUSTED),
        employee=found,
    )


def small_roster(context: Context, business: Business, rows: list[Mapping[str, Cell]]) -> Roster:
    """The accounts that some records are about; raises NotSynced."""
    local = context.local_roster()
    if local.synced() is None:
        raise NotSynced
    field = "client_number" if business.facts.registered else "id_number"
    found: list[Employee] = []
    for number in {str(row[field]).strip() for row in rows if not is_blank(row.get(field))}:
        found += local.search(**{field: number})  # type: ignore[arg-type]  # both are texts
    return Roster(found)


def fund_of(cells: Mapping[str, Cell]) -> int | None:
    """The fund that is typed; None where it is no number."""
    text = str(cells.get("fund") or "").strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() else None


def batch_of(
    business: Business,
    rows: list[Mapping[str, Cell]],
    fund: int | None,
    numbers: Sequence[int] | None = None,
) -> Batch:
    """Records as a batch whose rows are their numbers in the list; without those, from 1 on."""
    return Batch(
        business=business,
        columns=MappingProxyType(
            {c.field: [row.get(c.field) for row in rows] for c in business.columns}
        ),
        rows=range(1, len(rows) + 1) if numbers is None else numbers,
        fund=fund,
    )


def _batch(business: Business, cells: Mapping[str, Cell]) -> Batch:
    typed = {c.field: cells.get(c.field) for c in business.columns if not c.computed}
    return batch_of(business, [typed], fund_of(cells))
