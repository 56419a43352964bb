"""The 填表说明 of a single form: its commands, each field, and every message with its remedy."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.findings import Code, Severity
from gjj_xl.rules.singlewords import SETTLED_RATES, single_message, single_remedy
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets import style
from gjj_xl.sheets.formlayout import PaneField, fixed_value, pane
from gjj_xl.sheets.guide import GuidePage, column_codes, example_words
from gjj_xl.sheets.layout import FIELDS
from gjj_xl.sheets.style import Formats

_EFFECT: Final[Mapping[bool, str]] = {
    True: "确认以后由中心工作人员核查，一般在下一个工作日生效；请用“综合查询”查看结果。",
    False: "确认以后即时生效，可马上用“综合查询”查到。",
}
_STEPS: Final = (
    "先核对红色的当前业务年月；在左栏填写带 * 的各项，绿色的由程序显示或计算。",
    "点击“录入”，这一笔记入右栏的待确认记录；有错误的，原因写在该项右边和左栏上方，改正后再录入。",
    "点击“清除”只清空左栏本次录入的内容，以前录入的记录不受影响。",
    "点击“查询待确认记录”核对人数和金额；另一台电脑录入的也在内。最新录入的在最上面。",
    "不要的记录：选中右栏的行（可按住 Ctrl 选多行，也可全选），点击“删除待确认记录”，再重新录入。",
    "点击“确认”，看清人数和总金额，选择“是”，输入口令。确认后不能再修改或删除。",
)
_LEGEND: Final[Sequence[tuple[str, Mapping[str, Any], str, str]]] = (
    ("张三", style.ERROR, "浅橙底加粗", "该项有错误，原因写在右边。"),
    ("2660", style.HINT, "浅蓝底斜体", "提示：如月均工资已自动调整，或须到柜面办理的情形。"),
    (
        "1,280.00",
        {"bg_color": style.COMPUTED_GROUND, "font_color": style.COMPUTED_HEADER, "bold": True},
        "绿底绿字",
        "程序计算或显示的内容，不必填写。",
    ),
)
_NOT_HERE: Final = frozenset(
    {
        Code.FUND_DIFFERS, Code.NAME_DIFFERS, Code.ID_DIFFERS, Code.ID_DAMAGED,
        Code.CLIENT_NUMBER_DAMAGED, Code.MONTH_AS_NUMBER, Code.DEPOSIT_FORMAT,
        Code.DEPOSIT_DIFFERS, Code.AMOUNT_FORMAT, Code.AMOUNT_DIFFERS, Code.RATE_NOT_UNIFORM,
    }
)  # fmt: skip
"""What a form cannot have: its cells keep their formats, and the program fills in the rest."""


def write_form_guide(workbook: Any, formats: Formats, business: Business, terms: Terms) -> None:
    """Write the sheet: steps, colours, how each field is filled in, and what may go wrong."""
    page = GuidePage(workbook, formats, f"{business.facts.word}（单笔）")
    page.steps("怎样使用", (*_STEPS, _EFFECT[business.facts.reviewed]))
    page.legend(_LEGEND)
    _fields(page, business, terms)
    _findings(page, business, terms)
    page.finish()


def _fields(page: GuidePage, business: Business, terms: Terms) -> None:
    page.heading("各项怎样填")
    page.header(("项目", "谁来填", "怎样填", "示例与说明"))
    for line in pane(business):
        ground = style.TYPED_HEADER if line.typed else style.COMPUTED_HEADER
        shape = page.formats.header(ground, text_wrap=True)
        page.line((line.label, *_field(line, business, terms)), (shape, *(page.wrapped,) * 3))


def _field(line: PaneField, business: Business, terms: Terms) -> tuple[str, str, str]:
    column = line.column
    if column.computed:
        return "自动计算", _computed(line, business), ""
    if not line.typed:
        return "自动显示", "按个人客户号显示中心登记的信息，请核对。", ""
    if fixed := fixed_value(line, business, terms):
        return "自动显示", "本单位固定，不必填写。", fixed
    guide = FIELDS[line.field].guide
    if column.kind is Kind.NAME:
        guide = "与身份证一致的姓名。"
    elif column.kind is Kind.FUND:
        guide = "10 为一般住房公积金，11 为住房公积金补贴；本单位只有一种的不必选择。"
    elif column.kind is Kind.SALARY:
        guide = f"{guide.partition('。')[0]}。超出缴存基数上、下限的，自动调整为上、下限并写明。"
    elif column.kind is Kind.REASON:
        guide = "从下拉列表选择。选错的，可删除该待确认记录后重新录入。"
    return "必填", guide, example_words(business, column, terms)


def _computed(line: PaneField, business: Business) -> str:
    if business is Business.SHORT and line.field == "deposit":
        return "自动计算：应缴月缴存额减已缴月缴存额，各自先四舍五入。"
    return FIELDS[line.field].guide


def _findings(page: GuidePage, business: Business, terms: Terms) -> None:
    page.heading("提示信息与处理办法")
    page.header(("项目", "程度", "提示信息", "原因", "怎样处理"))
    seen: set[Code] = set(_NOT_HERE)
    person = "个人客户号" if business.facts.registered else "身份证号码"
    for line in pane(business):
        if line.typed or line.column.computed:
            for code in column_codes(business, line.column):
                if code not in seen:
                    _finding(page, line.label, code, business, terms)
                    seen.add(code)
    if business in ENTRIES[Code.DUPLICATE].businesses:
        _finding(page, person, Code.DUPLICATE, business, terms)


def _finding(page: GuidePage, where: str, code: Code, business: Business, terms: Terms) -> None:
    entry = ENTRIES[code]
    severity, words, remedy = entry.severity, single_message(code), single_remedy(code)
    if code is Code.RATE_RANGE and business is Business.REGISTER:
        severity, words = Severity.HINT, SETTLED_RATES[code].replace("{settled}%", "允许的比例")
        remedy = "无须改动；与本单位的比例不同的，请更正。"
    words = words.partition("：")[0].format(header=where, most=terms.name_max)
    page.line((where, severity.word, words, entry.cause, remedy))
