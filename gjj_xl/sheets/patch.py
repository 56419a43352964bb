"""Edits of an .xlsx, part by part: whatever is not edited goes into the new file as it was.

That is how marks and stamps never cost the user a picture, a chart, a format or a macro.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Final

from gjj_xl.rules.cells import Cell
from gjj_xl.sheets.book import Book, main_part
from gjj_xl.sheets.bookxml import TablePlace, table_place, without_sheet
from gjj_xl.sheets.errors import NotEditable
from gjj_xl.sheets.inspect import FileKind, Source
from gjj_xl.sheets.package import Package
from gjj_xl.sheets.plainsheet import plain_sheet, with_date_style, with_entry, with_plain_styles
from gjj_xl.sheets.rowxml import blank_rows, last_row_of, take_rows
from gjj_xl.sheets.saving import write_whole
from gjj_xl.sheets.sheetxml import (
    DATES,
    Unpatchable,
    is_protected,
    set_cells,
    set_protection,
)

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MACRO_TYPE: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN_TYPE: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


class Patch:
    """A workbook on its way to a changed copy of itself.

    Raises:
        NotEditable: by any method, where a part is spelt in a way that is not edited in place.
        SheetError: the file cannot be used.
    """

    def __init__(self, source: Source) -> None:
        if source.kind is not FileKind.XLSX:
            raise NotEditable(source.path)
        self.source = source
        self._new: dict[str, bytes] = {}
        self._gone: set[str] = set()
        with Book(source) as book:
            self.sheets = {info.name: info.part for info in book.sheets}
        self._package = Package(source)
        self._workbook = main_part(self._package)
        names = self._package.names
        self._styles = next((part for part in names if part.endswith("/styles.xml")), None)

    def part(self, name: str) -> bytes:
        """A part as it will be."""
        if name not in self._new:
            self._new[name] = b"".join(self._package.pieces(name))
        return self._new[name]

    def put_part(self, name: str, data: bytes) -> None:
        """Write a part anew."""
        self._new[name] = data

    def set_cells(self, sheet: str, cells: Mapping[int, Mapping[int, Cell]]) -> None:
        """Write values: row (from 1) → column (from 0) → value."""
        part = self.sheets[sheet]
        with self.typed_errors():
            dates = any(isinstance(one, DATES) for row in cells.values() for one in row.values())
            style = b' s="%d"' % self._style(with_date_style) if dates else b""
            self._new[part], formulas = set_cells(self.part(part), cells, style)
        if formulas:
            self._forget_calc_chain()

    def take_rows(self, sheet: str, rows: Sequence[int]) -> None:
        """Take whole rows out; what is below moves up. Raises TiedRows."""
        part = self.sheets[sheet]
        table = self._table(sheet)
        with self.typed_errors():
            xml = self.part(part)
            last = max(*rows, last_row_of(xml), table.bottom if table else 0)
            self._new[part] = take_rows(xml, rows, last)
        self._recalculate()

    def grow(self, sheet: str, last: int) -> None:
        """Have the sheet's table reach down to a row, with its looks and formulas."""
        table = self._table(sheet)
        if table is None or table.bottom >= last:
            return
        part = self.sheets[sheet]
        with self.typed_errors():
            rows = range(table.bottom + 1, last + 1)
            self._new[part] = blank_rows(self.part(part), table.bottom, rows)
            self._new[table.part] = table.reaching(self.part(table.part), last)
        self._recalculate()

    def _table(self, sheet: str) -> TablePlace | None:
        """The sheet's first table."""
        for kind, target in self._package.relations(self.sheets[sheet]).values():
            if kind == "table" and target in self._package:
                return table_place(target, self.part(target))
        return None

    def protect(self, sheet: str, on: bool = True) -> None:
        """Protect a sheet without a password, or free it."""
        part = self.sheets[sheet]
        with self.typed_errors():
            self._new[part] = set_protection(self.part(part), on)

    def is_protected(self, sheet: str) -> bool:
        """Whether a sheet is protected."""
        return is_protected(self.part(self.sheets[sheet]))

    def put_sheet(
        self, name: str, rows: Sequence[Sequence[str]], widths: Sequence[float] = ()
    ) -> None:
        """Add a sheet of texts behind the others, or write an existing one anew.

        The first row's first cell is its title.
        """
        with self.typed_errors():
            wrap = self._style(with_plain_styles) if self._styles else None
            xml = plain_sheet(rows, widths, wrap)
            if name in self.sheets:
                self._new[self.sheets[name]] = xml
            else:
                self.add_sheet(name, xml)

    def add_sheet(self, name: str, xml: bytes) -> None:
        """Add a sheet behind the others. Raises Unpatchable."""
        number = 1
        while f"xl/worksheets/sheet{number}.xml" in {*self._package.names, *self._new}:
            number += 1
        part = f"xl/worksheets/sheet{number}.xml"
        self._new[part] = xml
        link = self._relate(part)
        self._register(part)
        workbook = self.part(self._workbook)
        ids = [int(i) for i in re.findall(rb'<sheet\b[^>]* sheetId="(\d+)"', workbook)]
        number = max(ids, default=0) + 1
        entry = (
            f'<sheet xmlns:r="{_OFFICE}" name="{_quoted(name)}" sheetId="{number}" r:id="{link}"/>'
        )
        self._new[self._workbook] = with_entry(workbook, b"</sheets>", entry.encode())
        self.sheets[name] = part

    @contextmanager
    def typed_errors(self) -> Iterator[None]:
        """Raise NotEditable where a part is not spelt as expected."""
        try:
            yield
        except Unpatchable:
            raise NotEditable(self.source.path) from None

    def without_macros(self) -> bool:
        """Make an .xlsm an .xlsx; returns whether there were macros."""
        types = "[Content_Types].xml"
        if _MACRO_TYPE not in self.part(types):
            return False
        self._new[types] = self.part(types).replace(_MACRO_TYPE, _PLAIN_TYPE)
        for name in self._package.names:
            if name.rpartition("/")[2].startswith("vbaProject"):
                self._forget(name)
        return True

    def order(self) -> list[str]:
        """The names of all sheets (charts too), left to right."""
        found = re.findall(rb'<sheet\b[^>]* name="([^"]*)"', self.part(self._workbook))
        return [unescape(name.decode()) for name in found]

    def styles_part(self) -> str:
        """The part of the cell styles. Raises Unpatchable."""
        if self._styles is None:
            raise Unpatchable
        return self._styles

    def add_names(self, names: Sequence[tuple[bytes, int, bytes, bytes]]) -> None:
        """Define names in sheets: name, the sheet's place (from 0), more attributes, meaning.

        Raises Unpatchable where the workbook defines none itself: it is none of ours.
        """
        made = b"".join(
            b'<definedName name="%s" localSheetId="%d"%s>%s</definedName>' % one for one in names
        )
        self._new[self._workbook] = with_entry(self.part(self._workbook), b"</definedNames>", made)

    def drop_sheet(self, name: str) -> None:
        """Take a sheet out, with the names that are defined in it."""
        part, place = self.sheets.pop(name), self.order().index(name)
        with self.typed_errors():
            self._new[self._workbook], link = without_sheet(self.part(self._workbook), place)
        self._gone.add(part)
        self._new.pop(part, None)
        folder, _, file = self._workbook.rpartition("/")
        for owner, mention in (
            (f"{folder}/_rels/{file}.rels", rb'<Relationship\b[^>]*\bId="%s"[^>]*/>' % link),
            ("[Content_Types].xml", rb'<Override\b[^>]*"/%s"[^>]*/>' % re.escape(part.encode())),
        ):
            self._new[owner] = re.sub(mention, b"", self.part(owner))
        inner, _, own = part.rpartition("/")
        self._gone.add(f"{inner}/_rels/{own}.rels")

    def _relate(self, part: str) -> str:
        folder, _, file = self._workbook.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        xml = self.part(rels)
        taken = set(re.findall(rb'Id="([^"]*)"', xml))
        number = 1
        while f"rId{number}".encode() in taken:
            number += 1
        entry = f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="/{part}"/>'
        self._new[rels] = with_entry(xml, b"</Relationships>", entry.encode())
        return f"rId{number}"

    def _register(self, part: str) -> None:
        entry = f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/>'
        types = "[Content_Types].xml"
        self._new[types] = with_entry(self.part(types), b"</Types>", entry.encode())

    def _style(self, adding: Callable[[bytes], tuple[bytes, int]]) -> int:
        """Give the workbook styles; returns the number of the first."""
        place = self.styles_part()
        self._new[place], number = adding(self.part(place))
        return number

    def _recalculate(self) -> None:
        """Have Excel compute every formula anew when it opens the file."""
        self._forget_calc_chain()
        workbook = self.part(self._workbook)
        if b' fullCalcOnLoad="1"' not in workbook:
            self._new[self._workbook] = workbook.replace(
                b"<calcPr", b'<calcPr fullCalcOnLoad="1"', 1
            )

    def _forget_calc_chain(self) -> None:
        """Drop the list of formula cells, which Excel makes anew; a wrong one is an error to it."""
        for name in self._package.names:
            if name.endswith("calcChain.xml"):
                self._forget(name)

    def _forget(self, name: str) -> None:
        """Leave a part out, and every mention of it."""
        self._gone.add(name)
        folder, _, file = self._workbook.rpartition("/")
        short = re.escape(name.rpartition("/")[2].encode())
        mention = re.compile(rb"<(?:Relationship|Override)\b[^>]*" + short + rb"\"[^>]*/>")
        for part in (f"{folder}/_rels/{file}.rels", "[Content_Types].xml"):
            self._new[part] = mention.sub(b"", self.part(part))

    def render(self) -> bytes:
        """The changed workbook as bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
            for name in self._package.names:
                if name in self._gone:
                    continue
                old = self._package.info(name)
                info = zipfile.ZipInfo(name, old.date_time)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = old.external_attr
                data = self._new.get(name)
                out.writestr(info, self._kept(name) if data is None else data)
            for name in self._new:
                if name not in self._package:
                    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    info.compress_type = zipfile.ZIP_DEFLATED
                    out.writestr(info, self._new[name])
        return buffer.getvalue()

    def _kept(self, name: str) -> bytes:
        return b"".join(self._package.pieces(name))

    def save(self, path: Path) -> None:
        """Write the changed workbook; the file is there as a whole or not at all.

        Raises:
            InUse, Unreadable: ``path`` cannot be written.
        """
        write_whole(path, self.render())

    def close(self) -> None:
        """Let go of the source."""
        self._package.close()


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
