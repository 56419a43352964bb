"""The resident ID number (居民身份证号码, GB 11643)."""

import datetime as dt
from enum import Enum, auto, unique
from functools import lru_cache
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZEROS = ord("0") * sum(_WEIGHTS)
_OLDEST = "19000101"


@unique
class IdFault(Enum):
    """What can be wrong with an ID number, in the order in which it is looked at."""

    LENGTH = auto()
    CHARACTERS = auto()
    DATE = auto()
    CHECKSUM = auto()


def check_character(first_17: str) -> str:
    """The 18th place of an ID number (GB 11643): "X" after ``"11010519491231002"``."""
    return _CHECKS[(sum(map(mul, first_17.encode("ascii"), _WEIGHTS)) - _ZEROS) % 11]


def full_id(id_number: str) -> str:
    """An ID number as it is compared: 15 digits raised to 18 places, ``x`` as ``X``.

    Anything that is neither 15 ASCII digits nor ends in x comes back stripped and else unchanged,
    so that odd numbers on the centre's record can be compared too.
    """
    text = id_number.strip().upper()
    if len(text) == 15 and text.isascii() and text.isdigit():
        first_17 = text[:6] + "19" + text[6:]
        return first_17 + check_character(first_17)
    return text


def id_fault(id_number: str, last_day: dt.date | None = None) -> IdFault | None:
    """What is wrong with an ID number of 15 or 18 places, None where it is right (GB 11643).

    The date must be a real one from 1900 on, and not after ``last_day`` where that is given. The
    area code is not judged: codes come and go, and people keep the numbers they were given.
    """
    if len(id_number) == 18:
        digits, date = id_number[:17], id_number[6:14]
        if not (digits.isdigit() and id_number.isascii() and id_number[17] in "0123456789Xx"):
            return IdFault.CHARACTERS
    elif len(id_number) == 15:
        digits, date = "", "19" + id_number[6:12]
        if not (id_number.isdigit() and id_number.isascii()):
            return IdFault.CHARACTERS
    else:
        return IdFault.LENGTH
    if not _is_date(date, last_day.strftime("%Y%m%d") if last_day else "99991231"):
        return IdFault.DATE
    if digits and check_character(digits) != id_number[17].upper():
        return IdFault.CHECKSUM
    return None


def birth_text(id_number: str) -> str:
    """The places of the birth date, as they stand: eight of an 18-place number, six of a 15."""
    return id_number[6:14] if len(id_number) == 18 else id_number[6:12]


@lru_cache(maxsize=65536)
def _is_date(text: str, last: str) -> bool:
    try:
        dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return _OLDEST <= text <= last
