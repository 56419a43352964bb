"""Number formats: Excel's codes and LibreOffice's keys."""

import re
from enum import IntFlag
from typing import Any

from tests.live.engine.errors import refused
from tests.live.engine.unos import MalformedFormat, struct

GENERAL = "General"
# Parts of a code that are taken literally: quoted, escaped, in brackets; and AM/PM.
_LITERAL = re.compile(r'("[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P)')


class Kind(IntFlag):
    """``com.sun.star.util.NumberFormat``, as far as it matters."""

    DATE = 2
    TIME = 4
    CURRENCY = 8
    TEXT = 256
    LOGICAL = 1024


class Codes:
    """The number formats of one document, each asked for once."""

    def __init__(self, formats: Any) -> None:
        self._formats = formats
        self._locale = struct("lang.Locale")
        self._keys: dict[str, int] = {}
        self._known: dict[int, tuple[str, Kind]] = {}
        self.logical = self.key("BOOLEAN")

    def key(self, code: str) -> int:
        """The key of a code.

        Raises:
            ComError: Excel would not take the code.
        """
        if code not in self._keys:
            key = self._formats.queryKey(code, self._locale, False)
            if key == -1:
                try:
                    key = self._formats.addNew(code, self._locale)
                except MalformedFormat as error:
                    raise refused("Unable to set the NumberFormat property") from error
            self._keys[code] = key
            kind = self._look_up(key)[1]
            if not kind & Kind.LOGICAL:
                self._known[key] = code, kind
        return self._keys[code]

    def code(self, key: int) -> str:
        """Excel's code for a key."""
        return self._look_up(key)[0]

    def kind(self, key: int) -> Kind:
        """What a key's format shows."""
        return self._look_up(key)[1]

    def _look_up(self, key: int) -> tuple[str, Kind]:
        if key not in self._known:
            found = self._formats.getByKey(key)
            self._known[key] = _excel_code(found.FormatString, found.Type), Kind(found.Type)
        return self._known[key]


def _excel_code(text: str, kind: int) -> str:
    if kind & Kind.LOGICAL:
        return GENERAL  # Excel needs no format to show a truth value
    parts = _LITERAL.split(text)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            parts[index] = part.lower() if kind & (Kind.DATE | Kind.TIME) else part
        elif re.fullmatch(r"\[[A-Z]+\]", part):
            elapsed = len(part) <= len("[ss]")  # as in [h]:mm; the others are colours
            parts[index] = part.lower() if elapsed else "[" + part[1:].capitalize()
    return "".join(parts)
