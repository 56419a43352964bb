"""``gjj-xl sandbox``: seeding, serving and playing the staff."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import Terminal


def test_units_are_seeded_once_and_the_same_from_the_same_seed(terminal: Terminal) -> None:
    seed = ("sandbox", "seed", "--units", 1, "--employees", 20, "--clock", "2026-11-05T10:00")
    first = terminal(*seed, "--data", "a")
    assert first.code == 0, first.said
    assert terminal(*seed, "--data", "b").code == 0
    a, b = (json.loads((terminal.folder / name / "units.json").read_text("utf-8")) for name in "ab")
    assert [{**unit, "key": ""} for unit in a] == [{**unit, "key": ""} for unit in b]
    again = terminal(*seed, "--data", "a")
    assert again.code == 1
    assert "已有演练单位" in again.err


@pytest.mark.parametrize("action", [["serve"], ["review"], ["transfer", "000000000001"]])
def test_a_folder_without_units_is_told_and_left_alone(
    terminal: Terminal, action: list[str]
) -> None:
    ran = terminal("sandbox", *action, "--data", "none")
    assert ran.code == 2
    assert "sandbox seed" in ran.err
    assert not (terminal.folder / "none").exists()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--clock", "noon"), "2026-11-05T10:00"),
        (("--speed", "0"), "大于零"),
        (("--fault", "gremlins"), "cut-after-commit"),
    ],
)
def test_settings_that_make_no_sense_are_told(
    terminal: Terminal, option: tuple[str, str], words: str
) -> None:
    terminal("sandbox", "seed", "--units", 1, "--employees", 5, "--data", "a")
    ran = terminal("sandbox", "serve", "--data", "a", *option)
    assert ran.code == 2
    assert words in ran.err


def test_a_trainer_plays_the_staff(terminal: Terminal) -> None:
    assert terminal("sandbox", "seed", "--units", 1, "--employees", 20, "--data", "a").code == 0
    command = [sys.executable, "-m", "gjj_xl", "sandbox", "serve", "--data", "a"]
    with subprocess.Popen(
        [*command, "--any-hour", "--staff", "--speed", "60000"],
        cwd=terminal.folder,
        env=terminal.environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as centre:
        assert centre.stdout is not None
        assert "演练中心已启动" in centre.stdout.readline()
        try:
            _register_and_review(terminal)
        finally:
            centre.terminate()
            assert "login --practice a" in centre.stdout.readline()
            assert "演练中心已结束" in centre.stdout.read()
    assert centre.returncode == 0


def _register_and_review(terminal: Terminal) -> None:
    assert terminal("login", "--practice", "a", "--sync").code == 0
    (unit,) = json.loads((terminal.folder / "a" / "units.json").read_text("utf-8"))
    assert terminal("template", "register", "--out", "r.xlsx").code == 0
    _fill(terminal)
    sent = terminal("submit", "r.xlsx", "--yes", "--pin-stdin", stdin=f"{unit['key_password']}\n")
    assert sent.code == 0, sent.said
    listed = terminal("sandbox", "review", "--data", "a")
    assert listed.out.count("待确认") == 2
    assert "330102199003071230" not in listed.out  # an ID number is shown masked
    assert terminal("sandbox", "review", "refuse", "--data", "a").code == 2  # the reason is missing
    (status,) = terminal("status", "--json").json()
    one, two = f"{status['serial']}/1", f"{status['serial']}/2"
    assert terminal("sandbox", "review", "take", one, "--data", "a").code == 0
    assert terminal("sandbox", "review", "accept", one, "--data", "a").code == 0
    refused = terminal("sandbox", "review", "refuse", two, "--reason", "材料不全", "--data", "a")
    assert refused.code == 0
    assert terminal("sandbox", "review", "accept", one, "--data", "a").code == 1  # it is final
    month = status["business_month"]
    (batch,) = terminal("query", "register", "--month", month, "--json").json()["batches"]
    assert [(r["state"], r["reason"]) for r in batch["records"]][1] == ("失败", "材料不全")
    assert batch["records"][0]["state"] == "成功"


def _fill(terminal: Terminal) -> None:
    import openpyxl

    path = terminal.folder / "r.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rate = 8
    people = (("张三", "330102199003071230"), ("李四", "330102198001010018"))
    for row, (name, id_number) in enumerate(people, start=2):
        for column, value in enumerate((10, name, id_number, 9000, rate), start=1):
            sheet.cell(row, column).value = value  # type: ignore[assignment]
    book.save(path)
