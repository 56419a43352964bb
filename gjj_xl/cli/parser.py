"""The parser of ``gjj-xl``: every command, room by room; ``run`` names the code lazily."""

from typing import Final

from gjj_xl import __version__
from gjj_xl.cli.chinese import Parser
from gjj_xl.cli.parsers import (
    addin,
    filing,
    practice,
    query,
    session,
    single,
    ukey,
    units,
    workbooks,
)

_ROOMS: Final = (workbooks, session, units, filing, single, query, ukey, addin, practice)
"""In the order in which the help tells them."""
_EXITS: Final = (
    "退出码：0 正常；1 有需处理的问题或被拒绝；2 输入无法使用或无法连接；130 按 Ctrl+C 停止。"
)


def build_parser() -> Parser:
    """Return the parser of ``gjj-xl``."""
    parser = Parser(
        prog="gjj-xl",
        description="住房公积金单位网上业务：在工作簿里填报、检查、签名、发送，并取回处理结果。",
        epilog=f"初次使用请运行 gjj-xl demo（自带演练中心，不需要 Excel 和银行）。\n{_EXITS}",
    )
    parser.add_argument(
        "--version", action="version", version=f"gjj-xl {__version__}", help="显示版本"
    )
    commands = parser.add_subparsers(
        title="命令", metavar="命令", dest="command", required=True, parser_class=Parser
    )
    for room in _ROOMS:
        room.add(commands)
    return parser
