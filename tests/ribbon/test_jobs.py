"""Jobs run beside Excel, and touch it from its own thread only."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gjj_xl.centre.errors import Cancelled
from gjj_xl.ribbon.dialogs.forms import Question
from gjj_xl.ribbon.errors import ExcelSilent, GivenUp, JobRunning
from gjj_xl.ribbon.jobs import Job, Jobs
from tests.ribbon.windows import Windows


class Bench:
    """Jobs with an Excel that is this thread."""

    def __init__(self) -> None:
        self.is_ready = True
        self.shown: list[str | None] = []
        self.failures: list[BaseException] = []
        self.windows = Windows()
        self.jobs = Jobs(
            lambda: self.is_ready,
            self.shown.append,
            lambda _, error: self.failures.append(error),
            self.windows,
        )

    def run(self, work: Callable[[Job], None], **how: Any) -> Job:
        job = self.jobs.start("试验", work, **how)
        self.until(job.finished.is_set)
        return job

    def until(self, done: Callable[[], bool]) -> None:
        """Tick as the add-in's timer does."""
        end = time.monotonic() + 20
        while not done():
            assert time.monotonic() < end
            self.jobs.tick()
            time.sleep(0.002)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.jobs.cancel_all()


def test_what_a_job_wants_of_excel_runs_in_excels_own_thread(bench: Bench) -> None:
    seen: list[threading.Thread] = []

    def work(job: Job) -> None:
        seen.append(threading.current_thread())
        seen.append(job.excel(threading.current_thread))

    bench.run(work)
    assert seen[0] is not threading.current_thread()
    assert seen[1] is threading.current_thread()


def test_an_error_in_excel_comes_back_to_the_job(bench: Bench) -> None:
    caught: list[str] = []

    def work(job: Job) -> None:
        try:
            job.excel(lambda: 1 / 0)
        except ZeroDivisionError as error:
            caught.append(type(error).__name__)

    bench.run(work)
    assert caught == ["ZeroDivisionError"]
    assert bench.failures == []


def test_while_a_cell_is_being_edited_calls_wait_and_go_on_afterwards(bench: Bench) -> None:
    done: list[int] = []
    bench.is_ready = False
    job = bench.jobs.start("试验", lambda job: done.append(job.excel(lambda: 7)))
    for _ in range(20):
        assert bench.jobs.tick()
        time.sleep(0.002)
    assert done == []
    bench.is_ready = True
    bench.until(job.finished.is_set)
    assert done == [7]


def test_a_call_that_was_given_up_never_runs_afterwards(bench: Bench) -> None:
    ran: list[int] = []
    bench.is_ready = False
    job = bench.jobs.start("试验", lambda job: job.excel(lambda: ran.append(1), patience=0.05))
    assert job.finished.wait(20)
    assert [type(error) for error in bench.failures] == [ExcelSilent]
    bench.is_ready = True
    bench.jobs.tick()
    assert ran == []


def test_one_job_at_a_time_and_a_watch_behind_it(bench: Bench) -> None:
    go_on = threading.Event()
    job = bench.jobs.start("提交", lambda _: go_on.wait(20) and None)
    with pytest.raises(JobRunning) as raised:
        bench.jobs.start("查询", lambda _: None)
    assert raised.value.name == "提交"
    behind = bench.jobs.start("等待", lambda _: go_on.wait(20) and None, behind=True)
    with pytest.raises(JobRunning):
        bench.jobs.start("等待", lambda _: None, behind=True)
    go_on.set()
    bench.until(lambda: job.finished.is_set() and behind.finished.is_set())
    bench.run(lambda _: None)


def test_progress_stands_in_the_status_bar_and_is_gone_a_while_afterwards(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def work(job: Job) -> None:
        job.tell("正在同步职工信息", 1500, 3000)
        go_on.wait(20)

    job = bench.jobs.start("职工信息同步", work)
    bench.until(lambda: "正在同步职工信息 1,500/3,000" in bench.shown)
    go_on.set()
    bench.until(job.finished.is_set)
    assert bench.jobs.tick() is True
    assert bench.shown[-1] == "正在同步职工信息 1,500/3,000"
    monkeypatch.setattr("gjj_xl.ribbon.jobs.time.monotonic", lambda: 1e9)
    assert bench.jobs.tick() is False
    assert bench.shown[-1] is None


def test_cancelling_stops_a_job_at_its_next_step(bench: Bench) -> None:
    steps: list[int] = []

    def work(job: Job) -> None:
        while True:
            job.go_on()
            steps.append(1)
            job.sleep(0.01)

    job = bench.jobs.start("查询", work)
    bench.until(lambda: bool(steps))
    assert bench.jobs.cancel() == ("查询",)
    bench.until(job.finished.is_set)
    assert [type(error) for error in bench.failures] == [Cancelled]


def test_the_cancel_button_of_the_progress_window_cancels_the_job(bench: Bench) -> None:
    bench.windows.answer_progress = True

    def work(job: Job) -> None:
        with job.window("正在查询"):
            while True:
                job.go_on()
                time.sleep(0.005)

    job = bench.run(work)
    assert isinstance(job.error, Cancelled)
    assert bench.windows.all_closed


def test_a_window_that_is_closed_without_an_answer_gives_up_quietly(bench: Bench) -> None:
    bench.windows.script(Question, lambda _: None)
    job = bench.run(lambda job: job.ask(Question("要继续吗？")) and None)
    assert isinstance(job.error, GivenUp)
    assert bench.failures == []


def test_a_job_that_fails_is_told_and_leaves_room_for_the_next(bench: Bench) -> None:
    def work(_: Job) -> None:
        raise OSError(28, "full")

    bench.run(work)
    assert [type(error) for error in bench.failures] == [OSError]
    assert bench.run(lambda _: None).error is None
