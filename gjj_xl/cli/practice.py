"""The practice centre (演练中心) from the command line: seed it, serve it, play its staff."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from gjj_xl.cli.console import say, table, warn
from gjj_xl.cli.failure import Usage
from gjj_xl.rules.mask import mask_id
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.sandbox import review as desk
from gjj_xl.sandbox import seed as seeding
from gjj_xl.sandbox import serve as serving
from gjj_xl.sandbox.clock import parse_moment
from gjj_xl.sandbox.faults import WORDS, UnknownFaultError
from gjj_xl.sandbox.review import Registration, ReviewError
from gjj_xl.sandbox.staff import STAFF_FILE
from gjj_xl.sandbox.store import open_store
from gjj_xl.sandbox.transfers import TransferRefusedError, unit_of
from gjj_xl.sandbox.transfers import transfer as move
from gjj_xl.wire.messages import RecordState


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return parse_moment(text).isoformat()
    except ValueError:
        raise Usage(f"--clock 的时间“{text}”无法识别，请写成 2026-11-05T10:00") from None


def seed(args: argparse.Namespace) -> int:
    """Make units with synthetic employees; refused where there are some already."""
    try:
        clock = _moment(args.clock)
        if args.units < 1 or args.employees < 1:
            raise Usage("--units 和 --employees 都必须大于零。")
        units = seeding.seed(
            args.data,
            seed=args.seed,
            units=args.units,
            employees=args.employees,
            start=parse_moment(clock) if clock else None,
            site_password=args.site_password,
        )
    except seeding.AlreadySeededError:
        warn(f"{args.data} 里已有演练单位。请换一个文件夹，或先删除它。")
        return 1
    say(f"已建立 {len(units)} 个演练单位，每个 {args.employees:,} 名虚构职工：{args.data}")
    table(
        ("单位客户号", "单位名称", "网银账号", "操作员", "交易密码", "证书口令", "统一比例"),
        [
            (
                unit.unit_number,
                unit.unit_name,
                unit.cust_id,
                unit.user_id,
                unit.password,
                unit.key_password,
                "无" if unit.terms.uniform_rate is None
                else percent_text(unit.terms.uniform_rate) + "%",
            )
            for unit in units
        ],
    )  # fmt: skip
    _say_staff(args.data)
    say(f"接下来：gjj-xl sandbox serve --data {args.data}")
    return 0


def _say_staff(data: Path) -> None:
    """Tell who may open the staff desk."""
    path = data / STAFF_FILE
    if path.exists():
        account = json.loads(path.read_text("utf-8"))
        say(f"中心工作人员账号 {account['name']}，密码 {account['password']}")


def _require_units(data: Path) -> None:
    if not (data / seeding.UNITS_FILE).exists():
        raise Usage(f"{data} 里没有演练单位。请先运行 gjj-xl sandbox seed --data {data}")


def serve(args: argparse.Namespace) -> int:
    """Serve the centre until Ctrl+C or SIGTERM."""
    _require_units(args.data)

    def ready(told: serving.Ready) -> None:
        say(f"演练中心已启动：{told.url}（按 Ctrl+C 结束）")
        say(f"另开一个终端登录：gjj-xl login --practice {args.data}")
        if args.staff:
            say(f"扮演工作人员，在浏览器里审核：{told.url}/desk/（根证书 {told.ca}）")
            _say_staff(args.data)

    try:
        clock = _moment(args.clock)
        if args.speed <= 0:
            raise Usage("--speed 必须大于零。")
        serving.serve(
            args.data,
            port=args.port,
            speed=args.speed,
            clock=clock,
            faults=args.fault,
            hours="always" if args.any_hour else "terms",
            review="staff" if args.staff else "auto",
            ready=ready,
        )
    except UnknownFaultError as unknown:
        known = "\n".join(f"  {fault.value}　{words}" for fault, words in WORDS.items())
        warn(f"没有名为“{unknown.text}”的故障。可用的故障：\n{known}")
        return 2
    say("演练中心已结束。")
    return 0


_OPEN: Final = (RecordState.AWAITING, RecordState.PROCESSING)
_DONE: Final = {"take": "已受理", "accept": "已通过", "refuse": "已不予通过"}


def review(args: argparse.Namespace) -> int:
    """List registrations, or take, accept or refuse them as the centre's staff."""
    if args.decision == "refuse" and not (args.reason or "").strip():
        warn("不通过时必须写明原因：--reason 原因")
        return 2
    _require_units(args.data)
    listed = desk.registrations(args.data)
    if args.decision == "list":
        return _list(listed)
    chosen = [
        entry
        for entry in listed
        if entry.state in _OPEN and (not args.numbers or _number(entry) in args.numbers)
    ]
    known = {_number(entry) for entry in chosen}
    for number in args.numbers:
        if number not in known:
            warn(f"没有编号为 {number} 的未办结登记。")
    done = decide(args, chosen)
    return 0 if len(known) >= len(args.numbers) and done else 1


def decide(args: argparse.Namespace, chosen: Sequence[Registration]) -> int:
    """Decide registrations as they were listed; returns how many were decided.

    Somebody at the desk in the browser may have been faster with one of them: that is told.
    """
    decisions: dict[str, Callable[[Registration], str]] = {
        "take": lambda entry: _take(args, entry),
        "accept": lambda entry: desk.accept(args.data, entry.serial, entry.line).reason,
        "refuse": lambda entry: (
            desk.refuse(args.data, entry.serial, entry.line, args.reason).reason
        ),
    }
    done = 0
    for entry in chosen:
        try:
            reason = decisions[args.decision](entry)
        except ReviewError as error:
            if error.state is None:
                raise
            state = error.state.value
            warn(f"{_number(entry)} 没有办理，该登记已是“{state}”，可能由其他人员办理。")
            continue
        said = f"（{reason}）" if reason else ""
        say(f"{_number(entry)} {entry.name}：{_DONE[args.decision]}{said}")
        done += 1
    return done


def _take(args: argparse.Namespace, entry: Registration) -> str:
    if entry.state is RecordState.AWAITING:
        desk.take(args.data, entry.serial, entry.line)
    return ""


def _number(entry: Registration) -> str:
    return f"{entry.serial}/{entry.line}"


def transfer(args: argparse.Namespace) -> int:
    """Move an employee to another unit, as the counter does: the next sync shows it."""
    _require_units(args.data)
    others = json.loads((args.data / seeding.UNITS_FILE).read_text("utf-8"))
    keeper = open_store(args.data)
    try:
        with keeper.write() as connection:
            before = unit_of(connection, args.number)
            known = [unit["unit_number"] for unit in others if unit["unit_number"] != before]
            target = args.to or (known[0] if known else "")
            move(connection, args.number, target)
    except TransferRefusedError:
        warn(f"没有个人客户号 {args.number}，或没有可以转入的单位。")
        return 1
    finally:
        keeper.close()
    say(f"{args.number} 已由单位 {before} 转入单位 {target}。同步以后，本机不再有该职工。")
    return 0


def _list(listed: list[Registration]) -> int:
    if not listed:
        say("没有职工登记。")
        return 0
    table(
        ("编号", "单位", "姓名", "证件号码", "月均工资", "比例", "状态", "原因", "登记日期"),
        [
            (
                _number(entry),
                entry.unit_name,
                entry.name,
                mask_id(entry.id_number),
                yuan_text(entry.salary),
                percent_text(entry.rate) + "%",
                entry.state.value,
                entry.reason,
                entry.filed_on,
            )
            for entry in listed
        ],
    )
    return 0
