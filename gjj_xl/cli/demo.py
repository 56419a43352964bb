"""``gjj-xl demo``: the whole way of five batches, from blank sheet to signed answer, by itself."""

import argparse
import contextlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gjj_xl.cli import demo_data
from gjj_xl.cli.console import Progress, say, table, width
from gjj_xl.cli.failure import Usage
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.facts import Checked, Confirmation, Outcome, Sent, Waited
from gjj_xl.desk.words import moment_words, money_words
from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Severity
from gjj_xl.sandbox.seed import SeededUnit, seed
from gjj_xl.sheets.template import LiveContent, write_live
from gjj_xl.wire.messages import QueryKind

EMPLOYEES: Final = 1200
SEED: Final = 2026
SPEED: Final = 60000
"""Ten minutes are ten milliseconds, and the staff's next working day is a second or two."""
_READY_SECONDS: Final = 20
_ANSWER_SECONDS: Final = 60
_MARKER: Final = "演示.json"

_TO_CHECK: Final = "1-填好的表格（有错误）"
_CHECKED: Final = "2-检查结果（已标出错误）"
_SENT: Final = "3-已发送的表格（含回执和处理结果）"
_QUERIES: Final = "4-综合查询"
_CENTRE: Final = "演练中心的数据"
_HOME: Final = "本机数据"

_ORDER: Final = (
    Business.REGISTER,
    Business.MISSED,
    Business.SHORT,
    Business.ADJUST,
    Business.REDUCE,
)


@dataclass(frozen=True, slots=True)
class _Folders:
    """Where the demo puts what it makes."""

    out: Path

    def sheet(self, folder: str, business: Business) -> Path:
        return self.out / folder / f"{business.facts.title}.xlsx"


def run(args: argparse.Namespace) -> int:
    """Show the main job; 0 when all of it went well."""
    began = time.monotonic()
    folders = _Folders(args.out.absolute())
    _prepare(folders.out)
    _step(1, "启动演练中心，建立一个有 1,200 名虚构职工的单位")
    (unit,) = seed(folders.out / _CENTRE, seed=SEED, units=1, employees=EMPLOYEES)
    say(f"  {unit.unit_number} {unit.unit_name}，当前业务年月 {unit.terms.business_month}")
    with (
        _centre(folders.out / _CENTRE) as (url, ca),
        open_desk(folders.out / _HOME, keyring=False) as desk,
    ):
        _log_in(desk, unit, url, ca)
        scene = _scene(desk, unit)
        good = {business: demo_data.fill(business, scene) for business in _ORDER}
        _check_spoiled(desk, folders, scene, good)
        _write_corrected(desk, folders, scene, good)
        sent = _send(desk, folders, unit)
        waited = _wait(desk, sent)
        _query(desk, folders, unit)
        proved = _verify(desk, folders)
    well = proved and all(waited) and len(sent) == len(_ORDER)
    _closing(folders, time.monotonic() - began)
    return 0 if well else 1


def _step(number: int, words: str) -> None:
    say(f"\n【{number}】{words}")


def _prepare(out: Path) -> None:
    """Make the folder; an earlier demo's is replaced, anybody else's is left alone."""
    if out.exists() and not out.is_dir():
        raise Usage(f"{out} 不是文件夹，请用 --out 换一个位置。")
    if out.exists() and any(out.iterdir()):
        if not (out / _MARKER).exists():
            raise Usage(f"{out} 里已有其他文件，请用 --out 换一个空文件夹。")
        for name in (_TO_CHECK, _CHECKED, _SENT, _QUERIES, _CENTRE, _HOME):
            shutil.rmtree(out / name, ignore_errors=True)
    for name in (_TO_CHECK, _CHECKED, _SENT, _QUERIES):
        (out / name).mkdir(parents=True, exist_ok=True)
    (out / _MARKER).write_text(json.dumps({"seed": SEED}), encoding="utf-8")


@contextlib.contextmanager
def _centre(data: Path) -> Iterator[tuple[str, Path]]:
    """A practice centre in a process of its own, ended with the demo."""
    arguments = ["sandbox", "serve", "--data", str(data), "--speed", str(SPEED), "--any-hour"]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
        [sys.executable, "-m", "gjj_xl", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ready = data / "ready.json"
        deadline = time.monotonic() + _READY_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise Usage("演练中心没有启动成功。请运行 gjj-xl doctor 查看原因，再试一次。")
            time.sleep(0.05)
        told = json.loads(ready.read_text("utf-8"))
        yield told["url"], Path(told["ca"])
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _log_in(desk: Desk, unit: SeededUnit, url: str, ca: Path) -> None:
    _step(2, "登录，并同步职工信息")
    known = desk.login(
        url=url,
        ca=ca,
        cust_id=unit.cust_id,
        user_id=unit.user_id,
        password=unit.password,
        key_path=unit.key_path,
    )
    progress = Progress("  正在同步")
    synced = desk.sync(progress)
    progress.close()
    say(f"  已登录 {known.unit_name}，本机共有 {synced.roster.accounts:,} 个账户")


def _scene(desk: Desk, unit: SeededUnit) -> demo_data.Scene:
    roster, terms = desk.roster(), desk.terms()
    assert roster is not None
    assert terms is not None
    return demo_data.Scene(unit, roster, terms, random.Random(SEED + 1))  # noqa: S311 - practice data


def _check_spoiled(
    desk: Desk,
    folders: _Folders,
    scene: demo_data.Scene,
    good: Mapping[Business, demo_data.Columns],
) -> None:
    _step(3, "五张表格，像平常那样填好，其中有常见的错误；逐张检查")
    for business in Business:
        wrong = demo_data.mistakes(business, good[business], scene)
        path = folders.sheet(_TO_CHECK, business)
        content = LiveContent(columns=demo_data.spoil(good[business], wrong))
        write_live(path, business, scene.terms, content, fund=demo_data.FUND)
        checked = desk.check_file(path)
        desk.mark(checked, folders.sheet(_CHECKED, business))
        _show_findings(business, checked)


def _show_findings(business: Business, checked: Checked) -> None:
    report = checked.report
    say(
        f"  {business.facts.title}：{len(report.batch):,} 行，"
        f"{len(report.errors)} 个错误，{len(report.questions)} 个需确认，{len(report.hints)} 个提示"
    )
    for finding in report.findings:
        place = finding.cell or f"第 {finding.row} 行"
        gap = " " * max(1, 8 - width(place))
        say(f"    {place}{gap}[{finding.severity.word}] {finding.message}")


def _write_corrected(
    desk: Desk,
    folders: _Folders,
    scene: demo_data.Scene,
    good: Mapping[Business, demo_data.Columns],
) -> None:
    _step(4, "改正以后再检查；姓名与中心登记不一致的列出来")
    for business in Business:
        path = folders.sheet(_SENT, business)
        content = LiveContent(columns=good[business])
        write_live(path, business, scene.terms, content, fund=demo_data.FUND)
        report = desk.check_file(path).report
        say(
            f"  {business.facts.title}：{report.totals.count:,} 人，{business.facts.total_word} "
            f"{money_words(report.totals.amount or 0)}，{len(report.errors)} 个错误"
        )
        for finding in report.findings:
            if finding.severity is Severity.QUESTION:
                say(f"    {finding.cell}　{finding.message}")


def _send(desk: Desk, folders: _Folders, unit: SeededUnit) -> list[Sent]:
    _step(5, "确认，签名，发送（每批一次签名）")
    sent = []
    for business in _ORDER:
        done = desk.submit(
            folders.sheet(_SENT, business),
            key=unit.key_path,
            pin=unit.key_password,
            confirm=_confirm,
        )
        if done.outcome is not Outcome.ACCEPTED or done.accepted_at is None:
            say(f"  {business.facts.title}：{done.words}")
            continue
        say(f"  {business.facts.title}：{done.words}受理时间 {moment_words(done.accepted_at)}")
        sent.append(done)
        # 登记 waits for the staff; whatever else was sent is answered before the next one goes.
        if not business.facts.reviewed and done.serial:
            desk.wait(done.serial, seconds=_ANSWER_SECONDS)
    return sent


def _confirm(confirmation: Confirmation) -> bool:
    """Answer 是, as a clerk would who has looked into the mismatches."""
    if confirmation.mismatches:
        say(
            f"  {len(confirmation.mismatches)} 人的姓名或证件号码与中心登记不一致，"
            "以中心登记的为准，仍然提交：是"
        )
    return True


def _wait(desk: Desk, sent: list[Sent]) -> list[bool]:
    _step(6, "等待处理结果（职工登记由中心工作人员核查，演练中心约一两秒）")
    waited: list[Waited] = []
    for done in sent:
        assert done.serial is not None
        result = desk.wait(done.serial, seconds=_ANSWER_SECONDS)
        say(f"  {done.confirmation.business.facts.word}：{result.words}")
        for record in result.records:
            if record.reason and record.state.value == "失败":
                say(f"    第 {record.line} 条　{record.state.value}：{record.reason}")
        waited.append(result)
    return [result.answered for result in waited]


def _query(desk: Desk, folders: _Folders, unit: SeededUnit) -> None:
    _step(7, "综合查询，导出到工作簿")
    desk.sync()
    month = unit.terms.business_month
    rows = []
    for kind in QueryKind:
        path = folders.out / _QUERIES / f"{_QUERY_NAMES[kind]}-{month}.xlsx"
        result = desk.query(kind, month)
        desk.write_query(result, path)
        rows += [
            (
                batch.summary.serial,
                batch.summary.business.facts.word,
                f"{batch.summary.total:,}",
                f"{batch.summary.succeeded:,}",
                f"{batch.summary.failed:,}",
            )
            for batch in result.batches
        ]
    table(("业务流水号", "业务", "总笔数", "成功", "失败"), rows)
    desk.write_query(desk.query_deposits(), folders.out / _QUERIES / "职工缴存明细.xlsx")


_QUERY_NAMES: Final = {
    QueryKind.REGISTER: "职工登记信息",
    QueryKind.BACKPAY: "职工补缴信息",
    QueryKind.REDUCE: "职工减少信息",
    QueryKind.ADJUST: "年度调整信息",
}


def _verify(desk: Desk, folders: _Folders) -> bool:
    _step(8, "验证：表格就是发送的内容，回执出自中心")
    good = True
    for business in _ORDER:
        verified = desk.verify(folders.sheet(_SENT, business))
        say(f"  {business.facts.title}：{'验证通过' if verified.ok else '；'.join(verified.words)}")
        good = good and verified.ok
    return good


def _closing(folders: _Folders, seconds: float) -> None:
    say(f"\n全部完成，用时 {seconds:.0f} 秒。文件在：{folders.out}")
    table(
        ("位置", "内容"),
        [
            (_TO_CHECK, "填好的五张表格，含常见错误"),
            (_CHECKED, "同样的表格，错误已用颜色和文字标出"),
            (_SENT, "改正后发送的表格，已锁定，含回执；旁边是处理结果"),
            (_QUERIES, "综合查询导出的工作簿"),
            (_CENTRE, "演练中心的账户、证书和日志"),
            (_HOME, "本机保存的职工信息、发送记录和回执文件"),
        ],
    )
    say(f"\n请先打开：{folders.sheet(_CHECKED, Business.MISSED)}")
    say("自己动手：gjj-xl sandbox seed，gjj-xl sandbox serve，gjj-xl login --practice gjj-sandbox")
