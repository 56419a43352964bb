"""The 填表说明 sheet, and the words of a refusal in the cell: layout and catalogue in one place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


def batch_in_cell(code: Code) -> str:
    """What an input that a batch sheet refuses in the cell is told."""
    return ENTRIES[code].in_cell


def refusal(
    business: Business,
    column: Column,
    terms: Terms,
    in_cell: Callable[[Code], str] = batch_in_cell,
) -> str:
    """What an input refused in the cell is told: the manual's words, at most 255 characters.

    ``in_cell`` gives the words of a finding; where they are empty, the sheet has no such finding.
    """
    words = [
        in_cell(code)
        for code in column_codes(business, column)
        if code not in _SETTLED_ELSEWHERE and _applies(code, terms)
    ]
    words = [text for text in words if text]
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
    page = GuidePage(workbook, formats, sheet_name(business))
    _Guide(page, business, terms).write()
    page.finish()


class GuidePage:
    """A 填表说明 sheet, written from the top down in five columns, every text in sight."""

    WIDTHS: Final = (16, 13, 46, 46, 50)

    def __init__(self, workbook: Any, formats: Formats, title: str) -> None:
        self.sheet = sheet = workbook.add_worksheet(GUIDE_SHEET)
        self.formats = formats
        sheet.hide_gridlines(2)
        for index, width in enumerate(self.WIDTHS):
            sheet.set_column(index, index, width)
        sheet.set_row(0, 32)
        large = formats.text(bold=True, font_size=style.TITLE_SIZE)
        sheet.write_string(0, 0, f"{title} · {GUIDE_SHEET}", large)
        self.row = 1

    def finish(self) -> None:
        """How it is printed."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    @property
    def wrapped(self) -> Any:
        """The format of a text."""
        return self.formats.boxed(text_wrap=True, num_format="@", indent=1)

    def heading(self, words: str) -> None:
        """A section begins, below an empty row."""
        self.row += 1
        self.sheet.set_row(self.row, 24)
        shape = self.formats.text(bold=True, font_size=style.SIZE + 2)
        self.sheet.write_string(self.row, 0, words, shape)
        self.row += 1

    def header(self, words: Sequence[str], ground: str = style.WORDS_HEADER) -> None:
        """A row of headers."""
        self.sheet.set_row(self.row, 24)
        for index, word in enumerate(words):
            self.sheet.write_string(self.row, index, word, self.formats.header(ground))
        self.row += 1

    def line(self, cells: Sequence[str], shapes: Iterable[Any] | None = None) -> None:
        """A row of wrapped texts, as high as its longest text needs."""
        lines = 1
        for index, (text, shape) in enumerate(
            zip(cells, shapes or (self.wrapped,) * len(cells), strict=True)
        ):
            self.sheet.write_string(self.row, index, text, shape)
            lines = max(lines, line_count(text, self.WIDTHS[index]))
        self.sheet.set_row(self.row, 18 * lines + 6)
        self.row += 1

    def steps(self, heading: str, steps: Sequence[str]) -> None:
        """Numbered sentences, one in a row, across the page."""
        self.heading(heading)
        plain = self.formats.text()
        for number, words in enumerate(steps, start=1):
            self.sheet.set_row(self.row, 20)
            self.sheet.write_string(self.row, 0, f"{number}. {words}", plain)
            self.row += 1

    def legend(self, legend: Sequence[tuple[str, Mapping[str, Any], str, str]]) -> None:
        """What the colours mean: a sample and its look, its name, its meaning."""
        self.heading("颜色")
        self.header(("样子", "说法", "意思"))
        plain = self.formats.boxed(text_wrap=True, indent=1)
        for sample, look, name, meaning in legend:
            sampled = self.formats.boxed(align="center", **look)
            self.line((sample, name, meaning), (sampled, plain, plain))


_LEGEND: Final[Sequence[tuple[str, Mapping[str, Any], str, str]]] = (
    ("张三", style.MARK, "橙底加粗", "校验发现错误：原因在“校验结果”列。"),
    ("张三", style.ERROR, "浅橙底加粗", "录入时即可看出的错误：格式、位数、校验码、范围等。"),
    (
        "8000",
        style.HINT,
        "浅蓝底斜体",
        "提示：如月均工资超出缴存基数上、下限，将按上、下限计算。",
    ),
)


class _Guide:
    """What a batch sheet's guide says."""

    def __init__(self, page: GuidePage, business: Business, terms: Terms) -> None:
        self.page = page
        self.business = business
        self.terms = terms

    def write(self) -> None:
        self.page.steps("怎样使用", _STEPS)
        self.page.legend(_LEGEND)
        self.fields()
        self.findings()

    def fields(self) -> None:
        page = self.page
        page.heading("各列怎样填")
        page.header(("列", "谁来填", "怎样填", "示例与说明", "单元格格式"))
        wrapped = page.wrapped
        for column in self.business.columns:
            ground = style.COMPUTED_HEADER if column.computed else style.TYPED_HEADER
            field = FIELDS[column.field]
            page.line(
                (
                    column.header,
                    "公式计算" if column.computed else "必填",
                    field.guide,
                    example_words(self.business, column, self.terms),
                    _TEXT_WORDS if column.is_text else _NUMBER_WORDS,
                ),
                (page.formats.header(ground, text_wrap=True), *(wrapped,) * 4),
            )
        for header, guide in (
            (CHECK_HEADER, "校验后写入：该行的全部错误、需确认事项与提示。"),
            (
                COMPARE_HEADER,
                "校验后写入：与中心登记不一致的内容。提交前会询问；以中心登记的为准。",
            ),
            (RESULT_HEADER, "中心处理后写入：成功，或失败及其原因。"),
        ):
            shape = page.formats.header(style.WORDS_HEADER)
            page.line((header, "程序填写", guide, "", "文本"), (shape, *(wrapped,) * 4))

    def findings(self) -> None:
        self.page.heading("常见问题与改正办法")
        self.page.header(("列", "程度", "提示信息", "原因", "怎样改正"))
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
        self.page.line((where, entry.severity.word, words, entry.cause, entry.remedy))


def example_words(business: Business, column: Column, terms: Terms) -> str:
    """An example, and what the unit's terms say about this column."""
    example = FIELDS[column.field].example
    match column.kind:
        case Kind.RATE:
            return f"{example}\n{rate_words(business, terms)}"
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
        case Kind.NAME if business is Business.REGISTER:
            return f"{example}\n最多 {terms.name_max} 个汉字，更长的到柜面办理"
    return example
