"""The colours of the windows: those of our sheets, and a few more for what a window has.

Okabe and Ito's palette; every text has a contrast of at least 4.5:1 on its ground, and every
border and sign of at least 3:1.
"""

from typing import Final

INK: Final = "#1A1A1A"
MUTED: Final = "#595959"
BLUE: Final = "#005A8C"
LIT_BLUE: Final = "#0072B2"
"""Under the pointer, and around what has the focus."""
DARK_BLUE: Final = "#00405F"
WHITE: Final = "#FFFFFF"
FOOT: Final = "#F4F4F4"
LINE: Final = "#D9D9D9"
BORDER: Final = "#808080"
PRESSED: Final = "#E1E8EC"
OFF: Final = "#6B6B6B"
GREEN: Final = "#00664B"
VERMILLION: Final = "#D55E00"
ORANGE: Final = "#E69F00"
ERROR_GROUND: Final = "#FFDCC2"
ERROR_INK: Final = "#7A2E00"
HINT_GROUND: Final = "#CDE9FA"
HINT_INK: Final = "#00405F"
BOX: Final = "#F7F9FA"
"""Behind texts that scroll."""
