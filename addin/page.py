"""The tab as an HTML page, drawn from ribbon.xml as Excel lays it out: to look at, and to measure.

Large buttons stand alone, small ones in columns of three; menus hang open below their buttons.
"""

import base64
from collections.abc import Collection, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, fromstring

FOLDER: Final = Path(__file__).parent
_STYLE: Final = """
* { box-sizing: border-box; margin: 0 }
body { font: 12px "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; color: #262626;
  background: #fff; width: max-content; min-width: 100% }
nav { display: flex; background: #f3f3f3; padding: 6px 8px 0 }
nav span { padding: 4px 12px 6px; color: #444 }
nav b { padding: 4px 12px 3px; color: #1f4e79; border-bottom: 3px solid #1f4e79 }
main { display: flex; background: #f3f3f3; padding: 2px 8px 6px; border-bottom: 1px solid #c8c8c8 }
section { display: flex; flex-direction: column; padding: 2px 5px 0;
  border-right: 1px solid #d5d5d5 }
section > div { display: flex; height: 74px; gap: 1px }
h2 { font-size: 11px; font-weight: normal; color: #666; text-align: center; padding-top: 3px }
.large { display: flex; flex-direction: column; align-items: center; padding: 3px 4px;
  position: relative; line-height: 14px; text-align: center }
.large img { width: 32px; height: 32px; margin-bottom: 4px }
.column { display: flex; flex-direction: column }
.row { display: flex; gap: 4px }
.small { display: flex; align-items: center; gap: 5px; height: 24px; padding: 0 5px 0 3px;
  white-space: nowrap }
.small img { width: 16px; height: 16px }
.off { color: #a6a6a6 } .off img { opacity: .35; filter: grayscale(1) }
.arrow::after { content: "\\25be"; font-size: 10px; line-height: 9px; color: #555 }
menu { position: absolute; top: 104px; left: 0; background: #fff; border: 1px solid #c0c0c0;
  padding: 3px; box-shadow: 0 2px 5px #0003; text-align: left }
section:last-child menu { left: 18px }
menu .small { height: 25px; padding-right: 14px } menu hr { border: 0; border-top: 1px solid #ddd }
aside { height: 198px }
"""
_NEIGHBOURS: Final = ("文件", "开始", "插入", "页面布局", "公式", "数据")
_BEHIND: Final = ("审阅", "视图")
_MENU_TOP: Final = 104
"""Pixels from the top of a group to the menus that hang below it."""
_LINE: Final = 5
"""Characters of a large button's label beyond which Excel breaks it into two lines."""


def page(on: Collection[str], labels: Mapping[str, str], *, menus: bool = True) -> str:
    """The whole page; ``on`` are the controls that are enabled, ``labels`` the got labels."""
    root = fromstring((FOLDER / "ribbon.xml").read_text("utf-8"))  # noqa: S314 - our own file
    tab = next(one for one in root.iter() if _tag(one) == "tab")
    drawing = _Drawing(on, labels, menus)
    groups = "".join(
        f"<section><div>{''.join(drawing.columns(group))}</div>"
        f"<h2>{escape(group.get('label', ''))}</h2></section>"
        for group in tab
    )
    tabs = "".join(f"<span>{name}</span>" for name in _NEIGHBOURS)
    behind = "".join(f"<span>{name}</span>" for name in _BEHIND)
    room = "<aside></aside>" if menus else ""
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>tab</title>'
        f"<style>{_STYLE}</style><body><nav>{tabs}<b>{escape(tab.get('label', ''))}</b>{behind}"
        f"</nav><main>{groups}</main>{room}"
        "<script>document.title = [...document.querySelectorAll('section')].reduce("
        "(w, s) => Math.max(w, s.getBoundingClientRect().right), 0)</script>"
    )


class _Drawing:
    """What a control looks like."""

    def __init__(self, on: Collection[str], labels: Mapping[str, str], menus: bool) -> None:
        self._on, self._labels, self._menus = on, labels, menus

    def columns(self, group: Element) -> Iterator[str]:
        """A group's controls as Excel places them."""
        waiting: list[str] = []
        for one in group:
            if one.get("size") == "large":
                yield from _column(waiting)
                waiting = []
                yield self._large(one)
                continue
            waiting.append(self._row(one, len(waiting)))
            if len(waiting) == 3:
                yield from _column(waiting)
                waiting = []
        yield from _column(waiting)

    def _row(self, one: Element, place: int) -> str:
        if _tag(one) == "box":
            return f'<div class="row">{"".join(self._small(inner) for inner in one)}</div>'
        if _tag(one) in {"menu", "splitButton"}:
            is_split = _tag(one) == "splitButton"
            button, menu = (one[0], one[1]) if is_split else (one, one)
            # Beside the menu of a neighbour in the same column, which hangs below its own.
            right = "calc(100% + 45px)" if is_split else "0"
            where = f"top:{_MENU_TOP - 24 * place}px;left:auto;right:{right}"
            text = escape(button.get("label", ""))
            return (
                f'<div class="small arrow {self._off(button)}" style="position:relative">'
                f"{_image(button)}{text}{self._opened(menu, where)}</div>"
            )
        return self._small(one)

    def _opened(self, menu: Element, where: str = "") -> str:
        if not self._menus:
            return ""
        items = "".join(
            "<hr>" if _tag(inner) == "menuSeparator" else self._small(inner) for inner in menu
        )
        return f'<menu style="{where}">{items}</menu>'

    def _small(self, one: Element) -> str:
        if _tag(one) == "labelControl":
            return f'<div class="small">{escape(self._labels[one.get("id", "")])}</div>'
        return (
            f'<div class="small {self._off(one)}">{_image(one)}{escape(one.get("label", ""))}</div>'
        )

    def _large(self, one: Element) -> str:
        button = next(iter(one)) if _tag(one) == "splitButton" else one
        menu = next((inner for inner in one.iter() if _tag(inner) == "menu"), None)
        text = button.get("label", "")
        width = 12 * (len(text) if len(text) <= _LINE else -(-len(text) // 2)) + 10
        opened = "" if menu is None else self._opened(menu)
        arrow = "arrow" if menu is not None else ""
        return (
            f'<div class="large {arrow} {self._off(button)}" style="width:{max(width, 44)}px">'
            f"{_image(button)}{escape(text)}{opened}</div>"
        )

    def _off(self, one: Element) -> str:
        """A menu itself is always on: what hangs in it has its own state."""
        return "" if one.get("id") in self._on or _tag(one) == "menu" else "off"


def _column(rows: list[str]) -> Iterator[str]:
    if rows:
        yield f'<div class="column">{"".join(rows)}</div>'


def _image(one: Element) -> str:
    data = (FOLDER / "icons" / f"{one.get('image')}.png").read_bytes()
    return f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}">'


def _tag(one: Element) -> str:
    return one.tag.rpartition("}")[2]
