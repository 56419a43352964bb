"""综合查询: batches of a business month with their records, and the local roster (manual 10)."""

from collections.abc import Callable
from dataclasses import replace

from gjj_xl.centre.filing import fetch_records
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import NoTerms, NotSynced, UnknownBatch
from gjj_xl.desk.facts import DepositsResult, FiledBatch, QueryResult
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import AskBatches, BatchesAnswer, QueryKind, RecordState


def query_batches(context: Context, kind: QueryKind, month: str) -> QueryResult:
    """The batches filed for a business month, without their records."""
    session = context.session()
    answer = session.ask(AskBatches(kind, month), BatchesAnswer)
    account = session.account
    return QueryResult(
        kind=kind,
        month=month,
        asked_at=session.now(),
        unit_number=account.unit_number,
        unit_name=account.unit_name,
        batches=tuple(FiledBatch(summary, ()) for summary in answer.batches),
    )


def query(
    context: Context,
    kind: QueryKind,
    month: str,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    *,
    serial: str | None = None,
    state: RecordState | None = None,
) -> QueryResult:
    """The batches filed for a business month, each with its records.

    ``serial`` asks for one batch only, ``state`` for the records in that state only. Raises
    UnknownBatch where that month has no such batch.
    """
    found = query_batches(context, kind, month)
    wanted = [one for one in found.batches if serial in (None, one.summary.serial)]
    if serial is not None and not wanted:
        raise UnknownBatch(serial)
    session = context.session()
    batches = []
    for done, batch in enumerate(wanted, start=1):
        records, _ = fetch_records(session, batch.summary.serial)
        kept = tuple(record for record in records if state in (None, record.state))
        batches.append(FiledBatch(batch.summary, kept))
        progress(done, len(wanted))
    return replace(found, batches=tuple(batches))


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
