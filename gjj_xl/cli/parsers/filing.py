"""Commands that file a batch: submit, status, resume, withdraw."""

from pathlib import Path
from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add the commands that file."""
    submit = options.command(commands, "submit", "filing:submit", "检查、签名并发送一批业务")
    submit.add_argument("file", type=Path, metavar="文件", help="填好的工作簿")
    submit.add_argument(
        "--only-clean", action="store_true", help="只发送没有错误的行，其余先移到新的工作簿"
    )
    submit.add_argument("--dry-run", action="store_true", help="试算：只说明将发送什么，不提交")
    options.filing(submit)
    submit.add_argument(
        "--queue",
        action="store_true",
        help="不在办理时间的，现在签名，保留在发送队列，开放后发送（业务年月变更的须重新检查）",
    )
    submit.add_argument(
        "--wait", action="store_true", help="发送后等待处理结果；中心繁忙或未开放的，到时自动再发送"
    )
    options.fund(submit)

    status = options.command(commands, "status", "filing:status", "本机各批业务的状态")
    options.json(status)
    resume = options.command(commands, "resume", "filing:resume", "继续未完成的发送，取回处理结果")
    options.pin(resume)
    resume.add_argument(
        "--wait",
        action="store_true",
        help="等待到所有批次发送完毕、处理结果取回，显示下次发送的时间",
    )
    options.json(resume)
    withdraw = options.command(
        commands, "withdraw", "filing:withdraw", "撤回一批没有到达中心的业务（须先经中心核查确认）"
    )
    withdraw.add_argument("number", metavar="编号", help="status 列出的括号里的编号")
    options.unit(submit, status, resume, withdraw)
