"""Templates, checking and taking in old sheets."""

import argparse
from pathlib import Path

from gjj_xl.cli.console import ask, say, say_json, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.reporting import report_json, show_report, unchecked_words
from gjj_xl.cli.units import desk_for
from gjj_xl.desk.inputs import load_roster, load_terms
from gjj_xl.desk.words import counter_words
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import Terms


def given_terms(args: argparse.Namespace) -> Terms | None:
    """The terms of ``--terms``, None where none were given; raises as ``load_terms``."""
    return load_terms(args.terms, warn) if args.terms else None


def may_write(path: Path, *, force: bool, unasked: bool = False) -> bool:
    """Whether a file may be written: a file of that name is replaced only on 是 (manual 12.11).

    An empty file is nothing that could be lost. ``unasked`` is the answer where nobody is there to
    be asked: a script that names its output twice means to replace it.
    """
    return (
        force
        or not path.exists()
        or (path.is_file() and not path.stat().st_size)
        or ask(f"{path} 已存在，是否用新的文件替换？选择“否”则保留原文件", default=unasked)
    )


def refuse_output(out: Path, source: Path | None, *kinds: str) -> None:
    """Refuse an output that would cost the user a sheet, or that Excel could not open.

    ``source`` is the sheet that is read, if any. ``kinds`` are the file name's endings that are
    possible beside .xlsx.

    Raises:
        Usage: it is the sheet that is read, is in no folder, or is named as another kind of file.
    """
    if not out.parent.is_dir():
        raise Usage(f"找不到文件夹 {out.parent}，请先建立文件夹，或换一个位置。")
    if out.is_dir():
        raise Usage(f"{out} 是一个文件夹，请写出新文件的名称。")
    if out.suffix.lower() not in {".xlsx", *kinds}:
        raise Usage(f"新文件 {out} 的扩展名应为 .xlsx。")
    if out.exists() and source is not None and source.exists() and out.samefile(source):
        raise Usage(f"{out} 就是要读取的表格，请为新文件换一个名称。")


def make_folder(folder: Path) -> None:
    """Make a folder that is not there; raises Usage for a name that means a file."""
    if folder.suffix and not folder.is_dir():
        raise Usage(f"{folder} 不是文件夹的名称；这里请写文件夹，或以 .xlsx 结尾的文件名。")
    folder.mkdir(parents=True, exist_ok=True)


def template(args: argparse.Namespace) -> int:
    """Write blank live workbooks; 1 where a file was left alone."""
    wanted = list(Business) if args.which == "all" else [Business(args.which)]
    with desk_for(args) as desk:
        terms = given_terms(args)
        named = len(wanted) == 1 and args.out.suffix.lower() == ".xlsx" and not args.out.is_dir()
        folder: Path = args.out.parent if named else args.out
        make_folder(folder)
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
    kept = False
    if args.mark:
        macros = (".xlsm",) if args.file.suffix.lower() == ".xlsm" else ()
        refuse_output(args.mark, args.file, *macros)
        kept = not may_write(args.mark, force=args.force, unasked=True)
    with desk_for(args) as desk:
        checked = desk.check_file(
            args.file, terms=given_terms(args), roster=roster, fund=args.fund, business=business
        )
        marked = desk.mark(checked, args.mark) if args.mark and not kept else None
    counter = counter_words(checked.report)
    notes = (*checked.notes, *_fund_notes(checked.report.terms, args.fund))
    notes += (counter,) if counter else ()
    if args.json:
        marking = marked.notes if marked else ()
        said = (*notes, *(note for note in marking if note not in notes))
        say_json(report_json(args.file, checked.report, said))
    else:
        show_report(args.file, checked.report, notes)
        if marked:
            done = (
                "已标出问题" if checked.report.findings or checked.compares else "没有问题，已另存"
            )
            say(f"{done}：{args.mark}")
            for note in marked.notes:
                say(f"  {note}")
    if not len(checked.report.batch) and not checked.report.findings:
        return 2  # nothing to check is no good result; the notes say so
    if kept:
        warn(f"保留原文件，没有写入标记：{args.mark}")
        return 1
    return 1 if checked.report.errors or checked.report.questions else 0


def _fund_notes(terms: Terms | None, fund: int | None) -> tuple[str, ...]:
    """Say why every row is refused where --fund names none of the unit's funds."""
    if terms is None or fund is None or fund in terms.funds:
        return ()
    funds = "、".join(f"{own}（{terms.fund_names.get(own, '')}）" for own in terms.funds)
    return (f"--fund {fund} 不是本单位的资金性质，本单位为{funds}。",)


def intake(args: argparse.Namespace) -> int:
    """Turn a foreign sheet into a live workbook."""
    business = Business(args.business) if args.business else None
    refuse_output(args.out, args.file)
    if not may_write(args.out, force=args.force):
        say(f"保留原文件：{args.out}")
        return 1
    with desk_for(args) as desk:
        taken = desk.take_in(
            args.file, args.out, terms=given_terms(args), fund=args.fund, business=business
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
