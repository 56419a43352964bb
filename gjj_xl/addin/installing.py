"""Install, update, uninstall: each either succeeds as a whole or leaves what was there."""

import sys
from pathlib import Path

from gjj_xl.addin import environment, placing
from gjj_xl.addin.environment import Say
from gjj_xl.addin.errors import ExcelOpen
from gjj_xl.addin.machine import Machine, running

EXCEL = "EXCEL.EXE"


def install(machine: Machine, source: Path | None, say: Say) -> None:
    """Install or update; raises SetupTrouble.

    ``source`` is the unpacked folder, for the environment too; None places the add-in alone.
    """
    _require_excel_closed()
    environment.tidy(machine)
    addin = placing.shipped()
    update = machine.addin.exists()
    if source is not None:
        environment.build(machine, source, say)
        _require_excel_closed()  # it took minutes
        environment.swap(machine)
    say("4/4 正在放置 Excel 加载项……")
    try:
        placing.place(machine, addin)
    except BaseException:
        if source is not None:
            environment.restore(machine)
        raise
    if source is not None:
        environment.settle(machine)
    say("更新完成。" if update else "安装完成。")
    say("请打开 Excel：功能区里有“公积金”一页。没有看到的，请查看 docs 文件夹里的《手册》。")


def uninstall(machine: Machine, say: Say) -> None:
    """Remove the add-in and the program; what the clerk has sent stays. Raises SetupTrouble.

    A Python that uv brought may be the one that runs: the batch file removes it.
    """
    _require_excel_closed()
    was = placing.take_away(machine)
    if Path(sys.prefix).is_relative_to(machine.venv):
        say("加载项已移除。" if was else "没有安装加载项。")
        say("程序本身请用安装文件夹里的 uninstall.bat 移除。")
        return
    for folder in (machine.venv, environment.new(machine), environment.old(machine)):
        environment.remove(folder)
    for name in ("gjj-xl.cmd", "install.log"):
        (machine.home / name).unlink(missing_ok=True)
    say("已卸载。" if was else "没有安装加载项；程序已清除。")
    if machine.home.is_dir() and {one.name for one in machine.home.iterdir()} - {"python"}:
        say(
            f"办过的批次、回执和职工信息仍保留在 {machine.home}（已加密）；不再需要的，请自行删除。"
        )


def _require_excel_closed() -> None:
    if running(EXCEL):
        raise ExcelOpen
