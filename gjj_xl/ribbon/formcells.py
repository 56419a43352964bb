"""What a form shows by itself: the employee of a client number, a salary within its bounds.

The add-in calls :func:`changed` for each change of a cell on a form's own sheet.
"""

import re
from collections.abc import Mapping
from typing import Final

from gjj_xl.desk.pendinglist import Listed, cells_of
from gjj_xl.desk.recording import adjusted, fund_of
from gjj_xl.desk.syncing import RECEIVING
from gjj_xl.desk.words import moment_words
from gjj_xl.ribbon import session
from gjj_xl.ribbon.dialogs.forms import Choice, Question
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.formsurface import FormSurface, ListRow
from gjj_xl.sheets.scan import column_index

_ADDRESS: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_UNKNOWN: Final = "该职工不存在缴存关系或不属于此单位"
_SYNC: Final = (Choice("职工信息同步", "S"), Choice("返回修改", "R"))


def changed(place: Workplace, sheet: str, address: str) -> None:
    """A cell of the active workbook was changed; does nothing unless it is a form's own input."""
    surface = place.excel.active()
    business = surface.form()
    found = _ADDRESS.fullmatch(address.partition(":")[0])
    if business is None or found is None:
        return
    form = FormSurface(surface, business)
    line = form.field_at(int(found[2]), column_index(found[1]))
    if line is None or sheet != form.sheet:
        return
    cells = form.typed()
    if line.column.kind in {Kind.CLIENT, Kind.FUND}:
        if business.facts.registered:
            _show_employee(place, form, cells)
    elif line.column.kind in {Kind.SALARY, Kind.RATE}:
        terms = place.terms()
        made = adjusted(business, line.field, cells[line.field], terms) if terms else None
        if made is not None:
            form.write({line.field: made.cell})
            form.tell(made.words)


def _show_employee(place: Workplace, form: FormSurface, cells: dict[str, Cell]) -> None:
    """Name and ID number of a client number at once; else the manual's words and a sync."""
    number, fund = str(cells.get("client_number") or "").strip(), fund_of(cells)
    blank: dict[str, Cell] = {"name": None, "id_number": None}
    terms = place.terms()
    if not number or fund is None or terms is None:
        form.write(blank)
        return
    if len(number) != terms.client_number_length or not number.isascii():
        form.write(blank)
        form.tell(f"个人客户号长度不正确：应为 {terms.client_number_length} 位。")
        return
    if _fill(place, form, number, fund):
        return
    form.write(blank)
    form.tell(f"{_UNKNOWN}。请核对；确为本单位职工的，请进行职工信息同步。")

    def work(job: Job) -> None:
        lines = (f"个人客户号 {number}，资金性质 {fund}", "新登记的职工须同步后才能办理。")
        if job.ask(Question(_UNKNOWN, lines, _SYNC, default=1, cancel=1)) != 0:
            return
        with place.desk(job) as desk, job.window(RECEIVING):
            session.sync_lines(desk, job)
        if not job.excel(lambda: _fill(place, form, number, fund)):
            place.say(_UNKNOWN, "已同步，仍没有这个个人客户号。")

    place.jobs.start("查找职工", work)


def _fill(place: Workplace, form: FormSurface, number: str, fund: int) -> bool:
    found = place.front.find_employee(number, fund)
    if found is None:
        return False
    form.write({"name": found.name, "id_number": found.id_number})
    stopped = found.state is not State.NORMAL and form.business.value == "reduce"
    words = f"职工已减少：已停缴的个人客户号为{number}" if stopped else ""
    form.tell(words)
    return True


def show_list(place: Workplace, form: FormSurface, listed: Listed) -> None:
    """Write the pending list into a form, in Excel's thread."""
    form.show(listed.words, list_rows(listed, place.terms()))


def list_rows(listed: Listed, terms: Terms | None) -> list[ListRow]:
    """The pending list as a form shows it: a reason by its word, as it was chosen."""
    reasons = terms.reduce_reasons if terms else {}
    return [
        ListRow(
            record_id=one.record_id,
            cells=_worded(cells_of(one), reasons),
            at=moment_words(one.recorded_at),
            state=_state(one.request_sn, one.conflict, one.where.value),
        )
        for one in listed.records
    ]


def _worded(cells: dict[str, Cell], reasons: Mapping[str, str]) -> dict[str, Cell]:
    reason = cells.get("reason")
    return cells | {"reason": reasons.get(str(reason), reason)} if reason else cells


def _state(request_sn: str | None, conflict: str, where: str) -> str:
    if request_sn is not None:
        return "正在提交"
    if conflict:
        return f"中心未接受：{conflict}"
    return "待确认" if where == "centre" else "待确认（仅在本机）"
