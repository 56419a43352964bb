"""开通、终止申请表: written, and opened to be printed (A6)."""

from gjj_xl.ribbon.dialogs.forms import SaveFile
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ribbon.working import with_suffix, your_folder
from gjj_xl.ribbon.workplace import Workplace
from gjj_xl.sheets.applications import Application


def application(place: Workplace, kind: Application) -> None:
    """Ask where to save it (an old file is asked about, 12.11), write it and open it."""

    def work(job: Job) -> None:
        path = with_suffix(
            job.ask(SaveFile(f"保存{kind.form}", your_folder(), f"{kind.form}.xlsx"))
        )
        with place.desk(job) as desk:
            who = desk.write_application(path, kind)
        job.excel(lambda: place.excel.open(path))
        unknown = "" if who.unit_name else "尚未登录，单位名称等请手工填写。"
        place.say(
            f"{kind.form}（一式三联）已打开",
            "请打印三联，填写空白项并加盖公章；单位代理人持本表和本人身份证到公积金窗口办理。",
            unknown,
        )

    place.jobs.start(f"{kind.word}申请表", work)
