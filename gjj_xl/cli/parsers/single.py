"""``single``: 单笔业务, entered one by one, then confirmed."""

from pathlib import Path
from typing import Any, Final

from gjj_xl.cli import options

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


def add(commands: Any) -> None:
    """Add ``single`` and what is below it."""
    single = options.command(commands, "single", "single:run", "单笔业务：逐笔录入，核对，确认")
    actions = options.actions(single)
    enter = options.command(actions, "enter", "single:enter", "录入一笔，记为待确认记录")
    listing = options.command(actions, "list", "single:listing", "查询待确认记录")
    delete = options.command(actions, "delete", "single:delete", "删除待确认记录")
    confirm = options.command(
        actions, "confirm", "single:confirm", "确认：签名并提交全部待确认记录"
    )
    form = options.command(actions, "form", "single:form", "取录入表（在 Excel 里录入时使用）")
    for action in (enter, listing, delete, confirm, form):
        action.add_argument(
            "business",
            choices=options.BUSINESSES[:-1],
            metavar="业务",
            help=options.BUSINESS_WORDS.rpartition("，")[0],
        )
    enter.add_argument("--fund", metavar="代码", help="资金性质（10 或 11）；只有一种的不必写")
    for name, metavar, words in _FORM_FIELDS:
        enter.add_argument(f"--{name.replace('_', '-')}", metavar=metavar, help=words)
    enter.add_argument("--yes", action="store_true", help="对询问回答“是”")
    options.json(enter)
    options.json(listing)
    delete.add_argument("numbers", nargs="*", metavar="编号", help="list 列出的编号，可以多个")
    delete.add_argument("--all", action="store_true", help="全部待确认记录")
    delete.add_argument("--yes", action="store_true", help="不再询问")
    options.filing(confirm)
    confirm.add_argument(
        "--out",
        type=Path,
        default=Path(),
        metavar="文件夹",
        help="带回执的工作簿保存到哪里（默认当前文件夹）",
    )
    options.unit(enter, listing, delete, confirm, form)
    form.add_argument("--out", type=Path, required=True, metavar="新文件.xlsx", help="保存到哪里")
    options.terms(form)
    options.force(form)
