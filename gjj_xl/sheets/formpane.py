"""The entry pane (录入栏) of a single form: each field with its mark, its value, and what to know.

Beside each field stands what to fill in; once it is filled, what is wrong with it. The sheet tells
what it can see by itself; what the program has to say stands in the hidden column ``WORDS``, and
comes first.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.rules.singlewords import single_in_cell
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets import style
from gjj_xl.sheets.formlayout import (
    HEAD_ROW,
    HINT_WORDS,
    LABEL,
    NOTE,
    QUESTION_WORDS,
    TYPED,
    VALUE,
    WORDS,
    PaneField,
    fixed_value,
    form_sheet,
    pane,
)
from gjj_xl.sheets.formulas import record_formula
from gjj_xl.sheets.guide import refusal
from gjj_xl.sheets.layout import FIELDS, TEXT_FORMAT, column_letter
from gjj_xl.sheets.params import rate_bounds, rate_step
from gjj_xl.sheets.style import Formats

HEIGHT: Final = 28.0
"""Points, of every line of the pane and of the list: two lines of small words fit in."""
SMALL: Final = 9
"""The size of the words beside a field, and of a record's state."""
_FROM_CENTRE: Final = "输入个人客户号后自动显示中心登记的信息，请核对"
_COMPUTED: Final = "自动计算，不必填写"
_FIXED: Final = "本单位固定，不必填写"
_PROMPTS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.FUND: "从下拉列表选择资金性质。",
        Kind.NAME: "填写与身份证一致的姓名，最多{most}个汉字。",
        Kind.SALARY: "半角数字，最多两位小数；低于{low}、高于{high}元的自动调整为{low}、{high}元。",
        Kind.REASON: "从下拉列表选择减少原因。",
    }
)
_SALARIES: Final[Mapping[str, str]] = MappingProxyType(
    {"paid_salary": "已按其缴存的月均工资：", "due_salary": "实际应按其缴存的月均工资："}
)


class FormPane:
    """Writes the pane; ``cells`` are the full references of the fields' cells."""

    def __init__(self, sheet: Any, formats: Formats, business: Business, terms: Terms) -> None:
        self.sheet = sheet
        self.formats = formats
        self.business = business
        self.terms = terms
        self.lines = pane(business)
        name = form_sheet(business)
        self.cells = {line.field: f"'{name}'!{line.cell}" for line in self.lines}

    @property
    def first(self) -> PaneField:
        """The field that the clerk begins with."""
        return next(
            line
            for line in self.lines
            if line.typed and not fixed_value(line, self.business, self.terms)
        )

    def write(self) -> None:
        """Write the header and all lines."""
        header = self.formats.header(style.TYPED_HEADER)
        star = self.formats.header(style.TYPED_HEADER, font_color=style.BANNER_GROUND)
        row = HEAD_ROW - 1
        self.sheet.write_rich_string(
            row, LABEL, header, "项目（", star, "*", header, "必填）", header
        )
        for column, words in ((VALUE, "内容"), (NOTE, "说明")):
            self.sheet.write_string(row, column, words, header)
        for line in self.lines:
            self.sheet.set_row(line.row - 1, HEIGHT)
            if not line.typed:
                self.given(line, _COMPUTED if line.column.computed else _FROM_CENTRE)
            elif fixed_value(line, self.business, self.terms):
                self.given(line, _FIXED)
            else:
                self.asked(line)

    def given(self, line: PaneField, words: str) -> None:
        """A line that the clerk does not fill in."""
        row, ground = line.row - 1, style.COMPUTED_GROUND
        computed, fixed = line.column.computed, fixed_value(line, self.business, self.terms)
        label = self.formats.boxed(indent=1, bg_color=ground)
        self.sheet.write_string(row, LABEL, line.label, label)
        shape = self.shape(line) | {"bg_color": ground}
        if computed:
            shape |= {"bold": True, "num_format": "#,##0.00", "font_color": style.COMPUTED_HEADER}
        value = self.formats.boxed(**shape)
        if computed:
            formula = record_formula(self.business, self.terms, line.field, self.cells.__getitem__)
            self.sheet.write_formula(row, VALUE, formula, value, "")
        elif fixed:
            self.sheet.write_number(row, VALUE, float(fixed), value)
        else:
            self.sheet.write_blank(row, VALUE, None, value)
        said = f"${column_letter(WORDS)}${line.row}"
        own = f'"{words}"'
        if not (computed or fixed):
            own = f'IF({line.cell}="",{own},"")'
        note = self.note(bg_color=ground)
        self.sheet.write_formula(row, NOTE, f'=IF({said}<>"",{said},{own})', note, words)
        self.helpers(row)
        self.colour(line, f'{said}<>""', style.ERROR)

    def asked(self, line: PaneField) -> None:
        """A line that the clerk fills in."""
        row, sheet = line.row - 1, self.sheet
        label = self.formats.boxed(bold=True, indent=1, bg_color=style.WORDS_GROUND)
        bold = self.formats.text(bold=True)
        star = self.formats.text(bold=True, font_color=style.RED)
        sheet.write_rich_string(row, LABEL, bold, f"{line.label} ", star, "*", label)
        sheet.write_blank(row, VALUE, None, self.formats.boxed(**self.shape(line), locked=False))
        prompt, told = self.prompt(line), self.refusal(line)
        said = f"${column_letter(WORDS)}${line.row}"
        good = f"gjj_ok_{line.field}"
        own = f'IF({line.cell}="","{_quoted(prompt)}",IF({good},"","{_quoted(_first(told))}"))'
        sheet.write_formula(row, NOTE, f'=IF({said}<>"",{said},{own})', self.note(), prompt)
        self.helpers(row)
        self.validation(line, prompt, told)
        hint = f"OR({_begins(said, HINT_WORDS)},{_begins(said, QUESTION_WORDS)})"
        wrong = f'AND({said}<>"",NOT({hint}))'
        unseen = f'AND({said}="",{line.cell}<>"",NOT({good}))'
        self.colour(line, f"OR({wrong},{unseen})", style.ERROR)
        self.colour(line, hint, style.HINT)

    def colour(self, line: PaneField, criteria: str, look: dict[str, Any]) -> None:
        """Colour a field and the words beside it where something is so."""
        rule = {"type": "formula", "criteria": f"={criteria}", "format": self.formats.bare(**look)}
        self.sheet.conditional_format(line.row - 1, VALUE, line.row - 1, NOTE, rule)

    def shape(self, line: PaneField) -> dict[str, Any]:
        """How a value looks, whoever fills it in."""
        shape: dict[str, Any] = {"align": "left", "indent": 1, "font_size": style.SIZE + 1}
        if line.column.is_text:
            shape["num_format"] = TEXT_FORMAT
        return shape

    def note(self, **properties: Any) -> Any:
        """The format of the words beside a field."""
        base = {"text_wrap": True, "font_color": style.MUTED, "indent": 1, "font_size": SMALL}
        return self.formats.boxed(**(base | properties))

    def helpers(self, row: int) -> None:
        """The two hidden cells of the program."""
        text = self.formats.text(num_format=TEXT_FORMAT)
        self.sheet.write_blank(row, WORDS, None, text)
        self.sheet.write_blank(row, TYPED, None, self.formats.text())

    def prompt(self, line: PaneField) -> str:
        """What to fill in: the first sentences of what the batch sheets say, without formats."""
        kind = line.column.kind
        words = _PROMPTS.get(kind, FIELDS[line.field].prompt).partition("单元格须为")[0]
        terms = self.terms
        if kind is Kind.RATE:
            low, high = map(percent_text, rate_bounds(self.business, terms))
            lead = FIELDS[line.field].prompt.partition("填百分数")[0]
            words = f"{lead}{low}% 至 {high}%，填百分数的数字：8 即 8%。"
            if step := rate_step(self.business, terms):
                words += f"须为 {percent_text(step)}% 的整数倍。"
            if self.business is Business.REGISTER:
                words += "超出的自动调整。"
        low, high = (yuan_text(one).removesuffix(".00") for one in
                     (terms.lowest_base, terms.highest_base))  # fmt: skip
        words = words.format(most=terms.name_max, low=low, high=high)
        return _SALARIES.get(line.field, "") + words

    def refusal(self, line: PaneField) -> str:
        """What an input refused in the cell is told."""
        return refusal(self.business, line.column, self.terms, single_in_cell)

    def validation(self, line: PaneField, prompt: str, told: str) -> None:
        """Refuse in the cell what is wrong by itself; what is adjusted is let in."""
        rule: dict[str, Any] = {"validate": "custom", "value": f"=gjj_ok_{line.field}"}
        if line.column.kind is Kind.FUND:
            rule = {"validate": "list", "source": "=gjj_funds"}
        elif line.column.kind is Kind.REASON:
            rule = {"validate": "list", "source": "=gjj_reasons"}
        elif line.column.kind is Kind.RATE and self.business is Business.REGISTER:
            # Brought within the bounds and told (manual 6.1.7), not refused.
            rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        rule |= {
            "input_title": line.label,
            "input_message": prompt,
            "error_title": f"{line.label}有误",
            "error_message": told,
        }
        self.sheet.data_validation(line.row - 1, VALUE, line.row - 1, VALUE, rule)


def _begins(cell: str, words: str) -> str:
    return f'LEFT({cell},{len(words)})="{words}"'


def _first(told: str) -> str:
    return told.partition("\n")[0]


def _quoted(words: str) -> str:
    return words.replace('"', '""')
