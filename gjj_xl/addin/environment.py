"""Making the program's environment beside the present one, and putting it in its place at once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from gjj_xl.addin.errors import InUse, NoRoom, StepFailed
from gjj_xl.addin.facts import ROOM_MEGABYTES
from gjj_xl.addin.machine import Machine

Say = Callable[[str], None]
_NETWORK: Final = (
    "请检查网络是否畅通（单位网络有限制的，请联系信息技术部门），再运行一次；"
    "也可以向技术支持索取带有 wheels 文件夹的安装包，它不需要网络。"
)


def log_file(machine: Machine) -> Path:
    """Where the programs' own words go."""
    return machine.home / "install.log"


def new(machine: Machine) -> Path:
    """The environment while it is being made."""
    return machine.home / "venv.new"


def old(machine: Machine) -> Path:
    """The previous environment, until the new one is in its place."""
    return machine.home / "venv.old"


def tidy(machine: Machine) -> None:
    """Mend what an interrupted run left: the previous environment comes back. Raises InUse."""
    if old(machine).exists():
        if machine.venv.exists():
            remove(old(machine))
        else:
            _rename(old(machine), machine.venv)
    remove(new(machine))


def build(machine: Machine, source: Path, say: Say) -> Path:
    """Make the new environment from the folder ``source``; returns its interpreter.

    A folder ``wheels`` in it serves instead of the network. Raises NoRoom and StepFailed, and
    leaves nothing.
    """
    machine.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(machine.home).free >> 20
    if free < ROOM_MEGABYTES:
        raise NoRoom(machine.home, ROOM_MEGABYTES, free)
    log_file(machine).unlink(missing_ok=True)
    python = new(machine) / "Scripts" / "python.exe"
    try:
        say("1/4 正在建立程序环境……")
        todo = "请重新安装 Python 3.11 或更新的版本，再运行一次。"
        _run(machine, "建立程序环境", todo, sys.executable, "-m", "venv", str(new(machine)))
        say("2/4 正在安装程序，需要几分钟……")
        wheels = source / "wheels"
        offline = ("--no-index", "--find-links", str(wheels)) if wheels.is_dir() else ()
        install = (str(python), "-m", "pip", "install", "--disable-pip-version-check")
        arguments = (*install, "--no-warn-script-location", *offline, str(source))
        _run(machine, "安装程序", _NETWORK, *arguments)
        say("3/4 正在自检……")
        todo = "请把安装记录交给技术支持。"
        _run(
            machine, "自检", todo, str(python), "-I", "-X", "utf8", "-m", "gjj_xl.addin", "selftest"
        )
    except BaseException:
        remove(new(machine))
        raise
    return python


def swap(machine: Machine) -> None:
    """Put the new environment in its place; the previous one stays beside until :func:`settle`.

    Raises InUse, and then the previous one is in its place.
    """
    if machine.venv.exists():
        _rename(machine.venv, old(machine))
    try:
        _rename(new(machine), machine.venv)
    except InUse:
        restore(machine)
        raise


def restore(machine: Machine) -> None:
    """Take back what :func:`swap` did."""
    if old(machine).exists():
        remove(machine.venv)
        _rename(old(machine), machine.venv)


def settle(machine: Machine) -> None:
    """The new environment stays: remove the previous one, and write the command for a terminal.

    pip's own starters name the folder in which they were made, which is gone.
    """
    remove(old(machine))
    for starter in (machine.venv / "Scripts").glob("gjj-xl*.exe"):
        starter.unlink()
    command = '@"%~dp0venv\\Scripts\\python.exe" -X utf8 -m gjj_xl %*\r\n'
    (machine.home / "gjj-xl.cmd").write_bytes(command.encode("ascii"))


def remove(folder: Path) -> None:
    """Remove a folder; raises InUse where something holds a file in it."""
    if not folder.exists():
        return
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise InUse(folder) from error


def _rename(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        raise InUse(source) from error


def _run(machine: Machine, step: str, todo: str, *command: str) -> None:
    """Run a program, its words into the log; raises StepFailed."""
    environment = {k: v for k, v in os.environ.items() if k not in _STRANGE}
    try:
        with log_file(machine).open("ab") as log:
            log.write(f"\n> {_line(command)}\n".encode())
            log.flush()
            done = subprocess.run(  # noqa: S603 - our own command
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=environment, cwd=machine.home, check=False,
            )  # fmt: skip
    except OSError as error:
        raise StepFailed(step, log_file(machine), todo) from error
    if done.returncode:
        raise StepFailed(step, log_file(machine), todo)


def _line(command: Sequence[str]) -> str:
    return " ".join(f'"{one}"' if " " in one else one for one in command)


_STRANGE: Final = frozenset({"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV"})
"""Variables of another Python on this computer; ours must not be misled by them."""
