"""A sync that is killed at a named moment, as in a power cut: run in a process of its own.

``python killed_sync.py HOME MOMENT``
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOMENTS = ("staged", "taking-over", "taken-over")


def _killed(owner: Any, name: str, *, before: bool = False, times: int = 1) -> None:
    real: Callable[..., Any] = getattr(owner, name)
    calls = iter(range(times - 1))

    def wrapper(*args: Any, **options: Any) -> Any:
        last = next(calls, None) is None
        if before and last:
            os.kill(os.getpid(), signal.SIGKILL)
        made = real(*args, **options)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    setattr(owner, name, wrapper)


def main(home: str, moment: str) -> None:
    from gjj_xl.centre import staging
    from gjj_xl.desk import open_desk

    staging._WRITTEN = 1  # type: ignore[misc]
    match moment:
        case "staged":  # two pages are written down
            _killed(staging.Staging, "_write", times=2)
        case "taking-over":  # everything is done, and nothing committed
            _killed(staging, "put_standing")
        case "taken-over":  # committed, and the old rows not yet swept up
            _killed(staging.Staging, "_drop", before=True)
    with open_desk(Path(home), keyring=False) as desk:
        desk.sync(whole=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
