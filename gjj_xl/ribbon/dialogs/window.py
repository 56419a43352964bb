"""The frame of every window: heading, body, buttons; the keys, the place and the size."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any, Final

from gjj_xl.ribbon.dialogs import native
from gjj_xl.ribbon.dialogs.drawing import ICON, SIGNS, Sign, paint
from gjj_xl.ribbon.dialogs.forms import Update
from gjj_xl.ribbon.dialogs.keys import Keys
from gjj_xl.ribbon.dialogs.scrolling import ScrollFrame, ScrollText
from gjj_xl.ribbon.dialogs.theme import BODY, HEADING, Theme, measure_in
from gjj_xl.ribbon.dialogs.wrapping import wrap

TITLE: Final = "公积金"
WIDTH: Final = 32.0

_DEAF: Final = 250
"""Milliseconds for which a new window takes no decision: the keys were meant for Excel."""
_EDGE: Final = 1.6
_FRAME: Final = 3.4
"""Ems around the body, and for title bar and borders."""


class Window:
    """One window; a builder fills it, ``open`` shows it, and it answers once."""

    def __init__(
        self,
        root: tk.Tk,
        theme: Theme,
        *,
        owner: int | None,
        send: Callable[[Any], None],
        shown: Callable[[], None],
    ) -> None:
        self.root = root
        self.theme = theme
        self._owner = owner
        self._send = send
        self._shown = shown
        self._ready = self._is_open = False
        self.keys = Keys(cancel=lambda: self.answer(None), copy=self.copy)
        self._listener: Callable[[Any], None] = lambda _update: None
        self._copied: Callable[[], str] | None = None
        self._texts: list[ScrollText] = []
        self._first: tk.Misc | None = None
        self._instead: Callable[[], None] | None = None
        self._area = native.work_area(root)
        self._scroll = ScrollFrame(root, theme)
        self.body = self._scroll.inner
        self.body.configure(
            padding=(self.gap(_EDGE), self.gap(1.3), self.gap(_EDGE), self.gap(1.2))
        )
        self.body.columnconfigure(0, weight=1)
        self._line = ttk.Frame(root, style="Line.TFrame", height=max(1, self.gap(0.06)))
        self._foot = ttk.Frame(root, style="Foot.TFrame", padding=(self.gap(_EDGE), self.gap(0.8)))
        self._left = ttk.Frame(self._foot, style="Foot.TFrame")
        self._right = ttk.Frame(self._foot, style="Foot.TFrame")
        self.resize(WIDTH)

    def gap(self, ems: float) -> int:
        """A distance of so many characters, in pixels."""
        return self.theme.gap(ems)

    def resize(self, ems: float) -> None:
        """Set the width of the body in characters, as far as the screen has it."""
        edges = 2 * self.gap(_EDGE) + self.gap(2)
        self.width = min(self.gap(ems), self._area.width - edges)
        self.body.columnconfigure(0, minsize=self.width)

    # --- what a builder puts in -----------------------------------------------------------------

    def head(self, text: str, sign: Sign | None = None) -> None:
        """The heading, with a sign beside it."""
        head = ttk.Frame(self.body)
        head.grid(sticky="ew", pady=(0, self.gap(0.9)))
        head.columnconfigure(1, weight=1)
        width = self.width
        if sign is not None:
            size = self.gap(2.4)
            image = paint(self.root, size, SIGNS[sign])
            self.theme.images.append(image)
            ttk.Label(head, image=image).grid(row=0, column=0, padx=(0, self.gap(0.9)), sticky="n")
            width -= size + self.gap(0.9)
        self.words(text, head, style="Heading.TLabel", font=HEADING, width=width).grid(
            row=0, column=1, sticky="w"
        )

    def words(
        self,
        text: str,
        parent: tk.Misc | None = None,
        *,
        style: str = "TLabel",
        font: str = BODY,
        width: int | None = None,
    ) -> ttk.Label:
        """A label whose lines end where Chinese lines may end; not placed yet."""
        wrapped = wrap(text, measure_in(self.root, font), width or self.width)
        return ttk.Label(parent or self.body, text=wrapped, style=style, justify="left")

    def paragraph(self, text: str, **more: Any) -> ttk.Label:
        """Words of the full width, placed under what is there."""
        label = self.words(text, **more)
        label.grid(sticky="w", pady=(0, self.gap(0.5)))
        return label

    def rewrite(self, label: ttk.Label, text: str, *, font: str = BODY) -> None:
        """New words in a label of the full width."""
        label.configure(text=wrap(text, measure_in(self.root, font), self.width))
        self.refit_when_open()

    def button(
        self,
        label: str,
        letter: str,
        command: Callable[[], None],
        *,
        default: bool = False,
        cancel: bool = False,
        left: bool = False,
    ) -> ttk.Button:
        """A button at the foot, ``label(letter)``; Enter presses the default, Esc the cancel."""
        text = f"{label}({letter})" if letter else label
        button = ttk.Button(
            self._left if left else self._right,
            text=text,
            underline=len(label) + 1 if letter else -1,
            width=-9,
            style="Default.TButton" if default else "TButton",
            default="active" if default and self.theme.native else "disabled",
            command=lambda: self._press(command),
        )
        button.pack(side="left", padx=(0, self.gap(0.6)) if left else (self.gap(0.6), 0))
        self.keys.letter(letter, button)
        if default:
            self.keys.default = button
        if cancel:
            self.keys.cancel = lambda: self._press(command)
        return button

    def check(
        self, text: str, letter: str, ticked: tk.BooleanVar, parent: tk.Misc
    ) -> ttk.Checkbutton:
        """A box to tick, not placed yet."""
        box = ttk.Checkbutton(
            parent, text=f"{text}({letter})", underline=len(text) + 1, variable=ticked
        )
        self.keys.letter(letter, box)
        return box

    def scrolled(self, *, most: int) -> ScrollText:
        """A text of the full width, at most so many lines high, placed under what is there."""
        text = ScrollText(self.body, self.theme, width=self.width, most=most)
        text.grid(sticky="ew", pady=(self.gap(0.3), self.gap(0.5)))
        self._texts.append(text)
        return text

    def first(self, widget: tk.Misc) -> None:
        """Where the focus begins; else on the default button."""
        self._first = widget

    def listens(self, listener: Callable[[Any], None]) -> None:
        """What to do with the parent's updates."""
        self._listener = listener

    def copies(self, text: Callable[[], str]) -> None:
        """What Ctrl+C copies where nothing is selected."""
        self._copied = text

    def sends(self, translate: Callable[[Any], Any]) -> None:
        """Turn what the builder answers into what the parent is told."""
        send = self._send
        self._send = lambda value: send(translate(value))

    def instead(self, show: Callable[[], None]) -> None:
        """Show a window of the system's instead of this one."""
        self._instead = show

    # --- what happens ---------------------------------------------------------------------------

    def told(self, update: Update) -> None:
        """Take in an update of the parent's."""
        self._listener(update)

    def answer(self, value: Any) -> None:
        """Answer and end."""
        self._send(value)
        self.root.destroy()

    def answer_and_stay(self, value: Any) -> None:
        """Answer, and let the parent close the window."""
        self._send(value)

    def copy(self) -> None:
        """Put the window's text on the clipboard."""
        if self._copied is not None:
            self.root.clipboard_clear()
            self.root.clipboard_append(self._copied())
            self.root.update_idletasks()

    def open(self) -> None:
        """Show the window, above its owner and with the keyboard."""
        root = self.root
        if self._instead is not None:
            show, self._instead = self._instead, None
            native.be_unseen(root)
            native.belong_to(root, self._owner)
            root.after_idle(show)
            return
        self._ready = False
        native.be_seen(root)
        root.title(TITLE)
        root.resizable(False, False)
        icon = paint(root, self.gap(2.4), ICON)
        self.theme.images.append(icon)
        root.iconphoto(True, icon)
        root.columnconfigure(0, weight=1)
        root.rowconfigure(0, weight=1)
        self._scroll.grid(row=0, column=0, sticky="nsew")
        if self._left.pack_slaves() or self._right.pack_slaves():
            self._line.grid(row=1, column=0, sticky="ew")
            self._foot.grid(row=2, column=0, sticky="ew")
            self._left.pack(side="left")
            self._right.pack(side="right")
        self._stack_what_is_too_wide()
        self.keys.bind(root, self._scroll)
        self.refit()
        self._place()
        root.deiconify()
        root.update()
        native.belong_to(root, self._owner)
        native.come_to_front(root)
        (self._first or self.keys.default or root).focus_force()
        if isinstance(self._first, ttk.Entry):
            self._first.selection_range(0, "end")
        self._is_open = True
        root.after(_DEAF, self.has_come)

    def refit_when_open(self) -> None:
        """After a change: refit, once the window is there."""
        if self._is_open:
            self.refit()

    def refit(self) -> None:
        """Make the window as large as its content, or as the screen."""
        self.root.update_idletasks()
        foot = self._foot.winfo_reqheight() if self._foot.winfo_manager() else 0
        most = self._area.height - self.gap(_FRAME) - foot
        for text in self._texts:
            if text.winfo_manager():
                text.fit()
                self.root.update_idletasks()
                if (over := self.body.winfo_reqheight() - most) > 0:
                    text.give_way(over)
                    self.root.update_idletasks()
        self._scroll.fit(most)
        self.root.update_idletasks()
        if self._is_open:
            self._place()

    def has_come(self) -> None:
        """The window takes keys and decisions from now on."""
        self._ready = True
        self._shown()

    def _press(self, command: Callable[[], None]) -> None:
        if self._ready:
            command()

    def _place(self) -> None:
        """Centre on the owner or the screen; once open, move only what is off the screen."""
        root, area = self.root, self._area
        width, height = root.winfo_reqwidth(), root.winfo_reqheight()
        if self._is_open:
            x, y = root.winfo_x(), root.winfo_y()
        else:
            over = native.owner_area(self._owner) or area
            x = over.x + (over.width - width) // 2
            y = over.y + (over.height - height - self.gap(2)) // 3
        right = area.x + area.width - width
        lowest = area.y + area.height - height - self.gap(_FRAME - 0.4)
        place = max(area.x, min(x, right)), max(area.y, min(y, lowest))
        if place != (x, y) or not self._is_open:
            root.geometry("+{}+{}".format(*place))

    def _stack_what_is_too_wide(self) -> None:
        self.root.update_idletasks()
        if self._foot.winfo_reqwidth() > self._area.width - self.gap(2):
            for button in self._right.pack_slaves():
                button.pack(side="top", fill="x", padx=0, pady=self.gap(0.2))
