"""All commands and their arguments, as one table-like page; ``run`` names the code lazily."""

import argparse
from pathlib import Path
from typing import Any, Final

from gjj_xl import __version__
from gjj_xl.cli.chinese import Parser

BUSINESSES: Final = ("register", "reduce", "missed", "short", "adjust")
_BUSINESS_WORDS: Final = (
    "register 职工登记，reduce 职工减少，missed 漏缴补缴，short 少缴补缴，adjust 年度调整"
)
_EXITS: Final = "退出码：0 正常；1 有需处理的问题或被拒绝；2 输入无法使用或无法连接。"


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
    _workbook_commands(commands)
    _session_commands(commands)
    _units_command(commands)
    _filing_commands(commands)
    _single_commands(commands)
    _query_command(commands)
    _ukey_commands(commands)
    _addin_command(commands)
    _practice_commands(commands)
    return parser


def _command(commands: Any, name: str, run: str, words: str, **options: Any) -> Parser:
    parser: Parser = commands.add_parser(name, help=words, description=words, **options)
    parser.set_defaults(run=run)
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def _fund(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fund",
        type=int,
        metavar="代码",
        help="本批的资金性质（10 或 11）；不写则按参数表",
    )


def _terms(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--terms", type=Path, metavar="terms.json", help="使用这份参数文件")


def _business(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--business", choices=BUSINESSES, metavar="业务", help=f"指定业务：{_BUSINESS_WORDS}"
    )


def _key(text: str) -> Path | str:
    """A token's name as it is, anything else as a path."""
    return text if text.startswith(("piv:", "pkcs11:")) else Path(text)


def _unit(*parsers: argparse.ArgumentParser) -> None:
    for parser in parsers:
        parser.add_argument(
            "--unit",
            metavar="单位",
            help="只在本次为这个单位办理：单位客户号、网银账号或单位名称；"
            "不写则按环境变量 GJJ_XL_UNIT，再按上次使用的单位",
        )


def _practice(parser: Any, words: str) -> None:
    parser.add_argument("--practice", type=Path, metavar="文件夹", help=words)


def _workbook_commands(commands: Any) -> None:
    template = _command(
        commands, "template", "workbooks:template", "下载批量业务文本格式（空白活页表格）"
    )
    template.add_argument(
        "which", choices=(*BUSINESSES, "all"), metavar="业务", help=f"{_BUSINESS_WORDS}，all 全部"
    )
    template.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="文件夹",
        help="保存到哪个文件夹；只取一种业务时也可写成文件名（.xlsx）",
    )
    _terms(template)
    _fund(template)
    template.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")

    check = _command(commands, "check", "workbooks:check", "检查填好的表格，一次列出所有问题")
    check.add_argument("file", type=Path, metavar="文件", help="填好的工作簿（.xlsx 或 .xls）")
    _json(check)
    check.add_argument("--mark", type=Path, metavar="新文件.xlsx", help="另存一份标出问题的工作簿")
    check.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")
    _terms(check)
    check.add_argument("--roster", type=Path, metavar="roster.csv", help="使用这份职工名册")
    _fund(check)
    _business(check)

    intake = _command(commands, "intake", "workbooks:intake", "把旧表格或别处的表格转成活页表格")
    intake.add_argument("file", type=Path, metavar="文件", help="旧表格（.xlsx 或 .xls）")
    intake.add_argument("--out", type=Path, required=True, metavar="新文件.xlsx", help="保存到哪里")
    _terms(intake)
    _fund(intake)
    _business(intake)
    intake.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")

    counter = _command(
        commands, "counter", "counter:run", "柜面办理：把只能到柜面办理的行移到“柜面办理”表，或移回"
    )
    counter.add_argument("file", type=Path, metavar="文件", help="填好的业务表格")
    counter.add_argument("--restore", action="store_true", help="把“柜面办理”表的记录移回原表")
    counter.add_argument(
        "--rows", metavar="行号", help="只移这些行，如 3,5-7；不写则移所有需到柜面办理的行"
    )
    counter.add_argument("--yes", action="store_true", help="对询问回答“是”")
    _terms(counter)
    counter.add_argument("--roster", type=Path, metavar="roster.csv", help="使用这份职工名册")
    _fund(counter)

    application = _command(
        commands, "application", "application:run", "网上业务开通、终止申请表（一式三联，可打印）"
    )
    application.add_argument(
        "kind", choices=("open", "end"), metavar="种类", help="open 开通申请表，end 终止申请表"
    )
    application.add_argument(
        "--out", type=Path, required=True, metavar="文件.xlsx", help="保存到哪个文件或文件夹"
    )
    application.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")

    verify = _command(
        commands, "verify", "filing:verify", "验证：表格是否就是已发送的内容，回执是否出自中心"
    )
    verify.add_argument("file", type=Path, metavar="文件", help="已发送的工作簿")
    _json(verify)
    _unit(template, check, intake, counter, application, verify)


def _session_commands(commands: Any) -> None:
    login = _command(
        commands,
        "login",
        "session:login",
        "登录中心；没有写出的选项沿用上次登录",
    )
    login.add_argument("--url", metavar="网址", help="中心的网址")
    login.add_argument("--ca", type=Path, metavar="ca.pem", help="中心的根证书")
    login.add_argument("--account", metavar="账号", help="网银账号")
    login.add_argument("--user", metavar="操作员", help="操作员号")
    login.add_argument(
        "--key",
        type=_key,
        metavar="证书",
        help="U-key（piv: 或 ukey list 列出的名称，或 pkcs11:驱动程序），或证书文件（.p12）",
    )
    _practice(login, "登录演练中心：从它的数据文件夹读取以上各项和密码")
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

    logout = _command(commands, "logout", "session:logout", "退出系统：忘记本次登录")
    sync = _command(commands, "sync", "session:sync", "职工信息同步")
    sync.add_argument(
        "--full", action="store_true", help="不论本机已有什么，全部重新接收（平时只接收有变化的）"
    )

    reconcile = _command(
        commands, "reconcile", "session:reconcile", "单位网上对账：在浏览器里打开，不必再输入密码"
    )
    reconcile.add_argument(
        "--print",
        action="store_true",
        dest="only_print",
        help="只显示网址，不打开浏览器（只能用一次，一分钟内有效）",
    )

    doctor = _command(commands, "doctor", "session:doctor", "诊断：逐项检查环境，并给出处理方法")
    _json(doctor)
    doctor.add_argument(
        "--report", type=Path, metavar="文件", help="另存一份不含个人信息的报告，可以交给技术支持"
    )

    helping = _command(commands, "help", "helping:run", "帮助：提示信息的原因和处理方法，常见问题")
    helping.add_argument(
        "words", nargs="*", metavar="提示", help="几个字，或整条提示（含姓名、数字也可以）"
    )
    helping.add_argument("--open", action="store_true", help="在浏览器里查看全部，从找到的一条开始")
    helping.add_argument("--page", type=Path, metavar="文件.html", help="保存为网页，不需要网络")
    helping.add_argument("--sheet", type=Path, metavar="文件.xlsx", help="保存为工作簿")
    helping.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")
    _json(helping)

    window = _command(commands, "window", "session:window", "业务年月的网上申报时间")
    window.add_argument("--month", metavar="年月", help="业务年月，如 202611；不写则为当前业务年月")
    _terms(window)
    _json(window)
    _unit(logout, sync, reconcile, doctor, window)


def _units_command(commands: Any) -> None:
    units = _command(commands, "units", "units:listing", "本机的单位：列出、添加、切换、移除")
    actions = units.add_subparsers(title="操作", metavar="操作", dest="action", parser_class=Parser)
    _json(_command(actions, "list", "units:listing", "列出本机的单位（→ 为当前单位）"))
    add = _command(actions, "add", "units:add", "添加一个单位（之后再登录）")
    add.add_argument("--url", metavar="网址", help="中心的网址")
    add.add_argument("--ca", type=Path, metavar="ca.pem", help="中心的根证书")
    add.add_argument("--account", metavar="账号", help="网银账号")
    add.add_argument("--user", metavar="操作员", help="操作员号")
    add.add_argument("--key", type=_key, metavar="证书", help="U-key 或证书文件（同 login）")
    _practice(add, "添加演练中心的单位：从它的数据文件夹读取以上各项")
    add.add_argument("--unit", metavar="单位客户号", help="演练中心的哪个单位（默认第一个）")
    use = _command(actions, "use", "units:use", "切换到一个单位，之后的命令都为它办理")
    remove = _command(
        actions, "remove", "units:remove", "移除一个单位；它的批次、回执和处理结果保留"
    )
    for action in (use, remove):
        action.add_argument("which", metavar="单位", help="单位客户号、网银账号或单位名称")
    remove.add_argument("--yes", action="store_true", help="不再询问")
    remove.add_argument("--force", action="store_true", help="有未办完的批次也移除")


def _filing_commands(commands: Any) -> None:
    submit = _command(commands, "submit", "filing:submit", "检查、签名并发送一批业务")
    submit.add_argument("file", type=Path, metavar="文件", help="填好的工作簿")
    submit.add_argument(
        "--only-clean", action="store_true", help="只发送没有错误的行，其余先移到新的工作簿"
    )
    submit.add_argument("--dry-run", action="store_true", help="试算：只说明将发送什么，不提交")
    submit.add_argument(
        "--yes", action="store_true", help="对询问回答“是”，但不包括把相同内容再提交一次"
    )
    submit.add_argument(
        "--again", metavar="流水号", help="确实要把相同内容再提交一次：写明以前那一批的业务流水号"
    )
    submit.add_argument(
        "--key", type=_key, metavar="证书", help="U-key 或证书文件（同 login）；不写则用登录时的"
    )
    submit.add_argument("--pin-stdin", action="store_true", help="从标准输入读取证书口令（一行）")
    submit.add_argument(
        "--queue",
        action="store_true",
        help="不在办理时间的，现在签名，保留在发送队列，开放后发送（业务年月变更的须重新检查）",
    )
    submit.add_argument(
        "--wait", action="store_true", help="发送后等待处理结果；中心繁忙或未开放的，到时自动再发送"
    )
    _fund(submit)

    status = _command(commands, "status", "filing:status", "本机各批业务的状态")
    _json(status)
    resume = _command(commands, "resume", "filing:resume", "继续未完成的发送，取回处理结果")
    resume.add_argument("--pin-stdin", action="store_true", help="从标准输入读取证书口令（一行）")
    resume.add_argument(
        "--wait",
        action="store_true",
        help="等待到所有批次发送完毕、处理结果取回，显示下次发送的时间",
    )
    _json(resume)
    withdraw = _command(
        commands, "withdraw", "filing:withdraw", "撤回一批没有到达中心的业务（须先经中心核查确认）"
    )
    withdraw.add_argument("number", metavar="编号", help="status 列出的括号里的编号")
    _unit(submit, status, resume, withdraw)


_FORM_FIELDS: Final = (
    ("client_number", "个人客户号", "个人客户号（12 位，包括开头的 0）"),
    ("name", "姓名", "姓名（职工登记）"),
    ("id_number", "证件号码", "身份证号码（职工登记）"),
    ("reason", "原因", "减少原因或其代码"),
    ("first_month", "年月", "补缴起始年月，如 202601"),
    ("last_month", "年月", "补缴截止年月，如 202603"),
    ("salary", "元", "月均工资"),
    ("rate", "百分数", "缴存比例：8 即 8%%；统一比例单位的职工登记不必写"),
    ("paid_salary", "元", "已缴月均工资"),
    ("due_salary", "元", "应缴月均工资"),
    ("due_rate", "百分数", "应缴缴存比例"),
    ("paid_rate", "百分数", "已缴缴存比例"),
)
"""The fields of the single forms: name in code, what is written there, help."""


def _single_commands(commands: Any) -> None:
    single = _command(commands, "single", "single:run", "单笔业务：逐笔录入，核对，确认")
    actions = single.add_subparsers(
        title="操作", metavar="操作", dest="action", required=True, parser_class=Parser
    )
    enter = _command(actions, "enter", "single:enter", "录入一笔，记为待确认记录")
    listing = _command(actions, "list", "single:listing", "查询待确认记录")
    delete = _command(actions, "delete", "single:delete", "删除待确认记录")
    confirm = _command(actions, "confirm", "single:confirm", "确认：签名并提交全部待确认记录")
    form = _command(actions, "form", "single:form", "取录入表（在 Excel 里录入时使用）")
    for action in (enter, listing, delete, confirm, form):
        action.add_argument(
            "business",
            choices=BUSINESSES[:-1],
            metavar="业务",
            help=_BUSINESS_WORDS.rpartition("，")[0],
        )
    enter.add_argument("--fund", metavar="代码", help="资金性质（10 或 11）；只有一种的不必写")
    for name, metavar, words in _FORM_FIELDS:
        enter.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, help=words)
    enter.add_argument("--yes", action="store_true", help="对询问回答“是”")
    _json(enter)
    _json(listing)
    delete.add_argument("numbers", nargs="*", metavar="编号", help="list 列出的编号，可以多个")
    delete.add_argument("--all", action="store_true", help="全部待确认记录")
    delete.add_argument("--yes", action="store_true", help="不再询问")
    confirm.add_argument(
        "--yes", action="store_true", help="对询问回答“是”，但不包括把相同内容再提交一次"
    )
    confirm.add_argument(
        "--again", metavar="流水号", help="确实要把相同内容再提交一次：写明以前那一批的业务流水号"
    )
    confirm.add_argument(
        "--key", type=_key, metavar="证书", help="U-key 或证书文件（同 login）；不写则用登录时的"
    )
    confirm.add_argument("--pin-stdin", action="store_true", help="从标准输入读取证书口令（一行）")
    confirm.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="文件夹",
        help="带回执的工作簿保存到哪里（默认当前文件夹）",
    )
    _unit(enter, listing, delete, confirm, form)
    form.add_argument("--out", type=Path, required=True, metavar="新文件.xlsx", help="保存到哪里")
    _terms(form)
    form.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")


def _query_command(commands: Any) -> None:
    query = _command(commands, "query", "query:run", "综合查询")
    kinds = query.add_subparsers(
        title="查询", metavar="查询", dest="kind", required=True, parser_class=Parser
    )
    for kind, words in (
        ("register", "职工登记信息查询"),
        ("backpay", "职工补缴信息查询"),
        ("reduce", "职工减少信息查询"),
        ("adjust", "年度调整信息查询"),
    ):
        by_month = _command(kinds, kind, "query:by_month", words)
        by_month.add_argument("--month", required=True, metavar="年月", help="业务年月，如 202611")
        by_month.add_argument("--out", type=Path, metavar="文件.xlsx", help="导出excel")
        by_month.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")
        _json(by_month)
        _unit(by_month)
    deposits = _command(kinds, "deposits", "query:deposits", "职工缴存明细查询（本地数据）")
    deposits.add_argument("--client-number", metavar="个人客户号", help="个人客户号")
    deposits.add_argument("--name", metavar="姓名", help="姓名")
    deposits.add_argument("--id", metavar="证件号码", help="证件号码")
    deposits.add_argument("--state", choices=("正常", "停缴"), metavar="状态", help="正常 或 停缴")
    _fund(deposits)
    deposits.add_argument("--out", type=Path, metavar="文件.xlsx", help="导出excel")
    deposits.add_argument("--force", action="store_true", help="同名文件直接替换，不再询问")
    _json(deposits)
    _unit(deposits)


def _ukey_commands(commands: Any) -> None:
    ukey = _command(commands, "ukey", "ukey:run", "U-key：查看、测试、申请证书")
    actions = ukey.add_subparsers(
        title="操作", metavar="操作", dest="action", required=True, parser_class=Parser
    )
    listing = _command(actions, "list", "ukey:listing", "列出插在本机的 U-key 和其中的证书")
    listing.add_argument(
        "--library", type=Path, metavar="驱动程序", help="改用厂商的 PKCS#11 驱动程序查看"
    )
    _json(listing)
    info = _command(actions, "info", "ukey:info", "一个 U-key 的证书、有效期和口令剩余次数")
    _json(info)
    test = _command(actions, "test", "ukey:test", "试签一次（不发送任何内容），检查口令和证书")
    enrol = _command(actions, "enrol", "ukey:enrol", "为 U-key 中的密钥申请证书")
    way = enrol.add_mutually_exclusive_group(required=True)
    _practice(way, "由演练中心签发，登记到演练单位，并写回 U-key")
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
        action.add_argument(
            "--key",
            type=_key,
            metavar="证书",
            help="哪个 U-key（同 login）；不写则用登录时的，或唯一的一个",
        )
    for action in (test, enrol):
        action.add_argument(
            "--pin-stdin", action="store_true", help="从标准输入读取 U-key 口令（一行）"
        )
    _unit(info, test)
    for action in (listing, info, test):
        action.add_argument(
            "--trace", action="store_true", help="显示与 U-key 往来的每条指令（口令已隐去）"
        )


def _addin_command(commands: Any) -> None:
    addin = _command(commands, "addin", "addin:status", "Excel 加载项：安装、卸载、检查")
    actions = addin.add_subparsers(
        title="操作", metavar="操作", dest="action", required=True, parser_class=Parser
    )
    _command(actions, "install", "addin:install", "安装或更新")
    _command(actions, "uninstall", "addin:uninstall", "卸载")
    _command(actions, "status", "addin:status", "检查加载项能否使用")


def _practice_commands(commands: Any) -> None:
    demo = _command(commands, "demo", "demo:run", "演示：从填表到取回结果，全程自动走一遍")
    demo.add_argument(
        "--out", type=Path, default=Path("gjj-demo"), metavar="文件夹", help="保存到哪里"
    )

    sandbox = _command(commands, "sandbox", "practice:run", "演练中心")
    actions = sandbox.add_subparsers(
        title="操作", metavar="操作", dest="action", required=True, parser_class=Parser
    )
    seed = _command(actions, "seed", "practice:seed", "建立演练单位和虚构的职工")
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
    serve = _command(actions, "serve", "practice:serve", "启动演练中心（按 Ctrl+C 结束）")
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
    review = _command(actions, "review", "practice:review", "扮演中心工作人员，审核职工登记")
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
    moving = _command(
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
