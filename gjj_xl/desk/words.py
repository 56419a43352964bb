"""The desk's words: tables of what a clerk reads, and the few sentences with numbers in them."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gjj_xl.centre.account import Account
from gjj_xl.centre.entry import Entry, Step
from gjj_xl.centre.filing import OutcomeOpen
from gjj_xl.centre.pending import Kept, Where
from gjj_xl.rules.counter import counter_rows
from gjj_xl.rules.money import grouped_yuan
from gjj_xl.rules.report import Report
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.sheets.formlayout import NOT_TAKEN
from gjj_xl.wire.messages import QueryKind

STEP_WORDS: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.PREPARED: "尚未签名",
        Step.SIGNED: "已签名，等待发送",
        Step.SENT: "已发出，是否到达中心未知",
        Step.ACCEPTED: "中心已受理，等待处理结果",
        Step.ANSWERED: "处理结果已返回",
        Step.REFUSED: "中心未受理",
        Step.WITHDRAWN: "已撤回，未提交",
    }
)

STEP_TODO: Final[Mapping[Step, str]] = MappingProxyType(
    {
        Step.PREPARED: "请运行 gjj-xl resume；没有任何内容发出。",
        Step.SIGNED: "请运行 gjj-xl resume 继续发送。",
        Step.SENT: "请运行 gjj-xl resume，程序会向中心查询，不会重复提交。",
        Step.ACCEPTED: "请运行 gjj-xl resume 取回处理结果。",
        Step.ANSWERED: "",
        Step.REFUSED: "请按原因改正后重新提交。",
        Step.WITHDRAWN: "如仍需办理，请重新提交该文件。",
    }
)

QUERY_TITLES: Final[Mapping[QueryKind, str]] = MappingProxyType(
    {
        QueryKind.REGISTER: "职工登记信息查询",
        QueryKind.BACKPAY: "职工补缴信息查询",
        QueryKind.REDUCE: "职工减少信息查询",
        QueryKind.ADJUST: "年度调整信息查询",
    }
)
DEPOSITS_TITLE: Final = "职工缴存明细查询"

SENT_WELL: Final = "批量发送成功"
REVIEWED: Final = "职工登记须经中心工作人员核查，一般在下一个工作日生效。"

KEEP_QUESTION: Final = "现在签名，保留在发送队列，开放后自动发送吗？"
KEPT: Final = (
    "到时须已登录；届时单位参数或业务年月已变更的，不会发送，须重新检查并签名。"
    "不想发送的，可以用 gjj-xl withdraw 撤回。"
)
"""What is to be known of a batch that was signed outside the hours."""

DELIVERED_LATER: Final = "下次打开该工作簿时写入。"

_BY_HAND: Final = (
    "从服务器接收数据失败。请等网络稳定后（一般为 15 分钟以后），"
    "用“综合查询”查询该批业务是否存在。"
    "若已存在，表示批量发送提交成功；若查无此记录，请与中心联系核查{phone}，"
    "经中心核查确认无此记录的，再撤回本批并重新提交。"
)
_SINGLE_BY_HAND: Final = (
    "从服务器接收数据失败。请等网络稳定后点击“查询待确认记录”，再用“综合查询”查询该笔业务是否存在。"
    "若已存在，表示该笔业务提交成功；若查无此记录，请与中心联系核查{phone}，"
    "经中心核查确认无此记录的，再撤回本批并重新确认。"
)


def by_hand(error: OutcomeOpen) -> str:
    """Manual 12.10, for a centre that does not promise to file the same request only once."""
    words = _SINGLE_BY_HAND if error.single else _BY_HAND
    return words.format(phone=f"（{error.phone}）" if error.phone else "")


CALENDAR_GUESSED: Final = "本年度放假安排尚未公布，申报截止日按周末推算，请以中心公布的为准。"


def unit_words(account: Account) -> str:
    """A unit for a clerk: 单位客户号 and name, or 网银账号 before the first log-in."""
    known = f"{account.unit_number} {account.unit_name}".strip()
    practice = "（演练）" if account.practice else ""
    return f"{known or f'网银账号 {account.cust_id}'}{practice}"


def accepted_words(entry: Entry) -> str:
    """What is told of a batch, or of confirmed pending records, once the centre has it."""
    done = f"{entry.business.facts.word}确认成功" if entry.is_single else SENT_WELL
    return f"{done}，业务流水号 {entry.serial}。"


def pending_words(kept: Kept) -> str:
    """The state (状态) of a pending record."""
    if kept.request_sn is not None:
        return "正在提交"
    if kept.conflict:
        return f"{NOT_TAKEN}：{kept.conflict}"
    return "待确认" if kept.where is Where.CENTRE else "待确认（仅在本机）"


def moment_words(at: dt.datetime) -> str:
    """A moment for a clerk: ``2026年11月05日 10:00``."""
    # No Chinese inside a format: strftime refuses it where Windows speaks another language.
    return f"{at:%Y}年{at:%m}月{at:%d}日 {at:%H:%M}"


def clock_words(at: dt.datetime, now: dt.datetime) -> str:
    """A moment to the second; the day only where it is another one: ``11月21日 09:00:00``."""
    at = at.astimezone(SHANGHAI)
    day = "" if at.date() == now.astimezone(SHANGHAI).date() else f"{at.month}月{at.day}日 "
    return f"{day}{at:%H:%M:%S}"


def money_words(fen: int) -> str:
    """An amount for a clerk: ``1,234.00 元``."""
    return f"{grouped_yuan(fen)} 元"


def counter_words(report: Report) -> str:
    """A sentence that names the command, where rows belong to the counter; else empty."""
    rows = sum(row.chosen for row in counter_rows(report))
    if not rows:
        return ""
    return (
        f"其中 {rows:,} 行资料核对无误的，须到中心柜面办理：可运行 gjj-xl counter 移到"
        "“柜面办理”表，其余的行继续网上办理。"
    )


def retry_words(at: dt.datetime) -> str:
    """When a queued batch goes on."""
    return (
        f"本批已保留在发送队列中，{at.astimezone(SHANGHAI):%H:%M:%S} 以后自动再次发送"
        f"（{moment_words(at)}；没有打开 Excel 的，运行 gjj-xl resume --wait）。"
    )
