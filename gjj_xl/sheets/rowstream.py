"""Rows of cells streamed into an XlsxWriter sheet, each as one piece of XML.

XlsxWriter in constant memory builds every cell from objects and attributes; for a hundred thousand
rows most of the time goes there. A row of results is simple enough to be written at once. This is
the one place that reaches behind XlsxWriter's public face; its version is pinned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from xlsxwriter.worksheet import Worksheet

from gjj_xl.sheets.layout import column_letter
from gjj_xl.sheets.sheetxml import CELL_LIMIT, encoded

Value: TypeAlias = str | int | float | Decimal | None

MAX_SHEET_ROWS: Final = 1_048_576
_CAREFUL: Final = re.compile(
    "[<>&\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^\\s|\\s$"
)
"""Text that cannot be put into XML as it is."""


@dataclass(frozen=True, slots=True)
class CellShape:
    """A column's format (of XlsxWriter), and what its numbers are divided by; 0 for text."""

    look: Any
    divide: int


class RowStream:
    """Writes rows below what stands in a constant-memory sheet; ``count`` is how many.

    Rows start at ``first_row`` (from 0). A cell without a value shows ``empty``. A row that has
    something in its column ``mark`` takes the second list of shapes.
    """

    def __init__(
        self,
        page: Worksheet,
        first_row: int,
        empty: str,
        plain: Sequence[CellShape],
        marked: Sequence[CellShape] = (),
        mark: int | None = None,
    ) -> None:
        self.count = 0
        self._page, self._first = page, first_row
        self._empty = f' t="inlineStr"><is><t>{encoded(empty)}</t></is></c>'
        self._plain = _prepared(plain)
        self._marked = _prepared(marked)
        self._mark = mark

    def write(self, cells: Sequence[Value]) -> None:
        """Write one row; ValueError where it has too many or too few cells, or is one too many."""
        if len(cells) != len(self._plain):
            raise ValueError(f"{len(cells)} cells for {len(self._plain)} columns")
        shapes = self._plain if self._mark is None or not cells[self._mark] else self._marked
        page = self._page
        row = self._first + self.count
        if row >= MAX_SHEET_ROWS:
            raise ValueError(f"more than {MAX_SHEET_ROWS} rows")
        if not self.count:
            page._check_dimensions(row, len(cells) - 1)
            page._write_single_row(row)  # what was written before goes first
        number = row + 1
        parts = [f'<row r="{number}">']
        for value, (head, tail, divide) in zip(cells, shapes, strict=True):
            if value is None or value == "":
                parts.append(f"{head}{number}{tail}{self._empty}")
            elif divide and not isinstance(value, str):
                shown = value / divide if divide > 1 else value
                parts.append(f"{head}{number}{tail}><v>{shown}</v></c>")
            else:
                parts.append(f"{head}{number}{tail}{_text(str(value))}")
        parts.append("</row>")
        page.row_data_fh.write("".join(parts))
        self.count += 1
        page.dim_rowmax = page.previous_row = row


def _prepared(shapes: Sequence[CellShape]) -> list[tuple[str, str, int]]:
    return [
        (f'<c r="{column_letter(index)}', f'" s="{shape.look._get_xf_index()}"', shape.divide)
        for index, shape in enumerate(shapes)
    ]


def _text(text: str) -> str:
    if len(text) > CELL_LIMIT or _CAREFUL.search(text):
        return f' t="inlineStr"><is><t xml:space="preserve">{encoded(text)}</t></is></c>'
    return f' t="inlineStr"><is><t>{text}</t></is></c>'
