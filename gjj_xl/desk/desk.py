"""The desk: what a clerk does, over any workbook and any key, for any front."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from cryptography import x509

from gjj_xl.centre.account import Account
from gjj_xl.centre.errors import CentreError
from gjj_xl.centre.home import Home, open_home
from gjj_xl.centre.paging import never
from gjj_xl.centre.roster import Synced
from gjj_xl.centre.sync import Progress, silent
from gjj_xl.desk import (
    applying,
    attending,
    confirming,
    counter,
    delivering,
    doctor,
    entering,
    pendinglist,
    querying,
    reconciling,
    recording,
    resuming,
    sending,
    syncing,
    tokens,
    verifying,
    waiting,
    whose,
)
from gjj_xl.desk.attending import News, Round
from gjj_xl.desk.checking import check_live, live_content
from gjj_xl.desk.context import Context
from gjj_xl.desk.delivering import Delivered, Owed
from gjj_xl.desk.dispatch import Pin
from gjj_xl.desk.facts import (
    BatchStatus,
    Checked,
    DepositsResult,
    Diagnosis,
    KeyState,
    LoggedIn,
    Marked,
    QueryResult,
    Resumed,
    Sent,
    Verified,
    Waited,
)
from gjj_xl.desk.keystate import look_at
from gjj_xl.desk.moving import put_live
from gjj_xl.desk.queue import Queued, queue
from gjj_xl.desk.resultsheets import write_batches, write_deposits, write_query, write_records
from gjj_xl.desk.resuming import Choice, Choose
from gjj_xl.desk.sending import Confirm
from gjj_xl.desk.syncing import Synchronised
from gjj_xl.desk.tokens import Tested, TokenFacts
from gjj_xl.desk.unitlist import UnitList
from gjj_xl.desk.workbook import FileWorkbook, FindWorkbook, Workbook, file_of
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.rules.terms import Terms, example_terms
from gjj_xl.rules.window import FilingWindow, WindowState, filing_window, window_state
from gjj_xl.sheets.applications import Applicant, Application
from gjj_xl.sheets.counterlist import CounterList
from gjj_xl.sheets.file import FileSurface
from gjj_xl.sheets.marking import mark
from gjj_xl.sheets.owner import Owner
from gjj_xl.sheets.reading import LiveSheet, read_live
from gjj_xl.sheets.stamp import Stamp
from gjj_xl.sheets.surface import RowSurface
from gjj_xl.ukey.protocol import Key
from gjj_xl.wire.messages import QueryKind, RecordState


def _workbook(source: Path | Workbook) -> Workbook:
    return FileWorkbook(source) if isinstance(source, Path) else source


def _owner_of(terms: Terms | None) -> Owner | None:
    return None if terms is None or terms.is_example else Owner(terms.unit_number, terms.unit_name)


class Desk:
    """One clerk's desk over one home folder, for one unit; use it in a ``with``.

    Nothing here prints or asks: progress goes to callables, questions come through ``confirm``, and
    errors are explained by :func:`gjj_xl.desk.troubles.explain`.
    """

    def __init__(
        self, home: Home, workbooks: FindWorkbook = file_of, unit: str | None = None
    ) -> None:
        self._context = Context(home, workbooks, unit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close store and log."""
        self._context.close()

    # Session

    def login(
        self,
        *,
        password: str,
        url: str | None = None,
        ca: Path | None = None,
        cust_id: str | None = None,
        user_id: str | None = None,
        key_path: Path | str | None = None,
        practice: bool = False,
        here_only: bool = False,
    ) -> LoggedIn:
        """Log in and fetch the terms; what is left out is taken from that account's last log-in.

        ``key_path`` is a key file or the name of a token (``piv:``): its certificate is chosen now,
        and from now on only that one signs. The password is used once and kept nowhere.

        An account that was not on this computer's list of units comes onto it, and the desk is for
        that unit from then on; ``practice`` marks it as one of a practice centre. With
        ``here_only`` the unit that this computer used last stays what it was.

        Raises NotLoggedIn where something is left out and there was no log-in, LoginRefused,
        ChannelError, InputFileError and OSError for ``ca``; KeyTrouble where the token is not
        there, SeveralCertificates where one of them must be named.
        """
        return entering.log_in(
            self._context,
            password=password,
            url=url,
            ca=ca,
            cust_id=cust_id,
            user_id=user_id,
            key_path=key_path,
            practice=practice,
            here_only=here_only,
        )

    def wanted_account(
        self,
        *,
        url: str | None = None,
        ca: Path | None = None,
        cust_id: str | None = None,
        user_id: str | None = None,
        practice: bool = False,
    ) -> Account:
        """The account that :meth:`login` would log in with, completed from the list of units.

        Raises NotLoggedIn where something is missing; InputFileError and OSError for ``ca``.
        """
        return entering.wanted_account(
            self._context, url=url, ca=ca, cust_id=cust_id, user_id=user_id, practice=practice
        )

    def logout(self) -> bool:
        """Forget the session; returns whether the centre could be told. Entries stay."""
        try:
            self._context.session().logout()
        except CentreError:
            return False
        return True

    @property
    def units(self) -> UnitList:
        """The units that this computer files for."""
        return UnitList(self._context)

    @property
    def unit(self) -> str | None:
        """The key of the unit that this desk is for; None where this computer knows none."""
        return self._context.unit

    def account(self) -> Account | None:
        """The account of this desk's unit, None where this computer knows no unit."""
        return self._context.known_account()

    @property
    def logged_in(self) -> bool:
        """Whether a session is stored that has not run out."""
        return self._context.has_session()

    def sync(
        self,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
        *,
        whole: bool = False,
    ) -> Synchronised:
        """职工信息同步: fetch what changed (``whole``: everybody), and the terms.

        ``progress`` is told how many records came and of how many (None: nobody knows). Raises
        Cancelled, RosterDamaged, NotLoggedIn, Refused, ChannelError; the roster is then as it was.
        """
        return syncing.synchronise(self._context, progress, cancelled, whole=whole)

    def synced(self) -> Synced | None:
        """When the roster was last fetched, None before the first time."""
        if self._context.known_account() is None:
            return None
        return self._context.local_roster().synced()

    def terms(self) -> Terms | None:
        """The centre's terms as last told, None before the first log-in."""
        return self._context.terms()

    def roster(self) -> Roster | None:
        """The local roster, None before the first sync."""
        return self._context.roster()

    def key_state(self, key: Key | Path | str | None = None) -> KeyState:
        """Look at the key without its PIN, for whoever is about to ask for that.

        Raises KeyTrouble, OtherCertificate, OtherUnitsCertificate, NoKey where it could not sign.
        """
        return whose.look_at_own(self._context, self._context.key(key), self._context.now())

    def chosen_certificate(self) -> x509.Certificate | None:
        """The certificate that was chosen on a token at log-in, None for a key file."""
        return self._context.chosen_certificate() if self._context.known_account() else None

    def tokens(self, library: Path | None = None) -> list[TokenFacts]:
        """The U-keys that are plugged in; with ``library`` those behind that PKCS#11 library.

        Raises NoService, NoReader, DriverMissing, and for a library what that raises.
        """
        return tokens.list_tokens(self._context.now(), library, self._context.owner_words)

    def try_key(self, pin: Pin, key: Key | Path | str | None = None) -> Tested:
        """Make a trial signature, that is sent to nobody. Raises KeyTrouble, NoKey."""
        used, now = self._context.key(key), self._context.now()
        look_at(used, now)
        return tokens.try_key(used, pin if isinstance(pin, str) else pin(), now)

    # Sheets

    def write_template(
        self,
        path: Path,
        business: Business,
        *,
        terms: Terms | None = None,
        fund: int | None = None,
    ) -> Terms:
        """Write a blank live workbook; returns the terms used: given, stored, else 示例参数."""
        used = terms or self._context.terms() or example_terms()
        put_live(path, business, used, fund=fund)
        return used

    def write_application(self, path: Path, kind: Application) -> Applicant:
        """Write a form (开通, 终止申请表) in three copies; returns what was filled in."""
        return applying.write(self._context, path, kind)

    def check_file(
        self,
        path: Path,
        *,
        terms: Terms | None = None,
        roster: Roster | None = None,
        fund: int | None = None,
        business: Business | None = None,
    ) -> Checked:
        """Check a filled sheet against given terms and roster, else the local store's.

        Raises OtherUnit where the sheet was made for another unit.
        """
        default = terms or self._context.terms()
        fixed = default.fixed_fund if default else None
        live = read_live(path, business=business, fund=fund, default_fund=fixed)
        return self.check(live, terms=terms, roster=roster)

    def check(
        self, live: LiveSheet, *, terms: Terms | None = None, roster: Roster | None = None
    ) -> Checked:
        """Check a sheet that was read, wherever it is; without terms and roster by the store's.

        The store's roster is that of its own unit: by another unit's terms nobody is looked up in
        it. Raises OtherUnit where the sheet was made for another unit.
        """
        context = self._context
        if whose.is_own(context, _owner_of(terms)):
            whose.require_own(context, live.path, live.owner)
            return check_live(live, terms or context.terms(), roster or context.roster())
        return check_live(live, terms, roster)

    def is_own(self, owner: Owner | None) -> bool:
        """Whether a workbook is this unit's, or says nothing of a unit."""
        return whose.is_own(self._context, owner)

    def require_own(self, path: Path, owner: Owner | None) -> None:
        """Raises OtherUnit where a workbook was made for another unit."""
        whose.require_own(self._context, path, owner)

    def mark(self, checked: Checked, out: Path) -> Marked:
        """Write the findings into a copy of the sheet (``out`` may be the sheet itself)."""
        made = mark(checked.path, out, checked.report, checked.compares)
        return Marked(out, made.rebuilt, made.notes)

    def take_in(
        self,
        path: Path,
        out: Path,
        *,
        terms: Terms | None = None,
        fund: int | None = None,
        business: Business | None = None,
    ) -> Checked:
        """Make a live workbook, with the terms of today, of any sheet that can be understood.

        The findings are marked in it. Returns what was found.
        """
        checked = self.check_file(path, terms=terms, fund=fund, business=business)
        used = checked.report.terms or example_terms()
        batch = checked.report.batch
        content = live_content(batch, range(len(batch)), checked.report, checked.compares)
        put_live(out, batch.business, used, content, fund=batch.fund)
        return checked

    def counter_rows(self, checked: Checked) -> counter.Leaving:
        """The rows of a checked sheet that only the counter can do (柜面办理)."""
        return counter.leaving(checked)

    def require_movable(self, live: LiveSheet) -> None:
        """Refuse a file none of whose rows may be moved, before anything is asked of the clerk.

        Raises OtherUnit where it was made for another unit.
        """
        self.require_own(live.path, live.owner)
        counter.refuse_underway(self._context, live.path)
        with FileSurface(live.path) as file:
            counter.refuse_unchangeable(file, live)

    def to_counter(
        self, chosen: counter.Leaving, surface: RowSurface | None = None
    ) -> counter.Taken:
        """Move rows to the sheet 柜面办理 of the same workbook; the others close the gap.

        Without a surface the file itself is written, as a whole or not at all. Raises
        AlreadyUnderway while the workbook is on its way to the centre, and like
        :func:`gjj_xl.desk.counter.take_out`.
        """
        counter.refuse_underway(self._context, chosen.checked.path)
        today = self.now().date()
        if surface is not None:
            return counter.take_out(surface, chosen, today)
        with FileSurface(chosen.checked.path) as file:
            taken = counter.take_out(file, chosen, today)
            file.save()
        return taken

    def returning(self, live: LiveSheet, surface: RowSurface | None = None) -> CounterList:
        """What stands on the sheet 柜面办理 of a workbook; raises NoCounterSheet."""
        if surface is not None:
            return counter.returning(surface, live)
        with FileSurface(live.path) as file:
            return counter.returning(file, live)

    def from_counter(self, live: LiveSheet, surface: RowSurface | None = None) -> counter.Restored:
        """Put the rows of 柜面办理 back into the batch; arguments and errors as above."""
        counter.refuse_underway(self._context, live.path)
        if surface is not None:
            return counter.restore(surface, live)
        with FileSurface(live.path) as file:
            restored = counter.restore(file, live)
            file.save()
        return restored

    # Filing

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

    def queue(self) -> list[Queued]:
        """The batches that are not at their end, in their order, with what each waits for."""
        return queue(self._context)

    def status(self) -> list[BatchStatus]:
        """The journal, the newest batch last; empty before the first log-in."""
        if self._context.known_account() is None:
            return []
        return [BatchStatus(entry) for entry in self._context.journal().entries()]

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

    def verify(self, path: Path, ca: Path | None = None) -> Verified:
        """Is the sheet what was sent, and is its receipt the centre's?

        ``ca`` is the centre's root certificate, for somebody who never logged in here. Raises
        NotStamped, SheetError, NotLoggedIn.
        """
        return verifying.verify(self._context, path, ca)

    def verify_live(self, live: LiveSheet, stamp: Stamp | None) -> Verified:
        """The same for a workbook that is open in Excel, as it was just read."""
        return verifying.verify_live(self._context, live, stamp)

    # 单笔

    def find_employee(self, client_number: str, fund: int | None = None) -> Employee | None:
        """An account of the local roster; raises NotLoggedIn, NotSynced."""
        return recording.find_employee(self._context, client_number, fund)

    def record(
        self, business: Business, cells: Mapping[str, Cell], *, sure: bool = False
    ) -> pendinglist.Recorded:
        """录入: check what a form holds, and keep it as a pending record here and at the centre.

        ``cells`` maps typed fields to cells; ``sure`` says that the questions were answered 是.
        Salaries and a registration's rate are brought within their bounds, and that is told.
        Raises NoTerms, NotSynced, NotLoggedIn; a centre that cannot be reached is no error.
        """
        return pendinglist.record(self._context, business, cells, sure=sure)

    def look_at(self, business: Business, cells: Mapping[str, Cell]) -> recording.Checked:
        """What there is to say of a form that is being filled in; nothing is kept or asked.

        Against the pending records and the roster as this computer knows them. Raises NoTerms,
        NotSynced, NotLoggedIn.
        """
        return pendinglist.look_at(self._context, business, cells)

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

    # Queries

    def query(
        self,
        kind: QueryKind,
        month: str,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
        *,
        serial: str | None = None,
        state: RecordState | None = None,
    ) -> QueryResult:
        """The batches filed for a business month (YYYYMM), with their records.

        ``serial`` and ``state`` ask for one batch and for the records in one state only;
        ``progress`` is told how many records came and of how many. Raises UnknownBatch,
        AnswerIncomplete, Cancelled, NotLoggedIn, ChannelError.
        """
        return querying.query(
            self._context, kind, month, progress, cancelled, serial=serial, state=state
        )

    def query_batches(
        self,
        kind: QueryKind,
        month: str,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
    ) -> QueryResult:
        """The batches filed for a business month, without their records."""
        return querying.query_batches(self._context, kind, month, progress, cancelled)

    def write_batches(self, result: QueryResult, out: Path) -> tuple[str, ...]:
        """Write the batches of a query; returns the names of the sheets."""
        return write_batches(out, result)

    def write_records(self, result: QueryResult, out: Path, chosen: str) -> tuple[str, ...]:
        """Write the records of a query's batches; ``chosen`` says in words which they are."""
        return write_records(out, result, self._context.terms(), chosen)

    def write_query(self, result: QueryResult | DepositsResult, out: Path) -> tuple[str, ...]:
        """导出excel: write a query into a workbook; returns the names of its sheets."""
        if isinstance(result, DepositsResult):
            return write_deposits(out, result)
        return write_query(out, result, self._context.terms())

    def query_deposits(
        self,
        *,
        client_number: str | None = None,
        name: str | None = None,
        id_number: str | None = None,
        state: State | None = None,
        fund: int | None = None,
    ) -> DepositsResult:
        """职工缴存明细查询 over the local roster; nothing given: everybody."""
        return querying.query_deposits(
            self._context,
            client_number=client_number,
            name=name,
            id_number=id_number,
            state=state,
            fund=fund,
        )

    def reconcile(self) -> str:
        """单位网上对账: an address that opens the centre's site signed-in, once, within a minute.

        Raises NotLoggedIn, Refused, ChannelError.
        """
        return reconciling.reconcile(self._context)

    # What is the matter

    def now(self) -> dt.datetime:
        """This moment by the centre's clock as far as it is known."""
        return self._context.now()

    def window(self, month: str | None = None, terms: Terms | None = None) -> FilingWindow:
        """When a business month's filing opens and closes; without a month the present one.

        By the given terms, else the stored ones, else the manual's hours.
        """
        opening = (terms or self._context.terms() or example_terms()).opening
        return filing_window(month or window_state(self._context.now(), opening).month, opening)

    def window_state(self, terms: Terms | None = None) -> WindowState:
        """Whether filing is open just now, by the centre's clock."""
        opening = (terms or self._context.terms() or example_terms()).opening
        return window_state(self._context.now(), opening)

    def doctor(self) -> list[Diagnosis]:
        """Look at everything that a filing needs; each with its remedy."""
        return doctor.diagnose(self._context)


def open_desk(
    home: Path | None = None,
    *,
    keyring: bool = True,
    workbooks: FindWorkbook = file_of,
    unit: str | None = None,
) -> Desk:
    """A desk over the user's data folder (``home``, GJJ_XL_HOME, or the system's).

    Without ``keyring`` the sealing key stays in the folder: for one that goes away again.
    ``workbooks`` finds the workbook that a batch was sent from: its file, where nothing is given.
    ``unit`` is the key of the unit that the desk is for (:attr:`Desk.unit`), else the one that was
    used last.
    """
    return Desk(open_home(home, keyring=keyring), workbooks, unit)


__all__ = ["Choice", "Desk", "open_desk"]
