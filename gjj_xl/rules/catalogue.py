"""The catalogue (提示信息): every finding's words, in one place.

A message begins with the manual's words; what follows is a format over the facts of the case. The
in-cell validations, the check column, the help page and the centre's answers all read from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Code, Severity

TERMS: Final = "terms"
ROSTER: Final = "roster"

_ALL = frozenset(Business)
_REGISTER = frozenset({Business.REGISTER})
_REDUCE = frozenset({Business.REDUCE})
_ADJUST = frozenset({Business.ADJUST})
_BACKPAY = frozenset(business for business in Business if business.facts.backpay)
_ON_RECORD = frozenset(business for business in Business if business.facts.registered)
_WITH_ID = frozenset({Business.REGISTER, Business.REDUCE, Business.ADJUST})
_WITH_MONEY = _ALL - _REDUCE
_ONCE = _WITH_ID


@dataclass(frozen=True, slots=True)
class Entry:
    """What there is to say about a code.

    ``message`` is the wording of the batch (批量), ``single`` that of the single form (单笔) where
    the manual has another; both are formats over the case's facts (``header``, ``value`` and
    ``shown`` are always there). ``in_cell`` are short words for a validation in the cell (at most
    255 places).
    ``cause`` and ``remedy`` explain it on the help page; the remedy also stands beside the
    finding. ``needs`` names what must be known to check it: ``"terms"``, ``"roster"``.
    ``businesses`` are those that can have it.
    """

    code: Code
    severity: Severity
    message: str
    cause: str
    remedy: str
    in_cell: str
    businesses: frozenset[Business] = _ALL
    needs: frozenset[str] = frozenset()
    single: str | None = None


_ERROR, _QUESTION, _HINT = Severity.ERROR, Severity.QUESTION, Severity.HINT
_T, _R = frozenset({TERMS}), frozenset({ROSTER})

_MISMATCH = (
    "请先核查；表中填错的请更正；中心登记有误的，请先到中心柜面办理个人信息修改（可用“柜面办理”移出）。"
    "选“是”发送的，以中心登记的信息办理。"
)

_ENTRIES = (
    Entry(
        Code.NAME_EMPTY,
        _ERROR,
        "姓名为空：“{header}”{value}",
        "姓名没有填写，或者单元格里不是文字。",
        "请填写与身份证一致的姓名。",
        "姓名为空。请填写与身份证一致的姓名。",
    ),
    Entry(
        Code.NAME_TOO_LONG,
        _ERROR,
        "姓名长度超过{most}个汉字：共{length}个字",
        "网上业务只受理不超过5个汉字的姓名。",
        "请核对姓名；确实超长的，请用“柜面办理”将该行整行移出本表，到中心柜面办理登记。",
        "姓名长度超过5个汉字。确实超长的请到中心柜面办理。",
        _REGISTER,
        _T,
    ),
    Entry(
        Code.ID_LENGTH,
        _ERROR,
        "证件号码位数不为15位或18位：{places}",
        "身份证号码应为18位，旧证为15位。",
        "请对照身份证补全或更正号码。",
        "证件号码位数不为15位或18位。请按文本填写身份证号码。",
        _REGISTER,
    ),
    Entry(
        Code.ID_CHARACTERS,
        _ERROR,
        "证件号码含有非法字符：{odd}",
        "号码里有全角数字、字母、空格或其他符号。只有18位号码的末位可以是X。",
        "请用半角数字重新录入（末位可为X）。",
        "证件号码含有非法字符。只能是半角数字，18位号码末位可为X。",
        _REGISTER,
    ),
    Entry(
        Code.ID_DATE,
        _ERROR,
        "证件号码中的出生日期无效：{date}",
        "号码中的出生日期不存在、早于1900年或晚于当前业务年月。",
        "请对照身份证核对出生日期的几位数字。",
        "证件号码中的出生日期无效。请对照身份证核对。",
        _REGISTER,
    ),
    Entry(
        Code.ID_CHECKSUM,
        _ERROR,
        "证件号码不符合校验规则：末位校验码与前17位不符",
        "按国家标准，末位由前17位算出；不符说明至少有一位录错。",
        "请对照身份证逐位核对；核对无误确需以该号码登记的，请用“柜面办理”将该行整行移出本表，到中心柜面办理。",
        "证件号码不符合校验规则。请对照身份证逐位核对。",
        _REGISTER,
    ),
    Entry(
        Code.ID_DAMAGED,
        _ERROR,
        "证件号码以数值存放：现为{shown}，{lost}",
        "Excel 的数值只保留15位有效数字，18位号码按数值录入后末尾几位已变为0，无法恢复。",
        "请先将该列设为文本格式，再对照身份证重新录入完整号码。",
        "证件号码必须是文本。按数值录入会丢失末尾几位，请设为文本格式后重新录入。",
        _WITH_ID,
    ),
    Entry(
        Code.CLIENT_NUMBER_DAMAGED,
        _ERROR,
        "个人客户号以数值存放：现为{shown}，{lost}",
        "个人客户号按数值录入后，前面的0会丢失。",
        "请先将该列设为文本格式，再重新录入完整的个人客户号。",
        "个人客户号必须是文本。按数值录入会丢失前导零，请设为文本格式后重新录入。",
        _ON_RECORD,
    ),
    Entry(
        Code.MONTH_AS_NUMBER,
        _HINT,
        "{header}以数值存放：{shown}没有丢失内容，已按文本读取",
        "年月列的格式应为文本；六位数值没有丢失内容，可以照常读取。",
        "无须处理；也可将该列设为文本格式后重新录入。",
        "年月应为文本，例如202603。",
        _BACKPAY,
    ),
    Entry(
        Code.CLIENT_NUMBER_LENGTH,
        _ERROR,
        "个人客户号长度不正确：{places}{expected}",
        "个人客户号的位数是固定的，前面的0也要填写。",
        "请补全或更正个人客户号，可在职工缴存明细中查到。",
        "个人客户号长度不正确。请按文本填写完整的个人客户号，包括前面的0。",
        _ON_RECORD,
        _T,
    ),
    Entry(
        Code.CLIENT_NUMBER_UNKNOWN,
        _ERROR,
        "不存在缴存关系或不属于此单位：{reason}",
        "本地的职工信息里没有这个个人客户号，或者该职工没有这种资金性质的账户。",
        "请核对个人客户号与资金性质；确为本单位职工的，请先进行职工信息同步再核对一次。",
        "不存在缴存关系或不属于此单位。请核对个人客户号。",
        _ON_RECORD,
        _R,
        single="该职工不存在缴存关系或不属于此单位：{reason}",
    ),
    Entry(
        Code.SALARY_FORMAT,
        _ERROR,
        "月均工资格式错误：“{header}”{value}，应为半角数字",
        "月均工资没有填写、是文本，或用全角方式录入。",
        "请将单元格设为常规格式，用半角数字填写月均工资，不带单位和逗号。",
        "月均工资格式错误。请用半角数字填写，最多两位小数。",
        _WITH_MONEY,
        single="输入的月均工资格式错误：“{header}”{value}，应为半角数字",
    ),
    Entry(
        Code.SALARY_NOT_POSITIVE,
        _ERROR,
        "月均工资不能为零或负数：“{header}”{value}",
        "月均工资必须大于零。",
        "请填写正确的月均工资。",
        "月均工资不能为零或负数。",
        _WITH_MONEY,
    ),
    Entry(
        Code.SALARY_DECIMALS,
        _ERROR,
        "月均工资小数位数超过两位：“{header}”{value}",
        "月均工资最多保留两位小数（到分）。",
        "请将月均工资四舍五入到两位小数后重新填写。",
        "月均工资小数位数超过两位。",
        _WITH_MONEY,
    ),
    Entry(
        Code.SALARY_OUT_OF_BOUNDS,
        _HINT,
        "月均工资超出缴存基数上下限：“{header}”{value}，最低{lowest}元，最高{highest}元，"
        "按缴存基数{base}元计算{counter}",
        "月均工资低于最低缴存基数或高于最高缴存基数时，按最低或最高缴存基数计算。",
        "月均工资无须改动；月缴存额请按所列缴存基数计算。",
        "月均工资超出缴存基数上下限，将按最低或最高缴存基数计算。",
        _WITH_MONEY,
        _T,
        "月均工资超出缴存基数上下限：“{header}”填的是{shown}元，最低{lowest}元，最高{highest}元，"
        "已自动调整为{base}元{counter}",
    ),
    Entry(
        Code.DEPOSIT_FORMAT,
        _ERROR,
        "月缴存额格式错误：“{header}”{value}，应为半角数字",
        "月缴存额是文本、错误值，或用全角方式录入。",
        "请清空该单元格（发送时自动计算），或填写半角数字。",
        "月缴存额格式错误。请保留公式，或用半角数字填写。",
        _WITH_MONEY,
    ),
    Entry(
        Code.AMOUNT_FORMAT,
        _ERROR,
        "补缴金额格式错误：“{header}”{value}，应为半角数字",
        "补缴金额是文本、错误值，或用全角方式录入。",
        "请清空该单元格（发送时自动计算），或填写半角数字。",
        "补缴金额格式错误。请保留公式，或用半角数字填写。",
        _BACKPAY,
    ),
    Entry(
        Code.PAST_BOUNDS,
        _QUESTION,
        "补缴年月早于现行缴存基数上下限的启用年月：起始年月{first_month}，"
        "现行上下限自{bounds_from}起启用，该月均工资已按现行上下限调整",
        "系统按现行的上下限计算，不按以前年度的上下限。以前年度上下限不同的，应由柜面办理。",
        "以前年度上下限与现行不同的，请用“柜面办理”将该行整行移出本表，到中心柜面办理；相同的，可选“是”继续。",
        "补缴年月早于现行缴存基数上下限的启用年月，请确认是否应到柜面办理。",
        _BACKPAY,
        _T,
    ),
    Entry(
        Code.EMPLOYEE_NOT_NORMAL,
        _ERROR,
        "职工缴存状态不为正常：个人客户号{client_number}为{state}",
        "年度调整只受理缴存状态为正常的职工。",
        "请将该行整行删除；状态有误的，请先进行职工信息同步。",
        "职工缴存状态不为正常，不能调整。",
        _ADJUST,
        _R,
    ),
    Entry(
        Code.DEPOSIT_DIFFERS,
        _ERROR,
        "月缴存额与计算的月缴存额不一致：“{header}”{value}，计算为{expected}元",
        "月缴存额由缴存基数和缴存比例算出，单位、个人分别四舍五入到元；超出上下限的按上下限计算。",
        "请清空该单元格（发送时自动计算）或改为计算的金额；也请核对月均工资和缴存比例。",
        "月缴存额与计算的月缴存额不一致。请保留公式。",
        _WITH_MONEY,
        _T,
    ),
    Entry(
        Code.RATE_FORMAT,
        _ERROR,
        "缴存比例格式错误：“{header}”{value}，应为最多两位小数的半角数字，例如8表示8%",
        "缴存比例没有填写、是文本、用全角方式录入，或小数超过两位。",
        "请将单元格设为常规格式，用半角数字填写百分数，例如8。",
        "缴存比例格式错误。请用半角数字填写，例如8表示8%。",
        _WITH_MONEY,
    ),
    Entry(
        Code.RATE_RANGE,
        _ERROR,
        "缴存比例不在允许范围内：“{header}”填的是{rate}%，应为{least}%至{most}%{step}",
        "非统一比例单位为5%～12%；统一比例8%～12%的单位，补缴为8%～12%；"
        "统一比例5%～7%的单位，补缴为单位当前比例～12%。",
        "请按允许范围更正缴存比例。",
        "缴存比例不在允许范围内。例如8表示8%。",
        _WITH_MONEY,
        _T,
    ),
    Entry(
        Code.RATE_NOT_UNIFORM,
        _ERROR,
        "缴存比例与单位统一缴存比例不一致：填的是{rate}%，单位为{uniform}%",
        "统一比例单位的登记和年度调整，缴存比例应为单位的当前缴存比例。",
        "请改为单位的当前缴存比例。",
        "缴存比例与单位统一缴存比例不一致。",
        frozenset({Business.REGISTER, Business.ADJUST}),
        _T,
    ),
    Entry(
        Code.FIRST_MONTH_LENGTH,
        _ERROR,
        "起始年月长度错误：{value}，应为六位，例如202603",
        "年月为四位年份加两位月份，共六位。",
        "请按六位年月填写，例如2026年3月填202603。",
        "起始年月长度错误。请填六位，例如202603。",
        _BACKPAY,
    ),
    Entry(
        Code.LAST_MONTH_LENGTH,
        _ERROR,
        "截止年月长度错误：{value}，应为六位，例如202603",
        "年月为四位年份加两位月份，共六位。",
        "请按六位年月填写，例如2026年3月填202603。",
        "截止年月长度错误。请填六位，例如202603。",
        _BACKPAY,
    ),
    Entry(
        Code.FIRST_MONTH_FORMAT,
        _ERROR,
        "起始年月格式错误：{value}，应为半角的四位年份加两位月份",
        "年月用全角方式录入、月份不在01至12之间，或单元格是日期。",
        "请将单元格设为文本格式，用半角数字填写，例如202603。",
        "起始年月格式错误。请用半角数字填写，例如202603。",
        _BACKPAY,
    ),
    Entry(
        Code.LAST_MONTH_FORMAT,
        _ERROR,
        "截止年月格式错误：{value}，应为半角的四位年份加两位月份",
        "年月用全角方式录入、月份不在01至12之间，或单元格是日期。",
        "请将单元格设为文本格式，用半角数字填写，例如202603。",
        "截止年月格式错误。请用半角数字填写，例如202603。",
        _BACKPAY,
    ),
    Entry(
        Code.MONTH_ORDER,
        _ERROR,
        "起始年月大于截止年月：{first_month}大于{last_month}",
        "截止年月不得小于起始年月。",
        "请更正起始年月或截止年月。",
        "起始年月大于截止年月。",
        _BACKPAY,
    ),
    Entry(
        Code.FIRST_MONTH_NOT_PAST,
        _ERROR,
        "起始年月不得大于或等于当前业务年月：填的是{month}，当前业务年月为{business_month}",
        "只能补缴当前业务年月以前的月份。",
        "请改为当前业务年月以前的月份。",
        "起始年月不得大于或等于当前业务年月。",
        _BACKPAY,
        _T,
    ),
    Entry(
        Code.LAST_MONTH_NOT_PAST,
        _ERROR,
        "截止年月不得大于或等于当前业务年月：填的是{month}，当前业务年月为{business_month}",
        "只能补缴当前业务年月以前的月份。",
        "请改为当前业务年月以前的月份。",
        "截止年月不得大于或等于当前业务年月。",
        _BACKPAY,
        _T,
    ),
    Entry(
        Code.DUPLICATE,
        _ERROR,
        "存在相同的记录：与{where}是同一职工、同一资金性质",
        "同一职工、同一资金性质在一批或待确认记录里只能有一条；15位与18位的同一证件号码也算相同。",
        "确为重复的，请将该行整行删除；录错的，请更正。",
        "存在相同的记录。同一职工只能填写一次。",
        _ONCE,
    ),
    Entry(
        Code.MONTHS_OVERLAP,
        _ERROR,
        "存在重复补缴：{month}已在{where}中补缴",
        "同一职工、同一资金性质的补缴年月不能重叠。",
        "确为重复的，请将该行整行删除；年月录错的，请更正起始年月或截止年月。",
        "存在重复补缴。请核对起始年月和截止年月。",
        _BACKPAY,
        single="存在重复补缴的年月：{month}已在{where}中补缴",
    ),
    Entry(
        Code.AMOUNT_NOT_POSITIVE,
        _ERROR,
        "补缴金额不能为零或负数：{amount}",
        "补缴金额必须大于零；少缴补缴的应缴月缴存额必须大于已缴月缴存额。",
        "请核对月均工资、缴存比例和年月；没有差额的，请将该行整行删除。",
        "补缴金额不能为零或负数。",
        _BACKPAY,
    ),
    Entry(
        Code.AMOUNT_DIFFERS,
        _ERROR,
        "补缴金额与计算的补缴金额不一致：“{header}”{value}，计算为{deposit}元×{count}个月＝{expected}元",
        "补缴金额等于月缴存额乘以月数。",
        "请清空该单元格（发送时自动计算）或改为计算的金额；也请核对年月、月均工资和缴存比例。",
        "补缴金额与计算的补缴金额不一致。请保留公式。",
        _BACKPAY,
        _T,
    ),
    Entry(
        Code.LIVE_ACCOUNT,
        _ERROR,
        "存在正常缴存账户：该证件号码的个人客户号为{client_number}",
        "该职工在中心已有正常缴存的账户。",
        "重复操作的，请将该行整行删除；确需登记的，请先为其正常账户办理职工减少。",
        "存在正常缴存账户，无须重复登记。",
        _REGISTER,
        _R,
    ),
    Entry(
        Code.ALREADY_STOPPED,
        _ERROR,
        "职工已减少：已停缴的个人客户号为{client_number}",
        "该职工在本单位的缴存状态已为停缴。",
        "请将该行整行删除；状态有误的，请先进行职工信息同步。",
        "职工已减少，无须重复申报。",
        _REDUCE,
        _R,
    ),
    Entry(
        Code.FUND_UNKNOWN,
        _ERROR,
        "资金性质不正确：{value}{expected}",
        "资金性质没有填写，或不是本单位的资金性质。",
        "请从下拉列表中选择资金性质。",
        "资金性质不正确。请从下拉列表中选择。",
        needs=_T,
    ),
    Entry(
        Code.FUND_DIFFERS,
        _ERROR,
        "资金性质与本批不一致：填的是{fund}，本批为{batch_fund}",
        "一批只能有一种资金性质，即在参数表中选择的那一种。",
        "请更正资金性质；另一种资金性质的职工请另做一批。",
        "资金性质与本批不一致。一批只能有一种资金性质。",
    ),
    Entry(
        Code.REASON_UNKNOWN,
        _ERROR,
        "减少原因不正确：{value}{expected}",
        "减少原因没有填写，或不在列表中。",
        "请从下拉列表中选择减少原因。",
        "减少原因不正确。请从下拉列表中选择。",
        _REDUCE,
        _T,
    ),
    Entry(
        Code.BLANK_ROW,
        _ERROR,
        "记录之间存在空行：{rows}",
        "记录与记录中间不得留有空行。",
        "请将空行整行删除（不是清除内容）。",
        "记录之间存在空行。",
    ),
    Entry(
        Code.COLUMN_MISSING,
        _ERROR,
        "缺少列“{header}”：第{header_row}行中没有找到这个表头",
        "表头被删除或改写，该列无法读取，与它有关的规则都没有核对。",
        "请补上该列和表头，或重新生成模板后将数据粘贴进去。",
        "缺少应有的列。",
    ),
    Entry(
        Code.COLUMN_UNKNOWN,
        _HINT,
        "无法识别的列“{header}”：{letter}列的内容不会发送",
        "该列不属于本业务。",
        "无须处理；如该列是写错的表头，请更正。",
        "无法识别的列。",
    ),
    Entry(
        Code.FORMAT_CHANGED,
        _HINT,
        "单元格格式已被更改：“{header}”自第{row}行起共{count}个单元格，应为{expected}",
        "模板规定：姓名、号码、年月为文本，其余为常规；格式更改后再录入，容易丢失内容。",
        "请将该列设回模板的格式（文本或常规），并核对内容。",
        "单元格格式已被更改。",
    ),
    Entry(
        Code.TEMPLATE_OUTDATED,
        _HINT,
        "模板版本已过时：本表为{version}，现行为{expected}",
        "本表由另一个版本的模板生成，格式和公式可能与现行的不同。",
        "可以照常核对和发送；建议重新生成模板后将数据粘贴进去。",
        "模板版本已过时。",
    ),
    Entry(
        Code.NAME_DIFFERS,
        _QUESTION,
        "姓名与中心登记不一致：表中为“{name}”，中心登记为“{record}”",
        "该个人客户号在中心登记的姓名与表中不同。选“是”提交的，以中心登记的信息办理。",
        _MISMATCH,
        "姓名与中心登记不一致。",
        _ON_RECORD,
        _R,
    ),
    Entry(
        Code.ID_DIFFERS,
        _QUESTION,
        "证件号码与中心登记不一致：{difference}",
        "该个人客户号在中心登记的证件号码与表中不同。选“是”提交的，以中心登记的信息办理。",
        _MISMATCH,
        "证件号码与中心登记不一致。",
        frozenset({Business.REDUCE, Business.ADJUST}),
        _R,
    ),
    Entry(
        Code.BATCH_LIMIT,
        _ERROR,
        "一批的记录数超过上限：共{count}条，一批最多{limit}条",
        "中心规定了一批最多可以发送的记录数。",
        "请将多出的记录移到另一张表，分批发送。",
        "一批的记录数超过上限。",
        needs=_T,
    ),
)

ENTRIES: Final[Mapping[Code, Entry]] = MappingProxyType({entry.code: entry for entry in _ENTRIES})
"""Every code's entry."""

COUNTER: Final = "；补缴以前年度且当年上下限与现行不同的，请将该行整行移出本表，到中心柜面办理"
"""What E18 adds to a clamped back-pay where the terms do not say since when the bounds apply."""
