"""网上业务开通、终止申请表: three copies on a page each, to sign and seal (manual 1 (三)).

The manual says 一式三联 and where the form is carried: to the centre's window, then (开通) to the
bank's, who hands out the U-key. So one copy is the centre's, one the bank's and one the unit's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Any, Final

from gjj_xl.sheets import style
from gjj_xl.sheets.layout import line_count, row_height
from gjj_xl.sheets.saving import whole_file

_COPIES: Final = (
    ("第一联", "公积金中心留存"),
    ("第二联", "建设银行留存"),
    ("第三联", "单位留存"),
)
_LABEL_WIDTH: Final = 17.0
_VALUE_WIDTH: Final = 27.0
_WIDTHS: Final = (_LABEL_WIDTH, _VALUE_WIDTH, _LABEL_WIDTH, _VALUE_WIDTH)
_ROW: Final = 40.0
_SIGN_ROW: Final = 46.0
_BOX: Final = "□"


@unique
class Application(StrEnum):
    """A form; the value is its word on the command line."""

    OPEN = "open"
    END = "end"

    @property
    def form(self) -> str:
        """The form's name, which is also its file's."""
        return f"杭州市住房公积金单位网上业务{self.word}申请表"

    @property
    def word(self) -> str:
        """开通 or 终止."""
        return {"open": "开通", "end": "终止"}[self.value]


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of the unit; what is not is left to be written by hand."""

    unit_name: str = ""
    unit_number: str = ""
    account: str = ""


_Line = Sequence[tuple[str, str]]


def _unit(who: Applicant) -> tuple[_Line, ...]:
    return (
        (("单位名称", who.unit_name),),
        (("单位客户号", who.unit_number), ("网银账号", who.account)),
        (("单位代理人", ""), ("联系电话", "")),
        (("代理人身份证号码", ""), ("单位地址", "")),
    )


_BRANCHES: Final = f"{_BOX} 市中心本级　{_BOX} 高新（滨江）管理部　{_BOX} 铁路分中心"
_ASKED: Final = {
    Application.OPEN: (
        (("缴存登记管理部", _BRANCHES),),
        (("网上对账", f"{_BOX} 已开通　{_BOX} 尚未开通，一并办理网上对账新用户注册"),),
        (("申请事项", "开通住房公积金单位网上业务，申领专用U-key和客户端程序安装光盘。"),),
    ),
    Application.END: (
        (("缴存登记管理部", _BRANCHES),),
        (("终止原因", ""),),
        (("申请事项", "终止住房公积金单位网上业务。"),),
    ),
}
_HANDLED: Final = {
    Application.OPEN: (
        ("单位申请", "以上内容属实，申请开通。", "单位（公章）：", "单位代理人（签名）："),
        ("中心审核", "", "审核人（签名）：", "中心（盖章）："),
        ("建行办理", "专用U-key编号：", "经办人（签名）：", "领取人（签名）："),
    ),
    Application.END: (
        ("单位申请", "以上内容属实，申请终止。", "单位（公章）：", "单位代理人（签名）："),
        ("中心审核", "", "审核人（签名）：", "中心（盖章）："),
    ),
}
_STEPS: Final = {
    Application.OPEN: (
        "1．本表一式三联，加盖公章；尚未开通网上对账的，与《杭州住房公积金网单位会员注册申请表》一并办理。",
        "2．单位代理人持本表、本人身份证到公积金窗口提出申请。",
        "3．中心审核通过后，单位代理人持本表、本人身份证至建行指定窗口，办理专用U-key和安装光盘的申领手续。",
        "4．单位在本地PC机自行安装专用U-key和客户端程序，按提示步骤操作完成。",
    ),
    Application.END: (
        "1．本表一式三联，加盖公章。",
        "2．单位代理人持本表、本人身份证到公积金窗口提出申请，经中心审核后办结。",
    ),
}
_DATE: Final = "　　　　年　　　月　　　日"


def write_application(path: Path, kind: Application, who: Applicant) -> tuple[str, ...]:
    """Write a form, a sheet for each of its three copies; returns the names of the sheets.

    Raises:
        InUse, Unreadable: ``path`` cannot be written.
    """
    with whole_file(Path(path)) as made:
        book = style.open_workbook(made)
        book.set_properties({"title": kind.form, "author": "gjj-xl", "category": "住房公积金"})
        book.set_custom_property("Language", "zh-CN", "text")
        names = [_Copy(book, kind, copy, recipient).write(who) for copy, recipient in _COPIES]
        style.close_workbook(book)
    return tuple(names)


class _Copy:
    """Writes one copy, row by row."""

    def __init__(self, book: Any, kind: Application, copy: str, recipient: str) -> None:
        self._formats = style.Formats(book)
        self._kind, self._copy, self._recipient = kind, copy, recipient
        self._page = book.add_worksheet(f"{copy} {recipient}")
        self._row = 0

    def write(self, who: Applicant) -> str:
        page, kind = self._page, self._kind
        self._set_page()
        self._head()
        for line in (*_unit(who), *_ASKED[kind]):
            self._fields(line)
        for heading, words, *signed in _HANDLED[kind]:
            self._handled(heading, words, signed)
        self._steps()
        page.print_area(0, 0, self._row - 1, len(_WIDTHS) - 1)
        return str(page.get_name())

    def _set_page(self) -> None:
        page = self._page
        for index, width in enumerate(_WIDTHS):
            page.set_column(index, index, width)
        page.set_portrait()
        page.set_paper(9)
        page.fit_to_pages(1, 1)
        page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.6)
        page.center_horizontally()
        page.hide_gridlines(2)

    def _head(self) -> None:
        page, formats = self._page, self._formats
        last = len(_WIDTHS) - 1
        title = formats.text(font_size=style.TITLE_SIZE, bold=True, align="center_across")
        page.set_row(0, 36)
        page.write_string(0, 0, self._kind.form, title)
        for index in range(1, last + 1):
            page.write_blank(0, index, None, title)
        page.set_row(1, 24)
        page.write_string(1, 0, f"申请日期：{_DATE}", formats.text())
        words = f"一式三联　{self._copy}：{self._recipient}"
        page.write_string(1, last, words, formats.text(bold=True, align="right"))
        self._row = 2

    def _fields(self, line: _Line) -> None:
        """Labels and values; a single value runs across the rest of the row."""
        page, formats = self._page, self._formats
        label = formats.boxed(
            bold=True, align="center", text_wrap=True, bg_color=style.WORDS_GROUND
        )
        value = formats.boxed(num_format=49, text_wrap=True, indent=1)
        room = _VALUE_WIDTH if len(line) > 1 else sum(_WIDTHS[1:])
        lines = max(line_count(text, room) for _, text in line)
        page.set_row(self._row, max(_ROW, row_height(lines)))
        if len(line) == 1:
            ((name, text),) = line
            page.write_string(self._row, 0, name, label)
            page.merge_range(self._row, 1, self._row, len(_WIDTHS) - 1, "", value)
            page.write_string(self._row, 1, text, value)
        else:
            for index, (name, text) in enumerate(line):
                page.write_string(self._row, 2 * index, name, label)
                page.write_string(self._row, 2 * index + 1, text, value)
        self._row += 1

    def _handled(self, heading: str, words: str, signed: Sequence[str]) -> None:
        """A box in which somebody signs: what is said, who signs, the date."""
        page, formats, last = self._page, self._formats, len(_WIDTHS) - 1
        label = formats.boxed(bold=True, align="center", bg_color=style.WORDS_GROUND)
        page.merge_range(self._row, 0, self._row + 2, 0, heading, label)
        rows: tuple[tuple[tuple[str, str, str], float, dict[str, int]], ...] = (
            ((words, "", ""), _ROW, {"top": 1}),
            ((signed[0], signed[1], ""), _SIGN_ROW, {}),
            (("", "", f"日期：{_DATE}"), _ROW - 6, {"bottom": 1}),
        )
        for texts, height, edge in rows:
            page.set_row(self._row, height)
            for index, text in enumerate(texts, 1):
                border = {"right": 1} if index == last else {}
                looks: dict[str, Any] = {"num_format": 49, "indent": 1, "border_color": style.LINE}
                page.write_string(self._row, index, text, formats.text(**looks, **edge, **border))
            self._row += 1

    def _steps(self) -> None:
        page, formats = self._page, self._formats
        words = formats.text(font_size=10, font_color=style.MUTED, text_wrap=True)
        page.set_row(self._row, 10)
        self._row += 1
        for text in ("办理说明：", *_STEPS[self._kind]):
            page.set_row(self._row, row_height(line_count(text, sum(_WIDTHS))))
            page.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", words)
            page.write_string(self._row, 0, text, words)
            self._row += 1
