"""The server that Excel starts, from the installed environment: through xlwings' own DLL, over COM.

Only Excel itself is stood in for.
"""

import json
import shutil
from pathlib import Path

from gjj_xl.ribbon.commands import COMMANDS
from gjj_xl.ribbon.state import RibbonFacts, state_text
from tests.addin.commandline import server_command
from tests.wine.conftest import Installed

TRAPS = ("xlwings.py", "win32api.py", "pythoncom.py", "gjj_xl.py")


def trapped(installed: Installed) -> Path:
    """A folder as a hostile workbook's, with modules that leave a mark when they are imported."""
    folder = installed.windows.user / "坏"
    if not folder.exists():
        folder.mkdir()
        for name in TRAPS:
            (folder / name).write_text(f'open(r"C:\\mark-{name}", "w").close()\n')
    return folder


def marks(installed: Installed) -> list[str]:
    found = sorted(installed.windows.drive.glob("mark-*"))
    names = [path.name for path in found]
    for path in found:
        path.unlink()
    return names


def test_the_server_starts_and_a_ribbon_command_answers(installed: Installed) -> None:
    windows = installed.windows
    python = windows.path(installed.home / "venv" / "Scripts" / "pythonw.exe")
    command = server_command(python, r"C:\windows\system32\cmd.exe")
    shutil.copy(Path(__file__).with_name("excel.py"), windows.drive)
    code, said = windows.run(
        installed.python, "-I", r"C:\excel.py", command, r"C:\result.json",
        cwd=trapped(installed), timeout=120,
    )  # fmt: skip
    assert code == 0, said
    result = json.loads((windows.drive / "result.json").read_text("utf-8"))
    assert result["status"] == "公积金：没有正在进行的操作。"
    assert result["pushed"] == ["'gjj_xl.xlam'!RibbonState.Receive", state_text(RibbonFacts())]
    assert "cancel" in COMMANDS

    print(f"milliseconds under wine: {result['times']}")
    assert result["times"]["click"] < 100
    assert result["times"]["tick"] < 100

    assert marks(installed) == []  # though it was started in that folder
    assert all("坏" not in one and one for one in result["path"])


def test_as_shipped_the_server_would_import_from_the_folder_it_is_started_in(
    installed: Installed,
) -> None:
    arguments = ("-B", "-c", "import sys, os;import xlwings.utils")
    folder = trapped(installed)
    installed.windows.run(installed.python, *arguments, cwd=folder)
    assert marks(installed) == ["mark-xlwings.py"]
    installed.windows.run(installed.python, "-I", *arguments, cwd=folder)
    assert marks(installed) == []
