"""The worker thread and its watchdog."""

import threading
import time

import pytest

from gjj_xl.ukey.worker import Patience, Stage, Worker


class Late(Exception):
    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stage = stage


def worker(holder: float = 0.2, card: float = 0.2) -> Worker:
    return Worker(Patience(holder, card), Late)


def test_jobs_are_done_one_after_the_other_in_one_thread() -> None:
    with worker() as one:
        threads = {one.run(threading.get_ident) for _ in range(3)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_what_a_job_raises_comes_out() -> None:
    with worker() as one:
        with pytest.raises(ZeroDivisionError):
            one.run(lambda: 1 / 0)
        assert one.run(lambda: "and it goes on") == "and it goes on"


def test_what_must_be_closed_is_closed_in_the_thread_when_it_ends() -> None:
    closed: list[int] = []
    with worker() as one:
        one.cleanup.callback(lambda: closed.append(threading.get_ident()))
        ident = one.run(threading.get_ident)
        assert closed == []
    assert closed == [ident]


@pytest.mark.parametrize("stage", Stage)
def test_who_hangs_is_left_behind_and_the_reason_is_told(stage: Stage) -> None:
    hanging = threading.Event()
    reached: list[str] = []

    with worker() as one:

        def job() -> None:
            one.entering(stage)
            hanging.wait(5)
            one.entering(Stage.CARD)
            reached.append("the card")

        began = time.monotonic()
        for _ in range(2):
            with pytest.raises(Late) as caught:
                one.run(job)
            assert caught.value.stage is stage
        assert time.monotonic() - began < 1
    hanging.set()
    time.sleep(0.1)
    assert reached == [], "who was left behind does nothing more to the card"


def test_waiting_for_another_program_and_for_the_card_have_times_of_their_own() -> None:
    with worker(holder=0.5, card=0.2) as one:

        def job() -> str:
            one.entering(Stage.HOLDER)
            time.sleep(0.35)
            one.entering(Stage.CARD)
            return "in time"

        assert one.run(job) == "in time"


def test_ctrl_c_leaves_the_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    with worker(card=5) as one:
        waiting = one._changed.wait_for

        def interrupted(*_: object) -> bool:
            waiting(lambda: False, 0.05)
            raise KeyboardInterrupt

        monkeypatch.setattr(one._changed, "wait_for", interrupted)
        reached: list[str] = []

        def job() -> None:
            time.sleep(0.2)
            one.entering(Stage.CARD)
            reached.append("the card")

        with pytest.raises(KeyboardInterrupt):
            one.run(job)
        time.sleep(0.3)
        assert reached == []
