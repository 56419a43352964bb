"""The READMEs cannot rot: every command they show exists, and every command is shown."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from gjj_xl.cli.parser import build_parser

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")


def _shown(name: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8")
    quoted = re.findall(r"`((?:uv run )?gjj-xl [^`]+)`", text)
    blocks = re.findall(r"^(?:uv run )?(gjj-xl .+)$", text, re.MULTILINE)
    return [line.removeprefix("uv run ") for line in quoted + blocks]


def _commands(parser: argparse.ArgumentParser) -> set[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return set(action.choices)
    return set()


@pytest.mark.parametrize("line", [line for name in READMES for line in _shown(name)])
def test_a_command_of_a_readme_is_understood(line: str) -> None:
    if "…" in line or "COMMAND" in line or line.endswith("-h"):
        line = line.partition("…")[0].replace("COMMAND", "check").removesuffix("-h")
        assert set(shlex.split(line)[1:]) <= _commands(build_parser())
        return
    build_parser().parse_args(shlex.split(line)[1:])


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_shown(name: str) -> None:
    text = " ".join(_shown(name))
    missing = {command for command in _commands(build_parser()) if f"gjj-xl {command}" not in text}
    assert not missing


@pytest.mark.parametrize("name", READMES)
def test_every_link_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", READMES)
def test_the_two_commands_stand_on_the_first_screen(name: str) -> None:
    first = "\n".join((ROOT / name).read_text("utf-8").splitlines()[:24])
    assert "pip install uv" in first
    assert "uv run gjj-xl demo" in first
