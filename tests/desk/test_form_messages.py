"""Each message and adjustment of the manual's chapters on 单笔 (6.1, 7.1, 8.1, 9.1, 11.1).

A table for each chapter: what is typed into the pane, and what the form says, or what it makes of
it. Every row goes through the desk to a centre that runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gjj_xl.desk import Desk
from gjj_xl.rules.business import Business
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.roster import State
from gjj_xl.sandbox import ca
from tests.desk.scene import SPEED, START, Scene, at, columns, normal
from tests.sandbox.harness import Sandbox

EIGHT, FREE, SIX = 0, 1, 2
"""Units: a uniform rate of 8% and two funds; no uniform rate and one fund; a uniform rate of 6%."""
DONE = ""


@dataclass(frozen=True)
class Case:
    """What is typed in place of good cells; how what is said begins; values that are adjusted.

    ``settled`` are in fen and 1/100 percent. A case that says something is not recorded, unless it
    has adjusted values.
    """

    typed: dict[str, Any]
    says: str = DONE
    settled: dict[str, int] = field(default_factory=dict)
    unit: int = EIGHT


def case(says: str = DONE, unit: int = EIGHT, settled: Any = None, **typed: Any) -> Case:
    return Case(typed, says, settled or {}, unit)


LOW, HIGH = 266000, 4215100
"""The bounds since 202607, in fen."""
_FORMAT, _BOUNDS = "输入的月均工资格式错误", "月均工资超出缴存基数上下限"
_SALARIES = (
    case(_FORMAT, salary="９０００"),
    case(_FORMAT, salary="九千"),
    case(_FORMAT, salary=None),
    case("月均工资不能为零或负数", salary=0),
    case("月均工资不能为零或负数", salary=-0.01),
    case("月均工资小数位数超过两位", salary=9000.123),
    case(salary=9000.12, settled={"salary": 900012}),
    case(salary=2660, settled={"salary": LOW}),
    case(salary=42151, settled={"salary": HIGH}),
    case(_BOUNDS, salary=2659.99, settled={"salary": LOW}),
    case(_BOUNDS, salary=42151.01, settled={"salary": HIGH}),
    case(_BOUNDS, salary=0.01, settled={"salary": LOW}),
)

REGISTER = (
    case("姓名为空", name=None),
    case("姓名为空", name="　"),
    case(name="阿卜杜拉木"),
    case("姓名长度超过5个汉字", name="阿卜杜拉木江"),
    case("证件号码位数不为15位或18位", id_number=None),
    case("证件号码位数不为15位或18位", id_number="3301021990030712"),
    case("证件号码不符合校验规则", id_number="330102199003071231"),
    case("证件号码含有非法字符", id_number="３30102199003071230"),
    case("证件号码中的出生日期无效", id_number="330102199013071230"),
    case(id_number="330102850615002"),
    *_SALARIES,
    case("缴存比例已自动调整为5%", FREE, {"rate": 500}, rate=4.99),
    case("缴存比例已自动调整为5%", FREE, {"rate": 500}, rate=0),
    case("缴存比例已自动调整为12%", FREE, {"rate": 1200}, rate=12.01),
    case(unit=FREE, settled={"rate": 500}, rate=5),
    case(unit=FREE, settled={"rate": 1200}, rate=12),
    case(unit=FREE, settled={"rate": 850}, rate=8.5),
    case("缴存比例格式错误", FREE, rate="八"),
    case("缴存比例已自动调整为8%", settled={"rate": 800}, rate=12),
    case("资金性质不正确", FREE, fund=11),
    case("资金性质不正确", fund=None),
)
REDUCE = (
    case("个人客户号长度不正确", client_number="12345"),
    case("个人客户号长度不正确", client_number=None),
    case("该职工不存在缴存关系或不属于此单位", client_number="999999999999"),
    case("该职工不存在缴存关系或不属于此单位", client_number="０01076535115"),
    case("减少原因不正确", reason=None),
    case("减少原因不正确", reason="想走"),
    case(reason="死亡"),
    case(reason="02"),
)
_MONTHS = (
    case("起始年月长度错误", first_month="20201"),
    case("起始年月长度错误", first_month=None),
    case("起始年月格式错误", first_month="202013"),
    case("起始年月格式错误", first_month="２０２００１"),
    case("截止年月长度错误", last_month="2020011"),
    case("截止年月格式错误", last_month="2020AB"),
    case("截止年月格式错误", last_month="２０２００１"),
    case("起始年月大于截止年月", first_month="202003", last_month="202002"),
    case("起始年月不得大于或等于当前业务年月", first_month="202611", last_month="202611"),
    case("截止年月不得大于或等于当前业务年月", last_month="202611"),
    case("截止年月不得大于或等于当前业务年月", last_month="202701"),
)
MISSED = (
    *_SALARIES,
    *_MONTHS,
    case(first_month=202001, last_month=202001),
    case("缴存比例不在允许范围内", rate=7.99),
    case(rate=8),
    case(rate=12),
    case("缴存比例不在允许范围内", rate=12.01),
    case("缴存比例不在允许范围内", SIX, rate=5.99),
    case(unit=SIX, rate=6),
    case("缴存比例不在允许范围内", FREE, rate=4.99),
    case(unit=FREE, rate=5),
    case("该职工不存在缴存关系或不属于此单位", client_number="999999999999"),
)
SHORT = (
    *_MONTHS,
    case("补缴金额不能为零或负数", due_salary=8000),
    case("补缴金额不能为零或负数", due_salary=7000),
    case(_FORMAT, due_salary="９０００"),
    case(_FORMAT, paid_salary="８０００"),
    case("月均工资小数位数超过两位", due_salary=9000.001),
    case("缴存比例不在允许范围内", paid_rate=7.99),
    case("缴存比例不在允许范围内", due_rate=12.01),
    case("补缴金额不能为零或负数", due_rate=11.99, due_salary=8000),
)
CHAPTERS = {
    Business.REGISTER: REGISTER,
    Business.REDUCE: REDUCE,
    Business.MISSED: MISSED,
    Business.SHORT: SHORT,
}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A running centre with a unit of each kind."""
    key = rsa.generate_private_key(65537, 2048)
    data = tmp_path_factory.mktemp("street") / "centre"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ca.rsa, "generate_private_key", lambda *_: key)
        sandbox = Sandbox.seeded(data, start=at(START), units=3, employees=24)
    with sandbox:
        yield sandbox.start(speed=SPEED)


@pytest.fixture
def desks(street: Sandbox, tmp_path: Path) -> Iterator[Sequence[Desk]]:
    """A desk for each unit, logged in and synced."""
    scenes = [Scene(street, tmp_path / str(number), number) for number in (EIGHT, FREE, SIX)]
    opened = []
    for one in scenes:
        one.folder.mkdir()
        opened.append(one.desk())
        one.log_in(opened[-1])
    yield opened
    for desk in opened:
        desk.close()


def good(desk: Desk, business: Business, skip: int = 0) -> dict[str, Any]:
    """Cells as a clerk types them for somebody whom no other case is about."""
    terms = desk.terms()
    assert terms is not None
    made = columns(business, normal(desk, 1, skip), terms)
    cells = {name: values[0] for name, values in made.items()}
    if business.facts.registered:
        cells.pop("name")
        cells.pop("id_number", None)
    return cells


def said(desk: Desk, business: Business, one: Case) -> str:
    """What is not as the case has it; empty where all is. What was recorded is dropped."""
    made = desk.record(business, good(desk, business) | one.typed, sure=True)
    record = made.checked.record
    values = {name: record.values[name] for name in one.settled} if record else {}
    messages = [
        *(finding.message for finding in made.checked.errors),
        *made.checked.told,
        *made.refused,
    ]
    if made.done:
        desk.drop_pending(business, [made.listed.records[-1].record_id])
    expected = not one.says or bool(one.settled)
    first = messages[0] if messages else ""
    if made.done is expected and first.startswith(one.says) and bool(first) is bool(one.says):
        return "" if values == one.settled else f"{one}: {values}"
    return f"{one}: {made.done} {messages}"


@pytest.mark.parametrize("business", CHAPTERS)
def test_what_a_form_says_and_what_it_adjusts(desks: Sequence[Desk], business: Business) -> None:
    found = (said(desks[one.unit], business, one) for one in CHAPTERS[business])
    assert [words for words in found if words] == []


def test_both_salaries_of_a_short_payment_are_adjusted(desks: Sequence[Desk]) -> None:
    months = {"first_month": "202607", "last_month": "202608"}
    cells = good(desks[EIGHT], Business.SHORT) | months | {"paid_salary": 1, "due_salary": 99999}
    made = desks[EIGHT].record(Business.SHORT, cells)
    assert made.checked.record is not None
    values = made.checked.record.values
    assert (values["paid_salary"], values["due_salary"]) == (LOW, HIGH)
    assert [words.partition("，")[0] for words in made.checked.told] == [
        "月均工资超出缴存基数上下限：“已缴月均工资”填的是1元",
        "月均工资超出缴存基数上下限：“应缴月均工资”填的是99999元",
    ]
    # 12% of 42151 is 5058.12, of 2660 is 319.2: rounded one by one; both sides, two months.
    assert values["amount"] == (5058 - 319) * 2 * 2 * 100
    desks[EIGHT].drop_pending(Business.SHORT, [one.record_id for one in made.listed.records])


@pytest.mark.parametrize(
    ("first_month", "salary", "asked"),
    [("202606", 1, True), ("202607", 1, False), ("202606", 9000, False), ("202001", 50000, True)],
)
def test_months_before_the_present_bounds_are_a_question_where_they_matter(
    desks: Sequence[Desk], first_month: str, salary: int, asked: bool
) -> None:
    desk = desks[EIGHT]
    cells = good(desk, Business.SHORT) | {
        "first_month": first_month, "last_month": "202608", "due_salary": salary,
        "paid_salary": 3000 if salary != 1 else 0.5, "due_rate": 12, "paid_rate": 8,
    }  # fmt: skip
    made = desk.record(Business.SHORT, cells)
    questions = [one.message.partition("：")[0] for one in made.checked.questions]
    assert questions == ["补缴年月早于现行缴存基数上下限的启用年月"] * asked
    assert made.done is not asked
    sure = made if made.done else desk.record(Business.SHORT, cells, sure=True)
    assert sure.done
    desk.drop_pending(Business.SHORT, [one.record_id for one in sure.listed.records])


def test_the_same_person_is_refused_with_fifteen_places_and_with_eighteen(
    desks: Sequence[Desk],
) -> None:
    desk = desks[EIGHT]
    cells = good(desk, Business.REGISTER) | {"id_number": "330102850615002"}
    assert desk.record(Business.REGISTER, cells).done
    again = desk.record(Business.REGISTER, cells | {"id_number": full_id("330102850615002")})
    assert [one.message.partition("：")[0] for one in again.checked.errors] == ["存在相同的记录"]
    assert again.checked.errors[0].remedy.startswith("确为重复的，请点击“清除”")
    other_fund = desk.record(Business.REGISTER, cells | {"fund": 11})
    assert other_fund.done
    desk.drop_pending(Business.REGISTER, [one.record_id for one in other_fund.listed.records])


def test_a_live_account_is_told_from_the_roster_and_by_the_centre(
    desks: Sequence[Desk], street: Sandbox
) -> None:
    desk = desks[EIGHT]
    roster = desk.roster()
    assert roster is not None
    ours = next(one for one in normal(desk, 24) if len(one.id_number) == 18)
    cells = good(desk, Business.REGISTER)
    told = desk.record(Business.REGISTER, cells | {"id_number": ours.id_number})
    assert told.checked.errors[0].message.startswith("存在正常缴存账户：")
    person = next(one for one in street.units[EIGHT].elsewhere if len(one.name) <= 5)
    theirs = cells | {"name": person.name, "id_number": person.id_number}
    refused = desk.record(Business.REGISTER, theirs)
    assert refused.refused == ("存在正常缴存账户",)
    assert desk.pending(Business.REGISTER).records == ()


def test_who_has_stopped_is_told_with_his_number(desks: Sequence[Desk]) -> None:
    desk = desks[EIGHT]
    roster = desk.roster()
    assert roster is not None
    stopped = next(one for one in roster if one.fund == 10 and one.state is State.STOPPED)
    made = desk.record(
        Business.REDUCE, good(desk, Business.REDUCE) | {"client_number": stopped.client_number}
    )
    words = f"职工已减少：已停缴的个人客户号为{stopped.client_number}"
    assert [one.message for one in made.checked.errors] == [words]


def test_somebody_of_another_unit_is_not_ones_own(desks: Sequence[Desk]) -> None:
    (theirs,) = normal(desks[FREE], 1)
    cells = good(desks[EIGHT], Business.REDUCE) | {"client_number": theirs.client_number}
    (told,) = desks[EIGHT].record(Business.REDUCE, cells).checked.errors
    assert told.message.startswith("该职工不存在缴存关系或不属于此单位")


@pytest.mark.parametrize("business", [Business.MISSED, Business.SHORT])
def test_overlapping_months_are_told_with_the_month(
    desks: Sequence[Desk], business: Business
) -> None:
    desk = desks[EIGHT]
    cells = good(desk, business, 3) | {"first_month": "202001", "last_month": "202003"}
    assert desk.record(business, cells).done
    last = cells | {"first_month": "202003", "last_month": "202005"}
    (told,) = desk.record(business, last).checked.errors
    assert told.message == "存在重复补缴的年月：202003已在待确认记录中补缴"
    assert desk.record(business, cells | {"first_month": "202004", "last_month": "202004"}).done
    desk.drop_pending(business, [one.record_id for one in desk.pending(business).records])
