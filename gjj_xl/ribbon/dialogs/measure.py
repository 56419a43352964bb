"""Where the widgets of a window are, for the tests: what is cut off, and where Tab stops."""

import tkinter as tk
from collections.abc import Iterator
from tkinter import ttk
from typing import Any, Final

_WITH_TEXT: Final = (ttk.Label, ttk.Button, ttk.Checkbutton, ttk.Radiobutton)
_STOPS: Final = (ttk.Button, ttk.Checkbutton, ttk.Radiobutton, ttk.Entry, tk.Text)


def measure(root: tk.Tk) -> dict[str, Any]:
    """The window's place, the widgets that are smaller than they ask, texts and stops."""
    root.update_idletasks()
    widgets = [w for w in _walk(root) if w.winfo_viewable()]
    return {
        "focus": _focus(root),
        "window": [root.winfo_rootx(), root.winfo_rooty(), root.winfo_width(), root.winfo_height()],
        "wanted": [root.winfo_reqwidth(), root.winfo_reqheight()],
        "screen": [root.winfo_screenwidth(), root.winfo_screenheight()],
        "clipped": [_name(w) for w in widgets if isinstance(w, _WITH_TEXT) and _is_clipped(w)],
        "texts": [str(w["text"]) for w in widgets if isinstance(w, _WITH_TEXT)],
        "stops": [_name(w) for w in widgets if isinstance(w, _STOPS) and _takes_focus(w)],
        "places": {
            _name(w): [w.winfo_rootx(), w.winfo_rooty(), w.winfo_width(), w.winfo_height()]
            for w in widgets
            if isinstance(w, _WITH_TEXT + _STOPS)
        },
    }


def _walk(widget: tk.Misc) -> Iterator[tk.Misc]:
    for child in widget.winfo_children():
        yield child
        yield from _walk(child)


def _focus(root: tk.Tk) -> str:
    try:
        focus = root.focus_get()
    except KeyError:  # in the list of a combo box, which tkinter does not know
        return "popdown"
    return _name(focus) if focus else ""


def _name(widget: tk.Misc) -> str:
    if isinstance(widget, _WITH_TEXT):
        return str(widget["text"])
    return str(widget)


def _is_clipped(widget: tk.Misc) -> bool:
    around = widget.master
    assert around is not None
    return (
        widget.winfo_width() < widget.winfo_reqwidth()
        or widget.winfo_height() < widget.winfo_reqheight()
        or widget.winfo_x() < 0
        or widget.winfo_x() + widget.winfo_width() > around.winfo_width()
        or widget.winfo_y() + widget.winfo_height() > around.winfo_height()
    )


def _takes_focus(widget: tk.Misc) -> bool:
    return str(widget["takefocus"]) not in ("0", "") and not (
        isinstance(widget, ttk.Widget) and widget.instate(["disabled"])
    )
