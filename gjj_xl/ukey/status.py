"""Status words, and the one place where one becomes an exception."""

from enum import IntEnum, unique

from gjj_xl.ukey.errors import KeyTrouble, WrongPin
from gjj_xl.ukey.tokenerrors import NotOnCard, PinBlocked, PinNotFresh, UnknownStatus


@unique
class SW(IntEnum):
    """The status words that mean something here (ISO 7816-4 5.6, SP 800-73-4 part 2, 5.6)."""

    OK = 0x9000
    SECURITY_NOT_SATISFIED = 0x6982
    BLOCKED = 0x6983
    NOT_FOUND = 0x6A82
    NO_REFERENCE = 0x6A88


_MORE, _WRONG_LENGTH = 0x61, 0x6C
_TRIES_MASK, _TRIES = 0xFFF0, 0x63C0


def more_waiting(sw: int) -> int | None:
    """How many bytes wait for GET RESPONSE (256: that many or more), None where none do."""
    return (sw & 0xFF or 256) if sw >> 8 == _MORE else None


def right_length(sw: int) -> int | None:
    """The length that the card wants to be asked for, None where it does not say."""
    return (sw & 0xFF or 256) if sw >> 8 == _WRONG_LENGTH else None


def tries_left(sw: int) -> int | None:
    """The PIN's tries that a status word tells, None where it tells none."""
    if sw == SW.BLOCKED:
        return 0
    return sw & 0xF if sw & _TRIES_MASK == _TRIES else None


def require_ok(sw: int) -> None:
    """Raise what the status word means, unless it is 9000.

    Raises WrongPin, PinBlocked, PinNotFresh, NotOnCard, UnknownStatus.
    """
    if sw != SW.OK:
        raise _error(sw)


def _error(sw: int) -> KeyTrouble:
    left = tries_left(sw)
    if left is not None:
        return WrongPin(left) if left else PinBlocked()
    match sw:
        case SW.SECURITY_NOT_SATISFIED:
            return PinNotFresh()
        case SW.NOT_FOUND | SW.NO_REFERENCE:
            return NotOnCard()
        case _:
            return UnknownStatus(sw)
