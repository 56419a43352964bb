"""The client dies at every moment, the centre too: one batch at the end, or none and said."""

import subprocess
import sys
from pathlib import Path

import pytest

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Unreachable
from gjj_xl.desk import Desk
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.resuming import Choice
from gjj_xl.sheets.stamp import read_stamp
from tests.desk import killed
from tests.desk.killed import DIED, MOMENTS
from tests.desk.scene import SPEED, Scene, free_port, sheet

NEVER_SIGNED = ("prepared", "signing")
PROGRAM = Path(killed.__file__)


def die(scene: Scene, path: Path, moment: str) -> None:
    command = [sys.executable, PROGRAM, scene.home, path, scene.unit.key_password, moment]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert ended.returncode == DIED, ended.stderr.decode()


@pytest.mark.parametrize("moment", [one for one in MOMENTS if one not in NEVER_SIGNED])
def test_a_signed_batch_ends_at_the_centre_exactly_once(
    scene: Scene, desk: Desk, moment: str
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    desk.close()
    die(scene, path, moment)
    with scene.desk() as later:
        resumed = later.resume()
        assert [one.trouble for one in resumed] == [None] * len(resumed)
        assert len(later.status()) == 1
        entry = later.status()[0].entry
        assert entry.step in (Step.ACCEPTED, Step.ANSWERED)
        stamp = read_stamp(path)
        assert stamp is not None
        assert stamp.serial == entry.serial
        assert later.verify(path).ok
        later.resume()
    assert [batch.serial for batch in scene.filed()] == [entry.serial]


@pytest.mark.parametrize("moment", NEVER_SIGNED)
def test_a_batch_that_was_never_signed_is_withdrawn_and_said(
    scene: Scene, desk: Desk, moment: str
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    desk.close()
    die(scene, path, moment)
    with scene.desk() as later:
        (resumed,) = later.resume()
        assert resumed.status.entry.step is Step.WITHDRAWN
        assert "尚未签名，没有发出" in resumed.words
        assert scene.filed() == ()
        assert scene.submit(later, path).outcome is Outcome.ACCEPTED
    assert len(scene.filed()) == 1


def test_a_batch_that_was_never_signed_can_be_signed_and_sent(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    desk.close()
    die(scene, path, "prepared")
    with scene.desk() as later:
        (left,) = later.resume(choose=lambda _: Choice.LEAVE)
        assert left.status.entry.step is Step.PREPARED
        (resumed,) = later.resume(pin=scene.unit.key_password, choose=lambda _: Choice.CONTINUE)
        assert resumed.status.entry.step is Step.ACCEPTED
        assert later.verify(path).ok
    assert len(scene.filed()) == 1


def test_a_wrong_pin_leaves_nothing_underway(scene: Scene, desk: Desk) -> None:
    from gjj_xl.ukey.errors import WrongPin

    path = sheet(desk, scene.folder / "a.xlsx")
    with pytest.raises(WrongPin):
        desk.submit(path, pin="wrong", confirm=lambda _: True)
    assert [one.entry.step for one in desk.status()] == [Step.WITHDRAWN]
    assert scene.submit(desk, path).outcome is Outcome.ACCEPTED
    assert len(scene.filed()) == 1


@pytest.mark.parametrize("fault", ["die-before-commit", "die-after-commit"])
def test_the_centre_dies_around_its_commit_and_comes_back(alone: Scene, fault: str) -> None:
    port = free_port()
    alone.sandbox.start(speed=SPEED, port=port, faults=[f"{fault}@filing"])
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx")
        sent = alone.submit(desk, path)
        assert sent.outcome is Outcome.UNKNOWN
        assert "请勿重新提交" in sent.words
        assert desk.status()[0].entry.step is Step.SENT
        assert read_stamp(path) is None
        alone.sandbox.output()
        alone.sandbox.start(speed=SPEED, port=port)
        (resumed,) = desk.resume()
        assert resumed.trouble is None
        assert resumed.status.entry.step is Step.ACCEPTED
        assert desk.verify(path).ok
        assert resumed.status.entry.request_sn == sent.request_sn
    assert [batch.serial for batch in alone.filed()] == [resumed.status.entry.serial]


def test_both_die_and_both_come_back(alone: Scene) -> None:
    port = free_port()
    alone.sandbox.start(speed=SPEED, port=port)
    with alone.desk() as desk:
        alone.log_in(desk)
        path = sheet(desk, alone.folder / "a.xlsx")
    die(alone, path, "answered-not-read")
    alone.sandbox.kill()
    with alone.desk() as desk:
        with pytest.raises(Unreachable):
            desk.resume()
        assert desk.status()[0].entry.step is Step.SENT
    alone.sandbox.start(speed=SPEED, port=port)
    with alone.desk() as desk:
        (resumed,) = desk.resume()
        assert resumed.status.entry.step is Step.ACCEPTED
    assert len(alone.filed()) == 1
