"""Work under way: how far it is, and 取消."""

import tkinter as tk
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs.forms import Advance, Progress, ReportLine
from gjj_xl.ribbon.dialogs.window import Window

CANCELLING: Final = "正在取消…"

_WIDTH: Final = 28.0
_PACE: Final = 15


def progress(window: Window, form: Progress) -> None:
    """A bar that the parent moves; 取消 is answered, and the parent closes the window."""
    window.resize(_WIDTH)
    window.head(form.heading)
    words = window.words(form.words or " ")
    words.grid(sticky="w", pady=(0, window.gap(0.5)))
    bar = ttk.Progressbar(window.body, mode="indeterminate", length=window.width)
    bar.grid(sticky="ew")
    count = ttk.Label(window.body, text=" ", style="Muted.TLabel")
    count.grid(sticky="e", pady=(window.gap(0.4), 0))
    window.first(window.body)
    cancelled = False

    def show(done: int, total: int | None) -> None:
        if total:
            bar.stop()
            bar.configure(mode="determinate", maximum=total, value=min(done, total))
            count.configure(text=f"{done:,} / {total:,}　{min(done, total) * 100 // total}%")
        else:
            if str(bar["mode"]) != "indeterminate" or not moving.get():
                bar.configure(mode="indeterminate")
                bar.start(_PACE)
                moving.set(True)
            count.configure(text=f"{done:,}" if done else " ")

    moving = tk.BooleanVar(value=False)
    show(0, form.total)

    def told(update: Advance | ReportLine) -> None:
        if isinstance(update, Advance):
            show(update.done, update.total)
            if update.words and not cancelled:
                window.rewrite(words, update.words)

    window.listens(told)

    def cancel() -> None:
        nonlocal cancelled
        if not cancelled:
            cancelled = True
            window.rewrite(words, CANCELLING)
            button.configure(state="disabled")
            window.answer_and_stay(True)

    if form.may_cancel:
        button = window.button("取消", "C", cancel, cancel=True)
    else:
        window.keys.cancel = lambda: None
