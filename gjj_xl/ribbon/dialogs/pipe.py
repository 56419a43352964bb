"""The child's two pipes: lines of JSON in and out, and an end with the parent."""

import json
import os
import queue
import sys
import threading
import traceback
from typing import Any, Final, NoReturn

_STDIN: Final = 0
_CHUNK: Final = 65536
_TEXT_IS_SAFE: Final = ("ImportError", "ModuleNotFoundError", "TclError", "NotAForm")
"""Errors whose own text tells the cause and holds nothing that was typed."""


class Pipe:
    """Lines from and to the parent; when the parent is gone, this process ends at once."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="pipe", daemon=True).start()

    def receive(self) -> Any:
        """The next line, waiting for it; raises ValueError where it is no JSON."""
        return json.loads(self._lines.get())

    def received(self) -> list[Any]:
        """The lines that have come in since."""
        lines = []
        while not self._lines.empty():
            lines.append(json.loads(self._lines.get()))
        return lines

    def send(self, line: dict[str, Any]) -> None:
        """Send a line; a parent that is gone is no error."""
        try:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        except OSError:
            end(0)

    def fail(self, error: BaseException) -> NoReturn:
        """Tell what went wrong and end: where in the code, and no text that was typed."""
        kind = type(error).__name__
        text = f"{kind}: {error}" if kind in _TEXT_IS_SAFE else kind
        self.send({"failed": "".join(traceback.format_tb(error.__traceback__)) + text})
        end(1)

    def _read(self) -> None:
        # Not through sys.stdin: a thread that waits in there would block the interpreter's end.
        rest = b""
        try:
            while chunk := os.read(_STDIN, _CHUNK):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._lines.put(line)
        finally:
            end(0)


def end(code: int) -> NoReturn:
    """End this process now, whatever a window or a native file dialog is waiting for."""
    os._exit(code)
