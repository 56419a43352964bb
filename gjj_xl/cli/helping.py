"""``gjj-xl help``: what a message means and what to do; as a page or a sheet where wanted."""

import argparse

from gjj_xl.cli.console import say, say_json, warn
from gjj_xl.cli.workbooks import may_write
from gjj_xl.desk.help import Group, HelpEntry, all_entries, finder, write_page, write_sheet
from gjj_xl.desk.help.opening import open_page

_SHOWN = 5
"""Entries told on the terminal; the others are counted."""


def run(args: argparse.Namespace) -> int:
    """Search the help, write it, or open it; without anything to do, say what there is."""
    text = " ".join(args.words)
    entries = all_entries()
    found = finder().find(text) if text else list(entries)
    for path, write in ((args.page, write_page), (args.sheet, write_sheet)):
        if path is None:
            continue
        if not may_write(path, force=args.force):
            say(f"保留原文件：{path}")
            return 1
        write(path, entries)
        say(f"已保存：{path}")
    if args.open:
        if open_page(start=found[0].key if text and found else ""):
            say("已在浏览器中打开帮助。")
            return 0
        warn("没有打开浏览器。请用 --page 保存为网页，或在终端查找：gjj-xl help 提示信息")
        return 1
    if args.json:
        say_json([_json(entry) for entry in found])
    elif text:
        _tell(found)
    elif args.page is None and args.sheet is None:
        _overview(entries)
    return 0 if found else 1


def _tell(found: list[HelpEntry]) -> None:
    if not found:
        say("没有找到。请换几个字再试，例如提示里的一个词；gjj-xl help --open 在浏览器里查看全部。")
        return
    for entry in found[:_SHOWN]:
        facts = "　".join(filter(None, (entry.group.heading, entry.level, entry.scope, entry.code)))
        say(f"{entry.message}　［{facts}］")
        say(f"  原因：{entry.cause}")
        say(f"  请这样处理：{entry.todo}")
    if len(found) > _SHOWN:
        say(f"另有 {len(found) - _SHOWN} 条。请多写几个字，或把整条提示写上。")


def _overview(entries: tuple[HelpEntry, ...]) -> None:
    for group in Group:
        say(f"{group.heading}　{sum(one.group is group for one in entries)} 条　{group.about}")
    say()
    for entry in entries:
        if entry.group is Group.PROBLEMS:
            say(f"  {entry.message}")
    say()
    say("查找：gjj-xl help 几个字或整条提示　　在浏览器里查看全部：gjj-xl help --open")


def _json(entry: HelpEntry) -> dict[str, str]:
    return {
        "key": entry.key,
        "code": entry.code,
        "group": entry.group.name.lower(),
        "message": entry.message,
        "cause": entry.cause,
        "remedy": entry.todo,
    }
