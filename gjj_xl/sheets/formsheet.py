"""Writing a single form (单笔): a workbook with the two panes on one sheet, and 参数."""

from pathlib import Path
from typing import Any, Final

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.money import percent_text
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets import style
from gjj_xl.sheets.formlayout import (
    FIRST_ROW,
    HEAD_ROW,
    ID_HEADER,
    LABEL,
    LIST_LEFT,
    LIST_ROWS,
    NOTE,
    STATE_HEADER,
    VALUE,
    PaneField,
    form_sheet,
    list_columns,
    message_row,
    pane,
)
from gjj_xl.sheets.formulas import record_formula, record_names
from gjj_xl.sheets.guide import refusal
from gjj_xl.sheets.layout import FIELDS, TEXT_FORMAT, column_letter
from gjj_xl.sheets.params import write_params
from gjj_xl.sheets.style import Formats, close_workbook, open_workbook

_WIDTHS: Final = {LABEL: 18.0, VALUE: 25.0, NOTE: 38.0, NOTE + 1: 3.0}
_FROM_CENTRE: Final = "中心登记，自动显示"
_COMPUTED: Final = "自动计算"
_HEIGHT: Final = 34.0
"""Of every line of the pane, for the list's records stand in the same rows."""
_PROMPTS: Final = {
    Kind.FUND: "从下拉列表选择资金性质。",
    Kind.NAME: "填写与身份证一致的姓名，最多 5 个汉字。",
    Kind.SALARY: "大于零的半角数字，最多两位小数；超出上、下限的自动调整为上、下限。",
}
_STEPS: Final = (
    "填左栏后点击“录入”；在右栏选中要删除的行后点击“删除”；核对无误后点击“确认”，确认后不能再改。"
)


def write_form(path: Path, business: Business, terms: Terms) -> None:
    """Write a blank form; raises OSError where ``path`` cannot be written."""
    workbook = open_workbook(path)
    word = business.facts.word
    workbook.set_properties({"title": word, "subject": f"住房公积金单位网上业务：{word}（单笔）"})
    formats = Formats(workbook)
    _Form(workbook, formats, business, terms).write()
    write_params(workbook, formats, business, terms, None, None)
    close_workbook(workbook)


class _Form:
    def __init__(self, workbook: Any, formats: Formats, business: Business, terms: Terms) -> None:
        self.workbook = workbook
        self.formats = formats
        self.business = business
        self.terms = terms
        self.name = form_sheet(business)
        self.sheet = workbook.add_worksheet(self.name)
        self.lines = pane(business)
        self.cells = {line.field: f"'{self.name}'!{line.cell}" for line in self.lines}

    def write(self) -> None:
        self.page()
        self.names()
        self.head()
        for line in self.lines:
            self.line(line)
        self.message()
        self.pending()
        self.sheet.protect("", {"format_columns": True, "autofilter": True})

    def page(self) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        for column, width in _WIDTHS.items():
            sheet.set_column(column, column, width)
        first = next(line for line in self.lines if line.typed and not self.fixed(line))
        sheet.set_selection(first.row - 1, VALUE, first.row - 1, VALUE)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        sheet.set_tab_color(style.TYPED_HEADER)

    def names(self) -> None:
        for name, formula in record_names(
            self.business, self.terms, self.cells.__getitem__
        ).items():
            self.workbook.define_name(f"'{self.name}'!{name}", f"={formula}")

    def head(self) -> None:
        text, terms = self.formats.text, self.terms
        self.sheet.set_row(0, 32)
        self.sheet.write_string(0, 0, f"{self.name}（单笔）", text(bold=True, font_size=16))
        self.sheet.write_string(1, 0, f"{terms.unit_number} {terms.unit_name}", text())
        self.sheet.write_rich_string(
            2, 0, text(), "当前业务年月 ", text(bold=True, font_color=style.RED, font_size=14),
            terms.business_month, text(),
        )  # fmt: skip
        shape = {"font_color": style.MUTED}
        example = "示例参数（未登录）：只供查看表样，不能录入。登录后请重新打开。"
        self.sheet.write_string(
            2, LIST_LEFT, example if terms.is_example else _STEPS, text(**shape)
        )
        self.sheet.set_row(HEAD_ROW - 1, 24)
        head = text(bold=True, font_size=style.SIZE + 2)
        self.sheet.write_string(HEAD_ROW - 1, 0, "录入", head)
        self.sheet.write_string(HEAD_ROW - 1, LIST_LEFT, "待确认 0 人", head)
        self.sheet.set_row(HEAD_ROW, 24)
        header = self.formats.header(style.TYPED_HEADER)
        for column, words in ((LABEL, "项目"), (VALUE, "内容"), (NOTE, "说明")):
            self.sheet.write_string(HEAD_ROW, column, words, header)

    def fixed(self, line: PaneField) -> str:
        """What a field always holds with this unit: its one fund, its uniform rate."""
        if line.column.kind is Kind.FUND and self.terms.fixed_fund is not None:
            return str(self.terms.fixed_fund)
        uniform = self.terms.uniform_rate
        if line.column.kind is Kind.RATE and self.business is Business.REGISTER and uniform:
            return percent_text(uniform)
        return ""

    def line(self, line: PaneField) -> None:
        row, sheet = line.row - 1, self.sheet
        sheet.set_row(row, _HEIGHT)
        ground = style.WORDS_GROUND if line.typed else style.COMPUTED_GROUND
        sheet.write_string(
            row, LABEL, line.label, self.formats.boxed(bold=line.typed, indent=1, bg_color=ground)
        )
        note = self.formats.boxed(text_wrap=True, font_color=style.MUTED, indent=1, font_size=10)
        shape: dict[str, Any] = {"align": "left", "indent": 1, "font_size": style.SIZE + 1}
        if line.column.is_text:
            shape["num_format"] = TEXT_FORMAT
        fixed = self.fixed(line)
        if not line.typed or fixed:
            value = self.formats.boxed(**shape, bg_color=style.COMPUTED_GROUND)
            if line.column.computed:
                formula = record_formula(
                    self.business, self.terms, line.field, self.cells.__getitem__
                )
                sheet.write_formula(row, VALUE, formula, value, "")
            elif fixed:
                sheet.write_number(row, VALUE, float(fixed), value)
            else:
                sheet.write_blank(row, VALUE, None, value)
            words = _COMPUTED if line.column.computed else _FROM_CENTRE
            sheet.write_string(row, NOTE, "本单位固定" if fixed else words, note)
            return
        sheet.write_blank(row, VALUE, None, self.formats.boxed(**shape, locked=False))
        prompt = _PROMPTS.get(line.column.kind, FIELDS[line.field].prompt)
        told = refusal(self.business, line.column, self.terms)
        short = told.partition("\n")[0].replace('"', '""')
        sheet.write_formula(
            row, NOTE,
            f'=IF({line.cell}="","{self.short(line)}",IF(gjj_ok_{line.field},"","{short}"))',
            note, self.short(line),
        )  # fmt: skip
        self.validation(line, prompt, told)
        self.sheet.conditional_format(
            row, VALUE, row, VALUE,
            {
                "type": "formula",
                "criteria": f'=AND({line.cell}<>"",NOT(gjj_ok_{line.field}))',
                "format": self.formats.bare(**style.ERROR),
            },
        )  # fmt: skip

    def short(self, line: PaneField) -> str:
        """The prompt beside the cell: the first sentence of what the input message says."""
        words = _PROMPTS.get(line.column.kind, FIELDS[line.field].prompt)
        return words.partition("单元格须为")[0].replace('"', '""')

    def validation(self, line: PaneField, prompt: str, told: str) -> None:
        rule: dict[str, Any] = {"validate": "custom", "value": f"=gjj_ok_{line.field}"}
        if line.column.kind is Kind.FUND:
            rule = {"validate": "list", "source": "=gjj_funds"}
        elif line.column.kind is Kind.REASON:
            rule = {"validate": "list", "source": "=gjj_reasons"}
        elif line.column.kind is Kind.RATE and self.business is Business.REGISTER:
            # Brought within the bounds and told (manual 6.1.7), not refused.
            rule = {"validate": "decimal", "criteria": ">", "value": 0}
        rule |= {
            "input_title": line.label,
            "input_message": prompt,
            "error_title": f"{line.label}有误",
            "error_message": told,
        }
        self.sheet.data_validation(line.row - 1, VALUE, line.row - 1, VALUE, rule)

    def message(self) -> None:
        row = message_row(self.business) - 1
        self.sheet.set_row(row, 84)
        label = self.formats.boxed(bold=True, indent=1, bg_color=style.HINT_GROUND)
        self.sheet.write_string(row, LABEL, "提示信息", label)
        shape = self.formats.boxed(text_wrap=True, num_format=TEXT_FORMAT, indent=1)
        self.sheet.merge_range(row, VALUE, row, NOTE, "", shape)

    def pending(self) -> None:
        columns = list_columns(self.business)
        made = []
        for place, column in enumerate(columns):
            index = LIST_LEFT + place
            hidden = {"hidden": True} if column.header == ID_HEADER else {}
            shape: dict[str, Any] = {"indent": 1, "align": "right"}
            if column.text:  # else Excel would make a number of an ID, and lose its last digits
                shape |= {"num_format": TEXT_FORMAT, "align": "left"}
            if column.header == STATE_HEADER:
                shape["text_wrap"] = True
            self.sheet.set_column(index, index, column.width, self.formats.text(**shape), hidden)
            made.append(
                {
                    "header": column.header,
                    "header_format": self.formats.header(style.WORDS_HEADER),
                    "format": self.formats.text(**shape),
                }
            )
        last = LIST_LEFT + len(columns) - 1
        top = HEAD_ROW
        self.sheet.add_table(
            top, LIST_LEFT, top + LIST_ROWS, last,
            {"name": f"tbl_pending_{self.business.value}", "columns": made, "style": None,
             "autofilter": False},
        )  # fmt: skip
        number = f"${column_letter(LIST_LEFT)}{FIRST_ROW}"
        self.sheet.conditional_format(
            FIRST_ROW - 1, LIST_LEFT, top + LIST_ROWS, last - 1,
            {
                "type": "formula",
                "criteria": f'={number}<>""',
                "format": self.formats.bare(border=1, border_color=style.LINE),
            },
        )  # fmt: skip
