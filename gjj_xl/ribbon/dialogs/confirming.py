"""是 or 否: 确认提交 with its count and total, and plain questions."""

from collections.abc import Sequence
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs.drawing import Sign
from gjj_xl.ribbon.dialogs.fields import Banner
from gjj_xl.ribbon.dialogs.forms import YES_NO, Confirm, Question
from gjj_xl.ribbon.dialogs.theme import BOLD
from gjj_xl.ribbon.dialogs.window import Window

_MOST_LINES: Final = 9
_MOST_SAID: Final = 5


def confirm(window: Window, form: Confirm) -> None:
    """确认提交 (C9): count and total in large figures, then what speaks against it."""
    window.resize(38)
    window.head(form.heading, Sign.WARNING if form.dangerous else Sign.QUESTION)
    window.paragraph(form.about)
    figures = ttk.Frame(window.body)
    figures.grid(sticky="ew", pady=(window.gap(0.3), window.gap(0.9)))
    for column, figure in enumerate(form.figures):
        side = (0, window.gap(3))
        ttk.Label(figures, text=figure.name, style="Muted.TLabel").grid(
            row=0, column=column, sticky="w", padx=side
        )
        ttk.Label(figures, text=figure.value, style="Figure.TLabel").grid(
            row=1, column=column, sticky="w", padx=side
        )
    said, listed = _parted(form.lines)
    if said:
        banner = Banner(window)
        (banner.wrong if form.dangerous else banner.hint)("\n".join(said))
    if listed:
        window.scrolled(most=_MOST_LINES).fill(listed)
    window.paragraph(form.question, style="Bold.TLabel", font=BOLD)
    yes, no = YES_NO
    window.button(yes.label, yes.letter, lambda: window.answer(True), default=not form.dangerous)
    window.button(
        no.label, no.letter, lambda: window.answer(False), default=form.dangerous, cancel=True
    )
    window.keys.plain_letters = not form.dangerous
    totals = (f"{figure.name} {figure.value}" for figure in form.figures)
    window.copies(lambda: "\n".join((form.about, *totals, *form.lines, form.question)))


def _parted(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What must be seen at once, and the lists (a line with a colon, then indented ones)."""
    listed = [line for line in lines if line.endswith("：") or line.startswith("  ")]
    said = [line for line in lines if line not in listed]
    return (said, listed) if len(said) <= _MOST_SAID else ([], list(lines))


def question(window: Window, form: Question) -> None:
    """A question with a button for each choice."""
    window.head(form.heading, Sign.QUESTION)
    for line in form.lines:
        window.paragraph(line)
    for index, choice in enumerate(form.choices):
        window.button(
            choice.label,
            choice.letter,
            lambda index=index: window.answer(index),  # type: ignore[misc]
            default=index == form.default,
            cancel=index == form.cancel,
        )
    window.keys.plain_letters = True
    window.copies(lambda: "\n".join((form.heading, *form.lines)))
