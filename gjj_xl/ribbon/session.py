"""Clicks of 会话 and 系统管理: log in and out, the channel's state, sync, diagnosis."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from gjj_xl.centre.errors import Cancelled, LoginRefused
from gjj_xl.centre.keeping import can_keep, forget_password, keep_password, kept_password
from gjj_xl.desk import Desk
from gjj_xl.desk.browser import open_in_browser
from gjj_xl.desk.facts import Diagnosis, LoggedIn
from gjj_xl.desk.syncing import ABOUT, RECEIVING, Pace, last_words
from gjj_xl.desk.troubles import explain
from gjj_xl.desk.unitlist import UnitFacts
from gjj_xl.desk.words import moment_words, money_words
from gjj_xl.ribbon.dialogs.forms import (
    Choice,
    KnownUnit,
    LogIn,
    LogInAnswer,
    Question,
    Report,
    ReportLine,
)
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.keys import choose_key, is_token
from gjj_xl.ribbon.phrases import in_excel
from gjj_xl.ribbon.state import both_ends
from gjj_xl.ribbon.watching import watch
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.wire.errors import FieldError

_CHANNEL: Final = frozenset(
    {"智能卡服务", "读卡器", "U-key", "证书", "登录", "中心", "办理时间", "时钟"}
)
"""Lines of the diagnosis that say whether a filing would get through just now (A3)."""
_SYNC: Final = "职工信息同步"
_SYNC_CHOICES: Final = (Choice("同步", "S"), Choice("全部重新同步", "A"), Choice("取消", "C"))

_LABEL: Final = 18
"""Characters of a unit's name that the log-in window has room for."""


def login(place: Workplace) -> None:
    """登录：ask for the password, log in, and sync where that is ticked (A1, A2)."""
    place.jobs.start("登录", lambda job: log_in(place, job))


def certificate(place: Workplace) -> None:
    """选择证书：log in once more, with another key or another certificate of it (A4, 12.5)."""
    place.jobs.start("登录", lambda job: log_in(place, job, choose=True))


def log_in(place: Workplace, job: Job, *, choose: bool = False, another: bool = False) -> None:
    """Ask who it is and log in; ``another`` is a unit that is not on the list yet."""
    with place.desk(job) as desk:
        told, answer, left_out = _logged_in(desk, job, choose=choose, another=another)
        unit = desk.unit
        job.excel(lambda: place.switch(unit))
        lines = [
            "已添加到本机的单位。" if told.is_new and desk.units.several else "",
            f"当前业务年月：{told.terms.business_month}",
            *left_out,
            *told.key_notes,
            told.storage_note or "",
            _remember(answer),
        ]
        if answer.sync:
            lines += _synced(desk, job)
        elif told.needs_sync:
            lines.append("本机还没有本单位的职工信息，请点击“职工信息同步”。")
        lines += desk.units.elsewhere()
        waiting = bool(desk.queue())
    place.say(f"登录成功：{told.unit_number} {told.unit_name}", *lines)
    if waiting:
        watch(place, unit)


def _synced(desk: Desk, job: Job) -> tuple[str, ...]:
    """Sync after log-in; a clerk who cancels that is logged in all the same."""
    try:
        with job.window(RECEIVING):
            return sync_lines(desk, job)
    except Cancelled:
        return ("职工信息同步已取消，本机原有的信息不变。",)


def _logged_in(
    desk: Desk, job: Job, *, choose: bool, another: bool
) -> tuple[LoggedIn, LogInAnswer, tuple[str, ...]]:
    """Ask until the centre takes it, or the clerk gives up.

    The words at the end say which plugged-in keys were left out, as they are another unit's.
    """
    units = () if another else desk.units.all()
    if units:
        form = _form(units)
    else:  # another unit is likely to be at the same centre
        account = desk.account()
        url = account.url if account else ""
        form = LogIn(sync_ticked=True, first_time=True, may_remember=can_keep(), url=url)
    while True:
        answer = job.ask(form)
        if answer.unit is not None and answer.unit != form.unit:
            form = form.chosen(answer.unit)
        chosen = units[form.unit] if units else None
        if chosen is not None:
            desk.units.look_at(chosen.key)
        account = chosen.account if chosen else None
        key, left_out = choose_key(desk, job, account, _changed(form, answer), anew=choose)
        try:
            with job.window("正在登录"):
                told = desk.login(
                    password=answer.password,
                    url=answer.url or None,
                    ca=answer.ca,
                    cust_id=answer.account or None,
                    user_id=answer.user or None,
                    key_path=key,
                )
        except (LoginRefused, FieldError) as error:
            if form.remembered:
                forget_password(answer.url, answer.account, answer.user)
            trouble = explain(error)
            message = "".join(filter(None, (trouble.what, "。", trouble.means)))
            form = replace(
                _forgotten(form),
                account=answer.account,
                user=answer.user,
                message=message,
            )
            continue
        return told, answer, left_out


def _forgotten(form: LogIn) -> LogIn:
    """The window without the password that was kept for the unit that is chosen in it."""
    units = list(form.units)
    if units:
        units[form.unit] = replace(units[form.unit], remembered="")
    return replace(form, remembered="", units=tuple(units))


def _form(units: Sequence[UnitFacts]) -> LogIn:
    """The window for the units of this computer, the present one chosen."""
    known = tuple(_known(one, units) for one in units)
    present = next((place for place, one in enumerate(units) if one.present), 0)
    form = LogIn(may_remember=can_keep(), units=known).chosen(present)
    return form if len(units) > 1 else replace(form, units=())


def _known(one: UnitFacts, units: Sequence[UnitFacts]) -> KnownUnit:
    account = one.account
    return KnownUnit(
        label=both_ends(label_of(one, units), _LABEL),
        account=account.cust_id,
        user=account.user_id,
        sync_ticked=not one.has_roster,
        first_time=not one.has_roster,
        remembered=kept_password(account.url, account.cust_id, account.user_id) or "",
        url=account.url,
        key=_file(account.key_path),
    )


def label_of(one: UnitFacts, units: Sequence[UnitFacts]) -> str:
    """A unit's name as a list shows it; its number or its centre tells two of one name apart."""
    account = one.account
    practice = "（演练）" if account.practice else ""
    name = f"{account.unit_name or f'网银账号 {account.cust_id}'}{practice}"
    same = [
        other
        for other in units
        if (other.account.unit_name, other.account.practice)
        == (account.unit_name, account.practice)
    ]
    if len(same) == 1 or not account.unit_name:
        return name
    numbers = {other.account.unit_number for other in same}
    return f"{name} {account.unit_number if len(numbers) == len(same) else one.host}"


def _file(key: str | None) -> Path | None:
    """The key of the last log-in where it is a file, and no token."""
    return None if key is None or is_token(key) else Path(key)


def _changed(form: LogIn, answer: LogInAnswer) -> Path | None:
    """A key file that the clerk has named; None where it is as it was."""
    return answer.key if answer.key != form.key else None


def _remember(answer: LogInAnswer) -> str:
    """Keep the password, or keep it no longer; says what did not work."""
    who = (answer.url, answer.account, answer.user)
    if not answer.remember:
        forget_password(*who)
        return ""
    kept = keep_password(*who, answer.password)
    return "" if kept else "系统没有可用的凭据库，交易密码没有保存。"


def logout(place: Workplace) -> None:
    """退出系统：forget the session (B4)."""

    def work(job: Job) -> None:
        with place.desk(job) as desk:
            told = desk.logout()
        place.say("已退出系统。", "" if told else "没有连上中心；本机的登录已清除。")

    place.jobs.start("退出系统", work)


def sync(place: Workplace) -> None:
    """职工信息同步：say what it does and when it is needed, then do it (B2, manual 5.2)."""

    def work(job: Job) -> None:
        with place.desk(job) as desk:
            desk.require_session()
            told = (*ABOUT, last_words(desk.synced()))
            answer = job.ask(Question(_SYNC, told, _SYNC_CHOICES, default=0, cancel=2))
            if answer == 2:
                return
            with job.window(RECEIVING):
                lines = sync_lines(desk, job, whole=answer == 1)
        place.say("职工信息同步完成", *lines)

    place.jobs.start(_SYNC, work)


def sync_lines(desk: Desk, job: Job, *, whole: bool = False) -> tuple[str, ...]:
    """Sync, with its progress; says in words what came and what stands here now."""
    pace = Pace()
    synced = desk.sync(
        lambda done, total: job.tell(pace.words(done, total), done, total),
        lambda: job.cancelled,
        whole=whole,
    )
    return synced.lines


def reconcile(place: Workplace) -> None:
    """单位网上对账：open the centre's site in the browser, signed-in (B1)."""

    def work(job: Job) -> None:
        job.tell("正在打开单位网上对账")
        with place.desk(job) as desk:
            address = desk.reconcile()
        job.go_on()
        if open_in_browser(address):
            job.tell("已在浏览器中打开单位网上对账")
        else:
            place.say("没有打开浏览器", "请在一分钟内把网址复制到浏览器（只能用一次）：", address)

    place.jobs.start("单位网上对账", work)


def channel(place: Workplace) -> None:
    """通道状态：key, certificate, centre, service window, each with its cause (A3)."""
    _report(place, "通道状态", lambda line: line.name in _CHANNEL)


def doctor(place: Workplace) -> None:
    """诊断：everything that a filing needs, each with its remedy."""
    _report(place, "诊断", lambda _: True)


def _report(place: Workplace, heading: str, wanted: Callable[[Diagnosis], bool]) -> None:
    def work(job: Job) -> None:
        job.tell(f"正在检查{heading}")
        with place.desk(job) as desk:
            found = [line for line in desk.doctor() if wanted(line)]
        lines = tuple(_line(one) for one in found)
        words = "\n".join(f"{one.name}：{one.found} {one.remedy}" for one in lines)
        place.show(Report(heading, lines), words)

    place.jobs.start(heading, work)


def _line(found: Diagnosis) -> ReportLine:
    return ReportLine(found.name, found.ok, in_excel(found.found), in_excel(found.remedy))


def status(place: Workplace) -> None:
    """本机批次：every batch of this computer's journal, and what is to be done."""
    lines = []
    elsewhere, now = place.front.units.elsewhere(), place.front.now()
    places = {one.status.entry.request_sn: one for one in place.front.queue()}
    for batch in reversed(place.front.status()):
        entry = batch.entry
        queued = places.get(entry.request_sn)
        about = f"{entry.business.facts.word}　业务年月 {entry.business_month}"
        amount = f"{entry.count:,} 人，{money_words(entry.amount)}"
        found = f"{about}　{amount}　{batch.step_word}　{moment_words(batch.at)}"
        if queued:
            since = f"{moment_words(queued.since)}:{queued.since:%S}"
            found += f"\n第 {queued.position} 位：{queued.words(now)}（自 {since}）"
        name = entry.serial or f"（{entry.request_sn}）"
        lines.append(ReportLine(name, batch.is_finished, found, in_excel(batch.todo)))
    if not lines:
        place.say("本机没有发送过批次。", *elsewhere)
        return
    lines += [ReportLine("其他单位", False, words) for words in elsewhere]
    words = "\n".join(f"{line.name} {line.found}" for line in lines[:20])
    place.show(Report("本机批次", tuple(lines)), words)
