"""帮助: every message with its cause and what to do, as a sheet to search in (B5)."""

from gjj_xl.desk.helpsheet import write_help
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.stamp import stamp_in


def help_sheet(place: Workplace) -> None:
    """Open the help as a workbook of its own."""

    def work(job: Job) -> None:
        with place.results() as path:
            write_help(path)
            job.excel(lambda: place.excel.new_with(path))

    place.jobs.start("帮助", work)


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
