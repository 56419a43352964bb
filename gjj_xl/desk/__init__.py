"""What a clerk does, over any workbook and any key: log in, check, compare, send, ask, verify.

The fronts (terminal, ribbon) are thin over this room: everything comes back as frozen facts with
Chinese words. Nothing here prints, asks on a terminal or knows how it is shown.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gjj_xl.desk.desk import Desk, open_desk

__all__ = ["Desk", "open_desk"]


def __getattr__(name: str) -> object:
    """Import the desk when it is first asked for: the plain input files must not wait for it."""
    if name not in __all__:
        raise AttributeError(name)
    from gjj_xl.desk import desk

    return getattr(desk, name)
