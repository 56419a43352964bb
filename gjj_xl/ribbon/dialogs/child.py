"""The child's side: take the form, show its window, send the answer."""

import os
import tkinter as tk
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from gjj_xl.ribbon.dialogs import (
    asking,
    choosing,
    confirming,
    credentials,
    files,
    forms,
    native,
    progressing,
    reporting,
    telling,
)
from gjj_xl.ribbon.dialogs.codec import decode_form, decode_update, encode
from gjj_xl.ribbon.dialogs.measure import measure
from gjj_xl.ribbon.dialogs.pipe import Pipe, end
from gjj_xl.ribbon.dialogs.theme import make_theme
from gjj_xl.ribbon.dialogs.window import Window

SCALE: Final = "GJJ_XL_DIALOG_SCALE"
"""1.0 is 96 dots per inch; without it, the screen's own."""
MEASURE: Final = "GJJ_XL_DIALOG_MEASURE"
"""When set, the child tells with ``shown`` where its widgets are, for the tests."""

_TICK: Final = 40

WINDOWS: Final[Mapping[type, Callable[[Window, Any], None]]] = MappingProxyType(
    {
        forms.LogIn: credentials.log_in,
        forms.Pin: credentials.pin,
        forms.ChooseCertificate: choosing.choose_certificate,
        forms.Confirm: confirming.confirm,
        forms.Question: confirming.question,
        forms.ChooseOne: choosing.choose_one,
        forms.ChooseMany: choosing.choose_many,
        forms.Progress: progressing.progress,
        forms.Error: telling.error,
        forms.Message: telling.message,
        forms.Report: reporting.report,
        forms.AskMonth: asking.ask_month,
        forms.AskDeposits: asking.ask_deposits,
        forms.SaveFile: files.save_file,
        forms.OpenFile: files.open_file,
    }
)


def main() -> None:
    """Show one window and end."""
    pipe = Pipe()
    try:
        _show(pipe)
    except BaseException as error:  # noqa: BLE001 - the parent is told of everything
        pipe.fail(error)
    end(0)


def _show(pipe: Pipe) -> None:
    request = pipe.receive()
    form = decode_form(request)
    native.be_sharp()
    root = tk.Tk(className="gjj-xl")
    root.withdraw()
    root.report_callback_exception = lambda _kind, error, _tb: pipe.fail(error)
    scale = os.environ.get(SCALE)
    measured = os.environ.get(MEASURE)
    window = Window(
        root,
        make_theme(root, float(scale) if scale else None),
        owner=request["owner"],
        send=lambda answer: pipe.send({"answer": encode(answer)}),
        shown=lambda: _watch(root, pipe) if measured else pipe.send({"shown": None}),
    )
    WINDOWS[type(form)](window, form)

    def tick() -> None:
        for line in pipe.received():
            window.told(decode_update(line))
        root.after(_TICK, tick)

    tick()
    window.open()
    root.mainloop()


def _watch(root: tk.Tk, pipe: Pipe, before: Any = None) -> None:
    """Send the measures whenever they have changed."""
    now = measure(root)
    if now != before:
        pipe.send({"shown": now})
    root.after(_TICK, _watch, root, pipe, now)
