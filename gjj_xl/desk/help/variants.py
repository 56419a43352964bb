"""The wordings of errors that say different things for different reasons.

Where the tables of troubles choose a sentence by a reason, the reasons' own tables are read; so a
new reason is in the help without a line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from gjj_xl.centre.errors import Busy, LinesRefused, NotLoggedIn, Unreachable
from gjj_xl.desk.errors import HasErrors
from gjj_xl.desk.inputs import InputFileError
from gjj_xl.desk.linetroubles import BUSY_WORDS, REACH_WORDS, TYPED_WORDS
from gjj_xl.desk.sheettroubles import REASON_WORDS, SIZE_WORDS, WHY_WORDS
from gjj_xl.sheets.errors import NotABatch, TooLarge, Unreadable
from gjj_xl.wire.errors import FieldError, IllegalCharacter


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording: a name for it, its template, and what is its own beside the kind's words."""

    name: str
    what: str
    means: str = ""
    todo: str = ""


def _key(reason: Enum) -> str:
    return reason.name.lower().replace("_", "-")


VARIANTS: Final[Mapping[type[BaseException], tuple[Variant, ...]]] = MappingProxyType(
    {
        Unreadable: tuple(
            Variant(_key(why), what, todo=todo) for why, (what, todo) in WHY_WORDS.items()
        ),
        TooLarge: tuple(
            Variant(_key(size), f"{{e.path}} 太大，超过 {{e.limit}} {word}")
            for size, word in SIZE_WORDS.items()
        ),
        NotABatch: tuple(
            Variant(_key(reason), what, todo=todo) for reason, (what, todo) in REASON_WORDS.items()
        ),
        Unreachable: tuple(
            Variant(_key(reach), f"连接不上中心 {{e.host}}:{{e.port}}（{what}）", todo=todo)
            for reach, (what, todo) in REACH_WORDS.items()
        ),
        FieldError: (
            *(
                Variant(field.lower().replace("_", "-"), f"{what}有误", means)
                for field, (what, means) in TYPED_WORDS.items()
            ),
            Variant("other", "报文字段 {e.field}有误", "程序与中心往来的内容不符合约定的格式。"),
        ),
        Busy: (
            Variant("", "返回数据出错：{e.words}"),
            *(Variant("queue", f"{what}：{{e.words}}") for what in BUSY_WORDS.values()),
        ),
        NotLoggedIn: (
            Variant("never", "尚未登录", "本机还没有登录过，或已退出系统。"),
            Variant("ended", "登录已失效", "登录的有效时间已过，或中心结束了这次登录。"),
        ),
        LinesRefused: (Variant("", "中心未受理：{e.words}，共 {e.lines} 条记录有误"),),
        IllegalCharacter: (Variant("", "内容含有不能传送的字符（U+{e.character}）"),),
        InputFileError: (
            Variant("", "{e.path} 无法使用"),
            Variant("line", "{e.path} 第 {e.line} 行 无法使用"),
        ),
        HasErrors: (Variant("", "{e.path} 中有 {e.report} 个错误，没有提交"),),
    }
)
