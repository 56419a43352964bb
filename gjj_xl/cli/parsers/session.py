"""Commands around a filing: log-in and synchronising, what is the matter, help, the hours."""

from pathlib import Path
from typing import Any

from gjj_xl.cli import options


def add(commands: Any) -> None:
    """Add login, logout, sync, reconcile, doctor, help and window."""
    login = options.command(
        commands,
        "login",
        "session:login",
        "登录中心；没有写出的选项沿用上次登录",
    )
    options.account(login)
    options.key(
        login, "U-key（piv: 或 ukey list 列出的名称，或 pkcs11:驱动程序），或证书文件（.p12）"
    )
    options.practice(login, "登录演练中心：从它的数据文件夹读取以上各项和密码")
    login.add_argument(
        "--unit",
        metavar="单位",
        help="本机的哪个单位（默认上次使用的）；与 --practice 一起写时，演练中心的哪个单位",
    )
    login.add_argument(
        "--password-stdin", action="store_true", help="从标准输入读取交易密码（一行）"
    )
    keeping = login.add_mutually_exclusive_group()
    keeping.add_argument(
        "--keep-password",
        action="store_true",
        help="把交易密码保存在系统凭据库，下次登录不再询问（U-key 口令从不保存）",
    )
    keeping.add_argument(
        "--forget-password", action="store_true", help="删除系统凭据库中保存的交易密码"
    )
    login.add_argument("--sync", action="store_true", help="登录后同步更新本地数据")

    logout = options.command(commands, "logout", "session:logout", "退出系统：忘记本次登录")
    sync = options.command(commands, "sync", "session:sync", "职工信息同步")
    sync.add_argument(
        "--full", action="store_true", help="不论本机已有什么，全部重新接收（平时只接收有变化的）"
    )

    reconcile = options.command(
        commands, "reconcile", "session:reconcile", "单位网上对账：在浏览器里打开，不必再输入密码"
    )
    reconcile.add_argument(
        "--print",
        action="store_true",
        dest="only_print",
        help="只显示网址，不打开浏览器（只能用一次，一分钟内有效）",
    )

    doctor = options.command(
        commands, "doctor", "session:doctor", "诊断：逐项检查环境，并给出处理方法"
    )
    options.json(doctor)
    doctor.add_argument(
        "--report", type=Path, metavar="文件", help="另存一份不含个人信息的报告，可以交给技术支持"
    )

    helping = options.command(
        commands, "help", "helping:run", "帮助：提示信息的原因和处理方法，常见问题"
    )
    helping.add_argument(
        "words", nargs="*", metavar="提示", help="几个字，或整条提示（含姓名、数字也可以）"
    )
    helping.add_argument("--open", action="store_true", help="在浏览器里查看全部，从找到的一条开始")
    helping.add_argument("--page", type=Path, metavar="文件.html", help="保存为网页，不需要网络")
    helping.add_argument("--sheet", type=Path, metavar="文件.xlsx", help="保存为工作簿")
    options.force(helping)
    options.json(helping)

    window = options.command(commands, "window", "session:window", "业务年月的网上申报时间")
    window.add_argument("--month", metavar="年月", help="业务年月，如 202611；不写则为当前业务年月")
    options.terms(window)
    options.json(window)
    options.unit(logout, sync, reconcile, doctor, window)
