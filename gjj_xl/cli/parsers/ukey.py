"""``ukey``: what is plugged in, a trial signature, a certificate for a key."""

from pathlib import Path
from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add ``ukey`` and what is below it."""
    ukey = options.command(commands, "ukey", "ukey:run", "U-key：查看、测试、申请证书")
    actions = options.actions(ukey)
    listing = options.command(actions, "list", "ukey:listing", "列出插在本机的 U-key 和其中的证书")
    listing.add_argument(
        "--library", type=Path, metavar="驱动程序", help="改用厂商的 PKCS#11 驱动程序查看"
    )
    options.json(listing)
    info = options.command(actions, "info", "ukey:info", "一个 U-key 的证书、有效期和口令剩余次数")
    options.json(info)
    test = options.command(
        actions, "test", "ukey:test", "试签一次（不发送任何内容），检查口令和证书"
    )
    enrol = options.command(actions, "enrol", "ukey:enrol", "为 U-key 中的密钥申请证书")
    way = enrol.add_mutually_exclusive_group(required=True)
    options.practice(way, "由演练中心签发，登记到演练单位，并写回 U-key")
    way.add_argument(
        "--request", type=Path, metavar="请求.csr", help="只生成证书请求，交给发证的银行"
    )
    way.add_argument(
        "--certificate", type=Path, metavar="证书.pem", help="把银行签发的证书写入 U-key"
    )
    enrol.add_argument("--unit", metavar="单位客户号", help="演练中心的哪个单位（默认第一个）")
    enrol.add_argument("--out", type=Path, metavar="证书.pem", help="另存签发的证书")
    enrol.add_argument(
        "--management-key-stdin",
        action="store_true",
        help="从标准输入读取管理密钥（一行，十六进制；空行为出厂值）",
    )
    for action in (info, test, enrol):
        options.key(action, "哪个 U-key（同 login）；不写则用登录时的，或唯一的一个")
    for action in (test, enrol):
        options.pin(action, " U-key ")
    options.unit(info, test)
    for action in (listing, info, test):
        action.add_argument(
            "--trace", action="store_true", help="显示与 U-key 往来的每条指令（口令已隐去）"
        )
