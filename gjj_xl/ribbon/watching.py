"""The watch over batches under way (等待处理结果): what the centre makes of them is told."""

import contextlib
from typing import Final

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Busy, Cancelled
from gjj_xl.desk import Desk
from gjj_xl.desk.attending import News, Round
from gjj_xl.desk.facts import BatchStatus, Waited
from gjj_xl.desk.troubles import explain
from gjj_xl.desk.words import money_words, unit_words
from gjj_xl.ribbon.errors import JobRunning
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.wire.messages import RecordState

WATCH: Final = "等待处理结果"
_ASK_AGAIN: Final = 2
"""The second 返回数据出错: the manual says to contact the centre now (12.8)."""


def about(status: BatchStatus) -> str:
    """A batch in one line: business, month, head count and total."""
    entry = status.entry
    which = f"{entry.business.facts.word}　业务年月 {entry.business_month}"
    return f"{which}　{entry.count:,} 人，{money_words(entry.amount)}"


def watch(place: Workplace, unit: str | None) -> None:
    """Attend to a unit's batches under way until none is (A7, A9, C13); no more than one does.

    Whichever unit is chosen meanwhile, it goes on for its own. Runs behind everything else; what
    comes while a workbook is closed waits in the journal.
    """
    with contextlib.suppress(JobRunning):  # the one that runs sees the new batch, too
        place.jobs.start(WATCH, lambda job: _watch(place, job), behind=True, unit=unit)


def _watch(place: Workplace, job: Job) -> None:
    def show(now: Round) -> None:
        job.tell(now.quiet_words)
        job.calm = now.calm

    with place.desk(job) as desk, contextlib.suppress(Cancelled):
        # Whatever ends this, the batches stay in the journal; 继续办理 takes them up again.
        desk.attend(
            news=lambda one: _news(place, desk, one),
            show=show,
            leave_open=False,
            cancelled=lambda: job.cancelled,
            sleep=job.sleep,
        )


def _whose(place: Workplace, desk: Desk) -> tuple[str, ...]:
    """Which unit it was about, where the clerk has switched to another one meanwhile."""
    account = desk.account()
    return () if account is None or desk.unit == place.unit else (f"单位：{unit_words(account)}",)


def _news(place: Workplace, desk: Desk, one: News) -> None:
    """Tell what happened to a batch; what goes on by itself is in the status bar only."""
    whose = _whose(place, desk)
    if isinstance(one, Waited):
        if one.answered:
            place.say(one.words, *whose, *_answer_lines(one))
        elif one.late:
            place.say(f"业务流水号 {one.status.entry.serial}", *whose, one.words)
        return
    entry = one.status.entry
    if isinstance(one.trouble, Busy) and entry.turned_away != _ASK_AGAIN:
        return
    if entry.step is Step.ACCEPTED:
        place.say(one.words, *whose, *one.notes)
        return
    lines = [*whose, one.words, *one.notes]
    if one.trouble is not None:
        trouble = explain(one.trouble)
        lines += [trouble.what, trouble.means, trouble.todo]
    place.say(about(one.status), *dict.fromkeys(lines))


def _answer_lines(waited: Waited) -> list[str]:
    failed = sum(record.state is RecordState.FAILED for record in waited.records)
    lines = [*waited.notes]
    if waited.status.entry.is_single:
        if waited.results:
            lines.append(f"处理结果已写入 {waited.results.name} 的“处理结果”列。")
        return lines + [
            f"第 {one.line} 条失败：{one.reason}"
            for one in waited.records
            if one.state is RecordState.FAILED
        ]
    if waited.results:
        lines.append("处理结果已写入“处理结果”列和新的工作表。")
    if failed:
        lines.append(f"失败的 {failed:,} 笔及其原因见“失败记录”页；改正后请用新的表格再次申报。")
    return lines
