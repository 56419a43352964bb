"""综合查询: batches by business month, and the deposits on the local roster."""

import argparse

from gjj_xl.cli.console import Progress, say, say_json, table
from gjj_xl.cli.failure import Usage
from gjj_xl.cli.units import desk_for
from gjj_xl.cli.workbooks import may_write
from gjj_xl.desk.facts import FiledBatch, QueryResult
from gjj_xl.desk.words import moment_words
from gjj_xl.rules.mask import mask_id
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.rules.months import is_month
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import QueryKind

_SHOWN = 40
"""Employees listed on the terminal; the rest is a matter for --out."""


def by_month(args: argparse.Namespace) -> int:
    """Show the batches filed for a business month, or write them with all records."""
    if not is_month(args.month):
        raise Usage(f"业务年月“{args.month}”应为六位半角数字，例如 202611。")
    if args.out and not may_write(args.out, force=args.force):
        say(f"保留原文件：{args.out}")
        return 1
    progress = Progress("正在查询")
    with desk_for(args) as desk:
        try:
            result = desk.query(QueryKind(args.kind), args.month, progress)
        finally:
            progress.close()
        if args.out:
            desk.write_query(result, args.out)
    if args.json:
        say_json(_query_json(result))
    elif not result.batches:
        say("数据库查询无记录。")
    else:
        table(
            ("业务流水号", "业务", "总笔数", "成功", "失败", "待确认", "处理中", "登记日期"),
            [_batch_line(batch) for batch in result.batches],
        )
    if args.out and not args.json:
        say(f"已导出：{args.out}")
    return 0


def _batch_line(batch: FiledBatch) -> tuple[str, ...]:
    summary = batch.summary
    counts = (
        summary.total,
        summary.succeeded,
        summary.failed,
        summary.awaiting,
        summary.processing,
    )
    return (
        summary.serial,
        summary.business.facts.word,
        *(f"{count:,}" for count in counts),
        moment_words(summary.filed_at),
    )


def _query_json(result: QueryResult) -> dict[str, object]:
    return {
        "kind": result.kind.value,
        "month": result.month,
        "batches": [
            {
                "serial": batch.summary.serial,
                "business": batch.summary.business.value,
                "fund": batch.summary.fund,
                "total": batch.summary.total,
                "succeeded": batch.summary.succeeded,
                "failed": batch.summary.failed,
                "awaiting": batch.summary.awaiting,
                "processing": batch.summary.processing,
                "filed_at": batch.summary.filed_at.isoformat(),
                "records": [
                    {
                        "line": record.line,
                        "state": record.state.value,
                        "reason": record.reason,
                        "filed_on": record.filed_on.isoformat(),
                        "processed_on": record.processed_on and record.processed_on.isoformat(),
                        "business_month": record.business_month,
                    }
                    for record in batch.records
                ],
            }
            for batch in result.batches
        ],
    }


def deposits(args: argparse.Namespace) -> int:
    """职工缴存明细查询 over the local roster."""
    if args.out and not may_write(args.out, force=args.force):
        say(f"保留原文件：{args.out}")
        return 1
    with desk_for(args) as desk:
        result = desk.query_deposits(
            client_number=args.client_number,
            name=args.name,
            id_number=args.id,
            state=State(args.state) if args.state else None,
            fund=args.fund,
        )
        if args.out:
            desk.write_query(result, args.out)
    if args.json:
        say_json(
            {
                "synced_at": result.synced_at.isoformat(),
                "employees": [
                    {
                        "client_number": e.client_number,
                        "name": e.name,
                        "id_number": e.id_number,
                        "fund": e.fund,
                        "state": e.state.value,
                        "salary": yuan_text(e.salary),
                        "rate": percent_text(e.rate),
                    }
                    for e in result.employees
                ],
            }
        )
        return 0
    say(f"共 {len(result.employees):,} 个账户，本地数据同步于 {moment_words(result.synced_at)}")
    if args.out:
        say(f"已导出：{args.out}")
        return 0
    table(
        ("个人客户号", "姓名", "证件号码", "资金性质", "状态", "缴存基数", "比例"),
        [
            (
                e.client_number,
                e.name,
                mask_id(e.id_number),
                str(e.fund),
                e.state.value,
                yuan_text(e.salary),
                percent_text(e.rate) + "%",
            )
            for e in result.employees[:_SHOWN]
        ],
    )
    if len(result.employees) > _SHOWN:
        say(f"……只显示前 {_SHOWN} 个，全部请用 --out 文件.xlsx 导出。")
    return 0
