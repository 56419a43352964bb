"""APDUs (ISO 7816-4): short commands, chaining both ways, and a trace that shows no PIN.

Knows bytes and status words, and nothing of what a card is for.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Final, TypeAlias

from gjj_xl.ukey.status import SW, more_waiting, require_ok, right_length
from gjj_xl.ukey.tokenerrors import Garbled

Transmit: TypeAlias = Callable[[bytes], bytes]
"""Sends one command to the card and brings its answer, status word included."""

TRACE: Final = logging.DEBUG - 5
"""The level of the trace: below DEBUG, so that nobody gets it who has not asked for it."""

MAX_ANSWER: Final = 16 * 1024
"""The largest answer that is taken, in bytes: a PIV object has at most some 3,000."""

_LOG = logging.getLogger(__name__)
_CHUNK: Final = 255
_CHAINED: Final = 0x10


@unique
class Ins(IntEnum):
    """The instructions that are used."""

    VERIFY = 0x20
    GENERATE = 0x47
    GENERAL_AUTHENTICATE = 0x87
    SELECT = 0xA4
    GET_RESPONSE = 0xC0
    GET_DATA = 0xCB
    PUT_DATA = 0xDB


_SECRET: Final = frozenset({Ins.VERIFY})
"""Their data are a PIN."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command before it is cut into APDUs; ``answers`` says whether data are expected back."""

    ins: Ins
    p1: int
    p2: int
    data: bytes = b""
    answers: bool = True

    def apdus(self) -> list[bytes]:
        """The short APDUs of it: all but the last are marked as chained."""
        cuts = range(0, max(len(self.data), 1), _CHUNK)
        chunks = [self.data[cut : cut + _CHUNK] for cut in cuts]
        made = []
        for number, chunk in enumerate(chunks, 1):
            last = number == len(chunks)
            head = bytes((0 if last else _CHAINED, self.ins, self.p1, self.p2))
            length = bytes((len(chunk),)) if chunk else b""
            made.append(head + length + chunk + (b"\0" if last and self.answers else b""))
        return made


class Apdus:
    """Commands to a card; ``sent`` counts the APDUs."""

    def __init__(self, transmit: Transmit) -> None:
        self._transmit = transmit
        self.sent = 0

    def ask(self, command: Command) -> bytes:
        """The answer's data; raises what :func:`~gjj_xl.ukey.status.require_ok` does, Garbled."""
        data, sw = self.exchange(command)
        require_ok(sw)
        return data

    def exchange(self, command: Command) -> tuple[bytes, int]:
        """The answer's data and its status word, whatever it is. Raises Garbled."""
        *chained, last = command.apdus()
        for apdu in chained:
            _, sw = self._one(apdu)
            if sw != SW.OK:
                return b"", sw
        data, sw = self._one(last)
        if (length := right_length(sw)) is not None:
            data, sw = self._one(last[:-1] + bytes((length & 0xFF,)) if command.answers else last)
        while (waiting := more_waiting(sw)) is not None:
            part, sw = self._one(bytes((0, Ins.GET_RESPONSE, 0, 0, waiting & 0xFF)))
            data += part
            if len(data) > MAX_ANSWER:
                raise Garbled("an endless answer")
            if not part and more_waiting(sw) is not None:
                raise Garbled("more is announced, and nothing comes")
        return data, sw

    def _one(self, apdu: bytes) -> tuple[bytes, int]:
        _LOG.log(TRACE, "> %s", _shown(apdu))
        answer = self._transmit(apdu)
        self.sent += 1
        _LOG.log(TRACE, "< %s", answer.hex(" ").upper())
        if len(answer) < 2:
            raise Garbled("an answer without a status word")
        return answer[:-2], int.from_bytes(answer[-2:], "big")


def _shown(apdu: bytes) -> str:
    """An APDU for the trace: of a PIN only the header."""
    if apdu[1] in _SECRET and len(apdu) > 5:
        return f"{apdu[:5].hex(' ').upper()} ***"
    return apdu.hex(" ").upper()
