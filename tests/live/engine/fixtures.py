"""Fixtures; a ``conftest.py`` or a test module imports them by name."""

import contextlib
from collections.abc import Iterator

import pytest
import xlwings as xw

from tests.live.engine.activation import activate
from tests.live.engine.app import ENGINE
from tests.live.engine.gate import GATE


@pytest.fixture(scope="session")
def running_excel() -> Iterator[xw.App]:
    """The session's one LibreOffice in the role of Excel."""
    activate()
    app = xw.App(add_book=False)
    try:
        yield app
    finally:
        app.impl.excel.end()


@pytest.fixture
def excel(running_excel: xw.App) -> Iterator[xw.App]:
    """An Excel without books, as it starts; what a test leaves open is closed behind it."""
    running = running_excel.impl.excel
    activate()
    try:
        yield running_excel
    finally:
        GATE.is_busy = False
        for other in list(ENGINE.apps.running):
            if other is not running:
                other.end()
        for document in list(running.documents):
            document.close()
        running.reset()
        with contextlib.suppress(AttributeError):
            del xw.Book._mock_caller


@pytest.fixture
def sheet(excel: xw.App) -> xw.Sheet:
    """The first sheet of a new book."""
    return excel.books.add().sheets[0]


__all__ = ["excel", "running_excel", "sheet"]
