"""Results in workbooks of their own (导出excel): sheets that a supervisor can read and print.

Each sheet has its title in A1, its notes below, and one table; nothing is merged or hidden, empty
cells show what they mean, states are words, and colour only repeats them. Rows are written as they
come, one at a time, whatever their number.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, unique
from pathlib import Path
from typing import Any, Final, TypeAlias

from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from gjj_xl.sheets import style
from gjj_xl.sheets.layout import RESULTS_NAME, line_count, row_height
from gjj_xl.sheets.saving import whole_file

Value: TypeAlias = str | int | float | Decimal | None

EMPTY: Final = "—"
"""What stands in a cell that has no value; the sheet's notes say so."""
NO_ROWS: Final = "（没有记录）"
CONTENTS: Final = "目录"
CONTENTS_FROM: Final = 4
"""Sheets from which on a workbook gets a contents sheet."""
MAX_NAME: Final = 31

DATE_ONLY: Final = "仅日期不同"
MONTH_DIFFERS: Final = "业务年月不同，请考虑漏缴补缴"
"""The words of the manual's yellow rows (10.1, spec D6)."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind of column looks: number format, alignment, least width, whether it is a number."""

    num_format: str
    align: str
    width: float
    divide: int = 0


@unique
class Show(Enum):
    """What a result column holds. Money comes in fen, rates in 1/100 percent."""

    TEXT = _Shape("@", "left", 14)
    WORDS = _Shape("@", "left", 40)
    ID = _Shape("@", "left", 22)
    MONTH = _Shape("@", "center", 11)
    TIME = _Shape("@", "center", 20)
    COUNT = _Shape("#,##0", "right", 10, 1)
    MONEY = _Shape("#,##0.00", "right", 15, 100)
    RATE = _Shape("General", "right", 12, 100)


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result sheet; ``width`` in characters, the kind's own where it is 0."""

    header: str
    show: Show = Show.TEXT
    width: float = 0


@dataclass(frozen=True, slots=True)
class ResultSheet:
    """A sheet of results: ``rows`` × ``columns``.

    ``name`` is the tab's, made unique and short enough where it must be; ``title`` stands in A1,
    ``notes`` in the rows below it. ``highlight`` is the header of a column whose words, where it
    has any, make the row yellow. ``about`` says for programs what the sheet shows.
    """

    name: str
    title: str
    columns: Sequence[ResultColumn]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = ()
    highlight: str | None = None
    about: str = ""


def date_word(filed_on: str, processed_on: str, filed_month: str, processed_month: str) -> str:
    """The words for a row whose day of application and day of processing differ (spec D6).

    Empty where both are the same day, or nothing was processed yet.
    """
    if not processed_on or filed_on[:10] == processed_on[:10]:
        return ""
    return MONTH_DIFFERS if filed_month != processed_month else DATE_ONLY


def most_urgent_first(rows: Iterable[Sequence[Value]], word_column: int) -> list[Sequence[Value]]:
    """Rows whose business month differs first, then those of other days, then the rest."""
    order = {MONTH_DIFFERS: 0, DATE_ONLY: 1}
    return sorted(rows, key=lambda row: order.get(str(row[word_column] or ""), 2))


def write_results(path: Path, title: str, sheets: Sequence[ResultSheet]) -> tuple[str, ...]:
    """Write a workbook of results; returns the names of its sheets.

    ``title`` is the document's. Rows may come from a generator: they are read once, and are in
    memory one at a time.

    Raises:
        InUse, Unreadable: ``path`` cannot be written.
        ValueError: two columns of a sheet have the same header, or a row's length is wrong.
    """
    with whole_file(Path(path)) as made:
        book = style.open_workbook(made, constant_memory=True)
        try:
            return _write_book(book, title, sheets)
        finally:
            book.close()  # also after an error: only then are its own temporary files gone


def _write_book(book: Any, title: str, sheets: Sequence[ResultSheet]) -> tuple[str, ...]:
    book.set_properties({"title": title, "author": "gjj-xl", "category": "住房公积金"})
    book.set_custom_property("Language", "zh-CN", "text")
    formats = style.Formats(book)
    names = tab_names([sheet.name for sheet in sheets])
    contents = book.add_worksheet(CONTENTS) if len(sheets) >= CONTENTS_FROM else None
    counts = [
        _Writer(book, formats, sheet, name, number).write()
        for number, (sheet, name) in enumerate(zip(sheets, names, strict=True), 1)
    ]
    if contents is None:
        return names
    _write_contents(contents, formats, title, list(zip(names, sheets, counts, strict=True)))
    return (CONTENTS, *names)


def tab_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names that Excel takes for tabs: no forbidden signs, at most 31 places, each only once."""
    made: list[str] = []
    taken = {CONTENTS}
    for name in names:
        clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("' ") or "结果"
        made_name, number = clean[:MAX_NAME], 2
        while made_name.lower() in taken:
            tail = f"({number})"
            made_name, number = clean[: MAX_NAME - len(tail)] + tail, number + 1
        taken.add(made_name.lower())
        made.append(made_name)
    return tuple(made)


class _Writer:
    """Writes one sheet."""

    def __init__(
        self, book: Any, formats: style.Formats, sheet: ResultSheet, name: str, number: int
    ) -> None:
        headers = [column.header for column in sheet.columns]
        if len({header.lower() for header in headers}) != len(headers):
            raise ValueError(f"two columns of {name} have one header")
        self._book, self._formats, self._sheet, self._number = book, formats, sheet, number
        self._page: Worksheet = book.add_worksheet(name)
        self._top = 1 + len(sheet.notes) + 1  # title, notes, the word about empty cells
        self._last = len(headers) - 1
        mark = sheet.highlight
        self._word = headers.index(mark) if mark is not None else None

    def write(self) -> int:
        """Write everything; returns how many records there were."""
        page, sheet, formats = self._page, self._sheet, self._formats
        self._set_page()
        page.write_string(0, 0, sheet.title, formats.text(font_size=style.TITLE_SIZE, bold=True))
        notes = (*sheet.notes, f"“{EMPTY}”表示没有内容。")
        for row, note in enumerate(notes, 1):
            page.write_string(row, 0, note, formats.text(font_color=style.MUTED))
        self._begin_table()
        count = self._write_rows()
        last = self._top + max(count, 1)
        self._end_table(last)
        page.print_area(0, 0, last, self._last)
        about = self._sheet.about.replace('"', "")
        quoted = page.get_name().replace("'", "''")
        self._book.define_name(f"'{quoted}'!{RESULTS_NAME}", f'="{about}"')
        return count

    def _set_page(self) -> None:
        page, columns = self._page, self._sheet.columns
        widths = [width_of(column) for column in columns]
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        page.set_landscape()
        page.set_paper(8 if sum(widths) > _A4_WIDTH else 9)  # A3 where A4 would be unreadable
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.repeat_rows(self._top)
        page.freeze_panes(self._top + 1, 0)
        page.set_footer("&L&F&C&A&R第 &P 页，共 &N 页")

    def _begin_table(self) -> None:
        """Make the table two rows high; its true height is known when all rows are written."""
        page, formats = self._page, self._formats
        shape = formats.header(style.TYPED_HEADER)
        # A table needs no cell but its header; XlsxWriter refuses one in constant memory only
        # because it would write cells out of order.
        page.constant_memory = False
        page.add_table(
            self._top,
            0,
            self._top + 1,
            self._last,
            {
                "name": f"results_{self._number}",
                "style": None,
                "columns": [{"header": column.header} for column in self._sheet.columns],
            },
        )
        page.constant_memory = True
        for index, column in enumerate(self._sheet.columns):
            page.write_string(self._top, index, column.header, shape)

    def _end_table(self, last: int) -> None:
        table = self._page.tables[-1]
        table["range"] = table["a_range"] = xl_range(self._top, 0, last, self._last)
        table["autofilter"] = table["range"]
        self._page.ignore_errors({"number_stored_as_text": table["range"]})

    def _write_rows(self) -> int:
        page, formats = self._page, self._formats
        shows = [column.show.value for column in self._sheet.columns]
        plain = [_cell_format(formats, shape) for shape in shows]
        marked = [_cell_format(formats, shape, style.BANNER_GROUND) for shape in shows]
        divides = [shape.divide for shape in shows]
        number, text = page.write_number, page.write_string
        width, word = len(shows), self._word
        columns = range(width)
        wrapped = [
            (index, width_of(column))
            for index, column in enumerate(self._sheet.columns)
            if column.show in {Show.TEXT, Show.WORDS}
        ]
        row = self._top
        for cells in self._sheet.rows:
            row += 1
            if len(cells) != width:
                raise ValueError(f"{len(cells)} cells for {width} columns")
            looks = marked if word is not None and cells[word] else plain
            lines = _lines(cells, wrapped)
            if lines > 1:  # not every program makes a row higher by itself
                page.set_row(row, row_height(lines))
            for index, value, divide, look in zip(columns, cells, divides, looks, strict=True):
                if value is None or value == "":
                    text(row, index, EMPTY, look)
                elif divide and value.__class__ is int:
                    number(row, index, value / divide if divide > 1 else value, look)
                elif divide and not isinstance(value, str):
                    number(row, index, float(value) / divide, look)
                else:
                    text(row, index, str(value), look)
        if row == self._top:
            words = formats.boxed(num_format="@", text_wrap=True)
            for index in columns:
                text(row + 1, index, EMPTY if index else NO_ROWS, words)
        return row - self._top


def _lines(cells: Sequence[Value], wrapped: Sequence[tuple[int, float]]) -> int:
    """How many lines the longest text of a row takes; ``wrapped`` are columns and their widths."""
    lines = 1
    for index, width in wrapped:
        text = cells[index]
        if text.__class__ is str and 2 * len(text) > width - 3:
            lines = max(lines, line_count(str(text), width))
    return lines


_A4_WIDTH: Final = 150
"""Characters across a landscape A4 page that can still be read."""


def width_of(column: ResultColumn) -> float:
    """A column's width in characters, wide enough for its header."""
    needed = sum(2 if ord(sign) > 0x2E80 else 1 for sign in column.header) + 4
    return max(column.width or column.show.value.width, min(needed, 30))


def _cell_format(formats: style.Formats, shape: _Shape, ground: str | None = None) -> Any:
    looks: dict[str, Any] = {"bg_color": ground} if ground else {}
    if shape.align != "center":
        looks["indent"] = 1  # a number at the right edge must not touch the words beside it
    return formats.boxed(
        num_format=shape.num_format, align=shape.align, text_wrap=not shape.divide, **looks
    )


def _write_contents(
    page: Worksheet,
    formats: style.Formats,
    title: str,
    entries: Sequence[tuple[str, ResultSheet, int]],
) -> None:
    """The contents sheet: where what stands, with links."""
    put: Callable[..., Any] = page.write_string
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 60)
    page.set_column(2, 2, 12)
    page.set_portrait()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    put(0, 0, title, formats.text(font_size=style.TITLE_SIZE, bold=True))
    for index, header in enumerate(("工作表", "内容", "记录数")):
        put(1, index, header, formats.header(style.TYPED_HEADER))
    link = formats.boxed(font_color=style.TYPED_HEADER, underline=1)
    for row, (name, sheet, count) in enumerate(entries, 2):
        target = name.replace("'", "''")
        page.write_url(row, 0, f"internal:'{target}'!A1", link, name)
        put(row, 1, sheet.title, formats.boxed(text_wrap=True))
        page.write_number(row, 2, count, formats.boxed(num_format="#,##0"))
