"""A batch read from a workbook: our templates, and any sheet whose first row carries our headers.

Everything else goes to :mod:`gjj_xl.sheets.intake`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypedDict

from gjj_xl.rules.batch import Batch, Place
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.errors import EmptyWorkbook, NotABatch, Reason
from gjj_xl.sheets.headers import Match, best_match, business_of_sheet, match
from gjj_xl.sheets.inspect import Source, open_source
from gjj_xl.sheets.intake import take_book
from gjj_xl.sheets.layout import (
    BUSINESS_PROPERTY,
    NAME_BUSINESS,
    NAME_FUND,
    NAME_TEMPLATE_VERSION,
    NAME_TERMS,
    NAME_TERMS_ORIGIN,
    column_letter,
    sheet_name,
)
from gjj_xl.sheets.owner import Owner, owner_of, terms_object_in
from gjj_xl.sheets.pages import Block, Pages, SheetInfo
from gjj_xl.sheets.records import records, refuse_merged, sheet_notes


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """A batch with everything around it.

    ``sheet`` is its sheet's name. ``ours`` says that the workbook was made by us. ``terms`` is the
    terms object of the 参数 sheet, ``terms_origin`` where those came from; both None where the
    workbook has none. ``marks`` are the words in our own columns (校验结果 …), header → a text for
    each record; ``marker_columns`` tells where those stand (from 0). ``notes`` are sentences for
    the clerk. ``written`` maps a header to how its cell writes it, where that differs (spaces, line
    breaks). ``bottom`` is the last row that holds anything. ``foreign`` says that the sheet came
    through intake. ``unit_number`` is the unit that the sheet says it is for, None where it does
    not say. ``source`` are the bytes read, None where the workbook is open in Excel.
    """

    path: Path
    batch: Batch
    sheet: str
    ours: bool
    notes: tuple[str, ...] = ()
    terms: Mapping[str, Any] | None = None
    terms_origin: str | None = None
    marks: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    marker_columns: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    written: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    bottom: int = 1
    foreign: bool = False
    unit_number: str | None = None
    source: Source | None = field(default=None, repr=False)

    @property
    def owner(self) -> Owner | None:
        """The unit that the sheet says it is for; None where it does not say, or 示例参数."""
        return owner_of(self.terms, self.terms_origin, self.unit_number)


class Said(TypedDict, total=False):
    """What a clerk says of a workbook, or the unit's terms do; see :func:`read_live`."""

    business: Business | None
    fund: int | None
    default_fund: int | None


def read_batch(path: Path, *, business: Business | None = None, fund: int | None = None) -> Batch:
    """Read the batch of a workbook; see :func:`read_live`."""
    return read_live(path, business=business, fund=fund).batch


def read_live(
    path: Path,
    *,
    business: Business | None = None,
    fund: int | None = None,
    default_fund: int | None = None,
) -> LiveSheet:
    """Read a workbook's batch and what stands around it.

    ``business`` and ``fund`` are what the clerk says; they win over what the workbook says.
    ``default_fund`` (the unit's only fund) serves a foreign sheet that does not speak of funds.

    Raises:
        SheetError: see :mod:`gjj_xl.sheets.errors`.
    """
    source = open_source(Path(path))
    return read_source(source, business=business, fund=fund, default_fund=default_fund)


def read_source(
    source: Source,
    *,
    business: Business | None = None,
    fund: int | None = None,
    default_fund: int | None = None,
) -> LiveSheet:
    """Like :func:`read_live`, from bytes already read."""
    with Book(source) as book:
        return read_pages(book, business=business, fund=fund, default_fund=default_fund)


def read_pages(
    book: Pages,
    *,
    business: Business | None = None,
    fund: int | None = None,
    default_fund: int | None = None,
) -> LiveSheet:
    """Like :func:`read_live`, from a workbook that is open, as a file or in Excel."""
    found = _find(book, business)
    if found is None:
        intake = take_book(book, business, fund, default_fund)
        return LiveSheet(
            book.path,
            intake.batch,
            intake.sheet,
            False,
            intake.notes,
            foreign=True,
            unit_number=intake.unit_number,
            source=book.source,
        )
    return _Reader(book, *found).read(fund)


def marked_business(book: Pages) -> Business | None:
    """The business that the workbook's own marker names; None where it is not ours."""
    for said in (book.properties.get(BUSINESS_PROPERTY), book.named_cell(NAME_BUSINESS)):
        if said in set(Business):
            return Business(str(said))
    return None


def _find(book: Pages, asked: Business | None) -> tuple[SheetInfo, Block, Match, bool] | None:
    """The batch sheet; None where no visible sheet has our headers in its first row."""
    marked = marked_business(book)
    if asked and marked and asked is not marked:
        raise NotABatch(
            book.path, Reason.OTHER_BUSINESS, candidates=(marked.facts.title, asked.facts.title)
        )
    filled = False
    hidden: list[str] = []
    wanted = sheet_name(marked) if marked else ""
    for info in sorted(book.sheets, key=lambda info: info.name != wanted):
        block = book.block(info.name)
        header = block.row(1)
        if marked and info.name == wanted:
            return info, block, match(marked, header, block.left), True
        fits = best_match(header, block.left)
        told = asked or business_of_sheet(info.name)
        if told and fits and all(fit.business is not told for fit in fits):
            fit = match(told, header, block.left)
            if asked and fit.misfit[0] > fits[0].misfit[0]:
                raise NotABatch(
                    book.path,
                    Reason.OTHER_BUSINESS,
                    sheet=info.name,
                    candidates=(fits[0].business.facts.title, asked.facts.title),
                )
            fits = [fit] if fit.columns else fits
        elif told:
            fits = [fit for fit in fits if fit.business is told]
        if not info.is_visible:
            filled = filled or bool(block.rows)
            hidden.extend([info.name] if fits or (marked and block.rows) else [])
            continue
        filled = filled or bool(block.rows)
        if len(fits) > 1:
            raise NotABatch(
                book.path,
                Reason.WHICH_BUSINESS,
                sheet=info.name,
                candidates=[fit.business.facts.title for fit in fits],
            )
        if fits:
            return info, block, fits[0], marked is not None
    if not filled:
        raise EmptyWorkbook(book.path)
    if hidden:
        raise NotABatch(book.path, Reason.HIDDEN_SHEET, candidates=hidden)
    return None


class _Reader:
    """One sheet's block on its way to a batch."""

    def __init__(
        self, book: Pages, info: SheetInfo, block: Block, fit: Match, marked: bool
    ) -> None:
        self._book, self._info, self._block, self._fit = book, info, block, fit
        self._ours = marked

    def read(self, fund: int | None) -> LiveSheet:
        """Make the batch."""
        for name, claims in self._fit.doubled.items():
            raise NotABatch(
                self._book.path,
                Reason.TWO_COLUMNS,
                sheet=self._info.name,
                column=self._fit.business.facts.column(name).header,
                cells=[f"{column_letter(claim)}1" for claim in claims],
            )
        columns, kept, gaps = records(self._block, self._fit.business, self._fit.columns, 2)
        missing, notes = self._fit.missing, list[str]()
        if fund is not None and "fund" in missing and not self._ours:
            # The bank's own sheet of 职工登记 has no such column; the clerk has said it for all.
            columns["fund"] = [fund] * len(kept)
            missing = tuple(name for name in missing if name != "fund")
            notes.append(f"表中没有资金性质一列，资金性质 {fund}（按指定）用于所有记录。")
        batch = Batch(
            business=self._fit.business,
            columns=columns,
            rows=kept,
            places={
                name: Place(_header(self._block.cell(1, index)), column_letter(index))
                for name, index in self._fit.columns.items()
            },
            fund=fund if fund is not None else self._fund(),
            gaps=gaps,
            missing=missing,
            unknown=tuple((name, column_letter(index)) for name, index in self._fit.unknown),
            template_version=self._version(),
        )
        refuse_merged(self._book, self._info, self._block, self._fit.columns, batch.rows)
        if self._ours:
            batch = replace(batch, formats=self._book.format_changes(self._info, batch))
        terms = self._terms()
        return LiveSheet(
            path=self._book.path,
            source=self._book.source,
            batch=batch,
            sheet=self._info.name,
            ours=self._ours,
            notes=(*notes, *sheet_notes(self._book, self._info, self._block, batch.rows)),
            terms=terms,
            unit_number=str(terms["unit_number"]) if terms and "unit_number" in terms else None,
            terms_origin=self._text(NAME_TERMS_ORIGIN),
            marks=self._marks(batch.rows),
            marker_columns=self._fit.markers,
            written=self._written(),
            bottom=self._block.bottom,
        )

    def _written(self) -> dict[str, str]:
        cells = [self._block.cell(1, index) for index in self._fit.columns.values()]
        return {_header(cell): str(cell) for cell in cells if _header(cell) != cell}

    def _fund(self) -> int | None:
        said = self._book.named_cell(NAME_FUND)
        if isinstance(said, bool) or said is None:
            return None
        digits = str(said).strip()[:2] if isinstance(said, str) else str(said).removesuffix(".0")
        return int(digits) if digits.isascii() and digits.isdecimal() else None

    def _text(self, name: str) -> str | None:
        said = self._book.named_cell(name)
        if isinstance(said, float) and said.is_integer():
            said = int(said)
        return None if said is None else str(said).strip()

    def _version(self) -> str | None:
        return self._text(NAME_TEMPLATE_VERSION) if self._ours else None

    def _terms(self) -> Mapping[str, Any] | None:
        return terms_object_in(self._text(NAME_TERMS)) if self._ours else None

    def _marks(self, rows: Sequence[int]) -> dict[str, Sequence[str]]:
        texts: dict[str, Sequence[str]] = {}
        for header, index in self._fit.markers.items():
            cells = self._block.columns[index - self._block.left]
            if not isinstance(rows, range):
                cells = tuple(cells[row - self._block.top] for row in rows)
            elif rows:
                cells = cells[rows[0] - self._block.top : rows[-1] - self._block.top + 1]
            texts[header] = [str(cell) for cell in cells]
        return texts


def _header(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else str(cell)
