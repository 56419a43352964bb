"""The 参数 sheet: the terms in words for the clerk, and as named cells for the formulas."""

import json
from collections.abc import Sequence
from typing import Any, Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.grid import rate_rule
from gjj_xl.rules.money import WHOLE, Mode, percent_text, yuan_text
from gjj_xl.rules.terms import Origin, Terms, terms_object
from gjj_xl.sheets import style
from gjj_xl.sheets.formulas import last_record_formula
from gjj_xl.sheets.layout import (
    NAME_BUSINESS,
    NAME_FORM,
    NAME_FUND,
    NAME_TEMPLATE_VERSION,
    NAME_TERMS,
    NAME_TERMS_ORIGIN,
    PARAMS_SHEET,
    TEMPLATE_VERSION,
    line_count,
    sheet_name,
)
from gjj_xl.sheets.style import Formats

ORIGIN_WORDS: Final = {
    Origin.CENTRE: "参数来自中心。",
    Origin.FILE: "参数来自文件。提交前将以中心的参数为准重新校验。",
    Origin.EXAMPLE: "示例参数（未登录）：只供查看表样，不能提交。登录后请刷新参数。",
}
_MODE_WORDS: Final = {Mode.HALF_UP: "四舍五入", Mode.DOWN: "舍去", Mode.UP: "进一"}
_NOTE_WIDTH: Final = 62
_FIRST_LIST_COLUMN: Final = 5
"""The hidden columns F… hold lists that drop-downs and searches use."""


def rate_bounds(business: Business, terms: Terms) -> tuple[int, int]:
    """The lowest and highest rate of a business in 1/100 percent (manual 6.2.1, 11.1.11)."""
    rule = rate_rule(business, terms)
    if rule.uniform is not None:
        return rule.uniform, rule.uniform
    return rule.least, rule.most


def rate_step(business: Business, terms: Terms) -> int | None:
    """The step of a business's rates in 1/100 percent, None where any will do."""
    rule = rate_rule(business, terms)
    return rule.step if rule.uniform is None else None


def rate_words(business: Business, terms: Terms) -> str:
    """The rate rule of a business in words."""
    low, high = rate_bounds(business, terms)
    if terms.uniform_rate is None:
        rule = f"非统一比例单位：{percent_text(low)}% 至 {percent_text(high)}%"
    else:
        unit = percent_text(terms.uniform_rate)
        rule = f"统一比例单位，当前缴存比例 {unit}%"
        if business.facts.backpay:
            rule += f"；补缴为 {percent_text(low)}% 至 {percent_text(high)}%"
    step = rate_step(business, terms)
    if step:
        rule += f"；须为 {percent_text(step)}% 的整数倍"
    return rule


def write_params(
    workbook: Any,
    formats: Formats,
    business: Business,
    terms: Terms,
    fund: int | None,
    last_record: int | None,
) -> None:
    """Write the sheet and define its names; ``last_record`` is the row of the last record or 0.

    It is None for a single form (单笔), which has no records of its own and no fund for all.
    """
    sheet = workbook.add_worksheet(PARAMS_SHEET)
    _Params(workbook, sheet, formats, business, terms).write(fund, last_record)


class _Params:
    """Writes line after line; every value that a formula needs gets its defined name."""

    def __init__(
        self, workbook: Any, sheet: Any, formats: Formats, business: Business, terms: Terms
    ) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.formats = formats
        self.business = business
        self.terms = terms
        self.row = 0
        self.form = False

    def write(self, fund: int | None, last_record: int | None) -> None:
        sheet, terms = self.sheet, self.terms
        self.form = last_record is None
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, 2, _NOTE_WIDTH)
        self.title()
        self.section("单位")
        self.text("单位客户号", terms.unit_number, "")
        self.text("单位名称", terms.unit_name, "")
        self.section("业务" if self.form else "本批")
        self.text(
            "当前业务年月", terms.business_month, self.month_words(), "gjj_month",
            font_color=style.RED, bold=True, font_size=style.SIZE + 3,
        )  # fmt: skip
        if not self.form:
            self.fund_choice(fund)
        self.section("缴存基数与缴存比例")
        since = f"自 {terms.bounds_from} 起启用；" if terms.bounds_from else ""
        clamp = "月均工资低于下限或高于上限的，按上、下限计算月缴存额。"
        self.number("最低缴存基数（元）", terms.lowest_base / 100, since + clamp, "gjj_lowest")
        self.number("最高缴存基数（元）", terms.highest_base / 100, since + clamp, "gjj_highest")
        low, high = rate_bounds(self.business, terms)
        words = rate_words(self.business, terms)
        self.number("缴存比例下限（%）", low / 100, words, "gjj_rate_low")
        self.number("缴存比例上限（%）", high / 100, words, "gjj_rate_high")
        step = rate_step(self.business, terms)
        if step:
            self.number("缴存比例步长（%）", step / 100, "", "gjj_rate_step")
        unit = yuan_text(terms.rounding.unit).removesuffix(".00")
        self.number(
            "月缴存额取整单位（元）",
            terms.rounding.unit / 100,
            f"单位部分、个人部分分别{_MODE_WORDS[terms.rounding.mode]}到 {unit} 元。",
            "gjj_round_unit",
        )
        self.section("录入限制")
        self.number("个人客户号位数", terms.client_number_length, "", "gjj_client_length")
        self.number("职工登记姓名字数", terms.name_max, "更长的姓名到柜面办理。", "gjj_name_max")
        self.number("每批最多笔数", terms.batch_limit, "", "")
        self.funds()
        if self.business is Business.REDUCE:
            self.reasons()
        self.machine(last_record)
        sheet.set_column(_FIRST_LIST_COLUMN, _FIRST_LIST_COLUMN + 4, None, None, {"hidden": True})
        sheet.set_portrait()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, self.row - 1, 2)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")
        sheet.protect("", {"select_locked_cells": True, "format_columns": True})

    def month_words(self) -> str:
        if self.business.facts.backpay:
            return "起始年月、截止年月都须早于当前业务年月。"
        return "录入的记录所属的业务年月。" if self.form else "本批所属的业务年月。"

    def title(self) -> None:
        shown = self.business.facts.word if self.form else sheet_name(self.business)
        title = f"{shown} · {PARAMS_SHEET}"
        self.sheet.set_row(0, 32)
        self.sheet.write_string(
            0, 0, title, self.formats.text(bold=True, font_size=style.TITLE_SIZE)
        )
        banner: dict[str, Any] = {"font_color": style.MUTED}
        if self.terms.is_example:
            banner = {"bold": True, "bg_color": style.BANNER_GROUND, "font_color": "#000000"}
            self.sheet.set_row(1, 24)
        for column in range(3):
            words = ORIGIN_WORDS[self.terms.origin] if column == 0 else ""
            self.cell(1, column, words, self.formats.text(**banner))
        self.row = 2

    def cell(self, row: int, column: int, value: str | float, cell_format: Any) -> None:
        if value == "":
            self.sheet.write_blank(row, column, None, cell_format)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, cell_format)
        else:
            self.sheet.write_number(row, column, value, cell_format)

    def section(self, words: str) -> None:
        header = self.formats.text(
            bold=True, font_color=style.WHITE, bg_color=style.TYPED_HEADER, indent=1
        )
        self.row += 1
        self.sheet.set_row(self.row, 22)
        for column in range(3):
            self.cell(self.row, column, words if column == 0 else "", header)
        self.row += 1

    def line(self, label: str, value: str | float, note: str, name: str, value_format: Any) -> None:
        """One line: label, value, explanation; ``name`` names the value's cell."""
        lines = line_count(note, _NOTE_WIDTH)
        self.sheet.set_row(self.row, max(22, 18 * lines + 4))
        self.cell(self.row, 0, label, self.formats.boxed(indent=1, bg_color=style.WORDS_GROUND))
        self.cell(self.row, 1, value, value_format)
        self.cell(
            self.row, 2, note, self.formats.boxed(text_wrap=True, font_color=style.MUTED, indent=1)
        )
        if name:
            self.name(name, self.row, self.row, 1)
        self.row += 1

    def text(self, label: str, value: str, note: str, name: str = "", **properties: Any) -> None:
        shape = {"num_format": "@", "align": "left", "indent": 1, "text_wrap": True} | properties
        self.line(label, value, note, name, self.formats.boxed(**shape))

    def number(self, label: str, value: float, note: str, name: str) -> None:
        self.line(label, value, note, name, self.formats.boxed(align="left", indent=1))

    def name(self, name: str, first: int, last: int, column: int) -> None:
        letter = chr(ord("A") + column)
        target = f"${letter}${first + 1}"
        if last > first:
            target += f":${letter}${last + 1}"
        self.workbook.define_name(name, f"={PARAMS_SHEET}!{target}")

    def listing(
        self,
        name: str,
        offset: int,
        values: Sequence[str | float],
        number_format: str = "General",
    ) -> None:
        """A list in a hidden column, under its name; an empty list is one blank cell."""
        column = _FIRST_LIST_COLUMN + offset
        for index, value in enumerate(values):
            shape = {"num_format": "@" if isinstance(value, str) else number_format}
            self.cell(index, column, value, self.formats.text(**shape))
        self.name(name, 0, max(0, len(values) - 1), column)

    def fund_choice(self, fund: int | None) -> None:
        terms = self.terms
        chosen = "" if fund is None else fund
        note = "请选择；每一行的资金性质须与此一致。"
        if terms.fixed_fund is not None:
            note = "本单位只有一种资金性质。"
        choice = self.formats.boxed(
            align="left", indent=1, bold=True, bg_color=style.HINT_GROUND, locked=False
        )
        self.line("资金性质（本批）", chosen, note, NAME_FUND, choice)
        self.sheet.data_validation(
            self.row - 1, 1, self.row - 1, 1,
            {
                "validate": "list",
                "source": "=gjj_funds",
                "input_title": "资金性质（本批）",
                "input_message": "从下拉列表选择整批的资金性质。",
                "error_title": "资金性质有误",
                "error_message": "请从下拉列表选择资金性质。",
            },
        )  # fmt: skip

    def funds(self) -> None:
        terms = self.terms
        self.section("资金性质代码")
        for fund in terms.funds:
            sided = "只有单位部分" if fund in terms.one_sided_funds else "单位部分与个人部分"
            self.line(
                str(fund), terms.fund_names.get(fund, str(fund)), sided, "",
                self.formats.boxed(indent=1),
            )  # fmt: skip
        self.listing("gjj_funds", 0, terms.funds)
        self.listing("gjj_fund_texts", 1, [str(fund) for fund in terms.funds])
        self.listing("gjj_one_sided_texts", 2, [str(fund) for fund in terms.one_sided_funds])

    def reasons(self) -> None:
        reasons = self.terms.reduce_reasons
        self.section("减少原因（填代码或文字均可）")
        for code, word in reasons.items():
            self.line(code, word, "", "", self.formats.boxed(indent=1))
        codes = [_as_typed(code) for code in reasons]
        longest = max((len(code) for code in reasons), default=1)
        self.listing("gjj_reasons", 3, [*reasons.values(), *codes], "0" * longest)
        typed = [str(code) for code in codes]
        self.listing("gjj_reason_texts", 4, [*reasons.values(), *dict.fromkeys([*reasons, *typed])])

    def machine(self, last_record: int | None) -> None:
        """What programs read: below everything else, not for the clerk."""
        terms = self.terms
        self.section("供程序读取，请勿修改")
        self.text("模板版本", TEMPLATE_VERSION, "", NAME_TEMPLATE_VERSION)
        self.text(
            "业务",
            self.business.value,
            self.business.facts.word,
            NAME_FORM if self.form else NAME_BUSINESS,
        )
        self.text("参数来源", terms.origin.value, "", NAME_TERMS_ORIGIN)
        self.text("参数版本", terms.version or "—", "", "")
        self.number("取整换算", WHOLE * terms.rounding.unit, "", "gjj_round_step")
        if last_record is not None:
            self.line("最后一行", "", "最后一条记录的行号", "gjj_last_row", None)
            self.sheet.write_formula(
                self.row - 1, 1, last_record_formula(self.business, terms),
                self.formats.boxed(align="left", indent=1), last_record,
            )  # fmt: skip
        stored = json.dumps(terms_object(terms), ensure_ascii=False, separators=(",", ":"))
        clipped = self.formats.boxed(num_format="@", align="fill", font_color=style.MUTED)
        self.line("参数全文", stored, "", NAME_TERMS, clipped)


def _as_typed(code: str) -> str | int:
    """A code as a 常规 cell keeps it when it is typed: ``01`` becomes the number 1."""
    return int(code) if code.isascii() and code.isdigit() else code
