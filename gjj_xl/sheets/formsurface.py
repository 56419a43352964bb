"""A single form that is open in Excel: its pane read, its cells and its list written in blocks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gjj_xl.rules.adjusting import adjusted
from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.errors import SheetGone
from gjj_xl.sheets.formlayout import (
    AT_HEADER,
    FIRST_ROW,
    HEAD_ROW,
    ID_HEADER,
    LABEL,
    LIST_LEFT,
    MESSAGE_ROW,
    NUMBER_HEADER,
    STATE_HEADER,
    TYPED,
    VALUE,
    WORDS,
    PaneField,
    form_sheet,
    list_columns,
    pane,
)
from gjj_xl.sheets.live import LiveSurface


@dataclass(frozen=True, slots=True)
class ListRow:
    """A pending record as the list shows it; ``cells`` by field, ``record_id`` is hidden."""

    number: int
    record_id: str
    cells: Mapping[str, Cell]
    at: str
    state: str


@dataclass(frozen=True, slots=True)
class Pane:
    """The entry pane as it stands: ``shown`` and, where a bound took its place, what was typed."""

    business: Business
    shown: Mapping[str, Cell]
    kept: Mapping[str, Cell]

    def typed(self, terms: Terms | None) -> dict[str, Cell]:
        """What the clerk has typed, by field.

        A bound counts as what was typed in its place: whether past bounds matter (E18) hangs on it.
        """
        cells = dict(self.shown)
        for field, cell in self.kept.items():
            bound = adjusted(self.business, field, cell, terms) if terms else None
            if bound is not None and bound == cells[field]:
                cells[field] = cell
        return cells


class FormSurface:
    """A form of a business over an open workbook; every method touches Excel.

    Making one raises SheetGone where the form's sheet was deleted.
    """

    def __init__(self, surface: LiveSurface, business: Business) -> None:
        self.surface = surface
        self.business = business
        self.sheet = _sheet_of(surface, business)
        self.lines = pane(business)

    def read(self) -> Pane:
        """What stands in the pane; the program's own cells are left out."""
        block = self.surface.read_block(
            self.sheet, FIRST_ROW, VALUE, len(self.lines), TYPED - VALUE + 1
        )
        rows = {line.field: row for line, row in zip(self.lines, block, strict=True) if line.typed}
        kept = {field: row[TYPED - VALUE] for field, row in rows.items()}
        return Pane(
            self.business,
            {field: row[0] for field, row in rows.items()},
            {field: cell for field, cell in kept.items() if cell is not None},
        )

    def fields_in(self, rows: Collection[int], columns: range) -> list[PaneField]:
        """The typed fields in some cells (rows from 1, columns from 0)."""
        if VALUE not in columns:
            return []
        return [line for line in self.lines if line.row in rows and line.typed]

    def write(self, cells: Mapping[str, Cell]) -> None:
        """Write values of the pane; None clears one."""
        for line in self.lines:
            if line.field in cells:
                self.surface.write_cells(self.sheet, line.row, {VALUE: [cells[line.field]]})

    def tell(self, message: str, beside: Mapping[str, str] | None = None) -> None:
        """Tell something above the pane, and with ``beside`` what there is to say of each field."""
        self.surface.write_cells(self.sheet, MESSAGE_ROW, {LABEL: [message or None]})
        if beside is not None:
            words = [beside.get(line.field) or None for line in self.lines]
            self.surface.write_cells(self.sheet, FIRST_ROW, {WORDS: words})

    def keep(self, kept: Mapping[str, Cell]) -> None:
        """Remember what was typed where a bound took its place; nothing else is remembered."""
        self.surface.write_cells(
            self.sheet, FIRST_ROW, {TYPED: [kept.get(line.field) for line in self.lines]}
        )

    def clear(self, terms: Terms | None, message: str = "") -> None:
        """清除: empty the pane; what never changes with this unit, and the fund chosen, stay."""
        uniform = terms.uniform_rate if terms and self.business is Business.REGISTER else None
        gone: dict[str, Cell] = {}
        for line in self.lines:
            kind = line.column.kind
            stays = kind is Kind.FUND or (kind is Kind.RATE and uniform is not None)
            if not line.column.computed and not stays:
                gone[line.field] = None
        self.write(gone)
        self.keep({})
        self.tell(message, {})

    def show(self, words: str, rows: Sequence[ListRow]) -> None:
        """Write the pending list anew under its line of count and total."""
        columns = list_columns(self.business)
        own = {
            NUMBER_HEADER: lambda row: row.number,
            STATE_HEADER: lambda row: row.state,
            AT_HEADER: lambda row: row.at,
            ID_HEADER: lambda row: row.record_id,
        }
        block: list[list[Any]] = [
            [
                _plain(row.cells.get(one.field)) if one.field else own[one.header](row)
                for one in columns
            ]
            for row in rows
        ]
        block += [[None] * len(columns)] * max(self._shown() - len(rows), 0)
        if block:
            self.surface.write_block(self.sheet, FIRST_ROW, LIST_LEFT, block)
        self.surface.write_cells(self.sheet, MESSAGE_ROW, {LIST_LEFT: [words]})

    def _shown(self) -> int:
        """How many rows of the list are filled."""
        return sum(cell is not None for cell in self._column(LIST_LEFT).values())

    def ids_of(self, rows: Collection[int]) -> list[str]:
        """The record numbers in some rows of the list."""
        ids = self._column(LIST_LEFT + len(list_columns(self.business)) - 1)
        return [cell for row in rows if isinstance(cell := ids.get(row), str)]

    def _column(self, index: int) -> dict[int, Any]:
        """A column of the list, by row."""
        last = max(self.surface.last_row(self.sheet), FIRST_ROW)
        block = self.surface.read_block(self.sheet, FIRST_ROW, index, last - FIRST_ROW + 1, 1)
        return {FIRST_ROW + place: row[0] for place, row in enumerate(block)}


def _sheet_of(surface: LiveSurface, business: Business) -> str:
    """The form's sheet: by its name, else the one with its list's header (renamed)."""
    sheets = surface.sheets()
    if (named := form_sheet(business)) in sheets:
        return named
    headers = [column.header for column in list_columns(business)]
    for sheet in sheets:
        (row,) = surface.read_block(sheet, HEAD_ROW, LIST_LEFT, 1, len(headers))
        if row == headers:
            return sheet
    raise SheetGone(surface.path)


def _plain(cell: Cell) -> Any:
    """A number of the wire as the spreadsheet has it."""
    return cell if cell is None or isinstance(cell, str | int) else float(cell)  # type: ignore[arg-type]
