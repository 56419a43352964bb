"""Foreign sheets."""

from dataclasses import dataclass

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import Business
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.errors import NotABatch, Reason


@dataclass(frozen=True, slots=True)
class Intake:
    """A batch from a foreign sheet."""

    batch: Batch
    notes: tuple[str, ...]
    sheet: str


def take_book(book: Book, business: Business | None, fund: int | None) -> Intake:
    """Read a foreign sheet."""
    raise NotABatch(book.path, Reason.NO_HEADER)
