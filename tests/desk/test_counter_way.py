"""柜面办理 beside a filing: the rest is sent, and what is on its way is left alone."""

import subprocess
import sys

import pytest

from gjj_xl.desk import Desk
from gjj_xl.desk.errors import AlreadyUnderway, HasErrors, SentAlready
from gjj_xl.desk.facts import Outcome
from gjj_xl.desk.troubles import explain
from gjj_xl.rules.business import Business
from gjj_xl.sheets.reading import read_live
from tests.desk import killed
from tests.desk.killed import DIED
from tests.desk.scene import Scene, sheet
from tests.sheets.making import edit

LONG = "欧阳上官司马诸葛"


def test_the_rest_goes_on_and_is_what_was_sent(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.REGISTER)
    edit(path, lambda _, page: setattr(page["B3"], "value", LONG))
    with pytest.raises(HasErrors) as refused:
        scene.submit(desk, path)
    assert "gjj-xl counter" in explain(refused.value).todo
    checked = desk.check_file(path)
    taken = desk.to_counter(desk.counter_rows(checked))
    assert (taken.count, taken.left) == (1, 2)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED
    assert desk.verify(path).ok
    with pytest.raises(SentAlready):
        desk.from_counter(read_live(path))
    assert [kept.cells["name"] for kept in desk.returning(read_live(path)).rows] == [LONG]


def test_rows_with_errors_go_to_a_sheet_of_their_own_and_the_counters_stay(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.REGISTER)
    edit(path, lambda _, page: setattr(page["B3"], "value", LONG))
    edit(path, lambda _, page: setattr(page["D4"], "value", "八千"))
    desk.to_counter(desk.counter_rows(desk.check_file(path)))
    before = desk.returning(read_live(path))
    sent = scene.submit(desk, path, only_clean=True)
    assert sent.outcome is Outcome.ACCEPTED
    assert desk.returning(read_live(path)) == before
    assert before.unit_name == scene.unit.unit_name
    assert before.made_on == desk.now().date()


def test_a_batch_on_its_way_is_left_alone(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.REGISTER)
    desk.close()
    command = [sys.executable, killed.__file__, scene.home, path, scene.unit.key_password, "signed"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == DIED
    with scene.desk() as later:
        live = read_live(path)
        before = path.read_bytes()
        with pytest.raises(AlreadyUnderway):
            later.require_movable(live)
        with pytest.raises(AlreadyUnderway):
            later.to_counter(later.counter_rows(later.check_file(path)))
        with pytest.raises(AlreadyUnderway):
            later.from_counter(live)
    assert path.read_bytes() == before
