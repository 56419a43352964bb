"""Commands over workbooks: template, check, intake, counter, application, verify."""

from pathlib import Path
from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add the commands over workbooks."""
    template = options.command(
        commands, "template", "workbooks:template", "下载批量业务文本格式（空白活页表格）"
    )
    template.add_argument(
        "which",
        choices=(*options.BUSINESSES, "all"),
        metavar="业务",
        help=f"{options.BUSINESS_WORDS}，all 全部",
    )
    template.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="文件夹",
        help="保存到哪个文件夹；只取一种业务时也可写成文件名（.xlsx）",
    )
    options.terms(template)
    options.fund(template)
    options.force(template)

    check = options.command(
        commands, "check", "workbooks:check", "检查填好的表格，一次列出所有问题"
    )
    check.add_argument("file", type=Path, metavar="文件", help="填好的工作簿（.xlsx 或 .xls）")
    options.json(check)
    check.add_argument("--mark", type=Path, metavar="新文件.xlsx", help="另存一份标出问题的工作簿")
    options.force(check)
    options.terms(check)
    options.roster(check)
    options.fund(check)
    options.business(check)

    intake = options.command(
        commands, "intake", "workbooks:intake", "把旧表格或别处的表格转成活页表格"
    )
    intake.add_argument("file", type=Path, metavar="文件", help="旧表格（.xlsx 或 .xls）")
    intake.add_argument("--out", type=Path, required=True, metavar="新文件.xlsx", help="保存到哪里")
    options.terms(intake)
    options.fund(intake)
    options.business(intake)
    options.force(intake)

    counter = options.command(
        commands, "counter", "counter:run", "柜面办理：把只能到柜面办理的行移到“柜面办理”表，或移回"
    )
    counter.add_argument("file", type=Path, metavar="文件", help="填好的业务表格")
    counter.add_argument("--restore", action="store_true", help="把“柜面办理”表的记录移回原表")
    counter.add_argument(
        "--rows", metavar="行号", help="只移这些行，如 3,5-7；不写则移所有需到柜面办理的行"
    )
    counter.add_argument("--yes", action="store_true", help="对询问回答“是”")
    options.terms(counter)
    options.roster(counter)
    options.fund(counter)

    application = options.command(
        commands, "application", "application:run", "网上业务开通、终止申请表（一式三联，可打印）"
    )
    application.add_argument(
        "kind", choices=("open", "end"), metavar="种类", help="open 开通申请表，end 终止申请表"
    )
    application.add_argument(
        "--out", type=Path, required=True, metavar="文件.xlsx", help="保存到哪个文件或文件夹"
    )
    options.force(application)

    verify = options.command(
        commands, "verify", "filing:verify", "验证：表格是否就是已发送的内容，回执是否出自中心"
    )
    verify.add_argument("file", type=Path, metavar="文件", help="已发送的工作簿")
    options.json(verify)
    options.unit(template, check, intake, counter, application, verify)
