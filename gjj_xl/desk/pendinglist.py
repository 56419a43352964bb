"""The pending list (待确认): recorded here and at the centre, shown, deleted, kept in step.

A record stands in the local store before the centre is told, and the centre is told again until it
has answered; each record has a number of its own, so nothing comes twice. While a filing confirms
records, they are tied to its REQUEST_SN, and the journal decides what becomes of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import (
    AnswerIncomplete,
    ChannelError,
    LinesRefused,
    NotLoggedIn,
    Refused,
    UnknownEntry,
)
from gjj_xl.centre.paging import collect
from gjj_xl.centre.pending import Kept, Where, new_record_id
from gjj_xl.centre.session import Session
from gjj_xl.desk.context import Context
from gjj_xl.desk.recording import Checked, batch_of, check_record, small_roster
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.check import check
from gjj_xl.rules.report import Record
from gjj_xl.wire.lines import decode_lines, encode_lines
from gjj_xl.wire.messages import AskPending, DropPending, PendingAnswer, PutPending

_OFFLINE: Final = "没有连上中心：记录保存在本机，连上以后会自动送到中心；其他电脑暂时看不到。"
_INCOMPLETE: Final = "从中心收到的待确认记录不完整，没有采用；显示的是本机的记录，请再查询一次。"
_LOGGED_OUT: Final = "登录已失效：记录保存在本机，重新登录以后会自动送到中心。"
_OVER: Final = frozenset({Step.ACCEPTED, Step.ANSWERED})
_FREE: Final = frozenset({Step.REFUSED, Step.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Listed:
    """The pending list of a business; ``amount`` is the total in fen, None where it is unknown.

    ``notes`` tell what was not as it was left: offline, taken by another computer, a conflict.
    """

    business: Business
    records: tuple[Kept, ...]
    amount: int | None
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Head count and total in one line."""
        total = "" if self.amount is None else f"，{self.business.facts.total_word} "
        yuan = "" if self.amount is None else f"{self.amount // 100:,}.{self.amount % 100:02d} 元"
        return f"待确认 {len(self.records):,} 人{total}{yuan}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of 录入: ``checked`` says why nothing was recorded; ``refused`` is the centre's."""

    checked: Checked
    done: bool
    listed: Listed
    refused: tuple[str, ...] = ()


def record(
    context: Context, business: Business, cells: Mapping[str, Cell], *, sure: bool = False
) -> Recorded:
    """录入: check what a form holds and keep it; see :meth:`gjj_xl.desk.desk.Desk.record`."""
    before = refresh(context, business)
    checked = check_record(context, business, cells, records_of(before.records))
    if checked.record is None or (checked.questions and not sure):
        return Recorded(checked, False, before)
    kept = Kept(
        record_id=new_record_id(),
        business=business,
        fund=checked.record.fund,
        text=encode_lines(business, [checked.record]),
        recorded_at=context.now(),
    )
    context.pending().put(kept)
    after = refresh(context, business)
    mine = next((one for one in after.records if one.record_id == kept.record_id), None)
    if mine is not None and mine.conflict:
        context.pending().forget([kept.record_id])
        return Recorded(checked, False, listed(context, business), (mine.conflict,))
    return Recorded(checked, True, after)


def look_at(context: Context, business: Business, cells: Mapping[str, Cell]) -> Checked:
    """See :meth:`gjj_xl.desk.desk.Desk.look_at`."""
    kept = [one for one in context.pending().all(business) if one.where is not Where.DROPPED]
    return check_record(context, business, cells, records_of(kept))


def refresh(context: Context, business: Business) -> Listed:
    """查询待确认记录: tell the centre what it does not know, and take over what it has.

    Where it cannot be reached the local list stands, and that is said.
    """
    settle(context)
    notes: list[str] = []
    try:
        notes += _exchange(context, context.session(), business)
    except NotLoggedIn:
        notes.append(_LOGGED_OUT)
    except ChannelError:
        notes.append(_OFFLINE)
    except AnswerIncomplete:
        notes.append(_INCOMPLETE)
    except Refused as error:
        notes.append(f"中心暂时不能查询待确认记录：{error.words}；显示的是本机的记录。")
    return replace(listed(context, business), notes=tuple(notes))


def listed(context: Context, business: Business) -> Listed:
    """The list as this computer knows it."""
    kept = tuple(one for one in context.pending().all(business) if one.where is not Where.DROPPED)
    return Listed(business, kept, _amount(context, business, kept))


def drop(context: Context, business: Business, record_ids: Sequence[str]) -> tuple[int, Listed]:
    """删除: any records that are not under way (C12); returns how many.

    What another computer has confirmed meanwhile is not deleted, and not said to be.
    """
    before = refresh(context, business)
    table = context.pending()
    count = sum(table.drop([record_id]) for record_id in record_ids)
    after = refresh(context, business)
    return count, replace(after, notes=tuple(dict.fromkeys((*before.notes, *after.notes))))


def settle(context: Context) -> None:
    """Let the journal decide on records that were tied to a filing: done with, or free again."""
    table, journal = context.pending(), context.journal()
    tied: dict[str, list[str]] = {}
    for one in table.all():
        if one.request_sn is not None:
            tied.setdefault(one.request_sn, []).append(one.record_id)
    for request_sn, record_ids in tied.items():
        try:
            step = journal.entry(request_sn).step
        except UnknownEntry:  # the program died before the filing was written down
            step = Step.WITHDRAWN
        if step in _OVER:
            table.forget(record_ids)
        elif step in _FREE:
            table.untie(request_sn)


def records_of(kept: Sequence[Kept]) -> tuple[Record, ...]:
    """Pending records as the rules between records see them."""
    made = []
    for number, one in enumerate(kept, start=1):
        cells = cells_of(one)
        texts = {name: cell for name, cell in cells.items() if isinstance(cell, str)}
        made.append(Record(one.business, number, {**texts, "fund": one.fund}))
    return tuple(made)


def cells_of(kept: Kept) -> dict[str, Cell]:
    """The cells of a pending record, field by field."""
    batch = decode_lines(kept.business, kept.text, kept.fund)
    return {name: cells[0] for name, cells in batch.columns.items()}


def _exchange(context: Context, session: Session, business: Business) -> list[str]:
    table, notes, gone = context.pending(), [], 0
    mine = table.all(business)
    dropped = tuple(one.record_id for one in mine if one.where is Where.DROPPED)
    if dropped:
        session.ask(DropPending(business, dropped), PendingAnswer)
        table.forget(dropped)
    for one in mine:
        if one.where is not Where.HERE:
            continue
        try:
            session.ask(PutPending(one.record_id, business, one.fund, one.text), PendingAnswer)
        except LinesRefused as error:
            words = "；".join(told for _, told in error.lines) or error.words
            table.put(replace(one, conflict=words))
            notes.append(f"中心没有接受一条本机的记录：{words}")
            continue
        table.put(replace(one, where=Where.CENTRE, conflict=""))
    listing, _ = collect(
        lambda cursor: session.ask(AskPending(business, cursor), PendingAnswer),
        lambda page: page.records,
        lambda found: found.record_id,
    )
    at_centre = {found.record_id: found for found in listing}
    known = {one.record_id: one for one in table.all(business)}
    for record_id, one in known.items():
        if one.where is Where.CENTRE and record_id not in at_centre and one.request_sn is None:
            table.forget([record_id])
            gone += 1
    for record_id, found in at_centre.items():
        if record_id not in known:
            table.put(
                Kept(record_id, business, found.fund, found.text, found.recorded_at, Where.CENTRE)
            )
    if gone:
        notes.append(f"{gone:,} 条记录已由另一台电脑确认或删除，不再列出。")
    return notes


def _amount(context: Context, business: Business, kept: Sequence[Kept]) -> int | None:
    terms = context.terms()
    if terms is None:
        return None
    total = 0
    for fund in {one.fund for one in kept}:
        rows: list[Mapping[str, Cell]] = [cells_of(one) for one in kept if one.fund == fund]
        roster = small_roster(context, business, rows) if business.facts.registered else None
        made = check(batch_of(business, rows, fund), terms, roster, single=True).totals.amount
        total += made or 0
    return total
