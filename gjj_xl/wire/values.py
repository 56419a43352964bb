"""Values as text, the same in messages and in receipts.

Every codec is strict both ways: what it reads, it writes again as the same text. A text that it
does not understand raises ValueError, which the caller turns into its own error with the field.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.money import percent_text, to_fen, to_rate, yuan_text
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.wire.form import signature_bytes, signature_text


@dataclass(frozen=True, slots=True)
class Codec:
    """A value's text and back."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]

    def strict(self, text: str) -> Any:
        """Read a text that must be written exactly so; raises ValueError."""
        value = self.read(text)
        if self.write(value) != text:
            raise ValueError(f"{text!r} is not in its one form")
        return value


def _matching(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.ASCII)

    def read(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"{text!r} does not match {pattern}")
        return text

    return read


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(SHANGHAI)


def _write_moment(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its timezone")
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _digits(text: str) -> int:
    return int(_matching(r"-?[0-9]{1,18}")(text))


TEXT: Final = Codec(str, str)
WHOLE: Final = Codec(str, _digits)
FEN: Final = Codec(yuan_text, to_fen)
"""Money: fen here, yuan with two decimals there."""
RATE: Final = Codec(percent_text, to_rate)
"""A rate: 1/100 percent here, percent there."""
MONTH: Final = Codec(str, _matching("[0-9]{4}(?:0[1-9]|1[0-2])"))
SERIAL: Final = Codec(str, _matching("[0-9A-Za-z_-]{1,40}"))
"""A business serial (业务流水号): it names files too, so it holds nothing that a path could."""
TICKET: Final = Codec(str, _matching("[0-9A-Za-z_-]{20,100}"))
"""A ticket: it goes into an address as it is."""
DIGEST: Final = Codec(str, _matching("[0-9a-f]{64}"))
REQUEST_SN: Final = Codec(str, _matching("[0-9]{1,16}"))
RECORD_ID: Final = Codec(str, _matching("[0-9a-f]{32}"))
"""The number that a pending record gets where it is typed, so that two computers never meet."""
RECORD_IDS: Final = Codec(
    ",".join, lambda text: tuple(RECORD_ID.read(one) for one in text.split(","))
)
DATE: Final = Codec(dt.date.isoformat, dt.date.fromisoformat)
MOMENT: Final = Codec(_write_moment, _moment)
"""A moment in Shanghai's time, to the second."""
YES_NO: Final = Codec(lambda value: "1" if value else "0", {"1": True, "0": False}.__getitem__)
BUSINESS: Final = Codec(str, Business)
BYTES: Final = Codec(signature_text, signature_bytes)


def choice(kind: Callable[[str], Any]) -> Codec:
    """The codec of a text enum."""
    return Codec(str, kind)
