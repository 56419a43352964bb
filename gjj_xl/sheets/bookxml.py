"""What else is edited in place when rows and sheets come and go: the workbook's list, a table."""

import re
from dataclasses import dataclass
from typing import Final

from gjj_xl.sheets.sheetxml import Unpatchable

_SHEET: Final = re.compile(rb"<sheet\b[^>]*/>")
_LINK: Final = re.compile(rb' r:id="([^"]*)"')
_NAME: Final = re.compile(rb"<definedName\b([^>]*)(?:/>|>[^<]*</definedName>)")
_PLACE: Final = re.compile(rb'localSheetId="(\d+)"')
_TAB: Final = re.compile(rb' (activeTab|firstSheet)="(\d+)"')
_REACH: Final = re.compile(rb'( ref="\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?)(\d+)"')


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A table's part and its last row."""

    part: str
    bottom: int

    def reaching(self, xml: bytes, last: int) -> bytes:
        """The table's XML with another last row; its filter goes along."""
        return _REACH.sub(lambda found: b'%s%d"' % (found[1], last), xml)


def table_place(part: str, xml: bytes) -> TablePlace | None:
    """Where a table ends; None where it does not say so, or has a row of totals."""
    found = _REACH.search(xml)
    if found is None or re.search(rb' totalsRowCount="[1-9]', xml):
        return None
    return TablePlace(part, int(found[2]))


def without_sheet(xml: bytes, place: int) -> tuple[bytes, bytes]:
    """A workbook's XML without its sheet at ``place`` (from 0), and the relation of that sheet.

    The names that are defined in sheets keep to theirs.

    Raises:
        Unpatchable.
    """
    sheets = list(_SHEET.finditer(xml))
    link = _LINK.search(sheets[place][0]) if place < len(sheets) else None
    if link is None:
        raise Unpatchable
    xml = xml[: sheets[place].start()] + xml[sheets[place].end() :]

    def name(found: re.Match[bytes]) -> bytes:
        own = _PLACE.search(found[1])
        if own is None or int(own[1]) < place:
            return found[0]
        if int(own[1]) == place:
            return b""
        return found[0].replace(own[0], b'localSheetId="%d"' % (int(own[1]) - 1), 1)

    xml = _NAME.sub(name, xml)

    def tab(found: re.Match[bytes]) -> bytes:
        number = int(found[2])
        return b' %s="%d"' % (found[1], max(0, number - (number >= place)))

    return _TAB.sub(tab, xml), link[1]
