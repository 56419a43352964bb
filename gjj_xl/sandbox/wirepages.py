"""The wire's long answers: how long a page is, where it is cut, how it goes wrong if asked to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from sqlalchemy import Select

from gjj_xl.sandbox.faults import Fault, Faults
from gjj_xl.wire.errors import FieldError
from gjj_xl.wire.messages import RosterEntry, RosterPage

PAGE: Final = 2000
"""Entries of a page, whatever is listed."""

_Row = TypeVar("_Row")


def cut(rows: Sequence[_Row], size: int | None) -> tuple[Sequence[_Row], bool]:
    """The rows of a page, of one more than it takes, and whether there is another page.

    A page of no size takes them all.
    """
    return rows[:size], size is not None and len(rows) > size


def limited(query: Select[Any], size: int | None) -> Select[Any]:
    """The query for the rows of a page, and one more."""
    return query if size is None else query.limit(size + 1)


def whole(text: str) -> int:
    """A number in a cursor; raises FieldError."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise FieldError("CURSOR", "is not ours")
    return int(text)


def paged(faults: Faults, scope: str, question: Any, make: Callable[[Any], Any]) -> Any:
    """The page that ``make`` makes for a question with a cursor, or what a fault makes of it."""
    page = make(question)
    if page is None:
        return None
    if page.cursor and faults.take(Fault.LOST_PAGE, scope):
        page = make(replace(question, cursor=page.cursor))
    if question.cursor and faults.take(Fault.REPEATED_PAGE, scope):
        page = make(replace(question, cursor=""))
    if isinstance(page, RosterPage) and page.employees and faults.take(Fault.DAMAGED_PAGE, scope):
        first, *others = page.employees
        damaged = (replace(first, salary=first.salary + 1), *others)
        if page.lines is not None:
            return replace(page, lines=damaged)
        return replace(page, entries=tuple(map(RosterEntry.of, damaged)))
    return page
