"""What an entry of the help is, and how the templates of messages are read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, unique
from string import Formatter
from typing import Final


@unique
class Group(Enum):
    """The parts of the help: (heading, what is in it)."""

    PROBLEMS = ("常见问题", "安装、打印、网络、提交和柜面办理的常见问题")
    FINDINGS = ("检查提示", "检查业务表格时，写在“校验结果”“核对结果”列里的提示")
    TROUBLES = ("操作提示", "操作没有完成时，提示窗口里的提示")
    OUTCOMES = ("处理结果", "“处理结果”列和查询结果里的信息")
    REFUSALS = ("中心应答", "中心没有受理时返回的信息，括号里是代码")

    def __init__(self, heading: str, about: str) -> None:
        self.heading = heading
        self.about = about


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A message (or a problem) with its cause and what to do.

    ``key`` is unique and stable, also the anchor on the page; ``code`` is what ``--json`` and the
    error window call it. ``patterns`` are the wordings of the message, each as the pieces between
    the places where names and numbers stand. ``level`` and ``scope`` may be empty.
    """

    key: str
    group: Group
    message: str
    cause: str
    todo: str
    code: str
    patterns: tuple[tuple[str, ...], ...]
    level: str = ""
    scope: str = ""

    def said(self, words: Callable[[str], str]) -> "HelpEntry":
        """The entry with its sentences as a front says them (Excel names buttons)."""
        return replace(
            self, message=words(self.message), cause=words(self.cause), todo=words(self.todo)
        )


_PLACES: Final = {
    "path": "文件",
    "where": "位置",
    "reader": "读卡器",
    "label": "U-key",
    "words": "原因",
    "code": "代码",
    "serial": "业务流水号",
    "request_sn": "请求流水号",
    "ahead": "请求流水号",
    "number": "编号",
    "host": "主机",
    "port": "端口",
    "url": "网址",
    "name": "名称",
    "text": "名称",
    "header": "列名",
    "made_for": "单位客户号",
    "unit_number": "单位客户号",
    "column": "列名",
    "missing": "列名",
    "candidates": "业务",
    "cells": "单元格",
    "step_word": "进度",
    "algorithm": "算法",
    "tx_code": "交易码",
    "line": "序号",
    "month": "年月",
    "control": "名称",
    "listed": "记录",
    "found": "文件类型",
    "package": "组件",
    "key": "参数",
    "kind": "类型",
}
"""What stands in a place of a template, by the last part of its name."""


def pieces(template: str) -> tuple[str, ...]:
    """The literal texts of a template, in their order."""
    return tuple(literal for literal, *_ in Formatter().parse(template) if literal.strip())


def plain(template: str) -> str:
    """A template for reading: ``{e.path} 是空的`` is ``〔文件〕 是空的``."""
    said = []
    for literal, place, *_ in Formatter().parse(template):
        said.append(literal)
        if place is not None:
            name = place.partition("[")[0].rpartition(".")[2]
            said.append(f"〔{_PLACES[name]}〕" if name in _PLACES else "…")
    return "".join(said)
