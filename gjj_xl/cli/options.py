"""Options that several commands share: each is told once, in the same words everywhere."""

import argparse
from pathlib import Path
from typing import Any, Final

from gjj_xl.cli.chinese import Parser

BUSINESSES: Final = ("register", "reduce", "missed", "short", "adjust")
BUSINESS_WORDS: Final = (
    "register 职工登记，reduce 职工减少，missed 漏缴补缴，short 少缴补缴，adjust 年度调整"
)


def command(commands: Any, name: str, run: str, words: str, **options: Any) -> Parser:
    """Add a command; ``run`` names what it runs, ``module:function`` in ``gjj_xl.cli``."""
    parser: Parser = commands.add_parser(name, help=words, description=words, **options)
    parser.set_defaults(run=run)
    return parser


def actions(parser: Parser, *, required: bool = True) -> Any:
    """What the commands below a command (操作) are added to."""
    return parser.add_subparsers(
        title="操作", metavar="操作", dest="action", required=required, parser_class=Parser
    )


def json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def force(parser: argparse.ArgumentParser) -> None:
    """``--force``: a file of the same name is replaced."""
    parser.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")


def fund(parser: argparse.ArgumentParser) -> None:
    """``--fund``: the fund of a batch."""
    parser.add_argument(
        "--fund",
        type=int,
        metavar="代码",
        help="本批的资金性质（10 或 11）；不写则按参数表",
    )


def terms(parser: argparse.ArgumentParser) -> None:
    """``--terms``: a file of terms in place of the stored ones."""
    parser.add_argument("--terms", type=Path, metavar="terms.json", help="使用这份参数文件")


def roster(parser: argparse.ArgumentParser) -> None:
    """``--roster``: a file in place of the local roster."""
    parser.add_argument("--roster", type=Path, metavar="roster.csv", help="使用这份职工名册")


def business(parser: argparse.ArgumentParser) -> None:
    """``--business``: for a sheet that does not tell it."""
    parser.add_argument(
        "--business", choices=BUSINESSES, metavar="业务", help=f"指定业务：{BUSINESS_WORDS}"
    )


def unit(*parsers: argparse.ArgumentParser) -> None:
    """``--unit``: the unit that this one command is for."""
    for parser in parsers:
        parser.add_argument(
            "--unit",
            metavar="单位",
            help="只在本次为这个单位办理：单位客户号、网银账号或单位名称；"
            "不写则按环境变量 GJJ_XL_UNIT，再按上次使用的单位",
        )


def account(parser: argparse.ArgumentParser) -> None:
    """``--url``, ``--ca``, ``--account`` and ``--user``: whom the centre knows, and where."""
    parser.add_argument("--url", metavar="网址", help="中心的网址")
    parser.add_argument("--ca", type=Path, metavar="ca.pem", help="中心的根证书")
    parser.add_argument("--account", metavar="账号", help="网银账号")
    parser.add_argument("--user", metavar="操作员", help="操作员号")


def practice(parser: Any, words: str) -> None:
    """``--practice``: the data folder of a practice centre."""
    parser.add_argument("--practice", type=Path, metavar="文件夹", help=words)


def _key(text: str) -> Path | str:
    """A token's name as it is, anything else as a path."""
    return text if text.startswith(("piv:", "pkcs11:")) else Path(text)


def key(
    parser: argparse.ArgumentParser,
    words: str = "U-key 或证书文件（同 login）；不写则用登录时的",
) -> None:
    """``--key``: a token's name or a key file."""
    parser.add_argument("--key", type=_key, metavar="证书", help=words)


def pin(parser: argparse.ArgumentParser, whose: str = "证书") -> None:
    """``--pin-stdin``: the key's password comes on standard input."""
    parser.add_argument(
        "--pin-stdin", action="store_true", help=f"从标准输入读取{whose}口令（一行）"
    )


def filing(parser: argparse.ArgumentParser) -> None:
    """``--yes``, ``--again``, ``--key`` and ``--pin-stdin``: to answer, and to sign."""
    parser.add_argument(
        "--yes", action="store_true", help="对询问回答“是”，但不包括把相同内容再提交一次"
    )
    parser.add_argument(
        "--again", metavar="流水号", help="确实要把相同内容再提交一次：写明以前那一批的业务流水号"
    )
    key(parser)
    pin(parser)
