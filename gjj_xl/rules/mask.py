"""Personal numbers made unreadable, for logs and for messages."""

import re
from itertools import zip_longest

from gjj_xl.rules.idnumber import full_id

_NUMBERS = re.compile(r"(?<!\d)(?:\d{17,}[Xx]?|\d{15}|\d{12})(?!\d)")


def mask_id(number: str) -> str:
    """An ID or client number with only its last two places left: ``"****************2X"``."""
    return "*" * max(len(number) - 2, 0) + number[-2:] if len(number) > 4 else "*" * len(number)


def mask_text(text: str) -> str:
    """A text with every ID number (15, 17 or more places) and client number (12 places) masked.

    Full-width digits count as digits. Other numbers (months, amounts, a REQUEST_SN of up to 11 or
    of 13, 14 or 16 digits) stay readable.
    """
    return _NUMBERS.sub(lambda match: mask_id(match.group()), text)


def mask_equal_places(record: str, typed: str) -> str:
    """The centre's ID number with only those places readable that differ from what was typed.

    Both are compared with 18 places: ``mask_equal_places("…1230", "…1231")`` ends in ``***0``.
    """
    return "".join(
        "*" if place == other else place
        for place, other in zip_longest(full_id(record), full_id(typed), fillvalue="")
        if place
    )
