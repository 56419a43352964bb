"""``units``: the units that this computer files for."""

from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add ``units`` and what is below it."""
    units = options.command(
        commands, "units", "units:listing", "本机的单位：列出、添加、切换、移除"
    )
    actions = options.actions(units, required=False)
    options.json(
        options.command(actions, "list", "units:listing", "列出本机的单位（→ 为当前单位）")
    )
    adding = options.command(actions, "add", "units:add", "添加一个单位（之后再登录）")
    options.account(adding)
    options.key(adding, "U-key 或证书文件（同 login）")
    options.practice(adding, "添加演练中心的单位：从它的数据文件夹读取以上各项")
    adding.add_argument("--unit", metavar="单位客户号", help="演练中心的哪个单位（默认第一个）")
    use = options.command(actions, "use", "units:use", "切换到一个单位，之后的命令都为它办理")
    remove = options.command(
        actions, "remove", "units:remove", "移除一个单位；它的批次、回执和处理结果保留"
    )
    for action in (use, remove):
        action.add_argument("which", metavar="单位", help="单位客户号、网银账号或单位名称")
    remove.add_argument("--yes", action="store_true", help="不再询问")
    remove.add_argument("--force", action="store_true", help="有未办完的批次也移除")
