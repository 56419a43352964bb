import os
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from gjj_xl.rules.business import Business
from gjj_xl.sheets.formsheet import write_form
from tests.addin.twin import MacroOffice
from tests.oracle import make_terms


@pytest.fixture(scope="session")
def macro_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MacroOffice]:
    """A LibreOffice of this session that runs VBA."""
    os.environ.setdefault("ComSpec", r"C:\Windows\system32\cmd.exe")
    running = MacroOffice(tmp_path_factory.mktemp("macros"))
    try:
        yield running
    finally:
        running.close()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A workbook of ours, under a name that is none too kind."""
    book = openpyxl.Workbook()
    book.active.title = "批量漏缴补缴"
    book.defined_names["gjj_business"] = DefinedName("gjj_business", attr_text='"missed"')
    path = tmp_path / "十一月 A&B '补缴'.xlsx"
    book.save(path)
    return path


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form for single entries."""
    path = tmp_path / "漏缴补缴 录入.xlsx"
    write_form(path, Business.MISSED, make_terms())
    return path


@pytest.fixture
def sent(ours: Path) -> Path:
    """A workbook of ours that carries its receipt, with a sheet of results."""
    book = openpyxl.load_workbook(ours)
    book.create_sheet("回执")
    page = book.create_sheet("职工补缴信息查询")
    page.defined_names["gjj_results"] = DefinedName("gjj_results", attr_text='"x"')
    path = ours.with_name("sent.xlsx")
    book.save(path)
    return path


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A workbook that somebody sent, with all that xlwings' VBA as shipped would obey."""
    folder = tmp_path / "evil"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.active.title = "gjj_xl.conf"
    evil = {
        "INTERPRETER_WIN": r"C:\evil\python.exe",
        "PYTHONPATH": r"C:\evil",
        "ADD_WORKBOOK_TO_PYTHONPATH": "True",
        "LICENSE_KEY": "evil",
        "CONDA PATH": r"C:\evil",
        "CONDA ENV": "evil",
        "SHOW CONSOLE": "True",
        "DEBUG UDFS": "True",
    }
    for pair in evil.items():
        book.active.append(pair)
    book.create_sheet("evil.py")
    path = folder / "hostile.xlsx"
    book.save(path)
    lines = "".join(f'"{key}","{value}"\n' for key, value in evil.items())
    (folder / "gjj_xl.conf").write_text(lines)
    return path
