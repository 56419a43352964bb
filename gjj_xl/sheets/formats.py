"""Which cells of our templates have lost their format (manual 5.3), found in the sheet's XML."""

import re
from collections.abc import Iterable
from typing import Final

from gjj_xl.rules.batch import Batch, FormatChange
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


def format_changes(
    package: Package, part: str, regular: bool, batch: Batch
) -> tuple[FormatChange, ...]:
    """The columns whose record cells are text where numbers belong, or the other way round.

    ``regular`` says that the sheet's XML can be scanned as text; other spellings were not written
    by a program that our templates are edited with, and are left unchecked.
    """
    if not regular or not batch.rows:
        return ()
    letters = {place.letter: field for field, place in batch.places.items()}
    text = {letter for letter, field in letters.items() if _is_text(batch, field)}
    styles = text_styles(package)
    found = _wrong_cells(package.pieces(part), text, set(letters) - text, styles)
    rows = batch.rows if isinstance(batch.rows, range) else frozenset(batch.rows)
    changes = []
    for letter, field in letters.items():
        wrong = [row for row in found.get(letter, ()) if row in rows]
        if wrong:
            expected = "文本" if letter in text else "常规"
            changes.append(FormatChange(field, min(wrong), len(wrong), expected))
    order = {column.field: index for index, column in enumerate(batch.business.columns)}
    return tuple(sorted(changes, key=lambda change: order[change.field]))


def _is_text(batch: Batch, field: str) -> bool:
    return batch.business.facts.column(field).is_text


def _wrong_cells(
    pieces: Iterable[bytes], text: set[str], number: set[str], styles: frozenset[int]
) -> dict[str, list[int]]:
    ids = "|".join(str(style) for style in sorted(styles)) or "x"
    # Only the wrong cells match, so a sound sheet costs no more than the search itself.
    pattern = re.compile(
        rf'<c r="(?:({_letters(text)})(\d+)"(?! s="(?:{ids})")'
        rf'|({_letters(number)})(\d+)" s="(?:{ids})")'.encode()
    )
    found: dict[str, list[int]] = {}
    for piece in whole_elements(pieces):
        for a, row_a, b, row_b in pattern.findall(piece):
            found.setdefault((a or b).decode(), []).append(int(row_a or row_b))
    return found


def _letters(letters: Iterable[str]) -> str:
    return "|".join(sorted(letters)) or "-"
