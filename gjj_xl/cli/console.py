"""Words on a terminal: columns that line up with Chinese in them, questions, progress."""

import getpass
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any


def say(text: str = "") -> None:
    """Print a line for the user."""
    print(text)


def say_json(value: Any) -> None:
    """Print a value as JSON, for a program."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def warn(text: str) -> None:
    """Print a line beside the result, on the error stream."""
    print(text, file=sys.stderr)


def width(text: str) -> int:
    """The columns that a text takes on a terminal: 2 for each full-width character."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, indent: str = "  ") -> None:
    """Print rows under a header, in columns as wide as their widest text."""
    lines = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(header))]
    for number, line in enumerate(lines):
        cells = (text + " " * (w - width(text)) for text, w in zip(line, widths, strict=True))
        say(indent + "  ".join(cells).rstrip())
        if number == 0:
            say(indent + "  ".join("─" * w for w in widths))


def ask(question: str, *, default: bool = False) -> bool:
    """Ask 是/否; without a terminal (a pipe, a script) the answer is ``default``."""
    if not sys.stdin.isatty():
        warn(f"{question}（没有终端可以询问，按“{'是' if default else '否'}”处理）")
        return default
    while True:
        answer = input(f"{question}（是/否）：").strip().lower()
        if answer in {"是", "y", "yes", "s", "shi"}:
            return True
        if answer in {"否", "n", "no", "f", "fou"}:
            return False
        say("请输入 是 或 否。")


class NoSecret(Exception):
    """A password or PIN that was asked for was not given."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.words = (
            f"没有输入{question}，没有继续。"
            "在终端里请直接输入；在脚本里请用 --password-stdin 或 --pin-stdin 从标准输入读取。"
        )


def ask_secret(question: str, *, from_stdin: bool = False) -> str:
    """Ask for a password without showing it, or read one line of standard input.

    Raises:
        NoSecret: there is no terminal, or the clerk closed the input (Ctrl+D, Ctrl+Z).
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise NoSecret(question)
    try:
        return getpass.getpass(f"{question}：")
    except EOFError as error:
        raise NoSecret(question) from error


class StatusLine:
    """A line that says what is waited for; on a terminal it is rewritten in place.

    Elsewhere it is printed only when the matter changes, not with every second of a countdown.
    """

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = ""

    def show(self, words: str, steady: str) -> None:
        """Show ``words``; ``steady`` is the same without what a clock changes."""
        if not self._live:
            if steady != self._shown:
                warn(steady)
            self._shown = steady
        elif words != self._shown:
            padding = " " * max(0, width(self._shown) - width(words))
            sys.stderr.write(f"\r{words}{padding}")
            sys.stderr.flush()
            self._shown = words

    def clear(self) -> None:
        """Leave the line clean for what comes next."""
        if self._live and self._shown:
            sys.stderr.write("\r" + " " * width(self._shown) + "\r")
            sys.stderr.flush()
            self._shown = ""


class Progress:
    """A line that tells how far slow work is; on a terminal it is rewritten in place."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._live = sys.stderr.isatty()
        self._shown = ""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show ``done`` of ``total``."""
        self.say(self._words, done, total)

    def say(self, words: str, done: int, total: int | None = None) -> None:
        """The same with other words."""
        text = f"{words}：已接收 {done:,}" + (f" / 共 {total:,}" if total else "")
        if self._live and text != self._shown:
            padding = " " * max(0, width(self._shown) - width(text))
            sys.stderr.write(f"\r{text}{padding}")
            sys.stderr.flush()
        self._shown = text

    def close(self) -> None:
        """Leave the line clean for what comes next."""
        if self._live and self._shown:
            sys.stderr.write("\r" + " " * width(self._shown) + "\r")
            sys.stderr.flush()
