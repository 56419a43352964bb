"""Clicks that file: 试算, 确认提交, 继续办理, 撤回批次."""

from dataclasses import dataclass, field
from typing import Final

from gjj_xl.centre.entry import Step
from gjj_xl.desk import Desk
from gjj_xl.desk.errors import HasErrors, WindowClosed
from gjj_xl.desk.facts import BatchStatus, Confirmation, Outcome, Sent
from gjj_xl.desk.queue import name_of
from gjj_xl.desk.resuming import Choice
from gjj_xl.desk.troubles import explain
from gjj_xl.desk.words import (
    KEEP_QUESTION,
    KEPT,
    counter_words,
    moment_words,
)
from gjj_xl.ribbon.dialogs.forms import Choice as Button
from gjj_xl.ribbon.dialogs.forms import ChooseOne, Confirm, Option, Pin, Question
from gjj_xl.ribbon.errors import GivenUp
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.onexcel import OnExcel
from gjj_xl.ribbon.phrases import in_excel
from gjj_xl.ribbon.watching import about, watch
from gjj_xl.ribbon.working import check_and_mark, check_words
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import CHECK_HEADER
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.stamp import write_words
from gjj_xl.ukey.errors import WrongPin

_CLEAN: Final = (Button("只发送没有错误的行", "S"), Button("返回修改", "R"))
_RESUME: Final = (Button("继续发送", "S"), Button("撤回", "W"), Button("以后再说", "L"))
_KEEP: Final = (Button("签名并排队", "S"), Button("不提交", "R"))
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
        waiting = bool(desk.queue())
    if sent.outcome is Outcome.DECLINED:
        job.tell(sent.words)
        return
    if sent.refused_rows:
        job.excel(lambda: _mark_refused(surface, sent))
    if sent.trouble is not None and sent.outcome is not Outcome.ACCEPTED:
        place.tell(sent.trouble)
    place.say(sent.words, *_sent_lines(sent))
    if waiting:
        watch(place, job.unit)


def _submit(
    place: Workplace,
    desk: Desk,
    workbook: OnExcel,
    surface: LiveSurface,
    answers: Answers,
) -> Sent:
    """Submit until it is done or given up: errors may be left behind, a PIN typed again."""
    only_clean = keep = False
    while True:
        try:
            return desk.submit(
                workbook,
                pin=lambda: answers.pin(desk),
                confirm=answers.confirm,
                only_clean=only_clean,
                keep=keep,
                tell=answers.job.tell,
            )
        except WrongPin as error:
            answers.wrong_pin(error)
        except WindowClosed as closed:
            terms = desk.terms()
            if keep or terms is None or closed.month != terms.business_month:
                raise
            heading = f"现在不在办理时间，{moment_words(closed.opens)}开放"
            if answers.job.ask(Question(heading, (KEEP_QUESTION, KEPT), _KEEP, default=1)) != 0:
                raise
            keep = True
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
        lines.append(sent.confirmation.lines[1])
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
        lines = (about(status),)
        question = Question("有一批尚未签名，没有发出", lines, _RESUME, default=0, cancel=2)
        return _CHOICES[job.ask(question)]

    answers = Answers(place, job)
    with place.desk(job) as desk:
        job.tell("正在向中心查询")
        told = desk.resume(choose=choose, pin=lambda: answers.pin(desk))
        waiting, elsewhere = bool(desk.queue()), desk.units.elsewhere()
    lines = []
    for one in told:
        entry = one.status.entry
        lines.append(f"{entry.serial or entry.request_sn}：{one.words}")
        lines += one.notes
    place.say("继续办理" if told else "没有未完成的批次。", *lines, *elsewhere)
    if waiting:
        watch(place, job.unit)


def withdraw(place: Workplace) -> None:
    """撤回批次：take a batch out of the queue that is not at the centre."""
    waiting = [one for one in place.front.queue() if one.status.entry.step is not Step.ACCEPTED]
    if not waiting:
        place.say("没有可以撤回的批次。", "中心已受理的批次不能撤回；更正请再次申报。")
        return
    now = place.front.now()

    def work(job: Job) -> None:
        options = tuple(Option(about(one.status), one.words(now)) for one in waiting)
        lines = ("撤回后不会再发送，表格可以修改。可能已到达中心的，先向中心查询。",)
        chosen = waiting[job.ask(ChooseOne("撤回批次", options, lines))].status
        with place.desk(job) as desk:
            taken = desk.withdraw(chosen.entry.request_sn)
        place.say(
            f"{name_of(taken.entry)}：{taken.step_word}", "表格可以修改，需要办理的请重新提交。"
        )

    place.jobs.start("撤回批次", work)
