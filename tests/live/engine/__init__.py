"""LibreOffice in the place of Excel, behind xlwings' own interface.

Tests of the live surface and of the add-in drive it as they would drive Excel on Windows. Where
LibreOffice is kinder than Excel, the engine is not: what would be destroyed, refused or left
without an answer there is so here. Nothing of the product is imported here.
"""

from tests.live.engine.activation import activate, busy, counting
from tests.live.engine.app import ENGINE
from tests.live.engine.errors import (
    CALL_REJECTED,
    DISCONNECTED,
    NOT_CONNECTED,
    SERVER_GONE,
    WRONG_THREAD,
    ComError,
)
from tests.live.engine.gate import Calls
from tests.live.engine.state import Excel, Prompt

__all__ = [
    "CALL_REJECTED",
    "DISCONNECTED",
    "ENGINE",
    "NOT_CONNECTED",
    "SERVER_GONE",
    "WRONG_THREAD",
    "Calls",
    "ComError",
    "Excel",
    "Prompt",
    "activate",
    "busy",
    "counting",
]
