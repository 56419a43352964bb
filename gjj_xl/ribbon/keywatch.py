"""Whether a U-key is plugged in, as last seen: for the ribbon's line of text."""

from typing import Final

from gjj_xl.ukey.presence import Presence, Watch
from gjj_xl.ukey.tokenerrors import DriverMissing

NO_SERVICE: Final = "智能卡服务未运行"
IN: Final = "U-key已插入"
OUT: Final = "U-key未插入"


class KeyWatch:
    """Watches the readers in a thread of its own, from the first time that somebody asks.

    No card is touched, and Excel neither: the words are taken along at the next tick.
    """

    def __init__(self) -> None:
        self._watch: Watch | None = None
        self._seen: Presence | None = None
        self._missing = False

    def words(self) -> str:
        """What is plugged in; empty until it is known, or where nothing can be known."""
        self._start()
        seen = self._seen
        if seen is None:
            return "" if self._missing else OUT
        if not seen.service:
            return NO_SERVICE
        return IN if seen.has_card else OUT

    def close(self) -> None:
        """Watch no longer."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    def _start(self) -> None:
        if self._watch is not None or self._missing:
            return
        try:
            self._watch = Watch(self._take).__enter__()
        except DriverMissing:
            self._missing = True

    def _take(self, seen: Presence) -> None:
        self._seen = seen
