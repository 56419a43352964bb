"""Filing a batch sheet, and the proof of it afterwards."""

from collections.abc import Callable
from pathlib import Path

from gjj_xl.desk import sending, verifying
from gjj_xl.desk.dispatch import Pin
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import Sent, Verified
from gjj_xl.desk.sending import Confirm
from gjj_xl.desk.workbook import FileWorkbook, Workbook
from gjj_xl.rules.business import Business
from gjj_xl.sheets.reading import LiveSheet
from gjj_xl.sheets.stamp import Stamp
from gjj_xl.ukey.protocol import Key


def _workbook(source: Path | Workbook) -> Workbook:
    return FileWorkbook(source) if isinstance(source, Path) else source


class Filing(Drawer):
    """Sending a sheet, trying that out, and verifying what was sent."""

    def submit(
        self,
        source: Path | Workbook,
        *,
        key: Key | Path | str | None = None,
        pin: Pin = "",
        confirm: Confirm,
        only_clean: bool = False,
        keep: bool = False,
        dry_run: bool = False,
        fund: int | None = None,
        business: Business | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> Sent:
        """Check a sheet, ask, write it into the journal, sign it once, send it, stamp it.

        ``source`` is a file, or any other workbook (:mod:`gjj_xl.desk.workbook`): the batch sheet
        is held still from the snapshot on, and freed again where nothing of it is under way.
        ``key`` is a key, a key file or a token's name, else the one chosen at log-in; it is looked
        at first, and what is to be known before its PIN is typed stands in the confirmation's
        notes. ``pin`` may be a function, called once the clerk has said 是.

        ``only_clean`` moves the rows with errors, with their reasons, into ``<name>-待处理.xlsx``
        first. ``keep`` has a batch signed outside the hours, and kept in the queue until the centre
        opens in the same business month. ``dry_run`` (试算) says what would be sent. ``tell`` is
        told in words how far it is.

        Whatever happens after the journal entry comes back as the outcome. Before it, raises
        HasErrors, NothingToSend, ExampleTerms, WindowClosed, SheetChanged, AlreadyUnderway,
        NotSynced, NoKey, NotLoggedIn, ChannelError, SheetError; and KeyTrouble, after which the
        entry is withdrawn.
        """
        if dry_run:
            return self.dry_run(source, only_clean=only_clean, fund=fund, business=business)
        return sending.submit(
            self._context,
            _workbook(source),
            key=key,
            pin=pin,
            confirm=confirm,
            only_clean=only_clean,
            keep=keep,
            fund=fund,
            business=business,
            tell=tell,
        )

    def dry_run(
        self,
        source: Path | Workbook,
        *,
        only_clean: bool = False,
        fund: int | None = None,
        business: Business | None = None,
    ) -> Sent:
        """试算: say what would be sent; nothing is written, signed or sent.

        Works without the centre, on the terms last told. Raises NoTerms, NotSynced, and for the
        sheet like :meth:`submit`.
        """
        return sending.dry_run(
            self._context, _workbook(source), only_clean=only_clean, fund=fund, business=business
        )

    def verify(self, path: Path, ca: Path | None = None) -> Verified:
        """Is the sheet what was sent, and is its receipt the centre's?

        ``ca`` is the centre's root certificate, for somebody who never logged in here. Raises
        NotStamped, SheetError, NotLoggedIn.
        """
        return verifying.verify(self._context, path, ca)

    def verify_live(self, live: LiveSheet, stamp: Stamp | None) -> Verified:
        """The same for a workbook that is open in Excel, as it was just read."""
        return verifying.verify_live(self._context, live, stamp)
