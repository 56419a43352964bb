"""The diagnosis as a file for the help desk, with nothing in it that names a person or a unit."""

import datetime as dt
import getpass
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gjj_xl import __version__
from gjj_xl.desk.facts import Diagnosis
from gjj_xl.rules.mask import mask_text


def report(lines: Sequence[Diagnosis], secrets: Mapping[str, str], now: dt.datetime) -> str:
    """The text of the report; ``secrets`` are words to hide and what stands there instead."""
    rows = [
        f"gjj-xl {__version__} 诊断报告　{now:%Y-%m-%d %H:%M}",
        f"{platform.system()} {platform.release()}，{platform.machine()}",
        "报告不含姓名、证件号码、单位和账号。",
        "",
    ]
    for line in lines:
        rows.append(f"[{'正常' if line.ok else '注意'}] {line.name}：{line.found}")
        if line.remedy:
            rows.append(f"    处理方法：{line.remedy}")
    return hidden("\n".join(rows) + "\n", secrets)


def hidden(text: str, secrets: Mapping[str, str]) -> str:
    """A text without the secrets, in whatever case, the longest first; then no personal numbers."""
    for word in sorted(filter(None, secrets), key=len, reverse=True):
        at = text.casefold().find(word.casefold())
        while at >= 0:
            text = text[:at] + secrets[word] + text[at + len(word) :]
            at = text.casefold().find(word.casefold(), at + len(secrets[word]))
    return mask_text(text)


def secrets_of(words: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """The words to hide: those given (what they are, the word), the home folder, the user."""
    found = {word: f"〔{what}〕" for what, word in words if word and len(word) > 1}
    found[str(Path.home())] = "〔用户文件夹〕"
    try:
        user = getpass.getuser()
    except OSError:  # no such user, as in a container
        return found
    if len(user) > 2 and user != "root":
        found[user] = "〔用户〕"
    return found
