"""How cells look: formats that are the same all over a range, or ``None`` where they differ."""

from typing import Any

from xlwings import base_classes, utils

from tests.live.engine.areas import Area
from tests.live.engine.gate import com_object
from tests.live.engine.protection import Action, permitted
from tests.live.engine.state import SheetRecord
from tests.live.engine.unos import choice

_BOLD, _NORMAL = 150.0, 100.0
_SCRIPTS = ("", "Asian", "Complex")  # Chinese text has properties of its own
_PER_INCH, _POINTS, _PIXELS = 2540, 72, 96  # LibreOffice counts hundredths of a millimetre

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}


def uniform(handle: Any, name: str) -> Any:
    """A property's value, or ``None`` where the cells differ."""
    if handle.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return getattr(handle, name)


def set_format(record: SheetRecord, handle: Any, **values: Any) -> None:
    """Set properties of cells; refused on a protected sheet."""
    with permitted(record, Action.FORMAT_CELLS):
        for name, value in values.items():
            setattr(handle, name, value)


def office_colour(colour: Any) -> int:
    """0xRRGGBB from ``(r, g, b)``, ``"#rrggbb"`` or Excel's integer (0xBBGGRR)."""
    if isinstance(colour, str):
        colour = utils.hex_to_rgb(colour)
    if isinstance(colour, int):
        colour = utils.int_to_rgb(colour)
    red, green, blue = colour
    return red << 16 | green << 8 | blue


def excel_colour(colour: int) -> tuple[int, int, int]:
    """``(r, g, b)`` from 0xRRGGBB."""
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


def number_format(record: SheetRecord, handle: Any) -> str | None:
    """The one code that all cells have."""
    codes = record.document.codes
    key = uniform(handle, "NumberFormat")
    if key is not None:
        return codes.code(key)
    groups = handle.getUniqueCellFormatRanges()
    found = {codes.code(groups.getByIndex(index).NumberFormat) for index in range(groups.Count)}
    return found.pop() if len(found) == 1 else None


def horizontal(handle: Any) -> str | None:
    """Excel's word for the horizontal alignment."""
    value = uniform(handle, "HoriJustify")
    return next((word for word in _HORIZONTAL if value and _HORIZONTAL[word] == value.value), None)


def set_horizontal(record: SheetRecord, handle: Any, word: str) -> None:
    """Align horizontally."""
    set_format(
        record, handle, HoriJustify=choice("table.CellHoriJustify", _HORIZONTAL.get(word, "CENTER"))
    )


def vertical(handle: Any) -> str | None:
    """Excel's word for the vertical alignment; its default is the bottom."""
    value = uniform(handle, "VertJustify")
    if value is None:
        return None
    return next((word for word in _VERTICAL if _VERTICAL[word] == value), "bottom")


def set_vertical(record: SheetRecord, handle: Any, word: str) -> None:
    """Align vertically."""
    set_format(record, handle, VertJustify=_VERTICAL.get(word, 2))


def column_width(record: SheetRecord, area: Area) -> float | None:
    """Width in characters of the normal font; 0 when hidden, ``None`` when the columns differ."""
    handle = record.handle(Area(area.top, area.left, area.top, area.right))
    first = handle.Columns.getByIndex(0)
    width = first.Width if first.IsVisible else 0
    if abs(handle.Size.Width - width * area.columns) > area.columns:
        return None
    pixels = round(width / _PER_INCH * _PIXELS)
    return round((pixels - 5) / 7, 2) if pixels > 12 else round(pixels / 12, 2)


def set_column_width(record: SheetRecord, handle: Any, characters: float) -> None:
    """Set the width; 0 hides."""
    with permitted(record, Action.FORMAT_COLUMNS):
        pixels = int(characters * 7 + 5.5) if characters >= 1 else round(characters * 12)
        handle.Columns.IsVisible = pixels > 0
        if pixels:
            handle.Columns.Width = round(pixels / _PIXELS * _PER_INCH)


def row_height(record: SheetRecord, area: Area) -> float | None:
    """Height in points; 0 when hidden, ``None`` when the rows differ."""
    handle = record.handle(Area(area.top, area.left, area.bottom, area.left))
    first = handle.Rows.getByIndex(0)
    height = first.Height if first.IsVisible else 0
    if abs(handle.Size.Height - height * area.rows) > area.rows:
        return None
    return round(height / _PER_INCH * _POINTS * 4) / 4


def set_row_height(record: SheetRecord, handle: Any, points: float) -> None:
    """Set the height; 0 hides."""
    with permitted(record, Action.FORMAT_ROWS):
        handle.Rows.IsVisible = points > 0
        if points:
            handle.Rows.Height = round(points / _POINTS * _PER_INCH)


def points(hundredths: int) -> float:
    """A length as Excel gives it."""
    return hundredths / _PER_INCH * _POINTS


@com_object
class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, record: SheetRecord, handle: Any) -> None:
        self.record = record
        self.handle = handle
        self.check_alive = record.check_alive

    @property
    def api(self) -> "Font":
        return self

    @property
    def bold(self) -> bool | None:
        value = uniform(self.handle, "CharWeight")
        return None if value is None else value >= _BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        value = uniform(self.handle, "CharPosture")
        return None if value is None else value.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", choice("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        return uniform(self.handle, "CharHeight")

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        return uniform(self.handle, "CharFontName")

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        value = uniform(self.handle, "CharColor")
        if value is None:
            return None
        return (0, 0, 0) if value == -1 else excel_colour(value)

    @color.setter
    def color(self, value: Any) -> None:
        set_format(self.record, self.handle, CharColor=office_colour(value))

    def _set(self, name: str, value: Any) -> None:
        set_format(self.record, self.handle, **{name + script: value for script in _SCRIPTS})
