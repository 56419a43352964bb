"""The resident ID number (居民身份证号码, GB 11643)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_character(first_17: str) -> str:
    """The 18th place of an ID number (GB 11643): "X" after ``"11010519491231002"``."""
    return _CHECKS[sum(int(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True)) % 11]


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
