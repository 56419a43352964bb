"""Files as LibreOffice saves them: passwords, old .xls, and our templates saved elsewhere."""

from pathlib import Path

import pytest
import uno

from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.sheets.errors import Encrypted
from gjj_xl.sheets.marking import mark
from gjj_xl.sheets.reading import read_batch, read_live
from tests.office import Office, PropertyValue
from tests.oracle import ROSTER, make_terms
from tests.sheets.making import live

NamedValue = uno.getClass("com.sun.star.beans.NamedValue")

XLSX, XLS = "Calc MS Excel 2007 XML", "MS Excel 97"


def secret(kind: str) -> PropertyValue:
    """The option that makes LibreOffice encrypt a file of this kind."""
    made = PropertyValue()
    made.Name, made.Value = "Password", "geheim"
    if kind == XLSX:
        words = (NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", "geheim"))
        made.Name, made.Value = "EncryptionData", uno.Any("[]com.sun.star.beans.NamedValue", words)
    return made


@pytest.mark.parametrize(("name", "kind"), [("secret.xlsx", XLSX), ("secret.xls", XLS)])
def test_a_workbook_with_a_password_is_told_as_such(
    name: str, kind: str, office: Office, tmp_path: Path
) -> None:
    source = live(tmp_path / "x.xlsx", Business.MISSED, {})
    with office.open(source) as book:
        book.save(tmp_path / name, kind, secret(kind))
    with pytest.raises(Encrypted):
        read_batch(tmp_path / name)


@pytest.mark.parametrize("business", Business)
def test_a_template_saved_by_libreoffice_reads_the_same(
    business: Business, office: Office, tmp_path: Path
) -> None:
    source = live(tmp_path / "x.xlsx", business, {}, {"name": "李四"}, fund=10)
    with office.open(source) as book:
        saved = book.save(tmp_path / "saved.xlsx", XLSX)
    ours, theirs = read_live(source), read_live(saved)
    assert theirs.ours
    assert theirs.batch.fund == 10
    assert theirs.terms == ours.terms
    for field, cells in ours.batch.columns.items():
        assert list(theirs.batch.columns[field]) == list(cells)
    report = check(theirs.batch, make_terms(), ROSTER)
    assert not mark(saved, tmp_path / "marked.xlsx", report).rebuilt


def test_a_template_saved_as_xls_is_still_understood(office: Office, tmp_path: Path) -> None:
    source = live(tmp_path / "x.xlsx", Business.MISSED, {}, {"name": "李四"})
    with office.open(source) as book:
        saved = book.save(tmp_path / "saved.xls", XLS)
    batch = read_batch(saved)
    assert batch.business is Business.MISSED
    assert list(batch.columns["name"]) == ["张三", "李四"]
    assert list(batch.rows) == [2, 3]


def test_a_marked_workbook_opens_in_libreoffice_with_its_bad_cells_coloured(
    office: Office, tmp_path: Path
) -> None:
    source = live(tmp_path / "x.xlsx", Business.MISSED, {}, {"rate": 8, "name": "张叁叁"})
    report = check(read_batch(source), make_terms(uniform_rate="8"), None)
    mark(source, tmp_path / "marked.xlsx", report, {2: "姓名不一致"})
    with office.open(tmp_path / "marked.xlsx") as book:
        assert book.sheet(0).errors() == []
        assert book.sheet(0).value("K2") == "姓名不一致"
