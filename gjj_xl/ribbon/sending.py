"""Clicks that file: 试算, 确认提交, 继续办理; and the watch for what the centre makes of it."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Cancelled, NotLoggedIn
from gjj_xl.desk import Desk
from gjj_xl.desk.errors import HasErrors
from gjj_xl.desk.facts import BatchStatus, Confirmation, Outcome, Sent, Waited
from gjj_xl.desk.resuming import Choice
from gjj_xl.desk.troubles import explain
from gjj_xl.desk.words import (
    accepted_words,
    counter_words,
    moment_words,
    money_words,
    unit_words,
)
from gjj_xl.ribbon.dialogs.forms import Choice as Button
from gjj_xl.ribbon.dialogs.forms import Confirm, Pin, Question
from gjj_xl.ribbon.errors import GivenUp, JobRunning
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.onexcel import OnExcel
from gjj_xl.ribbon.phrases import in_excel
from gjj_xl.ribbon.working import check_and_mark, check_words
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import CHECK_HEADER
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.stamp import write_words
from gjj_xl.ukey.errors import WrongPin
from gjj_xl.wire.messages import RecordState

WATCH: Final = "等待处理结果"
_SOON_SECONDS: Final = 60.0
_SLOW_SECONDS: Final = 300.0
_LOOK_SECONDS: Final = 5.0
"""How long one of several batches is looked at before the next one has its turn."""
_CLEAN: Final = (Button("只发送没有错误的行", "S"), Button("返回修改", "R"))
_RESUME: Final = (Button("继续发送", "S"), Button("撤回", "W"), Button("以后再说", "L"))
_CHOICES: Final = (Choice.CONTINUE, Choice.WITHDRAW, Choice.LEAVE)


@dataclass
class Answers:
    """What the clerk has answered: a wrong PIN does not bring the same question again."""

    place: Workplace
    job: Job
    given: dict[Confirmation, bool] = field(default_factory=dict)
    message: str = ""
    tries_left: int | None = None

    def confirm(self, confirmation: Confirmation) -> bool:
        """Ask 是 or 否, with head count and total (C9)."""
        known = self._same(confirmation)
        if known is not None:
            return known
        self.job.tell("等待确认")
        answer = self.job.ask(Confirm.of(confirmation))
        self.given[confirmation] = answer
        return answer

    def pin(self, desk: Desk) -> str:
        """Ask for the key's password, with the tries left; what went wrong before is told."""
        self.job.tell("等待口令")
        state = desk.key_state()
        tries = self.tries_left if state.tries_left is None else state.tries_left
        return self.job.ask(Pin(state.label, tries, self.message))

    def wrong_pin(self, error: WrongPin) -> None:
        """Remember what to say at the next asking."""
        trouble = explain(error)
        self.message, self.tries_left = f"{trouble.what}，请重新输入。", error.tries_left

    def _same(self, confirmation: Confirmation) -> bool | None:
        return next((yes for one, yes in self.given.items() if one == confirmation), None)


def dry_run(place: Workplace) -> None:
    """试算：say what would be sent; nothing is written, signed or sent."""
    surface = place.ours()

    def work(job: Job) -> None:
        with place.desk(job) as desk:
            try:
                with job.window("正在试算"):
                    tried = desk.dry_run(place.on_excel(surface, job))
            except HasErrors:
                job.excel(lambda: check_and_mark(place, surface))
                raise
        place.say("试算（不提交）", *tried.confirmation.lines, *tried.notes)

    place.jobs.start("试算", work)


def send(place: Workplace) -> None:
    """确认提交：check, compare, confirm, sign, send, stamp (C9, C10, A8)."""
    surface = place.saved(place.ours())
    place.jobs.start("提交", lambda job: _send(place, surface, job))


def _send(place: Workplace, surface: LiveSurface, job: Job) -> None:
    job.tell("正在校验和核对")
    job.excel(lambda: check_and_mark(place, surface))
    answers = Answers(place, job)
    with place.desk(job) as desk:
        workbook = place.on_excel(surface, job)
        sent = _submit(place, desk, workbook, surface, answers)
    if sent.outcome is Outcome.DECLINED:
        job.tell(sent.words)
        return
    if sent.refused_rows:
        job.excel(lambda: _mark_refused(surface, sent))
    if sent.trouble is not None and sent.outcome is not Outcome.ACCEPTED:
        place.tell(sent.trouble)
    place.say(sent.words, *_sent_lines(sent))
    if sent.outcome is Outcome.ACCEPTED:
        watch(place, job.unit)


def _submit(
    place: Workplace,
    desk: Desk,
    workbook: OnExcel,
    surface: LiveSurface,
    answers: Answers,
) -> Sent:
    """Submit until it is done or given up: errors may be left behind, a PIN typed again."""
    only_clean = False
    while True:
        try:
            return desk.submit(
                workbook,
                pin=lambda: answers.pin(desk),
                confirm=answers.confirm,
                only_clean=only_clean,
                tell=answers.job.tell,
            )
        except WrongPin as error:
            answers.wrong_pin(error)
        except HasErrors as error:
            if only_clean or not error.report.totals.count:
                raise
            words = answers.job.excel(lambda: check_words(check_and_mark(place, surface)))
            clean = error.report.totals.count
            question = Question(
                "表中有错误，没有提交",
                (
                    words,
                    "每一行的问题写在“校验结果”列。",
                    f"也可以只发送没有错误的 {clean:,} 行；有错误的行连同原因移到新的表格。",
                    *_counter_lines(error),
                ),
                _CLEAN,
                default=1,
            )
            if answers.job.ask(question) != 0:
                raise GivenUp from error
            only_clean = True


def _counter_lines(error: HasErrors) -> tuple[str, ...]:
    words = counter_words(error.report)
    return (in_excel(words),) if words else ()


def _mark_refused(surface: LiveSurface, sent: Sent) -> None:
    """The centre's words on lines that it refused, beside their records."""
    write_words(surface, read_pages(surface.pages()), {CHECK_HEADER: sent.refused_rows})


def _sent_lines(sent: Sent) -> list[str]:
    lines = []
    if sent.serial and sent.accepted_at:
        lines.append(f"业务流水号 {sent.serial}，受理时间 {moment_words(sent.accepted_at)}")
    if sent.accepted_at:
        about = sent.confirmation
        lines.append(about.lines[1])
    lines += [f"第 {row} 行：{words}" for row, words in sorted(sent.refused_rows.items())]
    lines += sent.notes
    if sent.moved_to:
        lines.append(f"有错误的行已移到：{sent.moved_to}")
    if sent.stamped:
        lines.append("回执已写入工作簿的“回执”页；表格已锁定。")
    return lines


def resume(place: Workplace) -> None:
    """继续办理：bring every unfinished batch on; nothing is filed twice (A8)."""
    place.jobs.start("继续办理", lambda job: _resume(place, job))


def _resume(place: Workplace, job: Job) -> None:
    def choose(status: BatchStatus) -> Choice:
        entry = status.entry
        about = (
            f"{entry.business.facts.title}　业务年月 {entry.business_month}　"
            f"{entry.count:,} 人，{money_words(entry.amount)}"
        )
        question = Question("有一批尚未签名，没有发出", (about,), _RESUME, default=0, cancel=2)
        return _CHOICES[job.ask(question)]

    answers = Answers(place, job)
    with place.desk(job) as desk:
        job.tell("正在向中心查询")
        told = desk.resume(choose=choose, pin=lambda: answers.pin(desk))
        waiting = any(not batch.is_finished and batch.entry.serial for batch in desk.status())
        elsewhere = desk.units.elsewhere()
    lines = []
    for one in told:
        entry = one.status.entry
        lines.append(f"{entry.serial or entry.request_sn}：{one.words}")
        lines += one.notes
    place.say("继续办理" if told else "没有未完成的批次。", *lines, *elsewhere)
    if waiting:
        watch(place, job.unit)


def watch(place: Workplace, unit: str | None) -> None:
    """Look for the results of all of a unit's batches at the centre until they are there (C13).

    Whichever unit is chosen meanwhile, it goes on for its own. Runs behind everything else; what
    comes while a workbook is closed waits in the journal.
    """
    with contextlib.suppress(JobRunning):  # the one that runs sees the new batch, too
        place.jobs.start(WATCH, lambda job: _watch(place, job), behind=True, unit=unit)


def _watch(place: Workplace, job: Job) -> None:
    with place.desk(job) as desk, contextlib.suppress(Cancelled, NotLoggedIn):
        # Whatever ends this, the batches stay in the journal; 继续办理 takes them up again.
        while waiting := [one for one in desk.status() if one.entry.step is Step.ACCEPTED]:
            for batch in waiting:
                _look(place, job, desk, batch, alone=len(waiting) == 1)
            _send_next(place, job, desk)


def _look(place: Workplace, job: Job, desk: Desk, batch: BatchStatus, *, alone: bool) -> None:
    """Look for the results of one batch, and tell them."""
    serial = batch.entry.serial
    assert serial is not None
    waited = desk.wait(
        serial,
        seconds=None if alone else _LOOK_SECONDS,
        progress=lambda words: job.tell(f"{WATCH}：{words}"),
        cancelled=lambda: job.cancelled,
        sleep=_pauses(job, batch),
    )
    if waited.answered:
        place.say(waited.words, *_whose(place, desk), *_answer_lines(waited))


def _whose(place: Workplace, desk: Desk) -> tuple[str, ...]:
    """Which unit it was about, where the clerk has switched to another one meanwhile."""
    account = desk.account()
    return () if account is None or desk.unit == place.unit else (f"单位：{unit_words(account)}",)


def _send_next(place: Workplace, job: Job, desk: Desk) -> None:
    """Send what was signed and had to wait for the batch before (A9); nothing is signed here."""
    if not any(one.entry.step is Step.SIGNED for one in desk.status()):
        return
    job.tell("正在发送排队的批次")
    for one in desk.resume(choose=lambda _: Choice.LEAVE):
        if one.words == accepted_words(one.status.entry):
            place.say(one.words, *_whose(place, desk), *one.notes)


def _pauses(job: Job, batch: BatchStatus) -> Callable[[float], None]:
    """Pauses between two looks; the staff's review of a registration takes a day, so long ones."""
    began = time.monotonic()

    def pause(seconds: float) -> None:
        slow = batch.entry.business.facts.reviewed and time.monotonic() - began > _SOON_SECONDS
        job.sleep(_SLOW_SECONDS if slow else seconds)

    return pause


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
