"""The first sheet of a live workbook: the table, its validations and its conditional formats."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from gjj_xl.rules.business import (
    CHECK_HEADER,
    COMPARE_HEADER,
    MARKER_HEADERS,
    RESULT_HEADER,
    Business,
    Column,
    Kind,
)
from gjj_xl.rules.cells import Cell, CellError
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets import style
from gjj_xl.sheets.computed import Computer, overtyped, shown
from gjj_xl.sheets.content import LiveContent
from gjj_xl.sheets.formulas import cell_formula, key_formula, last_row, row_names, whole_column
from gjj_xl.sheets.guide import refusal
from gjj_xl.sheets.layout import (
    BLANK_ROWS,
    FIELDS,
    FIRST_ROW,
    HIDDEN_HEADERS,
    KEY_HEADER,
    MARK_HEADER,
    MARKER_WIDTHS,
    ROW_HEIGHT,
    TEXT_FORMAT,
    column_letter,
    headers,
    letter_of,
    line_count,
    row_height,
    sheet_name,
    table_name,
)
from gjj_xl.sheets.style import Formats

SPARE_ROWS: Final = 20
"""Empty table rows behind the records of a filled sheet."""


class BatchSheet:
    """Writes the batch sheet of one workbook."""

    def __init__(self, workbook: Any, formats: Formats, business: Business, terms: Terms) -> None:
        self.workbook = workbook
        self.formats = formats
        self.business = business
        self.terms = terms
        self.headers = headers(business)
        self.last = last_row(terms)
        self.sheet = workbook.add_worksheet(sheet_name(business))

    def write(self, content: LiveContent, chosen: int | None) -> None:
        """Write everything; ``chosen`` is the batch's fund, None where none was chosen."""
        rows = len(content) + SPARE_ROWS if len(content) else BLANK_ROWS
        self._page()
        self._define_names()
        self._columns()
        self._table(rows)
        self._records(content, rows, chosen)
        self._validations()
        self._colours()

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_default_row(ROW_HEIGHT)  # what a program gives a row that it makes fit
        name_index = self.headers.index("姓名")
        sheet.freeze_panes(1, name_index + 1)
        sheet.set_selection(1, 0, 1, 0)
        sheet.set_tab_color(style.TYPED_HEADER)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        example = "（示例参数，不能提交）" if self.terms.is_example else ""
        sheet.set_header(f"&L{self.terms.unit_name.replace('&', '&&')}&C&A{example}")
        sheet.set_footer("&L&F&R第 &P 页，共 &N 页")

    def _define_names(self) -> None:
        business, sheet = self.business, sheet_name(self.business)
        names = row_names(business, self.terms)
        names["gjj_keys"] = whole_column(business, KEY_HEADER, self.terms)
        if business.facts.backpay:
            names["gjj_first_months"] = whole_column(business, "起始年月", self.terms)
            names["gjj_last_months"] = whole_column(business, "截止年月", self.terms)
        for name, formula in names.items():
            self.workbook.define_name(f"{sheet}!{name}", f"={formula}")

    def _columns(self) -> None:
        """Widths, and formats that also hold below the table."""
        for index, column in enumerate(self.business.columns):
            shape = {"num_format": TEXT_FORMAT} if column.is_text else {}
            width = FIELDS[column.field].width
            self.sheet.set_column(index, index, width, self.formats.text(**shape))
        for header in MARKER_HEADERS:
            index = self.headers.index(header)
            self.sheet.set_column(index, index, MARKER_WIDTHS[header])
        for header in HIDDEN_HEADERS:
            index = self.headers.index(header)
            self.sheet.set_column(index, index, 12, None, {"hidden": True})
        texts = " ".join(
            f"{column_letter(index)}{FIRST_ROW}:{column_letter(index)}{self.last}"
            for index, column in enumerate(self.business.columns)
            if column.is_text
        )
        self.sheet.ignore_errors({"number_stored_as_text": texts})
        self.sheet.set_row(0, 36)

    def _cell_format(self, column: Column) -> Any:
        if column.is_text:
            centred = column.kind is Kind.MONTH
            shape = {"align": "center"} if centred else {"align": "left", "indent": 1}
            return self.formats.boxed(num_format=TEXT_FORMAT, **shape)
        if column.computed:
            return self.formats.boxed(bg_color=style.COMPUTED_GROUND)
        if column.kind in {Kind.FUND, Kind.REASON}:
            return self.formats.boxed(align="center")
        return self.formats.boxed()

    def _table(self, rows: int) -> None:
        made: list[dict[str, Any]] = []
        for column in self.business.columns:
            ground = style.COMPUTED_HEADER if column.computed else style.TYPED_HEADER
            entry = {
                "header": column.header,
                "header_format": self.formats.header(ground),
                "format": self._cell_format(column),
            }
            if column.computed:
                entry["formula"] = cell_formula(self.business, self.terms, column.field)
            made.append(entry)
        for header in (*MARKER_HEADERS, *HIDDEN_HEADERS):
            entry = {
                "header": header,
                "header_format": self.formats.header(style.WORDS_HEADER),
                "format": self._hidden_format()
                if header in HIDDEN_HEADERS
                else self._words_format(),
            }
            if header == KEY_HEADER:
                entry["formula"] = key_formula(self.business)
            made.append(entry)
        self.sheet.add_table(
            0, 0, rows, len(self.headers) - 1,
            {"name": table_name(self.business), "columns": made, "style": None},
        )  # fmt: skip

    def _words_format(self) -> Any:
        return self.formats.boxed(
            num_format=TEXT_FORMAT, text_wrap=True, indent=1, bg_color=style.WORDS_GROUND
        )

    def _hidden_format(self) -> Any:
        """Never wrapped: a row is made as high as the lines of its cells, hidden ones too."""
        return self.formats.boxed(num_format=TEXT_FORMAT)

    def _records(self, content: LiveContent, rows: int, chosen: int | None) -> None:
        """All cells of the table, with the right cached value beside each formula."""
        if chosen is None and len(content) and content.columns.get("fund"):
            first = shown(content.columns["fund"][0])
            chosen = next((fund for fund in self.terms.funds if str(fund) == first), None)
        computer = Computer(self.business, self.terms, chosen)
        fields = tuple(column.field for column in self.business.columns)
        given = [content.columns.get(name, ()) for name in fields]
        count = len(content)
        typed = [
            (index, column.field, self._cell_format(column))
            for index, column in enumerate(self.business.columns)
            if not column.computed
        ]
        computed = [
            (
                index,
                column.field,
                self._cell_format(column),
                cell_formula(self.business, self.terms, column.field),
            )
            for index, column in enumerate(self.business.columns)
            if column.computed
        ]
        words = (
            (CHECK_HEADER, content.checks),
            (COMPARE_HEADER, content.compares),
            (RESULT_HEADER, content.results),
        )
        places = {header: self.headers.index(header) for header, _ in words}
        mark_index = self.headers.index(MARK_HEADER)
        words_format, hidden_format = self._words_format(), self._hidden_format()
        key_index, key = self.headers.index(KEY_HEADER), key_formula(self.business)
        sheet = self.sheet
        for place in range(rows):
            row = place + FIRST_ROW - 1
            cells: dict[str, Cell] = {}
            if place < count:
                cells = {
                    name: column[place] if place < len(column) else None
                    for name, column in zip(fields, given, strict=True)
                }
            for index, name, shape in typed:
                put(sheet, row, index, cells.get(name), shape)
            due = computer.row(cells) if cells else {}
            for index, name, shape, formula in computed:
                fen, cell = due.get(name), cells.get(name)
                if overtyped(cell, fen):
                    put(sheet, row, index, cell, shape)
                else:
                    value = "" if fen is None else _yuan(fen)
                    sheet.write_formula(row, index, formula, shape, value)
            said = {header: texts[place] for header, texts in words if place < len(texts)}
            for header, index in places.items():
                put(sheet, row, index, said.get(header), words_format)
            mark = content.marks[place] if place < len(content.marks) else None
            put(sheet, row, mark_index, mark, hidden_format)
            lines = max((line_count(said[h], MARKER_WIDTHS[h]) for h in said), default=1)
            if lines > 1:
                sheet.set_row(row, row_height(lines))
            value = computer.key(cells) if cells else ""
            sheet.write_formula(row, key_index, key, hidden_format, value)

    def _validations(self) -> None:
        for index, column in enumerate(self.business.columns):
            rule: dict[str, Any] = {"validate": "custom", "value": f"=gjj_ok_{column.field}"}
            if column.kind is Kind.FUND:
                rule = {"validate": "list", "source": '=IF(gjj_fund="",gjj_funds,gjj_fund)'}
            elif column.kind is Kind.REASON:
                rule = {"validate": "list", "source": "=gjj_reasons"}
            rule |= {
                "input_title": column.header,
                "input_message": FIELDS[column.field].prompt,
                "error_title": f"{column.header}有误",
                "error_message": refusal(self.business, column, self.terms),
            }
            self.sheet.data_validation(FIRST_ROW - 1, index, self.last - 1, index, rule)

    def _colours(self) -> None:
        """Conditional formats, the strongest first: marks of a check, errors, then hints."""
        letter = f"${letter_of(self.business, MARK_HEADER)}{FIRST_ROW}"
        last = len(self.business.columns) - 1
        mark = f'=ISNUMBER(FIND("|"&A$1&"|",{letter}))'
        self._colour(0, last, mark, style.MARK)
        self._colour(0, last, "=gjj_row_gap", style.ERROR)
        for index, column in enumerate(self.business.columns):
            self._colour(index, index, f"=gjj_bad_{column.field}", style.ERROR)
        names = row_names(self.business, self.terms)
        for index, column in enumerate(self.business.columns):
            if f"gjj_hint_{column.field}" in names:
                self._colour(index, index, f"=gjj_hint_{column.field}", style.HINT)
        check, compare = (
            f"${letter_of(self.business, header)}{FIRST_ROW}"
            for header in (CHECK_HEADER, COMPARE_HEADER)
        )
        index = self.headers.index(CHECK_HEADER)
        only_told = f'=AND(LEFT({check},1)="【",{letter}="")'
        self._colour(index, index, only_told, _plain(style.HINT))
        self._colour(index, index, f'={check}<>""', _plain(style.ERROR))
        index = self.headers.index(COMPARE_HEADER)
        self._colour(index, index, f'={compare}<>""', _plain(style.HINT))

    def _colour(self, first: int, last: int, criteria: str, shape: Mapping[str, Any]) -> None:
        self.sheet.conditional_format(
            FIRST_ROW - 1, first, self.last - 1, last,
            {
                "type": "formula",
                "criteria": criteria,
                "format": self.formats.bare(**shape),
                "stop_if_true": True,
            },
        )  # fmt: skip


def _plain(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A state's colours for a cell of words, which needs neither bold nor italic to be told."""
    return {key: shape[key] for key in ("bg_color", "font_color")}


def _yuan(fen: int) -> int | float:
    """Fen as the number a cell holds."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def put(sheet: Any, row: int, column: int, cell: Cell, shape: Any) -> None:
    """Write any cell as what it is: text never becomes a number, a formula or a link."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, shape)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, shape)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, shape)
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, column, float(cell), shape)
    elif isinstance(cell, CellError):
        sheet.write_formula(row, column, f"={cell.text}", shape, cell.text)
    else:
        sheet.write_string(row, column, str(cell), shape)
