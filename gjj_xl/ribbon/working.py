"""Clicks that concern what is typed: new sheets, old ones taken in, checked, compared, repaired."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from platformdirs import user_documents_path

from gjj_xl.centre.errors import ChannelError, NotLoggedIn, RosterDamaged
from gjj_xl.desk.checking import live_content
from gjj_xl.desk.errors import NotSynced
from gjj_xl.desk.facts import Checked
from gjj_xl.desk.moving import beside, put_live
from gjj_xl.desk.words import counter_words, moment_words
from gjj_xl.ribbon.dialogs.forms import ChooseMany, Option, Question, SaveFile
from gjj_xl.ribbon.errors import NothingSelected, OursAlready, RowsHidden
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.intake import take_book
from gjj_xl.sheets.live import LiveSurface, require_batch_sheet
from gjj_xl.sheets.marking import clear_surface, mark_surface
from gjj_xl.sheets.reading import LiveSheet, read_pages
from gjj_xl.sheets.repair import Repair, repair_of
from gjj_xl.sheets.scan import column_index

FOLDER: Final = "住房公积金"
TAKEN_IN: Final = "活页"
_SHOWN: Final = 12
_UNSYNCED: Final = {
    NotLoggedIn: "登录已失效",
    ChannelError: "没有连上中心",
    RosterDamaged: "从中心收到的职工信息有误，没有采用",
}
"""Why the roster could not be brought up to date, where the one that stands here will do."""
"""Findings that a window names; the sheet itself tells them all."""


def new(place: Workplace) -> None:
    """批量业务文本格式下载：blank live workbooks, made on the spot and opened (B3)."""
    place.jobs.start("新建表格", lambda job: _new(place, job, tuple(Business)))


def new_of(place: Workplace, business: Business) -> None:
    """The same for one business, without asking which."""
    place.jobs.start("新建表格", lambda job: _new(place, job, (business,)))


def _new(place: Workplace, job: Job, businesses: tuple[Business, ...]) -> None:
    if len(businesses) > 1:
        options = tuple(Option(one.facts.title) for one in businesses)
        chosen = job.ask(ChooseMany("批量业务文本格式下载", options, ("请选择需要的表格：",)))
        businesses = tuple(businesses[index] for index in chosen)
    with place.desk(job) as desk:
        terms = desk.terms() or example_terms()
        for business in businesses:
            name = f"{business.facts.title}-{terms.business_month}.xlsx"
            form = SaveFile(f"保存{business.facts.title}表格", your_folder(), name)
            path = with_suffix(job.ask(form))
            desk.write_template(path, business, terms=terms)
            job.excel(lambda path=path: place.excel.open(path))  # type: ignore[misc]


def your_folder() -> Path | None:
    """The clerk's own folder for these workbooks, None where he has none."""
    folder = user_documents_path() / FOLDER
    return folder if folder.is_dir() else None


def with_suffix(path: Path) -> Path:
    """A path that Excel opens as a workbook, however the clerk wrote it."""
    return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")


def take_in(place: Workplace) -> None:
    """导入旧表：a live workbook of today's terms, made of any sheet that is understood."""
    surface = place.excel.active()
    if surface.business() is not None:
        raise OursAlready(surface.path.name)
    terms, roster = place.terms(), place.roster()
    fixed = terms.fixed_fund if terms else None
    intake = take_book(surface.pages(), None, None, fixed)
    batch = intake.batch
    live = LiveSheet(
        surface.path, batch, intake.sheet, False, intake.notes, foreign=True,
        unit_number=intake.unit_number,
    )  # fmt: skip
    checked = place.front.check(live, terms=terms, roster=roster)
    content = live_content(batch, range(len(batch)), checked.report, checked.compares)
    used = terms or example_terms()

    def work(job: Job) -> None:
        path = _place_beside(surface.path) or job.ask(
            SaveFile("保存导入的表格", None, f"{batch.business.facts.title}.xlsx")
        )
        put_live(path, batch.business, used, content, fund=batch.fund)
        job.excel(lambda: place.excel.open(path))
        count = len(checked.report.findings)
        place.say(
            f"已按{batch.business.facts.title}导入 {len(batch):,} 行",
            f"新表格：{path}；原表没有改动。",
            *checked.notes,
            f"其中有 {count:,} 个问题，已在表格中标出。" if count else "没有发现问题。",
        )

    place.jobs.start("导入旧表", work)


def _place_beside(path: Path) -> Path | None:
    return beside(path, TAKEN_IN) if path.is_absolute() and path.parent.is_dir() else None


def check(place: Workplace) -> None:
    """检查：every error of every row, in its cell and in the check column (C11)."""
    surface = place.ours()
    checked = check_and_mark(place, surface)
    report = checked.report
    words = check_words(checked)
    place.excel.status(words)
    first = next((one for one in report.errors if one.cell), None)
    if first is not None:
        letters = first.cell.rstrip("0123456789")
        surface.show(checked.live.sheet, first.row, column_index(letters))
    told = [one.message for one in report.findings if one.row <= checked.live.batch.header_row]
    repairable = len(repair_of(checked.live.batch, checked.report.terms))
    if repairable:
        told.append(f"有 {repairable:,} 处格式可以自动修复而不改变内容，请点击“修复格式”。")
    counter = counter_words(report)
    if told or checked.notes or counter or not report.findings:
        place.say(words, *checked.notes, *told, counter)


def check_and_mark(place: Workplace, surface: LiveSurface) -> Checked:
    """Read, check and mark a workbook, in Excel's thread."""
    checked = place.check(read_pages(surface.pages()))
    mark_surface(surface, checked.live, checked.report, checked.compares)
    return checked


def check_words(checked: Checked) -> str:
    """What a check found, in one sentence."""
    report, count = checked.report, len(checked.report.batch)
    if not count:
        return "表中没有记录。"
    errors, questions = len(report.errors), len(report.questions)
    if not errors and not questions:
        return f"校验完毕：共 {count:,} 行，没有发现错误。"
    words = [f"校验完毕：共 {count:,} 行"]
    if errors:
        words.append(f"{len(report.bad_rows):,} 行有 {errors:,} 个错误")
    if questions:
        words.append(f"{questions:,} 个问题需要确认")
    return "，".join(words) + "。"


def clear(place: Workplace) -> None:
    """撤销标记：take the words and colours of the check away again, whosever workbook it is."""
    surface = place.live()
    clear_surface(surface, read_pages(surface.pages()))
    place.excel.status("标记已撤销。")


def compare(place: Workplace) -> None:
    """核对：fetch what changed at the centre, and show its record beside what was typed."""
    surface = place.ours()
    place.jobs.start("与中心核对", lambda job: _compare(place, surface, job))


def _compare(place: Workplace, surface: LiveSurface, job: Job) -> None:
    notes = []
    with place.desk(job) as desk, job.window("正在取得中心的登记信息"):
        try:
            desk.sync(
                lambda done, total: job.tell("正在取得中心的登记信息", done, total),
                lambda: job.cancelled,
            )
        except (NotLoggedIn, ChannelError, RosterDamaged) as error:
            synced = desk.synced()
            if synced is None:
                raise NotSynced from error
            why = next(words for kind, words in _UNSYNCED.items() if isinstance(error, kind))
            notes.append(f"{why}，按 {moment_words(synced.at)} 同步的信息核对。")
    checked = job.excel(lambda: check_and_mark(place, surface))
    place.say(
        compare_words(checked), *notes, *compare_lines(checked), counter_words(checked.report)
    )


def compare_words(checked: Checked) -> str:
    """How many rows differ from the centre's record."""
    count = len(checked.report.batch)
    if not checked.live.batch.business.facts.registered:
        return f"职工登记没有中心登记可核对，已校验 {count:,} 行。"
    differing = len(checked.compares)
    if not differing:
        return f"核对完毕：共 {count:,} 行，姓名和证件号码与中心登记一致。"
    return f"核对完毕：共 {count:,} 行，{differing:,} 行与中心登记不一致。"


def compare_lines(checked: Checked) -> list[str]:
    """The first rows that differ, in words."""
    rows = sorted(checked.compares)
    lines = [f"第 {row} 行 {checked.compares[row]}" for row in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        lines.append(f"……其余见“核对结果”列，共 {len(rows):,} 行。")
    if rows:
        lines.append("请先核查清楚；直接提交的，仍以中心登记的信息办理。")
    return lines


def repair(place: Workplace) -> None:
    """修复格式：text and numbers where they must be, as far as nothing was lost (E16)."""
    surface = place.unsent()
    live = read_pages(surface.pages())
    made = repair_of(live.batch, place.terms())
    if not made:
        place.say("没有需要修复的格式。", *_unrepairable(place.check(live)))
        return
    _write_repair(surface, live, made)
    checked = check_and_mark(place, surface)
    place.say(f"已修复：{made.words}", check_words(checked), *_unrepairable(checked))


def _write_repair(surface: LiveSurface, live: LiveSheet, made: Repair) -> None:
    batch = live.batch
    rows = range(batch.header_row + 1, max(live.bottom, batch.rows[-1]) + 1)
    places = {name: column_index(place.letter) for name, place in batch.places.items()}
    formats = {
        places[name]: batch.business.facts.column(name).is_text
        for name in made.formats
        if name in places
    }
    surface.set_formats(live.sheet, rows, formats)
    first = batch.header_row + 1
    whole = {places[name]: _spread(batch.rows, cells, rows) for name, cells in made.cells.items()}
    surface.write_cells(live.sheet, first, whole)


def _spread(numbers: Sequence[int], cells: Sequence[Cell], rows: range) -> list[Cell]:
    by_row = dict(zip(numbers, cells, strict=True))
    return [by_row.get(row) for row in rows]


def _unrepairable(checked: Checked) -> list[str]:
    damaged = [one for one in checked.report.errors if one.code.value.endswith("-damaged")]
    if not damaged:
        return []
    return [f"另有 {len(damaged):,} 个号码已被改变，无法恢复，请按原始资料重新填写。"]


def delete_rows(place: Workplace) -> None:
    """删除：the selected records, whole rows, after a question (C12)."""
    surface = place.unsent()
    sheet = require_batch_sheet(surface)
    rows = place.excel.selected_rows(surface, sheet)
    live = read_pages(surface.pages())
    chosen = sorted(set(rows) & set(live.batch.rows))
    if not chosen:
        raise NothingSelected
    if surface.read(sheet).scan.filtered:
        raise RowsHidden

    def work(job: Job) -> None:
        question = f"确认删除选中的 {len(chosen):,} 行记录吗？"
        if job.ask(Question(question, ("删除后不能恢复。",), default=1)) != 0:
            return
        job.excel(lambda: surface.delete_rows(sheet, chosen))
        job.tell(f"已删除 {len(chosen):,} 行")

    place.jobs.start("删除记录", work)
