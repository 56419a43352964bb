"""A single form that is open in Excel: its pane read, its cells and its list written in blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.formlayout import (
    FIRST_ROW,
    HEAD_ROW,
    ID_HEADER,
    LIST_LEFT,
    LIST_ROWS,
    VALUE,
    PaneField,
    form_sheet,
    list_columns,
    message_row,
    pane,
)
from gjj_xl.sheets.live import LiveSurface


@dataclass(frozen=True, slots=True)
class ListRow:
    """A pending record as the list shows it; ``cells`` by field, ``record_id`` is hidden."""

    record_id: str
    cells: Mapping[str, Cell]
    at: str
    state: str


class FormSurface:
    """A form of a business over an open workbook; every method touches Excel."""

    def __init__(self, surface: LiveSurface, business: Business) -> None:
        self.surface = surface
        self.business = business
        self.sheet = form_sheet(business)
        self.lines = pane(business)

    def typed(self) -> dict[str, Cell]:
        """What the clerk has typed, by field; the program's own cells are left out."""
        block = self.surface.read(self.sheet)
        found = {}
        for line in self.lines:
            if line.typed:
                cell = block.cell(line.row, VALUE)
                found[line.field] = None if cell == "" else cell
        return found

    def field_at(self, row: int, column: int) -> PaneField | None:
        """The typed field in a cell (row from 1, column from 0); None where there is none."""
        if column != VALUE:
            return None
        return next((line for line in self.lines if line.row == row and line.typed), None)

    def write(self, cells: Mapping[str, Cell]) -> None:
        """Write cells of the pane; None clears one."""
        for line in self.lines:
            if line.field in cells:
                self.surface.write_cells(self.sheet, line.row, {VALUE: [cells[line.field]]})

    def clear(self, terms: Terms | None) -> None:
        """清除: empty the pane; what never changes with this unit, and the fund chosen, stay."""
        uniform = terms.uniform_rate if terms and self.business is Business.REGISTER else None
        gone: dict[str, Cell] = {}
        for line in self.lines:
            kind = line.column.kind
            stays = kind is Kind.FUND or (kind is Kind.RATE and uniform is not None)
            if not line.column.computed and not stays:
                gone[line.field] = None
        self.write(gone)
        self.tell("")

    def tell(self, words: str) -> None:
        """Put words into the pane's own line of messages."""
        self.surface.write_cells(self.sheet, message_row(self.business), {VALUE: [words or None]})

    def show(self, words: str, rows: Sequence[ListRow]) -> None:
        """Write the pending list anew under its line of count and total."""
        columns = list_columns(self.business)
        height = max(LIST_ROWS, len(rows))
        blank: list[Any] = [None] * (height - len(rows))
        written: dict[int, list[Any]] = {}
        for place, column in enumerate(columns):
            if column.field:
                cells: list[Any] = [_plain(row.cells.get(column.field)) for row in rows]
            elif place == 0:
                cells = list(range(1, len(rows) + 1))
            elif column.header == ID_HEADER:
                cells = [row.record_id for row in rows]
            else:
                is_state = place == len(columns) - 2
                cells = [row.state if is_state else row.at for row in rows]
            written[LIST_LEFT + place] = [*cells, *blank]
        self.surface.write_cells(self.sheet, FIRST_ROW, written)
        self.surface.write_cells(self.sheet, HEAD_ROW, {LIST_LEFT: [words]})

    def ids_of(self, rows: Sequence[int]) -> list[str]:
        """The record numbers in some rows of the list."""
        block = self.surface.read(self.sheet)
        index = LIST_LEFT + len(list_columns(self.business)) - 1
        found = [block.cell(row, index) for row in rows if row >= FIRST_ROW]
        return [cell for cell in found if isinstance(cell, str) and cell]


def _plain(cell: Cell) -> Any:
    """A number of the wire as the spreadsheet has it."""
    return cell if cell is None or isinstance(cell, str | int) else float(cell)  # type: ignore[arg-type]
