"""``python -m gjj_xl.addin install|uninstall|status|selftest``: what install.bat runs."""

import sys
from pathlib import Path
from typing import TextIO, cast

from gjj_xl.addin.errors import SetupTrouble
from gjj_xl.addin.installing import install, uninstall
from gjj_xl.addin.looks import look_around
from gjj_xl.addin.machine import NotWindows, this_machine
from gjj_xl.addin.selftest import selftest


def say(words: str) -> None:
    """Show a line at once."""
    print(words, flush=True)  # noqa: T201 - the installer's window is a terminal


def source_folder() -> Path | None:
    """The unpacked folder that this runs from; None in an installed package."""
    folder = Path(__file__).resolve().parents[2]
    return folder if (folder / "pyproject.toml").is_file() else None


def status() -> int:
    """What there is; 1 where something needs a hand."""
    lines = look_around(this_machine())
    for line in lines:
        say(f"{'正常' if line.ok else '注意'}  {line.name}：{line.found}")
        if line.remedy:
            say(f"        → {line.remedy}")
    return 0 if all(line.ok for line in lines) else 1


def run(action: str) -> int:
    """Do one thing; 0 good, 1 something is in the way, 2 it cannot be here."""
    try:
        if action == "selftest":
            selftest()
            say("ok")
        elif action == "status":
            return status()
        elif action == "uninstall":
            uninstall(this_machine(), say)
        else:
            install(this_machine(), source_folder(), say)
    except SetupTrouble as trouble:
        say(f"{trouble.what}。")
        say(trouble.todo)
        return 1
    except NotWindows:
        say("Excel 加载项只能安装在 Windows 上；这台电脑上请在终端里使用 gjj-xl 的各项命令。")
        return 2
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        cast(TextIO, stream).reconfigure(errors="replace")  # type: ignore[attr-defined]
    sys.exit(run(sys.argv[1] if len(sys.argv) > 1 else "install"))
