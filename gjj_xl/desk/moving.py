"""Sheets that the desk makes beside the clerk's: what is sent holds exactly the sent rows."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gjj_xl.desk.checking import live_content
from gjj_xl.desk.plan import Plan
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.counterlist import CounterList, read_counters
from gjj_xl.sheets.countersheet import write_counter
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.inspect import open_source, refuse_in_use
from gjj_xl.sheets.reading import marked_business
from gjj_xl.sheets.saving import write_whole
from gjj_xl.sheets.template import LiveContent, write_live

PENDING = "待处理"
ORIGINAL = "原表"
SENT = "发送"
SENT_COPY = "已发送"
RESULTS = "处理结果"


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the rows went: ``path`` is sent, ``pending`` holds the rows with their reasons."""

    path: Path
    pending: Path | None
    notes: tuple[str, ...]


def beside(path: Path, word: str) -> Path:
    """A free name beside a workbook: ``五月-待处理.xlsx``, then ``五月-待处理-2.xlsx`` …"""
    made = path.with_name(f"{path.stem}-{word}.xlsx")
    number = 2
    while made.exists():
        made = path.with_name(f"{path.stem}-{word}-{number}.xlsx")
        number += 1
    return made


def where_pending(plan: Plan) -> Path | None:
    """The workbook that the rows with errors will be moved to, None where there are none."""
    return beside(plan.path, PENDING) if plan.bad else None


def needs_own_sheet(plan: Plan) -> bool:
    """Whether something else than the clerk's own file must be sent."""
    return not plan.live.ours


def move_rows(plan: Plan) -> Moved:
    """Write the workbooks of a plan: the rows with errors away, the clean ones alone.

    A live workbook of ours keeps its name, and the file as it was stays beside it; of any other
    sheet a live workbook is made. Raises InUse, OSError; what stood before still stands then.
    """
    refuse_in_use(plan.path)
    batch, report = plan.live.batch, plan.checked.report
    compares = plan.checked.compares
    pending, told = write_pending(plan)
    notes = list(told)
    kept = counters_of(plan.path) if plan.live.ours else None
    clean = live_content(batch, plan.clean, report, compares)
    if needs_own_sheet(plan):
        path = beside(plan.path, SENT)
        notes.append(f"原表不是活页表格，发送的内容已写入 {path}，原表没有改动。")
    else:
        path = plan.path
        original = beside(plan.path, ORIGINAL)
        shutil.copy2(plan.path, original)
        notes.append(f"移走前的原表已保留为 {original}。")
    put_live(path, batch.business, plan.terms, clean, fund=plan.fund, kept=kept)
    return Moved(path, pending, tuple(notes))


def counters_of(path: Path) -> CounterList | None:
    """The rows of a file's sheet 柜面办理, which stays with it; None where it has none."""
    with Book(open_source(path)) as book:
        business = marked_business(book)
        return read_counters(book, business) if business else None


def write_pending(plan: Plan) -> tuple[Path | None, tuple[str, ...]]:
    """Write the rows with errors, with their reasons, into a workbook beside; None without any."""
    pending = where_pending(plan)
    if pending is None:
        return None, ()
    batch = plan.live.batch
    content = live_content(batch, plan.bad, plan.checked.report, plan.checked.compares)
    put_live(pending, batch.business, plan.terms, content, fund=plan.fund)
    return pending, (f"有错误的 {len(plan.bad):,} 行及原因已移到 {pending}。",)


def put_live(
    path: Path,
    business: Business,
    terms: Terms,
    content: LiveContent | None = None,
    *,
    fund: int | None = None,
    kept: CounterList | None = None,
) -> None:
    """Write a live workbook whole or not at all, with a sheet 柜面办理 where rows are ``kept``.

    Raises InUse, Unreadable, OSError.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "live.xlsx"
        write_live(made, business, terms, content, fund=fund)
        if kept is not None:
            counters = Path(folder) / "counter.xlsx"
            write_counter(counters, kept)
            with FileSurface(made) as surface:
                surface.replace_sheets((), counters)
                surface.save()
        write_whole(path, made.read_bytes())
