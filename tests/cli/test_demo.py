"""``gjj-xl demo``, as somebody sees it who has just installed it."""

import json
import os
from pathlib import Path

import openpyxl
import pytest

from gjj_xl.rules.business import Business
from tests.cli.conftest import Ran, Terminal


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    folder = tmp_path_factory.mktemp("demo")
    return Terminal(folder)("demo", "--out", "out"), folder / "out"


def _sheets(folder: Path, beginning: str) -> list[Path]:
    (found,) = (path for path in folder.iterdir() if path.name.startswith(beginning))
    return sorted(found.iterdir())


def test_the_demo_goes_well_and_says_what_to_open_first(shown: tuple[Ran, Path]) -> None:
    ran, out = shown
    assert ran.code == 0, ran.said
    assert "请先打开：" in ran.out
    first = ran.out.partition("请先打开：")[2].splitlines()[0]
    assert Path(first).exists()
    assert Path(first).is_relative_to(out)


def test_the_demo_shows_some_two_dozen_mistakes(shown: tuple[Ran, Path]) -> None:
    errors = [line for line in shown[0].out.splitlines() if "[错误]" in line]
    assert 24 <= len(errors) <= 45
    assert any("[需确认]" in line for line in shown[0].out.splitlines())


def test_the_demo_makes_all_five_workbooks_of_each_stage(shown: tuple[Ran, Path]) -> None:
    titles = {f"{business.facts.title}.xlsx" for business in Business}
    for stage in ("1", "2", "3"):
        assert titles <= {path.name for path in _sheets(shown[1], stage)}
    assert len(_sheets(shown[1], "4")) == 5


def test_every_batch_of_the_demo_has_its_results_in_the_sheet(shown: tuple[Ran, Path]) -> None:
    for path in _sheets(shown[1], "3"):
        if path.stem.endswith("处理结果"):
            continue
        sheet = openpyxl.load_workbook(path).worksheets[0]
        headers = {cell.value: cell.column for cell in sheet[1]}
        said = [sheet.cell(row, headers["处理结果"]).value for row in range(2, sheet.max_row + 1)]
        assert sum(str(words).startswith("成功") for words in said) >= 20
        assert sheet.protection.sheet


def test_the_demo_leaves_no_process_and_no_home_behind(shown: tuple[Ran, Path]) -> None:
    data = next(path for path in shown[1].iterdir() if (path / "units.json").exists())
    assert not (data / "ready.json").exists()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes()
        except OSError:
            continue
        assert os.fsencode(data) not in words
    assert not (shown[1].parent / "home").exists()


def test_a_folder_with_somebody_elses_files_is_left_alone(terminal: Terminal) -> None:
    folder = terminal.folder / "mine"
    folder.mkdir()
    (folder / "工资.xlsx").write_bytes(b"mine")
    ran = terminal("demo", "--out", folder)
    assert ran.code == 2
    assert "换一个" in ran.err
    assert [path.name for path in folder.iterdir()] == ["工资.xlsx"]


def test_the_units_of_the_demo_are_synthetic(shown: tuple[Ran, Path]) -> None:
    data = next(path for path in shown[1].iterdir() if (path / "units.json").exists())
    (unit,) = json.loads((data / "units.json").read_text("utf-8"))
    assert unit["unit_number"].startswith("0")
