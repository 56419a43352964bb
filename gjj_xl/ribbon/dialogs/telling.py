"""What is told: the one error window, and plain messages."""

import contextlib
import webbrowser
from typing import Final

from gjj_xl import __version__
from gjj_xl.ribbon.dialogs.drawing import Sign
from gjj_xl.ribbon.dialogs.forms import Error, Message
from gjj_xl.ribbon.dialogs.theme import BOLD
from gjj_xl.ribbon.dialogs.window import Window

TODO: Final = "怎么办"
COPIED: Final = "√ 已复制"

_MOST_LINES: Final = 9


def error(window: Window, form: Error) -> None:
    """What happened, what it means, what to do; the detail is for the help desk."""
    window.resize(33)
    window.head(form.what, Sign.ERROR)
    if form.means:
        window.paragraph(form.means)
    if form.todo:
        window.paragraph(TODO, style="Bold.TLabel", font=BOLD)
        window.paragraph(form.todo)
    detail = _detail(form)
    box = window.scrolled(most=_MOST_LINES)
    box.append(detail)
    box.grid_remove()

    def toggle() -> None:
        shown = not box.winfo_manager()
        if shown:
            box.grid()
        else:
            box.grid_remove()
        more.configure(text=f"{'收起' if shown else '详细'}信息(D)")
        window.refit_when_open()

    def copy() -> None:
        window.copy()
        copied.configure(text=f"{COPIED}(P)")

    if form.help_at:
        window.button("帮助", "H", lambda: _open(form.help_at), left=True)
    more = window.button("详细信息", "D", toggle, left=True)
    copied = window.button("复制详细信息", "P", copy, left=True)
    window.button("关闭", "C", lambda: window.answer(None), default=True, cancel=True)
    window.copies(lambda: "\n".join(filter(None, (form.what, form.means, form.todo, detail))))


def message(window: Window, form: Message) -> None:
    """Something to be told; many lines scroll."""
    window.head(form.heading, Sign.INFORMATION)
    if len(form.lines) > _MOST_LINES:
        window.scrolled(most=_MOST_LINES).fill(form.lines)
    else:
        for line in form.lines:
            window.paragraph(line)
    window.button("确定", "O", lambda: window.answer(None), default=True, cancel=True)
    window.copies(lambda: "\n".join((form.heading, *form.lines)))


def _open(address: str) -> None:
    # Where no browser starts, the window has said what to do all the same.
    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def _detail(form: Error) -> str:
    lines = (f"gjj-xl {__version__}", f"代码：{form.code}" if form.code else "", form.detail)
    return "\n".join(filter(None, lines))
