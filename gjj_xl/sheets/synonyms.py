"""Other words for our headers, as foreign sheets write them; a new word is a line in a table.

Words are written as :func:`gjj_xl.sheets.headers.plain` makes them: no spaces, half-width signs.
Of a two-row header both are joined: ``月缴存额/单位``. Units and marks behind the word (``(元)``,
``%``) are taken off before it is looked up.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import Business

UNIT_RATE: Final = "unit_rate"
OWN_RATE: Final = "own_rate"
"""The manual knows one rate for both sides; many sheets have a column for each."""

IGNORED: Final = frozenset({"序号", "编号", "行号", "NO", "NO.", "No", "No."})
"""Headers that are never worth a word."""

_SALARY = (
    "月均工资", "月平均工资", "月均工资额", "月平均工资额", "月工资", "月工资额", "工资额", "工资",
    "工资基数", "缴存基数", "月缴存基数", "公积金缴存基数", "住房公积金缴存基数", "公积金基数",
    "上一年度月平均工资额", "上一年度月平均工资", "上年度月平均工资额", "上年度月平均工资",
    "上年月平均工资", "上年度月均工资", "上一年度月均工资",
)  # fmt: skip
_RATE = ("缴存比例", "缴交比例", "缴费比例", "公积金比例", "公积金缴存比例", "比例")
_DEPOSIT = ("月缴存额", "月缴额", "月缴交额", "月缴费额", "缴存额", "月应缴额", "应缴额")
_UNIT = ("单位", "单位部分", "单位缴存", "公司")
_OWN = ("个人", "个人部分", "个人缴存", "职工")
_SUM = ("合计", "小计", "总额", "合计数")


def _both(tops: tuple[str, ...], subs: tuple[str, ...]) -> tuple[str, ...]:
    joined = [f"{top}/{sub}" for top in tops for sub in subs]
    return (*joined, *(f"{sub}{top}" for top in tops for sub in subs))


def _with(prefixes: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    joined = [f"{prefix}/{word}" for prefix in prefixes for word in words]
    return (*joined, *(f"{prefix}{word}" for prefix in prefixes for word in words))


_PAID = ("已缴", "已缴存", "原", "原缴", "调整前")
_DUE = ("应缴", "应缴存", "现", "实际应缴", "调整后")

SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "fund": ("资金性质", "资金性质代码", "资金类型", "资金种类", "公积金类型"),
        "client_number": (
            "个人客户号", "客户号", "职工客户号", "公积金账号", "公积金帐号", "个人公积金账号",
            "个人公积金帐号", "住房公积金账号", "个人账号", "个人帐号", "职工账号", "公积金账户",
            "个人账户", "个人公积金号", "公积金号", "个人编号",
        ),
        "name": ("姓名", "职工姓名", "员工姓名", "名字", "职工名称", "人员姓名"),
        "id_number": (
            "身份证号码", "身份证号", "身份证", "证件号码", "证件号", "公民身份号码", "身份号码",
            "公民身份证号码", "居民身份证号码", "居民身份证号", "身份证件号码", "身份证件号",
        ),
        "salary": _SALARY,
        "rate": _RATE,
        UNIT_RATE: _both(_RATE, _UNIT),
        OWN_RATE: _both(_RATE, _OWN),
        "unit_deposit": _both(_DEPOSIT, _UNIT),
        "own_deposit": _both(_DEPOSIT, _OWN),
        "deposit": (*_DEPOSIT, *_both(_DEPOSIT, _SUM), "合计"),
        "first_month": (
            "起始年月", "开始年月", "补缴起始年月", "补缴开始年月", "起缴年月", "起始月份",
            "开始月份", "补缴起始月份", "补缴年月/起始", "补缴年月/起", "补缴期间/起始年月",
            "补缴期间/起", "补缴期间/起始", "漏缴起始年月", "少缴起始年月",
        ),
        "last_month": (
            "截止年月", "终止年月", "结束年月", "补缴截止年月", "补缴终止年月", "补缴结束年月",
            "截止月份", "终止月份", "结束月份", "补缴截止月份", "补缴年月/截止", "补缴年月/止",
            "补缴期间/截止年月", "补缴期间/止", "补缴期间/截止", "漏缴截止年月", "少缴截止年月",
        ),
        "paid_salary": _with(_PAID, _SALARY),
        "due_salary": _with(_DUE, _SALARY),
        "paid_rate": _with(_PAID, _RATE),
        "due_rate": _with(_DUE, _RATE),
        "amount": ("补缴金额", "补缴额", "补缴总额", "补缴合计", "补缴总金额", "应补缴金额"),
        "reason": (
            "减少原因", "停缴原因", "封存原因", "离职原因", "减少缴存原因", "停缴减少原因", "原因",
        ),
    }
)  # fmt: skip

FIELDS_BY_WORD: Final[Mapping[str, str]] = MappingProxyType(
    {word: field for field, words in SYNONYMS.items() for word in words}
)

BUSINESS_WORDS: Final[tuple[tuple[str, Business], ...]] = (
    ("漏缴", Business.MISSED),
    ("少缴", Business.SHORT),
    ("差额补缴", Business.SHORT),
    ("年度调整", Business.ADJUST),
    ("基数调整", Business.ADJUST),
    ("缴存额调整", Business.ADJUST),
    ("调整缴存基数", Business.ADJUST),
    ("工资调整", Business.ADJUST),
    ("职工登记", Business.REGISTER),
    ("开户登记", Business.REGISTER),
    ("新增职工", Business.REGISTER),
    ("职工减少", Business.REDUCE),
    ("人员减少", Business.REDUCE),
    ("停缴", Business.REDUCE),
    ("封存", Business.REDUCE),
)
"""What the title rows or the sheet's name may call a business."""

FUND_WORDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "一般住房公积金": 10,
        "一般公积金": 10,
        "住房公积金": 10,
        "住房公积金补贴": 11,
        "公积金补贴": 11,
        "住房补贴": 11,
    }
)
"""Words of the manual (11.1.1) for the two funds, longest match first."""

TOTAL_WORDS: Final = ("合计", "总计", "共计", "小计", "累计")
FOOTER_WORDS: Final = (
    "制表", "填表", "填报", "审核", "复核", "经办", "盖章", "负责人", "联系电话", "说明", "备注",
    "注:", "日期",
)  # fmt: skip

_TAIL: Final = re.compile(r"(\((?:元|%|百分比|元/月|必填|RMB|人民币)\)|%|[*:])+$")


def field_of(word: str) -> str | None:
    """The field (or :data:`UNIT_RATE`, :data:`OWN_RATE`) that a plain header means."""
    bare = "/".join(_TAIL.sub("", part) for part in word.split("/"))
    return FIELDS_BY_WORD.get(bare)
