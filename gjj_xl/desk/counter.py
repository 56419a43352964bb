"""柜面办理: rows that only the counter can do leave the sheet as a whole, and come back (6.2.2).

No row is ever lost or doubled. Where the workbook is a file, all is one save. Where it is open in
Excel, the rows are written onto the sheet 柜面办理 before they are taken out of the batch, and into
the batch before that sheet goes; in between a hidden mark in each row says what is being done, so
that the next run finishes what was interrupted.
"""

import datetime as dt
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gjj_xl.centre.entry import Step
from gjj_xl.desk.context import Context
from gjj_xl.desk.delivering import same_place
from gjj_xl.desk.errors import (
    AlreadyUnderway,
    ChangedMeanwhile,
    NoCounterSheet,
    NotForCounter,
    OtherCounterSheet,
    SentAlready,
)
from gjj_xl.desk.facts import Checked
from gjj_xl.rules.batch import Batch
from gjj_xl.rules.cells import Cell, is_blank
from gjj_xl.rules.counter import CounterRow, counter_rows
from gjj_xl.rules.terms import Origin, Terms, TermsError, parse_terms
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.computed import Computer, overtyped
from gjj_xl.sheets.counterlist import (
    COUNTER_SHEET,
    MOST,
    CounterList,
    KeptRow,
    find_counters,
    kept_text,
    read_counters,
    step_place,
)
from gjj_xl.sheets.countersheet import write_counter
from gjj_xl.sheets.errors import (
    BookLocked,
    NameTaken,
    NotEditable,
    RowsFiltered,
    RowTooLong,
    SheetLocked,
)
from gjj_xl.sheets.layout import RECEIPT_SHEET, column_letter
from gjj_xl.sheets.pages import Block
from gjj_xl.sheets.reading import LiveSheet, read_pages
from gjj_xl.sheets.scan import column_index
from gjj_xl.sheets.surface import RowSurface

_LEAVING: Final = "待移出:"
"""Mark of a row that is on its way out; behind it how many records the batch had before."""
_RETURNING: Final = "待移回:"
"""The same of a row that is on its way back."""


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

    def words(self, row: CounterRow) -> str:
        """A row with its reason, in a line."""
        found = "；".join(finding.message for finding in row.found)
        return f"第 {row.row} 行 {self.names.get(row.row, '')}：{found}"

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
    live = _changeable(surface, before)
    if (live.batch.columns, list(live.batch.rows)) != (
        before.batch.columns,
        list(before.batch.rows),
    ):
        raise ChangedMeanwhile(surface.path)
    business, terms = live.batch.business, chosen.checked.report.terms
    listed = _listed(surface, live)
    old = listed.rows if listed else ()
    if listed is None and COUNTER_SHEET in surface.sheets():
        raise NameTaken(surface.path, COUNTER_SHEET)
    mark = f"{_LEAVING}{len(live.batch)}"
    new = tuple(_kept_rows(surface, live, chosen.rows, mark))
    for kept in new:
        if len(kept_text(business, kept)) > MOST:
            raise RowTooLong(surface.path, kept.row)
    made = _with_unit(CounterList(business, (*old, *new), made_on=today), _terms(live, terms))
    (sheet,) = _put(surface, made)
    surface.delete_rows(live.sheet, [kept.row for kept in new])
    _set_steps(surface, [""] * len(made.rows))
    return Taken(sheet, len(new), len(made.rows), len(live.batch) - len(new))


def returning(surface: RowSurface, live: LiveSheet) -> CounterList:
    """The rows that would come back; raises NoCounterSheet, OtherCounterSheet."""
    listed = _listed(surface, live)
    if listed is None:
        raise NoCounterSheet(surface.path)
    return listed


def restore(surface: RowSurface, live: LiveSheet) -> Restored:
    """Put the rows of 柜面办理 back behind the last record, as they stand there; that sheet goes.

    Raises like :func:`take_out`, and NoCounterSheet.
    """
    live = _changeable(surface, live)
    rows = returning(surface, live).rows
    batch, block = live.batch, surface.read(live.sheet)
    begun = _begun(surface, live)
    stay = len(batch)
    if begun:  # the same rows at the same place once more
        rows, stay = begun, _before(begun[0], _RETURNING)
    first = (batch.rows[stay - 1] if stay else batch.header_row) + 1
    place = range(first, first + len(rows))
    notes: tuple[str, ...] = ()
    if rows:
        _set_steps(surface, [f"{_RETURNING}{stay}"] * _counted(surface))
        surface.grow(live.sheet, place[-1])
        columns, notes = _columns(batch, block, rows, place)
        _write(surface, live.sheet, columns, place)
    for info, _, _ in find_counters(surface.pages()):
        surface.drop_sheet(info.name)
    return Restored(len(rows), place, notes)


# --- the batch sheet ---------------------------------------------------------------------------


def _changeable(surface: RowSurface, before: LiveSheet) -> LiveSheet:
    """The batch as it is now, if rows may be moved in it."""
    batch = before.batch
    pages = surface.pages()
    if isinstance(pages, Book) and pages.structure_locked:
        raise BookLocked(surface.path)
    live = read_pages(pages, business=batch.business, fund=batch.fund)
    if not live.ours:
        raise NotEditable(surface.path)
    if RECEIPT_SHEET in surface.sheets():
        raise SentAlready(surface.path)
    if surface.is_protected(live.sheet):
        raise SheetLocked(surface.path)
    scan = pages.block(live.sheet).scan
    if scan.filtered or set(scan.hidden_rows) & set(live.batch.rows):
        raise RowsFiltered(surface.path)
    return live


def _kept_rows(
    surface: RowSurface, live: LiveSheet, rows: Sequence[CounterRow], mark: str
) -> Iterator[KeptRow]:
    """The rows with everything that stands in them but what the program itself puts there."""
    batch, block = live.batch, surface.read(live.sheet)
    places = {row: place for place, row in enumerate(batch.rows)}
    terms = _terms(live, None)
    computer = Computer(batch.business, terms, batch.fund) if terms else None
    strangers = _strangers(live, block)
    for one in rows:
        place = places[one.row]
        cells = {name: column[place] for name, column in batch.columns.items()}
        due = computer.row(cells) if computer else {}
        kept = {
            column.field: cells.get(column.field)
            for column in batch.business.columns
            if not column.computed or overtyped(cells.get(column.field), due.get(column.field))
        }
        others = {
            header: cell
            for header, index in strangers.items()
            if not is_blank(cell := block.cell(one.row, index))
        }
        yield KeptRow(one.row, kept, others, one.reason, one.bring, mark)


def _strangers(live: LiveSheet, block: Block) -> dict[str, int]:
    """The clerk's own columns: header (``#P`` where there is none) → column."""
    ours = {column_index(place.letter) for place in live.batch.places.values()}
    ours |= set(live.marker_columns.values())
    width = len(block.rows[0]) if block.rows else 0
    made: dict[str, int] = {}
    for index in range(block.left, block.left + width):
        if index not in ours:
            header = block.cell(live.batch.header_row, index)
            name = str(header).strip() if isinstance(header, str) and header.strip() else ""
            made[name if name and name not in made else f"#{column_letter(index)}"] = index
    return made


def _columns(
    batch: Batch, block: Block, rows: Sequence[KeptRow], place: range
) -> tuple[dict[int, dict[int, Cell]], tuple[str, ...]]:
    """What is to be written: column → sheet row → cell; and what could not be put back."""
    columns: dict[int, dict[int, Cell]] = {}
    notes = []
    headers = {
        str(cell).strip(): index
        for index, cell in enumerate(block.row(batch.header_row), block.left)
    }
    for row, kept in zip(place, rows, strict=True):
        for name, cell in kept.cells.items():
            where = batch.places.get(name)
            if where is not None and not is_blank(cell):
                columns.setdefault(column_index(where.letter), {})[row] = cell
        for header, cell in kept.others.items():
            index = column_index(header[1:]) if header[:1] == "#" else headers.get(header)
            if index is None or not is_blank(block.cell(row, index)):
                notes.append(
                    f"第 {row} 行“{header}”列的“{cell}”没有放回：该处已有内容或已没有该列。"
                )
            else:
                columns.setdefault(index, {})[row] = cell
    return columns, tuple(notes)


def _write(
    surface: RowSurface, sheet: str, columns: Mapping[int, Mapping[int, Cell]], place: range
) -> None:
    """Write the cells, each run of a column at once: what lies between (formulas) stays."""
    for index, cells in columns.items():
        for run in _runs(cells, place):
            surface.write_values(sheet, run[0], {index: [cells[row] for row in run]})


def _runs(rows: Collection[int], place: range) -> Iterator[list[int]]:
    run: list[int] = []
    for row in place:
        if row in rows:
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


# --- the sheet 柜面办理 ------------------------------------------------------------------------


def _listed(surface: RowSurface, live: LiveSheet) -> CounterList | None:
    """The rows of the sheet, those left out that an interrupted run has left in the batch too."""
    listed = read_counters(surface.pages(), live.batch.business)
    if listed is None:
        return None
    if listed.business is not live.batch.business:
        raise OtherCounterSheet(surface.path, listed.business.facts.title)
    if all(not kept.step for kept in listed.rows):
        return listed
    there = list(_all_kept(surface, live))
    both = {id(one) for one in _not_yet_out(listed.rows, there)}
    both |= {id(one) for one in _back_already(listed.rows, there)}
    rows = (replace(kept, step="") for kept in listed.rows if id(kept) not in both)
    return replace(listed, rows=tuple(rows))


def _not_yet_out(rows: Sequence[KeptRow], there: Sequence[KeptRow]) -> list[KeptRow]:
    """The rows that were to leave and did not: taken out from below, the upper ones are left."""
    leaving = sorted(
        (kept for kept in rows if kept.step.startswith(_LEAVING)), key=lambda kept: kept.row
    )
    gone = sum(_before(kept, _LEAVING) for kept in leaving[:1]) - len(there)
    by_row = {kept.row: kept for kept in there}
    stayed = leaving[: max(0, len(leaving) - max(0, gone))]
    return [kept for kept in stayed if kept.row in by_row and by_row[kept.row].same(kept)]


def _back_already(rows: Sequence[KeptRow], there: Sequence[KeptRow]) -> list[KeptRow]:
    """The rows that were to come back and did."""
    coming = [kept for kept in rows if kept.step.startswith(_RETURNING)]
    added = list(there[_before(coming[0], _RETURNING) :]) if coming else []
    found = []
    for kept in coming:
        same = next((one for one in added if one.same(kept)), None)
        if same:
            added.remove(same)
            found.append(kept)
    return found


def _begun(surface: RowSurface, live: LiveSheet) -> tuple[KeptRow, ...]:
    """All rows of a return that was interrupted, if nothing but they stands where they go."""
    listed = read_counters(surface.pages(), live.batch.business)
    rows = listed.rows if listed else ()
    if not rows or any(not kept.step.startswith(_RETURNING) for kept in rows):
        return ()
    added = list(_all_kept(surface, live))[_before(rows[0], _RETURNING) :]
    if len(added) > len(rows):
        return ()
    parts = all(part.part_of(whole) for part, whole in zip(added, rows, strict=False))
    return rows if parts else ()


def _before(kept: KeptRow, mark: str) -> int:
    """How many records the batch had before a row was marked."""
    digits = kept.step.removeprefix(mark)
    return int(digits) if digits.isdecimal() else 0


def _all_kept(surface: RowSurface, live: LiveSheet) -> Iterator[KeptRow]:
    every = [CounterRow(row, ()) for row in live.batch.rows]
    return _kept_rows(surface, live, every, "")


def _put(surface: RowSurface, listed: CounterList) -> tuple[str, ...]:
    """Write the sheet anew; the old one goes when the new one is there."""
    old = [info.name for info, _, _ in find_counters(surface.pages())]
    with tempfile.TemporaryDirectory(prefix="gjj-") as folder:
        made = Path(folder) / "counter.xlsx"
        write_counter(made, listed)
        return surface.replace_sheets(old, made)


def _set_steps(surface: RowSurface, steps: Sequence[str]) -> None:
    """Mark the rows of the sheet, the first ones below its header."""
    for info, block, header in find_counters(surface.pages()):
        surface.write_columns(info.name, header + 1, {step_place(block, header): steps})


def _counted(surface: RowSurface) -> int:
    """How many rows the sheet has below its header, the foot and what the clerk wrote included."""
    return max(block.bottom - header for _, block, header in find_counters(surface.pages()))


def _with_unit(listed: CounterList, terms: Terms | None) -> CounterList:
    if terms is None or terms.is_example:
        return listed
    return replace(
        listed,
        unit_number=terms.unit_number,
        unit_name=terms.unit_name,
        business_month=terms.business_month,
    )


def _terms(live: LiveSheet, used: Terms | None) -> Terms | None:
    """The terms of the unit that the sheet is for: those used, if they are this unit's."""
    if used is not None and live.unit_number in (None, used.unit_number):
        return used
    try:
        return (
            None
            if live.terms is None
            else parse_terms(live.terms, Origin(live.terms_origin or Origin.FILE))
        )
    except (TermsError, ValueError):  # somebody has changed the sheet 参数
        return None
