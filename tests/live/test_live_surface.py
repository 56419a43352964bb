"""The surface over an open workbook passes the suite of all surfaces."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.surface import RowSurface
from tests.sheets.surface_contract import *  # noqa: F403 - the suite
from tests.sheets.surface_contract import Opened


@pytest.fixture
def opened(excel: Any) -> Iterator[Opened]:
    def open_book(path: Path) -> RowSurface:
        for book in excel.books:
            if Path(book.fullname) == path:
                return LiveSurface(book)
        return LiveSurface(excel.books.open(str(path)))

    return open_book
