"""Every finding code: a case that provokes it, and one beside it that must stay silent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.business import Business
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.cells import Cell, CellError
from gjj_xl.rules.check import check
from gjj_xl.rules.findings import Code, Finding
from tests.oracle import ROSTER, make_batch, make_terms
from tests.rules.test_catalogue import TABLE

REGISTER, REDUCE, MISSED = Business.REGISTER, Business.REDUCE, Business.MISSED
SHORT, ADJUST = Business.SHORT, Business.ADJUST
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Pair:
    """A provoking case and its silent neighbour; ``facts`` are of the batch, ``terms`` changed."""

    code: str
    business: Business
    bad: tuple[Row, ...]
    good: tuple[Row, ...]
    says: str = ""
    bad_facts: Mapping[str, Any] = field(default_factory=dict)
    good_facts: Mapping[str, Any] = field(default_factory=dict)
    bad_terms: Mapping[str, Any] = field(default_factory=dict)
    good_terms: Mapping[str, Any] = field(default_factory=dict)


def pair(code: str, business: Business, bad: Row, good: Row, says: str = "", **more: Any) -> Pair:
    return Pair(code, business, (bad,), (good,), says, **more)


STOPPED = {"client_number": "000000000002", "name": "李四", "id_number": "330102198001010018"}
PAIRS = (
    pair("name-empty", MISSED, {"name": "　"}, {"name": " 张三 "}, "没有填写"),
    pair("name-empty", REGISTER, {"name": "\u200b"}, {"name": "张\u200b三"}, "没有填写"),
    pair("name-empty", REGISTER, {"name": 5}, {"name": "五"}, "填的是5"),
    pair("name-too-long", REGISTER, {"name": "阿依古丽古丽"}, {"name": "阿依古丽古"}, "共6个字"),
    pair("id-length", REGISTER, {"id_number": "1101051949"}, {}, "10位"),
    pair("id-characters", REGISTER, {"id_number": "11010519491231002Z"}, {}, "第18位“Z”"),
    pair("id-date", REGISTER, {"id_number": "11010519491331002X"}, {}, "19491331"),
    pair("id-checksum", REGISTER, {"id_number": "110105194912310020"}, {}),
    pair("id-damaged", REGISTER, {"id_number": 1.10105194912310e17}, {}, "1.10105E+17"),
    pair("id-damaged", ADJUST, {"id_number": "3.3E+17"}, {}, "现为3.3E+17，Excel 已丢失末尾几位"),
    pair(
        "id-damaged", REGISTER, {"id_number": 330106900101123}, {}, "现为330106900101123，号码必须"
    ),
    pair("client-number-damaged", REDUCE, {"client_number": 1.0}, {}, "现为1，Excel 已丢失前导零"),
    pair("client-number-damaged", MISSED, {"client_number": 1.2e15}, {}, "，Excel 已丢失末尾几位"),
    pair(
        "client-number-damaged", MISSED, {"client_number": 123456789012}, {}, "9012，号码必须是文本"
    ),
    pair("month-as-number", MISSED, {"last_month": 202603.0}, {}, "截止年月以数值存放：202603"),
    pair("client-number-length", SHORT, {"client_number": "0001"}, {}, "现为4位，应为12位"),
    pair("client-number-length", SHORT, {"client_number": None}, {}, "没有填写，应为12位"),
    pair("client-number-length", SHORT, {"client_number": CellError("#REF!")}, {}, "是错误值#REF!"),
    pair("client-number-unknown", ADJUST, {"client_number": "999999999999"}, {}),
    pair(
        "client-number-unknown", ADJUST, {"client_number": "０００００００００００１"}, {}, "半角"
    ),
    pair("salary-format", SHORT, {"due_salary": "5,000"}, {}, "“应缴月均工资”填的是文本“5,000”"),
    pair("salary-format", ADJUST, {"salary": True}, {"salary": 5000}, "TRUE"),
    pair("salary-not-positive", REGISTER, {"salary": -0.01}, {"salary": 2660}, "-0.01"),
    pair("salary-decimals", MISSED, {"salary": 5000.005}, {"salary": 5000.05}, "5000.005"),
    pair(
        "salary-out-of-bounds",
        MISSED,
        {"salary": 2659.99},
        {"salary": 2660},
        "最低2660.00元，最高42151.00元，按缴存基数2660.00元计算；补缴以前年度",
    ),
    pair("deposit-format", ADJUST, {"own_deposit": "x"}, {"own_deposit": ""}, "“个人月缴存额”"),
    pair("amount-format", SHORT, {"amount": "480"}, {"amount": 480}),
    pair(
        "past-bounds",
        SHORT,
        {"due_salary": 50000, "paid_salary": 1000},
        {"due_salary": 50000, "first_month": "202602"},
        "202601，现行上下限自202602起启用",
        bad_terms={"bounds_from": "202602"},
        good_terms={"bounds_from": "202602"},
    ),
    pair("employee-not-normal", ADJUST, STOPPED, {}, "000000000002为停缴"),
    pair("deposit-differs", REGISTER, {"deposit": 801}, {"deposit": 800}, "计算为800.00元"),
    pair("rate-format", MISSED, {"rate": "8"}, {"rate": 8}, "填的是文本“8”"),
    pair("rate-format", MISSED, {"rate": 8.555}, {"rate": 8.55}, "应为最多两位小数"),
    pair("rate-range", MISSED, {"rate": 0.04}, {"rate": 0.05}, "填的是4%，应为5%至12%"),
    pair(
        "rate-not-uniform",
        ADJUST,
        {"rate": 8},
        {"rate": 7.5},
        "填的是8%，单位为7.5%",
        bad_terms={"uniform_rate": "7.5"},
        good_terms={"uniform_rate": "7.5"},
    ),
    pair("first-month-length", MISSED, {"first_month": "2026年1月"}, {}, "2026年1月"),
    pair("last-month-length", MISSED, {"last_month": None}, {}, "没有填写"),
    pair("first-month-format", SHORT, {"first_month": "2026Q1"}, {}, "2026Q1"),
    pair("last-month-format", SHORT, {"last_month": 20263}, {}, "20263"),
    pair("month-order", MISSED, {"first_month": "202604"}, {"first_month": "202603"}),
    pair(
        "first-month-not-past",
        MISSED,
        {"first_month": "202611", "last_month": "202612"},
        {"first_month": "202610", "last_month": "202610"},
        "当前业务年月为202611",
    ),
    pair("last-month-not-past", SHORT, {"last_month": "202611"}, {"last_month": "202610"}),
    Pair("duplicate", REDUCE, ({}, {}), ({}, {"client_number": "000000000003"}), "第2行"),
    Pair(
        "months-overlap",
        MISSED,
        ({}, {"first_month": "202602", "last_month": "202604"}),
        ({}, {"first_month": "202604", "last_month": "202604"}),
        "202602等2个月已在第2行中补缴",
    ),
    pair("amount-not-positive", SHORT, {"due_salary": 4000}, {"amount": 480}, "计算为0.00元"),
    pair("amount-differs", MISSED, {"amount": 2400.5}, {"amount": 2400}, "800.00元×3个月＝2400"),
    pair(
        "live-account",
        REGISTER,
        {"id_number": "330102850615002"},
        {"id_number": STOPPED["id_number"]},
        "000000000003",
    ),
    pair("already-stopped", REDUCE, STOPPED, {}, "已停缴的个人客户号为000000000002"),
    pair("fund-unknown", MISSED, {"fund": None}, {"fund": "10"}, "10（一般住房公积金）"),
    pair("fund-differs", MISSED, {"fund": 10}, {"fund": 10}, "本批为11", bad_facts={"fund": 11}),
    pair("reason-unknown", REDUCE, {"reason": "离职"}, {"reason": "离(退)休"}, "02调出"),
    Pair(
        "reason-unknown",
        REDUCE,
        ({"reason": 1}, {"reason": True, "client_number": "000000000003"}),
        ({"reason": 1}, {"reason": 1.0, "client_number": "000000000003"}),
        "TRUE",
    ),
    pair("blank-row", MISSED, {}, {}, "第5行至第7行", bad_facts={"gaps": ((5, 7),)}),
    pair("column-missing", MISSED, {}, {}, "“姓名”", bad_facts={"missing": ("name",)}),
    pair("column-unknown", MISSED, {}, {}, "K列", bad_facts={"unknown": (("备注", "K"),)}),
    pair(
        "format-changed",
        MISSED,
        {},
        {},
        "“姓名”自第9行起共2个单元格，应为文本",
        bad_facts={"formats": (FormatChange("name", 9, 2, "文本"),)},
    ),
    pair(
        "template-outdated",
        MISSED,
        {},
        {},
        "本表为0，现行为1",
        bad_facts={"template_version": "0"},
        good_facts={"template_version": "1"},
    ),
    pair("name-differs", SHORT, {"name": "张叁"}, {"name": "张三"}, "中心登记为“张三”"),
    pair("id-differs", REDUCE, {"id_number": "330102199003071233"}, {}, "*" * 17 + "0（"),
    Pair(
        "batch-limit",
        ADJUST,
        ({}, {"client_number": "000000000003"}),
        ({},),
        "共2条，一批最多1条",
        bad_terms={"batch_limit": 1},
        good_terms={"batch_limit": 1},
    ),
)


def found(
    business: Business, rows: tuple[Row, ...], facts: Mapping[str, Any], terms: Mapping[str, Any]
) -> list[Finding]:
    batch: Batch = make_batch(business, *rows, **facts)
    return list(check(batch, make_terms(**terms), ROSTER).findings)


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case.code}-{case.business}")
def test_the_case_provokes_its_finding_and_its_neighbour_does_not(case: Pair) -> None:
    code = Code(case.code)
    hits = [
        finding
        for finding in found(case.business, case.bad, case.bad_facts, case.bad_terms)
        if finding.code is code
    ]
    assert len(hits) == 1 + (case.code == "salary-out-of-bounds" and case.business is SHORT)
    finding = hits[0]
    assert finding.message.startswith(TABLE[case.code][1])
    assert case.says in finding.message
    assert "{" not in finding.message
    assert finding.remedy == ENTRIES[code].remedy
    assert finding.severity is ENTRIES[code].severity
    assert case.business in ENTRIES[code].businesses
    silent = found(case.business, case.good, case.good_facts, case.good_terms)
    assert code not in {finding.code for finding in silent}


def test_every_code_has_such_a_pair() -> None:
    assert {case.code for case in PAIRS} == {code.value for code in Code}
