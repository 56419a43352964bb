"""The 填表说明 sheet, and the words of a refusal in the cell: layout and catalogue in one place."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.rules.business import (
    CHECK_HEADER,
    COMPARE_HEADER,
    RESULT_HEADER,
    Business,
    Column,
    Kind,
)
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.findings import Code
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets import style
from gjj_xl.sheets.layout import FIELDS, GUIDE_SHEET, line_count, sheet_name
from gjj_xl.sheets.params import rate_words
from gjj_xl.sheets.style import Formats

_CODES: Final[Mapping[Kind, tuple[Code, ...]]] = MappingProxyType(
    {
        Kind.FUND: (Code.FUND_UNKNOWN, Code.FUND_DIFFERS),
        Kind.NAME: (Code.NAME_EMPTY, Code.NAME_TOO_LONG, Code.NAME_DIFFERS),
        Kind.ID: (
            Code.ID_LENGTH, Code.ID_CHARACTERS, Code.ID_DATE, Code.ID_CHECKSUM, Code.ID_DAMAGED,
            Code.LIVE_ACCOUNT, Code.ID_DIFFERS,
        ),
        Kind.CLIENT: (
            Code.CLIENT_NUMBER_LENGTH, Code.CLIENT_NUMBER_UNKNOWN, Code.CLIENT_NUMBER_DAMAGED,
            Code.ALREADY_STOPPED, Code.EMPLOYEE_NOT_NORMAL,
        ),
        Kind.REASON: (Code.REASON_UNKNOWN,),
        Kind.SALARY: (
            Code.SALARY_FORMAT, Code.SALARY_NOT_POSITIVE, Code.SALARY_DECIMALS,
            Code.SALARY_OUT_OF_BOUNDS,
        ),
        Kind.RATE: (Code.RATE_FORMAT, Code.RATE_RANGE, Code.RATE_NOT_UNIFORM),
        Kind.DEPOSIT: (Code.DEPOSIT_FORMAT, Code.DEPOSIT_DIFFERS),
        Kind.AMOUNT: (Code.AMOUNT_FORMAT, Code.AMOUNT_NOT_POSITIVE, Code.AMOUNT_DIFFERS),
    }
)  # fmt: skip
_MONTH_CODES: Final[Mapping[str, tuple[Code, ...]]] = MappingProxyType(
    {
        "first_month": (
            Code.FIRST_MONTH_LENGTH, Code.FIRST_MONTH_FORMAT, Code.MONTH_ORDER,
            Code.FIRST_MONTH_NOT_PAST, Code.MONTHS_OVERLAP, Code.PAST_BOUNDS, Code.MONTH_AS_NUMBER,
        ),
        "last_month": (
            Code.LAST_MONTH_LENGTH, Code.LAST_MONTH_FORMAT, Code.LAST_MONTH_NOT_PAST,
        ),
    }
)  # fmt: skip
_SHEET_CODES: Final = (Code.DUPLICATE, Code.BLANK_ROW, Code.BATCH_LIMIT, Code.FORMAT_CHANGED)
_SETTLED_ELSEWHERE: Final = frozenset(
    {
        Code.NAME_DIFFERS, Code.ID_DIFFERS, Code.LIVE_ACCOUNT, Code.ALREADY_STOPPED,
        Code.EMPLOYEE_NOT_NORMAL, Code.CLIENT_NUMBER_UNKNOWN, Code.SALARY_OUT_OF_BOUNDS,
        Code.MONTHS_OVERLAP, Code.PAST_BOUNDS, Code.MONTH_AS_NUMBER,
    }
)  # fmt: skip
"""What a cell cannot know by itself, or what does not stop the clerk."""

_STEPS: Final = (
    "先到“参数”表核对当前业务年月，并选定本批的资金性质。",
    "在第一张表中逐行填写蓝色表头的列，记录之间不留空行；绿色表头的列由公式自动计算，不必填写。",
    "粘贴数据请用“选择性粘贴—数值”，以免改变单元格格式；身份证号码、个人客户号、年月须为文本。",
    "删除记录请删除整行，不要只清除内容。",
    "填好后保存，再校验；“校验结果”列写明该行的全部问题，改正后重新校验，无误后提交。",
)
_TEXT_WORDS: Final = "文本。改成常规再录入，会丢失开头的 0 或末尾几位。"
_NUMBER_WORDS: Final = "常规。半角数字，不带单位和千位逗号。"


def column_codes(business: Business, column: Column) -> tuple[Code, ...]:
    """The findings that a column of this business can have, most typical first."""
    found = _MONTH_CODES[column.field] if column.kind is Kind.MONTH else _CODES[column.kind]
    return tuple(code for code in found if business in ENTRIES[code].businesses)


def refusal(business: Business, column: Column, terms: Terms) -> str:
    """What an input refused in the cell is told: the manual's words, at most 255 characters."""
    words = [
        ENTRIES[code].in_cell
        for code in column_codes(business, column)
        if code not in _SETTLED_ELSEWHERE and _applies(code, terms)
    ]
    text = "\n".join(dict.fromkeys(words))
    while len(text) > 255:
        words.pop()
        text = "\n".join(words)
    return text


def _applies(code: Code, terms: Terms) -> bool:
    if code is Code.RATE_NOT_UNIFORM:
        return terms.uniform_rate is not None
    return True


def write_guide(workbook: Any, formats: Formats, business: Business, terms: Terms) -> None:
    """Write the sheet: steps, colours, how each column is filled in, and what may go wrong."""
    sheet = workbook.add_worksheet(GUIDE_SHEET)
    _Guide(sheet, formats, business, terms).write()


class _Guide:
    """Writes from the top down; five columns, every text wrapped and in sight."""

    WIDTHS: Final = (16, 13, 46, 46, 50)

    def __init__(self, sheet: Any, formats: Formats, business: Business, terms: Terms) -> None:
        self.sheet = sheet
        self.formats = formats
        self.business = business
        self.terms = terms
        self.row = 0

    def write(self) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        for index, width in enumerate(self.WIDTHS):
            sheet.set_column(index, index, width)
        sheet.set_row(0, 32)
        title = self.formats.text(bold=True, font_size=style.TITLE_SIZE)
        sheet.write_string(0, 0, f"{sheet_name(self.business)} · {GUIDE_SHEET}", title)
        self.row = 2
        self.steps()
        self.colours()
        self.fields()
        self.findings()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def heading(self, words: str) -> None:
        self.row += 1
        self.sheet.set_row(self.row, 24)
        shape = self.formats.text(bold=True, font_size=style.SIZE + 2)
        self.sheet.write_string(self.row, 0, words, shape)
        self.row += 1

    def header(self, words: Sequence[str], ground: str = style.WORDS_HEADER) -> None:
        self.sheet.set_row(self.row, 24)
        for index, word in enumerate(words):
            self.sheet.write_string(self.row, index, word, self.formats.header(ground))
        self.row += 1

    def line(self, cells: Sequence[str], shapes: Iterable[Any] | None = None) -> None:
        """A row of wrapped texts, as high as its longest text needs."""
        wrapped = self.formats.boxed(text_wrap=True, num_format="@", indent=1)
        lines = 1
        for index, (text, shape) in enumerate(
            zip(cells, shapes or (wrapped,) * len(cells), strict=True)
        ):
            self.sheet.write_string(self.row, index, text, shape)
            lines = max(lines, line_count(text, self.WIDTHS[index]))
        self.sheet.set_row(self.row, 18 * lines + 6)
        self.row += 1

    def steps(self) -> None:
        self.row -= 1
        self.heading("怎样使用")
        plain = self.formats.text()
        for number, words in enumerate(_STEPS, start=1):
            self.sheet.set_row(self.row, 20)
            self.sheet.write_string(self.row, 0, f"{number}. {words}", plain)
            self.row += 1

    def colours(self) -> None:
        self.heading("颜色")
        legend = (
            ("张三", style.MARK, "橙底加粗", "校验发现错误：原因在“校验结果”列。"),
            (
                "张三",
                style.ERROR,
                "浅橙底加粗",
                "录入时即可看出的错误：格式、位数、校验码、范围等。",
            ),
            (
                "8000",
                style.HINT,
                "浅蓝底斜体",
                "提示：如月均工资超出缴存基数上、下限，将按上、下限计算。",
            ),
        )
        self.header(("样子", "说法", "意思"))
        plain = self.formats.boxed(text_wrap=True, indent=1)
        for sample, shape, name, meaning in legend:
            sampled = self.formats.boxed(align="center", **shape)
            self.line((sample, name, meaning), (sampled, plain, plain))

    def fields(self) -> None:
        self.heading("各列怎样填")
        self.header(("列", "谁来填", "怎样填", "示例与说明", "单元格格式"))
        wrapped = self.formats.boxed(text_wrap=True, num_format="@", indent=1)
        for column in self.business.columns:
            ground = style.COMPUTED_HEADER if column.computed else style.TYPED_HEADER
            field = FIELDS[column.field]
            self.line(
                (
                    column.header,
                    "公式计算" if column.computed else "必填",
                    field.guide,
                    self.example(column),
                    _TEXT_WORDS if column.is_text else _NUMBER_WORDS,
                ),
                (self.formats.header(ground, text_wrap=True), *(wrapped,) * 4),
            )
        for header, guide in (
            (CHECK_HEADER, "校验后写入：该行的全部错误、需确认事项与提示。"),
            (
                COMPARE_HEADER,
                "校验后写入：与中心登记不一致的内容。提交前会询问；以中心登记的为准。",
            ),
            (RESULT_HEADER, "中心处理后写入：成功，或失败及其原因。"),
        ):
            shape = self.formats.header(style.WORDS_HEADER)
            self.line((header, "程序填写", guide, "", "文本"), (shape, *(wrapped,) * 4))

    def example(self, column: Column) -> str:
        """An example, and what the unit's terms say about this column."""
        terms, example = self.terms, FIELDS[column.field].example
        match column.kind:
            case Kind.RATE:
                return f"{example}\n{rate_words(self.business, terms)}"
            case Kind.SALARY:
                low, high = terms.lowest_base / 100, terms.highest_base / 100
                return f"{example}\n缴存基数下限 {low:,.2f} 元，上限 {high:,.2f} 元"
            case Kind.MONTH:
                return f"{example}\n当前业务年月为 {terms.business_month}"
            case Kind.CLIENT:
                return f"{example}\n{terms.client_number_length} 位"
            case Kind.FUND:
                return "；".join(f"{f} {terms.fund_names.get(f, '')}" for f in terms.funds)
            case Kind.REASON:
                return "；".join(f"{code} {word}" for code, word in terms.reduce_reasons.items())
            case Kind.NAME if self.business is Business.REGISTER:
                return f"{example}\n最多 {terms.name_max} 个汉字，更长的到柜面办理"
        return example

    def findings(self) -> None:
        self.heading("常见问题与改正办法")
        self.header(("列", "程度", "提示信息", "原因", "怎样改正"))
        seen: set[Code] = set()
        for column in self.business.columns:
            for code in column_codes(self.business, column):
                if code not in seen:
                    self.finding(column.header, code)
                    seen.add(code)
        for code in _SHEET_CODES:
            if self.business in ENTRIES[code].businesses:
                self.finding("整行或整表", code)

    def finding(self, where: str, code: Code) -> None:
        entry = ENTRIES[code]
        words = entry.message.partition("：")[0].format(header=where, most=self.terms.name_max)
        self.line((where, entry.severity.word, words, entry.cause, entry.remedy))
