"""What tests do with the engine: put it in Excel's place, count its calls, make it busy."""

from contextlib import AbstractContextManager
from typing import Any

import xlwings as xw

from tests.live.engine.app import ENGINE
from tests.live.engine.gate import GATE, Calls


def activate() -> xw.Engine:
    """Make this engine the one that xlwings uses."""
    if ENGINE.name not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=ENGINE))
    engine: xw.Engine = xw.engines[ENGINE.name]
    engine.activate()
    return engine


def counting(engine: Any = None) -> AbstractContextManager[Calls]:
    """Count the calls that reach the engine meanwhile: ``with counting() as calls``.

    ``engine`` may be given and is not needed: there is one.
    """
    return GATE.counting()


def busy(engine: Any = None) -> AbstractContextManager[None]:
    """Meanwhile every call is rejected, as while a cell is being edited.

    ``engine`` may be given and is not needed, as above.
    """
    return GATE.busy()
