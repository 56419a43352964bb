"""Which cells of our templates have lost their format (manual 5.3), found in the sheet's XML."""

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.business import Business
from gjj_xl.sheets.layout import letter_of
from gjj_xl.sheets.package import Package, local
from gjj_xl.sheets.scan import Watch, scan_sheet

if TYPE_CHECKING:
    from gjj_xl.sheets.book import Book
    from gjj_xl.sheets.pages import SheetInfo

_TEXT_FORMAT_ID: Final = 49  # the built-in "@"


def text_styles(package: Package) -> frozenset[int]:
    """The cell styles whose number format is text."""
    part = next((name for name in package.names if name.endswith("xl/styles.xml")), None)
    if part is None:
        return frozenset()
    tree = package.tree(part)
    ids = {_TEXT_FORMAT_ID}
    styles: list[int] = []
    for element in tree.iter():
        tag = local(element.tag)
        if tag == "numFmts":  # a conditional format (dxf) has a numFmt too, with ids of its own
            ids.update(
                _id(form.get("numFmtId"))
                for form in element
                if form.get("formatCode", "").strip() == "@"
            )
        elif tag == "cellXfs":
            styles = [_id(xf.get("numFmtId", "0")) for xf in element]
    return frozenset(index for index, number in enumerate(styles) if number in ids)


def _id(text: str | None) -> int:
    """A format's number; -1, which no cell's is, where a damaged file has none."""
    return int(text) if text and re.fullmatch("[0-9]{1,9}", text) else -1


def template_watch(package: Package, business: Business) -> Watch:
    """The formats that the cells of a template's columns must have."""
    letters = {letter_of(business, c.header): c.is_text for c in business.columns}
    return _watch(letters, text_styles(package))


def _watch(letters: Mapping[str, bool], styles: frozenset[int]) -> Watch:
    text = frozenset(letter for letter, is_text in letters.items() if is_text)
    return Watch(text, frozenset(letters) - text, styles)


def format_changes(book: "Book", sheet: "SheetInfo", batch: Batch) -> tuple[FormatChange, ...]:
    """The columns whose record cells are text where numbers belong, or the other way round.

    Sheets that cannot be scanned as text were not written by a program that our templates are
    edited with, and are left unchecked.
    """
    package, scan = book.package, book.scan(sheet.name)
    if package is None or not scan.regular or not batch.rows:
        return ()
    fields = {place.letter: name for name, place in batch.places.items()}
    columns = batch.business.facts
    watch = _watch(
        {letter: columns.column(name).is_text for letter, name in fields.items()},
        text_styles(package),
    )
    if watch != book.watches.get(sheet.name):  # columns were moved, or the tab was renamed
        scan = scan_sheet(book.path, sheet.name, partial(package.pieces, sheet.part), watch)
    rows = batch.rows if isinstance(batch.rows, range) else frozenset(batch.rows)
    changes = []
    for column in batch.business.columns:
        place = batch.places.get(column.field)
        wrong = [row for row in scan.wrong.get(place.letter, ()) if row in rows] if place else []
        if wrong:
            expected = "文本" if column.is_text else "常规"
            changes.append(FormatChange(column.field, min(wrong), len(wrong), expected))
    return tuple(changes)
