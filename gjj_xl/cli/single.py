"""单笔业务 on the terminal: record, list, delete and confirm, as the forms do in Excel."""

import argparse
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from gjj_xl.centre.pending import Kept
from gjj_xl.cli.console import ask, say, say_json, table, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.filing import confirmer, pin_asker, show_sent
from gjj_xl.cli.units import desk_for
from gjj_xl.cli.workbooks import make_folder, may_write, refuse_output
from gjj_xl.desk import Desk
from gjj_xl.desk.confirming import Confirmed
from gjj_xl.desk.inputs import load_terms
from gjj_xl.desk.pendinglist import Listed, Recorded, cells_of
from gjj_xl.desk.words import moment_words, pending_words
from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.findings import Finding
from gjj_xl.rules.mask import mask_id
from gjj_xl.rules.money import percent_text
from gjj_xl.rules.parse import show
from gjj_xl.rules.terms import Terms, example_terms
from gjj_xl.sheets.formlayout import pane
from gjj_xl.sheets.formsheet import write_form

_NUMBER: Final = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?", re.ASCII)
_SHORT: Final = 8
"""Signs of a record's number that are shown; any beginning that only one record has will do."""
_NO_RECORDS: Final = "数据库查询无记录：没有待确认的记录。"


def enter(args: argparse.Namespace) -> int:
    """录入: check one record and keep it as pending; 1 where it was not recorded."""
    business = Business(args.business)
    with desk_for(args) as desk:
        cells = _typed(args, business, desk.terms())
        made = desk.record(business, cells, sure=args.yes)
        if made.checked.questions and not (made.done or made.checked.errors or made.refused):
            _say_findings(made.checked.questions)
            if not args.json and ask("有需要确认的问题，仍要录入吗？"):
                made = desk.record(business, cells, sure=True)
    if args.json:
        say_json(_made_json(made))
        return 0 if made.done else 1
    for words in (*made.checked.told, *made.listed.notes):
        say(words)
    if made.done:
        say(f"录入成功，{made.listed.words}")
        return 0
    say("没有录入。")
    _say_findings(made.checked.errors)
    for words in made.refused:
        say(words)
    return 1


def _typed(args: argparse.Namespace, business: Business, terms: Terms | None) -> dict[str, Cell]:
    """What was written behind the options, as a form's cells; raises Usage for a stray option."""
    lines = {line.field: line for line in pane(business) if line.typed}
    known = {name for one in Business for name in (column.field for column in one.columns)}
    given = {name: text for name, text in vars(args).items() if name in known and text is not None}
    stray = sorted(set(given) - set(lines))
    if stray:
        options = "、".join(f"--{name.replace('_', '-')}" for name in stray)
        raise Usage(f"{business.facts.word}没有这些项目：{options}。")
    cells = {name: _cell(line.column.kind, given.get(name)) for name, line in lines.items()}
    if terms is not None:
        if cells["fund"] is None:
            cells["fund"] = terms.fixed_fund
        if business is Business.REGISTER and cells["rate"] is None and terms.uniform_rate:
            cells["rate"] = Decimal(percent_text(terms.uniform_rate))
    return cells


def _cell(kind: Kind, text: str | None) -> Cell:
    if text is None:
        return None
    if kind is Kind.RATE:
        text = text.removesuffix("%")
    if kind in {Kind.FUND, Kind.SALARY, Kind.RATE} and _NUMBER.fullmatch(text):
        return Decimal(text)
    return text


def _say_findings(findings: tuple[Finding, ...]) -> None:
    for one in findings:
        say(f"  {one.severity.word}　{one.message}")
        say(f"    请这样处理：{one.remedy}")


def _made_json(made: Recorded) -> dict[str, Any]:
    checked = made.checked
    return {
        "recorded": made.done,
        "findings": [
            {
                "code": one.code.value,
                "severity": one.severity.value,
                "column": one.column,
                "message": one.message,
                "remedy": one.remedy,
            }
            for one in (*checked.errors, *checked.questions, *checked.hints)
        ],
        "refused": list(made.refused),
        "notes": list(made.listed.notes),
    }


def listing(args: argparse.Namespace) -> int:
    """查询待确认记录: what is recorded and not yet confirmed, here and on other computers."""
    business = Business(args.business)
    with desk_for(args) as desk:
        listed = desk.refresh_pending(business)
        terms = desk.terms()
    if args.json:
        say_json(
            {
                "count": len(listed.records),
                "amount": None if listed.amount is None else f"{Decimal(listed.amount) / 100:.2f}",
                "records": [_record_json(one) for one in listed.records],
                "notes": list(listed.notes),
            }
        )
        return 0
    _show(listed, terms)
    return 0


def _show(listed: Listed, terms: Terms | None) -> None:
    for note in listed.notes:
        warn(note)
    if not listed.records:
        say(_NO_RECORDS)
        return
    columns = listed.business.columns
    table(
        ("编号", *(column.header for column in columns), "录入时间", "状态"),
        [
            (
                one.record_id[:_SHORT],
                *(_shown(cells_of(one), column.field, terms) for column in columns),
                moment_words(one.recorded_at),
                pending_words(one),
            )
            for one in listed.records
        ],
    )
    say(listed.words)


def _shown(cells: Mapping[str, Cell], field: str, terms: Terms | None) -> str:
    cell = cells.get(field)
    if field == "id_number":
        return mask_id(str(cell or ""))
    if field == "reason" and terms is not None:
        return terms.reduce_reasons.get(str(cell), str(cell))
    return show(cell)


def _record_json(kept: Kept) -> dict[str, Any]:
    cells = {name: show(cell) for name, cell in cells_of(kept).items()}
    return {
        "id": kept.record_id,
        "at": kept.recorded_at.isoformat(),
        "state": pending_words(kept),
        "fund": kept.fund,
        **{name: cell for name, cell in cells.items() if name != "fund"},
    }


def delete(args: argparse.Namespace) -> int:
    """删除: some or all pending records; 1 where one of them was not deleted."""
    business = Business(args.business)
    if bool(args.numbers) == args.all:
        raise Usage("请写出要删除的编号（见 gjj-xl single list），或用 --all 删除全部。")
    with desk_for(args) as desk:
        chosen = _chosen(desk, business, args)
        if not chosen:
            say(_NO_RECORDS)
            return 0
        if not args.yes and not ask(f"确认删除 {len(chosen):,} 条待确认记录吗？"):
            say("没有删除。")
            return 1
        count, listed = desk.drop_pending(business, chosen)
    say(f"已删除 {count:,} 条，{listed.words}")
    for note in listed.notes:
        say(note)
    left = len(chosen) - count
    if left:
        say(f"{left:,} 条正在提交或已不在列表中，没有删除。")
    return 1 if left else 0


def _chosen(desk: Desk, business: Business, args: argparse.Namespace) -> list[str]:
    """The record numbers that are meant; raises Usage where one is nobody's or not only one's."""
    known = [one.record_id for one in desk.refresh_pending(business).records]
    if args.all:
        return known
    chosen = []
    for number in args.numbers:
        found = [one for one in known if number and one.startswith(number.lower())]
        if len(found) != 1:
            why = "不止一条记录是这个编号，请写得长一些" if found else "没有这条待确认记录"
            raise Usage(f"{number}：{why}（见 gjj-xl single list {business.value}）。")
        chosen += found
    return list(dict.fromkeys(chosen))


def confirm(args: argparse.Namespace) -> int:
    """确认: ask, sign and file all pending records, fund by fund; 1 where one was not accepted."""
    business = Business(args.business)
    make_folder(args.out)
    codes: list[int] = []
    with desk_for(args) as desk:
        desk.confirm_pending(
            business,
            key=args.key,
            pin=pin_asker(args),
            confirm=confirmer(args),
            each=lambda one: codes.append(_show_confirmed(one)),
            beside=args.out.resolve() / f"{business.facts.word}.xlsx",
        )
    return max(codes)


def _show_confirmed(done: Confirmed) -> int:
    code = show_sent(replace(done.sent, refused_rows={}))
    if done.waited is not None:
        for words in (done.waited.words, *done.waited.notes):
            say(words)
    for words in done.failed:
        say(f"  {words}")
    return 1 if done.failed else code


def form(args: argparse.Namespace) -> int:
    """Write the form of a business; 1 where a file was left alone."""
    business = Business(args.business)
    refuse_output(args.out, None)
    if not may_write(args.out, force=args.force):
        say(f"保留原文件：{args.out}")
        return 1
    with desk_for(args) as desk:
        terms = load_terms(args.terms, warn) if args.terms else desk.terms() or example_terms()
    write_form(args.out, business, terms)
    example = "（示例参数，登录后请重新下载）" if terms.is_example else ""
    say(f"已保存 {business.facts.word}（单笔）录入表：{args.out}{example}")
    return 0
