"""Logging in and out, syncing, the filing window, and the diagnosis."""

import argparse
import datetime as dt
import json
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gjj_xl.centre.errors import LoginRefused
from gjj_xl.centre.keeping import forget_password, keep_password, kept_password
from gjj_xl.cli.console import Progress, ask_secret, say, say_json, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.helpdesk import report, secrets_of
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.facts import Diagnosis, LoggedIn
from gjj_xl.desk.inputs import load_terms
from gjj_xl.desk.syncing import ABOUT, RECEIVING, Pace, last_words
from gjj_xl.desk.words import moment_words
from gjj_xl.rules.months import is_month
from gjj_xl.rules.terms import SHANGHAI, example_terms
from gjj_xl.rules.window import FilingWindow, filing_window, window_state


@dataclass(frozen=True, slots=True)
class _Practice:
    """A practice centre's own word on where it is and who may log in."""

    url: str
    ca: Path
    cust_id: str
    user_id: str
    password: str
    key: Path


def practice_unit(folder: Path, unit_number: str | None) -> str:
    """A practice unit's number, the first one's where none is named."""
    return _practice_entry(folder, unit_number)["unit_number"]


def _practice_entry(folder: Path, unit_number: str | None) -> dict[str, str]:
    units = folder / "units.json"
    if not units.exists():
        raise Usage(f"{folder} 里没有演练单位。请先运行 gjj-xl sandbox seed --data {folder}")
    entries: list[dict[str, str]] = json.loads(units.read_text("utf-8"))
    for entry in entries:
        if unit_number in (None, entry["unit_number"]):
            return entry
    known = "、".join(entry["unit_number"] for entry in entries)
    raise Usage(f"演练中心没有单位 {unit_number}，只有：{known}")


def _practice(folder: Path, unit_number: str | None) -> _Practice:
    entry, ready = _practice_entry(folder, unit_number), folder / "ready.json"
    if not ready.exists():
        raise Usage(f"演练中心没有启动。请先运行 gjj-xl sandbox serve --data {folder}")
    told = json.loads(ready.read_text("utf-8"))
    return _Practice(
        url=told["url"],
        ca=Path(told["ca"]),
        cust_id=entry["cust_id"],
        user_id=entry["user_id"],
        password=entry["password"],
        key=Path(entry["key"]),
    )


def login(args: argparse.Namespace) -> int:
    """Log in; what is not given is as at the last log-in."""
    practice = _practice(args.practice, args.unit) if args.practice else None
    with open_desk() as desk:
        last = desk.account()
        url = args.url or (practice and practice.url) or (last and last.url)
        cust_id = args.account or (practice and practice.cust_id) or (last and last.cust_id)
        user_id = args.user or (practice and practice.user_id) or (last and last.user_id)
        if not (url and cust_id and user_id):
            raise Usage(
                "第一次登录请写明 --url、--account 和 --user，或用 --practice 登录演练中心。"
            )
        ca = args.ca or (practice and practice.ca)
        key = args.key or (practice and practice.key)
        who = (url, cust_id, user_id)
        if args.forget_password:
            forget_password(*who)
            say("系统凭据库中不再保存交易密码。")
        kept = None if practice or args.password_stdin else kept_password(*who)
        if practice and not args.password_stdin:
            password = practice.password
        elif kept is not None:
            password = kept
            say("使用系统凭据库中保存的交易密码。")
        else:
            password = ask_secret("交易密码", from_stdin=args.password_stdin)
        known = _logged_in(
            desk,
            kept is not None,
            url=url,
            ca=ca or None,
            cust_id=cust_id,
            user_id=user_id,
            password=password,
            key_path=key or None,
        )
        if args.keep_password and not keep_password(*who, password):
            warn("系统没有可用的凭据库，交易密码没有保存。")
        say(f"登录成功：{known.unit_number} {known.unit_name}")
        say(f"当前业务年月：{known.terms.business_month}")
        for note in (*known.key_notes, known.storage_note):
            if note:
                say(note)
        if args.sync:
            _sync(desk)
        elif known.needs_sync:
            say("本机还没有本单位的职工信息，请运行 gjj-xl sync。")
    return 0


def _logged_in(desk: Desk, was_kept: bool, **account: Any) -> LoggedIn:
    """Log in; a kept password that is refused is kept no longer: it would lock the account."""
    try:
        return desk.login(**account)
    except LoginRefused:
        if was_kept:
            forget_password(account["url"], account["cust_id"], account["user_id"])
            warn("系统凭据库中保存的交易密码已不正确，已删除，请重新输入。")
        raise


def logout(args: argparse.Namespace) -> int:
    """Forget the session."""
    del args
    with open_desk() as desk:
        desk.logout()
    say("已退出系统。")
    return 0


def sync(args: argparse.Namespace) -> int:
    """Refresh the local roster (职工信息同步)."""
    for line in ABOUT:
        say(line)
    with open_desk() as desk:
        say(last_words(desk.synced()))
        _sync(desk, whole=args.full)
    return 0


def _sync(desk: Desk, *, whole: bool = False) -> None:
    progress, pace, before = Progress(RECEIVING), Pace(), desk.synced()
    try:
        synced = desk.sync(
            lambda done, total: progress.say(pace.words(done, total), done, total), whole=whole
        )
    except KeyboardInterrupt:
        if desk.synced() == before:
            warn("\n职工信息同步没有完成，本机原有的职工信息没有改动。")
        raise
    finally:
        progress.close()
    say(f"职工信息同步完成：{synced.lines[0]}")
    for line in synced.lines[1:]:
        say(line)


def reconcile(args: argparse.Namespace) -> int:
    """Open 单位网上对账 in the browser, or print its address."""
    with open_desk() as desk:
        address = desk.reconcile()
    if args.only_print:
        say(address)
        return 0
    if not webbrowser.open(address):
        warn(f"没有打开浏览器。请在一分钟内把网址复制到浏览器（只能用一次）：\n{address}")
        return 1
    say("已在浏览器中打开单位网上对账。")
    return 0


def window(args: argparse.Namespace) -> int:
    """Tell when a business month's filing opens and closes."""
    if args.month is not None and not is_month(args.month):
        raise Usage(f"业务年月“{args.month}”应为六位半角数字，例如 202611。")
    with open_desk() as desk:
        terms = load_terms(args.terms) if args.terms else desk.terms() or example_terms()
        now = desk.now()
    state = window_state(now, terms.opening)
    shown = filing_window(args.month or state.month, terms.opening)
    if args.json:
        say_json(
            {
                "month": shown.month,
                "opens": shown.opens.isoformat(),
                "closes": shown.closes.isoformat(),
                "confirmed": shown.confirmed,
            }
        )
        return 0
    say(f"业务年月 {shown.month}：{moment_words(shown.opens)} 起，{moment_words(shown.closes)} 止")
    hours = terms.opening
    say(f"每天办理时间：{hours.opens:%H:%M} 至 {hours.closes:%H:%M}")
    if not shown.confirmed:
        say("该年度放假安排尚未公布，截止日按周末推算，未经确认，请以中心公布的为准。")
    if args.month is None:
        say(_now_words(shown, state.open, state.next_opens, now))
    return 0


def _now_words(
    shown: FilingWindow, is_open: bool, next_opens: dt.datetime | None, now: dt.datetime
) -> str:
    if is_open:
        left = shown.closes - now.astimezone(SHANGHAI)
        return f"现在可以办理，距本业务年月截止还有 {left.days} 天 {left.seconds // 3600} 小时。"
    return f"现在不在办理时间，下次开放：{moment_words(next_opens)}。" if next_opens else ""


def doctor(args: argparse.Namespace) -> int:
    """Look at everything that must work; 1 where something does not."""
    with open_desk() as desk:
        lines = desk.doctor()
        if args.report:
            _report(desk, lines, args.report)
    if args.json:
        say_json(
            [
                {"name": line.name, "ok": line.ok, "found": line.found, "remedy": line.remedy}
                for line in lines
            ]
        )
    else:
        for line in lines:
            say(f"{'正常' if line.ok else '注意'}  {line.name}：{line.found}")
            if line.remedy:
                say(f"        → {line.remedy}")
    if not all(line.ok for line in lines):
        warn("有需要处理的项目。")
        return 1
    return 0


def _report(desk: Desk, lines: list[Diagnosis], path: Path) -> None:
    """Write the report for the help desk."""
    account = desk.account()
    words: list[tuple[str, str | None]] = []
    if account is not None:
        words += [
            ("单位", account.unit_name),
            ("单位客户号", account.unit_number),
            ("网银账号", account.cust_id),
            ("操作员", account.user_id),
            ("证书文件", account.key_path),
        ]
    path.write_text(report(lines, secrets_of(words), desk.now()), "utf-8")
    warn(f"报告已写入 {path}")
