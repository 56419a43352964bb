"""Small pictures with smooth edges at any size: the signs beside headings, ticks and dots.

A shape is a signed distance in units of the picture's side (0 to 1, y downwards): negative
inside. Each layer paints its colour where it covers a pixel.
"""

import math
import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, unique
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from gjj_xl.ribbon.dialogs.palette import BLUE, INK, LIT_BLUE, ORANGE, VERMILLION, WHITE

Shape: TypeAlias = Callable[[float, float], float]
Layer: TypeAlias = tuple[Shape, str]


def disc(x: float, y: float, radius: float) -> Shape:
    """A filled circle."""
    return lambda px, py: math.hypot(px - x, py - y) - radius


def box(half: float, corner: float) -> Shape:
    """A square around the middle, with round corners."""

    def distance(px: float, py: float) -> float:
        dx, dy = (abs(p - 0.5) - half + corner for p in (px, py))
        return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - corner

    return distance


def line(points: Sequence[tuple[float, float]], thickness: float) -> Shape:
    """A line through the points, with round ends."""
    parts = list(pairwise(points))

    def distance(px: float, py: float) -> float:
        return min(_to_part(px, py, *a, *b) for a, b in parts) - thickness / 2

    return distance


def polygon(points: Sequence[tuple[float, float]], corner: float) -> Shape:
    """A convex polygon whose points go clockwise, with round corners."""
    edge = line([*points, points[0]], 0)
    sides = list(zip(points, [*points[1:], points[0]], strict=True))

    def distance(px: float, py: float) -> float:
        inside = all((bx - ax) * (py - ay) >= (by - ay) * (px - ax) for (ax, ay), (bx, by) in sides)
        return (-edge(px, py) if inside else edge(px, py)) - corner

    return distance


def _to_part(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> float:
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0.0 if not length else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length))
    return math.hypot(px - ax - t * dx, py - ay - t * dy)


def paint(root: tk.Misc, size: int, layers: Sequence[Layer], ground: str = WHITE) -> tk.PhotoImage:
    """A picture of ``size`` × ``size`` pixels; keep it, or Tk shows nothing."""
    rows = []
    for row in range(size):
        colours = []
        for column in range(size):
            colour = _rgb(ground)
            x, y = (column + 0.5) / size, (row + 0.5) / size
            for shape, ink in layers:
                cover = max(0.0, min(1.0, 0.5 - shape(x, y) * size))
                if cover:
                    top = _rgb(ink)
                    colour = tuple(b + (t - b) * cover for b, t in zip(colour, top, strict=True))
            colours.append("#{:02x}{:02x}{:02x}".format(*(round(c) for c in colour)))
        rows.append("{" + " ".join(colours) + "}")
    image = tk.PhotoImage(master=root, width=size, height=size)
    image.put(" ".join(rows))
    return image


@cache
def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@unique
class Sign(Enum):
    """The picture beside a heading; the heading itself says the same in words."""

    INFORMATION = "information"
    QUESTION = "question"
    WARNING = "warning"
    ERROR = "error"
    KEY = "key"


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[tuple[float, float]]:
    steps = 12
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


_ROUND: Final = disc(0.5, 0.5, 0.47)
_HOOK: Final = line([*_arc(0.5, 0.38, 0.13, -180, 90), (0.5, 0.6)], 0.09)

SIGNS: Final[Mapping[Sign, tuple[Layer, ...]]] = MappingProxyType(
    {
        Sign.INFORMATION: (
            (_ROUND, LIT_BLUE),
            (disc(0.5, 0.28, 0.065), WHITE),
            (line([(0.5, 0.45), (0.5, 0.73)], 0.1), WHITE),
        ),
        Sign.QUESTION: (
            (_ROUND, LIT_BLUE),
            (_HOOK, WHITE),
            (disc(0.5, 0.75, 0.06), WHITE),
        ),
        Sign.WARNING: (
            (polygon([(0.5, 0.12), (0.91, 0.86), (0.09, 0.86)], 0.07), ORANGE),
            (line([(0.5, 0.38), (0.5, 0.62)], 0.1), INK),
            (disc(0.5, 0.77, 0.06), INK),
        ),
        Sign.ERROR: (
            (_ROUND, VERMILLION),
            (line([(0.34, 0.34), (0.66, 0.66)], 0.11), WHITE),
            (line([(0.66, 0.34), (0.34, 0.66)], 0.11), WHITE),
        ),
        Sign.KEY: (
            (disc(0.3, 0.5, 0.25), LIT_BLUE),
            (disc(0.24, 0.5, 0.08), WHITE),
            (line([(0.5, 0.5), (0.92, 0.5)], 0.13), LIT_BLUE),
            (line([(0.72, 0.5), (0.72, 0.66)], 0.1), LIT_BLUE),
            (line([(0.87, 0.5), (0.87, 0.66)], 0.1), LIT_BLUE),
        ),
    }
)

ICON: Final[tuple[Layer, ...]] = (
    (box(0.5, 0.2), BLUE),
    (polygon([(0.5, 0.2), (0.82, 0.48), (0.18, 0.48)], 0.03), WHITE),
    (polygon([(0.28, 0.5), (0.72, 0.5), (0.72, 0.78), (0.28, 0.78)], 0.02), WHITE),
    (polygon([(0.44, 0.6), (0.56, 0.6), (0.56, 0.8), (0.44, 0.8)], 0.0), BLUE),
)
"""A house: the windows' icon."""
