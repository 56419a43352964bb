"""单笔: what is typed into a form, adjusted, checked, and turned into a pending record."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import NoTerms, NotSynced
from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.catalogue import ENTRIES, SINGLE_RATE
from gjj_xl.rules.cells import Cell, is_blank
from gjj_xl.rules.check import check
from gjj_xl.rules.deposits import clamp
from gjj_xl.rules.findings import Code, Finding
from gjj_xl.rules.grid import rate_rule
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.rules.parse import parse_rate, parse_salary
from gjj_xl.rules.report import Record, Report
from gjj_xl.rules.roster import Employee, Roster
from gjj_xl.rules.terms import Terms

_NOBODY = "—"
"""Stands for the name of somebody who is not on record: one finding says all there is to say."""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A cell as it is brought within the bounds (manual 6.1.3, 6.1.7), and what is told of it."""

    cell: Cell
    words: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A record of a form: ``errors`` keep it from being recorded, ``questions`` want a 是.

    ``told`` are the adjustments. ``record`` is None where there are errors.
    """

    record: Record | None
    errors: tuple[Finding, ...]
    questions: tuple[Finding, ...]
    told: tuple[str, ...]


def adjusted(business: Business, field: str, cell: Cell, terms: Terms) -> Adjusted | None:
    """What a form makes of a salary or rate as soon as it is typed; None where it stays."""
    kind = business.facts.column(field).kind
    if kind is Kind.SALARY:
        salary = parse_salary(cell)
        if isinstance(salary, int) and (base := clamp(salary, terms)) != salary:
            words = ENTRIES[Code.SALARY_OUT_OF_BOUNDS].single
            assert words is not None
            facts = {
                "header": business.facts.column(field).header,
                "shown": yuan_text(salary),
                "lowest": yuan_text(terms.lowest_base),
                "highest": yuan_text(terms.highest_base),
                "base": yuan_text(base),
            }
            return Adjusted(base / 100 if base % 100 else base // 100, words.format_map(facts))
    elif kind is Kind.RATE and business is Business.REGISTER:
        rate = parse_rate(cell)
        rule = rate_rule(business, terms)
        if isinstance(rate, int) and rule.code(rate) is not None:
            settled = rule.settle(rate)
            words = SINGLE_RATE.format_map({**rule.facts(rate), "settled": percent_text(settled)})
            return Adjusted(settled / 100 if settled % 100 else settled // 100, words)
    return None


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
    told: list[str] = []
    within = dict(cells)
    for field, cell in cells.items():
        if made := adjusted(business, field, cell, terms):
            within[field] = made.cell
            told.append(made.words)
    roster = small_roster(context, business, [cells])
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
        questions=_questions(as_typed),
        told=tuple(told),
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


def batch_of(business: Business, rows: list[Mapping[str, Cell]], fund: int | None) -> Batch:
    """Records as a batch whose rows are their numbers in the list."""
    return Batch(
        business=business,
        columns=MappingProxyType(
            {c.field: [row.get(c.field) for row in rows] for c in business.columns}
        ),
        rows=range(1, len(rows) + 1),
        fund=fund,
    )


def _batch(business: Business, cells: Mapping[str, Cell]) -> Batch:
    typed = {c.field: cells.get(c.field) for c in business.columns if not c.computed}
    return batch_of(business, [typed], fund_of(cells))


def _questions(report: Report) -> tuple[Finding, ...]:
    return tuple(one for one in report.questions if one.code is Code.PAST_BOUNDS)
