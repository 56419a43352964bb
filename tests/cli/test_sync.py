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
    assert "职工信息同步完成：全部重新接收，共 " in lines[len(ABOUT)]
    assert "本机共有" in lines[len(ABOUT) + 1]
    assert "职工信息同步完成：中心的职工信息没有变化。" in terminal("sync").out
    assert "全部重新接收" in terminal("sync", "--full").out
    shown = terminal.typing("", "sync", "--full").out
    assert "正在接收职工信息：已接收" in shown
    assert "/ 共" in shown


def test_ctrl_c_in_the_middle_leaves_the_old_roster(terminal: Terminal, centre: Sandbox) -> None:
    log_in(terminal, centre)
    terminal("sync")
    home = terminal.folder / "home"
    with open_desk(home) as desk:
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
    with open_desk(home) as desk:
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
