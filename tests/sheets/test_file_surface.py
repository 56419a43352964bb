"""The file surface passes the suite of all surfaces, and keeps what it does not touch."""

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest

from gjj_xl.rules.business import Business
from gjj_xl.sheets.errors import NotEditable
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.surface import RowSurface
from tests.sheets.making import edit, family, live, to_xls
from tests.sheets.surface_contract import *  # noqa: F403 - the suite
from tests.sheets.surface_contract import SHEET, Opened


@pytest.fixture
def opened() -> Iterator[Opened]:
    with ExitStack() as stack:

        def open_file(path: Path) -> RowSurface:
            return stack.enter_context(FileSurface(path))

        yield open_file


def test_it_may_save_to_another_file(tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", Business.MISSED, {})
    before = source.read_bytes()
    with FileSurface(source, tmp_path / "y.xlsx") as surface:
        surface.protect(SHEET)
        surface.save()
    assert source.read_bytes() == before
    with FileSurface(tmp_path / "y.xlsx") as surface:
        assert surface.is_protected(SHEET)


def test_it_edits_what_openpyxl_and_libreoffice_spell(tmp_path: Path) -> None:
    path = edit(live(tmp_path / "x.xlsx", Business.MISSED, {}), lambda *_: None)
    with FileSurface(path) as surface:
        surface.put_sheet("回执", [("标题",)])
        surface.write_columns(SHEET, 2, {9: ["甲"]})
        surface.save()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[-1] == "回执"
    assert book["回执"]["A1"].font.b
    assert book[SHEET]["J2"].value == "甲"
    book.close()


def test_writing_over_a_formula_forgets_the_calculation_chain(tmp_path: Path) -> None:
    path = live(tmp_path / "x.xlsx", Business.MISSED, {})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/calcChain.xml"] = b"<calcChain/>"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'
    )
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    for column, kept in ((9, True), (7, False)):
        with FileSurface(path, tmp_path / "out.xlsx") as surface:
            surface.write_columns(SHEET, 2, {column: ["x"]})
            surface.save()
        with zipfile.ZipFile(tmp_path / "out.xlsx") as made:
            assert ("xl/calcChain.xml" in made.namelist()) is kept
            assert (b"calcChain" in made.read("[Content_Types].xml")) is kept


def test_an_old_xls_is_not_edited(tmp_path: Path) -> None:
    path = to_xls(family(tmp_path / "x.xlsx"), tmp_path / "profile")
    with pytest.raises(NotEditable):
        FileSurface(path)


def test_a_password_that_the_user_set_stays(tmp_path: Path) -> None:
    def lock(_: openpyxl.Workbook, sheet: object) -> None:
        sheet.protection.set_password("geheim")  # type: ignore[attr-defined]
        sheet.protection.sheet = True  # type: ignore[attr-defined]

    path = edit(live(tmp_path / "x.xlsx", Business.MISSED, {}), lock)
    with FileSurface(path) as surface:
        surface.protect(SHEET, False)
        assert surface.is_protected(SHEET)
