"""切换单位: several units on one computer, each with everything of its own."""

from collections.abc import Sequence
from typing import Final

from gjj_xl.desk import Desk
from gjj_xl.desk.unitlist import UnitFacts
from gjj_xl.ribbon.dialogs.forms import ChooseOne, Option, Question
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.session import label_of, log_in
from gjj_xl.ribbon.watching import watch
from gjj_xl.ribbon.workplace import Workplace

_TITLE: Final = "切换单位"
_ADD: Final = Option("添加单位…", "用另一个单位的网银账号登录，以后可以随时切换。")
_REMOVE: Final = Option("移除单位…", "不再为它办理；它的批次、回执和处理结果保留。")
_APART: Final = "各单位的职工信息、批次、密码和证书分开保存；表格只能在它自己的单位下办理。"


def units(place: Workplace) -> None:
    """切换单位：switch to another unit, add one, or take one off the list."""
    place.jobs.start(_TITLE, lambda job: _units(place, job))


def _units(place: Workplace, job: Job) -> None:
    with place.desk(job) as desk:
        known = desk.units.all()
        if not known:
            log_in(place, job)
            return
        options = tuple(_option(one, known) for one in known)
        present = next((place for place, one in enumerate(known) if one.present), 0)
        form = ChooseOne(_TITLE, (*options, _ADD, _REMOVE), (_APART,), present)
        answer = job.ask(form)
        if answer == len(known):
            log_in(place, job, another=True)
        elif answer > len(known):
            _remove(place, job, desk, known)
        else:
            _switch(place, job, desk, known[answer])


def _switch(place: Workplace, job: Job, desk: Desk, chosen: UnitFacts) -> None:
    desk.units.use(chosen.key)
    job.unit = chosen.key
    job.excel(lambda: place.switch(chosen.key))
    if not chosen.logged_in:
        log_in(place, job)
        return
    place.say(f"当前单位：{chosen.words}", *desk.units.elsewhere())
    if desk.queue():
        watch(place, chosen.key)


def _remove(place: Workplace, job: Job, desk: Desk, known: Sequence[UnitFacts]) -> None:
    options = tuple(_option(one, known) for one in known)
    chosen = known[job.ask(ChooseOne("移除单位", options, ("要移除哪个单位？",)))]
    told = desk.units.about_to_remove(chosen.key)
    question = Question(f"确认从本机移除单位 {told.words} 吗？", told.lines, default=1)
    if job.ask(question) != 0:
        return
    desk.units.remove(chosen.key)
    left = next((one for one in desk.units.all() if one.present), None)
    job.excel(lambda: place.switch(left.key if left else None))
    place.say(f"已移除：{told.words}", f"当前单位：{left.words}" if left else "")


def _option(one: UnitFacts, known: Sequence[UnitFacts]) -> Option:
    account = one.account
    facts = (
        f"单位客户号 {account.unit_number}" if account.unit_number else "尚未登录过",
        f"网银账号 {account.cust_id}",
        "已登录" if one.logged_in else "未登录",
        f"{one.waiting:,} 批尚未办完" if one.waiting else "",
    )
    return Option(label_of(one, known), "　".join(filter(None, facts)))
