"""帮助 as one page: a file without anything from elsewhere, to search in and to print."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from typing import Final

from gjj_xl import __version__
from gjj_xl.desk.help.entries import Group, HelpEntry
from gjj_xl.desk.help.search import ALIASES
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.sheets.saving import write_whole

TITLE: Final = "住房公积金单位网上业务：提示信息与处理方法"


def write_page(path: Path, entries: Sequence[HelpEntry], start: str = "") -> None:
    """Write the page; it opens at the entry whose key is ``start``.

    Raises InUse, Unreadable where the file cannot be written.
    """
    style, script = _text("page.css"), _text("page.js")
    text = Template(_text("page.html")).substitute(
        title=escape(TITLE),
        version=escape(__version__),
        made=dt.datetime.now(SHANGHAI).date().isoformat(),
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
        style=style,
        script=script,
        start=escape(start, quote=True),
        aliases=escape(json.dumps(ALIASES, ensure_ascii=False), quote=True),
        contents="".join(_link(group, entries) for group in Group),
        groups="".join(_section(group, entries) for group in Group),
    )
    write_whole(path, text.encode())


def _text(name: str) -> str:
    return resources.files("gjj_xl.desk.help").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """What the page's policy calls a style or a script that is its own."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _of(group: Group, entries: Sequence[HelpEntry]) -> list[HelpEntry]:
    return [entry for entry in entries if entry.group is group]


def _link(group: Group, entries: Sequence[HelpEntry]) -> str:
    name = f"{group.heading}（{len(_of(group, entries))}）"
    return f'<a href="#{group.name.lower()}">{escape(name)}</a>'


def _section(group: Group, entries: Sequence[HelpEntry]) -> str:
    cards = "".join(map(_card, _of(group, entries)))
    return (
        f'<section id="{group.name.lower()}"><h2>{escape(group.heading)}</h2>'
        f'<p class="about">{escape(group.about)}。</p>{cards}</section>'
    )


def _card(entry: HelpEntry) -> str:
    facts = [entry.level, entry.scope, f"代码 {entry.code}"]
    if entry.group in {Group.PROBLEMS, Group.OUTCOMES}:
        facts = []
    small = escape("　".join(filter(None, facts)))
    patterns = escape(json.dumps(entry.patterns, ensure_ascii=False), quote=True)
    return (
        f'<article id="{escape(entry.key, quote=True)}" tabindex="-1" data-patterns="{patterns}"'
        f' data-code="{escape(entry.code, quote=True)}"><h3>{escape(entry.message)}</h3><dl>'
        f'<dt>原因</dt><dd class="cause">{escape(entry.cause)}</dd>'
        f'<dt>处理方法</dt><dd class="todo">{escape(entry.todo)}</dd></dl>'
        + (f'<p class="small">{small}</p>' if small else "")
        + "</article>\n"
    )
