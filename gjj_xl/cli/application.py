"""开通、终止申请表, to print."""

import argparse
from pathlib import Path

from gjj_xl.cli.console import say
from gjj_xl.cli.units import desk_for
from gjj_xl.cli.workbooks import make_folder, may_write, refuse_output
from gjj_xl.sheets.applications import Application


def run(args: argparse.Namespace) -> int:
    """Write a form; 1 where a file of that name was kept."""
    kind = Application(args.kind)
    out: Path = args.out
    if not out.suffix:
        make_folder(out)
    if out.is_dir():
        out = out / f"{kind.form}.xlsx"
    refuse_output(out, None)
    if not may_write(out, force=args.force):
        say(f"保留原文件：{out}")
        return 1
    with desk_for(args) as desk:
        who = desk.write_application(out, kind)
    say(f"已保存{kind.form}（一式三联）：{out}")
    if not who.unit_name:
        say("尚未登录，单位名称等请手工填写；登录后再取，会自动填入。")
    say("请打印三联、填写空白项并加盖公章；单位代理人持本表和本人身份证到公积金窗口办理。")
    return 0
