"""Which cells of our templates have lost their format (manual 5.3), found in the sheet's XML."""

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.business import Business
from gjj_xl.sheets.layout import letter_of
from gjj_xl.sheets.package import Package, local
from gjj_xl.sheets.scan import whole_elements

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
        if tag == "numFmt" and element.get("formatCode", "").strip() == "@":
            ids.add(int(element.get("numFmtId", "-1")))
        elif tag == "cellXfs":
            styles = [int(xf.get("numFmtId", "0")) for xf in element]
    return frozenset(index for index, number in enumerate(styles) if number in ids)


class FormatWatch:
    """Looks for wrong formats on the template's own columns, beside the reading of the cells.

    The cell reader leaves the interpreter free while it works, so the search costs no time of its
    own. ``close`` before the package is closed.
    """

    def __init__(self, package: Package, part: str, business: Business) -> None:
        self._package, self._part = package, part
        self._letters = {letter_of(business, c.header): c.is_text for c in business.columns}
        self._helper = ThreadPoolExecutor(1)
        self._found = self._helper.submit(self._search, self._letters)

    def _search(self, letters: Mapping[str, bool]) -> dict[str, list[int]]:
        styles = text_styles(self._package)
        return _wrong_cells(self._package.pieces(self._part), letters, styles)

    def changes(self, batch: Batch) -> tuple[FormatChange, ...]:
        """The columns whose record cells are text where numbers belong, or the other way round."""
        fields = {place.letter: name for name, place in batch.places.items()}
        letters = {letter: _is_text(batch, name) for letter, name in fields.items()}
        moved = letters != self._letters  # columns were moved: look again, at the right ones
        found = self._search(letters) if moved else self._found.result()
        rows = batch.rows if isinstance(batch.rows, range) else frozenset(batch.rows)
        changes = []
        for column in batch.business.columns:
            place = batch.places.get(column.field)
            wrong = [row for row in found.get(place.letter, ()) if row in rows] if place else []
            if wrong:
                expected = "文本" if column.is_text else "常规"
                changes.append(FormatChange(column.field, min(wrong), len(wrong), expected))
        return tuple(changes)

    def close(self) -> None:
        """End the search."""
        self._helper.shutdown(cancel_futures=True)


def _is_text(batch: Batch, field: str) -> bool:
    return batch.business.facts.column(field).is_text


def _wrong_cells(
    pieces: Iterable[bytes], letters: Mapping[str, bool], styles: frozenset[int]
) -> dict[str, list[int]]:
    """Letter → rows of the cells whose format is wrong; ``letters`` says which must be text."""
    ids = "|".join(str(style) for style in sorted(styles)) or "x"
    text = "|".join(letter for letter, is_text in letters.items() if is_text) or "-"
    number = "|".join(letter for letter, is_text in letters.items() if not is_text) or "-"
    # Only the wrong cells match, so a sound sheet costs no more than the search itself.
    patterns = [
        re.compile(rf'<c r="({text})(\d+)"(?! s="(?:{ids})")'.encode()),
        re.compile(rf'<c r="({number})(\d+)" s="(?:{ids})"'.encode()),
    ]
    found: dict[str, list[int]] = {}
    for piece in whole_elements(pieces):
        for pattern in patterns:
            for letter, row in pattern.findall(piece):
                found.setdefault(letter.decode(), []).append(int(row))
    return found
