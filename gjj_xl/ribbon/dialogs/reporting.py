"""A table of findings, each with a word and a sign: 诊断 and the state of the channel."""

from collections.abc import Sequence
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs import palette as p
from gjj_xl.ribbon.dialogs.forms import Advance, Report, ReportLine
from gjj_xl.ribbon.dialogs.scrolling import ScrollText
from gjj_xl.ribbon.dialogs.telling import COPIED
from gjj_xl.ribbon.dialogs.theme import BOLD, measure_in
from gjj_xl.ribbon.dialogs.window import Window

GOOD: Final = "√ 正常"
BAD: Final = "▲ 注意"
ALL_GOOD: Final = "全部正常"

_WIDTH: Final = 44.0
_MOST_LINES: Final = 15


def report(window: Window, form: Report) -> None:
    """Lines of state, name and finding; the remedy stands under what was found."""
    window.resize(_WIDTH)
    window.head(form.heading)
    summary = window.words(" ", style="Bold.TLabel", font=BOLD)
    summary.grid(sticky="w", pady=(0, window.gap(0.6)))
    lines = list(form.lines)
    box = window.scrolled(most=_MOST_LINES)
    busy = form.busy
    found_at = _columns(window, box, lines)
    bar = ttk.Progressbar(window.body, mode="indeterminate", length=window.width)
    bar.grid(sticky="ew", pady=(window.gap(0.6), 0))

    def sum_up() -> None:
        bad = sum(not line.ok for line in lines)
        words = f"{BAD}：{bad} 项需要处理" if bad else GOOD if lines and not busy else ""
        text = "　".join(filter(None, (busy, words))) or " "
        window.rewrite(summary, ALL_GOOD if text == GOOD else text, font=BOLD)
        if busy:
            bar.grid()
            bar.start(15)
        else:
            bar.stop()
            bar.grid_remove()
        window.refit_when_open()

    def told(update: Advance | ReportLine) -> None:
        nonlocal busy
        if isinstance(update, ReportLine):
            lines.append(update)
            _write(box, update, _columns(window, box, lines))
        else:
            busy = update.words
        sum_up()

    def copy() -> None:
        window.copy()
        copied.configure(text=f"{COPIED}(P)")

    for line in lines:
        _write(box, line, found_at)
    sum_up()
    window.listens(told)
    copied = window.button("复制", "P", copy, left=True)
    window.button("关闭", "C", lambda: window.answer(None), default=True, cancel=True)
    window.copies(lambda: "\n".join((form.heading, *(_as_text(line) for line in lines))))


def _columns(window: Window, box: ScrollText, lines: Sequence[ReportLine]) -> int:
    """Set the columns, as wide as the widest name needs; gives the place of the third."""
    measure = measure_in(window.root, BOLD)
    name_at = measure(BAD) + window.gap(1.6)
    widest = max((measure(line.name) for line in lines), default=0)
    found_at = name_at + min(widest, window.width // 3) + window.gap(1.4)
    apart = window.gap(0.45)
    text = box.text
    text.tag_configure("line", tabs=(name_at, found_at), spacing1=apart)
    text.tag_configure("found", lmargin1=found_at, lmargin2=found_at)
    text.tag_configure("remedy", foreground=p.MUTED)
    text.tag_configure("good", foreground=p.GREEN)
    text.tag_configure("bad", foreground=p.ERROR_INK)
    text.tag_raise("sel")
    return found_at


def _write(box: ScrollText, line: ReportLine, found_at: int) -> None:
    state, tag = (f" {GOOD} ", "good") if line.ok else (f" {BAD} ", "bad")
    if not box.is_empty():
        box.append("\n")
    box.append(state, "line", tag, "bold")
    box.append(f"\t{line.name}\t", "line", "bold")
    box.append(line.found, "found", room=box.room - found_at)
    if line.remedy:
        box.append("\n")
        box.append(line.remedy, "found", "remedy", room=box.room - found_at)


def _as_text(line: ReportLine) -> str:
    remedy = f"\n\t{line.remedy}" if line.remedy else ""
    return f"{GOOD if line.ok else BAD}\t{line.name}\t{line.found}{remedy}"
