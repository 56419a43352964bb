"""帮助 as a sheet: the catalogue of findings, and what can go wrong on the way (manual 12)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from gjj_xl.rules.business import Business
from gjj_xl.rules.catalogue import ENTRIES
from gjj_xl.sheets.results import ResultColumn, ResultSheet, Show, Value, write_results

_TITLE = "提示信息与处理方法"


def write_help(path: Path) -> tuple[str, ...]:
    """Write the help as a workbook; returns the names of its sheets."""
    sheet = ResultSheet(
        name=_TITLE,
        title="住房公积金单位网上业务：提示信息与处理方法",
        columns=(
            ResultColumn("提示信息", Show.WORDS, 44),
            ResultColumn("级别", Show.TEXT, 8),
            ResultColumn("适用业务", Show.WORDS, 24),
            ResultColumn("原因", Show.WORDS, 52),
            ResultColumn("处理方法", Show.WORDS, 56),
            ResultColumn("代码", Show.TEXT, 26),
        ),
        rows=list(_rows()),
        notes=("点击表头的筛选按钮，或按 Ctrl+F，可以查找提示信息中的词语。",),
        about="help",
    )
    return write_results(path, sheet.title, [sheet])


def _rows() -> Iterator[Sequence[Value]]:
    for code, entry in ENTRIES.items():
        businesses = [one.facts.word for one in Business if one in entry.businesses]
        words = "全部业务" if len(businesses) == len(Business) else "、".join(businesses)
        yield entry.in_cell, entry.severity.word, words, entry.cause, entry.remedy, code.value
