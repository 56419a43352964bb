"""Long lists on pages: a page's rows, and where it stands among the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from flask import request
from sqlalchemy import Connection, Row, Select, func, select

from gjj_xl.sandbox.conditions import site_rules

ALL: Final = 0
"""Instead of a page's number: all rows on one page, to print."""

_ALL_WORD: Final = "all"
_Row = TypeVar("_Row")
_Other = TypeVar("_Other")


@dataclass(frozen=True, slots=True)
class Slice(Generic[_Row]):
    """Rows of a list: the page's number (from 1, or ALL), how many pages and rows there are."""

    rows: Sequence[_Row]
    page: int
    pages: int
    total: int

    def map(self, change: Callable[[_Row], _Other]) -> "Slice[_Other]":
        """The same page with each row changed."""
        return Slice([change(row) for row in self.rows], self.page, self.pages, self.total)


def asked_page() -> int:
    """The page that the address asks for; the first where it asks for none that could be."""
    text = request.args.get("page", "1")
    if text == _ALL_WORD:
        return ALL
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def cut(connection: Connection, query: Select[Any], page: int) -> Slice[Row[Any]]:
    """A page of what a query finds, in its order; the last page for a number beyond it."""
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    page, pages, size = _place(total, page)
    if page != ALL:
        query = query.limit(size).offset((page - 1) * size)
    return Slice(connection.execute(query).all(), page, pages, total)


def cut_list(rows: Sequence[_Row], page: int) -> Slice[_Row]:
    """A page of a list."""
    page, pages, size = _place(len(rows), page)
    first = 0 if page == ALL else (page - 1) * size
    return Slice(
        rows[first:] if page == ALL else rows[first : first + size], page, pages, len(rows)
    )


def _place(total: int, page: int) -> tuple[int, int, int]:
    size = site_rules().page
    pages = max(-(-total // size), 1)
    return (ALL if page == ALL else min(page, pages)), pages, size
