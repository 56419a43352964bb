"""What happens by itself: the first call, a workbook of ours is opened, Excel is closed."""

from gjj_xl.desk.delivering import Owed, Owing
from gjj_xl.ribbon.dialogs.forms import Question
from gjj_xl.ribbon.errors import GivenUp, JobRunning
from gjj_xl.ribbon.formcells import OTHERS, show_list
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.watching import watch
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.sheets.errors import SheetError
from gjj_xl.sheets.formsurface import FormSurface
from gjj_xl.sheets.owner import owner_in
from gjj_xl.sheets.reading import read_pages
from gjj_xl.sheets.stamp import stamp_in


def go_on(place: Workplace) -> None:
    """What was under way when Excel was closed goes on, if somebody is logged in."""
    if place.front.logged_in and place.front.queue():
        watch(place, place.unit)


def opened(place: Workplace, name: str) -> None:
    """A workbook was opened: offer what came for it while it was closed."""
    go_on(place)
    surface = place.excel.find(lambda one: one.book.name == name)
    if surface is None:
        return
    form = surface.form()
    if form is not None and place.front.account() is not None:
        pane = FormSurface(surface, form)
        if place.front.is_own(owner_in(surface.pages())):
            show_list(place, pane, place.front.pending(form))
        else:
            pane.tell(OTHERS)
    if surface.business() is None:
        return
    pages = surface.pages()
    try:
        live = read_pages(pages)
    except SheetError:
        return  # the clerk has asked for nothing yet: a click will tell
    owed = place.front.owed(surface.path, live, stamp_in(pages))
    if owed is None:
        return
    if owed.what is Owing.FREEDOM:
        if surface.is_protected(live.sheet):
            surface.protect(live.sheet, False)
        return
    try:
        place.jobs.start("上次未完成的批次", lambda job: _offer(place, job, owed), behind=True)
    except JobRunning:
        return  # it is being offered already


def _offer(place: Workplace, job: Job, owed: Owed) -> None:
    entry = owed.entry
    assert entry is not None
    if owed.what is Owing.OUTCOME:
        place.say(
            "这张表格的批次还没有办完",
            "请点击“继续办理”：程序会向中心查询，不会重复提交。",
        )
        return
    word = "回执" if owed.what is Owing.RECEIPT else "处理结果"
    question = Question(
        f"业务流水号 {entry.serial} 的{word}已返回，要写入这张表格吗？",
        ("工作簿关闭期间取得的内容保存在本机。",),
    )
    if job.ask(question) != 0:
        raise GivenUp
    with place.desk(job) as desk:
        delivered = desk.deliver(entry.request_sn)
        waiting = bool(desk.queue())
    lines = ["回执已写入“回执”页；表格已锁定。"] if delivered.receipt else []
    if delivered.results:
        lines.append("处理结果已写入“处理结果”列和新的工作表。")
    place.say(f"业务流水号 {entry.serial}", *lines, *delivered.notes)
    if waiting:
        watch(place, job.unit)


def closing(place: Workplace) -> None:
    """Excel is being closed."""
    place.close()
