"""A clerk's month in a terminal, against a practice centre in a process of its own."""

import shutil
import subprocess
from pathlib import Path

import openpyxl

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.roster import State
from gjj_xl.sheets.template import LiveContent, write_live
from tests.cli.conftest import Ran, Terminal
from tests.sandbox.harness import Sandbox


def _employees(terminal: Terminal, first: int, count: int) -> list[dict[str, str]]:
    """Normal accounts of the unit, from the synced roster."""
    said = terminal("query", "deposits", "--state", "正常", "--fund", 10, "--json").json()
    found: list[dict[str, str]] = said["employees"][first : first + count]
    return found


def _write(path: Path, business: Business, centre: Sandbox, rows: list[dict[str, Cell]]) -> Path:
    columns = {field: [row[field] for row in rows] for field in rows[0]}
    write_live(path, business, centre.units[0].terms, LiveContent(columns=columns))
    return path


def _reduce(terminal: Terminal, centre: Sandbox, name: str, first: int, count: int) -> Path:
    """A sheet of 职工减少."""
    rows: list[dict[str, Cell]] = [
        {
            "fund": 10,
            "client_number": e["client_number"],
            "name": e["name"],
            "id_number": e["id_number"],
            "reason": "辞职",
        }
        for e in _employees(terminal, first, count)
    ]
    return _write(terminal.folder / name, Business.REDUCE, centre, rows)


def _short(terminal: Terminal, centre: Sandbox, name: str) -> Path:
    """A sheet of 少缴补缴, which nothing but its content keeps from being paid twice."""
    rows: list[dict[str, Cell]] = [
        {
            "fund": 10,
            "client_number": e["client_number"],
            "name": e["name"],
            "first_month": "202608",
            "last_month": "202609",
            "paid_salary": 5000,
            "due_salary": 6000,
            "paid_rate": 8,
            "due_rate": 8,
        }
        for e in _employees(terminal, 20, 2)
    ]
    return _write(terminal.folder / name, Business.SHORT, centre, rows)


def _log_in(terminal: Terminal, centre: Sandbox) -> None:
    ran = terminal("login", "--practice", centre.data, "--sync")
    assert ran.code == 0, ran.said
    assert centre.units[0].unit_name in ran.out


def _submit(terminal: Terminal, centre: Sandbox, path: Path, *options: str) -> Ran:
    pin = centre.units[0].key_password + "\n"
    return terminal("submit", path, "--pin-stdin", "--yes", *options, stdin=pin)


def test_the_whole_way_of_a_batch(terminal: Terminal, centre: Sandbox) -> None:
    _log_in(terminal, centre)
    path = _reduce(terminal, centre, "减少.xlsx", 0, 3)
    assert terminal("check", path).code == 0

    tried = terminal("submit", path, "--dry-run")
    assert tried.code == 0, tried.said
    assert "试算" in tried.out
    assert terminal("status", "--json").json() == []

    sent = _submit(terminal, centre, path, "--wait")
    assert sent.code == 0, sent.said
    assert "批量发送成功" in sent.out
    assert "成功 3 笔，失败 0 笔" in sent.out

    (status,) = terminal("status", "--json").json()
    assert (status["state"], status["count"], status["business"]) == ("answered", 3, "reduce")
    month = status["business_month"]
    listed = terminal("query", "reduce", "--month", month, "--json").json()
    assert [batch["serial"] for batch in listed["batches"]] == [status["serial"]]
    assert {r["state"] for r in listed["batches"][0]["records"]} == {"成功"}
    exported = terminal("query", "reduce", "--month", month, "--out", "查询.xlsx")
    assert exported.code == 0
    assert (terminal.folder / "查询.xlsx").exists()

    assert terminal("verify", path).code == 0
    assert terminal("resume").code == 0
    assert terminal("logout").code == 0
    out = terminal("query", "reduce", "--month", month)
    assert out.code != 0
    assert "登录" in out.err


def test_the_receipt_is_accepted_by_openssl(terminal: Terminal, centre: Sandbox) -> None:
    _log_in(terminal, centre)
    assert _submit(terminal, centre, _reduce(terminal, centre, "a.xlsx", 3, 2), "--wait").code == 0
    texts = sorted((terminal.folder / "home" / "receipts").glob("*.txt"))
    assert len(texts) == 2
    for text in texts:
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"]
        command += ["-in", str(text.with_suffix(".p7s")), "-CAfile", str(centre.ca), "-content"]
        good = subprocess.run([*command, str(text)], capture_output=True, check=False)
        assert good.returncode == 0, good.stderr
        flipped = bytearray(text.read_bytes())
        flipped[len(flipped) // 2] ^= 1
        bad = terminal.folder / "flipped.txt"
        bad.write_bytes(flipped)
        refused = subprocess.run([*command, str(bad)], capture_output=True, check=False)
        assert refused.returncode != 0


def test_a_changed_cell_of_a_sent_sheet_is_named(terminal: Terminal, centre: Sandbox) -> None:
    _log_in(terminal, centre)
    path = _reduce(terminal, centre, "b.xlsx", 5, 2)
    assert _submit(terminal, centre, path).code == 0
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E3"] = "调出"
    book.save(path)
    ran = terminal("verify", path)
    assert ran.code == 1
    assert "第 3 行" in ran.out or "E3" in ran.out
    said = terminal("verify", path, "--json").json()
    assert said["receipt_ok"] is True
    assert said["content_ok"] is False


def test_a_copied_sheet_is_asked_about_with_the_earlier_serial(
    terminal: Terminal, centre: Sandbox
) -> None:
    _log_in(terminal, centre)
    path = _short(terminal, centre, "c.xlsx")
    second = Terminal(terminal.folder / "另一台电脑")
    second.folder.mkdir()
    shutil.copy(path, second.folder / "c.xlsx")
    # The second computer was synced before the first one's batch: it knows nothing of it.
    _log_in(second, centre)
    assert _submit(terminal, centre, path, "--wait").code == 0
    (status,) = terminal("status", "--json").json()

    keys = f"是\n{centre.units[0].key_password}\n否\n"
    asked = second.typing(keys, "submit", "c.xlsx", "--pin-stdin")
    assert asked.code == 1
    assert f"业务流水号 {status['serial']}" in asked.out
    assert "再提交一次吗" in asked.out
    month = status["business_month"]
    listed = terminal("query", "backpay", "--month", month, "--json").json()
    assert [batch["serial"] for batch in listed["batches"]] == [status["serial"]]

    # --yes is for everything but paying twice; that takes the earlier batch's own serial.
    refused = _submit(second, centre, second.folder / "c.xlsx")
    assert refused.code == 1
    assert f"--again {status['serial']}" in refused.out
    assert _submit(second, centre, second.folder / "c.xlsx", "--again", "123").code == 1
    again = _submit(second, centre, second.folder / "c.xlsx", "--again", status["serial"])
    assert again.code == 0, again.said
    listed = terminal("query", "backpay", "--month", month, "--json").json()
    assert len(listed["batches"]) == 2


def test_errors_keep_a_sheet_from_being_sent_and_only_clean_moves_them(
    terminal: Terminal, centre: Sandbox
) -> None:
    _log_in(terminal, centre)
    path = _reduce(terminal, centre, "d.xlsx", 10, 3)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E3"] = "离职"
    book.save(path)
    refused = _submit(terminal, centre, path)
    assert refused.code == 1
    assert terminal("status", "--json").json() == []
    sent = _submit(terminal, centre, path, "--only-clean", "--wait")
    assert sent.code == 0, sent.said
    (status,) = terminal("status", "--json").json()
    assert status["count"] == 2
    (moved,) = terminal.folder.glob("d-待处理*.xlsx")
    rows = list(openpyxl.load_workbook(moved).worksheets[0].iter_rows(min_row=2, max_row=3))
    assert [cell.value for cell in rows[0]][4] == "离职"
    assert all(cell.value is None for cell in rows[1][:5])


def test_a_wrong_password_of_the_key_sends_nothing(terminal: Terminal, centre: Sandbox) -> None:
    _log_in(terminal, centre)
    path = _reduce(terminal, centre, "e.xlsx", 13, 1)
    ran = terminal("submit", path, "--pin-stdin", "--yes", stdin="000\n")
    assert ran.code != 0
    assert "口令" in ran.err
    batches = terminal("status", "--json").json()
    assert [batch["state"] for batch in batches] in ([], ["withdrawn"])
    month = centre.units[0].terms.business_month
    assert terminal("query", "reduce", "--month", month, "--json").json()["batches"] == []


def test_a_centre_that_is_gone_is_unreachable(terminal: Terminal, centre: Sandbox) -> None:
    _log_in(terminal, centre)
    path = _reduce(terminal, centre, "f.xlsx", 14, 1)
    centre.stop()
    ran = _submit(terminal, centre, path)
    assert ran.code == 2, ran.said
    assert "请" in ran.err
    month = centre.units[0].terms.business_month
    assert terminal("query", "reduce", "--month", month).code == 2
    # What needs no centre still works.
    assert terminal("check", path).code == 0
    assert terminal("query", "deposits", "--state", State.STOPPED.value).code == 0


def test_nothing_personal_is_left_readable(terminal: Terminal, centre: Sandbox) -> None:
    _log_in(terminal, centre)
    path = _reduce(terminal, centre, "g.xlsx", 15, 2)
    assert _submit(terminal, centre, path, "--wait").code == 0
    people = terminal("query", "deposits", "--json").json()["employees"]
    unit = centre.units[0]
    secrets = [unit.password, unit.key_password]
    for file in (terminal.folder / "home").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for person in people:
                assert person["id_number"].encode() not in content, file
                assert person["name"].encode() not in content, file
            assert not any(secret.encode() in content for secret in secrets), file


def test_before_any_log_in_the_clerk_is_told_to_log_in(terminal: Terminal) -> None:
    for arguments in (["sync"], ["query", "deposits"], ["submit", "x.xlsx", "--yes"]):
        ran = terminal(*arguments)
        assert ran.code != 0
        assert "登录" in ran.err
    assert terminal("status").code == 0
    assert terminal("logout").code == 0
