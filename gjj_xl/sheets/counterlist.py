"""The rows of the sheet 柜面办理: what each holds, and how it is read back.

What is printed can be corrected by hand: a cell that says something else than when it was written
wins. What is not printed (overtyped sums, the clerk's own columns, what kind of value a cell was)
stands in a hidden column as JSON.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.rules.business import Business, Column
from gjj_xl.rules.cells import Cell, CellError, is_blank
from gjj_xl.sheets.computed import shown
from gjj_xl.sheets.layout import typed_columns
from gjj_xl.sheets.pages import Block, Pages, SheetInfo

COUNTER_SHEET: Final = "柜面办理"
KEPT_HEADER: Final = "_原行"
STEP_HEADER: Final = "_步骤"
REASON_HEADER: Final = "需至柜面办理的原因"
BRING_HEADER: Final = "应带资料"
FOOT: Final = "说明："
"""The first line below the rows begins so."""
UNIT_NAME: Final = "单位名称"
UNIT_NUMBER: Final = "单位客户号"
MONTH: Final = "业务年月"
MADE_ON: Final = "制表日期"
GAP: Final = "　　"
"""Between two facts in the head of the sheet."""
PEOPLE: Final = ("共 ", " 人次")
"""Around the number of rows in the head of the sheet."""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row on its way to the counter.

    ``row`` is where it stood in the batch sheet. ``cells`` maps fields to cells (computed ones only
    where they were overtyped), ``others`` the headers of the clerk's own columns to theirs (where a
    column has no header: its letter behind a ``#``). ``step`` says what is being done with it,
    where that takes several writes.
    """

    row: int
    cells: Mapping[str, Cell]
    others: Mapping[str, Cell] = field(default_factory=lambda: MappingProxyType({}))
    reason: str = ""
    bring: str = ""
    step: str = ""

    def same(self, other: "KeptRow") -> bool:
        """Whether both are the same record, wherever it stands."""
        return _plain(self.cells) == _plain(other.cells) and _plain(self.others) == _plain(
            other.others
        )

    def part_of(self, other: "KeptRow") -> bool:
        """Whether nothing is in this record that is not in the other one."""
        mine = {**_plain(self.cells), **_plain(self.others)}
        whole = {**_plain(other.cells), **_plain(other.others)}
        return all(whole.get(name) == cell for name, cell in mine.items())


def _plain(cells: Mapping[Any, Cell]) -> dict[Any, Cell]:
    return {name: cell for name, cell in cells.items() if not is_blank(cell)}


@dataclass(frozen=True, slots=True)
class CounterList:
    """Everything on the sheet. Texts that are not known are empty, and left to be written by hand.

    ``written`` says how many rows the sheet had when it was made: a clerk may have deleted some.
    """

    business: Business
    rows: tuple[KeptRow, ...]
    unit_number: str = ""
    unit_name: str = ""
    business_month: str = ""
    made_on: dt.date | None = None
    written: int = 0


def printed(cell: Cell) -> str:
    """A cell as it is printed, and compared with afterwards."""
    if isinstance(cell, CellError):
        return cell.text
    return shown(cell)


# --- the hidden column -------------------------------------------------------------------------


MOST: Final = 32_767
"""Characters that a cell holds."""


def kept_text(business: Business, kept: KeptRow) -> str:
    """What the hidden cell of a row says; no more than :data:`MOST` characters fit into it."""
    value = {
        "business": business.value,
        "row": kept.row,
        "cells": {name: _packed(cell) for name, cell in kept.cells.items() if cell is not None},
        "others": {name: _packed(cell) for name, cell in kept.others.items()},
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(cell: Cell) -> Any:
    if isinstance(cell, CellError):
        return {"error": cell.text}
    if isinstance(cell, dt.timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, dt.date | dt.time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, float | Decimal):
        number = float(cell)
        return int(number) if number.is_integer() else number
    return cell


_UNPACK: Final[Mapping[str, Callable[[Any], Cell]]] = MappingProxyType(
    {
        "error": CellError,
        "seconds": lambda value: dt.timedelta(seconds=float(value)),
        "date": dt.date.fromisoformat,
        "datetime": dt.datetime.fromisoformat,
        "time": dt.time.fromisoformat,
    }
)


def _unpacked(value: Any) -> Cell:
    if isinstance(value, Mapping):
        ((kind, text),) = value.items()
        return _UNPACK[kind](text)
    return value if isinstance(value, str | int | float) else None


def _kept(text: Cell) -> tuple[Business, KeptRow] | None:
    """What the hidden cell says; None where it is blank or was changed by hand."""
    try:
        value = json.loads(text) if isinstance(text, str) else None
        if not isinstance(value, dict):
            return None
        cells = {str(name): _unpacked(cell) for name, cell in value["cells"].items()}
        others = {str(name): _unpacked(cell) for name, cell in value["others"].items()}
        return Business(value["business"]), KeptRow(int(value["row"]), cells, others)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


# --- reading -----------------------------------------------------------------------------------


def find_counters(pages: Pages) -> list[tuple[SheetInfo, Block, int]]:
    """The sheets of this kind: each with its cells and the row of its header.

    There is one; two only where the program was stopped while it put a new one in its place.
    """
    found = []
    for info in pages.sheets:
        if info.results:
            block = pages.block(info.name)
            header = counter_header(block)
            if header is not None:
                found.append((info, block, header))
    return found


def counter_header(block: Block) -> int | None:
    """The row of the header, where a sheet is of this kind; None where it is another."""
    return next((row for row in _rows(block) if KEPT_HEADER in block.row(row)), None)


def read_counters(pages: Pages, business: Business) -> CounterList | None:
    """The rows of a workbook's 柜面办理, as they stand there now; None where there is none.

    ``business`` is the batch sheet's, for rows that were added by hand.
    """
    found = find_counters(pages)
    if not found:
        return None
    rows: list[KeptRow] = []
    kinds: set[Business] = set()
    said: dict[str, str] = {}
    written = 0
    for _, block, header in found:
        known, more = list(rows), []
        for kept, kind in _read(block, header, business):
            kinds.add(kind)
            same = next((one for one in known if one.row == kept.row and one.same(kept)), None)
            if same is None:
                more.append(kept)
            else:
                known.remove(same)
        rows += more
        said = _head(block, header)
        count = said.get("", "")
        written = max(written, int(count) if count.isdecimal() else 0)
    return CounterList(
        kinds.pop() if len(kinds) == 1 else business,
        tuple(rows),
        unit_number=said.get(UNIT_NUMBER, ""),
        unit_name=said.get(UNIT_NAME, ""),
        business_month=said.get(MONTH, ""),
        made_on=_day(said.get(MADE_ON, "")),
        written=written,
    )


def _rows(block: Block) -> range:
    return range(block.top, block.bottom + 1)


def _head(block: Block, header: int) -> dict[str, str]:
    """What the lines above the header say: name → text, and the number of rows under ``""``."""
    found: dict[str, str] = {}
    lead, tail = PEOPLE
    for row in range(block.top, header):
        for part in str(block.cell(row, 0) or "").split(GAP):
            name, colon, text = part.partition("：")
            if colon:
                found.setdefault(name, text.strip())
            elif part.startswith(lead) and part.endswith(tail):
                found[""] = part.removeprefix(lead).removesuffix(tail).replace(",", "")
    return found


def _day(text: str) -> dt.date | None:
    """A day as it is written on the sheet: ``2026年11月5日``."""
    found = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text, re.ASCII)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _read(block: Block, header: int, business: Business) -> Iterator[tuple[KeptRow, Business]]:
    places = {
        str(cell): index for index, cell in enumerate(block.row(header), block.left) if cell != ""
    }
    typed = [column for column in typed_columns(business) if column.header in places]
    ended = False
    for row in range(header + 1, block.bottom + 1):
        ended = ended or str(block.cell(row, 0) or "").startswith(FOOT)
        kept = _kept(block.cell(row, places[KEPT_HEADER]))
        seen = {
            column.field: cell
            for column in typed
            if not is_blank(cell := block.cell(row, places[column.header]))
        }
        if kept is None and (ended or not seen):
            continue
        kind, made = kept or (business, KeptRow(0, seen))
        made = replace(made, cells=_corrected(made.cells, seen, typed)) if kept else made
        yield (
            replace(
                made,
                reason=str(block.cell(row, places.get(REASON_HEADER, -1)) or ""),
                bring=str(block.cell(row, places.get(BRING_HEADER, -1)) or ""),
                step=str(block.cell(row, places.get(STEP_HEADER, -1)) or ""),
            ),
            kind,
        )


def _corrected(
    cells: Mapping[str, Cell], seen: Mapping[str, Cell], typed: Sequence[Column]
) -> dict[str, Cell]:
    """The cells as they were, but for those that say something else on the sheet by now."""
    made = dict(cells)
    for column in typed:
        name = column.field
        if printed(seen.get(name)) != printed(cells.get(name)):
            made[name] = seen.get(name)
    return made


def step_place(block: Block, header: int) -> int:
    """The column (from 0) of the hidden steps."""
    return block.left + list(block.row(header)).index(STEP_HEADER)
