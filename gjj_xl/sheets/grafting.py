"""Sheets of a workbook that we made, put into one of the clerk's: with their looks and page setup.

The guest is written by XlsxWriter in constant memory, so its texts stand in its cells and it needs
nothing but its styles. Styles that the host has already are used again.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gjj_xl.sheets.inspect import open_source
from gjj_xl.sheets.package import Package
from gjj_xl.sheets.patch import Patch
from gjj_xl.sheets.sheetxml import Unpatchable

_STYLES: Final = "xl/styles.xml"
_LISTS: Final = (("fonts", "font"), ("fills", "fill"), ("borders", "border"))
_SHEET: Final = re.compile(rb'<sheet name="([^"]*)"')
_NAME: Final = re.compile(
    rb'<definedName name="([^"]*)" localSheetId="(\d+)"([^>]*)>([^<]*)</definedName>'
)
_XF: Final = re.compile(rb"<xf\b[^>]*?/>|<xf\b.*?</xf>", re.DOTALL)
_BUILT_IN: Final = 164
"""Number formats from here on are a workbook's own."""


def graft(patch: Patch, made: Path) -> tuple[str, ...]:
    """Add the sheets of a workbook file behind the others; returns their names.

    Raises NotEditable where the host is spelt in a way that is not edited in place.
    """
    guest = Package(open_source(made))
    with patch.typed_errors():
        try:
            styles = _merged(patch, guest.read(_STYLES))
            workbook = guest.read("xl/workbook.xml")
            names = [name.decode() for name in _SHEET.findall(workbook)]
            first = len(patch.order())
            for number, name in enumerate(names, 1):
                xml = guest.read(f"xl/worksheets/sheet{number}.xml")
                patch.add_sheet(name, _styled(xml, styles))
            patch.add_names(
                [(name, first + int(place), rest, text)
                 for name, place, rest, text in _NAME.findall(workbook)]
            )  # fmt: skip
        finally:
            guest.close()
    return tuple(names)


def _styled(xml: bytes, styles: Sequence[int]) -> bytes:
    """A sheet whose style numbers are the host's."""

    def moved(found: re.Match[bytes]) -> bytes:
        return b'%s%d"' % (found[1], styles[int(found[2])])

    xml = re.sub(rb'(<(?:c|row)\b[^>]*? s=")(\d+)"', moved, xml)
    xml = re.sub(rb'(<col\b[^>]*? style=")(\d+)"', moved, xml)
    return xml.replace(b' tabSelected="1"', b"")


def _merged(patch: Patch, guest: bytes) -> list[int]:
    """Give the host what the guest's formats need; the guest's format number → the host's."""
    place = patch.styles_part()
    host = patch.part(place)
    places: dict[str, list[int]] = {}
    for plural, single in _LISTS:
        host, places[plural] = _list_merged(host, guest, plural, single)
    formats = []
    for xf in _XF.findall(_inner(guest, "cellXfs")):
        number = re.search(rb'numFmtId="(\d+)"', xf)
        if number is None or int(number[1]) >= _BUILT_IN:
            raise Unpatchable
        for plural, single in _LISTS:
            xf = _renumbered(xf, f"{single}Id".encode(), places[plural])
        formats.append(xf)
    host, numbers = _appended(host, "cellXfs", _XF, formats)
    patch.put_part(place, host)
    return numbers


def _renumbered(xf: bytes, attribute: bytes, places: Sequence[int]) -> bytes:
    return re.sub(
        b'%s="(\\d+)"' % attribute,
        lambda found: b'%s="%d"' % (attribute, places[int(found[1])]),
        xf,
    )


def _list_merged(host: bytes, guest: bytes, plural: str, single: str) -> tuple[bytes, list[int]]:
    element = re.compile(rf"<{single}\b[^>]*?/>|<{single}\b.*?</{single}>".encode(), re.DOTALL)
    return _appended(host, plural, element, element.findall(_inner(guest, plural)))


def _appended(
    host: bytes, plural: str, element: re.Pattern[bytes], wanted: Sequence[bytes]
) -> tuple[bytes, list[int]]:
    """A list of the host's styles with what was missing; where each of the wanted ones stands."""
    there = element.findall(_inner(host, plural))
    count = re.search(rf'<{plural} count="(\d+)"'.encode(), host)
    if count is None or int(count[1]) != len(there):
        raise Unpatchable
    numbers, new = [], []
    for one in wanted:
        if one not in there:
            there.append(one)
            new.append(one)
        numbers.append(there.index(one))
    end = host.rfind(f"</{plural}>".encode())
    host = host[:end] + b"".join(new) + host[end:]
    return host.replace(count[0], f'<{plural} count="{len(there)}"'.encode(), 1), numbers


def _inner(xml: bytes, plural: str) -> bytes:
    found = re.search(rf"<{plural}\b[^>]*>(.*?)</{plural}>".encode(), xml, re.DOTALL)
    if found is None:
        raise Unpatchable
    return found[1]
