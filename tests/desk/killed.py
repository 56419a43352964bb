"""A clerk's program that dies at a named moment, as in a power cut: run in a process of its own.

``python killed.py HOME SHEET PIN MOMENT``: submits the sheet and ends without any clean-up right
after (or right before) the moment.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DIED = 77


def dying(owner: Any, name: str, *, before: bool = False) -> None:
    real: Callable[..., Any] = getattr(owner, name)

    def wrapper(*args: Any, **options: Any) -> Any:
        if not before:
            real(*args, **options)
        os._exit(DIED)

    setattr(owner, name, wrapper)


def _set_trap(moment: str) -> None:
    from gjj_xl.centre.journal import Journal
    from gjj_xl.centre.session import Session
    from gjj_xl.desk import dispatch

    traps: dict[str, Callable[[], None]] = {
        "prepared": lambda: dying(Journal, "prepare"),
        "signing": lambda: dying(dispatch, "sign_detached"),
        "signed": lambda: dying(Journal, "signed"),
        "sending": lambda: dying(Journal, "sending"),
        "answered-not-read": lambda: dying(Session, "file"),
        "not-yet-accepted": lambda: dying(Journal, "accepted", before=True),
        "accepted": lambda: dying(Journal, "accepted"),
        "stamped-not-noted": lambda: dying(Journal, "stamped", before=True),
    }
    traps[moment]()


MOMENTS = (
    "prepared",
    "signing",
    "signed",
    "sending",
    "answered-not-read",
    "not-yet-accepted",
    "accepted",
    "stamped-not-noted",
)


def main(home: str, sheet: str, pin: str, moment: str) -> None:
    from gjj_xl.desk import open_desk

    _set_trap(moment)
    with open_desk(Path(home)) as desk:
        desk.submit(Path(sheet), pin=pin, confirm=lambda _: True)


if __name__ == "__main__":
    main(*sys.argv[1:])
