"""柜面办理: rows that only the counter can do, out of a sheet and back into it."""

import argparse
import re

from gjj_xl.cli.console import ask, say, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.units import desk_for
from gjj_xl.cli.workbooks import given_terms
from gjj_xl.desk import Desk
from gjj_xl.desk.counter import Leaving
from gjj_xl.desk.inputs import load_roster
from gjj_xl.sheets.counterlist import COUNTER_SHEET
from gjj_xl.sheets.reading import read_live


def run(args: argparse.Namespace) -> int:
    """Move rows to the sheet 柜面办理, or back; 1 where the answer was 否."""
    with desk_for(args) as desk:
        return _back(desk, args) if args.restore else _out(desk, args)


def _out(desk: Desk, args: argparse.Namespace) -> int:
    roster = load_roster(args.roster) if args.roster else None
    checked = desk.check_file(args.file, terms=given_terms(args), roster=roster, fund=args.fund)
    desk.require_movable(checked.live)
    found = desk.counter_rows(checked)
    if args.rows:
        found = found.only(row_numbers(args.rows))
    for note in checked.notes:
        warn(note)
    if checked.report.terms is None:
        warn("没有中心的参数，姓名长度和缴存基数没有检查；请先登录，或用 --terms 提供。")
    if not found.rows:
        say("没有需要到柜面办理的记录，表格没有改动。")
        _show_offered(found)
        return 0
    say(f"需要到中心柜面办理的 {len(found.rows):,} 行：")
    for line in found.lines:
        say(f"  {line}")
    if not args.rows:
        _show_offered(found)
    if not _agreed(found.question, args):
        say("表格没有改动。")
        return 1
    taken = desk.to_counter(found)
    say(
        f"已将 {taken.count:,} 行移到“{taken.sheet}”表（现有 {taken.on_sheet:,} 行），"
        f"原表还有 {taken.left:,} 行：{args.file}"
    )
    say(f"请打开该表打印、核对并加盖公章；移回原表：gjj-xl counter {args.file} --restore")
    return 0


def _show_offered(found: Leaving) -> None:
    """Rows of which only the clerk can tell."""
    if not found.offered:
        return
    say("下列各行由您判断；需要一并移出的，用 --rows 写明全部要移出的行号：")
    for row in found.offered:
        say(f"  {found.words(row)}")


def _back(desk: Desk, args: argparse.Namespace) -> int:
    live = read_live(args.file)
    desk.require_movable(live)
    listed = desk.returning(live)
    count, gone = len(listed.rows), listed.written - len(listed.rows)
    if gone > 0:
        say(f"“{COUNTER_SHEET}”表原有 {listed.written:,} 行，其中 {gone:,} 行已被删除，不会移回。")
    question = f"确认把“{COUNTER_SHEET}”表的 {count:,} 行移回原表末尾，并删去该表吗？"
    if not _agreed(question, args):
        say("表格没有改动。")
        return 1
    restored = desk.from_counter(live)
    if restored.count:
        say(f"已移回 {restored.count:,} 行，在第 {restored.rows[0]}-{restored.rows[-1]} 行。")
    else:
        say(f"“{COUNTER_SHEET}”表中没有记录，已删去该表。")
    for note in restored.notes:
        say(f"  {note}")
    return 0


def _agreed(question: str, args: argparse.Namespace) -> bool:
    if args.yes:
        say(f"{question}　是（--yes）")
        return True
    return ask(question)


def row_numbers(text: str) -> set[int]:
    """Row numbers such as ``3,5-7`` (Chinese punctuation too). Raises Usage."""
    rows: set[int] = set()
    for part in re.split(r"[,，、\s]+", text.strip()):
        found = re.fullmatch(r"([0-9]{1,6})(?:[-－—~～至]([0-9]{1,6}))?", part)
        if found is None:
            raise Usage(f"看不懂行号“{text}”，请写成 3,5-7 的样子。")
        rows.update(range(int(found[1]), int(found[2] or found[1]) + 1))
    return rows
