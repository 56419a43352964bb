"""Putting the receipt into the workbook that was sent, and the receipt beside the store."""

from dataclasses import dataclass
from pathlib import Path

from gjj_xl.centre.entry import Entry
from gjj_xl.desk.comparing import differences
from gjj_xl.desk.context import Context
from gjj_xl.desk.moving import SENT_COPY, beside
from gjj_xl.desk.words import DELIVERED_LATER
from gjj_xl.desk.workbook import Workbook, book_path
from gjj_xl.rules.terms import Terms, TermsError, parse_terms
from gjj_xl.sheets.errors import InUse, NotEditable, NotOpen, SheetError
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.saving import whole_file
from gjj_xl.sheets.stamp import Stamp, stamp_sent
from gjj_xl.sheets.template import LiveContent, write_live
from gjj_xl.wire.lines import decode_lines
from gjj_xl.wire.receipts import parse_receipt

_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Stamped:
    """The workbook that carries the receipt, None where none could be written."""

    path: Path | None
    notes: tuple[str, ...] = ()


def stamp_of(context: Context, entry: Entry) -> Stamp:
    """What goes into the workbook of an accepted entry."""
    kept = context.journal().receipt(entry.request_sn)
    assert kept is not None
    text, signature = kept
    receipt = parse_receipt(text)
    return Stamp(
        serial=receipt.serial,
        request_sn=receipt.request_sn,
        accepted_at=receipt.accepted_at,
        digest=receipt.content_digest,
        count=receipt.count,
        amount=receipt.amount,
        receipt=text,
        signature=signature,
    )


def stamp_entry(
    context: Context, entry: Entry, workbook: Workbook, snapshot: bytes | None = None
) -> Stamped:
    """Stamp and protect the workbook of an accepted entry.

    Where that cannot be written (a file that is open elsewhere), or no longer holds what was sent,
    a copy beside it is made of ``snapshot``, the bytes that were sent. A workbook that was closed
    in Excel meanwhile gets its receipt when it is opened again. A failure here loses nothing: the
    receipt is in the journal.
    """
    notes = file_receipts(context, entry)
    stamp = stamp_of(context, entry)
    if entry.is_single:
        made = _stamp_single(context, entry, stamp)
        return Stamped(made.path, (*made.notes, *notes))
    source = Path(entry.source)
    why = "已被改动，不再是已提交的内容"
    try:
        if _holds(context, entry, workbook, snapshot):
            workbook.stamp(stamp)
            context.journal().stamped(entry.request_sn, context.now())
            return Stamped(source, notes)
    except NotOpen:
        return Stamped(None, (f"{source} 已关闭，回执保存在本机；{DELIVERED_LATER}", *notes))
    except NotEditable:
        why = "无法原样写入"
    except InUse:
        why = "正被其他程序打开"
    except (SheetError, OSError):
        why = "无法写入"
    copy = _stamped_copy(context, entry, stamp, snapshot)
    if copy is None:
        return Stamped(None, (f"回执未能写入 {source}（{why}）；回执保存在本机。", *notes))
    context.journal().stamped(entry.request_sn, context.now())
    note = f"{source} {why}，带回执的副本已写入 {copy}；该批内容已提交，请勿再次提交。"
    return Stamped(copy, (note, *notes))


def _stamp_single(context: Context, entry: Entry, stamp: Stamp) -> Stamped:
    """Write the confirmed records of a form, with their receipt, into a workbook beside it."""
    path = book_path(entry)
    notes: tuple[str, ...] = ()
    if path is not None:
        try:
            with whole_file(path) as made:
                path = _written_anew(context, entry, stamp, made) and path
        except (SheetError, OSError):
            notes = (f"回执未能写入 {path}；回执保存在本机。",)
            path = None
    context.journal().stamped(entry.request_sn, context.now())
    return Stamped(path, notes)


def _holds(context: Context, entry: Entry, workbook: Workbook, snapshot: bytes | None) -> bool:
    """Whether the workbook still says what was sent. Raises NotOpen, InUse."""
    try:
        live = workbook.read(business=entry.business)
    except (NotOpen, InUse):
        raise
    except (SheetError, OSError):
        return False
    if snapshot is not None and live.source is not None and live.source.data == snapshot:
        return True
    terms = terms_of(live, context.terms())
    filing = context.journal().filing(entry.request_sn)
    return not differences(filing, entry.rows, live.batch, terms)


def terms_of(live: LiveSheet, otherwise: Terms | None) -> Terms | None:
    """The terms that a workbook carries, else the given ones."""
    try:
        return parse_terms(live.terms) if live.terms else otherwise
    except TermsError:
        return otherwise


def _stamped_copy(
    context: Context, entry: Entry, stamp: Stamp, snapshot: bytes | None
) -> Path | None:
    """A workbook of what was sent, with its receipt, under a free name; None where that fails."""
    source = Path(entry.source)
    copy = beside(source, SENT_COPY)
    try:
        if snapshot is not None:
            try:
                copy.write_bytes(snapshot)
                stamp_sent(copy, stamp)
            except NotEditable:
                copy.unlink(missing_ok=True)
            else:
                return copy
        return _written_anew(context, entry, stamp, copy)
    except (SheetError, OSError):
        copy.unlink(missing_ok=True)
        return None


def _written_anew(context: Context, entry: Entry, stamp: Stamp, copy: Path) -> Path | None:
    """The sent lines as a live workbook of their own."""
    terms = context.terms()
    if terms is None:
        return None
    filing = context.journal().filing(entry.request_sn)
    batch = decode_lines(filing.business, filing.lines, filing.fund)
    write_live(
        copy,
        filing.business,
        terms,
        LiveContent(columns=batch.columns),
        fund=filing.fund,
        stamp=stamp,
    )
    return copy


def file_receipts(context: Context, entry: Entry) -> tuple[str, ...]:
    """Like :func:`keep_receipts`; where it fails that is told, for the journal has them too."""
    try:
        keep_receipts(context, entry)
    except OSError:
        return (f"回执文件未能写入 {context.home.receipts}；回执已保存在本地数据中。",)
    return ()


def keep_receipts(context: Context, entry: Entry) -> list[Path]:
    """Write an entry's receipts as files that ``openssl cms -verify`` reads; returns the texts.

    They hold numbers of the unit and the batch and nobody's name.
    """
    journal = context.journal()
    folder = context.home.receipts
    made = []
    for word, kept in (
        ("受理回执", journal.receipt(entry.request_sn)),
        ("处理结果回执", journal.final_receipt(entry.request_sn)),
    ):
        if kept is None:
            continue
        folder.mkdir(mode=0o700, exist_ok=True)
        text = folder / f"{entry.serial}-{word}.txt"
        if text.exists() and text.read_bytes() != kept[0]:  # a batch of another centre's
            text = folder / f"{entry.serial}-{context.account().centre}-{word}.txt"
        for path, data in ((text, kept[0]), (text.with_suffix(".p7s"), kept[1])):
            path.touch(_MODE)
            path.write_bytes(data)
        made.append(text)
    return made
