"""The keys of every window: Enter, Esc, Alt and a letter, Ctrl+C, Page Up and Page Down."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs.scrolling import ScrollFrame

_MODIFIERS: Final = 0x0004 | 0x0008 | 0x20000
"""Ctrl, Alt on X11 (Mod1), Alt on Windows."""


class Keys:
    """What the keys do in one window.

    ``default`` is what Enter presses unless a button has the focus, ``cancel`` what Esc and
    closing do. With ``plain_letters``, Y alone presses 是(Y): only where nothing is typed and
    nothing can be lost.
    """

    def __init__(self, *, cancel: Callable[[], None], copy: Callable[[], None]) -> None:
        self.default: ttk.Button | None = None
        self.cancel = cancel
        self.plain_letters = False
        self._copy = copy
        self._letters: dict[str, ttk.Button | ttk.Checkbutton] = {}

    def letter(self, letter: str, widget: ttk.Button | ttk.Checkbutton) -> None:
        """Let Alt and a letter press a widget; an empty letter is none."""
        if letter:
            self._letters[letter.lower()] = widget

    def bind(self, root: tk.Tk, scroll: ScrollFrame) -> None:
        """Begin; what scrolls follows the focus."""
        root.protocol("WM_DELETE_WINDOW", lambda: self.cancel())
        root.bind("<Escape>", lambda _event: self.cancel())
        root.bind("<Return>", self._enter)
        root.bind("<KP_Enter>", self._enter)
        root.bind("<Alt-KeyPress>", lambda event: self._by_letter(event.keysym))
        root.bind("<KeyPress>", self._plain)
        root.bind("<Prior>", lambda _event: scroll.page(-1))
        root.bind("<Next>", lambda _event: scroll.page(1))
        root.bind("<Control-c>", self._control_c)
        root.bind("<FocusIn>", lambda event: scroll.see(event.widget), add=True)

    def _enter(self, event: "tk.Event[tk.Misc]") -> str:
        if isinstance(event.widget, ttk.Button):
            event.widget.invoke()
        elif self.default is not None:
            self.default.invoke()
        return "break"

    def _by_letter(self, key: str) -> str | None:
        widget = self._letters.get(key.lower())
        if widget is None or widget.instate(["disabled"]):
            return None
        if isinstance(widget, ttk.Checkbutton):  # on a button, Enter would press it once more
            widget.focus_set()
        widget.invoke()
        return "break"

    def _plain(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self.plain_letters and not int(event.state) & _MODIFIERS:
            return self._by_letter(event.keysym)
        return None

    def _control_c(self, event: "tk.Event[tk.Misc]") -> None:
        focus = event.widget
        has_own = isinstance(focus, ttk.Entry) or (
            isinstance(focus, tk.Text) and focus.tag_ranges("sel")
        )
        if not has_own:
            self._copy()
