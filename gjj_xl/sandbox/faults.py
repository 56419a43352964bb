"""How the centre misbehaves: a table of named faults, each switched on for a number of times.

All are off unless somebody asks for them: at the start, through the admin endpoint, or by a test.
"""

import threading
from collections.abc import Iterable, Mapping
from enum import StrEnum, unique
from typing import Final

from gjj_xl.wire.codes import Tx


@unique
class Fault(StrEnum):
    """A fault; the value is its name on the command line."""

    BUSY = "busy"
    SLOW = "slow"
    CUT_BEFORE_COMMIT = "cut-before-commit"
    CUT_AFTER_COMMIT = "cut-after-commit"
    DIE_BEFORE_COMMIT = "die-before-commit"
    DIE_AFTER_COMMIT = "die-after-commit"
    DUPLICATE_ANSWER = "duplicate-answer"
    LATE_RESULT = "late-result"
    WRONG_TOTAL = "wrong-total"
    BAD_RECEIPT = "bad-receipt"
    FOREIGN_RECEIPT = "foreign-receipt"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    FORGET_SESSION = "forget-session"
    INTERNAL = "internal"
    LOST_PAGE = "lost-page"
    REPEATED_PAGE = "repeated-page"
    DAMAGED_PAGE = "damaged-page"


WORDS: Final[Mapping[Fault, str]] = {
    Fault.BUSY: "返回数据出错，稍后再试",
    Fault.SLOW: "很慢才应答",
    Fault.CUT_BEFORE_COMMIT: "受理之前断线，批次未入库",
    Fault.CUT_AFTER_COMMIT: "受理之后断线，批次已入库而没有应答",
    Fault.DIE_BEFORE_COMMIT: "受理之前中心程序崩溃",
    Fault.DIE_AFTER_COMMIT: "受理之后中心程序崩溃",
    Fault.DUPLICATE_ANSWER: "重复发送上一次的应答",
    Fault.LATE_RESULT: "处理结果晚半小时",
    Fault.WRONG_TOTAL: "应答与回执中的总金额不对",
    Fault.BAD_RECEIPT: "回执的签名无效",
    Fault.FOREIGN_RECEIPT: "回执由其他机构签名",
    Fault.GARBAGE: "应答不是报文，而是一张网页",
    Fault.TRUNCATED: "应答只收到一半",
    Fault.FORGET_SESSION: "登录失效",
    Fault.INTERNAL: "中心内部错误",
    Fault.LOST_PAGE: "分页应答漏掉一页",
    Fault.REPEATED_PAGE: "分页应答重复第一页",
    Fault.DAMAGED_PAGE: "职工信息同步的一页内容有误",
}
"""What each fault does, for the command line's help."""


_SPARED: Final = frozenset({"login", "logout"})


class UnknownFaultError(ValueError):
    """A fault that is not in the table, or a count that is none; ``text`` is what was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Faults:
    """The faults that are switched on; threads may share it.

    A fault is asked for as ``name`` (once), ``name:3`` (three times) or ``name:*`` (always);
    ``name:0`` switches it off. ``name@roster`` is for one transaction only, by its name;
    ``slow=2.5`` says how many seconds. Log-in and log-out have no faults unless named.
    """

    def __init__(self, asked: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._left: dict[tuple[Fault, str], float] = {}
        self.slow_seconds = 3.0
        self.ask(asked)

    def ask(self, asked: Iterable[str]) -> None:
        """Switch faults on or off; UnknownFaultError for a wrong one, and then none is changed."""
        wanted = [_parse(text) for text in asked]
        with self._lock:
            for fault, scope, seconds, count in wanted:
                self._left[fault, scope] = count
                if seconds is not None:
                    self.slow_seconds = seconds

    def take(self, fault: Fault, scope: str = "") -> bool:
        """Whether the fault is to happen now, in this transaction; counts it down."""
        with self._lock:
            for key in ((fault, scope), (fault, "")):
                if (key[1] or scope not in _SPARED) and self._left.get(key, 0) > 0:
                    self._left[key] -= 1
                    return True
            return False

    def left(self) -> dict[str, str]:
        """The faults still to come with their counts, ``*`` for always."""
        with self._lock:
            return {
                f"{fault.value}@{scope}" if scope else fault.value: (
                    "*" if count == float("inf") else str(int(count))
                )
                for (fault, scope), count in self._left.items()
                if count > 0
            }


def _parse(text: str) -> tuple[Fault, str, float | None, float]:
    name, _, count = text.partition(":")
    name, _, seconds = name.partition("=")
    name, _, scope = name.partition("@")
    try:
        if scope and scope.upper() not in Tx.__members__:
            raise ValueError(scope)
        times = float("inf") if count == "*" else float(int(count or "1"))
        return Fault(name), scope.lower(), float(seconds) if seconds else None, times
    except ValueError:
        raise UnknownFaultError(text) from None
