"""What a form shows by itself: the employee of a client number, a salary within its bounds.

The add-in calls :func:`changed` for each change of cells on a form's own sheet.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from gjj_xl.desk.pendinglist import Listed, cells_of
from gjj_xl.desk.recording import Checked, fund_of
from gjj_xl.desk.syncing import RECEIVING
from gjj_xl.desk.words import moment_words, pending_words
from gjj_xl.ribbon import session
from gjj_xl.ribbon.dialogs.forms import Choice, Question
from gjj_xl.ribbon.excel import rows_of
from gjj_xl.ribbon.formwords import all_of, beside, field_of, filled, full, progress, summary
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.adjusting import adjusted
from gjj_xl.rules.business import Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.findings import Code
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.formlayout import PaneField
from gjj_xl.sheets.formsurface import FormSurface, ListRow, Pane
from gjj_xl.sheets.owner import owner_in
from gjj_xl.sheets.scan import column_index

_COLUMNS: Final = re.compile(r"\$?([A-Z]{1,3})\$?\d*(?::\$?([A-Z]{1,3})\$?\d*)?")
OTHERS: Final = "本表属于另一个单位，请切换到该单位后再录入。"
_UNKNOWN: Final = "该职工不存在缴存关系或不属于此单位"
_SYNC: Final = (Choice("职工信息同步", "S"), Choice("返回修改", "R"))


def changed(place: Workplace, sheet: str, address: str) -> None:
    """Cells of the active workbook were changed; does nothing unless a form's input is among them.

    Raises NotSynced where a client number was typed before the first sync.
    """
    surface = place.excel.active()
    business = surface.form()
    if business is None:
        return
    form = FormSurface(surface, business)
    touched = _touched(form, address) if sheet == form.sheet else []
    if touched and not place.front.is_own(owner_in(surface.pages())):
        form.tell(OTHERS, {})
        return
    terms = place.terms()
    if not touched or terms is None:
        return
    names_somebody = any(line.column.kind in {Kind.CLIENT, Kind.FUND} for line in touched)
    if not names_somebody and place.front.synced() is None:
        return  # told with the client number, and again by 录入
    cells = _adjust(form, touched, terms)
    checked = place.front.look_at(business, cells)
    if business.facts.registered and names_somebody:
        found = checked.employee
        form.write(
            {
                "name": found.name if found else None,
                "id_number": found.id_number if found else None,
            }
        )
    _tell(form, checked, cells, touched)
    if names_somebody and any(one.code is Code.CLIENT_NUMBER_UNKNOWN for one in checked.errors):
        _offer_sync(place, form, cells)


def _touched(form: FormSurface, address: str) -> list[PaneField]:
    """The fields in an address such as ``$B$6:$B$9,$B$12``."""
    found: list[PaneField] = []
    for area in address.split(","):
        columns = _COLUMNS.fullmatch(area)
        if columns is not None:
            first = column_index(columns[1])
            last = column_index(columns[2] or columns[1])
            found += form.fields_in(rows_of(area), range(first, last + 1))
    return found


def _adjust(form: FormSurface, touched: Sequence[PaneField], terms: Terms) -> dict[str, Cell]:
    """Put bounds in place of what lies beyond them; returns what the clerk typed."""
    pane = form.read()
    bounds: dict[str, Cell] = {}
    kept = dict(pane.kept)
    for line in touched:
        kept.pop(line.field, None)
        typed = pane.shown[line.field]
        if line.column.kind in {Kind.SALARY, Kind.RATE}:
            bound = adjusted(form.business, line.field, typed, terms)
            if bound is not None:
                bounds[line.field], kept[line.field] = bound, typed
    if kept != pane.kept:
        form.keep(kept)
    form.write(bounds)
    return Pane(form.business, {**pane.shown, **bounds}, kept).typed(terms)


def _tell(
    form: FormSurface,
    checked: Checked,
    cells: Mapping[str, Cell],
    touched: Sequence[PaneField],
) -> None:
    """Say beside each field what is the matter, and above the pane all about those touched.

    Where there is nothing about them, the fields still to be looked at or filled in stand there.
    """
    found = filled(form.business, all_of(checked), cells)
    fields = {line.field for line in touched}
    about = [one for one in found if field_of(form.business, one) in fields]
    told = "\n".join(full(about)) or summary(form.business, found)
    told = told or progress(form.business, cells)
    form.tell(told, beside(form.business, found))


def _offer_sync(place: Workplace, form: FormSurface, cells: Mapping[str, Cell]) -> None:
    """Somebody unknown: the manual's words, and a sync (manual 11.1.4)."""
    number, fund = str(cells.get("client_number") or "").strip(), fund_of(cells)
    if fund is None:
        return

    def work(job: Job) -> None:
        lines = (f"个人客户号 {number}，资金性质 {fund}", "新登记的职工须同步后才能办理。")
        if job.ask(Question(_UNKNOWN, lines, _SYNC, default=1, cancel=1)) != 0:
            return
        with place.desk(job) as desk, job.window(RECEIVING):
            session.sync_lines(desk, job)
        if not job.excel(lambda: _fill(place, form)):
            place.say(_UNKNOWN, "已同步，仍没有这个个人客户号。")

    place.jobs.start("查找职工", work)


def _fill(place: Workplace, form: FormSurface) -> bool:
    """Look the employee up once more; returns whether he is known by now."""
    cells = form.read().typed(place.terms())
    checked = place.front.look_at(form.business, cells)
    _tell(form, checked, cells, ())
    if checked.employee is None:
        return False
    form.write({"name": checked.employee.name, "id_number": checked.employee.id_number})
    return True


def show_list(place: Workplace, form: FormSurface, listed: Listed) -> None:
    """Write the pending list into a form, in Excel's thread."""
    form.show(listed.words, list_rows(listed, place.terms()))


def list_rows(listed: Listed, terms: Terms | None) -> list[ListRow]:
    """The pending list as a form shows it, the newest record on top, beside the pane.

    Each keeps its number in the order of recording, for messages name records by it; a reason is
    shown by its word, as it was chosen.
    """
    reasons = terms.reduce_reasons if terms else {}
    rows = [
        ListRow(
            number=number,
            record_id=one.record_id,
            cells=_worded(cells_of(one), reasons),
            at=moment_words(one.recorded_at),
            state=pending_words(one),
        )
        for number, one in enumerate(listed.records, start=1)
    ]
    return rows[::-1]


def _worded(cells: dict[str, Cell], reasons: Mapping[str, str]) -> dict[str, Cell]:
    reason = cells.get("reason")
    return cells | {"reason": reasons.get(str(reason), reason)} if reason else cells
