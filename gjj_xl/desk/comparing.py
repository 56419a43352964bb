"""Whether a sheet still says what was sent, and where it does not."""

from collections import Counter
from collections.abc import Iterator, Sequence

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell, is_number
from gjj_xl.rules.check import check
from gjj_xl.rules.money import MoneyError, to_fen, yuan_text
from gjj_xl.rules.report import Record
from gjj_xl.rules.terms import Terms
from gjj_xl.wire.lines import encode_lines, split_line
from gjj_xl.wire.messages import Filing

_BLANK = "空白"


def differences(
    filing: Filing, rows: Sequence[int], batch: Batch, terms: Terms | None
) -> tuple[str, ...]:
    """What the sheet says otherwise than the lines that were sent, cell by cell, in words.

    ``rows`` are the sheet rows of the lines. The order of the rows does not matter; a computed cell
    counts where it holds a value. ``terms`` are those to read the cells by (减少原因 as a word or a
    code); the sent values themselves are not computed again.
    """
    if batch.business is not filing.business:
        return (f"表格是{batch.business.facts.title}，发送的是{filing.business.facts.title}",)
    sent = [split_line(line, n) for n, line in enumerate(filing.lines.split("\n"), start=1)]
    there = dict(_typed_rows(batch, terms))
    typed = _typed_places(filing.business)
    were = Counter(_key(line, typed) for line in sent)
    are = Counter(_key(cells, typed) for cells in there.values())
    moved = were == are and _keys(sent, typed) != _keys([there.get(row, []) for row in rows], typed)
    return () if moved else tuple(_by_row(filing, rows, sent, there, batch))


def rows_of(
    filing: Filing, rows: Sequence[int], batch: Batch, terms: Terms | None
) -> tuple[int, ...] | None:
    """The sheet row of each line that was sent, wherever it stands by now.

    None where the sheet says anything else than what was sent; arguments as in :func:`differences`.
    """
    if differences(filing, rows, batch, terms):
        return None
    typed = _typed_places(filing.business)
    places: dict[tuple[str, ...], list[int]] = {}
    for row, cells in _typed_rows(batch, terms):
        places.setdefault(_key(cells, typed), []).append(row)
    lines = filing.lines.split("\n")
    return tuple(places[_key(split_line(line, n), typed)].pop(0) for n, line in enumerate(lines, 1))


def _typed_rows(batch: Batch, terms: Terms | None) -> Iterator[tuple[int, list[str]]]:
    """Each record as it would travel, typed columns only; a bad cell travels as blank."""
    columns = check(batch, terms).typed()
    for place, row in enumerate(batch.rows):
        values = {name: cells[place] for name, cells in columns.items()}
        line = encode_lines(batch.business, [Record(batch.business, row, values)])
        yield row, split_line(line)


def _typed_places(business: Business) -> list[int]:
    return [place for place, column in enumerate(business.columns) if not column.computed]


def _key(fields: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(fields[place] for place in places)


def _keys(lines: Sequence[Sequence[str]], places: Sequence[int]) -> list[tuple[str, ...]]:
    return [_key(line, places) if line else () for line in lines]


def _by_row(
    filing: Filing,
    rows: Sequence[int],
    sent: Sequence[Sequence[str]],
    there: dict[int, list[str]],
    batch: Batch,
) -> Iterator[str]:
    columns = filing.business.columns
    for row, fields in zip(rows, sent, strict=True):
        cells = there.get(row)
        if cells is None:
            yield f"第 {row} 行已发送，表中没有"
            continue
        for place in _typed_places(filing.business):
            if cells[place] != fields[place]:
                yield (
                    f"第 {row} 行 {columns[place].header}：发送时为 {fields[place] or _BLANK}，"
                    f"表中为 {cells[place] or _BLANK}"
                )
    yield from _overtyped(filing, rows, sent, batch)
    for row in sorted(set(there) - set(rows)):
        yield f"第 {row} 行不在已发送的内容中"


def _overtyped(
    filing: Filing, rows: Sequence[int], sent: Sequence[Sequence[str]], batch: Batch
) -> Iterator[str]:
    """Computed cells that hold another number than was sent."""
    places = {row: place for place, row in enumerate(batch.rows)}
    for index, column in enumerate(filing.business.columns):
        cells = batch.columns.get(column.field)
        if not column.computed or cells is None:
            continue
        for row, fields in zip(rows, sent, strict=True):
            cell = cells[places[row]] if row in places else None
            if not is_number(cell):
                continue
            shown = _yuan(cell)
            if shown != fields[index]:
                yield f"第 {row} 行 {column.header}：发送时为 {fields[index]}，表中为 {shown}"


def _yuan(cell: Cell) -> str:
    try:
        return yuan_text(to_fen(cell))
    except MoneyError:
        return str(cell)
