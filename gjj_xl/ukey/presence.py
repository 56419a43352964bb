"""What is plugged in just now, and being told when that changes (for the ribbon and the doctor).

Nothing here touches a card: who watches is in nobody's way.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final, Self

from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.pcsc import Context, scard
from gjj_xl.ukey.tokenerrors import DriverMissing

_TICK_SECONDS: Final = 0.5
"""How long a new reader, or the service itself, may go unseen; a card is seen at once."""


@unique
class Holding(StrEnum):
    """What a reader holds."""

    NOTHING = "nothing"
    CARD = "card"
    MUTE = "mute"  # something that does not answer


@dataclass(frozen=True, slots=True)
class Presence:
    """The readers by name with what they hold; ``service`` is false where nobody can tell."""

    service: bool
    readers: tuple[tuple[str, Holding], ...] = ()

    @property
    def has_card(self) -> bool:
        """Whether any reader holds a card."""
        return any(holding is Holding.CARD for _, holding in self.readers)


def presence() -> Presence:
    """What is plugged in just now. Raises DriverMissing."""
    return _Look().once()


class Watch:
    """Tells what is plugged in, at first and whenever it changes, until it is closed.

    ``changed`` is called in the watch's own thread. A service that ends is told as such, and is
    looked for again until it is back. Raises DriverMissing.

    Example::

        with Watch(lambda now: show("U-key 已插入" if now.has_card else "U-key 未插入")):
            ...
    """

    def __init__(self, changed: Callable[[Presence], None]) -> None:
        scard()  # what is not installed is told here, not in the thread
        self._changed = changed
        self._closing = threading.Event()
        self._look = _Look()
        self._thread = threading.Thread(target=self._run, name="gjj-ukey-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop telling; nothing is told after that."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        told: Presence | None = None
        while not self._closing.is_set():
            now = self._look.once() if told is None else self._look.next(self._closing)
            if now != told and not self._closing.is_set():
                self._changed(now)
                told = now
        self._look.close()


class _Look:
    """Looks again and again, on one way to the service for as long as that holds."""

    def __init__(self) -> None:
        self._context: Context | None = None
        self._known: dict[str, int] = {}

    def once(self) -> Presence:
        """What is there just now."""
        now = self._states(0)
        self.close()
        return now

    def next(self, closing: threading.Event) -> Presence:
        """What is there once it changes, or after a while."""
        now = self._states(_TICK_SECONDS)
        if not now.readers:
            closing.wait(_TICK_SECONDS)
        return now

    def close(self) -> None:
        """Forget the way to the service."""
        if self._context is not None:
            self._context.close()
            self._context = None
        self._known = {}

    def _states(self, seconds: float) -> Presence:
        try:
            return self._asked(seconds)
        except DriverMissing:
            raise
        except KeyTrouble:
            self.close()
            return Presence(service=False)

    def _asked(self, seconds: float) -> Presence:
        context = self._context = self._context or Context()
        constants = context.scard
        names = context.readers()
        if not names:
            self._known = {}
            return Presence(service=True)
        if set(names) != set(self._known):  # a reader came or went: do not wait for a card
            self._known, seconds = dict.fromkeys(names, constants.SCARD_STATE_UNAWARE), 0
        found = context.changes([(name, self._known[name]) for name in names], seconds)
        self._known = {name: state & ~constants.SCARD_STATE_CHANGED for name, state, _ in found}

        def holding(state: int) -> Holding:
            if state & constants.SCARD_STATE_MUTE:
                return Holding.MUTE
            return Holding.CARD if state & constants.SCARD_STATE_PRESENT else Holding.NOTHING

        return Presence(True, tuple((name, holding(state)) for name, state, _ in found))
