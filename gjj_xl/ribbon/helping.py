"""帮助 (B5): every message with its cause and what to do, as a page and as a sheet."""

from gjj_xl.desk.help import all_entries, finder, write_sheet
from gjj_xl.desk.help.opening import open_page
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.phrases import help_in_excel
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.stamp import stamp_in


def help_page(place: Workplace) -> None:
    """Open the help in the browser, where the clerk's question probably is.

    That is the message in the selected cell, else what an error window last told. Without a
    browser the help opens as a sheet.
    """
    start = _start(place)

    def work(job: Job) -> None:
        job.tell("正在打开帮助")
        if open_page(place.home, help_in_excel, start):
            job.tell("已在浏览器中打开帮助")
        else:
            _open_sheet(place, job)

    place.jobs.start("帮助", work)


def help_sheet(place: Workplace) -> None:
    """Open the help as a workbook of its own."""
    place.jobs.start("帮助", lambda job: _open_sheet(place, job))


def _open_sheet(place: Workplace, job: Job) -> None:
    with place.results() as path:
        write_sheet(path, all_entries(help_in_excel))
        job.excel(lambda: place.excel.new_with(path))


def _start(place: Workplace) -> str:
    """The key of the entry to begin with; empty for none."""
    selected = place.excel.selected_text() if place.excel.any_open() else ""
    entry = finder().told(selected) or finder().told(place.last_trouble)
    return entry.key if entry else ""


def verify(place: Workplace) -> None:
    """验证回执：is this sheet what was sent, and is its receipt the centre's?"""
    surface = place.ours()
    live, stamp = read_pages(surface.pages()), stamp_in(surface.pages())

    def work(job: Job) -> None:
        with place.desk(job) as desk:
            found = desk.verify_live(live, stamp)
        heading = "验证通过" if found.ok else "验证没有通过"
        place.say(heading, *found.words, *found.differs)

    place.jobs.start("验证回执", work)
