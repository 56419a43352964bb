"""Clicks of 单笔: a form opened, its record kept, the pending list looked through and confirmed."""

from typing import Final

from gjj_xl.desk.confirming import Confirmed
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.pendinglist import Listed
from gjj_xl.desk.words import moment_words
from gjj_xl.ribbon.dialogs.forms import Question, SaveFile
from gjj_xl.ribbon.errors import GivenUp, NotAForm, NothingPicked
from gjj_xl.ribbon.formcells import show_list
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.sending import Answers, watch
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.formsheet import write_form
from gjj_xl.sheets.formsurface import FormSurface
from gjj_xl.ukey.errors import WrongPin
from gjj_xl.wire.messages import RecordState

FORMS: Final = (Business.REGISTER, Business.REDUCE, Business.MISSED, Business.SHORT)


def open_form(place: Workplace, business: Business) -> None:
    """单笔：a new form of a business, opened with what is pending."""
    word = business.facts.word

    def work(job: Job) -> None:
        with place.desk(job) as desk:
            terms = desk.terms() or example_terms()
            path = job.ask(
                SaveFile(f"保存{word}录入表", None, f"{word}-{terms.business_month}.xlsx")
            )
            path = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
            write_form(path, business, terms)
            surface = job.excel(lambda: place.excel.open(path))
            if desk.account() is not None:
                _show(place, job, FormSurface(surface, business), desk.refresh_pending(business))
        job.tell(f"{word}：请在左栏录入，再点击“录入”。")

    place.jobs.start(word, work)


def form_of(place: Workplace) -> FormSurface:
    """The active workbook, which must be a form; raises NoWorkbook, NotAForm."""
    surface = place.excel.active()
    business = surface.form()
    if business is None:
        raise NotAForm(surface.path.name)
    return FormSurface(surface, business)


def enter(place: Workplace) -> None:
    """录入: check the pane and keep it as a pending record, here and at the centre."""
    form = form_of(place)
    cells = form.typed()

    def work(job: Job) -> None:
        job.tell("正在录入")
        sure = False
        with place.desk(job) as desk:
            while True:
                made = desk.record(form.business, cells, sure=sure)
                if made.done or made.checked.errors or made.refused or sure:
                    break
                lines = tuple(one.message for one in made.checked.questions)
                if job.ask(Question("有需要确认的问题，仍要录入吗？", lines, default=1)) != 0:
                    raise GivenUp
                sure = True
            _show(place, job, form, made.listed)
            terms = desk.terms()
        wrong = [one.message for one in made.checked.errors] or list(made.refused)
        if not made.done:
            job.excel(lambda: form.tell("\n".join(wrong)))
            remedies = [one.remedy for one in made.checked.errors]
            place.say("没有录入", *wrong, *dict.fromkeys(remedies), *made.listed.notes)
            return
        told = (*made.checked.told, *made.listed.notes)
        job.excel(lambda: form.clear(terms))
        job.excel(lambda: form.tell("\n".join(("录入成功。", *told))))
        job.tell(f"录入成功，{made.listed.words}")
        if told:
            place.say("录入成功", *told)

    place.jobs.start("录入", work)


def clear_entry(place: Workplace) -> None:
    """清除: empty the pane; nothing that was recorded is touched."""
    form_of(place).clear(place.terms())
    place.excel.status("已清除，之前录入的记录没有改动。")


def pending(place: Workplace) -> None:
    """查询待确认记录: the list as the centre has it now."""
    form = form_of(place)

    def work(job: Job) -> None:
        job.tell("正在查询待确认记录")
        with place.desk(job) as desk:
            listed = desk.refresh_pending(form.business)
        _show(place, job, form, listed)
        job.tell(listed.words)
        if listed.notes:
            place.say(listed.words, *listed.notes)

    place.jobs.start("查询待确认记录", work)


def delete_pending(place: Workplace) -> None:
    """删除: the selected records of the list, one, some or all of them (C12)."""
    form = form_of(place)
    record_ids = form.ids_of(place.excel.selected_rows(form.surface, form.sheet))
    if not record_ids:
        raise NothingPicked

    def work(job: Job) -> None:
        question = f"确认删除选中的 {len(record_ids):,} 条待确认记录吗？"
        if job.ask(Question(question, ("删除后不能恢复，可以重新录入。",), default=1)) != 0:
            return
        with place.desk(job) as desk:
            count, listed = desk.drop_pending(form.business, record_ids)
        _show(place, job, form, listed)
        job.tell(f"已删除 {count:,} 条，{listed.words}")
        left = len(record_ids) - count
        notes = [f"{left:,} 条正在提交或已不在列表中，没有删除。"] if left else []
        if notes or listed.notes:
            place.say(f"已删除 {count:,} 条", *notes, *listed.notes)

    place.jobs.start("删除待确认记录", work)


def confirm(place: Workplace) -> None:
    """确认: 是/否 with head count and total, one signature for each fund, and the receipt."""
    form = form_of(place)
    place.jobs.start("确认", lambda job: _confirm(place, form, job))


def _confirm(place: Workplace, form: FormSurface, job: Job) -> None:
    answers = Answers(place, job)
    with place.desk(job) as desk:
        try:
            while True:
                try:
                    done = desk.confirm_pending(
                        form.business,
                        pin=lambda: answers.pin(desk),
                        confirm=answers.confirm,
                        pause=job.sleep,
                        tell=job.tell,
                    )
                    break
                except WrongPin as error:
                    answers.wrong_pin(error)
        finally:
            _show(place, job, form, desk.pending(form.business))
        waiting = bool(desk.queue())
    for one in done:
        if one.sent.outcome is Outcome.DECLINED:
            job.tell(one.sent.words)
            continue
        if one.sent.trouble is not None and one.sent.outcome is not Outcome.ACCEPTED:
            place.tell(one.sent.trouble)
        lines = _lines(one)
        words = "\n".join((one.sent.words, *lines))
        job.excel(lambda words=words: form.tell(words))  # type: ignore[misc]
        place.say(one.sent.words, *lines)
    if waiting:
        watch(place)


def _lines(done: Confirmed) -> list[str]:
    sent, lines = done.sent, []
    if sent.accepted_at:
        lines.append(f"受理时间 {moment_words(sent.accepted_at)}")
        lines.append(sent.confirmation.lines[1])
    if done.waited is not None:
        lines.append(done.waited.words)
        failed = [one for one in done.waited.records if one.state is RecordState.FAILED]
        lines += [f"第 {one.line} 条失败：{one.reason}" for one in failed]
    if sent.serial:
        lines.append("回执保存在本机，可用“综合查询”查到这一批。")
    return [*lines, *sent.notes]


def _show(place: Workplace, job: Job, form: FormSurface, listed: Listed) -> None:
    job.excel(lambda: show_list(place, form, listed))
