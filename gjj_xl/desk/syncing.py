"""职工信息同步 (manual 5.2): what it does and when it is needed, how far it is, what it brought."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gjj_xl.centre.roster import Synced
from gjj_xl.centre.sync import Progress, Refreshed, sync_roster
from gjj_xl.desk.context import Context
from gjj_xl.desk.words import moment_words
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.rules.terms import Terms

ABOUT: Final = (
    "将本机的职工缴存基础信息与公积金中心的进行同步更新，使两者保持一致。",
    "只申报漏缴补缴、少缴补缴的，对职工的缴存基础信息没有影响，无需同步。",
    (
        "申报了职工登记、职工减少的，处理成功后需要同步：减少的职工缴存状态才会显示为停缴；"
        "新登记的职工才能检索到，才能办理补缴等其他业务。"
    ),
    (
        "同步的速度取决于网络和缴存职工人数（包括正常与停缴的），可以随时取消；"
        "没有完成的，本机原有的信息不变。"
    ),
)
"""Manual 5.2, shortened."""
RECEIVING: Final = "正在接收职工信息"

_EARLIEST: Final = 3.0
_ROUND: Final = 5


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What a sync brought; ``terms_notes`` say what is new in the unit's terms."""

    roster: Refreshed
    terms_notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The same in words."""
        found = self.roster
        if found.whole:
            brought = f"全部重新接收，共 {found.changed:,} 个账户。"
        elif found.changed or found.gone:
            gone = f"，已转出本单位 {found.gone:,} 个账户" if found.gone else ""
            brought = f"新增或变更 {found.changed:,} 个账户{gone}。"
        else:
            brought = "中心的职工信息没有变化。"
        stands = f"本机共有 {found.accounts:,} 个账户（{moment_words(found.at)}）。"
        return (brought, stands, *self.terms_notes)


def last_words(synced: Synced | None) -> str:
    """When the roster that stands here was fetched."""
    if synced is None:
        return "本机还没有本单位的职工信息。"
    return f"上次同步：{moment_words(synced.at)}，本机共有 {synced.accounts:,} 个账户。"


class Pace:
    """How long the rest takes, by how fast it went so far; use it as the words of a progress."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: tuple[float, int] | None = None

    def words(self, done: int, total: int | None) -> str:
        """What is going on, with the time left where that can be told."""
        now = self._clock()
        if self._began is None:
            self._began = now, done
        began, before = self._began
        if not total or now - began < _EARLIEST or done <= before:
            return RECEIVING
        left = (now - began) / (done - before) * (total - done)
        if left < _ROUND:
            return RECEIVING
        rounded = round(left / _ROUND) * _ROUND
        shown = f"{rounded} 秒" if rounded < 120 else f"{round(left / 60)} 分钟"
        return f"{RECEIVING}，约还需 {shown}"


def synchronise(
    context: Context, progress: Progress, cancelled: Callable[[], bool], *, whole: bool
) -> Synchronised:
    """Fetch the terms and what changed of the roster; raises as Desk.sync says."""
    session = context.session()
    before = context.terms()
    terms = session.terms()
    found = sync_roster(session, context.local_roster(), progress, cancelled, whole=whole)
    return Synchronised(found, terms_notes(before, terms))


def terms_notes(before: Terms | None, now: Terms) -> tuple[str, ...]:
    """What is new in the terms, and what must be done about it; nothing before the first log-in."""
    if before is None or before.version == now.version:
        return ()
    told = [
        f"{word}由 {shown(before)} 变为 {shown(now)}"
        for word, shown in _TERMS
        if shown(before) != shown(now)
    ]
    what = "、".join(told) or "单位参数已更新"
    return (f"{what}。已填好的表格请重新检查后再提交。",)


def _rate(terms: Terms) -> str:
    rate = terms.uniform_rate
    return "各人不同" if rate is None else f"{percent_text(rate)}%"


_TERMS: Final[tuple[tuple[str, Callable[[Terms], str]], ...]] = (
    ("业务年月", lambda terms: terms.business_month),
    ("缴存基数下限", lambda terms: yuan_text(terms.lowest_base)),
    ("缴存基数上限", lambda terms: yuan_text(terms.highest_base)),
    ("单位缴存比例", _rate),
    ("资金性质", lambda terms: "、".join(map(str, terms.funds))),
)
