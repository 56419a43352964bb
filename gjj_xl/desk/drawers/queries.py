"""综合查询 and 单位网上对账."""

from collections.abc import Callable
from pathlib import Path

from gjj_xl.centre.paging import never
from gjj_xl.centre.sync import Progress, silent
from gjj_xl.desk import querying, reconciling
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import DepositsResult, QueryResult
from gjj_xl.desk.resultsheets import write_batches, write_deposits, write_query, write_records
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import QueryKind, RecordState


class Queries(Drawer):
    """Asking what was filed and what is on record, and writing the answers into workbooks."""

    def query(
        self,
        kind: QueryKind,
        month: str,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
        *,
        serial: str | None = None,
        state: RecordState | None = None,
    ) -> QueryResult:
        """The batches filed for a business month (YYYYMM), with their records.

        ``serial`` and ``state`` ask for one batch and for the records in one state only;
        ``progress`` is told how many records came and of how many. Raises UnknownBatch,
        AnswerIncomplete, Cancelled, NotLoggedIn, ChannelError.
        """
        return querying.query(
            self._context, kind, month, progress, cancelled, serial=serial, state=state
        )

    def query_batches(
        self,
        kind: QueryKind,
        month: str,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
    ) -> QueryResult:
        """The batches filed for a business month, without their records."""
        return querying.query_batches(self._context, kind, month, progress, cancelled)

    def query_deposits(
        self,
        *,
        client_number: str | None = None,
        name: str | None = None,
        id_number: str | None = None,
        state: State | None = None,
        fund: int | None = None,
    ) -> DepositsResult:
        """职工缴存明细查询 over the local roster; nothing given: everybody."""
        return querying.query_deposits(
            self._context,
            client_number=client_number,
            name=name,
            id_number=id_number,
            state=state,
            fund=fund,
        )

    def write_batches(self, result: QueryResult, out: Path) -> tuple[str, ...]:
        """Write the batches of a query; returns the names of the sheets."""
        return write_batches(out, result)

    def write_records(self, result: QueryResult, out: Path, chosen: str) -> tuple[str, ...]:
        """Write the records of a query's batches; ``chosen`` says in words which they are."""
        return write_records(out, result, self._context.terms(), chosen)

    def write_query(self, result: QueryResult | DepositsResult, out: Path) -> tuple[str, ...]:
        """导出excel: write a query into a workbook; returns the names of its sheets."""
        if isinstance(result, DepositsResult):
            return write_deposits(out, result)
        return write_query(out, result, self._context.terms())

    def reconcile(self) -> str:
        """单位网上对账: an address that opens the centre's site signed-in, once, within a minute.

        Raises NotLoggedIn, Refused, ChannelError.
        """
        return reconciling.reconcile(self._context)
