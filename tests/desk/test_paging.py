"""Long answers come in pages, and are complete on the sheet or said not to be (D1-D6)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gjj_xl.centre import paging
from gjj_xl.centre.errors import AnswerIncomplete, Cancelled
from gjj_xl.centre.paging import collect
from gjj_xl.desk import Desk, querying
from gjj_xl.desk.facts import QueryResult
from gjj_xl.rules.business import Business
from gjj_xl.sandbox.clock import in_zone
from gjj_xl.sandbox.pending import drop
from gjj_xl.sandbox.store import PENDING, open_store
from gjj_xl.wire.messages import (
    AskPending,
    BatchesAnswer,
    DropPending,
    PendingAnswer,
    QueryKind,
    RecordState,
    from_info,
    to_info,
)
from tests.desk.scene import SPEED, Scene, at
from tests.sandbox.harness import Sandbox

MONTH = "202611"
ROWS, PAGE = 35, 10
BACKPAY = QueryKind.BACKPAY
PENDING_ROWS = 23


@pytest.fixture
def paged(seeded: Sandbox, tmp_path: Path) -> Iterator[Scene]:
    """A centre of small pages, with a batch of several pages."""
    with seeded.copy(tmp_path / "centre") as sandbox:
        sandbox.start_here(speed=SPEED, page=PAGE)
        yield Scene(sandbox, tmp_path)


@pytest.fixture
def desk(paged: Scene) -> Iterator[Desk]:
    with paged.desk() as opened:
        paged.log_in(opened)
        yield opened


def filed(scene: Scene, rows: int = ROWS, batches: int = 1) -> list[str]:
    """The serials of batches that the centre has answered."""
    clerk = scene.clerk()
    serials = [clerk.file(clerk.missed(rows, skip=n)).serial for n in range(batches)]
    for serial in serials:
        clerk.wait(serial)
    return serials


def detail_lines(result: QueryResult, desk: Desk, folder: Path) -> list[int]:
    """The line numbers of the records on the sheet."""
    out = folder / "query.xlsx"
    desk.write_query(result, out)
    book = load_workbook(out, read_only=True)
    rows = list(book["漏缴补缴明细"].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == "业务流水号")
    column = rows[top].index("序号")
    found = [int(str(row[column])) for row in rows[top + 1 :]]
    book.close()
    return found


def test_a_batch_of_several_pages_is_complete_on_the_sheet(paged: Scene, desk: Desk) -> None:
    filed(paged)
    told: list[tuple[int, int | None]] = []
    result = desk.query(BACKPAY, MONTH, lambda *how: told.append(how))
    assert told == [(10, ROWS), (20, ROWS), (30, ROWS), (ROWS, ROWS)]
    (batch,) = result.batches
    assert (batch.summary.total, batch.summary.succeeded) == (ROWS, ROWS)
    assert detail_lines(result, desk, paged.folder) == [*range(1, ROWS + 1)]


def test_a_whole_page_of_records_more_is_no_empty_page_more(paged: Scene, desk: Desk) -> None:
    filed(paged, 2 * PAGE)
    told: list[int] = []
    desk.query(BACKPAY, MONTH, lambda done, _: told.append(done))
    assert told == [PAGE, 2 * PAGE]


@pytest.mark.parametrize("fault", ["lost-page", "repeated-page"])
def test_a_page_lost_or_doubled_once_is_fetched_anew(paged: Scene, desk: Desk, fault: str) -> None:
    filed(paged)
    paged.sandbox.admin(faults=[f"{fault}@records"])
    result = desk.query(BACKPAY, MONTH)
    assert paged.sandbox.admin()["faults"] == {}
    assert [one.line for one in result.batches[0].records] == [*range(1, ROWS + 1)]


@pytest.mark.parametrize("fault", ["lost-page", "repeated-page"])
def test_pages_that_are_lost_or_doubled_again_and_again_are_said(
    paged: Scene, desk: Desk, fault: str
) -> None:
    filed(paged)
    paged.sandbox.admin(faults=[f"{fault}@records:*"])
    with pytest.raises(AnswerIncomplete) as raised:
        desk.query(BACKPAY, MONTH)
    assert raised.value.expected == ROWS


def test_a_query_is_cancelled_between_two_pages(paged: Scene, desk: Desk) -> None:
    filed(paged)
    told: list[int] = []
    with pytest.raises(Cancelled):
        desk.query(BACKPAY, MONTH, lambda done, _: told.append(done), lambda: len(told) >= 2)
    assert told == [10, 20]


def test_the_batches_of_a_month_come_in_pages_too(paged: Scene, desk: Desk) -> None:
    serials = filed(paged, 1, 2 * PAGE + 3)
    told: list[tuple[int, int | None]] = []
    result = desk.query_batches(BACKPAY, MONTH, lambda *how: told.append(how))
    assert [one.summary.serial for one in result.batches] == sorted(serials)
    assert told == [(10, 23), (20, 23), (23, 23)]
    paged.sandbox.admin(faults=["lost-page@batches:*"])
    with pytest.raises(AnswerIncomplete):
        desk.query_batches(BACKPAY, MONTH)
    out = paged.folder / "batches.xlsx"
    desk.write_batches(result, out)
    cells = {str(row[0]) for row in load_workbook(out).worksheets[0].iter_rows(values_only=True)}
    assert set(serials) <= cells


def test_a_batch_filed_between_two_pages_is_on_the_last_one(paged: Scene, desk: Desk) -> None:
    before = filed(paged, 1, PAGE + 1)
    clerk = paged.clerk()
    more = clerk.missed(1, skip=30)
    new: list[str] = []

    def file_another(done: int, _total: int | None) -> None:
        if not new:
            new.append(clerk.file(more).serial)

    result = desk.query_batches(BACKPAY, MONTH, file_another)
    assert [one.summary.serial for one in result.batches] == sorted([*before, *new])


def test_the_counts_of_a_batch_are_those_of_the_records_that_came(
    paged: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that is processed between the list and its records."""
    paged.sandbox.stop()
    paged.sandbox.start_here(speed=1, page=PAGE)
    paged.log_in(desk, sync=False)
    clerk = paged.clerk()
    serial = clerk.file(clerk.missed(ROWS)).serial
    real = querying.fetch_records

    def later(*what: object) -> object:
        paged.sandbox.admin(clock=(at("2026-11-10T12:00+08:00")).isoformat())
        clerk.log_in()
        clerk.wait(serial)
        return real(*what)  # type: ignore[arg-type]

    assert desk.query_batches(BACKPAY, MONTH).batches[0].summary.succeeded == 0
    monkeypatch.setattr(querying, "fetch_records", later)
    (batch,) = desk.query(BACKPAY, MONTH).batches
    assert {one.state for one in batch.records} == {RecordState.SUCCEEDED}
    assert (batch.summary.succeeded, batch.summary.processing) == (ROWS, 0)


# Pending records


def pending_at_the_centre(scene: Scene) -> list[str]:
    """Put records straight into the centre's list: their numbers, the oldest first."""
    clerk = scene.clerk()
    lines = clerk.reduce(PENDING_ROWS).lines.split("\n")
    keeper = open_store(scene.sandbox.data)
    numbers = [f"{n:032x}" for n in range(PENDING_ROWS)]
    with keeper.write() as connection:
        connection.execute(
            PENDING.insert(),
            [
                {
                    "unit_number": scene.unit.unit_number,
                    "record_id": number,
                    "business": Business.REDUCE.value,
                    "fund": 10,
                    "content": line,
                    # Several of one moment, so that the number decides on their order.
                    "recorded_at": in_zone(at(f"2026-11-10T10:0{n // 5}+08:00")).isoformat(
                        timespec="microseconds"
                    ),
                    "open": True,
                }
                for n, (number, line) in enumerate(zip(numbers, lines, strict=True))
            ],
        )
    keeper.close()
    return numbers


def test_pending_records_of_several_pages_are_all_listed(paged: Scene, desk: Desk) -> None:
    numbers = pending_at_the_centre(paged)
    listed = desk.refresh_pending(Business.REDUCE)
    assert [one.record_id for one in listed.records] == numbers
    assert listed.notes == ()


def test_a_lost_page_of_pending_records_makes_nobody_forget_any(paged: Scene, desk: Desk) -> None:
    numbers = pending_at_the_centre(paged)
    desk.refresh_pending(Business.REDUCE)
    paged.sandbox.admin(faults=["lost-page@pending_list:*"])
    listed = desk.refresh_pending(Business.REDUCE)
    assert [one.record_id for one in listed.records] == numbers
    assert re.search("不完整", "".join(listed.notes))


def test_a_record_that_is_deleted_between_two_pages_is_not_listed(
    paged: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = pending_at_the_centre(paged)
    real, done = paging.walk, []

    def walk(*what: object) -> Iterator[object]:
        for page in real(*what):  # type: ignore[arg-type]
            yield page
            if not done:
                done.append(1)
                keeper = open_store(paged.sandbox.data)
                with keeper.write() as connection:
                    question = DropPending(Business.REDUCE, (numbers[0],))
                    drop(connection, paged.unit.unit_number, question)
                keeper.close()

    monkeypatch.setattr(paging, "walk", walk)
    listed = desk.refresh_pending(Business.REDUCE)
    assert [one.record_id for one in listed.records] == numbers[1:]


def test_an_answer_without_pages_is_taken_as_it_is(paged: Scene, desk: Desk) -> None:
    """What a centre sends that knows of no pages: no cursor and no total."""
    serials = filed(paged, 1, 2)
    clerk = paged.clerk()
    info = to_info(clerk.batches(BACKPAY, MONTH))
    for name in ("LIST_TOTAL", "CURSOR"):
        del info[name]
    answer = from_info(BatchesAnswer, info)
    found, _ = collect(lambda _: answer, lambda page: page.batches, lambda one: one.serial)
    assert [one.serial for one in found] == sorted(serials)


def test_who_asks_without_a_cursor_gets_everything_at_once(paged: Scene, desk: Desk) -> None:
    """A program that knows of no pages: its questions have no such field."""
    serials = filed(paged, 1, PAGE + 2)
    numbers = pending_at_the_centre(paged)
    clerk = paged.clerk()
    batches = clerk.batches(BACKPAY, MONTH)
    assert [one.serial for one in batches.batches] == sorted(serials)
    assert batches.cursor == ""
    pending = clerk.ask(AskPending(Business.REDUCE))
    assert isinstance(pending, PendingAnswer)
    assert [one.record_id for one in pending.records] == numbers
    first = clerk.ask(AskPending(Business.REDUCE, ""))
    assert isinstance(first, PendingAnswer)
    assert (len(first.records), first.total) == (PAGE, PENDING_ROWS)
