"""Failures of an installation that wine cannot bring about: each leaves what was there."""

import re
from pathlib import Path

import pytest

from addin.build import TARGET
from addin.carried import VERSION
from gjj_xl.addin import environment, installing, placing
from gjj_xl.addin.errors import InUse, NoRoom, StepFailed
from gjj_xl.addin.facts import ADDIN_FILE, XLWINGS
from gjj_xl.addin.machine import Machine

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A computer with an older version of everything."""
    made = Machine(tmp_path / "local", tmp_path / "roaming")
    made.venv.mkdir(parents=True)
    (made.venv / "old").touch()
    made.addin.parent.mkdir(parents=True)
    made.addin.write_bytes(b"old")
    return made


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The new environment is made at once."""

    def build(machine: Machine, source: Path, say: object) -> Path:
        environment.new(machine).mkdir()
        (environment.new(machine) / "new").touch()
        return source

    monkeypatch.setattr(environment, "build", build)


def contents(machine: Machine) -> tuple[list[str], list[str], bytes]:
    return (
        sorted(path.name for path in machine.home.iterdir()),
        sorted(path.name for path in machine.venv.iterdir()),
        machine.addin.read_bytes(),
    )


def test_the_add_in_is_found_in_the_folder_and_copied_whole(machine: Machine) -> None:
    assert placing.shipped() == TARGET
    said: list[str] = []
    installing.install(machine, None, said.append)
    assert machine.addin.read_bytes() == TARGET.read_bytes()
    assert said[-2] == "更新完成。"


def test_an_update_exchanges_environment_and_add_in(machine: Machine, built: None) -> None:
    del built
    installing.install(machine, ROOT, lambda _: None)
    assert contents(machine) == (["gjj-xl.cmd", "venv"], ["new"], TARGET.read_bytes())


def test_an_add_in_that_cannot_be_written_takes_the_environment_back(
    machine: Machine, built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del built

    def fail(_: object, target: Path) -> None:
        target.write_bytes(b"half")
        raise PermissionError(13, "in use")

    monkeypatch.setattr(placing.shutil, "copyfile", fail)
    with pytest.raises(InUse):
        installing.install(machine, ROOT, lambda _: None)
    assert contents(machine) == (["venv"], ["old"], b"old")


def test_an_environment_in_use_stays(
    machine: Machine, built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del built

    def rename(self: Path, target: Path) -> Path:
        if self.name == "venv":
            raise PermissionError(13, "in use")
        return self.replace(target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(InUse) as caught:
        installing.install(machine, ROOT, lambda _: None)
    assert "没有改动" in caught.value.what
    monkeypatch.undo()
    assert contents(machine)[1:] == (["old"], b"old")


def test_a_disk_that_is_too_full_is_told_before_anything_is_done(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(machine)
    monkeypatch.setattr(environment, "ROOM_MEGABYTES", 1 << 40)
    with pytest.raises(NoRoom) as told:
        installing.install(machine, ROOT, lambda _: None)
    assert "磁盘剩余空间不足" in told.value.what
    assert contents(machine) == before


def test_a_step_that_fails_is_told_with_its_log(machine: Machine) -> None:
    before = contents(machine)
    with pytest.raises(StepFailed) as caught:  # this system's venv has no Scripts folder
        environment.build(machine, ROOT, lambda _: None)
    assert "原来的程序没有改动" in caught.value.what
    assert str(environment.log_file(machine)) in caught.value.todo
    assert contents(machine)[1:] == before[1:]


def test_uninstalling_keeps_what_was_sent_and_says_where_it_is(machine: Machine) -> None:
    (machine.home / "store.db").touch()
    said: list[str] = []
    installing.uninstall(machine, said.append)
    assert [path.name for path in machine.home.iterdir()] == ["store.db"]
    assert str(machine.home) in said[-1]


def test_all_agree_on_the_names() -> None:
    assert XLWINGS == VERSION
    assert TARGET.name == ADDIN_FILE
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'"xlwings=={XLWINGS}"' in project
    assert f'"addin/{ADDIN_FILE}" = "gjj_xl/addin/{ADDIN_FILE}"' in project


def test_each_word_of_a_button_that_a_message_names_is_on_the_ribbon() -> None:
    from gjj_xl.ribbon.phrases import BUTTONS

    ribbon = (ROOT / "addin" / "ribbon.xml").read_text("utf-8")
    labels = set(re.findall(r' label="([^"]+)"', ribbon))
    assert set(BUTTONS.values()) <= labels
    folder = ROOT / "gjj_xl" / "ribbon"
    named = {
        word
        for file in folder.glob("*.py")
        for word in re.findall(r"点击“([^”{]+)”", file.read_text("utf-8"))
    }
    assert named - {"启用编辑"} <= labels  # that one is Excel's own
