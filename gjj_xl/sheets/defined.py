"""What a defined name says: a constant, or the cell that it points to."""

import re
from collections.abc import Callable
from typing import Final

from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.pages import Block
from gjj_xl.sheets.scan import column_index

_REFERENCE: Final = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)"
)


def named_value(text: str, page: Callable[[str], Block | None]) -> Cell:
    """The value of a name that refers to ``text``; None where it is neither constant nor cell.

    ``page`` gives the cells of a sheet, None where there is no such sheet.
    """
    text = text.strip().removeprefix("=")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    match = _REFERENCE.fullmatch(text)
    if not match:
        return _number(text)
    block = page((match["quoted"] or match["plain"] or "").replace("''", "'"))
    if block is None:
        return None
    cell = block.cell(int(match["row"]), column_index(match["column"]))
    return None if cell == "" else cell


def _number(text: str) -> Cell:
    try:
        return int(text)
    except ValueError:
        return None
