"""What the centre said of a batch, put into the workbook that was sent.

A stamped workbook carries a sheet 回执: words for people, and the receipt with its signature in
base64, so that anybody can verify it without this software. Its batch sheet is protected.
"""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from gjj_xl.rules.business import RESULT_HEADER
from gjj_xl.rules.money import yuan_text
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.errors import NotABatch, Reason
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.inspect import open_source
from gjj_xl.sheets.layout import RECEIPT_SHEET
from gjj_xl.sheets.pages import Block, Pages
from gjj_xl.sheets.reading import LiveSheet, read_live
from gjj_xl.sheets.surface import Surface

_PART: Final = 30_000
"""Characters of base64 in one cell; Excel's limit is 32,767."""
_WIDTHS: Final = (20.0, 64.0)
"""Characters; together they fit a page."""
_HOW: Final = (
    "运行 gjj-xl verify 加本文件名；或把下面两段 base64 分别还原为 receipt.txt 和 receipt.der，"
    "运行 openssl cms -verify -binary -inform DER -in receipt.der -content receipt.txt "
    "-CAfile 中心证书。"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is known of a batch that the centre accepted.

    ``digest`` is the content digest (hex), ``amount`` in fen or None, ``accepted_at`` carries its
    time zone. ``receipt`` are the bytes that the centre signed, ``signature`` the detached CMS.
    """

    serial: str
    request_sn: str
    accepted_at: dt.datetime
    digest: str
    count: int
    amount: int | None
    receipt: bytes = field(repr=False)
    signature: bytes = field(repr=False)


_SERIAL: Final = "业务流水号"
_REQUEST: Final = "请求流水号"
_TIME: Final = "受理时间"
_COUNT: Final = "总人数"
_AMOUNT: Final = "总金额（元）"
_DIGEST: Final = "内容摘要"
_RECEIPT: Final = "回执原文（base64）"
_SIGNATURE: Final = "中心签名（base64）"


def stamp_sent(path: Path, stamp: Stamp) -> None:
    """Write the 回执 sheet into a workbook and protect its batch sheet, in place.

    Raises:
        SheetError.
    """
    live = read_live(path)
    with FileSurface(path) as surface:
        stamp_surface(surface, live.sheet, stamp)
        surface.save()


def stamp_surface(surface: Surface, sheet: str, stamp: Stamp) -> None:
    """Like :func:`stamp_sent`, on any surface."""
    surface.put_sheet(RECEIPT_SHEET, _rows(stamp), _WIDTHS)
    surface.protect(RECEIPT_SHEET)
    surface.protect(sheet)


def _rows(stamp: Stamp) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        ("住房公积金业务回执",),
        (_SERIAL, stamp.serial),
        (_REQUEST, stamp.request_sn),
        (_TIME, stamp.accepted_at.isoformat()),
        (_COUNT, str(stamp.count)),
        (_AMOUNT, "" if stamp.amount is None else yuan_text(stamp.amount)),
        (_DIGEST, stamp.digest),
        ("如何核验", _HOW),
    ]
    for label, data in ((_RECEIPT, stamp.receipt), (_SIGNATURE, stamp.signature)):
        text = base64.b64encode(data).decode()
        parts = [text[start : start + _PART] for start in range(0, len(text), _PART)] or [""]
        rows.extend((label, part) for part in parts)
    return rows


def read_stamp(path: Path) -> Stamp | None:
    """The stamp of a workbook; None where it has none, or one that was damaged.

    Nothing is proven by it: whoever needs to know verifies receipt and signature.

    Raises:
        SheetError.
    """
    with Book(open_source(Path(path))) as book:
        return stamp_in(book)


def stamp_in(book: Pages) -> Stamp | None:
    """Like :func:`read_stamp`, from a workbook that is open, as a file or in Excel."""
    if all(info.name != RECEIPT_SHEET for info in book.sheets):
        return None
    return _parsed(book.block(RECEIPT_SHEET))


def _parsed(block: Block) -> Stamp | None:
    texts: dict[str, str] = {}
    for cells in block.rows:
        if len(cells) > 1 and isinstance(cells[0], str):
            texts[cells[0]] = texts.get(cells[0], "") + str(cells[1]).strip()
    try:
        yuan = texts[_AMOUNT]
        return Stamp(
            serial=texts[_SERIAL],
            request_sn=texts[_REQUEST],
            accepted_at=dt.datetime.fromisoformat(texts[_TIME]),
            digest=texts[_DIGEST],
            count=int(texts[_COUNT]),
            amount=int(yuan.replace(".", "")) if yuan else None,
            receipt=base64.b64decode(texts[_RECEIPT], validate=True),
            signature=base64.b64decode(texts[_SIGNATURE], validate=True),
        )
    except (KeyError, ValueError, binascii.Error):
        return None


def fill_results(path: Path, results: Mapping[int, str], *, out: Path | None = None) -> None:
    """Write the words of 处理结果: sheet row → text. Rows not named are cleared.

    Raises:
        NotABatch: the sheet has no such column.
        SheetError.
    """
    live = read_live(path)
    with FileSurface(path, out) as surface:
        write_words(surface, live, {RESULT_HEADER: results})
        surface.save()


def write_words(surface: Surface, live: LiveSheet, words: Mapping[str, Mapping[int, str]]) -> None:
    """Write our own columns of a sheet in one go: header → sheet row → text.

    The whole column is written, so that words of an earlier run are gone.
    """
    rows = word_columns(live, words)
    first = live.batch.header_row + 1
    columns = {
        live.marker_columns[header]: [
            rows[row][live.marker_columns[header]] for row in range(first, first + len(rows))
        ]
        for header in words
    }
    surface.write_columns(live.sheet, first, columns)


def word_columns(
    live: LiveSheet, words: Mapping[str, Mapping[int, str]]
) -> dict[int, dict[int, str]]:
    """Whole columns of our words, as row → column → text; rows without words are empty.

    Raises:
        NotABatch: the sheet has no such column.
    """
    missing = [header for header in words if header not in live.marker_columns]
    if missing:
        raise NotABatch(live.path, Reason.NO_MARKERS, sheet=live.sheet, missing=missing)
    places = [(live.marker_columns[header], texts) for header, texts in words.items()]
    last = max((live.bottom, *(row for texts in words.values() for row in texts)))
    return {
        row: {column: texts.get(row, "") for column, texts in places}
        for row in range(live.batch.header_row + 1, last + 1)
    }
