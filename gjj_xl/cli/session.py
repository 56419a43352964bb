"""Logging in and out, syncing, the filing window, and the diagnosis."""

import argparse
import datetime as dt
import os
from pathlib import Path
from typing import Any

from gjj_xl.centre.account import Account
from gjj_xl.centre.errors import LoginRefused, NotLoggedIn
from gjj_xl.centre.keeping import forget_password, keep_password, kept_password
from gjj_xl.cli.console import Progress, ask_secret, say, say_json, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.helpdesk import report, secrets_of
from gjj_xl.cli.practicing import PracticeAccount, practice_account
from gjj_xl.cli.units import UNIT_VARIABLE, choose_unit, desk_for
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.browser import open_in_browser
from gjj_xl.desk.errors import DeskError
from gjj_xl.desk.facts import Diagnosis, LoggedIn
from gjj_xl.desk.hours import window_lines
from gjj_xl.desk.inputs import load_terms
from gjj_xl.desk.syncing import ABOUT, RECEIVING, Pace, last_words
from gjj_xl.desk.words import moment_words, unit_words
from gjj_xl.rules.months import is_month
from gjj_xl.rules.terms import example_terms
from gjj_xl.rules.window import WindowState, filing_window, window_state


def login(args: argparse.Namespace) -> int:
    """Log in; what is not given is as at the unit's last log-in."""
    if args.unit and args.account and not args.practice:
        raise Usage("--unit 和 --account 请只写一个：--unit 指定本机已有的单位。")
    practice = practice_account(args.practice, args.unit) if args.practice else None
    with open_desk() as desk:
        # A new account is named by itself: GJJ_XL_UNIT names one that is known.
        is_named = practice is not None or args.account is not None
        by_variable = not is_named and choose_unit(desk, args.unit)
        account = _account(desk, args, practice)
        who = (account.url, account.cust_id, account.user_id)
        if desk.units.several:
            say(f"单位：{unit_words(account)}")
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
            url=account.url,
            ca=args.ca or (practice.ca if practice else None),
            cust_id=account.cust_id,
            user_id=account.user_id,
            password=password,
            key_path=args.key or (practice.key if practice else None),
            practice=account.practice,
            here_only=by_variable,
        )
        if args.keep_password and not keep_password(*who, password):
            warn("系统没有可用的凭据库，交易密码没有保存。")
        say(f"登录成功：{known.unit_number} {known.unit_name}")
        say(f"当前业务年月：{known.terms.business_month}")
        elsewhere = desk.units.elsewhere()
        for note in (*known.key_notes, known.storage_note, *elsewhere, _variable_note(desk)):
            if note:
                say(note)
        if args.sync:
            _sync(desk)
        elif known.needs_sync:
            say("本机还没有本单位的职工信息，请运行 gjj-xl sync。")
    return 0


def _account(desk: Desk, args: argparse.Namespace, practice: PracticeAccount | None) -> Account:
    """The account to log in with; raises Usage where that is not clear."""
    try:
        return desk.wanted_account(
            url=args.url or (practice.url if practice else None),
            ca=args.ca or (practice.ca if practice else None),
            cust_id=args.account or (practice.cust_id if practice else None),
            user_id=args.user or (practice.user_id if practice else None),
            practice=practice is not None,
        )
    except NotLoggedIn:
        raise Usage(
            "第一次登录请写明 --url、--account 和 --user，或用 --practice 登录演练中心。"
        ) from None


def _variable_note(desk: Desk) -> str:
    """That GJJ_XL_UNIT keeps this terminal at another unit than the one just logged in."""
    told = os.environ.get(UNIT_VARIABLE, "").strip()
    if not told:
        return ""
    try:
        is_it = desk.units.find(told).present
    except DeskError:
        is_it = False
    return "" if is_it else f"环境变量 {UNIT_VARIABLE} 指定的是“{told}”，之后的命令仍以它为准。"


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
    with desk_for(args) as desk:
        desk.logout()
    say("已退出系统。")
    return 0


def sync(args: argparse.Namespace) -> int:
    """Refresh the local roster (职工信息同步)."""
    with desk_for(args) as desk:
        desk.require_session()
        for line in ABOUT:
            say(line)
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
    with desk_for(args) as desk:
        address = desk.reconcile()
    if args.only_print:
        say(address)
        return 0
    if not open_in_browser(address):
        warn(f"没有打开浏览器。请在一分钟内把网址复制到浏览器（只能用一次）：\n{address}")
        return 1
    say("已在浏览器中打开单位网上对账。")
    return 0


def window(args: argparse.Namespace) -> int:
    """Tell when a business month's filing opens and closes."""
    if args.month is not None and not is_month(args.month):
        raise Usage(f"业务年月“{args.month}”应为六位半角数字，例如 202611。")
    with desk_for(args) as desk:
        terms = load_terms(args.terms) if args.terms else desk.terms() or example_terms()
        now, is_known = desk.now(), desk.account() is not None
    state = window_state(now, terms.opening)
    shown = filing_window(args.month or state.month, terms.opening)
    if args.json:
        say_json(
            {
                "month": shown.month,
                "opens": shown.opens.isoformat(),
                "closes": shown.closes.isoformat(),
                "confirmed": shown.confirmed,
                **({} if args.month else _now_json(state, now)),
            }
        )
        return 0
    say(f"业务年月 {shown.month}：{moment_words(shown.opens)} 起，{moment_words(shown.closes)} 止")
    hours = terms.opening
    say(f"每天办理时间：{hours.opens:%H:%M} 至 {hours.closes:%H:%M}")
    if not shown.confirmed:
        say("该年度放假安排尚未公布，截止日按周末推算，未经确认，请以中心公布的为准。")
    if args.month is None:
        # Before the first log-in nobody knows how far this computer's clock is off.
        clock = "中心时间" if is_known else "本机时间"
        say(f"{clock} {moment_words(now)}:{now:%S}")
        for line in window_lines(state, now):
            say(line)
    return 0


def _now_json(state: WindowState, now: dt.datetime) -> dict[str, object]:
    return {
        "now": now.isoformat(),
        "open": state.open,
        "closes_today": state.closes_today.isoformat() if state.closes_today else None,
        "next_opens": state.next_opens.isoformat() if state.next_opens else None,
    }


def doctor(args: argparse.Namespace) -> int:
    """Look at everything that must work; 1 where something does not."""
    with desk_for(args) as desk:
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
