"""综合查询: batches of a business month with their records, and the local roster (manual 10)."""

from collections.abc import Callable

from gjj_xl.centre.filing import fetch_records
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import NoTerms, NotSynced
from gjj_xl.desk.facts import DepositsResult, FiledBatch, QueryResult
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import AskBatches, BatchesAnswer, QueryKind


def query(
    context: Context,
    kind: QueryKind,
    month: str,
    progress: Callable[[int, int | None], None] = lambda _done, _total: None,
) -> QueryResult:
    """The batches filed for a business month, each with all its records."""
    session = context.session()
    answer = session.ask(AskBatches(kind, month), BatchesAnswer)
    batches = []
    for done, summary in enumerate(answer.batches, start=1):
        records, _ = fetch_records(session, summary.serial)
        batches.append(FiledBatch(summary, records))
        progress(done, len(answer.batches))
    account = session.account
    return QueryResult(
        kind=kind,
        month=month,
        asked_at=session.now(),
        unit_number=account.unit_number,
        unit_name=account.unit_name,
        batches=tuple(batches),
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
