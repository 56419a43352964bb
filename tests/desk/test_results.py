"""Results come to the records that they are about, whatever became of sheet and program."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.centre import filing
from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import UntrustedReceipt
from gjj_xl.desk import Desk, waiting
from gjj_xl.desk.facts import Outcome
from gjj_xl.rules.business import Business
from gjj_xl.sheets.book import Book
from gjj_xl.sheets.inspect import open_source
from gjj_xl.sheets.template import LiveContent, write_live
from gjj_xl.wire.messages import RecordResult
from tests.desk.scene import Scene, columns, normal, sheet


def results(path: Path) -> dict[object, object]:
    """Client number → 处理结果 as the sheet shows them."""
    with Book(open_source(path)) as book:
        header, *rows = book.block(book.sheets[0].name).rows
    number, result = header.index("个人客户号"), header.index("处理结果")
    return {row[number]: row[result] for row in rows if row[number]}


def test_results_never_go_into_another_sheet_of_the_same_name(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    sent = scene.submit(desk, path)
    path.unlink()
    sheet(desk, path, skip=6)  # the next batch, by the same name
    waited = desk.wait(str(sent.serial), seconds=30)
    assert not any(results(path).values())
    assert any("已不是提交时的内容" in note for note in waited.notes)
    assert waited.results is not None


def test_results_follow_their_records_in_a_sheet_that_was_sorted(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    sent = scene.submit(desk, path)
    terms = desk.terms()
    assert terms is not None
    employees = normal(desk, 3)
    turned = columns(Business.MISSED, employees[::-1], terms)
    path.unlink()
    write_live(path, Business.MISSED, terms, LiveContent(columns=turned), fund=10)
    monkeypatch.setattr(waiting, "result_words", lambda record: f"line {record.line}")
    desk.wait(str(sent.serial), seconds=30)
    assert results(path) == {
        one.client_number: f"line {line}" for line, one in enumerate(employees, 1)
    }


def test_who_dies_before_the_results_are_written_gets_them_the_next_time(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    sent = scene.submit(desk, path)

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(waiting, "_fill", die)
        with pytest.raises(KeyboardInterrupt):
            desk.wait(str(sent.serial), seconds=30)
    assert desk.status()[0].entry.step is Step.ACCEPTED
    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ANSWERED
    assert set(results(path).values()) == {"成功"}
    assert (scene.folder / "a-处理结果.xlsx").exists()


def test_a_batch_that_makes_room_for_the_next_one_still_gets_its_results(alone: Scene) -> None:
    alone.sandbox.start(speed=200, one_at_a_time=True)
    with alone.desk() as desk:
        alone.log_in(desk)
        first = alone.submit(desk, sheet(desk, alone.folder / "a.xlsx"))
        alone.clerk().wait(str(first.serial), 30)
        second = alone.submit(desk, sheet(desk, alone.folder / "b.xlsx", skip=3))
        assert second.outcome is Outcome.ACCEPTED
        desk.resume()
        assert set(results(alone.folder / "a.xlsx").values()) == {"成功"}
        assert (alone.folder / "a-处理结果.xlsx").exists()


def test_one_batch_whose_folder_is_gone_keeps_no_other_one_waiting(
    scene: Scene, desk: Desk
) -> None:
    gone = scene.folder / "gone"
    gone.mkdir()
    first = scene.submit(desk, sheet(desk, gone / "a.xlsx"))
    scene.clerk().wait(str(first.serial), 30)
    second = scene.submit(desk, sheet(desk, scene.folder / "b.xlsx", skip=3))
    shutil.rmtree(gone)
    scene.clerk().wait(str(second.serial), 30)
    told = desk.resume()
    assert [one.status.entry.step for one in told] == [Step.ANSWERED, Step.ANSWERED]
    assert any("未能写入" in note for note in told[0].notes)
    assert set(results(scene.folder / "b.xlsx").values()) == {"成功"}


def test_the_results_sheet_shows_what_was_sent_whatever_the_centre_repeats(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    spoil(monkeypatch, lambda record: replace(record, text=""))
    waited = desk.wait(str(sent.serial), seconds=30)
    assert waited.results is not None
    with Book(open_source(waited.results)) as book:
        shown = repr(list(book.block(book.sheets[0].name).rows))
    assert all(one.client_number in shown for one in normal(desk, 3))


@pytest.mark.parametrize("change", [lambda line: line + 1, lambda line: 1])
def test_results_of_other_lines_than_were_sent_are_not_believed(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch, change: Callable[[int], int]
) -> None:
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    scene.clerk().wait(str(sent.serial), 30)
    spoil(monkeypatch, lambda record: replace(record, line=change(record.line)))
    with pytest.raises(UntrustedReceipt) as raised:
        desk.poll(str(sent.serial))
    assert raised.value.differs == ("lines",)


def spoil(monkeypatch: pytest.MonkeyPatch, change: Callable[[RecordResult], RecordResult]) -> None:
    real = filing.fetch_records

    def fetch(*what: Any) -> Any:
        records, page = real(*what)
        return tuple(map(change, records)), page

    monkeypatch.setattr(filing, "fetch_records", fetch)
