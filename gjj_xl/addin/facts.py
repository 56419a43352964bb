"""The names that the add-in's file, its VBA, the installer and the diagnosis agree on."""

from pathlib import PureWindowsPath
from typing import Final

ADDIN_FILE: Final = "gjj_xl.xlam"
TITLE: Final = "公积金"
XLWINGS: Final = "0.37.8"
"""The version of xlwings' VBA in the add-in; its DLLs carry it in their names."""
DLLS: Final = (f"xlwings64-{XLWINGS}.dll", f"xlwings32-{XLWINGS}.dll")
"""For Excel of 64 and of 32 bit; the add-in looks for them in the environment's root."""
HOME: Final = PureWindowsPath("gjj-xl")
"""Below %LOCALAPPDATA%: everything that is installed except for the add-in's file."""
VENV: Final = "venv"
PYTHON: Final = PureWindowsPath("Scripts", "pythonw.exe")
INTERPRETER: Final = f"%LOCALAPPDATA%\\{HOME}\\{VENV}\\{PYTHON}"
"""As the add-in's configuration names it."""
XLSTART: Final = PureWindowsPath("Microsoft", "Excel", "XLSTART")
"""Below %APPDATA%: a trusted place from which Excel loads everything at its start."""
ROOM_MEGABYTES: Final = 300
"""Free space that an installation needs (manual 12.3): two environments, for a while."""
