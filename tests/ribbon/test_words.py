"""No command of the terminal is named to somebody who works in Excel."""

import re

import pytest

from gjj_xl.desk import words
from gjj_xl.desk.checking import EXAMPLE_NOTE
from gjj_xl.desk.troubles import explain
from gjj_xl.ribbon import errors as ribbon
from gjj_xl.ribbon.errors import TROUBLES
from gjj_xl.ribbon.phrases import in_excel, trouble_in_excel
from gjj_xl.sheets import stamp
from tests.desk.test_troubles import EXAMPLES

_TERMINAL = re.compile(r"gjj-xl|(?<![A-Za-z])--[a-z]")


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_every_trouble_of_the_desk_is_told_without_the_terminal(error: BaseException) -> None:
    told = trouble_in_excel(explain(error))
    for sentence in (told.what, told.means, told.todo):
        assert not _TERMINAL.search(sentence), sentence


@pytest.mark.parametrize(
    "sentence",
    [
        *words.STEP_TODO.values(),
        words.BY_HAND,
        EXAMPLE_NOTE,
        stamp._HOW,
        "本批没有发出或中心暂未受理，已保留在发送队列中，运行 gjj-xl resume 继续发送。",
        "请用 gjj-xl login --key 指定。",
        "回执尚未写入表格；运行 gjj-xl resume 补写。",
    ],
)
def test_sentences_of_the_desk_name_buttons(sentence: str) -> None:
    assert not _TERMINAL.search(in_excel(sentence)), in_excel(sentence)


def test_a_command_becomes_its_button() -> None:
    assert in_excel("请运行 gjj-xl resume 继续发送。") == "请点击“继续办理”继续发送。"


def _examples() -> list[BaseException]:
    made: list[BaseException] = []
    for kind in TROUBLES:
        if kind.__init__ is Exception.__init__:
            made.append(kind())
        else:
            made.append(kind("五月.xlsx"))
    return made


@pytest.mark.parametrize("error", _examples(), ids=lambda error: type(error).__name__)
def test_every_error_of_the_ribbon_has_words(error: BaseException) -> None:
    told = explain(error, TROUBLES)
    assert told.code != "internal"
    assert told.what
    assert "{" not in told.what + told.means + told.todo


def test_every_error_class_of_the_ribbon_is_in_the_table() -> None:
    kinds = {kind for kind in vars(ribbon).values() if isinstance(kind, type)}
    own = {kind for kind in kinds if issubclass(kind, ribbon.RibbonError)}
    assert own <= set(TROUBLES)
