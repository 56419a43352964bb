"""Rows of a batch sheet as they are kept for the counter, and as they are written back."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.cells import Cell, is_blank
from gjj_xl.rules.counter import CounterRow
from gjj_xl.rules.terms import Origin, Terms, TermsError, parse_terms
from gjj_xl.sheets.computed import Computer, overtyped
from gjj_xl.sheets.counterlist import KeptRow
from gjj_xl.sheets.layout import column_letter
from gjj_xl.sheets.pages import Block, Pages
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.scan import column_index
from gjj_xl.sheets.surface import RowSurface


def kept_rows(
    pages: Pages, live: LiveSheet, rows: Sequence[CounterRow], mark: str
) -> Iterator[KeptRow]:
    """The rows with everything that stands in them but what the program itself puts there."""
    batch, block = live.batch, pages.block(live.sheet)
    places = {row: place for place, row in enumerate(batch.rows)}
    terms = sheet_terms(live, None)
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


def columns_for(
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


def write_runs(
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


def sheet_terms(live: LiveSheet, used: Terms | None) -> Terms | None:
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


def all_kept(pages: Pages, live: LiveSheet) -> Iterator[KeptRow]:
    """Every record, as it would be kept."""
    every = [CounterRow(row, ()) for row in live.batch.rows]
    return kept_rows(pages, live, every, "")
