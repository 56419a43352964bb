"""Long answers of the centre, collected from their pages: complete, or not at all."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Final, Protocol, TypeVar

from gjj_xl.centre.errors import AnswerIncomplete, Cancelled, Refused
from gjj_xl.wire.codes import ReturnCode

_ATTEMPTS: Final = 3

_Entry = TypeVar("_Entry")


class Page(Protocol):
    """A page of a long answer."""

    @property
    def cursor(self) -> str:
        """Where the next page begins, empty on the last one."""

    @property
    def total(self) -> int | None:
        """How many entries all pages have, None where the centre does not tell."""


_Page = TypeVar("_Page", bound=Page)


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def collect(
    ask: Callable[[str], _Page],
    entries: Callable[[_Page], Sequence[_Entry]],
    key: Callable[[_Entry], Hashable],
    *,
    tell: Callable[[int, int | None], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = never,
) -> tuple[list[_Entry], _Page]:
    """The entries of all pages in their order, and the last page.

    ``ask`` is given a cursor, empty for the first page; ``key`` tells entries apart. Where
    the pages do not make up the total that the centre tells, one was lost or came twice, or the
    list has changed meanwhile: it is asked for anew, a few times. Raises AnswerIncomplete then,
    Cancelled between two pages, and what ``ask`` raises.
    """
    trouble = AnswerIncomplete(None, 0)
    for _ in range(_ATTEMPTS):
        try:
            return _collected(ask, entries, key, tell, cancelled)
        except AnswerIncomplete as error:
            trouble = error
        except Refused as error:
            if error.code != ReturnCode.LIST_CHANGED.code:
                raise
    raise trouble


def walk(ask: Callable[[str], _Page], cancelled: Callable[[], bool] = never) -> Iterator[_Page]:
    """The pages, one after the other; raises Cancelled, and AnswerIncomplete where they turn in
    a circle."""
    cursor, seen = "", {""}
    while True:
        if cancelled():
            raise Cancelled
        page = ask(cursor)
        yield page
        cursor = page.cursor
        if not cursor:
            return
        if cursor in seen:
            raise AnswerIncomplete(page.total, 0)
        seen.add(cursor)


def _collected(
    ask: Callable[[str], _Page],
    entries: Callable[[_Page], Sequence[_Entry]],
    key: Callable[[_Entry], Hashable],
    tell: Callable[[int, int | None], None],
    cancelled: Callable[[], bool],
) -> tuple[list[_Entry], _Page]:
    found: list[_Entry] = []
    page: Any = None
    for page in walk(ask, cancelled):
        found += entries(page)
        tell(len(found), page.total)
    if len(set(map(key, found))) != len(found) or page.total not in (None, len(found)):
        raise AnswerIncomplete(page.total, len(found))
    return found, page
