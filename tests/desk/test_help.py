"""帮助: every message that can be shown is in it, with a cause and what to do, and is found."""

import random
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest

from gjj_xl.desk.help import Finder, Group, HelpEntry, all_entries
from gjj_xl.desk.help.causes import CAUSES
from gjj_xl.desk.help.problems import PROBLEMS
from gjj_xl.desk.help.search import normal
from gjj_xl.desk.troubles import SYSTEM_WORDS, TABLE, code_of, explain
from gjj_xl.ribbon.errors import TROUBLES
from gjj_xl.ribbon.phrases import help_in_excel
from gjj_xl.rules import catalogue
from gjj_xl.rules.findings import Code
from gjj_xl.wire.codes import ReturnCode
from tests.desk.test_troubles import EXAMPLES

ENTRIES = all_entries()
FINDER = Finder(ENTRIES)
FILLING = (
    "张三丰",
    "330102199001011234",
    "“应发　工资”",
    "202611",
    "8.5",
    "D:\\工资\\五月 (2).xlsx",
    "王五/李四",
    "2",
)
"""What stands in the places of messages: names, numbers, paths, other columns' names."""


def rendered(template: str, source: random.Random) -> str:
    """A message as somebody may see it."""
    return "".join(
        literal + ("" if place is None else source.choice(FILLING))
        for literal, place, *_ in Formatter().parse(template)
    )


def findings() -> Iterator[tuple[str, str]]:
    """Code and every wording of every finding, with facts in it."""
    source = random.Random(12)
    for code, entry in catalogue.ENTRIES.items():
        for wording in filter(None, (entry.message, entry.single, entry.in_cell)):
            yield code.value, rendered(wording, source)


def fixed(entry: HelpEntry) -> list[str]:
    """What stands in every message of an entry; two errors may say the same."""
    return ["".join(map(normal, pieces)) for pieces in entry.patterns]


MESSAGES = list(findings())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_every_entry_says_why_and_what_to_do(entry: HelpEntry) -> None:
    assert len(entry.message) >= 2
    assert min(len(entry.cause), len(entry.todo)) >= 4
    for words in (entry.message, entry.cause, entry.todo):
        assert "{" not in words
        assert "None" not in words
    assert entry.patterns or entry.group in {Group.PROBLEMS, Group.OUTCOMES}


def test_every_finding_trouble_and_refusal_is_there() -> None:
    codes = {entry.code for entry in ENTRIES}
    kinds = {code_of(kind) for kind in (*TABLE, *TROUBLES)}
    assert {code.value for code in Code} - codes == set()
    assert kinds - codes == set()
    assert {code for _, code, *_ in SYSTEM_WORDS} - codes == set()
    assert {one.code for one in ReturnCode if one is not ReturnCode.OK} - codes == set()
    assert [f"12.{number}" for number in range(1, 15)] == [one.number for one in PROBLEMS[:14]]


def test_keys_are_anchors_and_each_is_there_once() -> None:
    counted = Counter(entry.key for entry in ENTRIES)
    assert max(counted.values()) == 1
    assert not [key for key in counted if not key.replace("-", "").replace(".", "").isalnum()]


def test_no_cause_is_written_for_an_error_that_is_not_there() -> None:
    assert (
        set(CAUSES) - {entry.key for entry in ENTRIES} - {entry.code for entry in ENTRIES} == set()
    )


@pytest.mark.parametrize(("code", "message"), MESSAGES)
def test_a_finding_is_found_by_its_own_message(code: str, message: str) -> None:
    assert FINDER.find(message)[0].key == code
    told = FINDER.told(message)
    assert told is not None
    assert told.key == code


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: repr(error)[:60])
def test_a_trouble_is_found_by_its_own_message(error: BaseException) -> None:
    trouble = explain(error)
    first = FINDER.find(trouble.what)[0]
    # Two errors may say the same; and what the centre says in a refusal has an entry of its own.
    same = [one for one in ENTRIES if one.code == trouble.code and one.patterns == first.patterns]
    refusal = first.group is Group.REFUSALS and first.patterns[0][0] in trouble.what
    assert first.code == trouble.code or same or refusal, first


@pytest.mark.parametrize("error", list(TROUBLES), ids=code_of)
def test_a_click_that_does_not_go_on_is_found_by_its_own_message(
    error: type[BaseException],
) -> None:
    what = TROUBLES[error].what
    assert isinstance(what, str)
    said = rendered(what, random.Random(code_of(error)))
    first = FINDER.find(said)[0]
    own = next(one for one in ENTRIES if one.code == code_of(error))
    assert fixed(first) == fixed(own)


@pytest.mark.parametrize("code", [one for one in ReturnCode if one is not ReturnCode.OK])
def test_a_refusal_is_found_by_its_words_and_by_its_code(code: ReturnCode) -> None:
    assert fixed(FINDER.find(code.words)[0])[0] == normal(code.words)
    for said in (f"中心未受理：{code.words}（{code.code}）", code.code):
        assert FINDER.find(said)[0].key == code.code, said


def test_a_whole_cell_of_the_check_column_finds_all_that_stands_in_it() -> None:
    cell = (
        "姓名：姓名为空：“姓名”没有填写；身份证号码：证件号码位数不为15位或18位：17位；"
        "月均工资：月均工资小数位数超过两位：“月均工资”填的是5000.123"
    )
    found = [entry.key for entry in FINDER.find(cell)]
    assert set(found[:3]) == {"name-empty", "id-length", "salary-decimals"}


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("口令忘了怎么办", "wrong-pin"),
        ("打印窗口", "q-12.1"),
        ("防火墙 放行", "q-12.4"),
        ("从服务器接收数据失败", "interrupted"),
        ("ｉｄ－checksum", "id-checksum"),
        ("校验规则", "id-checksum"),
        ("断网了", "q-12.10"),
        ("10分钟还没有结果", "q-12.7"),
        ("U盾被拔出", "card-removed"),
        ("忘记密码", "wrong-pin"),
        ("密码锁了", "pin-blocked"),
        ("名字太长", "name-too-long"),
        ("超时", "unreachable-timeout"),
        ("重名", ""),
    ],
)
def test_what_a_tired_clerk_types_finds_the_fitting_entry(asked: str, key: str) -> None:
    found = [entry.key for entry in FINDER.find(asked)]
    assert key in found[:2] if key else not found


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("存在重复补缴：202001、202002已有缴存记录", "result-paid"),
        ("202001、202002、202003等5个月已有缴存记录", "result-paid"),
        ("姓名、证件号码与中心登记不一致，已按中心登记办理", "result-by-record"),
        ("自202607起按月均工资9000.00元执行", "result-adjusted"),
        ("业务年月不同，请考虑漏缴补缴", "result-month-differs"),
        ("发送已超过 30 分钟，仍未返回处理结果，请致电公积金中心咨询。", "q-12.7"),
        ("程序没有应答，没有完成。 请再试一次；", "q-13.1"),
    ],
)
def test_what_stands_in_the_results_is_explained(said: str, key: str) -> None:
    assert key in [entry.key for entry in FINDER.find(said)][:2]


def test_nothing_asked_shows_everything_and_nonsense_nothing() -> None:
    assert FINDER.find("　。") == list(ENTRIES)
    assert FINDER.find("qwxyz 独角兽") == FINDER.find("asdfqwer") == []
    assert FINDER.told("qwxyz") is None


def test_in_excel_no_command_of_the_terminal_is_named() -> None:
    for entry in all_entries(help_in_excel):
        if entry.key == "driver-missing" or entry.group is Group.PROBLEMS:
            continue
        for words in (entry.message, entry.cause, entry.todo):
            assert "gjj-xl" not in words, entry.key
            assert "--" not in words, entry.key
