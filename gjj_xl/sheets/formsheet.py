"""Writing a single form (单笔): a workbook with the two panes on one sheet, 参数 and 填表说明."""

from pathlib import Path
from typing import Any, Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets import style
from gjj_xl.sheets.formguide import write_form_guide
from gjj_xl.sheets.formlayout import (
    DONE_WORDS,
    FIRST_ROW,
    HEAD_ROW,
    ID_HEADER,
    LABEL,
    LIST_LEFT,
    LIST_ROWS,
    MESSAGE_ROW,
    NOT_TAKEN,
    NOTE,
    REFUSED_WORDS,
    STATE_HEADER,
    TYPED,
    UNIT_ROW,
    VALUE,
    WORDS,
    form_sheet,
    list_columns,
)
from gjj_xl.sheets.formpane import HEIGHT, SMALL, FormPane
from gjj_xl.sheets.formulas import record_names
from gjj_xl.sheets.layout import TEXT_FORMAT, column_letter
from gjj_xl.sheets.params import write_params
from gjj_xl.sheets.style import Formats, close_workbook, open_workbook

_WIDTHS: Final = {LABEL: 17.0, VALUE: 25.0, NOTE: 46.0, LIST_LEFT - 1: 2.5}
_WELCOME: Final = "请填写带 * 的各项，再点击“单笔业务”里的“录入”。"
_EXAMPLE: Final = "示例参数（未登录）：只供查看表样，不能录入。登录后请重新打开。"
_STEPS: Final = (
    "不要的记录：选中行（可按住 Ctrl 选多行），点击“删除待确认记录”；"
    "核对无误后点击“确认”，确认后不能再改。"
)


def write_form(path: Path, business: Business, terms: Terms) -> None:
    """Write a blank form; raises OSError where ``path`` cannot be written."""
    workbook = open_workbook(path)
    word = business.facts.word
    workbook.set_properties({"title": word, "subject": f"住房公积金单位网上业务：{word}（单笔）"})
    formats = Formats(workbook)
    _Form(workbook, formats, business, terms).write()
    write_params(workbook, formats, business, terms, None, None)
    write_form_guide(workbook, formats, business, terms)
    close_workbook(workbook)


class _Form:
    def __init__(self, workbook: Any, formats: Formats, business: Business, terms: Terms) -> None:
        self.workbook = workbook
        self.formats = formats
        self.business = business
        self.terms = terms
        self.name = form_sheet(business)
        self.sheet = workbook.add_worksheet(self.name)
        self.pane = FormPane(self.sheet, formats, business, terms)

    def write(self) -> None:
        self.page()
        self.names()
        self.head()
        self.message()
        self.pane.write()
        self.pending()
        self.sheet.protect("", {"format_columns": True, "autofilter": True})

    def page(self) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        for column, width in _WIDTHS.items():
            sheet.set_column(column, column, width)
        sheet.set_column(WORDS, TYPED, None, None, {"hidden": True})
        first = self.pane.first
        sheet.freeze_panes(HEAD_ROW, 0)
        sheet.set_selection(first.row - 1, VALUE, first.row - 1, VALUE)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW - 1)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        sheet.set_tab_color(style.TYPED_HEADER)

    def names(self) -> None:
        cells = self.pane.cells
        for name, formula in record_names(self.business, self.terms, cells.__getitem__).items():
            self.workbook.define_name(f"'{self.name}'!{name}", f"={formula}")

    def head(self) -> None:
        text, terms, sheet = self.formats.text, self.terms, self.sheet
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, f"{self.name}（单笔）", text(bold=True, font_size=16))
        row = UNIT_ROW - 1
        sheet.set_row(row, 24)
        sheet.write_rich_string(
            row, 0, text(), "当前业务年月 ", text(bold=True, font_color=style.RED, font_size=14),
            terms.business_month, text(), f"　　{terms.unit_number} {terms.unit_name}", text(),
        )  # fmt: skip
        words = _EXAMPLE if terms.is_example else _STEPS
        sheet.write_string(row, LIST_LEFT, words, text(font_color=style.MUTED))
        sheet.set_row(HEAD_ROW - 1, 34)

    def message(self) -> None:
        row = MESSAGE_ROW - 1
        self.sheet.set_row(row, 68)
        shape = self.formats.boxed(
            text_wrap=True, num_format=TEXT_FORMAT, align="left", indent=1, valign="top"
        )
        self.sheet.merge_range(row, LABEL, row, NOTE, _WELCOME, shape)
        cell = f"${column_letter(LABEL)}${MESSAGE_ROW}"
        done = {"bg_color": style.COMPUTED_GROUND, "font_color": style.COMPUTED_HEADER,
                "bold": True}  # fmt: skip
        for words, look in ((REFUSED_WORDS, style.ERROR), *((word, done) for word in DONE_WORDS)):
            criteria = f'=LEFT({cell},{len(words)})="{words}"'
            rule = {"type": "formula", "criteria": criteria, "format": self.formats.bare(**look)}
            self.sheet.conditional_format(row, LABEL, row, NOTE, rule)
        head = self.formats.text(bold=True, font_size=style.SIZE + 3, valign="bottom")
        self.sheet.write_string(row, LIST_LEFT, "待确认 0 人", head)

    def pending(self) -> None:
        columns = list_columns(self.business)
        made = []
        for place, column in enumerate(columns):
            index = LIST_LEFT + place
            hidden = {"hidden": True} if column.header == ID_HEADER else {}
            shape: dict[str, Any] = {"indent": 1, "align": "right"}
            if column.num_format:
                shape["num_format"] = column.num_format
            if column.text:  # else Excel would make a number of an ID, and lose its last digits
                shape |= {"num_format": TEXT_FORMAT, "align": "left"}
            if column.header == STATE_HEADER:
                shape |= {"text_wrap": True, "font_size": SMALL}
            self.sheet.set_column(index, index, column.width, self.formats.text(**shape), hidden)
            made.append(
                {
                    "header": column.header,
                    "header_format": self.formats.header(style.WORDS_HEADER),
                    "format": self.formats.text(**shape),
                }
            )
        last = LIST_LEFT + len(columns) - 1
        top, bottom = HEAD_ROW - 1, HEAD_ROW - 1 + LIST_ROWS
        self.sheet.add_table(
            top, LIST_LEFT, bottom, last,
            {"name": f"tbl_pending_{self.business.value}", "columns": made, "style": None,
             "autofilter": False},
        )  # fmt: skip
        for row in range(FIRST_ROW - 1 + len(self.pane.lines), bottom + 1):
            self.sheet.set_row(row, HEIGHT)
        number = f"${column_letter(LIST_LEFT)}{FIRST_ROW}"
        headers = [column.header for column in columns]
        state = f"${column_letter(LIST_LEFT + headers.index(STATE_HEADER))}{FIRST_ROW}"
        line = {"border": 1, "border_color": style.LINE}
        for criteria, look in (
            (f'=LEFT({state},{len(NOT_TAKEN)})="{NOT_TAKEN}"', style.ERROR | line),
            (f'={number}<>""', line),
        ):
            rule = {"type": "formula", "criteria": criteria, "format": self.formats.bare(**look)}
            self.sheet.conditional_format(FIRST_ROW - 1, LIST_LEFT, bottom, last - 1, rule)
