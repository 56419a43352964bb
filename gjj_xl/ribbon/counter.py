"""柜面办理: rows that only the counter can do, out of the batch sheet and back into it (C15)."""

from typing import Final

from gjj_xl.desk.counter import Leaving
from gjj_xl.ribbon.dialogs.forms import Choice, ChooseMany, Option, Question
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.working import check_and_mark
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.sheets.counterlist import COUNTER_SHEET
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.reading import read_pages

_SHOWN: Final = 12
"""Rows that the question names; the list to choose from names all."""
_YES, _CHOOSE, _NO = range(3)
_CHOICES: Final = (Choice("是", "Y"), Choice("选择记录", "S"), Choice("否", "N"))
_BACK: Final = "柜面办理移回"


def take_out(place: Workplace) -> None:
    """移到柜面办理表：the rows that belong to the counter, after a question that names them."""
    surface = place.unsent()
    found = place.front.counter_rows(check_and_mark(place, surface))
    if not found.rows and not found.offered:
        place.say("没有需要到柜面办理的记录，表格没有改动。", *found.checked.notes)
        return
    place.jobs.start(COUNTER_SHEET, lambda job: _take_out(place, surface, found, job))


def _take_out(place: Workplace, surface: LiveSurface, found: Leaving, job: Job) -> None:
    answer = _CHOOSE
    if found.rows:
        lines = found.lines[:_SHOWN]
        if len(found.lines) > _SHOWN:
            lines += (f"……其余见“校验结果”“核对结果”列，共 {len(found.lines):,} 行。",)
        heading = f"需要到中心柜面办理的 {len(found.rows):,} 行"
        form = Question(heading, (*lines, found.question), _CHOICES, default=_NO, cancel=_NO)
        answer = job.ask(form)
    if answer == _NO:
        job.tell("表格没有改动")
        return
    chosen = _chosen(found, job) if answer == _CHOOSE else found
    taken = job.excel(lambda: place.front.to_counter(chosen, surface))
    job.excel(lambda: place.excel.show(surface, taken.sheet))
    job.tell(f"已将 {taken.count:,} 行移到“{taken.sheet}”表，原表还有 {taken.left:,} 行")


def _chosen(found: Leaving, job: Job) -> Leaving:
    """Let the clerk tick the rows; those of which only he can tell are not ticked before."""
    rows = sorted((*found.rows, *found.offered), key=lambda one: one.row)
    options = tuple(Option(found.who(one), one.words) for one in rows)
    ticked = tuple(index for index, one in enumerate(rows) if one.chosen)
    words = ("请勾选资料核对无误、确需到中心柜面办理的记录：",)
    picked = job.ask(ChooseMany("柜面办理", options, words, ticked))
    return found.only([rows[index].row for index in picked])


def bring_back(place: Workplace) -> None:
    """移回原表：everything on the sheet 柜面办理, behind the last record; that sheet goes."""
    surface = place.unsent()
    live = read_pages(surface.pages())
    listed = place.front.returning(live, surface)

    def work(job: Job) -> None:
        gone = listed.written - len(listed.rows)
        lines = [f"其中 {gone:,} 行已从该表删除，不会移回。"] if gone > 0 else []
        question = f"确认把“{COUNTER_SHEET}”表的 {len(listed.rows):,} 行移回原表末尾吗？"
        if job.ask(Question(question, (*lines, "移回以后该表即删去。"))) != 0:
            return
        restored = job.excel(lambda: place.front.from_counter(live, surface))
        job.excel(lambda: place.excel.show(surface, live.sheet))
        job.tell(f"已移回 {restored.count:,} 行")
        if restored.notes:
            place.say(f"已移回 {restored.count:,} 行", *restored.notes)

    place.jobs.start(_BACK, work)
