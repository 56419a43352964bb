"""Defined names, of the book and of single sheets."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.live.engine import areas, formulas
from tests.live.engine.areas import Area
from tests.live.engine.errors import no_such, refused
from tests.live.engine.gate import com_object
from tests.live.engine.state import Document, SheetRecord, areas_of
from tests.live.engine.unos import struct


@com_object
class Names(base_classes.Names):
    """The names of a book, those of its sheets included; or of one sheet."""

    def __init__(self, document: Document, record: SheetRecord | None = None) -> None:
        self.document = document
        self.record = record
        self.check_alive = (record or document).check_alive

    def _all(self) -> "list[Name]":
        found = []
        if self.record is None:
            ranges = self.document.uno.NamedRanges
            found = [Name(self.document, None, ranges.getByName(n)) for n in ranges.ElementNames]
        records = [self.record] if self.record else map(self.document.record, self._sheets())
        for record in records:
            ranges = record.uno.NamedRanges
            found += [Name(self.document, record, ranges.getByName(n)) for n in ranges.ElementNames]
        return sorted(found, key=lambda name: name.name.rpartition("!")[2].lower())

    def _sheets(self) -> tuple[str, ...]:
        return self.document.sheet_names

    @property
    def api(self) -> "Names":
        return self

    def snapshot(self) -> "list[tuple[str, Name]]":
        return [(name.name, name) for name in self._all()]

    def find(self, key: str | int) -> "Name | None":
        """A name by its text (a sheet's own name as ``Sheet1!name``) or number."""
        if isinstance(key, int):
            found = self._all()
            return found[key - 1] if 1 <= key <= len(found) else None
        scope, _, bare = key.lower().replace("'", "").rpartition("!")
        if not scope:
            return self._named(self.record, bare)
        records = [self.record] if self.record else map(self.document.record, self._sheets())
        for record in records:
            if record.name.lower().replace("'", "") == scope:
                return self._named(record, bare)
        return None

    def _named(self, record: SheetRecord | None, wanted: str) -> "Name | None":
        """The name in lower case, of one sheet or of the book; without a look at all of them."""
        ranges = (record or self.document).uno.NamedRanges
        known = next((n for n in ranges.ElementNames if n.lower() == wanted), None)
        return Name(self.document, record, ranges.getByName(known)) if known else None

    def __call__(self, key: str | int) -> "Name":
        found = self.find(key)
        if found is None:
            raise no_such(key)
        return found

    def contains(self, key: str | int) -> bool:
        return self.find(key) is not None

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> "Iterator[Name]":
        return iter(self._all())

    def add(self, name: str, refers_to: str) -> "Name":
        """Define a name, or give an existing one another meaning."""
        scope, _, bare = name.rpartition("!")
        record = self.record
        if scope:
            record = self.document.record(scope.strip("'"))
        if areas.parse(bare) or not bare or bare[0].isdigit() or " " in bare:
            raise refused("The syntax of this name isn't correct.")
        ranges = (record or self.document).uno.NamedRanges
        if known := self._named(record, bare.lower()):
            known.delete()
        content = formulas.to_office(refers_to.removeprefix("="))
        ranges.addNewByName(bare, content, struct("table.CellAddress"), 0)
        return Name(self.document, record, ranges.getByName(bare))

    def of_range(self, record: SheetRecord, area: Area) -> "Name | None":
        """The name that means exactly this area."""
        wanted = f"={formulas.quoted(record.name)}!{area.address()}".lower()
        return next((name for name in self._all() if name.refers_to.lower() == wanted), None)


@com_object
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, document: Document, record: SheetRecord | None, named: Any) -> None:
        self.document = document
        self.record = record
        self.uno = named
        self.check_alive = (record or document).check_alive

    @property
    def api(self) -> "Name":
        return self

    @property
    def name(self) -> str:
        prefix = f"{formulas.quoted(self.record.name)}!" if self.record else ""
        return f"{prefix}{self.uno.Name}"

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value.rpartition("!")[2]

    @property
    def refers_to(self) -> str:
        return f"={formulas.to_excel(self.uno.Content)}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.uno.Content = formulas.to_office(value.removeprefix("="))

    @property
    def refers_to_range(self) -> Any:
        from tests.live.engine.ranges import Range

        cells = self.uno.getReferredCells()
        if cells is None or "#REF!" in self.uno.Content:
            raise refused("Application-defined or object-defined error")
        return Range(self.document.record(cells.Spreadsheet.Name), *areas_of(cells))

    def delete(self) -> None:
        (self.record or self.document).uno.NamedRanges.removeByName(self.uno.Name)
