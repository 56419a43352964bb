"""The one place where an error becomes words and an exit code; no traceback reaches a clerk."""

import errno
import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from gjj_xl.desk.linetroubles import LINE_TROUBLES
from gjj_xl.desk.sheettroubles import SHEET_TROUBLES
from gjj_xl.desk.tokentroubles import TOKEN_TROUBLES
from gjj_xl.desk.trouble import REFUSAL, UNUSABLE, Table, Trouble
from gjj_xl.desk.unittroubles import UNIT_TROUBLES

TABLE: Final[Table] = MappingProxyType(
    {**SHEET_TROUBLES, **LINE_TROUBLES, **TOKEN_TROUBLES, **UNIT_TROUBLES}
)

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_INTERRUPTED: Final = Trouble("interrupted", "已中断", "已经写下的内容不会丢失。", "", REFUSAL)


def explain(error: BaseException, table: Table = TABLE) -> Trouble:
    """Any error in the clerk's words; a front may add its own errors to the table.

    An error that is in no table is a fault of the program, and is said to be one: its kind is told
    for the help desk, never its text, which may hold somebody's data.
    """
    if isinstance(error, KeyboardInterrupt):
        return _INTERRUPTED
    for kind in type(error).__mro__:
        if kind in table:
            return _with_notes(table[kind].of(code_of(type(error)), error), error)
    if isinstance(error, OSError):
        return _with_notes(_system(error), error)
    return Trouble(
        "internal",
        f"程序内部错误（{type(error).__name__}）",
        "这是程序的问题，不是您的操作问题；已经写下的内容不会丢失。",
        "请把本提示和日志文件交给技术支持。",
        UNUSABLE,
    )


def code_of(kind: type[BaseException]) -> str:
    """The stable code of a class of errors: ``WrongPin`` is ``wrong-pin``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def _with_notes(trouble: Trouble, error: BaseException) -> Trouble:
    """With what the desk has noted on the error, as where rows were moved to."""
    notes = getattr(error, "__notes__", ())
    return replace(trouble, means="".join((trouble.means, *notes)))


def _system(error: OSError) -> Trouble:
    where = error.filename or ""
    for condition, code, what, todo in SYSTEM_WORDS:
        if condition(error):
            return Trouble(code, f"{what}：{where}", "", todo, UNUSABLE)
    return Trouble("system", f"系统错误：{where}", error.strerror or "", "请稍后再试。", UNUSABLE)


SYSTEM_WORDS: Final[tuple[tuple[Callable[[OSError], bool], str, str, str], ...]] = (
    (lambda e: e.errno in _FULL, "disk-full", "磁盘已满，无法写入", "请清理磁盘后再试。"),
    (
        lambda e: isinstance(e, PermissionError),
        "permission",
        "没有权限，或文件正被其他程序打开",
        "请先保存并关闭该文件；仍不行的，请检查文件和文件夹的权限。",
    ),
    (lambda e: isinstance(e, FileNotFoundError), "not-found", "找不到", "请检查路径。"),
    (lambda e: isinstance(e, FileExistsError), "exists", "已存在", "请换一个名称。"),
    (
        lambda e: isinstance(e, NotADirectoryError | IsADirectoryError),
        "not-a-file",
        "不是可以这样使用的文件或文件夹",
        "请检查路径。",
    ),
)
