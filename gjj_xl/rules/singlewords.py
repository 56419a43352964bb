"""Where the single forms (单笔) say another thing than the batches: what to do, and the counter.

A batch's remedies speak of rows to delete and columns to reformat; a form has neither. The words
of the messages themselves stand in :mod:`gjj_xl.rules.catalogue` (``Entry.single``).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.findings import Code

_AGAIN: Final = "请用半角数字重新填写。"
_MONTH: Final = "请用半角数字填写六位年月，例如2026年3月填202603。"

_REMEDIES: Final[Mapping[Code, str]] = MappingProxyType(
    {
        Code.NAME_TOO_LONG: "请核对姓名；确实超长的，请到中心柜面办理登记。",
        Code.ID_CHECKSUM: "请对照身份证逐位核对；核对无误确需以该号码登记的，请到中心柜面办理。",
        Code.ID_DAMAGED: "请对照身份证重新录入完整号码。",
        Code.CLIENT_NUMBER_DAMAGED: "请重新录入完整的个人客户号，包括前面的0。",
        Code.SALARY_FORMAT: "请改成半角方式录入月均工资，不带单位和逗号。",
        Code.SALARY_OUT_OF_BOUNDS: "无须改动：已按最低或最高缴存基数调整。",
        Code.RATE_FORMAT: "请用半角数字填写百分数，例如8。",
        Code.FIRST_MONTH_FORMAT: _MONTH,
        Code.LAST_MONTH_FORMAT: _MONTH,
        Code.PAST_BOUNDS: (
            "以前年度上下限与现行不同的，请到中心柜面办理；相同的，可选“是”继续录入。"
        ),
        Code.DUPLICATE: "确为重复的，请点击“清除”；录错的，请更正。",
        Code.MONTHS_OVERLAP: "确为重复的，请点击“清除”；年月录错的，请更正起始年月或截止年月。",
        Code.AMOUNT_NOT_POSITIVE: (
            "请核对月均工资、缴存比例和年月；没有差额的，不需要补缴，请点击“清除”。"
        ),
        Code.DEPOSIT_FORMAT: _AGAIN,
        Code.AMOUNT_FORMAT: _AGAIN,
        Code.LIVE_ACCOUNT: ("重复操作的，请点击“清除”；确需登记的，请先为其正常账户办理职工减少。"),
        Code.ALREADY_STOPPED: "请点击“清除”；状态有误的，请先进行职工信息同步。",
    }
)

_IN_CELL: Final[Mapping[Code, str]] = MappingProxyType(
    {
        Code.FUND_DIFFERS: "",
        Code.ID_LENGTH: "证件号码位数不为15位或18位。请对照身份证录入。",
        Code.ID_DAMAGED: "",
        Code.CLIENT_NUMBER_LENGTH: "个人客户号长度不正确。请填写完整的个人客户号，包括前面的0。",
        Code.CLIENT_NUMBER_DAMAGED: "",
        Code.SALARY_FORMAT: "输入的月均工资格式错误。请改成半角方式录入，最多两位小数。",
    }
)
"""Empty where a form has no such thing: it holds no batch, and its cells stay text."""

SETTLED_RATES: Final[Mapping[Code, str]] = MappingProxyType(
    {
        Code.RATE_RANGE: (
            "缴存比例已自动调整为{settled}%：填的是{rate}%，应为{least}%至{most}%{step}"
        ),
        Code.RATE_NOT_UNIFORM: (
            "缴存比例已自动调整为{settled}%：填的是{rate}%，本单位统一缴存比例为{uniform}%"
        ),
    }
)
"""What the single registration form says instead of refusing a rate (manual 6.1.7)."""

COUNTER: Final = "；补缴以前年度且当年上下限与现行不同的，请到中心柜面办理"
"""What E18 adds to a salary adjusted for a back-pay where the terms do not say since when."""


def single_message(code: Code) -> str:
    """The format of a finding's message on a form."""
    entry = ENTRIES[code]
    return entry.single or entry.message


def single_remedy(code: Code) -> str:
    """What to do about a finding on a form."""
    return _REMEDIES.get(code, ENTRIES[code].remedy)


def single_in_cell(code: Code) -> str:
    """What an input that a form refuses in the cell is told."""
    return _IN_CELL.get(code, ENTRIES[code].in_cell)
