"""The sheet 柜面办理 as it is printed: A4 landscape, its head on every page, lines to sign on."""

from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.rules.business import Business, Column, Kind
from gjj_xl.rules.cells import is_blank, is_number
from gjj_xl.sheets import style
from gjj_xl.sheets.counterlist import (
    BRING_HEADER,
    COUNTER_SHEET,
    FOOT,
    GAP,
    KEPT_HEADER,
    MADE_ON,
    MONTH,
    PEOPLE,
    REASON_HEADER,
    STEP_HEADER,
    UNIT_NAME,
    UNIT_NUMBER,
    CounterList,
    KeptRow,
    kept_text,
    printed,
)
from gjj_xl.sheets.layout import (
    RESULTS_NAME,
    line_count,
    row_height,
    text_width,
    typed_columns,
)

_NUMBER: Final = "序号"
_TITLE: Final = "住房公积金柜面办理清单"
_HEADER_ROW: Final = 4
_HEADER_HEIGHT: Final = 36
_WIDTHS: Final = MappingProxyType(
    {
        Kind.FUND: 10.0,
        Kind.CLIENT: 16.0,
        Kind.NAME: 15.0,
        Kind.ID: 22.0,
        Kind.REASON: 13.0,
        Kind.MONTH: 10.0,
        Kind.SALARY: 13.0,
        Kind.RATE: 10.0,
    }
)
_NUMBER_WIDTH: Final = 6.0
_BRING_WIDTH: Final = 22.0
_LEAST_REASON: Final = 40.0
_PAGE_WIDTH: Final = 150.0
"""Characters across a landscape A4 page at full size."""
_TEXT, _MONEY, _GENERAL = 49, 4, 0
"""Number formats that every workbook has: 文本, ``#,##0.00``, 常规."""
_NOTES: Final = (
    "对于网上业务系统无法进行操作而需至柜面办理的业务，所需资料与相关手续同一般柜面业务。",
    "应带资料以中心柜面的要求为准；请先核对姓名、证件号码和各项内容，再加盖单位公章。",
    "办完以后请进行职工信息同步；需要继续网上办理的，用“移回原表”放回业务表。",
)
_SPACE: Final = "　" * 10
_SIGNATURES: Final = (
    ("单位（公章）：", "单位代理人（签名）：", "联系电话：", "日期：　　　　年　　月　　日"),
    ("中心经办人（签名）：", "办理日期：　　　　年　　月　　日"),
)


def write_counter(path: Path, listed: CounterList) -> None:
    """Write the sheet as a workbook of its own, ready to print. Raises OSError."""
    book = style.open_workbook(path, constant_memory=True)
    _Writer(book, listed).write()
    style.close_workbook(book)


def step_cell(business: Business) -> tuple[int, int]:
    """Where the hidden steps begin on a sheet just written: row (from 1) and column (from 0)."""
    return _HEADER_ROW + 1, len(typed_columns(business)) + 4


class _Writer:
    def __init__(self, book: Any, listed: CounterList) -> None:
        self._book, self._listed = book, listed
        self._formats = style.Formats(book)
        self._page = book.add_worksheet(COUNTER_SHEET)
        self._typed = typed_columns(listed.business)
        self._last = len(self._typed) + 2
        """The last column that is printed."""
        taken = _NUMBER_WIDTH + sum(_width(column) for column in self._typed) + _BRING_WIDTH
        self._reason_width = max(_LEAST_REASON, _PAGE_WIDTH - taken)

    def write(self) -> None:
        self._set_page()
        self._head()
        row = _HEADER_ROW
        for number, kept in enumerate(self._listed.rows, 1):
            self._record(row, number, kept)
            row += 1
        self._foot(row)

    def _set_page(self) -> None:
        page = self._page
        widths = [_NUMBER_WIDTH, *(_width(column) for column in self._typed)]
        widths += [self._reason_width, _BRING_WIDTH]
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        page.set_column(self._last + 1, self._last + 2, 12, None, {"hidden": True})
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.repeat_rows(0, _HEADER_ROW - 1)
        page.freeze_panes(_HEADER_ROW, 0)
        page.set_footer("&L&A&R第 &P 页，共 &N 页")
        page.set_tab_color(style.TYPED_HEADER)

    def _head(self) -> None:
        page, formats, listed = self._page, self._formats, self._listed
        facts = listed.business.facts
        day = listed.made_on
        made = f"{day.year}年{day.month}月{day.day}日" if day else ""
        page.set_row(0, 26)
        page.write_string(
            0, 0, f"{_TITLE}：{facts.word}", formats.text(font_size=style.TITLE_SIZE, bold=True)
        )
        count = f"{len(listed.rows):,}".join(PEOPLE)
        unit = (UNIT_NAME, listed.unit_name), (UNIT_NUMBER, listed.unit_number)
        batch = (MONTH, listed.business_month), (MADE_ON, made)
        for row, line in enumerate((unit, batch), 1):
            words = GAP.join(f"{name}：{text or _SPACE}" for name, text in line)
            words = words if row == 1 else f"{words}{GAP}{count}"
            page.set_row(row, 20)
            page.write_string(row, 0, words, formats.text())
        headers = (
            _NUMBER, *(column.header for column in self._typed), REASON_HEADER, BRING_HEADER,
            KEPT_HEADER, STEP_HEADER,
        )  # fmt: skip
        page.set_row(_HEADER_ROW - 1, _HEADER_HEIGHT)
        for index, header in enumerate(headers):
            page.write_string(_HEADER_ROW - 1, index, header, formats.header(style.TYPED_HEADER))
        name = f"'{COUNTER_SHEET}'!{RESULTS_NAME}"
        about = f"counter:{listed.business.value}:{len(listed.rows)}"
        self._book.define_name(name, f'="{about}"')

    def _record(self, row: int, number: int, kept: KeptRow) -> None:
        page, formats = self._page, self._formats
        wrapped = formats.boxed(num_format=_TEXT, text_wrap=True, indent=1)
        words = (
            (self._last - 1, kept.reason, self._reason_width),
            (self._last, kept.bring, _BRING_WIDTH),
        )
        lines = [line_count(text, width) for _, text, width in words]
        for column in self._typed:
            cell = kept.cells.get(column.field)
            if isinstance(cell, str):
                lines.append(line_count(cell, _width(column)))
        page.set_row(row, row_height(max(lines)))
        page.write_number(row, 0, number, formats.boxed(align="center"))
        for index, column in enumerate(self._typed, 1):
            cell = kept.cells.get(column.field)
            if column.kind is Kind.SALARY:
                plain = formats.boxed(num_format=_MONEY, align="right", indent=1)
            else:
                plain = formats.boxed(num_format=_GENERAL, align="center")
            if is_number(cell) and not column.is_text:
                assert isinstance(cell, int | float | Decimal)
                page.write_number(row, index, float(cell), plain)
            elif is_blank(cell):
                page.write_blank(row, index, None, wrapped if column.is_text else plain)
            else:
                page.write_string(row, index, printed(cell), wrapped)
        for index, text, _ in words:
            page.write_string(row, index, text, wrapped)
        hidden = formats.boxed(num_format=_TEXT)
        page.write_string(row, self._last + 1, kept_text(self._listed.business, kept), hidden)
        page.write_string(row, self._last + 2, kept.step, hidden)

    def _foot(self, row: int) -> None:
        page, formats = self._page, self._formats
        small = formats.text(font_color=style.MUTED)
        page.set_row(row, 10)
        for number, note in enumerate(_NOTES, 1):
            lead = FOOT if number == 1 else "　　　"
            page.set_row(row + number, 20)
            page.write_string(row + number, 0, f"{lead}{number}．{note}", small)
        row += len(_NOTES)
        for number, line in enumerate(_SIGNATURES, 1):
            page.set_row(row + number, 34)
            page.write_string(row + number, 0, _SPACE.join(line), formats.text())
        page.print_area(0, 0, row + len(_SIGNATURES), self._last)


def _width(column: Column) -> float:
    """How wide a column is printed: its header stands in one line."""
    return max(_WIDTHS[column.kind], text_width(column.header) + 2)
