"""Colours, fonts and cell formats of everything that is written here.

Okabe and Ito's palette, which colour-blind eyes can tell apart; every text has a contrast of at
least 4.5:1 on its ground; no state is told by colour alone (bold, italic or a word says it too).
"""

from functools import lru_cache
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

FONT: Final = "微软雅黑"
SIZE: Final = 11
TITLE_SIZE: Final = 16

TYPED_HEADER: Final = "#005A8C"
COMPUTED_HEADER: Final = "#00664B"
WORDS_HEADER: Final = "#4D4D4D"
WHITE: Final = "#FFFFFF"
INK: Final = "#1A1A1A"
MUTED: Final = "#595959"
LINE: Final = "#BFBFBF"
COMPUTED_GROUND: Final = "#EDF5F2"
WORDS_GROUND: Final = "#F4F4F4"
RED: Final = "#C00000"

MARK_GROUND: Final = "#E69F00"
"""Marked by the check: orange, bold."""
ERROR_GROUND: Final = "#FFDCC2"
ERROR_INK: Final = "#7A2E00"
"""Seen to be wrong by the sheet itself: light vermillion, bold."""
HINT_GROUND: Final = "#CDE9FA"
HINT_INK: Final = "#00405F"
"""Worth a look: light sky blue, italic."""
BANNER_GROUND: Final = "#F0E442"

MARK: Final[dict[str, Any]] = {"bg_color": MARK_GROUND, "font_color": "#000000", "bold": True}
ERROR: Final[dict[str, Any]] = {"bg_color": ERROR_GROUND, "font_color": ERROR_INK, "bold": True}
HINT: Final[dict[str, Any]] = {"bg_color": HINT_GROUND, "font_color": HINT_INK, "italic": True}


class Formats:
    """The formats of one XlsxWriter workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def bare(self, **properties: Any) -> Any:
        """A format with exactly these properties (for conditional formats)."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(dict(properties))
        return self._made[key]

    def text(self, **properties: Any) -> Any:
        """A cell format in our font; further properties as XlsxWriter names them."""
        base = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "vcenter"}
        return self.bare(**(base | properties))

    def boxed(self, **properties: Any) -> Any:
        """The same with a thin border."""
        return self.text(**({"border": 1, "border_color": LINE} | properties))

    def header(self, ground: str, **properties: Any) -> Any:
        """A header cell: white and bold on its ground, centred and wrapped."""
        base = {"bg_color": ground, "font_color": WHITE, "bold": True, "text_wrap": True}
        return self.boxed(**(base | {"align": "center"} | properties))


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that prepares each formula once: a column has one, and rows by the thousand."""

    @lru_cache(maxsize=256)  # noqa: B019 - a sheet lives as long as the one file it writes
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared


class _Workbook(Workbook):  # type: ignore[misc]
    worksheet_class = _Sheet


def open_workbook(path: Any, **options: Any) -> Any:
    """A new XlsxWriter workbook that never turns text into anything else."""
    settings = {
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_row_height": 24,
        "default_format_properties": {"font_name": FONT, "font_size": SIZE},
    }
    return _Workbook(str(path), settings | options)


def close_workbook(workbook: Any) -> None:
    """Write the file. Raises OSError where it cannot be written."""
    try:
        workbook.close()
    except FileCreateError as error:
        workbook.fileclosed = True  # else it would try again when it is collected
        raise error.args[0] from None
