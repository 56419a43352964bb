"""Lists to choose from: one line (证书, 业务) or several."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs.drawing import Sign
from gjj_xl.ribbon.dialogs.fields import WRONG, Banner
from gjj_xl.ribbon.dialogs.forms import (
    Certificate,
    ChooseCertificate,
    ChooseMany,
    ChooseOne,
    Option,
)
from gjj_xl.ribbon.dialogs.window import Window

CERTIFICATE_WORDS: Final = "本机有多个证书，请选中您当前插入电脑的网银盾（U-key）的证书。"


def choose_certificate(window: Window, form: ChooseCertificate) -> None:
    """选择证书 (manual 12.5): those that are valid first."""
    window.head("选择证书", Sign.KEY)
    window.paragraph(CERTIFICATE_WORDS)
    certificates = form.certificates
    order = sorted(range(len(certificates)), key=lambda i: not certificates[i].valid)
    chosen = tk.IntVar(value=order[0])
    _radios(window, [(i, _described(certificates[i])) for i in order], chosen)
    _foot(window, chosen.get)


def choose_one(window: Window, form: ChooseOne) -> None:
    """A list to choose one line of."""
    window.head(form.heading)
    for line in form.lines:
        window.paragraph(line)
    chosen = tk.IntVar(value=form.default)
    _radios(window, list(enumerate(form.options)), chosen)
    _foot(window, chosen.get)


def choose_many(window: Window, form: ChooseMany) -> None:
    """A list to tick lines of; at least one."""
    window.head(form.heading)
    for line in form.lines:
        window.paragraph(line)
    banner = Banner(window)
    ticks = [tk.BooleanVar(value=i in form.ticked) for i in range(len(form.options))]
    boxes = [
        ttk.Checkbutton(window.body, text=option.label, variable=tick)
        for option, tick in zip(form.options, ticks, strict=True)
    ]
    for box, option in zip(boxes, form.options, strict=True):
        _line(window, box, option)
    _arrows(boxes)

    def done() -> None:
        if any(tick.get() for tick in ticks):
            window.answer(tuple(i for i, tick in enumerate(ticks) if tick.get()))
        else:
            banner.wrong("请至少选择一项。")
            boxes[0].focus_set()

    def all_of_them() -> None:
        for tick in ticks:
            tick.set(True)

    window.button("全选", "A", all_of_them, left=True)
    window.button("确定", "O", done, default=True)
    window.button("取消", "C", lambda: window.answer(None), cancel=True)
    window.first(boxes[0])


def _described(certificate: Certificate) -> Option:
    facts = (
        f"颁发者 {certificate.issuer}" if certificate.issuer else "",
        f"有效期至 {certificate.valid_until}" if certificate.valid_until else "",
    )
    warning = certificate.note if certificate.valid else f"{WRONG} {certificate.note or '无效'}"
    lines = (certificate.subject, "　".join(filter(None, facts)), warning)
    return Option(certificate.label, "\n".join(filter(None, lines)))


def _radios(window: Window, options: Sequence[tuple[int, Option]], chosen: tk.IntVar) -> None:
    buttons = [
        ttk.Radiobutton(window.body, text=option.label, variable=chosen, value=index)
        for index, option in options
    ]
    for button, (_, option) in zip(buttons, options, strict=True):
        _line(window, button, option)
    indexes = [index for index, _ in options]

    def only_stop() -> None:
        """Tab stops at the chosen line only; from there, the arrow keys go on."""
        for index, button in zip(indexes, buttons, strict=True):
            button.configure(takefocus=index == chosen.get())

    for button in buttons:
        button.configure(command=only_stop)
    only_stop()
    _arrows(buttons, choose=True)
    window.first(buttons[indexes.index(chosen.get())])


def _line(window: Window, button: ttk.Radiobutton | ttk.Checkbutton, option: Option) -> None:
    button.grid(sticky="w", pady=(window.gap(0.3), 0))
    if option.note:
        indent = window.gap(1.65)
        window.words(option.note, style="Note.TLabel", width=window.width - indent).grid(
            sticky="w", padx=(indent, 0), pady=(0, window.gap(0.2))
        )


def _arrows(buttons: Sequence[ttk.Radiobutton | ttk.Checkbutton], *, choose: bool = False) -> None:
    """Up and Down go from line to line, and choose it where one is to be chosen."""

    def go(number: int) -> str:
        if 0 <= number < len(buttons):
            buttons[number].focus_set()
            if choose:
                buttons[number].invoke()
        return "break"

    for number, button in enumerate(buttons):
        button.bind("<Up>", lambda _event, to=number - 1: go(to))  # type: ignore[misc]
        button.bind("<Down>", lambda _event, to=number + 1: go(to))  # type: ignore[misc]


def _foot(window: Window, chosen: Callable[[], int]) -> None:
    window.button("确定", "O", lambda: window.answer(chosen()), default=True)
    window.button("取消", "C", lambda: window.answer(None), cancel=True)
