"""The system's own file windows, and the question before a file is replaced (manual 12.11)."""

import tkinter as tk
from collections.abc import Mapping
from pathlib import Path
from tkinter import filedialog
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.ribbon.dialogs.confirming import question
from gjj_xl.ribbon.dialogs.forms import FileType, OpenFile, Question, SaveFile
from gjj_xl.ribbon.dialogs.window import Window

REPLACE: Final = (
    "选择“是”则用现在新的文件替换原有的文件；选择“否”可取消，待您安置好原有的文件后再保存。"
)

_TK_WINDOW: Final = ".__tk_filedialog"
_TICK: Final = 100
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "&Open": "打开(&O)",
        "&Save": "保存(&S)",
        "&Cancel": "取消(&C)",
        "&Directory:": "文件夹(&D)：",
        "File &name:": "文件名(&N)：",
        "File &names:": "文件名(&N)：",
        "Files of &type:": "文件类型(&T)：",
        "Show &Hidden Files and Directories": "显示隐藏的文件和文件夹",
        'File "%1$s" does not exist.': "文件“%1$s”不存在。",
        'Cannot change to the directory "%1$s".\nPermission denied.': "没有权限打开文件夹“%1$s”。",
        'Invalid file name "%1$s".': "文件名“%1$s”无效。",
        "&OK": "确定(&O)",
    }
)
"""Tk's own file window, where the system has none, knows no Chinese."""


def speak_chinese(root: tk.Misc) -> None:
    """Teach Tk's own file window its words."""
    root.tk.eval("package require msgcat")
    locale = root.tk.eval("::msgcat::mclocale")
    for english, chinese in _WORDS.items():
        root.tk.call("namespace", "eval", "::tk", ("::msgcat::mcset", locale, english, chinese))


def take_keyboard(window: Window) -> None:
    """Give Tk's own file window the keyboard, whatever the window manager; then it is shown."""
    root = window.root

    def take() -> None:
        call = root.tk.call
        if call("winfo", "exists", _TK_WINDOW) and call("winfo", "viewable", _TK_WINDOW):
            field = call("focus", "-lastfor", _TK_WINDOW)
            if str(field) != _TK_WINDOW:  # else Tk has not come so far
                if call(field, "instate", "focus"):
                    window.has_come()
                    return
                call("focus", "-force", field)
        root.after(_TICK, take)

    if root.tk.call("tk", "windowingsystem") == "x11":
        root.after(_TICK, take)
    else:
        window.has_come()


def save_file(window: Window, form: SaveFile) -> None:
    """Where to save."""

    def ask() -> None:
        chosen = filedialog.asksaveasfilename(
            initialfile=form.name,
            defaultextension=_extension(form.types[0]) if form.types else "",
            confirmoverwrite=False,
            **_options(window, form),
        )
        path = Path(chosen) if chosen else None
        if path is None or not path.exists():
            window.answer(path)
            return
        same = Question("该文件夹下已有同名文件，是否替换？", (path.name, REPLACE), default=1)
        question(window, same)
        window.sends(lambda index: path if index == 0 else None)
        window.open()

    window.instead(ask)


def open_file(window: Window, form: OpenFile) -> None:
    """Which file to open."""

    def ask() -> None:
        chosen = filedialog.askopenfilename(**_options(window, form))
        window.answer(Path(chosen) if chosen else None)

    window.instead(ask)


def _options(window: Window, form: SaveFile | OpenFile) -> dict[str, Any]:
    speak_chinese(window.root)
    take_keyboard(window)
    return {
        "parent": window.root,
        "title": form.heading,
        "initialdir": str(form.folder) if form.folder else None,
        "filetypes": [(kind.label, kind.patterns) for kind in form.types],
    }


def _extension(kind: FileType) -> str:
    """The ending that is added to a name without one: ``.xlsx``; none for all files."""
    return kind.patterns[0].lstrip("*")
