"""Clicks of 单笔: a form opened, its record kept, the pending list looked through and confirmed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from gjj_xl.desk.confirming import Confirmed
from gjj_xl.desk.errors import NothingPending
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.pendinglist import Listed, Recorded
from gjj_xl.desk.words import moment_words
from gjj_xl.ribbon.dialogs.forms import Question, SaveFile
from gjj_xl.ribbon.errors import GivenUp, NotAForm, NothingPicked
from gjj_xl.ribbon.formcells import show_list
from gjj_xl.ribbon.formwords import above, all_of, beside, full
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.phrases import in_excel
from gjj_xl.ribbon.sending import Answers
from gjj_xl.ribbon.watching import watch
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.formlayout import REFUSED_WORDS
from gjj_xl.sheets.formsheet import write_form
from gjj_xl.sheets.formsurface import FormSurface
from gjj_xl.sheets.owner import owner_in
from gjj_xl.ukey.errors import WrongPin

RECORDED: Final = "录入成功"
NO_RECORDS: Final = "数据库查询无记录：没有待确认的记录"
"""Manual 12.10: after a breakdown this says that the records were confirmed, or never recorded."""
_UNSURE: Final = "有需要确认的问题，仍要录入吗？"
_REFUSED_AT: Final[Mapping[Business, str]] = MappingProxyType(
    {
        Business.REGISTER: "id_number",
        Business.REDUCE: "client_number",
        Business.MISSED: "first_month",
        Business.SHORT: "first_month",
    }
)
"""The field beside which stands what only the centre knows."""
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
            form = job.excel(lambda: FormSurface(place.excel.open(path), business))
            if desk.account() is not None:
                _show(place, job, form, desk.refresh_pending(business))
        job.tell(f"{word}：请在左栏录入，再点击“录入”。")

    place.jobs.start(word, work)


def form_of(place: Workplace) -> FormSurface:
    """The active workbook, which must be a form of this unit.

    Raises NoWorkbook, NotAForm, OtherUnit.
    """
    surface = place.excel.active()
    business = surface.form()
    if business is None:
        raise NotAForm(surface.path.name)
    place.front.require_own(surface.path, owner_in(surface.pages()))
    return FormSurface(surface, business)


def enter(place: Workplace) -> None:
    """录入: check the pane and keep it as a pending record, here and at the centre."""
    form = form_of(place)
    cells = form.read().typed(place.terms())

    def work(job: Job) -> None:
        job.tell("正在录入")
        sure = False
        with place.desk(job) as desk:
            while True:
                made = desk.record(form.business, cells, sure=sure)
                if made.done or made.checked.errors or made.refused or sure:
                    break
                if job.ask(Question(_UNSURE, tuple(full(made.checked.questions)), default=1)) != 0:
                    raise GivenUp
                sure = True
            _show(place, job, form, made.listed)
            terms = desk.terms()
        if not made.done:
            _say_refused(place, job, form, made)
            return
        told = (*made.checked.told, *made.listed.notes)
        words = "\n".join((f"{RECORDED}，{made.listed.words}。", *told))
        job.excel(lambda: form.clear(terms, words))
        job.tell(f"{RECORDED}，{made.listed.words}")
        if made.listed.notes:
            place.say(RECORDED, *told)

    place.jobs.start("录入", work)


def _say_refused(place: Workplace, job: Job, form: FormSurface, made: Recorded) -> None:
    """Why nothing was recorded: beside each field, above the pane, and in a window."""
    wrong = [*full(made.checked.errors), *(f"{words}。" for words in made.refused)]
    words = beside(form.business, all_of(made.checked))
    if made.refused:
        words[_REFUSED_AT[form.business]] = made.refused[0]
    told = "\n".join((f"{REFUSED_WORDS}：", *above(made.checked.errors, made.refused)))
    job.excel(lambda: form.tell(told, words))
    place.say(REFUSED_WORDS, *wrong, *made.listed.notes)


def clear_entry(place: Workplace) -> None:
    """清除: empty the pane; nothing that was recorded is touched."""
    form_of(place).clear(place.terms(), "已清除，以前录入的记录没有改动。")
    place.excel.status("已清除，以前录入的记录没有改动。")


def pending(place: Workplace) -> None:
    """查询待确认记录: the list as the centre has it now."""
    form = form_of(place)

    def work(job: Job) -> None:
        job.tell("正在查询待确认记录")
        with place.desk(job) as desk:
            listed = desk.refresh_pending(form.business)
        _show(place, job, form, listed)
        words = listed.words if listed.records else NO_RECORDS
        job.tell(words)
        if listed.notes or not listed.records:
            place.say(words, *listed.notes)

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
    done: list[Confirmed] = []
    path = form.surface.path if form.surface.path.is_absolute() else None
    with place.desk(job) as desk:
        try:
            while True:
                try:
                    desk.confirm_pending(
                        form.business,
                        pin=lambda: answers.pin(desk),
                        confirm=answers.confirm,
                        pause=job.sleep,
                        tell=job.tell,
                        each=done.append,
                        beside=path,
                    )
                    break
                except WrongPin as error:
                    answers.wrong_pin(error)
                except NothingPending:
                    if not done:
                        raise
                    break  # the last of the funds is done
        finally:
            _show(place, job, form, desk.pending(form.business))
            _say_done(place, job, form, done)
        waiting = bool(desk.queue())
    if waiting:
        watch(place, job.unit)


def _say_done(place: Workplace, job: Job, form: FormSurface, done: Sequence[Confirmed]) -> None:
    """Tell of each filing, one fund after the other."""
    told = []
    for one in done:
        if one.sent.outcome is Outcome.DECLINED:
            job.tell(in_excel(one.sent.words))
            continue
        if one.sent.trouble is not None and one.sent.outcome is not Outcome.ACCEPTED:
            place.tell(one.sent.trouble)
        lines = _lines(one)
        told += [one.sent.words, *_in_brief(one)]
        place.say(one.sent.words, *lines)
    if told:
        job.excel(lambda: form.tell(in_excel("\n".join(told)), {}))


def _in_brief(done: Confirmed) -> list[str]:
    """What stands above the pane of a filing; the window has told the rest."""
    lines = [done.sent.confirmation.lines[1]] if done.sent.accepted_at else []
    if done.sent.stamped is not None:
        lines.append(f"回执：{done.sent.stamped.name}")
    return [*lines, *done.failed]


def _lines(done: Confirmed) -> list[str]:
    sent, lines = done.sent, []
    if sent.accepted_at:
        lines.append(f"受理时间 {moment_words(sent.accepted_at)}")
        lines.append(sent.confirmation.lines[1])
    if done.waited is not None:
        lines.append(done.waited.words)
    lines += done.failed
    if sent.stamped is not None:
        lines.append(f"回执和记录已写入 {sent.stamped.name}，与录入表在同一文件夹，可以打开验证。")
    elif sent.serial:
        lines.append("回执保存在本机，可用“综合查询”查到这一批。")
    return [*lines, *sent.notes]


def _show(place: Workplace, job: Job, form: FormSurface, listed: Listed) -> None:
    job.excel(lambda: show_list(place, form, listed))
