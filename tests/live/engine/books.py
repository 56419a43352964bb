"""Open books."""

import os
from collections.abc import Iterator
from numbers import Number
from pathlib import Path
from typing import Any

from xlwings import base_classes

from tests.live.engine.errors import refused
from tests.live.engine.gate import com_object
from tests.live.engine.names import Names
from tests.live.engine.sheets import Sheets
from tests.live.engine.state import FILTERS, Document, Excel


@com_object
class Books(base_classes.Books):
    """The open books of one Excel."""

    def __init__(self, excel: Excel) -> None:
        self.excel = excel
        self.check_alive = excel.check_alive

    @property
    def app(self) -> Any:
        from tests.live.engine.app import App

        return App(self.excel)

    @property
    def api(self) -> "Books":
        return self

    @property
    def active(self) -> "Book":
        return Book(self.excel.active)

    def __call__(self, key: str | int) -> "Book":
        for number, document in enumerate(self.excel.documents, 1):
            if key == number or (isinstance(key, str) and document.name.lower() == key.lower()):
                return Book(document)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.excel.documents)

    def __iter__(self) -> "Iterator[Book]":
        return iter([Book(document) for document in self.excel.documents])

    def __contains__(self, key: object) -> bool:
        if isinstance(key, Number):
            return 1 <= int(str(key)) <= len(self)
        return any(document.name.lower() == str(key).lower() for document in self.excel.documents)

    def add(self) -> "Book":
        names = {document.name for document in self.excel.documents}
        number = 1
        while f"Book{number}" in names:
            number += 1
        return Book(self.excel.load("private:factory/scalc", f"Book{number}", None))

    def open(
        self,
        fullname: str,
        update_links: Any = None,
        read_only: bool | None = None,
        format: Any = None,  # noqa: A002 - xlwings' name
        password: str | None = None,
        *rest: Any,
    ) -> "Book":
        path = Path(fullname)
        options: dict[str, Any] = {}
        if password:
            options["Password"] = password
        document = self.excel.load(path.as_uri(), path.name, path, **options)
        document.read_only = bool(read_only) or not os.access(path, os.W_OK)
        return Book(document)


@com_object
class Book(base_classes.Book):
    """One book; the active book of an Excel without books has no document."""

    def __init__(self, document: Document | None) -> None:
        self.document_or_none = document
        if document is not None:
            self.check_alive = document.check_alive

    @property
    def document(self) -> Document:
        """What stands behind; counts for nothing."""
        if self.document_or_none is None:
            raise AttributeError("'NoneType' object has no attribute 'Name'")
        return self.document_or_none

    @property
    def api(self) -> Any:
        from tests.live.engine.api import BookApi

        return BookApi(self.document)

    @property
    def name(self) -> str:
        return self.document.name

    @property
    def fullname(self) -> str:
        return str(self.document.path or self.document.name)

    @property
    def app(self) -> Any:
        from tests.live.engine.app import App

        return App(self.document.excel)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self.document)

    @property
    def names(self) -> Names:
        return Names(self.document)

    def activate(self) -> None:
        self.document.activate()

    def close(self) -> None:
        self.document.close()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        document = self.document
        target = Path(path) if path else document.path or Path(f"{document.name}.xlsx")
        target = Path(os.path.realpath(target))
        if target.suffix.lower() not in FILTERS:
            raise KeyError(target.suffix)
        if document.read_only and target == document.path:
            raise refused(f"Cannot access read-only document '{document.name}'.")
        for other in document.excel.documents:
            if other is not document and other.name.lower() == target.name.lower():
                raise refused("You cannot save with the same name as another open workbook.")
        document.save(target, password)

    def to_pdf(self, path: str, quality: str) -> None:
        self.document.export(Path(path), "calc_pdf_Export")
