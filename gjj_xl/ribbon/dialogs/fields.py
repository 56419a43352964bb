"""Labelled fields under one another, and the line that says what is wrong with them."""

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs import palette as p
from gjj_xl.ribbon.dialogs.drawing import SIGNS, Sign, paint
from gjj_xl.ribbon.dialogs.theme import BODY, BOLD
from gjj_xl.ribbon.dialogs.window import Window

WRONG: Final = "▲"
"""Before what is wrong or dangerous, so that it is not told by colour alone."""
MASK: Final = "●"


class Banner:
    """A line on a ground of its own, shown when there is something to say."""

    def __init__(self, window: Window, parent: tk.Misc | None = None, *, width: int = 0) -> None:
        self._window = window
        self._width = width or window.width
        self._place = ttk.Frame(parent or window.body)
        self._place.columnconfigure(0, weight=1)
        self._place.grid(sticky="ew")
        self._sign = paint(window.root, window.gap(1.3), SIGNS[Sign.WARNING], p.ERROR_GROUND)
        window.theme.images.append(self._sign)

    def wrong(self, text: str) -> None:
        """Say what is wrong, with a sign; empty says nothing."""
        self._show(text, "Error", BOLD)

    def hint(self, text: str) -> None:
        """Give a piece of advice."""
        self._show(text, "Hint", BODY)

    def _show(self, text: str, look: str, font: str) -> None:
        gap = self._window.gap
        for old in self._place.winfo_children():
            old.destroy()
        if text:
            ground = ttk.Frame(self._place, style=f"{look}.TFrame", padding=(gap(0.7), gap(0.45)))
            ground.grid(sticky="ew", pady=(0, gap(0.7)))
            width = self._width - gap(1.5)
            if look == "Error":
                sign = ttk.Label(ground, image=self._sign, style=f"{look}.TLabel")
                sign.grid(row=0, column=0, sticky="n", padx=(0, gap(0.6)))
                width -= gap(1.9)
            for row, line in enumerate(text.split("\n")):
                words = self._window.words(
                    line, ground, style=f"{look}.TLabel", font=font, width=width
                )
                words.grid(row=row, column=1, sticky="w", pady=(gap(0.3) if row else 0, 0))
        self._place.configure(height=1)
        self._window.refit_when_open()


class Fields(ttk.Frame):
    """Rows of a label and a field."""

    def __init__(
        self, window: Window, parent: tk.Misc | None = None, *, labels: float = 5.2
    ) -> None:
        super().__init__(parent or window.body)
        self._window = window
        self._rows = 0
        self._room = window.width - window.gap(labels + 0.8)
        self.columnconfigure(0, minsize=window.gap(labels))
        self.columnconfigure(1, weight=1)

    def entry(self, label: str, value: tk.StringVar, *, secret: bool = False) -> ttk.Entry:
        """A field to type into."""
        entry = ttk.Entry(self, textvariable=value, font=BODY, show=MASK if secret else "")
        self._row(label, entry)
        return entry

    def fixed(self, label: str, value: str) -> ttk.Label:
        """A value that cannot be edited."""
        words = self._window.words(value, self, style="Bold.TLabel", font=BOLD, width=self._room)
        self._row(label, words)
        return words

    def chosen(self, label: str, values: Sequence[str], chosen: int = 0) -> ttk.Combobox:
        """One of several values: Up and Down go through them, Alt and Down opens the list."""
        box = ttk.Combobox(self, values=list(values), state="readonly", font=BODY)
        box.current(chosen)

        def go(by: int) -> str:
            box.current(max(0, min(len(values) - 1, box.current() + by)))
            box.event_generate("<<ComboboxSelected>>")
            return "break"

        box.bind("<Up>", lambda _event: go(-1))
        box.bind("<Down>", lambda _event: go(1))
        box.bind("<Alt-Down>", lambda _event: None)  # as Tk does it
        self._row(label, box)
        return box

    def row_under(self) -> int:
        """The next free row, for what stands below the fields."""
        self._rows += 1
        return self._rows - 1

    def _row(self, label: str, widget: tk.Widget) -> None:
        gap = self._window.gap
        row = self.row_under()
        ttk.Label(self, text=label).grid(row=row, column=0, sticky="w", padx=(0, gap(0.8)))
        widget.grid(row=row, column=1, sticky="ew", pady=gap(0.25))
