"""Waiting for results: asked for, proved, written into the sheet and into one of their own."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.centre.errors import Busy, Cancelled, ChannelError
from gjj_xl.centre.filing import Line, Polled
from gjj_xl.desk.comparing import rows_of
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import UnknownBatch
from gjj_xl.desk.facts import BatchStatus, Waited
from gjj_xl.desk.limits import result_words as limit_words
from gjj_xl.desk.resultsheets import write_batch_results
from gjj_xl.desk.stamping import file_receipts, terms_of
from gjj_xl.desk.words import DELIVERED_LATER
from gjj_xl.desk.workbook import Workbook, book_path
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.errors import InUse, NotOpen, SheetError
from gjj_xl.wire.messages import RecordResult, RecordState

_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 20.0


def poll(context: Context, number: str) -> Waited:
    """Look for a batch's results once; ``number`` is its serial or REQUEST_SN."""
    entry = find_entry(context, number)
    return look(context, context.line(context.session()), entry)


def wait(
    context: Context,
    number: str,
    *,
    seconds: float | None = None,
    progress: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    sleep: Callable[[float], None] = time.sleep,
) -> Waited:
    """Look again and again until the batch is answered, or ``seconds`` are over (None: no end).

    A line that breaks meanwhile, or a busy centre, is waited out, too. Raises Cancelled and
    NotLoggedIn.
    """
    line = context.line(context.session())
    entry = find_entry(context, number)
    began, pause = time.monotonic(), _FIRST_PAUSE
    told = ""
    while True:
        try:
            waited = look(context, line, entry)
        except ChannelError:
            waited = Waited(BatchStatus(entry), False, "暂时连不上中心，继续等待")
        except Busy:
            waited = Waited(BatchStatus(entry), False, "中心正忙，继续等待")
        if waited.answered:
            return waited
        if waited.words != told:
            told = waited.words
            progress(told)
        if cancelled():
            raise Cancelled
        left = None if seconds is None else seconds - (time.monotonic() - began)
        if left is not None and left <= 0:
            return waited
        sleep(min(pause, left) if left is not None else pause)
        pause = min(pause * 1.3, _LONGEST_PAUSE)


def find_entry(context: Context, number: str) -> Entry:
    """The journal's entry of a serial or REQUEST_SN; raises UnknownBatch."""
    for entry in context.journal().entries():
        if number in (entry.serial, entry.request_sn):
            return entry
    raise UnknownBatch(number)


def look(context: Context, line: Line, entry: Entry) -> Waited:
    """Ask for the results of an accepted batch; once answered, write them down and out."""
    if entry.serial is None:
        return Waited(BatchStatus(entry), False, BatchStatus(entry).step_word)
    before = entry.step
    polled = line.poll(entry.request_sn)
    status = BatchStatus(polled.entry)
    if not polled.answered:
        return Waited(status, False, waiting_words(context, polled), polled.records)
    words = answered_words(polled)
    if before is Step.ANSWERED:
        return Waited(status, True, words, polled.records)
    # Only then is the batch through: who dies before gets his results the next time.
    path, notes = write_down(context, polled.entry, polled.records)
    answered = line.conclude(polled)
    notes = [*notes, *file_receipts(context, answered)]
    return Waited(BatchStatus(answered), True, words, polled.records, path, tuple(notes))


def result_words(record: RecordResult) -> str:
    """处理结果 of one row: the state, and the reason or what is to be known."""
    return f"{record.state.value}：{record.reason}" if record.reason else record.state.value


def waiting_words(context: Context, polled: Polled) -> str:
    """What is told while the answer is not there: how long, and what to think of it."""
    entry = polled.entry
    states = [record.state for record in polled.records]
    if entry.business.facts.reviewed:
        awaiting = states.count(RecordState.AWAITING)
        taken = states.count(RecordState.PROCESSING)
        return f"待确认 {awaiting} 笔，处理中 {taken} 笔；职工登记由中心工作人员核查后生效"
    since, now = entry.when(Step.ACCEPTED), context.now()
    return limit_words(context.terms() or example_terms(), since or now, now)


def answered_words(polled: Polled) -> str:
    """The result of the batch in one sentence."""
    states = [record.state for record in polled.records]
    good, bad = states.count(RecordState.SUCCEEDED), states.count(RecordState.FAILED)
    return (
        f"业务流水号 {polled.entry.serial} 已处理：成功 {good:,} 笔，失败 {bad:,} 笔，"
        f"共 {len(states):,} 笔。"
    )


def write_down(
    context: Context, entry: Entry, records: Sequence[RecordResult]
) -> tuple[Path | None, list[str]]:
    """Write a batch's results into its workbook and into sheets of their own; says what failed.

    Returns the workbook of those sheets. Nothing is lost by a failure: the results are stored.
    """
    path = book_path(entry)
    if path is None:  # 单笔 with nowhere to write: the receipts are files, the results are stored
        return None, []
    workbook = context.workbook(entry)
    notes = _fill(context, workbook, path, entry, records)
    if entry.is_single:
        return (None if notes else path), notes
    path, more = _results_sheet(context, workbook, entry, records)
    return path, [*notes, *more]


def _fill(
    context: Context,
    workbook: Workbook,
    source: Path,
    entry: Entry,
    records: Sequence[RecordResult],
) -> list[str]:
    """处理结果 into the sheet that was sent; where that fails it is said, and nothing is lost.

    Each result goes beside the record that it is about, and never into a sheet that by now holds
    anything else under the same name.
    """
    try:
        live = workbook.read(business=entry.business)
        terms = terms_of(live, context.terms())
        filing = context.journal().filing(entry.request_sn)
        rows = rows_of(filing, entry.rows, live.batch, terms)
        if rows is None:
            return [f"{source} 已不是提交时的内容，处理结果未写入该表。"]
        workbook.fill({rows[one.line - 1]: result_words(one) for one in records})
    except NotOpen:
        return [f"{source} 已关闭，处理结果保存在本机；{DELIVERED_LATER}"]
    except InUse:
        return [f"{source} 正被其他程序打开，处理结果未写入该表。"]
    except (SheetError, OSError):
        return [f"处理结果未能写入 {source}。"]
    return []


def _results_sheet(
    context: Context, workbook: Workbook, entry: Entry, records: Sequence[RecordResult]
) -> tuple[Path | None, list[str]]:
    def write(path: Path) -> tuple[str, ...]:
        return write_batch_results(context, path, entry, records)

    try:
        return workbook.add_results(write), []
    except NotOpen:
        return None, []  # told with the sheet itself
    except (SheetError, OSError):
        return None, [
            f"{entry.source} 的处理结果表未能写入；处理结果保存在本机，可用“综合查询”导出。"
        ]
