"""综合查询: batches of a business month with their records, and the local roster (manual 10)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from gjj_xl.centre.errors import AnswerIncomplete
from gjj_xl.centre.filing import fetch_records
from gjj_xl.centre.paging import collect, never
from gjj_xl.centre.sync import Progress, silent
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import NoTerms, NotSynced, UnknownBatch
from gjj_xl.desk.facts import DepositsResult, FiledBatch, QueryResult
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import (
    AskBatches,
    BatchesAnswer,
    BatchSummary,
    QueryKind,
    RecordResult,
    RecordState,
)


def query_batches(
    context: Context,
    kind: QueryKind,
    month: str,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
) -> QueryResult:
    """The batches filed for a business month, without their records.

    Raises AnswerIncomplete, Cancelled, NotLoggedIn, Refused, ChannelError.
    """
    session = context.session()
    batches, _ = collect(
        lambda cursor: session.ask(AskBatches(kind, month, cursor), BatchesAnswer),
        lambda page: page.batches,
        lambda batch: batch.serial,
        tell=progress,
        cancelled=cancelled,
    )
    account = session.account
    return QueryResult(
        kind=kind,
        month=month,
        asked_at=session.now(),
        unit_number=account.unit_number,
        unit_name=account.unit_name,
        batches=tuple(FiledBatch(summary, ()) for summary in batches),
    )


def query(
    context: Context,
    kind: QueryKind,
    month: str,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
    *,
    serial: str | None = None,
    state: RecordState | None = None,
) -> QueryResult:
    """The batches filed for a business month, each with its records.

    ``serial`` asks for one batch only, ``state`` for the records in that state only. ``progress``
    is told how many records came, of how many. The counts of a batch are those of its records as
    they came. Raises UnknownBatch where that month has no such batch, AnswerIncomplete, Cancelled.
    """
    found = query_batches(context, kind, month, cancelled=cancelled)
    wanted = [one for one in found.batches if serial in (None, one.summary.serial)]
    if serial is not None and not wanted:
        raise UnknownBatch(serial)
    session = context.session()
    batches, done, total = [], 0, sum(one.summary.total for one in wanted)
    for batch in wanted:
        tell = partial(_told_of_all, progress, done, total)
        records, _ = fetch_records(session, batch.summary.serial, tell, cancelled)
        summary = _tallied(batch.summary, records)
        done += len(records)
        kept = tuple(record for record in records if state in (None, record.state))
        batches.append(FiledBatch(summary, kept))
    return replace(found, batches=tuple(batches))


def _told_of_all(
    progress: Progress, before: int, total: int, came: int, _of_this: int | None
) -> None:
    progress(before + came, total)


def _tallied(summary: BatchSummary, records: Sequence[RecordResult]) -> BatchSummary:
    """The batch with the counts of these records: some may have been processed since it was listed.

    Raises AnswerIncomplete where it has another number of records than it says.
    """
    if len(records) != summary.total:
        raise AnswerIncomplete(summary.total, len(records))
    counts = Counter(record.state for record in records)
    return replace(
        summary,
        succeeded=counts[RecordState.SUCCEEDED],
        failed=counts[RecordState.FAILED],
        awaiting=counts[RecordState.AWAITING],
        processing=counts[RecordState.PROCESSING],
    )


def query_deposits(
    context: Context,
    *,
    client_number: str | None = None,
    name: str | None = None,
    id_number: str | None = None,
    state: State | None = None,
    fund: int | None = None,
) -> DepositsResult:
    """职工缴存明细查询 over the local roster; nothing given: everybody.

    Raises NotLoggedIn, NotSynced.
    """
    account = context.account()
    local = context.local_roster()
    synced = local.synced()
    if synced is None:
        raise NotSynced
    terms = context.terms()
    if terms is None:
        raise NoTerms
    found = local.search(
        client_number=client_number, name=name, id_number=id_number, state=state, fund=fund
    )
    asked = (
        ("个人客户号", client_number),
        ("姓名", name),
        ("证件号码", id_number),
        ("缴存状态", state.value if state else None),
        ("资金性质", str(fund) if fund is not None else None),
    )
    return DepositsResult(
        employees=tuple(found),
        synced_at=synced.at,
        unit_number=account.unit_number,
        unit_name=account.unit_name,
        terms=terms,
        asked=tuple(f"{word} {value}" for word, value in asked if value),
    )
