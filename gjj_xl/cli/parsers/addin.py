"""``addin``: the Excel add-in of this computer."""

from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add ``addin`` and what is below it."""
    addin = options.command(commands, "addin", "addin:status", "Excel 加载项：安装、卸载、检查")
    actions = options.actions(addin)
    options.command(actions, "install", "addin:install", "安装或更新")
    options.command(actions, "uninstall", "addin:uninstall", "卸载")
    options.command(actions, "status", "addin:status", "检查加载项能否使用")
