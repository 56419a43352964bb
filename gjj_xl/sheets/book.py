"""An opened workbook: its sheets, names and properties, and its cells through python-calamine.

What calamine drops (error values come as blanks) is put back from the scan of the sheet's XML.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

import python_calamine as calamine

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell, CellError
from gjj_xl.sheets.defined import named_value
from gjj_xl.sheets.errors import Damaged, Encrypted, SheetError, Size, TooLarge
from gjj_xl.sheets.formats import format_changes, template_watch
from gjj_xl.sheets.inspect import FileKind, Source
from gjj_xl.sheets.layout import BUSINESS_PROPERTY, RESULTS_NAME, column_letter, sheet_name
from gjj_xl.sheets.package import Package, local
from gjj_xl.sheets.pages import Block, SheetInfo, Visible, no_collector
from gjj_xl.sheets.scan import (
    MAX_CELLS,
    MAX_ROWS,
    NO_WATCH,
    SheetScan,
    Watch,
    scan_sheet,
)


class Book:
    """A workbook opened for reading; a context manager.

    Raises:
        SheetError: any of :mod:`gjj_xl.sheets.errors` that concern the file itself.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.names: Mapping[str, str] = MappingProxyType({})
        self.properties: Mapping[str, str] = MappingProxyType({})
        self.structure_locked = False
        self._results: set[str] = set()
        self._scans: dict[str, SheetScan] = {}
        self._pages: dict[str, Block] = {}
        self.watches: dict[str, Watch] = {}
        self.package: Package | None = None
        parts: Mapping[str, str] = {}
        if source.kind is FileKind.XLSX:
            self.package = Package(source)
            parts = self._understand(self.package)
        with _typed_errors(self.path):
            self._book = calamine.load_workbook(io.BytesIO(source.data))
            known = self._book.sheets_metadata
        self.sheets = tuple(
            SheetInfo(
                sheet.name,
                _visible(sheet.visible),
                parts.get(sheet.name, ""),
                sheet.name in self._results,
            )
            for sheet in known
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the workbook."""
        self._book.close()
        if self.package:
            self.package.close()

    def _understand(self, package: Package) -> Mapping[str, str]:
        """Check all parts, scan the worksheets, read names and properties; sheet name → part."""
        workbook = main_part(package)
        relations = package.relations(workbook)
        tree = package.tree(workbook)
        parts = {}
        names = {}
        order: list[str] = []
        for element in tree.iter():
            tag = local(element.tag)
            if tag == "sheet":
                order.append(element.get("name", ""))
                link = next((v for k, v in element.items() if local(k) == "id"), "")
                kind, target = relations.get(link, ("", ""))
                if kind == "worksheet":
                    parts[element.get("name", "")] = target
            elif tag == "definedName" and element.get("localSheetId") is None:
                names[element.get("name", "")] = element.text or ""
            elif tag == "definedName" and element.get("name") == RESULTS_NAME:
                place = element.get("localSheetId", "")
                if place.isdecimal() and int(place) < len(order):
                    self._results.add(order[int(place)])
            elif tag == "workbookProtection":
                self.structure_locked = element.get("lockStructure") in {"1", "true"}
        self.names = MappingProxyType(names)
        if "docProps/custom.xml" in package:
            self.properties = MappingProxyType(_properties(package))
        self._prepare_watch(package)
        sheets = {part: name for name, part in parts.items()}
        for name in package.xml_names:
            if name in sheets:
                sheet = sheets[name]
                pieces = partial(package.checked_pieces, name)
                watch = self.watches.get(sheet, NO_WATCH)
                self._scans[sheet] = scan_sheet(self.path, sheet, pieces, watch)
            else:
                for _ in package.checked_pieces(name):
                    pass
        return parts

    def _prepare_watch(self, package: Package) -> None:
        """Have the formats of our own template's columns looked at on the one scan."""
        said = self.properties.get(BUSINESS_PROPERTY)
        if said in set(Business):
            business = Business(str(said))
            self.watches[sheet_name(business)] = template_watch(package, business)

    def scan(self, sheet: str) -> SheetScan:
        """What the scan of a sheet's XML found; empty for an .xls."""
        return self._scans.get(sheet, SheetScan())

    def block(self, sheet: str) -> Block:
        """All filled cells of a sheet.

        Raises:
            Damaged, TooLarge.
        """
        scan = self.scan(sheet)
        with _typed_errors(self.path), no_collector():
            page = self._book.get_sheet_by_name(sheet)
            start, end = page.start, page.end
            if start is None or end is None:
                return Block((), 1, 0, scan)
            height, width = end[0] + 1, end[1] + 1
            if height > MAX_ROWS:
                raise TooLarge(self.path, Size.ROWS, height, MAX_ROWS, sheet)
            if height * width > MAX_CELLS:
                raise TooLarge(self.path, Size.CELLS, height * width, MAX_CELLS, sheet)
            rows: list[list[Cell]] = page.to_python()  # type: ignore[assignment]
            merged = page.merged_cell_ranges or []
        top, left = start[0] + 1, start[1]
        if self.package is None:
            scan.merged = [_address(*first, *last) for first, last in merged]
        for (row, column), text in scan.errors.items():
            if top <= row < top + len(rows) and left <= column < left + len(rows[0]):
                rows[row - top][column - left] = CellError(text)
        return Block(rows, top, left, scan)

    def named_cell(self, name: str) -> Cell:
        """What a defined name says: a constant, or the cell that it points to; None if neither."""
        text = self.names.get(name)
        return None if text is None else named_value(text, self._page)

    def _page(self, sheet: str) -> Block | None:
        if all(info.name != sheet for info in self.sheets):
            return None
        if sheet not in self._pages:
            self._pages[sheet] = self.block(sheet)
        return self._pages[sheet]

    def format_changes(self, sheet: SheetInfo, batch: Batch) -> tuple[FormatChange, ...]:
        """The columns of a batch of ours whose record cells have lost their format."""
        return format_changes(self, sheet, batch)


def _visible(value: calamine.SheetVisibleEnum) -> Visible:
    if value == calamine.SheetVisibleEnum.Visible:
        return Visible.VISIBLE
    very = value == calamine.SheetVisibleEnum.VeryHidden
    return Visible.VERY_HIDDEN if very else Visible.HIDDEN


def main_part(package: Package) -> str:
    """The workbook part, wherever the package keeps it."""
    for kind, target in package.relations("").values():
        if kind == "officeDocument" and target in package:
            return target
    return "xl/workbook.xml"


def _address(row: int, column: int, last_row: int, last_column: int) -> str:
    return f"{column_letter(column)}{row + 1}:{column_letter(last_column)}{last_row + 1}"


def _properties(package: Package) -> dict[str, str]:
    return {
        element.get("name", ""): "".join(element.itertext())
        for element in package.tree("docProps/custom.xml")
    }


@contextmanager
def _typed_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError:
        raise Encrypted(path) from None
    except (SheetError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    # A panic of the Rust reader is no Exception, and must not end as a traceback either.
    except BaseException as error:  # noqa: BLE001
        raise Damaged(path, f"{type(error).__name__}: {error}") from None
