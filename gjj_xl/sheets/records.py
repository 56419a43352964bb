"""The records of a sheet's block: which rows are records, which are gaps, what to say of them."""

from collections.abc import Mapping, Sequence

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.errors import NotABatch, Reason
from gjj_xl.sheets.headers import best_match, business_of_sheet
from gjj_xl.sheets.layout import GUIDE_SHEET, PARAMS_SHEET, RECEIPT_SHEET
from gjj_xl.sheets.pages import Block, Pages, SheetInfo
from gjj_xl.sheets.scan import column_index

_OWN_SHEETS = frozenset({PARAMS_SHEET, GUIDE_SHEET, RECEIPT_SHEET})
_SHOWN = 8
"""How many rows a note names before it says how many there are."""


def records(
    block: Block,
    business: Business,
    places: Mapping[str, int],
    first_row: int,
    last_row: int | None = None,
) -> tuple[dict[str, Sequence[Cell]], Sequence[int], tuple[tuple[int, int], ...]]:
    """The records of a block from ``first_row`` to ``last_row``: columns by field, rows, and gaps.

    Rows where every column of the business is blank are no records.
    """
    start = max(first_row, block.top)
    stop = max(block.bottom if last_row is None else last_row, start - 1) + 1
    inside = slice(start - block.top, stop - block.top)
    columns: dict[str, Sequence[Cell]] = {}
    for column in business.columns:
        index = places.get(column.field)
        if index is None:
            continue
        if 0 <= index - block.left < len(block.columns):
            columns[column.field] = block.columns[index - block.left][inside]
        else:
            columns[column.field] = ("",) * (stop - start)
    typed = [columns[c.field] for c in business.columns if c.field in columns and not c.computed]
    computed = [columns[c.field] for c in business.columns if c.field in columns and c.computed]
    # The columns without blanks settle it at once for a full sheet.
    blank: Sequence[int] = range(stop - start)
    for cells in (*typed, *computed):
        # What is_blank says, in line: this runs for every row of a full sheet.
        blank = [i for i in blank if (c := cells[i]) == "" or (c.__class__ is str and c.isspace())]
        if not blank:
            break
    numbers: Sequence[int] = range(start, stop)
    gaps: list[tuple[int, int]] = []
    if blank:
        empty = set(blank)
        keep = [i for i in range(stop - start) if i not in empty]
        before = start
        last = 0
        for i in keep:
            row = start + i
            if last and row > last + 1:
                gaps.append((last + 1, row - 1))
            elif not last and row > before:
                gaps.append((before, row - 1))
            last = row
        numbers = [start + i for i in keep]
        columns = {name: [cells[i] for i in keep] for name, cells in columns.items()}
    return {name: _blanks_to_none(cells) for name, cells in columns.items()}, numbers, tuple(gaps)


def _blanks_to_none(cells: Sequence[Cell]) -> Sequence[Cell]:
    return [None if cell == "" else cell for cell in cells] if "" in cells else cells


def refuse_merged(
    book: Pages,
    info: SheetInfo,
    block: Block,
    places: Mapping[str, int],
    rows: Sequence[int],
) -> None:
    """Raise NotABatch where cells of the records are merged: only the first of them has a value."""
    if not block.scan.merged or not rows:
        return
    columns = set(places.values())
    bad = []
    for address in block.scan.merged:
        (top, left), (bottom, right) = corners(address)
        if top <= rows[-1] and bottom >= rows[0] and columns & set(range(left, right + 1)):
            bad.append(address)
    if bad:
        raise NotABatch(book.path, Reason.MERGED, sheet=info.name, cells=bad)


def corners(address: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The corners of ``"A2:B3"`` as (row from 1, column from 0) pairs."""
    first, _, last = address.replace("$", "").partition(":")
    pairs = []
    for cell in (first, last or first):
        letters = cell.rstrip("0123456789")
        pairs.append((int(cell[len(letters) :]), column_index(letters)))
    return pairs[0], pairs[1]


def sheet_notes(book: Pages, info: SheetInfo, block: Block, rows: Sequence[int]) -> tuple[str, ...]:
    """What a clerk may not see on the screen but is read all the same."""
    notes = []
    data = set(rows)
    hidden = [row for row in block.scan.hidden_rows if row in data]
    if hidden:
        why = "被筛选或隐藏" if block.scan.filtered else "被隐藏"
        notes.append(f"第 {spans(hidden)} 行{why}，仍按记录读入，共 {len(hidden)} 行。")
    elif block.scan.filtered:
        notes.append("工作表设有筛选，未显示的行也按记录读入。")
    others = [
        sheet.name
        for sheet in book.sheets
        if sheet.name != info.name
        and sheet.is_visible
        and not sheet.results
        and (business_of_sheet(sheet.name) or _has_records(book, sheet))
    ]
    if others:
        notes.append(f"只读取了工作表“{info.name}”；未读取：{'、'.join(others)}。")
    return tuple(notes)


def _has_records(book: Pages, info: SheetInfo) -> bool:
    if info.name in _OWN_SHEETS:
        return False
    block = book.block(info.name)
    return len(block.rows) > 1 and bool(best_match(block.row(1), block.left))


def spans(rows: Sequence[int]) -> str:
    """Row numbers in words: ``3-5、9``, shortened where there are many."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    words = [str(a) if a == b else f"{a}-{b}" for a, b in runs]
    return "、".join(words[:_SHOWN]) + (f" 等 {len(words)} 处" if len(words) > _SHOWN else "")
