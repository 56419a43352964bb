"""What a user sees of the arguments: Chinese, and the right exit code."""

import argparse
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from gjj_xl.cli import main
from gjj_xl.cli.parser import build_parser

# Words that stay as they are in Chinese text: commands, options, file names, formats.
_LATIN = re.compile(
    r"(?<![-\w./])(?!gjj-xl|JSON|Excel|CSV|UTF|U-key|Ctrl|ca\.pem)[A-Za-z][a-z]{3,}(?![-\w./])"
)


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from _parsers(child)


PARSERS = list(_parsers(build_parser()))


def _known_words() -> set[str]:
    """Commands, choices and options are the same in every language."""
    known: set[str] = set()
    for parser in PARSERS:
        known |= set(parser.prog.split())
        for action in parser._actions:
            known |= set(map(str, action.choices or ()))
            known |= {option.lstrip("-") for option in action.option_strings}
    return known


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.prog)
def test_help_is_chinese(parser: argparse.ArgumentParser) -> None:
    text = parser.format_help()
    assert "用法：" in text
    english = {word for word in _LATIN.findall(text) if word not in _known_words()}
    assert not english


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.prog)
def test_every_command_names_code_that_exists(parser: argparse.ArgumentParser) -> None:
    run = parser.get_default("run")
    if any(isinstance(action, argparse._SubParsersAction) for action in parser._actions):
        return  # it only leads to its own commands
    module, function = run.split(":")
    assert callable(getattr(import_module(f"gjj_xl.cli.{module}"), function))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少"),
        (["chekc"], "不能是"),
        (["check"], "缺少：文件"),
        (["template", "all"], "缺少：--out"),
        (["template", "everything", "--out", "x"], "不能是"),
        (["check", "a.xlsx", "--fund", "ten"], "无效"),
        (["check", "a.xlsx", "--mark"], "后面缺少内容"),
        (["check", "a.xlsx", "b.xlsx"], "不认识"),
        (["sandbox", "serve", "--speed", "fast"], "无效"),
    ],
)
def test_wrong_arguments_are_told_in_chinese(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    said = capsys.readouterr().err
    assert words in said
    assert "argument" not in said
    assert "error" not in said
