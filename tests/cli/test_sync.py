"""gjj-xl sync on a terminal: what it says, --full, and Ctrl+C in the middle (B2)."""

import signal
import subprocess
import sys
import time

from gjj_xl.desk import open_desk
from gjj_xl.desk.syncing import ABOUT
from tests.cli.conftest import Terminal
from tests.sandbox.harness import Sandbox


def log_in(terminal: Terminal, centre: Sandbox) -> None:
    ran = terminal("login", "--practice", centre.data)
    assert ran.code == 0, ran.said


def test_it_says_what_it_does_and_what_came(terminal: Terminal, centre: Sandbox) -> None:
    log_in(terminal, centre)
    ran = terminal("sync")
    assert ran.code == 0, ran.said
    lines = ran.out.splitlines()
    assert lines[: len(ABOUT)] == list(ABOUT)
    last, brought, stands = lines[len(ABOUT) :]
    assert last == "本机还没有本单位的职工信息。"
    assert brought.startswith("职工信息同步完成：全部重新接收，共 ")
    assert "本机共有" in stands
    assert "职工信息同步完成：中心的职工信息没有变化。" in terminal("sync").out
    shown = terminal.typing("", "sync", "--full").out
    assert "全部重新接收" in shown
    assert "正在接收职工信息：已接收" in shown
    assert "/ 共" in shown


def test_ctrl_c_in_the_middle_leaves_the_old_roster(terminal: Terminal, centre: Sandbox) -> None:
    log_in(terminal, centre)
    terminal("sync")
    home = terminal.folder / "home"
    with open_desk(home, keyring=False) as desk:
        before = desk.synced()
    centre.admin(faults=["slow@roster=30"])
    process = subprocess.Popen(
        [sys.executable, "-m", "gjj_xl", "sync", "--full"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=terminal.environment,
    )
    end = time.monotonic() + 60
    while centre.admin()["faults"]:  # until the question has arrived
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "职工信息同步没有完成，本机原有的职工信息没有改动。" in told
    assert "Traceback" not in told
    with open_desk(home, keyring=False) as desk:
        assert desk.synced() == before
    assert terminal("sync").code == 0


def test_a_damaged_page_is_said_and_the_old_roster_stands(
    terminal: Terminal, centre: Sandbox
) -> None:
    log_in(terminal, centre)
    terminal("sync")
    centre.admin(faults=["damaged-page@roster"])
    ran = terminal("sync", "--full")
    assert ran.code == 2
    assert "收到的内容与中心的记录不一致" in ran.err
    assert "本机原有的职工信息没有改动" in ran.err
    assert "职工信息同步完成：中心的职工信息没有变化。" in terminal("sync").out


def test_somebody_who_was_moved_to_another_unit_is_gone_after_a_sync(
    terminal: Terminal, centre: Sandbox
) -> None:
    log_in(terminal, centre)
    with open_desk(terminal.folder / "home", keyring=False) as desk:
        desk.sync()
        number = desk.query_deposits().employees[0].client_number
        found = desk.query_deposits(client_number=number).employees
    moved = terminal("sandbox", "transfer", number, "--data", centre.data)
    assert moved.code == 0, moved.said
    assert centre.units[1].unit_number in moved.out
    assert f"已转出本单位 {len(found)} 个账户" in terminal("sync").out
    with open_desk(terminal.folder / "home", keyring=False) as desk:
        assert desk.query_deposits(client_number=number).employees == ()
    nobody = terminal("sandbox", "transfer", "999999999999", "--data", centre.data)
    assert nobody.code == 1
    assert "没有个人客户号" in nobody.err
