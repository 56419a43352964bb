"""Does everything that the add-in needs work in this environment? Raises what does not."""

import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import Final

from gjj_xl.addin.facts import DLLS, XLWINGS
from gjj_xl.addin.placing import shipped

_MODULES: Final = (
    "tkinter",
    "xlwings.com_server",
    "gjj_xl.ribbon.entry",
    "gjj_xl.ribbon.dialogs.process",
)


def selftest() -> None:
    """Import what a click needs, and load the DLL that Excel would load."""
    for name in _MODULES:
        import_module(name)
    installed = metadata.version("xlwings")
    if installed != XLWINGS:
        raise RuntimeError(f"xlwings {installed}, but the add-in is made for {XLWINGS}")
    for name in DLLS:
        if not (Path(sys.prefix) / name).is_file():
            raise RuntimeError(f"{name} is missing")
    shipped()
    if sys.platform == "win32":
        import ctypes

        ctypes.WinDLL(str(Path(sys.prefix) / DLLS[0]))
