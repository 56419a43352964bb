"""What is longer than the screen: a frame and a text that scroll, with mouse and keys."""

import math
import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk
from typing import Any, Final

from gjj_xl.ribbon.dialogs import palette as p
from gjj_xl.ribbon.dialogs.theme import BODY, BOLD, Theme, measure_in
from gjj_xl.ribbon.dialogs.wrapping import wrap

_SOFT: Final = "soft"
"""Marks line ends that are no part of the text."""
_LEAST_LINES: Final = 4


class ScrollFrame(ttk.Frame):
    """A frame around ``inner`` that shows a scroll bar only when it must."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent)
        self._step = theme.line
        self._canvas = tk.Canvas(self, background=p.WHITE, highlightthickness=0, borderwidth=0)
        self._bar = ttk.Scrollbar(self, orient="vertical", command=self._canvas.yview, takefocus=0)
        self._canvas.configure(yscrollcommand=self._bar.set)
        self.inner = ttk.Frame(self._canvas)
        self._item = self._canvas.create_window(0, 0, anchor="nw", window=self.inner)
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self._canvas.grid(row=0, column=0, sticky="nsew")
        self._canvas.bind("<Configure>", self._stretch)
        self._scrolls = False
        for event in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
            self.winfo_toplevel().bind(event, self._wheel, add=True)

    def fit(self, most: int) -> None:
        """Be as high as the content, at most ``most`` pixels."""
        width, height = self.inner.winfo_reqwidth(), self.inner.winfo_reqheight()
        self._scrolls = height > most
        self._canvas.configure(
            width=width, height=min(height, most), scrollregion=(0, 0, width, height)
        )
        if self._scrolls:
            self._bar.grid(row=0, column=1, sticky="ns")
        else:
            self._bar.grid_remove()
            self._canvas.yview_moveto(0)

    def page(self, pages: int) -> None:
        """Scroll by pages."""
        if self._scrolls:
            self._canvas.yview_scroll(pages, "pages")

    def see(self, widget: Any) -> None:
        """Bring a widget into view, when the focus has come to it."""
        if not self._scrolls or not isinstance(widget, tk.Misc):  # Tk's own have a name only
            return
        if not str(widget).startswith(f"{self.inner}."):
            return
        top = widget.winfo_rooty() - self.inner.winfo_rooty()
        bottom, whole = top + widget.winfo_height(), self.inner.winfo_height()
        first, last = (part * whole for part in self._canvas.yview())
        if top - self._step < first:
            self._canvas.yview_moveto((top - self._step) / whole)
        elif bottom + self._step > last:
            self._canvas.yview_moveto((bottom + self._step - (last - first)) / whole)

    def _stretch(self, event: "tk.Event[tk.Canvas]") -> None:
        self._canvas.itemconfigure(self._item, width=event.width)

    def _wheel(self, event: "tk.Event[tk.Misc]") -> None:
        if self._scrolls and not isinstance(event.widget, tk.Text):
            up = event.num == 4 or event.delta > 0
            self._canvas.yview_scroll(-2 if up else 2, "units")


class ScrollText(ttk.Frame):
    """A text to read, select and copy; at most ``most`` lines high, scrolled beyond."""

    def __init__(self, parent: tk.Misc, theme: Theme, *, width: int, most: int) -> None:
        super().__init__(parent)
        self._most = most
        self._width = width
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        spacing = theme.gap(0.12)
        self.line = theme.line + 2 * spacing
        """The height of a line in pixels."""
        self.text = text = tk.Text(
            self,
            font=BODY,
            wrap="none",
            width=1,
            height=1,
            padx=theme.gap(0.7),
            pady=theme.gap(0.5),
            background=p.BOX,
            foreground=p.INK,
            relief="flat",
            borderwidth=0,
            spacing1=spacing,
            spacing3=spacing,
            highlightthickness=max(1, theme.gap(0.1)),
            highlightbackground=p.LINE,
            highlightcolor=p.LIT_BLUE,
            selectbackground=p.LIT_BLUE,
            selectforeground=p.WHITE,
            inactiveselectbackground=p.LIT_BLUE,
            cursor="xterm",
            takefocus=1,
        )
        self._bar = ttk.Scrollbar(self, orient="vertical", command=text.yview, takefocus=0)
        text.configure(yscrollcommand=self._bar.set)
        text.grid(row=0, column=0, sticky="nsew")
        self.columnconfigure(0, minsize=width)
        self._indent = theme.gap(1)
        edges = 2 * (theme.gap(0.7) + theme.gap(0.1) + 1)
        self.room = width - edges - self._bar.winfo_reqwidth()
        text.tag_configure("bold", font=BOLD)
        text.tag_configure("indent", lmargin1=self._indent, lmargin2=self._indent)
        text.tag_raise("sel")
        self._bind()
        text.configure(state="disabled")

    def append(self, text: str, *tags: str, room: int = 0) -> None:
        """Add a text, its lines ended where Chinese lines may end.

        ``room`` is the width it has, in pixels, if not all. The ends are left out when copying.
        """
        font = BOLD if "bold" in tags else BODY
        lines = [
            wrap(line, measure_in(self, font), room or self.room).split("\n")
            for line in text.split("\n")
        ]
        self.text.configure(state="normal")
        for number, parts in enumerate(lines):
            if number:
                self.text.insert("end", "\n")
            for part, words in enumerate(parts):
                if part:
                    self.text.insert("end", "\n", _SOFT)
                self.text.insert("end", words, tags)
        self.text.configure(state="disabled")

    def fill(self, lines: Sequence[str]) -> None:
        """Write lines: those ending in a colon are bold, those beginning with blanks indented."""
        for number, line in enumerate(lines):
            is_indented = line.startswith("  ")
            tags = ("bold",) if line.endswith("：") else ("indent",) if is_indented else ()
            text = ("\n" if number else "") + line.strip()
            self.append(text, *tags, room=self.room - self._indent * is_indented)

    def is_empty(self) -> bool:
        """Whether nothing has been written."""
        return bool(self.text.compare("end - 1 chars", "==", "1.0"))

    def fit(self, most: int | None = None) -> None:
        """Be as high as the text needs, up to ``most`` lines; the widget must be placed."""
        limit = self._most if most is None else most
        self.update_idletasks()
        above: Any = self.tk.call(self.text, "count", "-update", "-ypixels", "1.0", "end - 1 chars")
        lines = 1 + math.ceil(int(above) / self.line)  # what is above the last line, and that
        self.text.configure(height=min(lines, limit))
        if lines > limit:
            self._bar.grid(row=0, column=1, sticky="ns")
            self.columnconfigure(0, minsize=self._width - self._bar.winfo_reqwidth())
        else:
            self._bar.grid_remove()
            self.columnconfigure(0, minsize=self._width)

    def give_way(self, pixels: int) -> None:
        """Be lower by so many pixels, but not lower than a few lines."""
        height = int(self.text["height"])
        lines = max(min(height, _LEAST_LINES), height - math.ceil(pixels / self.line))
        self.fit(lines)

    def _bind(self) -> None:
        """Arrow keys scroll at once: there is no insertion mark to be moved first."""
        text = self.text
        moves = {
            "<Up>": ("scroll", -1, "units"),
            "<Down>": ("scroll", 1, "units"),
            "<Prior>": ("scroll", -1, "pages"),
            "<Next>": ("scroll", 1, "pages"),
            "<Home>": ("moveto", 0.0),
            "<End>": ("moveto", 1.0),
        }
        for key, move in moves.items():
            text.bind(key, lambda _event, move=move: self._move(*move))  # type: ignore[misc]
        text.bind("<<Copy>>", lambda _event: self._copy())
        text.bind("<Control-a>", lambda _event: self._select_all())
        text.bind("<Button-1>", lambda _event: text.focus_set(), add=True)

    def _move(self, *move: Any) -> str:
        self.text.tk.call(self.text, "yview", *move)
        return "break"

    def _select_all(self) -> str:
        self.text.tag_add("sel", "1.0", "end - 1 chars")
        return "break"

    def _copy(self) -> str:
        """Copy what is selected, without the line ends that only the width has made."""
        if self.text.tag_ranges("sel"):
            self.clipboard_clear()
            self.clipboard_append(self._selected())
        return "break"

    def _selected(self) -> str:
        text, pieces, at = self.text, [], "sel.first"
        while soft := text.tag_nextrange(_SOFT, at, "sel.last"):
            pieces.append(text.get(at, str(soft[0])))
            at = str(soft[1])
        return "".join((*pieces, text.get(at, "sel.last")))
