"""How a batch sheet is laid out: names, columns, widths, and the words beside each field.

The columns themselves (fields, headers, kinds) are the rules' (:mod:`gjj_xl.rules.business`); this
module adds what a sheet needs. Template, reader, marking and guide are all derived from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import (
    CHECK_HEADER,
    COMPARE_HEADER,
    MARKER_HEADERS,
    RESULT_HEADER,
    Business,
    Column,
)

TEMPLATE_VERSION: Final = "1"
"""Raised whenever a sheet made by an older program can no longer be trusted to be the same."""

PARAMS_SHEET: Final = "参数"
GUIDE_SHEET: Final = "填表说明"
RECEIPT_SHEET: Final = "回执"

MARK_HEADER: Final = "_标记"
"""Hidden: the headers of the row's bad columns, ``|姓名|起始年月|``; blank where none is bad."""
KEY_HEADER: Final = "_键"
"""Hidden: a formula that tells whose record the row is, for the live search for duplicates."""
HIDDEN_HEADERS: Final = (MARK_HEADER, KEY_HEADER)

FIRST_ROW: Final = 2
BLANK_ROWS: Final = 200
"""Rows of the table in a blank template."""

TEXT_FORMAT: Final = "@"

BUSINESS_PROPERTY: Final = "gjj-xl.business"
"""Custom document property: the business's code. Marks a workbook as ours."""

NAME_BUSINESS: Final = "gjj_business"
NAME_FORM: Final = "gjj_form"
"""In a single form (单笔) in place of :data:`NAME_BUSINESS`: it is ours, and no batch."""
NAME_TEMPLATE_VERSION: Final = "gjj_template_version"
NAME_FUND: Final = "gjj_fund"
"""The batch's fund, chosen on the 参数 sheet; a blank cell means that none was chosen."""
NAME_TERMS: Final = "gjj_terms"
"""A cell with the terms as JSON (``terms_object``)."""
RESULTS_NAME: Final = "gjj_results"
"""Defined in each sheet of results: what it shows (``query:backpay:202611``), for no batch is."""
NAME_TERMS_ORIGIN: Final = "gjj_terms_origin"
"""A cell with the :class:`~gjj_xl.rules.terms.Origin` of those terms."""


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """What a sheet adds to a field.

    ``width`` is in characters of the default font. ``prompt`` stands in the input message
    (at most 255 characters), ``guide`` in 填表说明, ``example`` is a cell as one would type it.
    """

    width: float
    prompt: str
    guide: str
    example: str


_PERCENT: Final = "填百分数的数字：8 即 8%，也可输入 8%。"

FIELDS: Final[Mapping[str, FieldLayout]] = MappingProxyType(
    {
        "fund": FieldLayout(
            width=11,
            prompt="从下拉列表选择。整批只能有一种资金性质，并与“参数”表中选定的一致。",
            guide="10 为一般住房公积金，11 为住房公积金补贴。整批只能有一种资金性质。",
            example="10",
        ),
        "client_number": FieldLayout(
            width=17,
            prompt="按中心登记的个人客户号填写，开头的 0 不能省。单元格须为文本格式。",
            guide="职工在中心的个人客户号，开头的 0 不能省。",
            example="010000000001",
        ),
        "name": FieldLayout(
            width=12,
            prompt="填写职工姓名，与中心登记的一致。",
            guide="职工姓名，与中心登记的一致。",
            example="张三",
        ),
        "id_number": FieldLayout(
            width=23,
            prompt="18 位或 15 位，半角；最后一位可为 X。单元格须为文本格式。",
            guide="居民身份证号码，18 位或 15 位，半角；最后一位可为 X。",
            example="11010519491231002X",
        ),
        "reason": FieldLayout(
            width=14,
            prompt="从下拉列表选择，填原因或其代码均可。",
            guide="减少原因或其代码，见“参数”表。",
            example="调出",
        ),
        "first_month": FieldLayout(
            width=11,
            prompt="六位半角数字，四位年份加两位月份，如 202608；须早于当前业务年月。",
            guide="补缴的第一个月，四位年份加两位月份；须早于当前业务年月。",
            example="202601",
        ),
        "last_month": FieldLayout(
            width=11,
            prompt="六位半角数字，如 202608；不早于起始年月，且早于当前业务年月。",
            guide="补缴的最后一个月；不早于起始年月，且早于当前业务年月。",
            example="202603",
        ),
        "salary": FieldLayout(
            width=13,
            prompt="大于零的半角数字，最多两位小数。低于下限或高于上限的，按上、下限计算月缴存额。",
            guide="大于零，最多两位小数。超出缴存基数上、下限的，按上、下限计算月缴存额。",
            example="8000",
        ),
        "paid_salary": FieldLayout(
            width=15,
            prompt="已按其缴存的月均工资：大于零的半角数字，最多两位小数。",
            guide="补缴期间已按其缴存的月均工资；大于零，最多两位小数。",
            example="8000",
        ),
        "due_salary": FieldLayout(
            width=15,
            prompt="实际应按其缴存的月均工资：大于零的半角数字，最多两位小数。",
            guide="补缴期间实际应按其缴存的月均工资；大于零，最多两位小数。",
            example="9000",
        ),
        "rate": FieldLayout(
            width=11,
            prompt=_PERCENT + "范围见“参数”表。",
            guide=_PERCENT + "范围见“参数”表。",
            example="8",
        ),
        "paid_rate": FieldLayout(
            width=15,
            prompt="已缴的缴存比例。" + _PERCENT + "范围见“参数”表。",
            guide="补缴期间已缴的缴存比例。" + _PERCENT + "范围见“参数”表。",
            example="8",
        ),
        "due_rate": FieldLayout(
            width=15,
            prompt="应缴的缴存比例。" + _PERCENT + "范围见“参数”表。",
            guide="补缴期间应缴的缴存比例。" + _PERCENT + "范围见“参数”表。",
            example="8",
        ),
        "unit_deposit": FieldLayout(
            width=14,
            prompt="自动计算，不必填写。",
            guide="自动计算：缴存基数 × 缴存比例，四舍五入。",
            example="640",
        ),
        "own_deposit": FieldLayout(
            width=14,
            prompt="自动计算，不必填写。",
            guide="自动计算：缴存基数 × 缴存比例，四舍五入；住房公积金补贴没有个人部分。",
            example="640",
        ),
        "deposit": FieldLayout(
            width=12,
            prompt="自动计算，不必填写。",
            guide="自动计算：单位部分与个人部分之和。",
            example="1280",
        ),
        "amount": FieldLayout(
            width=13,
            prompt="自动计算，不必填写。",
            guide="自动计算：月缴存额 × 补缴月数。",
            example="3840",
        ),
    }
)

MARKER_WIDTHS: Final[Mapping[str, float]] = MappingProxyType(
    {CHECK_HEADER: 54.0, COMPARE_HEADER: 30.0, RESULT_HEADER: 22.0}
)
ROW_HEIGHT: Final = 18.0
"""The height of a row with one line of text, in points."""
_LINE: Final = 16.5
_PADDING: Final = 3


def sheet_name(business: Business) -> str:
    """The batch sheet's name, which is also the business's title (批量漏缴补缴)."""
    return business.facts.title


def table_name(business: Business) -> str:
    """The name of the batch sheet's one table: ``tbl_missed``."""
    return f"tbl_{business.value}"


def headers(business: Business) -> tuple[str, ...]:
    """All headers of row 1, left to right: the business's, the words', the hidden ones."""
    return (*(c.header for c in business.columns), *MARKER_HEADERS, *HIDDEN_HEADERS)


def typed_columns(business: Business) -> tuple[Column, ...]:
    """The columns that a clerk fills in; they always stand before the computed ones."""
    return tuple(c for c in business.columns if not c.computed)


def column_letter(index: int) -> str:
    """The letter of a column, counted from 0: ``column_letter(27) == "AB"``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def letter_of(business: Business, header: str) -> str:
    """The template's column letter of a header; ValueError where this business has none."""
    return column_letter(headers(business).index(header))


def text_width(text: str) -> int:
    """The width of a text in characters of the default font; a Chinese one takes two."""
    return sum(1 if char.isascii() else 2 for char in text)


def line_count(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of this width."""
    room = max(1, int(width) - _PADDING)
    return sum(max(1, -(-text_width(part) // room)) for part in text.split("\n"))


def row_height(lines: int) -> float:
    """The height in points of a row with so many lines of text.

    Not every program makes rows higher by itself when it opens a file.
    """
    return ROW_HEIGHT if lines <= 1 else _LINE * lines + 4.5


def mark_text(bad_headers: Iterable[str]) -> str:
    """What the hidden ``_标记`` column holds for a row with these bad columns; "" for none."""
    joined = "|".join(dict.fromkeys(bad_headers))
    return f"|{joined}|" if joined else ""
