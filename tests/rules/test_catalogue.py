"""The catalogue against the specification's table."""

from string import Formatter

import pytest

from gjj_xl.rules.business import Business
from gjj_xl.rules.catalogue import ENTRIES, ROSTER, TERMS
from gjj_xl.rules.findings import Code, Severity

ERROR, QUESTION, HINT = Severity.ERROR, Severity.QUESTION, Severity.HINT

TABLE = {
    "name-empty": (ERROR, "姓名为空"),
    "name-too-long": (ERROR, "姓名长度超过5个汉字"),
    "id-length": (ERROR, "证件号码位数不为15位或18位"),
    "id-characters": (ERROR, "证件号码含有非法字符"),
    "id-date": (ERROR, "证件号码中的出生日期无效"),
    "id-checksum": (ERROR, "证件号码不符合校验规则"),
    "id-damaged": (ERROR, ""),
    "client-number-damaged": (ERROR, ""),
    "month-as-number": (HINT, ""),
    "client-number-length": (ERROR, "个人客户号长度不正确"),
    "client-number-unknown": (ERROR, "不存在缴存关系或不属于此单位"),
    "salary-format": (ERROR, "月均工资格式错误"),
    "salary-not-positive": (ERROR, "月均工资不能为零或负数"),
    "salary-decimals": (ERROR, "月均工资小数位数超过两位"),
    "salary-out-of-bounds": (HINT, ""),
    "deposit-format": (ERROR, "月缴存额格式错误"),
    "amount-format": (ERROR, "补缴金额格式错误"),
    "past-bounds": (QUESTION, "补缴年月早于现行缴存基数上下限的启用年月"),
    "employee-not-normal": (ERROR, "职工缴存状态不为正常"),
    "deposit-differs": (ERROR, "月缴存额与计算的月缴存额不一致"),
    "rate-format": (ERROR, "缴存比例"),
    "rate-range": (ERROR, "缴存比例"),
    "rate-not-uniform": (ERROR, "缴存比例"),
    "first-month-length": (ERROR, "起始年月长度错误"),
    "last-month-length": (ERROR, "截止年月长度错误"),
    "first-month-format": (ERROR, "起始年月格式错误"),
    "last-month-format": (ERROR, "截止年月格式错误"),
    "month-order": (ERROR, "起始年月大于截止年月"),
    "first-month-not-past": (ERROR, "起始年月不得大于或等于当前业务年月"),
    "last-month-not-past": (ERROR, "截止年月不得大于或等于当前业务年月"),
    "duplicate": (ERROR, "存在相同的记录"),
    "months-overlap": (ERROR, "存在重复补缴"),
    "amount-not-positive": (ERROR, "补缴金额不能为零或负数"),
    "amount-differs": (ERROR, "补缴金额与计算的补缴金额不一致"),
    "live-account": (ERROR, "存在正常缴存账户"),
    "already-stopped": (ERROR, "职工已减少"),
    "fund-unknown": (ERROR, "资金性质"),
    "fund-differs": (ERROR, "资金性质"),
    "reason-unknown": (ERROR, "减少原因"),
    "blank-row": (ERROR, "记录之间存在空行"),
    "column-missing": (ERROR, ""),
    "column-unknown": (HINT, ""),
    "format-changed": (HINT, ""),
    "template-outdated": (HINT, ""),
    "name-differs": (QUESTION, "姓名与中心登记不一致"),
    "id-differs": (QUESTION, "证件号码与中心登记不一致"),
    "batch-limit": (ERROR, ""),
}
"""Severities and beginnings as the specification states them; ``batch-limit`` is our own."""


def test_the_catalogue_has_the_codes_of_the_table_and_no_others() -> None:
    assert {code.value for code in Code} == TABLE.keys()
    assert set(ENTRIES) == set(Code)


@pytest.mark.parametrize("code", Code)
def test_an_entry_has_the_severity_and_the_words_of_the_table(code: Code) -> None:
    entry = ENTRIES[code]
    severity, words = TABLE[code.value]
    assert entry.severity is severity
    assert entry.message.replace("{most}", "5").startswith(words)


@pytest.mark.parametrize("code", Code)
def test_an_entry_says_everything_that_its_readers_need(code: Code) -> None:
    entry = ENTRIES[code]
    assert entry.code is code
    assert entry.businesses <= set(Business)
    assert entry.businesses
    assert entry.needs <= {TERMS, ROSTER}
    assert 0 < len(entry.in_cell) <= 255
    for text in (entry.cause, entry.remedy, entry.in_cell):
        assert text.endswith("。")
        assert not any(name for _, name, _, _ in Formatter().parse(text))
