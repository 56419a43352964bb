"""Clicks of 综合查询: batches, the records behind a count, deposits, export (D1-D6)."""

from pathlib import Path

from gjj_xl.desk import Desk
from gjj_xl.desk.resultsheets import COUNT_STATES, SERIAL_HEADER, parse_about
from gjj_xl.desk.words import DEPOSITS_TITLE, QUERY_TITLES
from gjj_xl.ribbon.dialogs.forms import AskDeposits, AskMonth, SaveFile
from gjj_xl.ribbon.errors import NoCount, NoResults
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.working import with_suffix
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.roster import State
from gjj_xl.sheets.errors import OpenBookTrouble
from gjj_xl.sheets.layout import RESULTS_NAME
from gjj_xl.sheets.live import LiveSurface
from gjj_xl.sheets.owner import owner_in
from gjj_xl.sheets.pages import Block
from gjj_xl.wire.messages import QueryKind


def query(place: Workplace, kind: QueryKind | None = None) -> None:
    """The batches of a business month, into a new sheet of the active workbook of ours."""
    target = _target(place)
    place.jobs.start("综合查询", lambda job: _query(place, job, target, kind))


def _query(place: Workplace, job: Job, target: LiveSurface | None, kind: QueryKind | None) -> None:
    with place.desk(job) as desk:
        month = desk.window_state().month
        kinds = tuple(QueryKind)
        titles = () if kind else tuple(QUERY_TITLES[one] for one in kinds)
        heading = QUERY_TITLES[kind] if kind else "综合查询"
        answer = job.ask(AskMonth(heading, month, titles))
        asked = kind or kinds[answer.kind or 0]
        with job.window("正在查询"), place.results() as path:
            result = desk.query_batches(
                asked,
                answer.month,
                lambda done, total: job.tell("正在查询", done, total),
                lambda: job.cancelled,
            )
            job.go_on()
            desk.write_batches(result, path)
            _put(place, job, target, path)
    job.tell(f"{QUERY_TITLES[asked]}：业务年月 {answer.month}，共 {len(result.batches):,} 批")


def details(place: Workplace) -> None:
    """明细：the records behind the selected count, into a further sheet."""
    surface = place.excel.active()
    chosen = _chosen(place, surface)
    place.jobs.start("查询明细", lambda job: _details(place, job, surface, *chosen))


def _details(
    place: Workplace,
    job: Job,
    surface: LiveSurface,
    kind: QueryKind,
    month: str,
    serial: str,
    header: str,
) -> None:
    with place.desk(job) as desk, job.window("正在查询明细"), place.results() as path:
        state = COUNT_STATES[header]
        result = desk.query(
            kind,
            month,
            lambda done, total: job.tell("正在查询明细", done, total),
            lambda: job.cancelled,
            serial=serial,
            state=state,
        )
        job.go_on()
        count = sum(len(batch.records) for batch in result.batches)
        if not count:
            place.say(f"业务流水号 {serial} 没有{header.removesuffix('笔数')}的记录。")
            return
        desk.write_records(result, path, f"业务流水号 {serial}，{header}")
        _put(place, job, surface, path)
    job.tell(f"业务流水号 {serial}：{header} {count:,} 笔")


def _chosen(place: Workplace, surface: LiveSurface) -> tuple[QueryKind, str, str, str]:
    """What the selection means: kind and month of the query, the batch, the header of the count.

    Raises NoCount, OtherUnit.
    """
    cell = place.excel.selected_cell()
    if cell is None:
        raise NoCount
    sheet, row, column = cell
    about = parse_about(_about(surface, sheet))
    if about is None:
        raise NoCount
    kind, month, owner = about
    place.front.require_own(surface.path, owner)
    found = count_at(surface.read(sheet), row, column)
    if found is None:
        raise NoCount
    return kind, month, *found


def count_at(block: Block, row: int, column: int) -> tuple[str, str] | None:
    """Serial and header of the count in a cell of a sheet of batches; None where it is none.

    A cell of a batch that is no count (its serial, its date) stands for all of its records (全部).
    """
    header_row = next(
        (
            number
            for number in range(block.top, min(row, block.bottom + 1))
            if SERIAL_HEADER in block.row(number)
        ),
        None,
    )
    if header_row is None:
        return None
    headers: list[Cell] = list(block.row(header_row))
    serial = block.cell(row, block.left + headers.index(SERIAL_HEADER))
    header = block.cell(header_row, column)
    if not isinstance(serial, str) or not serial.isascii() or not serial.strip():
        return None
    return serial, header if isinstance(header, str) and header in COUNT_STATES else "总笔数"


def deposits(place: Workplace) -> None:
    """职工缴存明细查询 over the local roster (D4)."""
    target = _target(place)
    place.jobs.start(DEPOSITS_TITLE, lambda job: _deposits(place, job, target))


def _deposits(place: Workplace, job: Job, target: LiveSurface | None) -> None:
    with place.desk(job) as desk:
        funds, names = _funds(desk)
        form = AskDeposits(funds=names)
        answer = job.ask(form)
        states = (None, State.NORMAL, State.STOPPED)
        with job.window("正在查询"), place.results() as path:
            result = desk.query_deposits(
                client_number=answer.client_number or None,
                name=answer.name or None,
                id_number=answer.id_number or None,
                state=states[answer.state],
                fund=funds[answer.fund],
            )
            desk.write_query(result, path)
            _put(place, job, target, path)
    job.tell(f"{DEPOSITS_TITLE}：共 {len(result.employees):,} 条")


def _funds(desk: Desk) -> tuple[tuple[int | None, ...], tuple[str, ...]]:
    terms = desk.terms()
    own = terms.funds if terms else ()
    words = [f"{fund} {terms.fund_names.get(fund, '')}".strip() for fund in own] if terms else []
    return (None, *own), ("全部", *words)


def export(place: Workplace) -> None:
    """导出：the active sheet of results as a workbook of its own (D5)."""
    surface = place.excel.active()
    sheet = place.excel.active_sheet(surface)
    if _about(surface, sheet) is None:
        raise NoResults

    def work(job: Job) -> None:
        folder = surface.path.parent if surface.path.is_absolute() else None
        path = with_suffix(job.ask(SaveFile("导出", folder, f"{sheet}.xlsx")))
        job.excel(lambda: place.excel.save_copy(surface, sheet, path))
        place.say("已导出", str(path))

    place.jobs.start("导出", work)


def _target(place: Workplace) -> LiveSurface | None:
    """The workbook that results go into: the active one if it is this unit's, else none."""
    if not place.excel.any_open():
        return None
    surface = place.excel.active()
    if surface.business() is None or not place.front.is_own(owner_in(surface.pages())):
        return None
    return surface


def _put(place: Workplace, job: Job, target: LiveSurface | None, path: Path) -> None:
    """Results into the workbook they were asked from; into a new one where that is gone."""

    def put() -> None:
        if target is not None:
            try:
                names = target.add_sheets(path)
            except OpenBookTrouble:
                place.excel.require_ready()
            else:
                place.excel.show(target, names[0])
                return
        place.excel.new_with(path)

    job.excel(put)


def _about(surface: LiveSurface, sheet: str) -> Cell:
    return surface.sheet_constant(sheet, RESULTS_NAME)
