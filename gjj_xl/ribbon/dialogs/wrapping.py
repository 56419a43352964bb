"""Lines of Chinese with numbers and paths in them: Tk itself breaks only at blanks."""

from collections.abc import Callable, Iterator
from typing import Final

_NOT_FIRST: Final = frozenset("，。；：、！？）》”’】…,.;:!?)%")
_NOT_LAST: Final = frozenset("（《“‘【(")
_WIDE_FROM: Final = "\u2e80"


def wrap(text: str, measure: Callable[[str], int], width: int) -> str:
    """The text with line ends, so that no line is wider than ``width`` pixels.

    Breaks between Chinese characters and at blanks, inside a long word only where it must; no line
    begins with a closing mark.
    """
    return "\n".join(
        line for paragraph in text.split("\n") for line in _lines(paragraph, measure, width)
    )


def _lines(text: str, measure: Callable[[str], int], width: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if line and measure((line + piece).rstrip(" ")) > width:
            yield line.rstrip(" ")
            line = ""
            piece = piece.lstrip(" ")
        while measure(piece) > width and len(piece) > 1:
            fits = max(1, _fitting(piece, measure, width))
            yield piece[:fits]
            piece = piece[fits:]
        line += piece
    yield line.rstrip(" ")


def _pieces(text: str) -> Iterator[str]:
    """What is kept together: a word with its blank, a character with its marks."""
    piece = ""
    for char in text:
        if piece and _may_break(piece, char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _may_break(piece: str, char: str) -> bool:
    before = piece[-1]
    if char in _NOT_FIRST or before in _NOT_LAST or char == " ":
        return False
    if before == " " and piece[-2:-1].isdigit() and char >= _WIDE_FROM:  # 128 人, 20 分钟
        return False
    return before == " " or before >= _WIDE_FROM or char >= _WIDE_FROM


def _fitting(word: str, measure: Callable[[str], int], width: int) -> int:
    low, high = 0, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(word[:middle]) <= width else (low, middle - 1)
    return low
