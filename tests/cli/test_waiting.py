"""Waiting in a terminal: a busy centre, closed hours, the queue, and the clerk's own clock."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal
from tests.cli.test_whole_way import _log_in, _reduce, _submit
from tests.sandbox.harness import Sandbox


@pytest.fixture
def sheet(terminal: Terminal, centre: Sandbox) -> Path:
    """A good sheet of a clerk who is logged in, at a centre that is tried again after a second."""
    centre.tell(0, idempotent=True, waiting={"retry_seconds": [1]})
    _log_in(terminal, centre)
    return _reduce(terminal, centre, "减少.xlsx", 0, 3)


def test_a_busy_centre_is_waited_for_with_the_next_try_in_sight(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    centre.admin(faults=["busy@filing:2"])
    sent = _submit(terminal, centre, sheet, "--wait")
    assert sent.code == 0, sent.said
    assert "返回数据出错" in sent.err
    assert re.search(r"返回数据出错，\d\d:\d\d:\d\d 再次发送", sent.err)
    assert "批量发送成功" in sent.out
    assert "成功 3 笔，失败 0 笔" in sent.out
    (status,) = terminal("status", "--json").json()
    assert status["state"] == "answered"


def test_on_a_terminal_the_countdown_runs_in_one_line(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    centre.tell(0, idempotent=True, waiting={"retry_seconds": [3]})
    _log_in(terminal, centre)
    centre.admin(faults=["busy@filing"])
    assert _submit(terminal, centre, sheet).code == 1
    ran = terminal.typing("", "resume", "--wait")
    assert ran.code == 0, ran.out
    counted = re.findall(r"\r返回数据出错，\d\d:\d\d:\d\d 再次发送（还有 (\d)秒）", ran.out)
    assert counted == sorted(counted, reverse=True)
    assert len(counted) >= 2
    assert "成功 3 笔" in ran.out


def test_the_queue_tells_its_order_what_it_waits_for_and_since_when(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    centre.tell(0, idempotent=True, waiting={"retry_seconds": [900]})
    _log_in(terminal, centre)
    centre.admin(faults=["busy@filing"])
    assert _submit(terminal, centre, sheet).code == 1
    assert _submit(terminal, centre, _reduce(terminal, centre, "二.xlsx", 5, 2)).code == 1
    first, second = terminal("status", "--json").json()
    assert (first["position"], first["waits_for"]) == (1, "返回数据出错")
    assert first["retry_at"].startswith("2026-11-10T10:1")
    assert (second["position"], second["ahead"]) == (2, first["request_sn"])
    told = terminal("status").out
    assert re.search(r"1 +（\d{16}） +返回数据出错，10:1\d:\d\d 再次发送（还有 1\d分钟）", told)
    assert f"等待前一批 （{first['request_sn']}） 返回结果" in told
    for one in (second, first):
        assert terminal("withdraw", one["request_sn"]).code == 0


def test_outside_the_hours_a_batch_is_queued_only_if_the_clerk_wishes(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    centre.admin(clock="2026-11-10T17:00")
    refused = _submit(terminal, centre, sheet)
    assert refused.code == 1
    assert "2026年11月11日 09:00起可以提交业务年月 202611 的业务" in refused.err
    assert terminal("status", "--json").json() == []
    queued = _submit(terminal, centre, sheet, "--queue")
    assert queued.code == 1
    assert "11月11日 09:00:00 开放后自动发送" in queued.out
    centre.admin(clock="2026-11-11T09:00:02")
    _log_in(terminal, centre)
    ran = terminal("resume", "--wait")
    assert ran.code == 0, ran.said
    (status,) = terminal("status", "--json").json()
    assert status["state"] == "answered"


def test_on_a_terminal_it_is_asked_whether_the_batch_should_be_kept(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    centre.admin(clock="2026-11-10T17:00")
    ran = terminal.typing("否\n", "submit", sheet, "--yes")
    assert "现在不在办理时间，2026年11月11日 09:00开放。现在签名，保留在发送队列" in ran.out
    assert ran.code == 1
    assert terminal("status", "--json").json() == []


def test_the_window_is_told_by_the_centres_clock_in_any_time_zone(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    for clock, zone, words in (
        ("2026-11-10T10:00", "America/New_York", "今天 16:30 关闭，还有 6小时"),
        ("2026-11-20T16:00", "Asia/Kolkata", "请抓紧：距本业务年月截止还有 "),
        ("2026-11-20T17:00", "UTC", "2026年11月21日 09:00起办理业务年月 202612 的业务"),
    ):
        centre.admin(clock=clock)
        _log_in(terminal, centre)  # the computer's own clock is days off
        told = terminal("window", env={"TZ": zone}).out
        assert f"中心时间 {clock[:4]}年{clock[5:7]}月{clock[8:10]}日 {clock[11:13]}:" in told
        assert words in told
        assert (
            "新登记的职工须在登记生效" in terminal("submit", sheet, "--dry-run").out
        ) is clock.startswith("2026-11-20T16")


def test_a_centre_that_promises_nothing_is_told_in_the_manuals_words(
    terminal: Terminal, centre: Sandbox, sheet: Path
) -> None:
    centre.tell(0, idempotent=False)
    _log_in(terminal, centre)
    centre.admin(faults=["cut-before-commit@filing"])
    sent = _submit(terminal, centre, sheet, "--wait")
    assert sent.code == 1
    assert "从服务器接收数据失败" in sent.out
    assert "一般为 15 分钟以后" in sent.out
    assert "经中心核查确认无此记录的，再撤回本批并重新提交" in sent.out
