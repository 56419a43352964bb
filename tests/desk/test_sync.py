"""职工信息同步 at the desk: what a clerk is told, and how little travels (B2)."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from gjj_xl.desk import Desk
from gjj_xl.desk.syncing import RECEIVING, Pace
from gjj_xl.wire.codes import Tx
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import START, Scene, at
from tests.sandbox.counter import Counter
from tests.sandbox.harness import Sandbox

CHANNEL = "gjj_xl.centre.channel"


def test_what_came_is_said_in_words(scene: Scene, desk: Desk) -> None:
    counter, unit = Counter(scene.sandbox.data), scene.unit
    accounts = desk.synced().accounts  # type: ignore[union-attr]
    assert desk.sync().lines[0] == "中心的职工信息没有变化。"
    numbers = counter.numbers(unit)
    counter.raise_salaries(unit, numbers[:1])
    changed = len(desk.query_deposits(client_number=numbers[0]).employees)
    brought, stands = desk.sync().lines
    assert brought == f"新增或变更 {changed} 个账户。"
    assert stands.startswith(f"本机共有 {accounts} 个账户（2026年11月10日")
    assert desk.sync(whole=True).lines[0] == f"全部重新接收，共 {accounts} 个账户。"


def test_somebody_who_left_is_said(alone: Scene) -> None:
    alone.sandbox.start_here()
    with alone.desk() as own:
        alone.log_in(own)
        counter = Counter(alone.sandbox.data)
        number = counter.numbers(alone.unit)[0]
        gone = len(own.query_deposits(client_number=number).employees)
        counter.transfer(number, alone.sandbox.units[1])
        assert own.sync().lines[0] == f"新增或变更 0 个账户，已转出本单位 {gone} 个账户。"


def test_new_terms_are_said_with_what_to_do(alone: Scene) -> None:
    alone.sandbox.start_here(clock="2026-11-20T16:20")
    with alone.desk() as desk:
        alone.log_in(desk)
        assert desk.sync().terms_notes == ()
        alone.sandbox.admin(clock="2026-11-20T16:40")
        (note,) = desk.sync().terms_notes
        assert note == "业务年月由 202611 变为 202612。已填好的表格请重新检查后再提交。"
        assert desk.terms().business_month == "202612"  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    data = tmp_path_factory.mktemp("large") / "centre"
    with Sandbox.seeded(data, start=at(START), units=1, employees=5000) as sandbox:
        yield sandbox.start_here(speed=20000)


def moved(caplog: pytest.LogCaptureFixture) -> int:
    """The bytes of the roster's pages since the last look, as they came over the line."""
    told = [record.args for record in caplog.records if record.name == CHANNEL]
    caplog.clear()
    return sum(one[5] for one in told if isinstance(one, tuple) and one[1] == Tx.ROSTER)  # type: ignore[misc]


def test_few_changes_move_less_than_a_hundredth_of_what_everybody_does(
    large: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    scene, counter = Scene(large, tmp_path), Counter(large.data)
    caplog.set_level(logging.INFO, CHANNEL)
    with scene.desk() as desk:
        scene.log_in(desk, sync=False)
        moved(caplog)
        first = desk.sync().roster
        whole = moved(caplog)
        counter.raise_salaries(scene.unit, counter.numbers(scene.unit)[1000:1005])
        again = desk.sync().roster
        part = moved(caplog)
    assert (first.whole, again.whole) == (True, False)
    assert 5 <= again.changed <= 10
    assert whole > 100_000
    assert part < whole / 100


def test_a_batch_longer_than_a_page_is_whole_on_the_sheet(large: Sandbox, tmp_path: Path) -> None:
    """With pages as long as they are in life."""
    from tests.desk.test_paging import detail_lines

    scene, rows = Scene(large, tmp_path), 2300
    clerk = scene.clerk()
    clerk.wait(clerk.file(clerk.missed(rows)).serial)
    with scene.desk() as desk:
        scene.log_in(desk, sync=False)
        result = desk.query(QueryKind.BACKPAY, "202611")
        assert result.batches[0].summary.succeeded == rows
        assert detail_lines(result, desk, tmp_path) == [*range(1, rows + 1)]


def test_the_time_left_is_told_once_it_can_be_known() -> None:
    times = iter([0.0, 1.0, 10.0, 40.0, 99.0, 99.9])
    pace = Pace(lambda: next(times))
    assert pace.words(2_000, 100_000) == RECEIVING
    assert pace.words(4_000, 100_000) == RECEIVING
    assert pace.words(12_000, 100_000) == f"{RECEIVING}，约还需 90 秒"
    assert pace.words(12_000, 100_000) == f"{RECEIVING}，约还需 6 分钟"
    assert pace.words(99_000, 100_000) == RECEIVING
    assert pace.words(99_000, None) == RECEIVING
