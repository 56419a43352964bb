"""The desk's words name commands of the terminal; in Excel each of them is a button."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from gjj_xl.desk.trouble import Trouble

BUTTONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login": "登录",
        "sync": "职工信息同步",
        "resume": "继续办理",
        "status": "本机批次",
        "query": "综合查询",
        "intake": "导入旧表",
        "template": "批量业务文本格式下载",
        "doctor": "诊断",
        "withdraw": "撤回批次",
        "verify": "验证回执",
        "counter": "柜面办理",
        "units": "切换单位",
    }
)
"""Command of the terminal → the words on the button."""

_PHRASES: Final = (
    ("；没有打开 Excel 的，运行 gjj-xl resume --wait", ""),
    ("（没有打开 Excel 的，运行 gjj-xl resume --wait）", ""),
    ("；没有打开 Excel 的，请运行 gjj-xl resume", ""),
    ("，之后可用 gjj-xl resume --wait 继续", ""),
    (
        "用 --key 指定 U-key（piv:）或证书文件（.p12），或登录时指定",
        "登录时在“更多设置”中指定 U-key（piv:）或证书文件（.p12）",
    ),
    ("用 gjj-xl login --key 重新选择", "重新登录，并在“更多设置”中重新选择"),
    ("用 --key 写明其中一个的名称", "登录时在“更多设置”中写明其中一个的名称"),
    ("用 --key pkcs11:驱动程序的路径", "登录时在“更多设置”中写明 pkcs11:驱动程序的路径"),
    ("请运行 uv sync --extra card 安装", "请信息技术部门安装"),
    ("请运行 uv sync --extra pkcs11 安装", "请信息技术部门安装"),
    ("用 --key 指定证书文件（.p12）", "登录时在“更多设置”中指定证书文件（.p12）"),
    ("用 gjj-xl login --key 指定", "登录时在“更多设置”中指定证书文件"),
    ("检查 --url", "检查登录窗口中的网址"),
    ("根证书（--ca）", "根证书"),
    ("（gjj-xl template），或用 --business 指定业务", ""),
    ("用 --business 指定是哪一种", "把工作表改名为业务的名称（如“批量漏缴补缴”），再试一次"),
    ("用 --fund 指定资金性质（10 或 11）", "在标题行写明资金性质（10 或 11）"),
    ("，或改用与标题一致的 --fund", ""),
    ("或用 --only-clean 只发送", "或选择只发送"),
    ("运行 gjj-xl verify 加本文件名", "点击“验证回执”"),
    ("；确实要移除的，请加 --force", ""),
    ("用 gjj-xl single list 再核对", "点击“查询待确认记录”再核对"),
    ("用 gjj-xl single list 核对", "点击“查询待确认记录”核对"),
    ("用 gjj-xl single delete 删除这些记录", "选中这些记录，点击“删除待确认记录”"),
)
_BESIDE: Final = re.compile(r"（gjj-xl [^）]+）")
_COMMAND: Final = re.compile(r"(?:运行|用) ?gjj-xl ([a-z]+) ?")
_UNITS: Final = re.compile(r"用 gjj-xl units (?:use|add)(?: \d+)? ?")


def in_excel(words: str) -> str:
    """A sentence of the desk as it is said in Excel."""
    for terminal, here in _PHRASES:
        words = words.replace(terminal, here)
    words = _UNITS.sub(f"点击“登录”下的“{BUTTONS['units']}”", words)
    return _COMMAND.sub(lambda found: f"点击“{BUTTONS.get(found[1], found[1])}”", words)


def help_in_excel(words: str) -> str:
    """A sentence of the help: there the command of the terminal stands beside the button."""
    return _BESIDE.sub("", in_excel(words))


def trouble_in_excel(trouble: Trouble) -> Trouble:
    """The same for what is said of an error."""
    return replace(
        trouble,
        what=in_excel(trouble.what),
        means=in_excel(trouble.means),
        todo=in_excel(trouble.todo),
    )
