"""``query``: 综合查询."""

from pathlib import Path
from typing import Any

from gjj_xl.cli import options
from gjj_xl.cli.chinese import Parser


def add(commands: Any) -> None:
    """Add ``query`` and its kinds."""
    query = options.command(commands, "query", "query:run", "综合查询")
    kinds = query.add_subparsers(
        title="查询", metavar="查询", dest="kind", required=True, parser_class=Parser
    )
    for kind, words in (
        ("register", "职工登记信息查询"),
        ("backpay", "职工补缴信息查询"),
        ("reduce", "职工减少信息查询"),
        ("adjust", "年度调整信息查询"),
    ):
        by_month = options.command(kinds, kind, "query:by_month", words)
        by_month.add_argument("--month", required=True, metavar="年月", help="业务年月，如 202611")
        by_month.add_argument("--out", type=Path, metavar="文件.xlsx", help="导出excel")
        options.force(by_month)
        options.json(by_month)
        options.unit(by_month)
    deposits = options.command(kinds, "deposits", "query:deposits", "职工缴存明细查询（本地数据）")
    deposits.add_argument("--client-number", metavar="个人客户号", help="个人客户号")
    deposits.add_argument("--name", metavar="姓名", help="姓名")
    deposits.add_argument("--id", metavar="证件号码", help="证件号码")
    deposits.add_argument("--state", choices=("正常", "停缴"), metavar="状态", help="正常 或 停缴")
    options.fund(deposits)
    deposits.add_argument("--out", type=Path, metavar="文件.xlsx", help="导出excel")
    options.force(deposits)
    options.json(deposits)
    options.unit(deposits)
