"""argparse in Chinese: headings, help and the handful of messages that a user can provoke."""

import argparse
import re
import sys
from typing import Any, Final, NoReturn

_MESSAGES: Final = (
    (r"argument (?P<a>.+?): invalid choice: (?P<v>.+) \(choose from (?P<c>.+)\)",
     "{a} 不能是 {v}，可选：{c}"),
    (r"argument (?P<a>.+?): expected one argument", "{a} 后面缺少内容"),
    (r"argument (?P<a>.+?): expected at least one argument", "{a} 后面缺少内容"),
    (r"argument (?P<a>.+?): invalid \w+ value: (?P<v>.+)", "{a} 的内容 {v} 无效"),
    (r"argument (?P<a>.+?): not allowed with argument (?P<b>.+)", "{a} 不能与 {b} 同时使用"),
    (r"argument (?P<a>.+?): ignored explicit argument (?P<v>.+)", "{a} 不需要内容 {v}"),
    (r"the following arguments are required: (?P<a>.+)", "缺少：{a}"),
    (r"one of the arguments (?P<a>.+) is required", "必须给出其中一项：{a}"),
    (r"unrecognized arguments: (?P<a>.+)", "不认识：{a}"),
    (r"ambiguous option: (?P<a>.+) could match (?P<b>.+)", "{a} 不明确，可能是：{b}"),
)  # fmt: skip


def in_chinese(message: str) -> str:
    """Say argparse's message in Chinese; one that is not known is given as it is."""
    for pattern, words in _MESSAGES:
        if match := re.fullmatch(pattern, message):
            return words.format(**match.groupdict())
    return message


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese headings."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Write 用法 where argparse writes usage."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser whose every word is Chinese; a usage error exits with 2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", Formatter)
        super().__init__(add_help=False, **options)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份帮助")

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong, in Chinese."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{in_chinese(message)}\n")
