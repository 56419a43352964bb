"""Several units (单位) on one computer: listed, added, chosen, taken off the list.

Which unit a command is for: ``--unit``, else GJJ_XL_UNIT, else the one that was used last.
"""

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from gjj_xl.cli.console import ask, say, say_json, table, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.practicing import practice_account
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.errors import UnknownUnit
from gjj_xl.desk.unitlist import UnitFacts
from gjj_xl.desk.words import unit_words

UNIT_VARIABLE: Final = "GJJ_XL_UNIT"


@contextmanager
def desk_for(args: argparse.Namespace, environ: Mapping[str, str] = os.environ) -> Iterator[Desk]:
    """A desk for the unit that a command is for; it is said where the computer knows several."""
    with open_desk() as desk:
        choose_unit(desk, args.unit, environ)
        account = desk.account() if desk.units.several else None
        if account is not None:
            warn(f"单位：{unit_words(account)}")
        yield desk


def choose_unit(desk: Desk, named: str | None, environ: Mapping[str, str] = os.environ) -> bool:
    """Let a desk be for the unit that is named, or that GJJ_XL_UNIT names.

    Returns whether it was GJJ_XL_UNIT. Raises UnknownUnit, SeveralUnits.
    """
    if named:
        desk.units.choose(named)
        return False
    told = environ.get(UNIT_VARIABLE, "").strip()
    if not told:
        return False
    try:
        desk.units.choose(told)
    except UnknownUnit as error:
        error.add_note(f"单位由环境变量 {UNIT_VARIABLE} 指定。")
        raise
    return True


def listing(args: argparse.Namespace) -> int:
    """List the units of this computer."""
    with open_desk() as desk:
        choose_unit(desk, None)
        units = desk.units.all()
    if getattr(args, "json", False):
        say_json([_as_json(one) for one in units])
        return 0
    if not units:
        say("本机还没有单位。请运行 gjj-xl login 登录，或用 gjj-xl units add 添加。")
        return 0
    table(
        ("", "单位客户号", "单位名称", "网银账号", "操作员", "中心", "状态", "未办完"),
        [_line(one) for one in units],
    )
    return 0


def add(args: argparse.Namespace) -> int:
    """Put a unit on the list; it is logged in afterwards."""
    with open_desk() as desk:
        if args.practice:
            told = practice_account(args.practice, args.unit)
            key = args.key or told.key
            url, ca, cust_id, user_id = told.url, told.ca, told.cust_id, told.user_id
        elif args.url and args.account and args.user:
            if args.unit:
                raise Usage("--unit 只与 --practice 一起使用。")
            url, ca, cust_id, user_id, key = args.url, args.ca, args.account, args.user, args.key
        else:
            raise Usage("请写明 --url、--account 和 --user，或用 --practice 添加演练单位。")
        account = desk.units.add(
            url=url,
            ca=ca,
            cust_id=cust_id,
            user_id=user_id,
            key_path=key,
            practice=bool(args.practice),
        )
    say(f"已添加：{unit_words(account)}")
    say(f"请登录：gjj-xl login --unit {account.unit_number or account.cust_id}")
    return 0


def use(args: argparse.Namespace) -> int:
    """Switch to a unit, for this and every later command."""
    with open_desk() as desk:
        chosen = desk.units.find(args.which)
        desk.units.use(chosen.key)
        logged_in, elsewhere = desk.logged_in, desk.units.elsewhere()
    say(f"当前单位：{chosen.words}，{'已登录' if logged_in else '未登录，请运行 gjj-xl login'}")
    for words in elsewhere:
        say(words)
    told = os.environ.get(UNIT_VARIABLE, "").strip()
    if told:
        warn(f"环境变量 {UNIT_VARIABLE} 指定了单位“{told}”，在这个终端里仍以它为准。")
    return 0


def remove(args: argparse.Namespace) -> int:
    """Take a unit off the list after a question; what stays is said."""
    with open_desk() as desk:
        chosen = desk.units.find(args.which)
        told = desk.units.about_to_remove(chosen.key)
        for line in told.lines:
            say(line)
        if not (args.yes or ask(f"确认从本机移除单位 {told.words} 吗？")):
            say("没有移除。")
            return 1
        desk.units.remove(chosen.key, even_unfinished=args.force)
        present = next((one.words for one in desk.units.all() if one.present), None)
    say(f"已移除：{told.words}")
    if present is not None:
        say(f"当前单位：{present}")
    return 0


def _line(one: UnitFacts) -> tuple[str, ...]:
    account = one.account
    return (
        "→" if one.present else "",
        account.unit_number,
        f"{account.unit_name}{'（演练）' if account.practice else ''}",
        account.cust_id,
        account.user_id,
        one.host,
        "已登录" if one.logged_in else "未登录",
        f"{one.waiting:,} 批" if one.waiting else "",
    )


def _as_json(one: UnitFacts) -> dict[str, Any]:
    account, at = one.account, one.unit.logged_in_at
    return {
        "unit_number": account.unit_number,
        "unit_name": account.unit_name,
        "account": account.cust_id,
        "user": account.user_id,
        "url": account.url,
        "practice": account.practice,
        "present": one.present,
        "logged_in": one.logged_in,
        "logged_in_at": at.isoformat() if at else None,
        "waiting": one.waiting,
    }
