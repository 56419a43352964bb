"""Foreign sheets made into a batch: title rows, two-row headers, other words, other order.

What was taken for what is said in notes; what cannot be understood is refused with the reason.
Rows keep the numbers of the source sheet, so that a finding points into the clerk's own file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gjj_xl.rules.batch import Batch, Place
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell, is_blank
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.convert import Conversions
from gjj_xl.sheets.counterlist import counter_header
from gjj_xl.sheets.errors import EmptyWorkbook, NotABatch, Reason
from gjj_xl.sheets.headers import plain
from gjj_xl.sheets.inspect import open_source
from gjj_xl.sheets.layout import column_letter
from gjj_xl.sheets.pages import Block, Pages, SheetInfo
from gjj_xl.sheets.records import records, refuse_merged, sheet_notes, spans
from gjj_xl.sheets.synonyms import (
    BUSINESS_WORDS,
    FOOTER_WORDS,
    FUND_WORDS,
    IGNORED,
    OWN_RATE,
    TOTAL_WORDS,
    UNIT_RATE,
    field_of,
)

_HEADER_WITHIN: Final = 30
"""Rows from the top in which the header is looked for."""
_LEAST: Final = 3
"""Headers that must be understood before a row is taken for the header."""
_IDENTITY: Final = frozenset({"name", "client_number", "id_number"})
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Intake:
    """A batch from a foreign sheet, and sentences that say how it was understood.

    ``unit_number`` is the 单位客户号 that a title names, None where none does.
    """

    batch: Batch
    notes: tuple[str, ...]
    sheet: str
    unit_number: str | None = None


@dataclass(frozen=True, slots=True)
class _Header:
    """A header found: its rows, and for each column (from 0) its words as written and plain."""

    first: int
    last: int
    words: Mapping[int, str]
    fields: Mapping[int, str]

    @property
    def seen(self) -> tuple[str, ...]:
        return tuple(self.words.values())


def take_in(
    path: Path,
    business: Business | None = None,
    fund: int | None = None,
    *,
    default_fund: int | None = None,
) -> Intake:
    """Read a foreign sheet (.xlsx or .xls).

    ``fund`` is what the clerk says; ``default_fund`` serves where nothing in the sheet tells.

    Raises:
        SheetError: the file cannot be used, or :class:`NotABatch` says what was not understood.
    """
    with Book(open_source(Path(path))) as book:
        return take_book(book, business, fund, default_fund)


def take_book(
    book: Pages, business: Business | None, fund: int | None, default_fund: int | None = None
) -> Intake:
    """Like :func:`take_in`, from a workbook already open."""
    troubles: list[tuple[int, NotABatch]] = []
    filled = False
    for info in book.sheets:
        if not info.is_visible:
            continue
        block = book.block(info.name)
        filled = filled or bool(block.rows)
        header = _find_header(block)
        if header is None or (info.results and counter_header(block) is not None):
            continue
        try:
            return _Taking(book, info, block, header).take(business, fund, default_fund)
        except NotABatch as trouble:
            troubles.append((len(header.fields), trouble))
    if not filled:
        raise EmptyWorkbook(book.path)
    if troubles:
        raise max(troubles, key=lambda pair: pair[0])[1]
    raise NotABatch(book.path, Reason.NO_HEADER, headers=_first_words(book))


def _first_words(book: Pages) -> list[str]:
    """The words of the widest of the first rows: what the clerk would call the header."""
    best: list[str] = []
    for info in book.sheets:
        if info.is_visible:
            for cells in book.block(info.name).rows[:_HEADER_WITHIN]:
                words = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
                best = max(best, words, key=len)
    return best


def _find_header(block: Block) -> _Header | None:
    """The row, or the two rows, of which most columns are understood."""
    best: _Header | None = None
    rows = range(block.top, min(block.bottom, block.top + _HEADER_WITHIN) + 1)
    for height in (0, 1):  # two rows only where they tell more than one
        for row in rows:
            header = _header_at(block, row, row + height)
            fields = set(header.fields.values())
            if len(fields) < _LEAST or not fields & _IDENTITY:
                continue
            if best is None or len(fields) > len(set(best.fields.values())):
                best = header
    return best


def _header_at(block: Block, first: int, last: int) -> _Header:
    tops = _spread(block, first) if last > first else list(block.row(first))
    subs = list(block.row(last)) if last > first else [""] * len(tops)
    words: dict[int, str] = {}
    fields: dict[int, str] = {}
    for offset, top in enumerate(tops):
        column = block.left + offset
        sub = subs[offset] if offset < len(subs) else ""
        own = block.row(first)[offset] if offset < len(block.row(first)) else ""
        if not plain(own) and not plain(sub):
            continue
        upper, lower = plain(top if plain(sub) else own), plain(sub)
        joined = f"{upper}/{lower}" if upper and lower else upper or lower
        written = f"{_text(top)}（{_text(sub)}）" if upper and lower else _text(own) or _text(sub)
        words[column] = written
        field = field_of(joined) or (field_of(lower) if lower and not upper else None)
        if field:
            fields[column] = field
    return _Header(first, last, words, fields)


def _spread(block: Block, row: int) -> list[Cell]:
    """A header row with merged cells, and blanks to the right of a word, filled from the left."""
    cells = list(block.row(row))
    for index in range(1, len(cells)):
        if not plain(cells[index]) and plain(block.cell(row + 1, block.left + index)):
            cells[index] = cells[index - 1]
    return cells


def _text(cell: Cell) -> str:
    return re.sub(r"\s+", "", cell) if isinstance(cell, str) else "" if cell is None else str(cell)


class _Taking:
    """One foreign sheet on its way to a batch."""

    def __init__(self, book: Pages, info: SheetInfo, block: Block, header: _Header) -> None:
        self._book, self._info, self._block, self._header = book, info, block, header
        self._notes: list[str] = []

    def take(self, business: Business | None, fund: int | None, default_fund: int | None) -> Intake:
        """Understand the sheet, or refuse it."""
        business = self._business(business)
        places = self._places(business)
        self._tell_columns(business, places)
        columns, rows, gaps = records(
            self._block, business, places, self._header.last + 1, self._footer(places)
        )
        columns, rows = self._without_headers(columns, rows, places)
        refuse_merged(self._book, self._info, self._block, places, rows)
        made: dict[str, Sequence[Cell]] = dict(columns)
        self._rate(business, made, places, rows)
        said = self._fund(business, made, places, rows, fund, default_fund)
        missing = [
            column
            for column in business.columns
            if column.field not in made and not column.computed
        ]
        if missing:
            raise self._refusal(
                Reason.COLUMNS_MISSING,
                missing=[column.header for column in missing],
                candidates=[business.facts.title],
            )
        conversions = Conversions(business)
        made = {name: conversions.column(name, cells) for name, cells in made.items()}
        self._notes.extend(conversions.notes())
        batch = Batch(
            business=business,
            columns={c.field: made[c.field] for c in business.columns if c.field in made},
            rows=rows,
            places={
                name: Place(self._header.words[index], column_letter(index))
                for name, index in places.items()
                if name in made
            },
            header_row=self._header.last,
            fund=fund if fund is not None else said,
            gaps=gaps,
            missing=tuple(c.field for c in business.columns if c.field not in made),
        )
        notes = (*self._notes, *sheet_notes(self._book, self._info, self._block, rows))
        return Intake(batch, notes, self._info.name, self._titled_unit())

    def _refusal(self, reason: Reason, **facts: Sequence[str]) -> NotABatch:
        return NotABatch(
            self._book.path,
            reason,
            sheet=self._info.name,
            headers=self._header.seen,
            missing=facts.get("missing", ()),
            candidates=facts.get("candidates", ()),
            column="".join(facts.get("column", ())),
            cells=facts.get("cells", ()),
        )

    def _titles(self) -> Iterator[str]:
        for row in range(self._block.top, self._header.first):
            for cell in self._block.row(row):
                if isinstance(cell, str) and cell.strip():
                    yield plain(cell)
        yield plain(self._info.name)

    def _business(self, asked: Business | None) -> Business:
        """What the clerk says, else what the titles say, else what the columns can only be."""
        if asked:
            return asked
        titles = "\n".join(self._titles())
        said = {business for word, business in BUSINESS_WORDS if word in titles}
        fields = set(self._header.fields.values())
        if len(said) == 1:
            business = said.pop()
            self._notes.append(f"业务：{business.facts.word}（依据标题）。")
            return business
        for signs, business in _SIGNS:
            if signs <= fields:
                if said and business not in said:
                    break
                self._notes.append(f"业务：{business.facts.word}（依据表头）。")
                return business
        likely = said or set(Business)
        names = [business.facts.title for business in Business if business in likely]
        raise self._refusal(Reason.WHICH_BUSINESS, candidates=names)

    def _places(self, business: Business) -> dict[str, int]:
        """Field → column; the template's own word wins, two other words for one field do not."""
        known = {column.field: column.header for column in business.columns}
        claims: dict[str, list[int]] = {}
        for index, field in self._header.fields.items():
            if field in known or field in {UNIT_RATE, OWN_RATE}:
                claims.setdefault(field, []).append(index)
        places = {}
        for field, indexes in claims.items():
            exact = [i for i in indexes if plain(self._header.words[i]) == known.get(field)]
            chosen = exact if len(indexes) > 1 and exact else indexes
            if len(chosen) > 1:
                raise self._refusal(
                    Reason.TWO_COLUMNS,
                    column=[known.get(field, "缴存比例")],
                    cells=[f"{column_letter(i)}{self._header.last}" for i in chosen],
                )
            places[field] = chosen[0]
        if "rate" not in known:
            places.pop(UNIT_RATE, None)
            places.pop(OWN_RATE, None)
        elif "rate" not in places:
            side = places.get(UNIT_RATE, places.get(OWN_RATE))
            if side is not None:
                places["rate"] = side
        return places

    def _tell_columns(self, business: Business, places: Mapping[str, int]) -> None:
        taken = set(places.values())
        words = [
            f"{column_letter(places[c.field])} 列“{self._header.words[places[c.field]]}”"
            + ("" if self._header.words[places[c.field]] == c.header else f"作为{c.header}")
            for c in business.columns
            if c.field in places
        ]
        rows = f"第 {self._header.first} 行"
        if self._header.last > self._header.first:
            rows = f"第 {self._header.first}-{self._header.last} 行"
        self._notes.append(f"工作表“{self._info.name}”，表头为{rows}：{'；'.join(words)}。")
        unused = [
            f"{column_letter(index)} 列“{word}”"
            for index, word in self._header.words.items()
            if index not in taken and plain(word) not in IGNORED
        ]
        if unused:
            self._notes.append(f"未使用的列：{'；'.join(unused)}。")

    def _without_headers(
        self, columns: dict[str, Sequence[Cell]], rows: Sequence[int], places: Mapping[str, int]
    ) -> tuple[dict[str, Sequence[Cell]], Sequence[int]]:
        """The records without the rows that say the header again, as a sheet made to print has."""
        words = {name: plain(self._header.words[places[name]]) for name in columns}
        first = next((name for name in columns if name in _IDENTITY), None)
        if first is None:
            return columns, rows
        again = {
            number
            for number, cell in enumerate(columns[first])
            if isinstance(cell, str)
            and plain(cell) == words[first]
            and sum(plain(columns[name][number]) == words[name] for name in columns) >= _LEAST
        }
        if not again:
            return columns, rows
        said = spans([rows[number] for number in again])
        self._notes.append(f"第 {said} 行重复了表头，未作为记录。")
        keep = [number for number in range(len(rows)) if number not in again]
        return (
            {name: [cells[number] for number in keep] for name, cells in columns.items()},
            [rows[number] for number in keep],
        )

    def _footer(self, places: Mapping[str, int]) -> int:
        """The last row that can be a record: totals and signatures below it are left out."""
        who = [places[name] for name in ("client_number", "id_number") if name in places]
        who = who or [places[name] for name in ("name",) if name in places]
        last = self._block.bottom
        left_out = []
        while last > self._header.last:
            cells = self._block.row(last)
            words = [plain(cell) for cell in cells if isinstance(cell, str) and plain(cell)]
            if any(not is_blank(cell) for cell in cells):
                identified = [plain(self._block.cell(last, index)) for index in who]
                named = any(cell and not _is_footer([cell]) for cell in identified)
                if named or not _is_footer(words):
                    break
                left_out.append(f"第 {last} 行（{words[0]}）")
            last -= 1
        if left_out:
            self._notes.append(f"末尾的合计或说明未作为记录：{'、'.join(reversed(left_out))}。")
        return last

    def _rate(
        self,
        business: Business,
        made: dict[str, Sequence[Cell]],
        places: dict[str, int],
        rows: Sequence[int],
    ) -> None:
        """One rate for both sides: from a pair of columns that agree, or from a title row."""
        if not any(column.field == "rate" for column in business.columns):
            return
        if UNIT_RATE in places and OWN_RATE in places:
            pair = places[UNIT_RATE], places[OWN_RATE]
            cells = {row: [self._block.cell(row, index) for index in pair] for row in rows}
            bad = [row for row, (unit, own) in cells.items() if not _same(unit, own)]
            if bad:
                addresses = [f"{column_letter(pair[0])}{row}" for row in bad[:_SHOWN]]
                raise self._refusal(Reason.TWO_RATES, cells=addresses)
            made["rate"] = [own if is_blank(unit) else unit for unit, own in cells.values()]
        if "rate" in made and not all(is_blank(cell) for cell in made["rate"]):
            if UNIT_RATE in places and OWN_RATE in places:
                self._notes.append("单位与个人的缴存比例逐行相同，作为一个缴存比例读入。")
            return
        said = self._titled_rate()
        if said:
            address, rate = said
            made["rate"] = [rate] * len(rows)
            self._notes.append(f"缴存比例取自 {address}：{rate}，用于所有记录。")

    def _titled_rate(self) -> tuple[str, Cell] | None:
        """A rate that stands above the header: in the label's own cell, or to its right."""
        found: list[tuple[str, Cell]] = []
        for row in range(self._block.top, self._header.first):
            labelled = False
            for offset, cell in enumerate(self._block.row(row)):
                match = _RATE_TEXT.search(plain(cell))
                rate = match[1] + match[2] if match else cell
                if match or self._is_rate(cell, row, labelled):
                    address = f"{column_letter(self._block.left + offset)}{row}"
                    found.append((address, rate))
                    labelled = False
                elif "比例" in plain(cell):
                    labelled = True
        return found[0] if len({str(rate) for _, rate in found}) == 1 else None

    def _is_rate(self, cell: Cell, row: int, labelled: bool) -> bool:
        if _RATE_ALONE.fullmatch(plain(cell)) and (labelled or "%" in plain(cell)):
            return True
        numbers = [c for c in self._block.row(row) if isinstance(c, int | float)]
        return _is_fraction(cell) and (labelled or len(numbers) == 1)

    def _fund(
        self,
        business: Business,
        made: dict[str, Sequence[Cell]],
        places: Mapping[str, int],
        rows: Sequence[int],
        asked: int | None,
        default: int | None,
    ) -> int | None:
        """The fund that a title names; fills the column where the sheet has none."""
        said, word = self._titled_fund()
        if asked is not None and said is not None and asked != said:
            raise self._refusal(Reason.OTHER_FUND, candidates=[word, str(asked)])
        if "fund" not in places or all(is_blank(cell) for cell in made["fund"]):
            fund = asked if asked is not None else said if said is not None else default
            if fund is None:
                raise self._refusal(Reason.NO_FUND, candidates=[business.facts.title])
            made["fund"] = [fund] * len(rows)
            origin = (
                "按指定" if asked is not None else f"取自标题“{word}”" if said else "按单位参数"
            )
            self._notes.append(f"资金性质 {fund}（{origin}），用于所有记录。")
        return said

    def _titled_unit(self) -> str | None:
        """The unit number above the header: in the label's own cell, or the next one."""
        for row in range(self._block.top, self._header.first):
            words = [plain(cell) for cell in self._block.row(row)]
            for word, behind in zip(words, [*words[1:], ""], strict=True):
                if match := _UNIT_TEXT.search(word):
                    return match[1] or (behind if behind.isascii() and behind.isdigit() else None)
        return None

    def _titled_fund(self) -> tuple[int | None, str]:
        for title in self._titles():
            match = _FUND_TEXT.search(title)
            if match and match[1]:
                return int(match[1]), match[0]
            if match:
                for word in sorted(FUND_WORDS, key=len, reverse=True):
                    if word in match[2]:
                        return FUND_WORDS[word], match[0]
        return None, ""


_SIGNS: Final = (
    (frozenset({"reason"}), Business.REDUCE),
    (frozenset({"paid_salary", "due_salary"}), Business.SHORT),
    (frozenset({"first_month", "last_month"}), Business.MISSED),
    (frozenset({"client_number", "salary"}), Business.ADJUST),
    (frozenset({"id_number", "salary"}), Business.REGISTER),
)
"""Columns that only one business has, the surest first."""

_RATE_TEXT: Final = re.compile(r"比例[^0-9]{0,6}(\d{1,2}(?:\.\d{1,2})?)(%?)")
_RATE_ALONE: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})?%?")
_UNIT_TEXT: Final = re.compile(r"单位(?:客户号|编号):?([0-9]{4,20})?")
_FUND_TEXT: Final = re.compile(r"资金性质:?(?:(\d{2})(?!\d))?(.{0,16})")


def _is_fraction(cell: Cell) -> bool:
    return isinstance(cell, float) and 0 < cell < 1


def _is_footer(words: Sequence[str]) -> bool:
    return any(word.startswith(TOTAL_WORDS) or _signs(word) for word in words)


def _signs(word: str) -> bool:
    return any(sign in word for sign in FOOTER_WORDS)


def _same(unit: Cell, own: Cell) -> bool:
    return is_blank(unit) or is_blank(own) or unit == own
