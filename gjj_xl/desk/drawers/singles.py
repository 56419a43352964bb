"""单笔业务: entering records one by one, and filing them together."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gjj_xl.desk import confirming, pendinglist, recording
from gjj_xl.desk.dispatch import Pin
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.sending import Confirm
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.roster import Employee
from gjj_xl.ukey.protocol import Key


class Singles(Drawer):
    """Single entries: checked, kept as pending records, confirmed."""

    def find_employee(self, client_number: str, fund: int | None = None) -> Employee | None:
        """An account of the local roster; raises NotLoggedIn, NotSynced."""
        return recording.find_employee(self._context, client_number, fund)

    def look_at(self, business: Business, cells: Mapping[str, Cell]) -> recording.Checked:
        """What there is to say of a form that is being filled in; nothing is kept or asked.

        Against the pending records and the roster as this computer knows them. Raises NoTerms,
        NotSynced, NotLoggedIn.
        """
        return pendinglist.look_at(self._context, business, cells)

    def record(
        self, business: Business, cells: Mapping[str, Cell], *, sure: bool = False
    ) -> pendinglist.Recorded:
        """录入: check what a form holds, and keep it as a pending record here and at the centre.

        ``cells`` maps typed fields to cells; ``sure`` says that the questions were answered 是.
        Salaries and a registration's rate are brought within their bounds, and that is told.
        Raises NoTerms, NotSynced, NotLoggedIn; a centre that cannot be reached is no error.
        """
        return pendinglist.record(self._context, business, cells, sure=sure)

    def pending(self, business: Business) -> pendinglist.Listed:
        """The pending list as this computer knows it, without asking the centre."""
        return pendinglist.listed(self._context, business)

    def refresh_pending(self, business: Business) -> pendinglist.Listed:
        """查询待确认记录: bring the list here and that at the centre in step."""
        return pendinglist.refresh(self._context, business)

    def drop_pending(
        self, business: Business, record_ids: Sequence[str]
    ) -> tuple[int, pendinglist.Listed]:
        """删除: any pending records that are not under way; returns how many were deleted."""
        return pendinglist.drop(self._context, business, record_ids)

    def confirm_pending(
        self,
        business: Business,
        *,
        key: Key | Path | str | None = None,
        pin: Pin = "",
        confirm: Confirm,
        pause: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = lambda _: None,
        each: Callable[[confirming.Confirmed], None] = lambda _: None,
        beside: Path | None = None,
    ) -> list[confirming.Confirmed]:
        """确认: ask with head count and total, then file all pending records, fund by fund.

        ``each`` is told of every filing as soon as it is done: whatever stops the next one, a wrong
        PIN for example, this one stands. A workbook with the confirmed records and their receipt is
        written next to ``beside`` (the form, as ``<name>-<serial>.xlsx``), and gets the results.

        Raises NothingPending, PendingWrong, AlreadyUnderway, WindowClosed, NotSynced, NoKey,
        NotLoggedIn, ChannelError; and KeyTrouble, after which the records are pending as before.
        """
        return confirming.confirm_pending(
            self._context,
            business,
            key=key,
            pin=pin,
            confirm=confirm,
            pause=pause,
            tell=tell,
            each=each,
            beside=beside,
        )
