import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.ribbon.dialogs import process
from gjj_xl.ribbon.dialogs.forms import Advance, LogIn, Message, Pin, Progress, Question
from gjj_xl.ribbon.dialogs.process import OPEN, Dialog, DialogFailed, ask, open_dialog
from tests.ribbon.dialogs.display import Display, until

SOON = 10.0


def is_gone(pid: int) -> bool:
    """Whether a process has ended (a zombie that nobody has waited for has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_an_open_window_has_no_answer_yet(display: Display) -> None:
    with display.open(Question("同步吗？")) as dialog:
        assert dialog.poll() is OPEN
        with pytest.raises(TimeoutError):
            dialog.wait(0.05)
        assert dialog.poll() is OPEN


def test_ask_waits_for_the_answer(display: Display, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in display.environment().items():
        monkeypatch.setenv(name, value)
    opened: list[Dialog[int]] = []

    def remember(*args: Any, **more: Any) -> Dialog[int]:
        opened.append(open_dialog(*args, **more))
        return opened[0]

    def press() -> None:
        until(lambda: opened and opened[0].is_shown)
        display.keys("alt+n")

    monkeypatch.setattr(process, "open_dialog", remember)
    presser = threading.Thread(target=press)
    presser.start()
    assert ask(Question("同步吗？")) == 1
    presser.join()


def test_a_killed_window_is_a_failure_and_no_answer(display: Display) -> None:
    with display.open(Pin()) as dialog:
        os.kill(dialog.process_id, signal.SIGKILL)
        with pytest.raises(DialogFailed, match="-9"):
            dialog.wait(SOON)
        with pytest.raises(DialogFailed):
            dialog.poll()
        dialog.tell(Advance())  # into nothing


def test_without_a_display_it_fails_at_once_and_says_why() -> None:
    started = time.monotonic()
    dialog = open_dialog(Pin(), environment={"DISPLAY": ":98765"})
    with dialog, pytest.raises(DialogFailed) as caught:
        dialog.wait(SOON)
    assert time.monotonic() - started < SOON
    assert "display" in caught.value.detail


def test_without_tkinter_it_fails_and_says_why(display: Display, tmp_path: Path) -> None:
    (tmp_path / "tkinter.py").write_text('raise ImportError("no tkinter here")')
    environment = display.environment() | {"PYTHONPATH": f"{Path.cwd()}:{tmp_path}"}
    dialog = open_dialog(Pin(), environment=environment)
    with dialog, pytest.raises(DialogFailed, match="no tkinter here"):
        dialog.wait(SOON)


def test_without_an_interpreter_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DialogFailed, match="/nowhere/python"):
        open_dialog(Pin())


def test_a_process_that_never_shows_its_window_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 600\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    monkeypatch.setattr(process, "START_SECONDS", 0.5)
    big = Message("大", tuple("字" * 1000 for _ in range(1000)))  # more than a pipe holds
    dialog = open_dialog(big)
    with pytest.raises(DialogFailed, match="no window"):
        dialog.wait(SOON)
    assert is_gone(dialog.process_id)


def test_a_form_of_a_megabyte_comes_through(display: Display) -> None:
    with display.open(Message("大", tuple("字" * 100 for _ in range(2000)))) as dialog:
        display.keys("Return")
        assert dialog.wait(SOON) is None


def test_closing_ends_the_process_and_answers_nothing(display: Display) -> None:
    dialog = display.open(Progress("同步"))
    other = display.open(Progress("另一个"))
    dialog.close()
    assert dialog.poll() is None
    assert is_gone(dialog.process_id)
    assert other.poll() is OPEN
    other.close()
    other.close()


def test_a_window_ends_with_its_parent(display: Display) -> None:
    code = textwrap.dedent("""
        from gjj_xl.ribbon.dialogs import open_dialog
        from gjj_xl.ribbon.dialogs.forms import Pin
        dialog = open_dialog(Pin())
        dialog.wait_until_shown()
        print(dialog.process_id, flush=True)
        dialog.wait()
    """)
    environment = {**os.environ, **display.environment()}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not is_gone(child)
        parent.kill()
    until(lambda: is_gone(child), SOON)


def test_no_secret_is_in_arguments_environment_or_failure(display: Display) -> None:
    form = LogIn(account="1", user="2", remembered="geheim-77", may_remember=True, url="https://a")
    with display.open(form) as dialog:
        proc = Path(f"/proc/{dialog.process_id}")
        display.type("geheim-88")
        seen = (proc / "cmdline").read_bytes() + (proc / "environ").read_bytes()
        assert b"gjj_xl.ribbon.dialogs" in seen
        assert b"geheim" not in seen
        os.kill(dialog.process_id, signal.SIGKILL)
        with pytest.raises(DialogFailed) as caught:
            dialog.wait(SOON)
    assert "geheim" not in caught.value.detail + repr(caught.value) + repr(form) + repr(dialog)


def test_an_error_in_the_child_is_told_without_what_was_shown(display: Display) -> None:
    form: Any = Question("geheim", ("geheim",))
    object.__setattr__(form, "lines", (1,))  # what no caller can do, to see the child refuse it
    dialog = open_dialog(form, environment=display.environment())
    with dialog, pytest.raises(DialogFailed, match=r"NotAForm: .*\.lines\[0\]") as caught:
        dialog.wait(SOON)
    assert "geheim" not in caught.value.detail


def test_the_parent_imports_no_tkinter() -> None:
    code = "import sys, gjj_xl.ribbon.dialogs; sys.exit('tkinter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
