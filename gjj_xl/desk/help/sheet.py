"""帮助 as a sheet: every entry a row, to filter, to search in and to print (manual 12)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gjj_xl.desk.help.entries import HelpEntry
from gjj_xl.sheets.results import ResultColumn, ResultSheet, Show, write_results

_COLUMNS: Final = (
    ResultColumn("分类", Show.TEXT, 11),
    ResultColumn("提示信息", Show.WORDS, 34),
    ResultColumn("级别", Show.TEXT, 7),
    ResultColumn("适用业务", Show.WORDS, 14),
    ResultColumn("原因", Show.WORDS, 33),
    ResultColumn("处理方法", Show.WORDS, 38),
    ResultColumn("代码", Show.WORDS, 12),
)


def write_sheet(path: Path, entries: Sequence[HelpEntry]) -> tuple[str, ...]:
    """Write the help as a workbook; returns the names of its sheets.

    Raises InUse, Unreadable where the file cannot be written.
    """
    sheet = ResultSheet(
        name="提示信息与处理方法",
        title="住房公积金单位网上业务：提示信息与处理方法",
        columns=_COLUMNS,
        rows=[
            (
                entry.group.heading,
                entry.message,
                entry.level,
                entry.scope,
                entry.cause,
                entry.todo,
                entry.code,
            )
            for entry in entries
        ],
        notes=(
            "点击表头的筛选按钮，或按 Ctrl+F，可以查找提示信息中的词语；“…”和〔〕处是具体的内容。",
        ),
        about="help",
    )
    return write_results(path, sheet.title, [sheet])
