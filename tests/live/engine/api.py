"""The few members of Excel's own objects that a program reaches through ``.api``."""

from collections.abc import Iterator
from typing import Any

from tests.live.engine import filters, protection
from tests.live.engine.errors import no_such, refused
from tests.live.engine.gate import com_object
from tests.live.engine.looks import uniform
from tests.live.engine.protection import Action, permitted
from tests.live.engine.state import Document, Excel, SheetRecord

_LIBREOFFICES_OWN = {"AppVersion"}  # it reads this one of docProps/app.xml as a custom property


@com_object
class AppApi:
    """``Application``."""

    def __init__(self, excel: Excel) -> None:
        self.excel = excel
        self.check_alive = excel.check_alive

    @property
    def Ready(self) -> bool:  # noqa: N802 - Excel's name, as all below
        return True

    @property
    def Interactive(self) -> bool:  # noqa: N802
        return self.excel.flags["interactive"]

    @Interactive.setter
    def Interactive(self, value: bool) -> None:  # noqa: N802
        self.excel.flags["interactive"] = bool(value)

    @property
    def Hwnd(self) -> int:  # noqa: N802
        return 0x10000 + self.excel.pid

    @property
    def ActiveWindow(self) -> "WindowApi | None":  # noqa: N802
        return WindowApi(self.excel.active) if self.excel.active else None


@com_object
class WindowApi:
    """``Window``: what the active sheet of a book shows."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.split = document.active.frozen or (0, 0)
        self.check_alive = document.check_alive

    def _view(self) -> Any:
        return self.document.uno.CurrentController

    @property
    def FreezePanes(self) -> bool:  # noqa: N802
        frozen = self.document.active.frozen
        return self._view().hasFrozenPanes() if frozen is None else frozen != (0, 0)

    @FreezePanes.setter
    def FreezePanes(self, value: bool) -> None:  # noqa: N802
        self.document.active.frozen = self.split if value else (0, 0)

    @property
    def SplitRow(self) -> int:  # noqa: N802
        return self.split[0] or int(self._view().SplitRow)

    @SplitRow.setter
    def SplitRow(self, value: int) -> None:  # noqa: N802
        self.split = value, self.split[1]

    @property
    def SplitColumn(self) -> int:  # noqa: N802
        return self.split[1] or int(self._view().SplitColumn)

    @SplitColumn.setter
    def SplitColumn(self, value: int) -> None:  # noqa: N802
        self.split = self.split[0], value


@com_object
class BookApi:
    """``Workbook``."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.check_alive = document.check_alive

    @property
    def ReadOnly(self) -> bool:  # noqa: N802
        return self.document.read_only

    @property
    def Saved(self) -> bool:  # noqa: N802
        return not self.document.uno.isModified()

    @Saved.setter
    def Saved(self, value: bool) -> None:  # noqa: N802
        self.document.uno.setModified(not value)

    @property
    def Name(self) -> str:  # noqa: N802
        return self.document.name

    @property
    def Path(self) -> str:  # noqa: N802
        return str(self.document.path.parent) if self.document.path else ""

    @property
    def FullName(self) -> str:  # noqa: N802
        return str(self.document.path or self.document.name)

    @property
    def CustomDocumentProperties(self) -> "DocumentProperties":  # noqa: N802
        return DocumentProperties(self.document)


@com_object
class DocumentProperties:
    """``DocumentProperties``: iterable, and callable with a name or a number from 1."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.check_alive = document.check_alive

    def _bag(self) -> Any:
        return self.document.uno.DocumentProperties.UserDefinedProperties

    def _names(self) -> list[str]:
        found = (value.Name for value in self._bag().PropertyValues)
        return [name for name in found if name not in _LIBREOFFICES_OWN]

    @property
    def Count(self) -> int:  # noqa: N802
        return len(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> "Iterator[DocumentProperty]":
        return iter([DocumentProperty(self.document, name) for name in self._names()])

    def __call__(self, key: str | int) -> "DocumentProperty":
        for number, name in enumerate(self._names(), 1):
            if number == key or name.lower() == str(key).lower():
                return DocumentProperty(self.document, name)
        raise no_such(key)

    def Item(self, key: str | int) -> "DocumentProperty":  # noqa: N802
        return self(key)

    def Add(  # noqa: N802
        self,
        Name: str,  # noqa: N803
        LinkToContent: bool,  # noqa: N803
        Type: int,  # noqa: N803
        Value: Any,  # noqa: N803
    ) -> "DocumentProperty":
        if Name in self._names():
            raise refused("Invalid procedure call or argument")
        self._bag().addProperty(Name, 128, Value)  # REMOVABLE
        return DocumentProperty(self.document, Name)


@com_object
class DocumentProperty:
    """``DocumentProperty``."""

    def __init__(self, document: Document, name: str) -> None:
        self.document = document
        self.key = name
        self.check_alive = document.check_alive

    def _bag(self) -> Any:
        return self.document.uno.DocumentProperties.UserDefinedProperties

    @property
    def Name(self) -> str:  # noqa: N802
        return self.key

    @property
    def Value(self) -> Any:  # noqa: N802
        return self._bag().getPropertyValue(self.key)

    @Value.setter
    def Value(self, value: Any) -> None:  # noqa: N802
        self._bag().setPropertyValue(self.key, value)

    def Delete(self) -> None:  # noqa: N802
        self._bag().removeProperty(self.key)


@com_object
class SheetApi:
    """``Worksheet``."""

    def __init__(self, record: SheetRecord) -> None:
        self.record = record
        self.check_alive = record.check_alive

    def Protect(  # noqa: N802
        self,
        Password: str | None = None,  # noqa: N803
        DrawingObjects: bool | None = None,  # noqa: N803
        Contents: bool | None = None,  # noqa: N803
        Scenarios: bool | None = None,  # noqa: N803
        UserInterfaceOnly: bool | None = None,  # noqa: N803
        AllowFormattingCells: bool | None = None,  # noqa: N803
        AllowFormattingColumns: bool | None = None,  # noqa: N803
        AllowFormattingRows: bool | None = None,  # noqa: N803
        AllowInsertingColumns: bool | None = None,  # noqa: N803
        AllowInsertingRows: bool | None = None,  # noqa: N803
        AllowInsertingHyperlinks: bool | None = None,  # noqa: N803
        AllowDeletingColumns: bool | None = None,  # noqa: N803
        AllowDeletingRows: bool | None = None,  # noqa: N803
        AllowSorting: bool | None = None,  # noqa: N803
        AllowFiltering: bool | None = None,  # noqa: N803
        AllowUsingPivotTables: bool | None = None,  # noqa: N803
    ) -> None:
        """Protect; ``UserInterfaceOnly`` is forgotten when the book is closed, as in Excel."""
        given = dict(locals())
        options = {
            name: bool(value)
            for name, value in given.items()
            if name[0].isupper() and name != "Password" and value is not None
        }
        if Contents is False:
            return
        protection.protect(self.record, Password or "", options)

    def Unprotect(self, Password: str | None = None) -> None:  # noqa: N802, N803
        protection.unprotect(self.record, Password or "")

    @property
    def Name(self) -> str:  # noqa: N802
        return self.record.name

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        return bool(self.record.uno.isProtected())

    @property
    def ProtectionMode(self) -> bool:  # noqa: N802
        return self.ProtectContents and self.record.protected_with.get("UserInterfaceOnly", False)

    @property
    def FilterMode(self) -> bool:  # noqa: N802
        return filters.filtered(self.record)

    @property
    def AutoFilterMode(self) -> bool:  # noqa: N802
        if None in self.record.filters:
            return True
        unnamed = self.record.document.uno.getPropertyValue("UnnamedDatabaseRanges")
        place = self.record.uno.RangeAddress.Sheet
        return bool(unnamed.hasByTable(place) and unnamed.getByTable(place).AutoFilter)

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:  # noqa: N802
        if value:
            raise refused("Unable to set the AutoFilterMode property of the Worksheet class")
        with permitted(self.record, Action.FILTER):
            filters.show_all(self.record)
            self.record.filters.pop(None, None)

    def ShowAllData(self) -> None:  # noqa: N802
        if not filters.filtered(self.record):
            raise refused("ShowAllData method of Worksheet class failed")
        with permitted(self.record, Action.FILTER):
            filters.show_all(self.record)


@com_object
class EntireRowApi:
    """``Range.EntireRow``: whether all of its rows are hidden, none, or some (None)."""

    def __init__(self, impl: Any) -> None:
        self.impl = impl
        self.check_alive = impl.check_alive

    @property
    def Hidden(self) -> bool | None:  # noqa: N802
        return self.impl.rows_are_hidden()


@com_object
class AreasApi:
    """``Range.Areas``: each area with an address of its own, none of which is cut."""

    def __init__(self, impl: Any) -> None:
        self.impl = impl
        self.check_alive = impl.check_alive

    @property
    def Count(self) -> int:  # noqa: N802
        return len(self.impl.areas())

    def __call__(self, number: int) -> "AreaApi":
        return AreaApi(self.impl, self.impl.areas()[number - 1])


@com_object
class AreaApi:
    """One area of a range."""

    def __init__(self, impl: Any, area: Any) -> None:
        self.check_alive = impl.check_alive
        self._area = area

    @property
    def Address(self) -> str:  # noqa: N802
        return str(self._area.address(True, True))


@com_object
class RangeApi:
    """``Range``: whether its cells are locked, its whole rows, and its areas."""

    def __init__(self, impl: Any) -> None:
        self.impl = impl
        self.check_alive = impl.check_alive

    @property
    def EntireRow(self) -> EntireRowApi:  # noqa: N802
        return EntireRowApi(self.impl)

    @property
    def Areas(self) -> AreasApi:  # noqa: N802
        return AreasApi(self.impl)

    @property
    def Locked(self) -> bool | None:  # noqa: N802
        found = uniform(self.impl.handle, "CellProtection")
        return None if found is None else bool(found.IsLocked)

    @Locked.setter
    def Locked(self, value: bool) -> None:  # noqa: N802
        handle = self.impl.handle
        changed = handle.CellProtection
        changed.IsLocked = bool(value)
        with permitted(self.impl.record, Action.FORMAT_CELLS):
            handle.CellProtection = changed
