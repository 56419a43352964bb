"""柜面办理: rows that only the counter can do leave the sheet as a whole, and come back (6.2.2).

No row is ever lost or doubled. Where the workbook is a file, all is one save. Where it is open in
Excel, the rows are written onto the sheet 柜面办理 before they are taken out of the batch, and into
the batch before that sheet goes; in between a hidden mark in each row says what is being done, so
that the next run finishes what was interrupted.
"""

import datetime as dt
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gjj_xl.centre.entry import Step
from gjj_xl.desk.context import Context
from gjj_xl.desk.counterrows import columns_for, kept_rows, sheet_terms, write_runs
from gjj_xl.desk.countersteps import LEAVING, RETURNING, begun, count_before, listed_now
from gjj_xl.desk.delivering import same_place
from gjj_xl.desk.errors import (
    AlreadyUnderway,
    ChangedMeanwhile,
    NoCounterSheet,
    NotForCounter,
    SentAlready,
)
from gjj_xl.desk.facts import Checked
from gjj_xl.rules.counter import CounterRow, counter_rows
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.counterlist import (
    COUNTER_SHEET,
    MOST,
    CounterList,
    find_counters,
    kept_text,
    step_place,
)
from gjj_xl.sheets.countersheet import step_cell, write_counter
from gjj_xl.sheets.errors import (
    BookLocked,
    NameTaken,
    NotEditable,
    RowsFiltered,
    RowTooLong,
    SheetLocked,
)
from gjj_xl.sheets.layout import RECEIPT_SHEET
from gjj_xl.sheets.pages import Pages
from gjj_xl.sheets.reading import LiveSheet, read_pages
from gjj_xl.sheets.surface import RowSurface

_ON_THE_WAY: Final = frozenset({Step.PREPARED, Step.SIGNED, Step.SENT})


@dataclass(frozen=True, slots=True)
class Leaving:
    """The rows of a checked sheet that belong to the counter.

    ``rows`` will be taken out, ``offered`` only where the clerk says so. ``names`` maps sheet rows
    to the employees' names.
    """

    checked: Checked
    rows: tuple[CounterRow, ...]
    offered: tuple[CounterRow, ...]
    names: Mapping[int, str]

    def who(self, row: CounterRow) -> str:
        """Which row it is, and whose."""
        return f"第 {row.row} 行 {self.names.get(row.row, '')}".strip()

    def words(self, row: CounterRow) -> str:
        """A row with what was found, in a line."""
        return f"{self.who(row)}：{row.words}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The rows that will be taken out, and why."""
        return tuple(self.words(row) for row in self.rows)

    @property
    def question(self) -> str:
        """What is asked: 是 or 否."""
        return (
            f"确认以上 {len(self.rows):,} 行资料核对无误，整行移到“{COUNTER_SHEET}”表、"
            "到中心柜面办理吗？其余的行仍可网上办理。"
        )

    def only(self, rows: Collection[int]) -> "Leaving":
        """With these sheet rows and no others; raises NotForCounter for one that is no such row."""
        known = {one.row: one for one in (*self.rows, *self.offered)}
        strange = sorted(set(rows) - set(known))
        if strange:
            raise NotForCounter(self.checked.path, tuple(strange))
        chosen = tuple(known[row] for row in sorted(set(rows)))
        left = tuple(one for row, one in sorted(known.items()) if row not in set(rows))
        return replace(self, rows=chosen, offered=left)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done: how many rows went, how many the sheet has by now, how many records stay."""

    sheet: str
    count: int
    on_sheet: int
    left: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: how many rows, into which sheet rows, and what is to be known of it."""

    count: int
    rows: range
    notes: tuple[str, ...] = ()


def leaving(checked: Checked) -> Leaving:
    """The rows of a checked sheet that belong to the counter."""
    batch = checked.report.batch
    found = counter_rows(checked.report)
    names = batch.columns.get("name", ())
    return Leaving(
        checked,
        tuple(row for row in found if row.chosen),
        tuple(row for row in found if not row.chosen),
        {row: str(name or "") for row, name in zip(batch.rows, names, strict=False)},
    )


def refuse_underway(context: Context, path: Path) -> None:
    """Raise AlreadyUnderway where a batch of this workbook is on its way to the centre."""
    if context.known_account() is None:
        return
    for entry in context.journal().entries():
        if entry.step in _ON_THE_WAY and same_place(path.absolute(), Path(entry.source)):
            raise AlreadyUnderway(entry.request_sn)


def refuse_unchangeable(surface: RowSurface, live: LiveSheet) -> None:
    """Raise like :func:`take_out` where no row of the sheet may be moved at all."""
    _changeable(surface, live)


def take_out(surface: RowSurface, chosen: Leaving, today: dt.date) -> Taken:
    """Move the chosen rows to the sheet 柜面办理, behind those that it has; the gap is closed.

    Raises:
        SentAlready, SheetLocked, BookLocked, RowsFiltered, RowsTied, RowTooLong, NotEditable: the
            sheet is not to be changed, or cannot be.
        ChangedMeanwhile: it no longer says what was checked.
        NameTaken, OtherCounterSheet: there is a sheet of that name that is another one.
    """
    before = chosen.checked.live
    live, pages = _changeable(surface, before)
    if (live.batch.columns, list(live.batch.rows)) != (
        before.batch.columns,
        list(before.batch.rows),
    ):
        raise ChangedMeanwhile(surface.path)
    business, terms = live.batch.business, chosen.checked.report.terms
    listed = listed_now(pages, live)
    old = listed.rows if listed else ()
    if listed is None and any(info.name == COUNTER_SHEET for info in pages.sheets):
        raise NameTaken(surface.path, COUNTER_SHEET)
    mark = f"{LEAVING}{len(live.batch)}"
    new = tuple(kept_rows(pages, live, chosen.rows, mark))
    for kept in new:
        if len(kept_text(business, kept)) > MOST:
            raise RowTooLong(surface.path, kept.row)
    made = _with_unit(CounterList(business, (*old, *new), made_on=today), sheet_terms(live, terms))
    (sheet,) = _put(surface, made, [info.name for info, _, _ in find_counters(pages)])
    surface.delete_rows(live.sheet, [kept.row for kept in new])
    first, column = step_cell(business)
    surface.write_columns(sheet, first, {column: [""] * len(made.rows)})
    return Taken(sheet, len(new), len(made.rows), len(live.batch) - len(new))


def returning(surface: RowSurface, live: LiveSheet) -> CounterList:
    """The rows that would come back; raises NoCounterSheet, OtherCounterSheet."""
    return _returning(surface.pages(), live)


def _returning(pages: Pages, live: LiveSheet) -> CounterList:
    listed = listed_now(pages, live)
    if listed is None:
        raise NoCounterSheet(pages.path)
    return listed


def restore(surface: RowSurface, live: LiveSheet) -> Restored:
    """Put the rows of 柜面办理 back behind the last record, as they stand there; that sheet goes.

    Raises like :func:`take_out`, and NoCounterSheet.
    """
    live, pages = _changeable(surface, live)
    rows, batch = _returning(pages, live).rows, live.batch
    half = begun(pages, live)
    stay = len(batch)
    if half:  # the same rows at the same place once more
        rows, stay = half, count_before(half[0], RETURNING)
    first = (batch.rows[stay - 1] if stay else batch.header_row) + 1
    place = range(first, first + len(rows))
    notes: tuple[str, ...] = ()
    counters = find_counters(pages)
    if rows:
        for info, block, header in counters:  # every row below: those of the clerk's own too
            steps = [f"{RETURNING}{stay}"] * (block.bottom - header)
            surface.write_columns(info.name, header + 1, {step_place(block, header): steps})
        surface.grow(live.sheet, place[-1])
        columns, notes = columns_for(batch, pages.block(live.sheet), rows, place)
        write_runs(surface, live.sheet, columns, place)
    for info, _, _ in counters:
        surface.drop_sheet(info.name)
    return Restored(len(rows), place, notes)


def _changeable(surface: RowSurface, before: LiveSheet) -> tuple[LiveSheet, Pages]:
    """The batch as it is now, if rows may be moved in it, and the workbook it was read from."""
    batch = before.batch
    pages = surface.pages()
    if isinstance(pages, Book) and pages.structure_locked:
        raise BookLocked(surface.path)
    live = read_pages(pages, business=batch.business, fund=batch.fund)
    if not live.ours:
        raise NotEditable(surface.path)
    if any(info.name == RECEIPT_SHEET for info in pages.sheets):
        raise SentAlready(surface.path)
    if surface.is_protected(live.sheet):
        raise SheetLocked(surface.path)
    scan = pages.block(live.sheet).scan
    if scan.filtered or set(scan.hidden_rows) & set(live.batch.rows):
        raise RowsFiltered(surface.path)
    return live, pages


def _put(surface: RowSurface, listed: CounterList, old: Sequence[str]) -> tuple[str, ...]:
    """Write the sheet anew; the old one goes when the new one is there."""
    with tempfile.TemporaryDirectory(prefix="gjj-") as folder:
        made = Path(folder) / "counter.xlsx"
        write_counter(made, listed)
        return surface.replace_sheets(old, made)


def _with_unit(listed: CounterList, terms: Terms | None) -> CounterList:
    if terms is None or terms.is_example:
        return listed
    return replace(
        listed,
        unit_number=terms.unit_number,
        unit_name=terms.unit_name,
        business_month=terms.business_month,
    )
