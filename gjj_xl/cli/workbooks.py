"""Templates, checking and taking in old sheets."""

import argparse
from pathlib import Path

from gjj_xl.cli.console import ask, say, say_json
from gjj_xl.cli.reporting import report_json, show_report, unchecked_words
from gjj_xl.desk import open_desk
from gjj_xl.desk.inputs import load_roster, load_terms
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import Terms


def _terms(args: argparse.Namespace) -> Terms | None:
    return load_terms(args.terms) if args.terms else None


def may_write(path: Path, *, force: bool) -> bool:
    """Whether a file may be written: a file of that name is replaced only on 是 (manual 12.11)."""
    return (
        force
        or not path.exists()
        or ask(f"{path} 已存在，是否用新的文件替换？选择“否”则保留原文件")
    )


def template(args: argparse.Namespace) -> int:
    """Write blank live workbooks; 1 where a file was left alone."""
    wanted = list(Business) if args.which == "all" else [Business(args.which)]
    with open_desk() as desk:
        terms = _terms(args)
        named = len(wanted) == 1 and args.out.suffix.lower() == ".xlsx" and not args.out.is_dir()
        folder: Path = args.out.parent if named else args.out
        folder.mkdir(parents=True, exist_ok=True)
        kept = 0
        for business in wanted:
            path = args.out if named else folder / f"{business.value}.xlsx"
            if not may_write(path, force=args.force):
                say(f"保留原文件：{path}")
                kept += 1
                continue
            used = desk.write_template(path, business, terms=terms, fund=args.fund)
            example = "（示例参数，登录后请重新下载或更新参数）" if used.is_example else ""
            say(f"已保存 {business.facts.title}：{path}{example}")
    return 1 if kept else 0


def check(args: argparse.Namespace) -> int:
    """Check a filled sheet; 1 where something must be corrected or answered."""
    roster = load_roster(args.roster) if args.roster else None
    business = Business(args.business) if args.business else None
    with open_desk() as desk:
        checked = desk.check_file(
            args.file, terms=_terms(args), roster=roster, fund=args.fund, business=business
        )
        marked = desk.mark(checked, args.mark) if args.mark else None
    if args.json:
        say_json(report_json(args.file, checked.report, checked.notes))
    else:
        show_report(args.file, checked.report, checked.notes)
        if marked:
            say(f"已标出问题：{args.mark}")
            for note in marked.notes:
                say(f"  {note}")
    if not len(checked.report.batch) and not checked.report.findings:
        return 2  # nothing to check is no good result; the notes say so
    return 1 if checked.report.errors or checked.report.questions else 0


def intake(args: argparse.Namespace) -> int:
    """Turn a foreign sheet into a live workbook."""
    business = Business(args.business) if args.business else None
    if not may_write(args.out, force=args.force):
        say(f"保留原文件：{args.out}")
        return 1
    with open_desk() as desk:
        taken = desk.take_in(
            args.file, args.out, terms=_terms(args), fund=args.fund, business=business
        )
    say(f"按 {taken.report.batch.business.facts.title} 读取：{args.file}")
    for note in taken.notes:
        say(f"  {note}")
    say(f"已转为活页表格：{args.out}（{len(taken.report.batch):,} 行）")
    if taken.report.findings:
        say(f"其中有 {len(taken.report.findings)} 个问题，已在表格中标出。")
    if taken.report.unchecked:
        say(unchecked_words(taken.report.unchecked))
    return 1 if taken.report.errors or taken.report.questions else 0
