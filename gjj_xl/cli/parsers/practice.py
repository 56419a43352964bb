"""``demo`` and ``sandbox``: the practice centre."""

from pathlib import Path
from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add ``demo``, and ``sandbox`` with what is below it."""
    demo = options.command(commands, "demo", "demo:run", "演示：从填表到取回结果，全程自动走一遍")
    demo.add_argument(
        "--out", type=Path, default=Path("gjj-demo"), metavar="文件夹", help="保存到哪里"
    )

    sandbox = options.command(commands, "sandbox", "practice:run", "演练中心")
    actions = options.actions(sandbox)
    seed = options.command(actions, "seed", "practice:seed", "建立演练单位和虚构的职工")
    seed.add_argument("--units", type=int, default=2, metavar="个数", help="单位个数（默认 2）")
    seed.add_argument(
        "--employees",
        type=int,
        default=1200,
        metavar="人数",
        help="每个单位的职工人数（默认 1200）",
    )
    seed.add_argument("--seed", type=int, default=1, metavar="数", help="随机种子（默认 1）")
    seed.add_argument(
        "--site-password", metavar="密码", help="单位网上对账的密码（默认与交易密码相同）"
    )
    seed.add_argument("--clock", metavar="时间", help="演练中心的起始时间，如 2026-11-05T10:00")
    serve = options.command(actions, "serve", "practice:serve", "启动演练中心（按 Ctrl+C 结束）")
    serve.add_argument("--port", type=int, default=0, metavar="端口", help="端口（默认自动选择）")
    serve.add_argument(
        "--speed", type=float, default=1.0, metavar="倍数", help="处理速度（默认 1：十分钟）"
    )
    serve.add_argument("--clock", metavar="时间", help="从这个时间开始，如 2026-11-05T10:00")
    serve.add_argument(
        "--fault", action="append", default=[], metavar="故障", help="打开一种故障，可多次"
    )
    serve.add_argument("--any-hour", action="store_true", help="不限办理时间")
    serve.add_argument(
        "--staff", action="store_true", help="职工登记由人审核（见 review），不自动处理"
    )
    review = options.command(actions, "review", "practice:review", "扮演中心工作人员，审核职工登记")
    review.add_argument(
        "decision",
        nargs="?",
        default="list",
        choices=("list", "take", "accept", "refuse"),
        metavar="处理",
        help="list 列出，take 受理，accept 通过，refuse 不通过（默认 list）",
    )
    review.add_argument(
        "numbers", nargs="*", metavar="编号", help="登记的编号（流水号/行号）；不写则为全部未办结的"
    )
    review.add_argument("--reason", metavar="原因", help="不通过的原因")
    moving = options.command(
        actions, "transfer", "practice:transfer", "把一名职工转到另一单位（看同步怎样处理）"
    )
    moving.add_argument("number", metavar="个人客户号", help="哪一名职工")
    moving.add_argument("--to", metavar="单位客户号", help="转入哪个单位（默认另一个演练单位）")
    for action in (seed, serve, review, moving):
        action.add_argument(
            "--data",
            type=Path,
            default=Path("gjj-sandbox"),
            metavar="文件夹",
            help="演练中心的数据（默认 gjj-sandbox）",
        )
