"""Fonts, measures and styles: everything is measured in the body font, so that it scales."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass, field
from tkinter import font as fonts
from tkinter import ttk
from typing import Final

from gjj_xl.ribbon.dialogs import palette as p
from gjj_xl.ribbon.dialogs.drawing import Layer, box, disc, line, paint

FAMILIES: Final = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "微软雅黑",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "SimSun",
)
BODY, SMALL, BOLD, HEADING, FIGURE = (
    "gjj-body",
    "gjj-small",
    "gjj-bold",
    "gjj-heading",
    "gjj-figure",
)
_SIZES: Final = {
    BODY: (10, "normal"),
    SMALL: (9, "normal"),
    BOLD: (10, "bold"),
    HEADING: (13, "bold"),
    FIGURE: (22, "bold"),
}
_DPI: Final = 96
_POINTS: Final = 72

_TICK: Final = line([(0.24, 0.52), (0.42, 0.7), (0.77, 0.32)], 0.11)
_DOT: Final = disc(0.5, 0.5, 0.22)


@dataclass(frozen=True, slots=True)
class Theme:
    """Measures in pixels: ``em`` is the width of a Chinese character, ``line`` a line's height."""

    em: int
    line: int
    native: bool
    images: list[tk.PhotoImage] = field(default_factory=list)

    def gap(self, ems: float) -> int:
        """A distance of so many characters, in pixels."""
        return round(self.em * ems)


def make_theme(root: tk.Tk, scale: float | None) -> Theme:
    """Set up fonts and styles; ``scale`` 1.0 is 96 dots per inch, None the screen's own."""
    if scale is not None:
        root.tk.call("tk", "scaling", scale * _DPI / _POINTS)
    elif root.tk.call("tk", "windowingsystem") == "x11":
        root.tk.call("tk", "scaling", max(_DPI, root.winfo_fpixels("1i")) / _POINTS)
    _fonts(root)
    body = fonts.nametofont(BODY, root)
    style = ttk.Style(root)
    native = "vista" in style.theme_names()
    style.theme_use("vista" if native else "clam")
    theme = Theme(body.measure("国"), body.metrics("linespace"), native)
    root.configure(background=p.WHITE)
    _styles(style, theme)
    if not native:
        _own_look(root, style, theme)
    return theme


def measure_in(root: tk.Misc, font: str) -> Callable[[str], int]:
    """A function that measures texts in a font."""
    named = fonts.nametofont(font, root)
    return lambda text: named.measure(text)


def _fonts(root: tk.Tk) -> None:
    known = set(fonts.families(root))
    family = next(
        (f for f in FAMILIES if f in known), fonts.nametofont("TkDefaultFont").cget("family")
    )
    for name, (size, weight) in _SIZES.items():
        look = ("-family", family, "-size", size, "-weight", weight)
        root.tk.call("font", "create", name, *look)  # a Font object would take it away with itself
    for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont", "TkIconFont"):
        fonts.nametofont(name, root).configure(family=family, size=_SIZES[BODY][0])
    root.option_add("*TCombobox*Listbox.font", BODY)


def _styles(style: ttk.Style, theme: Theme) -> None:
    """What every platform has."""
    gap = theme.gap
    style.configure(".", font=BODY)
    for name in ("TFrame", "TLabel", "TCheckbutton", "TRadiobutton"):
        style.configure(name, background=p.WHITE, foreground=p.INK)
    style.configure("Heading.TLabel", font=HEADING, foreground=p.BLUE)
    style.configure("Bold.TLabel", font=BOLD)
    style.configure("Muted.TLabel", foreground=p.MUTED)
    style.configure("Note.TLabel", foreground=p.MUTED, font=SMALL)
    style.configure("Figure.TLabel", font=FIGURE, foreground=p.BLUE)
    style.configure("Error.TLabel", background=p.ERROR_GROUND, foreground=p.ERROR_INK, font=BOLD)
    style.configure("Hint.TLabel", background=p.HINT_GROUND, foreground=p.HINT_INK)
    style.configure("Error.TFrame", background=p.ERROR_GROUND)
    style.configure("Hint.TFrame", background=p.HINT_GROUND)
    style.configure("Foot.TFrame", background=p.FOOT)
    style.configure("Line.TFrame", background=p.LINE)
    style.configure("TButton", background=p.FOOT, padding=(gap(0.7), gap(0.22)))
    style.configure("Body.TButton", background=p.WHITE)
    style.configure("TEntry", padding=(gap(0.35), gap(0.25)))
    style.configure("TCombobox", padding=(gap(0.35), gap(0.25)))


def _own_look(root: tk.Tk, style: ttk.Style, theme: Theme) -> None:
    """On clam, where there is no native look: flat, our colours, a focus that is seen."""
    gap = theme.gap
    style.configure(
        "TButton",
        relief="raised",
        borderwidth=1,
        background=p.WHITE,
        foreground=p.INK,
        bordercolor=p.BORDER,
        lightcolor=p.WHITE,
        darkcolor=p.WHITE,
        focuscolor=p.LIT_BLUE,
        focusthickness=max(1, gap(0.08)),
        anchor="center",
    )
    shades = [("disabled", p.FOOT), ("pressed", p.PRESSED), ("active", p.HINT_GROUND)]
    edges = [("focus", p.LIT_BLUE), ("active", p.LIT_BLUE)]
    style.map(
        "TButton",
        background=shades,
        lightcolor=shades,
        darkcolor=shades,
        bordercolor=edges,
        foreground=[("disabled", p.OFF)],
    )
    blues = [("disabled", p.FOOT), ("pressed", p.DARK_BLUE), ("active", p.LIT_BLUE)]
    style.configure(
        "Default.TButton",
        background=p.BLUE,
        foreground=p.WHITE,
        bordercolor=p.BLUE,
        lightcolor=p.BLUE,
        darkcolor=p.BLUE,
        focuscolor=p.WHITE,
    )
    style.map(
        "Default.TButton",
        background=blues,
        lightcolor=blues,
        darkcolor=blues,
        bordercolor=[("focus", p.DARK_BLUE)],
    )
    for name in ("TEntry", "TCombobox"):
        style.configure(
            name,
            fieldbackground=p.WHITE,
            foreground=p.INK,
            bordercolor=p.BORDER,
            lightcolor=p.WHITE,
            darkcolor=p.WHITE,
            selectbackground=p.LIT_BLUE,
            selectforeground=p.WHITE,
            insertwidth=max(1, gap(0.1)),
        )
        focus = [("focus", p.LIT_BLUE)]
        style.map(name, selectbackground=[], selectforeground=[])
        style.map(name, bordercolor=focus, lightcolor=focus, darkcolor=focus)
    style.configure("TCombobox", arrowsize=gap(0.9), background=p.WHITE, arrowcolor=p.INK)
    style.map(
        "TCombobox",
        fieldbackground=[("readonly", p.WHITE)],
        foreground=[("readonly", p.INK)],
        selectbackground=[("readonly", p.WHITE)],
        selectforeground=[("readonly", p.INK)],
        background=[("active", p.HINT_GROUND)],
    )
    style.configure(
        "TScrollbar",
        relief="flat",
        borderwidth=1,
        arrowsize=gap(0.9),
        background=p.LINE,
        troughcolor=p.FOOT,
        bordercolor=p.FOOT,
        lightcolor=p.LINE,
        darkcolor=p.LINE,
        arrowcolor=p.MUTED,
        gripcount=0,
    )
    style.map("TScrollbar", background=[("active", p.BORDER), ("disabled", p.FOOT)])
    style.configure(
        "TProgressbar",
        background=p.LIT_BLUE,
        troughcolor=p.FOOT,
        bordercolor=p.BORDER,
        lightcolor=p.LIT_BLUE,
        darkcolor=p.LIT_BLUE,
        thickness=gap(0.8),
    )
    _marks(root, style, theme)


def _marks(root: tk.Tk, style: ttk.Style, theme: Theme) -> None:
    """Boxes with a tick and rings with a dot, instead of clam's crosses."""
    size = theme.gap(1.15)

    def edged(outer: Callable[[float], Layer], mark: Layer | None, ground: str) -> tk.PhotoImage:
        layers = [outer(0.0), (outer(1.0 / size)[0], ground)]
        image = paint(root, size, [*layers, mark] if mark else layers)
        theme.images.append(image)
        return image

    def square(inset: float) -> Layer:
        return box(0.46 - inset, 0.1), p.BORDER

    def ring(inset: float) -> Layer:
        return disc(0.5, 0.5, 0.46 - inset), p.BORDER

    def blue(shape: Callable[[float], Layer]) -> Callable[[float], Layer]:
        return lambda inset: (shape(inset)[0], p.BLUE)

    pairs = {
        "Checkbutton": (
            edged(square, None, p.WHITE),
            edged(blue(square), (_TICK, p.WHITE), p.BLUE),
        ),
        "Radiobutton": (edged(ring, None, p.WHITE), edged(blue(ring), (_DOT, p.BLUE), p.WHITE)),
    }
    for name, (off, on) in pairs.items():
        element = f"Gjj.{name}.indicator"
        style.element_create(
            element, "image", off, ("selected", on), width=size + theme.gap(0.5), sticky="w"
        )
        style.layout(
            f"T{name}",
            [
                (
                    f"{name}.padding",
                    {
                        "sticky": "nswe",
                        "children": [
                            (element, {"side": "left", "sticky": ""}),
                            (
                                f"{name}.focus",
                                {
                                    "side": "left",
                                    "sticky": "w",
                                    "children": [(f"{name}.label", {"sticky": "nswe"})],
                                },
                            ),
                        ],
                    },
                )
            ],
        )
        style.configure(f"T{name}", focuscolor=p.LIT_BLUE, padding=(0, theme.gap(0.15)))
        style.map(f"T{name}", background=[("active", p.WHITE)])
