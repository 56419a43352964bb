"""A check's report as words on the terminal and as JSON."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gjj_xl.cli.console import say
from gjj_xl.desk.words import money_words
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.rules.findings import Code, Finding
from gjj_xl.rules.money import yuan_text
from gjj_xl.rules.report import Report


def report_json(path: Path, report: Report, notes: Sequence[str]) -> dict[str, Any]:
    """The report as the JSON object that scripts rely on."""
    amount = report.totals.amount
    return {
        "file": str(path),
        "business": report.batch.business.value,
        "rows": len(report.batch),
        "count": report.totals.count,
        "amount": None if amount is None else yuan_text(amount),
        "findings": [_finding_json(finding) for finding in report.findings],
        "unchecked": [code.value for code in report.unchecked],
        "notes": list(notes),
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "row": finding.row,
        "column": finding.column,
        "cell": finding.cell,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def show_report(path: Path, report: Report, notes: Sequence[str]) -> None:
    """Print what was found, row by row, and the control totals."""
    facts = report.batch.business.facts
    say(f"{facts.title}：{path}")
    for note in notes:
        say(f"  {note}")
    # An error of the whole sheet keeps its good rows from being sent too.
    good = "没有错误" if report.sheet_errors else "可以发送"
    say(
        f"共 {len(report.batch):,} 行，{good} {report.totals.count:,} 行，"
        f"{facts.total_word} {_amount(report.totals.amount)}"
    )
    counts = [
        f"{len(findings)} 个{word}"
        for findings, word in (
            (report.errors, "错误"),
            (report.questions, "需确认"),
            (report.hints, "提示"),
        )
        if findings
    ]
    if counts:
        say(f"发现 {'、'.join(counts)}：")
    elif len(report.batch):
        say("没有发现问题。")
    row = None
    for finding in report.findings:
        if finding.row != row:
            row = finding.row
            say(f"  第 {row} 行")
        # Most messages begin with the column's name; it is said once.
        column = "" if finding.column in finding.message else f"{finding.column}："
        place = f"{finding.cell} " if finding.cell else ""
        say(f"    [{finding.severity.word}] {place}{column}{finding.message}")
        say(f"        → {finding.remedy}")
    if report.unchecked:
        say(unchecked_words(report.unchecked))


def _amount(fen: int | None) -> str:
    return "（缺少参数或职工名册，未核算）" if fen is None else money_words(fen)


def unchecked_words(codes: Sequence[Code]) -> str:
    """Say which rules could not be applied, and how to make them apply."""
    listed = "、".join(re.split("[，。]", ENTRIES[code].in_cell, maxsplit=1)[0] for code in codes)
    return (
        f"以下规则因缺少参数或职工名册而没有检查：{listed}。\n"
        "  → 请先登录并同步，或用 --terms 和 --roster 提供。"
    )
