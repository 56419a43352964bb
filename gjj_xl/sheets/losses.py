"""What a workbook built anew from template and values leaves behind of its source."""

from typing import Final

from gjj_xl.sheets.book import Book
from gjj_xl.sheets.inspect import FileKind, Source
from gjj_xl.sheets.layout import GUIDE_SHEET, PARAMS_SHEET
from gjj_xl.sheets.reading import LiveSheet

_PARTS: Final = (
    ("xl/media/", "图片"),
    ("xl/charts/", "图表"),
    ("xl/drawings/", "图形"),
    ("xl/comments", "批注"),
    ("xl/threadedComments/", "批注"),
    ("xl/pivotTables/", "数据透视表"),
    ("xl/vbaProject", "宏"),
    ("xl/externalLinks/", "外部链接"),
    ("xl/embeddings/", "嵌入的对象"),
    ("xl/ctrlProps/", "控件"),
    ("xl/slicers/", "切片器"),
    ("xl/connections.xml", "数据连接"),
)
"""Folders of the package, and what a clerk calls their content."""


def losses(live: LiveSheet, source: Source) -> tuple[str, ...]:
    """What of the source is not in the rebuilt workbook, in a clerk's words."""
    words: list[str] = []
    with Book(source) as book:
        kept = {live.sheet, PARAMS_SHEET, GUIDE_SHEET} if live.ours else {live.sheet}
        others = [info.name for info in book.sheets if info.name not in kept]
        parts = book.package.names if book.package else ()
    words.extend(f"工作表“{name}”" for name in others)
    words.extend(f"“{header}”列" for header, _ in live.batch.unknown)
    found = {word for prefix, word in _PARTS if any(part.startswith(prefix) for part in parts)}
    words.extend(dict.fromkeys(word for _, word in _PARTS if word in found))
    if live.foreign:
        words.append("标题行和合计行")
    words.append("自设的格式和列宽")
    if source.kind is FileKind.XLS:
        words.append("旧版 .xls 格式")
    return tuple(words)
