"""All entries of the help, from the tables where the messages stand."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final

from gjj_xl.desk.clickwords import CLICK_WORDS
from gjj_xl.desk.help.causes import CAUSES
from gjj_xl.desk.help.entries import Group, HelpEntry, pieces, plain
from gjj_xl.desk.help.outcomes import OUTCOMES
from gjj_xl.desk.help.problems import PROBLEMS, Problem
from gjj_xl.desk.help.refusals import REFUSALS
from gjj_xl.desk.help.variants import VARIANTS, Variant
from gjj_xl.desk.trouble import Entry, Words
from gjj_xl.desk.troubles import SYSTEM_WORDS, TABLE, code_of
from gjj_xl.rules import catalogue
from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Code
from gjj_xl.rules.singlewords import SETTLED_RATES, single_in_cell

_LEAST: Final = 4
"""Literal signs from which on a template says something by itself."""


def all_entries(words: Callable[[str], str] = str) -> tuple[HelpEntry, ...]:
    """Every entry, group by group; ``words`` turns sentences into those of the front."""
    return tuple(entry.said(words) for entry in _gathered())


@cache
def _gathered() -> tuple[HelpEntry, ...]:
    return (
        *_written(PROBLEMS, Group.PROBLEMS, "q"),
        *_findings(),
        *_troubles(),
        *_written(OUTCOMES, Group.OUTCOMES, "result"),
        *_refusals(),
    )


def _written(problems: Iterable[Problem], group: Group, stem: str) -> Iterator[HelpEntry]:
    for one in problems:
        said = tuple(map(pieces, one.said))
        key = f"{stem}-{one.number}"
        yield HelpEntry(key, group, one.title, one.cause, one.todo, one.number, said)


def _findings() -> Iterator[HelpEntry]:
    for code, entry in catalogue.ENTRIES.items():
        businesses = [one.facts.word for one in Business if one in entry.businesses]
        said = (entry.message, entry.single, entry.in_cell, single_in_cell(code))
        wordings = dict.fromkeys(filter(None, said))
        yield HelpEntry(
            code.value,
            Group.FINDINGS,
            _heading(entry.message),
            entry.cause,
            entry.remedy,
            code.value,
            tuple(pieces(one) for one in wordings),
            level=entry.severity.word,
            scope="全部业务" if len(businesses) == len(Business) else "、".join(businesses),
        )
    yield HelpEntry(
        "rate-settled",
        Group.FINDINGS,
        _heading(SETTLED_RATES[Code.RATE_RANGE]),
        "非统一比例单位的缴存比例为5%～12%；录入的低于5%或高于12%时，直接改为5%或12%。",
        "请核对调整后的缴存比例；不对的，清除后重新录入。",
        "rate-settled",
        tuple(map(pieces, SETTLED_RATES.values())),
        level="提示",
        scope="单笔职工登记",
    )


def _heading(message: str) -> str:
    """A finding's message without the facts of the case, which stand behind its colon."""
    head, colon, facts = message.partition("：")
    return plain(head if colon and "{" in facts else message)


def _troubles() -> Iterator[HelpEntry]:
    taken: set[str] = set()
    for code, entry, variants in _kinds():
        for variant in variants or (Variant("", _static(entry.what), todo=_static(entry.todo)),):
            key = "-".join(filter(None, (code, variant.name)))
            while key in taken:  # two rooms may call an error the same
                key += "-2"
            taken.add(key)
            yield _trouble(key, code, entry, variant)


def _kinds() -> Iterator[tuple[str, Entry, tuple[Variant, ...]]]:
    """Every kind of trouble: its code, its line in the tables, its wordings if it has several."""
    for kind, entry in TABLE.items():
        yield code_of(kind), entry, VARIANTS.get(kind, ())
    for code, entry in CLICK_WORDS.items():
        yield code, entry, ()
    for _, code, what, todo in SYSTEM_WORDS:
        yield code, Entry(what, "", todo), ()
    yield "system", Entry("系统错误"), ()
    yield "internal", Entry("程序内部错误"), ()
    yield "interrupted", Entry(""), (Variant("keyboard", "已中断"),)


def _trouble(key: str, code: str, entry: Entry, variant: Variant) -> HelpEntry:
    cause, todo = CAUSES.get(key, CAUSES.get(code, ("", "")))
    means = variant.means or _static(entry.means)
    return HelpEntry(
        key,
        Group.TROUBLES,
        plain(variant.what),
        cause or (plain(means) if len("".join(pieces(means))) >= _LEAST else ""),
        todo or plain(variant.todo or _static(entry.todo)),
        code,
        (pieces(variant.what),),
    )


def _static(words: Words) -> str:
    """A sentence that is the same for every error of its kind; else nothing."""
    return words if isinstance(words, str) else ""


def _refusals() -> Iterator[HelpEntry]:
    for code, (cause, todo) in REFUSALS.items():
        yield HelpEntry(
            code.code,
            Group.REFUSALS,
            f"{code.words}（{code.code}）",
            cause,
            todo,
            code.code,
            ((code.words,), (code.words, code.code)),
        )
