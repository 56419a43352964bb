"""The parent's side: a window in a process of its own, asked by lines of JSON.

The form goes to the child over its standard input, never in its arguments, and its answer comes
back over its standard output; when the input ends (because the parent closes it, or dies), the
child ends at once. No tkinter here.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from enum import Enum, unique
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from gjj_xl.ribbon.dialogs.codec import NotAForm, decode_answer, encode_form, encode_update
from gjj_xl.ribbon.dialogs.forms import Form, Update

START_SECONDS: Final = 30.0
"""How long a window may take to show itself; a slow computer needs two."""
END_SECONDS: Final = 1.0
NOISE_LINES: Final = 50

A = TypeVar("A")


@unique
class Waiting(Enum):
    """The answer of a window that has none yet."""

    OPEN = "open"


OPEN: Final = Waiting.OPEN


class DialogFailed(Exception):
    """A window could not be shown or has died; ``detail`` is for the help desk.

    ``detail`` holds no text that was typed or shown.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Dialog(Generic[A]):
    """An open window. Made by :func:`open_dialog`; a context manager that closes it."""

    def __init__(
        self, form: Form[A], process: "subprocess.Popen[bytes]", owner: int | None
    ) -> None:
        self._form = form
        self._process = process
        self._give_up_at = time.monotonic() + START_SECONDS
        self._shown = threading.Event()
        self._settled = threading.Event()
        self._closed = False
        self._answer: A | None = None
        self._failure: str | None = None
        self._noise: list[str] = []
        self._measures: Any = None
        self._outbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._outbox.put({"owner": owner, **encode_form(form)})
        self._reader = threading.Thread(target=self._read, name="dialog-reader", daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, name="dialog-writer", daemon=True).start()

    @property
    def process_id(self) -> int:
        """The window's own process."""
        return self._process.pid

    @property
    def is_shown(self) -> bool:
        """Whether the window is there and takes keys."""
        return self._shown.is_set()

    def poll(self) -> A | Waiting | None:
        """The answer, None when the clerk has given up, or OPEN while there is none.

        Never waits. Raises DialogFailed. After :meth:`close`, what was answered until then.
        """
        if self._settled.is_set():
            if self._failure is not None:
                raise DialogFailed(self._failure)
            return self._answer
        if self._closed:
            return None
        if not self._shown.is_set() and time.monotonic() > self._give_up_at:
            self.close()
            raise DialogFailed(f"no window after {START_SECONDS:.0f} seconds")
        return OPEN

    def wait(self, timeout: float | None = None) -> A | None:
        """Wait for the answer; None when the clerk has given up.

        Raises DialogFailed, and TimeoutError after ``timeout`` seconds (the window stays open).
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (answer := self.poll()) is OPEN:
            ends = [self._give_up_at] if not self._shown.is_set() else []
            ends += [until] if until is not None else []
            if until is not None and time.monotonic() >= until:
                raise TimeoutError
            self._settled.wait(max(0.0, min(ends) - time.monotonic()) + 0.01 if ends else 1.0)
        return answer

    def wait_until_shown(self, timeout: float = START_SECONDS) -> Any:
        """Wait for the window to take keys; what it tells of itself (``child.MEASURE``), or None.

        Raises DialogFailed, and TimeoutError after ``timeout`` seconds.
        """
        until = time.monotonic() + timeout
        while not self._shown.wait(0.02):
            if self.poll() is not OPEN:
                break
            if time.monotonic() > until:
                raise TimeoutError
        return self._measures

    def tell(self, update: Update) -> None:
        """Tell the window something new; nothing happens when it is gone."""
        self._outbox.put(encode_update(update))

    def close(self) -> None:
        """Take the window away; ends this dialog's own process and no other."""
        self._closed = True
        self._outbox.put(None)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join(END_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self) -> None:
        """In the writer's thread: send lines until the end, or until nobody reads them."""
        stdin = self._process.stdin
        assert stdin is not None
        with contextlib.suppress(OSError), stdin:  # it is gone: poll will tell
            while (line := self._outbox.get()) is not None:
                stdin.write(json.dumps(line).encode("ascii") + b"\n")
                stdin.flush()

    def _read(self) -> None:
        """In the reader's thread: take in lines until the child ends."""
        stdout = self._process.stdout
        assert stdout is not None
        with stdout:
            for raw in stdout:
                self._take(raw)
        code = self._process.wait()
        self._outbox.put(None)
        if not self._settled.is_set():
            if not self._closed:
                self._failure = "\n".join((f"the window's process ended: {code}", *self._noise))
            self._settled.set()

    def _take(self, raw: bytes) -> None:
        try:
            line = json.loads(raw)
        except ValueError:
            line = None
        match line:
            case {"shown": measures}:
                self._measures = measures
                self._shown.set()
            case {"answer": value}:
                try:
                    self._answer = decode_answer(self._form, value)
                except NotAForm as error:
                    self._failure = f"not an answer: {error}"
                self._settled.set()
            case {"failed": str(detail)}:
                self._failure = detail
                self._settled.set()
            case _:
                text = raw.decode("utf-8", "replace").rstrip()
                if text and len(self._noise) < NOISE_LINES:
                    self._noise.append(text)


def open_dialog(
    form: Form[A],
    *,
    owner: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Dialog[A]:
    """Show a window and return at once.

    Args:
        form: what is asked.
        owner: the handle (hwnd) of the window to stay on top of: Excel's.
        environment: variables for the child besides this process's own.

    Raises:
        DialogFailed: no process could be started. What fails later is raised by the dialog.

    Example:
        >>> with open_dialog(Question("要同步吗？")) as dialog:  # doctest: +SKIP
        ...     dialog.wait()
    """
    command = [str(_python()), "-P", "-m", __package__]
    root = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and package
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": path, **(environment or {})},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise DialogFailed(f"no process: {error}") from error
    return Dialog(form, process, owner)


def ask(form: Form[A], *, owner: int | None = None) -> A | None:
    """Show a window and wait for its answer; None when the clerk has given up.

    Not for the thread that Excel calls: it waits as long as the clerk thinks. Raises DialogFailed.
    """
    with open_dialog(form, owner=owner) as dialog:
        return dialog.wait()


def _python() -> Path:
    """This interpreter; on Windows the one without a console, where it stands beside it."""
    python = Path(sys.executable)
    without_console = python.with_name("pythonw.exe")
    return without_console if os.name == "nt" and without_console.exists() else python
