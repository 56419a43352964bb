"""Draw the pictures of README and handbook: workbooks as LibreOffice shows them, and the windows.

Run it with the tests' Python: ``python docs/pictures.py`` (all) or with the names of some:
``checked``, ``papers``, ``live``, ``forms``, ``windows``. A practice centre, a spreadsheet
application and a screen of their own are started for it and ended again.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import xlwings as xw
from PIL import Image, ImageChops

from gjj_xl.desk import counter
from gjj_xl.desk.checking import check_live
from gjj_xl.desk.inputs import load_roster, load_terms
from gjj_xl.ribbon.dialogs.forms import AskMonth, MonthAnswer
from gjj_xl.ribbon.forms import FORMS
from gjj_xl.rules.business import Business
from gjj_xl.rules.check import check
from gjj_xl.sheets.applications import Applicant, Application, write_application
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.marking import mark
from gjj_xl.sheets.reading import read_batch, read_live
from tests.desk.scene import START, Scene, at, columns, normal
from tests.live.clerk import LiveClerk, fill, put
from tests.live.engine import activate
from tests.live.forms import new_form, type_in
from tests.office import Office
from tests.ribbon.dialogs.display import Display, picture
from tests.ribbon.dialogs.samples import SAMPLES as WINDOWS
from tests.sandbox.harness import Sandbox
from tests.sheets.making import live

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "workbooks" / "samples"
TARGET = ROOT / "docs" / "pictures"
_RESOLUTION = 120
_MARGIN = 12
_COLOURS = 128
_HIGHEST = 700
_SHEET = 300
"""Pixels: a long sheet is cut there."""
MISSED = Business.MISSED


def draw_checked() -> None:
    """The sample with mistakes, checked and marked as a file."""
    terms, roster = load_terms(SAMPLES / "terms.json"), load_roster(SAMPLES / "roster.csv")
    source = SAMPLES / "missed-every-finding.xlsx"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        marked = folder / "marked.xlsx"
        mark(source, marked, check(read_batch(source), terms, roster))
        office = Office(folder / "profile")
        try:
            with office.open(marked) as book:
                pages = book.pictures(folder, "checked", _RESOLUTION, ("-f", "1", "-l", "1"))
            _keep(pages[0], "checked")
        finally:
            office.close()


def draw_papers() -> None:
    """What is printed and signed: the counter's sheet, and the form to open the service."""
    terms = load_terms(SAMPLES / "terms.json")
    rows = ({"name": "欧阳上官司马诸葛"}, {"name": "张三", "id_number": "110105194912310021"})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = live(folder / "register.xlsx", Business.REGISTER, *rows, terms=terms)
        chosen = counter.leaving(check_live(read_live(path), terms, None))
        with FileSurface(path) as surface:
            counter.take_out(surface, chosen, at(START).date())
            surface.save()
        form = folder / "form.xlsx"
        write_application(form, Application.OPEN, Applicant(terms.unit_name, terms.unit_number))
        office = Office(folder / "profile")
        try:
            with office.open(path) as book:
                pages = book.pictures(folder, "counter", _RESOLUTION)
            _keep(pages[-1], "counter")
            with office.open(form) as book:
                pages = book.pictures(folder, "application", _RESOLUTION)
            _keep(pages[0], "application", 2 * _HIGHEST)
        finally:
            office.close()


@contextmanager
def _clerk() -> Iterator[LiveClerk]:
    """A clerk in front of a spreadsheet, logged in at a centre of his own."""
    activate()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Sandbox.seeded(folder / "centre", start=at(START), employees=60) as sandbox:
            sandbox.start(speed=20000)
            app = xw.App(add_book=False)
            try:
                clerk = LiveClerk(Scene(sandbox, folder), app)
                clerk.log_in()
                yield clerk
                clerk.close()
            finally:
                app.impl.excel.end()


def draw_live() -> None:
    """A batch on its way, from the blank sheet to its results, by clicks."""
    with _clerk() as clerk:
        _walk(clerk)


def _walk(clerk: LiveClerk) -> None:
    desk = clerk.place.front
    terms = desk.terms()
    assert terms is not None
    book = clerk.new(MISSED, "补缴.xlsx")
    _draw(book, 0, "fresh", _SHEET)
    cells = columns(MISSED, normal(desk, 8), terms)
    fill(book, MISSED, cells)
    put(book, MISSED, 3, "first_month", "202613")
    put(book, MISSED, 4, "salary", "一万")
    put(book, MISSED, 6, "client_number", "12345")
    put(book, MISSED, 7, "last_month", "201912")
    clerk.click("check")
    _draw(book, 0, "mistakes", _SHEET)
    fill(book, MISSED, cells)
    put(book, MISSED, 4, "name", "王小二")
    clerk.click("compare")
    _draw(book, 0, "compared", _SHEET)
    clerk.click("send")
    clerk.results()
    _draw(book, 0, "sent", _SHEET)
    _draw(book, "回执", "receipt", 2 * _SHEET)
    _draw(book, "漏缴补缴明细", "results", _SHEET, 2 * _RESOLUTION)
    clerk.windows.script(AskMonth, lambda form: MonthAnswer(form.month))
    clerk.click("query_backpay")
    sheet = book.sheets.active
    _draw(book, sheet.name, "batches", _SHEET)
    top = next(i for i in range(1, 12) if sheet.range((i, 1)).value == "业务流水号")
    sheet.range((top + 1, 4)).select()
    clerk.click("details")
    _draw(book, book.sheets.active.name, "details", _SHEET, 2 * _RESOLUTION)
    clerk.click("help_sheet")
    _draw(clerk.app.books.active, 0, "help")


def draw_forms() -> None:
    """Each single form with two records pending and a third one being typed."""
    with _clerk() as clerk:
        for business in FORMS:
            _type_records(clerk, business)


def _type_records(clerk: LiveClerk, business: Business) -> None:
    desk = clerk.place.front
    terms = desk.terms()
    assert terms is not None
    cells = columns(business, normal(desk, 3), terms)
    book = new_form(clerk, business, f"{business.facts.word}.xlsx")
    for place in range(3):
        type_in(clerk, book, business, {name: values[place] for name, values in cells.items()})
        if place < 2:
            clerk.click("enter")
    _draw(book, 0, f"form-{business.value}", 3 * _SHEET, 2 * _RESOLUTION)


def _draw(
    book: Any, sheet: str | int, name: str, highest: int = _HIGHEST, dots: int = _RESOLUTION
) -> None:
    """Draw the first page of a sheet: of the first in its own book, of another alone."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "page.pdf"
        if sheet == 0:
            book.to_pdf(str(pdf))
        else:
            alone = book.app.books.add()
            book.sheets[sheet].copy(before=alone.sheets[0])
            alone.sheets[1].delete()
            _fit_page(alone)
            alone.to_pdf(str(pdf))
            alone.close()
            book.activate()
        stem = Path(folder) / "page"
        options = ("-r", str(dots), "-f", "1", "-l", "1", "-singlefile", "-png")
        subprocess.run(["pdftoppm", *options, str(pdf), str(stem)], check=True)
        _keep(stem.with_suffix(".png"), name, highest)


def _fit_page(book: Any) -> None:
    """Print one page wide; LibreOffice does not copy a sheet's page with it, as Excel does."""
    document = book.sheets[0].impl.record.document.uno
    style = document.StyleFamilies.getByName("PageStyles").getByName(
        document.Sheets.getByIndex(0).PageStyle
    )
    style.IsLandscape = True
    style.Width, style.Height = max(style.Width, style.Height), min(style.Width, style.Height)
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 0


def draw_windows() -> None:
    """Every window, as it comes up."""
    folder = TARGET / "windows"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Display() as display:
        for name, form in WINDOWS.items():
            target = folder / f"{name}.png"
            picture(form, target, display=display)
            _small(Image.open(target), target)


def _keep(page: Path, name: str, highest: int = _HIGHEST) -> None:
    """Keep a page without its white margins."""
    image = Image.open(page).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    assert box is not None, f"{name} is blank"
    left, top, right, bottom = box
    image = image.crop(
        (
            max(0, left - _MARGIN),
            max(0, top - _MARGIN),
            min(image.width, right + _MARGIN),
            min(image.height, bottom + _MARGIN, top + highest),
        )
    )
    _small(image, TARGET / f"{name}.png")


def _small(image: Image.Image, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").quantize(_COLOURS).save(target, optimize=True)


DRAWINGS: dict[str, Callable[[], None]] = {
    "checked": draw_checked,
    "papers": draw_papers,
    "live": draw_live,
    "forms": draw_forms,
    "windows": draw_windows,
}


if __name__ == "__main__":
    for chosen in sys.argv[1:] or DRAWINGS:
        DRAWINGS[chosen]()
