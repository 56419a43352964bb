"""Months as the manual writes them: text of six half-width digits, YYYYMM."""


def is_month(text: str) -> bool:
    """Whether the text is a month: six ASCII digits, a year from 1900 on, a month from 01 to 12."""
    return (
        len(text) == 6
        and text.isascii()
        and text.isdigit()
        and text >= "190001"
        and "01" <= text[4:] <= "12"
    )


def month_index(month: str) -> int:
    """Months since year 0, so that months subtract; ValueError where the text is no month."""
    if not is_month(month):
        raise ValueError(f"not a month: {month!r}")
    return int(month[:4]) * 12 + int(month[4:]) - 1


def month_text(index: int) -> str:
    """The month of an index, the inverse of :func:`month_index`."""
    return f"{index // 12:04d}{index % 12 + 1:02d}"


def count_months(first: str, last: str) -> int:
    """How many months from ``first`` to ``last``, both counted; below 1 where they are swapped."""
    return month_index(last) - month_index(first) + 1


def next_month(month: str) -> str:
    """The month after."""
    return month_text(month_index(month) + 1)


def previous_month(month: str) -> str:
    """The month before."""
    return month_text(month_index(month) - 1)
