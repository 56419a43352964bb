"""Batches in the journal: their state, their way on, and their results."""

import time
from collections.abc import Callable
from pathlib import Path

from gjj_xl.centre.paging import never
from gjj_xl.desk import attending, delivering, resuming, waiting
from gjj_xl.desk.attending import News, Round
from gjj_xl.desk.delivering import Delivered, Owed
from gjj_xl.desk.dispatch import Pin
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import BatchStatus, Resumed, Waited
from gjj_xl.desk.queue import Queued, queue
from gjj_xl.desk.resuming import Choose
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.stamp import Stamp
from gjj_xl.ukey.protocol import Key


class UnderWay(Drawer):
    """What is under way: listing it, bringing it on, waiting for it, writing it into its sheet."""

    def status(self) -> list[BatchStatus]:
        """The journal, the newest batch last; empty before the first log-in."""
        if self._context.known_account() is None:
            return []
        return [BatchStatus(entry) for entry in self._context.journal().entries()]

    def queue(self) -> list[Queued]:
        """The batches that are not at their end, in their order, with what each waits for."""
        return queue(self._context)

    def resume(
        self,
        *,
        key: Key | Path | str | None = None,
        pin: Pin | None = None,
        choose: Choose | None = None,
    ) -> list[Resumed]:
        """Bring every unfinished batch on, the ones at the centre first.

        Never signed: as ``choose`` says (continued only with ``pin``), else withdrawn. Signed:
        sent. Unknown outcome: asked by REQUEST_SN, the same bytes sent again where the centre has
        them not and promises to file them once. Accepted: results fetched. Receipts missing in
        workbooks are put in. Raises NotLoggedIn, and ChannelError where nothing can be asked.
        """
        if choose is None:
            return resuming.resume(self._context, key=key, pin=pin)
        return resuming.resume(self._context, key=key, pin=pin, choose=choose)

    def withdraw(self, request_sn: str) -> BatchStatus:
        """Take a batch out that is not at the centre; one that may have left is asked for first.

        Raises CannotWithdraw, UnknownEntry, NotLoggedIn, ChannelError.
        """
        return resuming.withdraw(self._context, request_sn)

    def attend(
        self,
        *,
        only: str | None = None,
        news: Callable[[News], None],
        show: Callable[[Round], None] = lambda _: None,
        leave_open: bool = True,
        cancelled: Callable[[], bool] = never,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Attend to the batches under way until none is left, or ``only`` (REQUEST_SN) is none.

        Results are fetched as they come; what waits for the batch before it, for a busy centre or
        for the opening is sent when its time has come. ``news`` is told what happened, ``show``
        after each round what is waited for. With ``leave_open`` it ends where only the clerk can
        bring the rest on (manual 12.10). Nothing is signed. Raises Cancelled, NotLoggedIn.
        """
        attending.attend(
            self._context,
            only=only,
            news=news,
            show=show,
            leave_open=leave_open,
            cancelled=cancelled,
            sleep=sleep,
        )

    def poll(self, number: str) -> Waited:
        """Look once for the results of a batch, by its serial or REQUEST_SN."""
        return waiting.poll(self._context, number)

    def wait(
        self,
        number: str,
        *,
        seconds: float | None = None,
        progress: Callable[[str], None] = lambda _: None,
        cancelled: Callable[[], bool] = never,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Waited:
        """Look for the results until they are there, or ``seconds`` are over (None: no end)."""
        return waiting.wait(
            self._context,
            number,
            seconds=seconds,
            progress=progress,
            cancelled=cancelled,
            sleep=sleep,
        )

    def deliver(self, request_sn: str) -> Delivered:
        """Put receipt and results, as they are stored here, into the workbook they belong to.

        For a workbook that was closed when they came. Raises UnknownEntry, NotLoggedIn.
        """
        return delivering.deliver(self._context, request_sn)

    def owed(self, path: Path, live: LiveSheet, stamp: Stamp | None) -> Owed | None:
        """What a workbook that was opened is still waiting for; None where it is nothing."""
        return delivering.owed(self._context, path, live, stamp)
