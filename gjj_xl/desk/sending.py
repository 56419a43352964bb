"""Submitting a sheet: check, confirm, write down, sign once, send, verify, stamp.

The order is the promise: the entry stands in the journal before anything is signed, the signature
before anything is sent, and every end (queued, unknown, refused, accepted) is written down before
it is told.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from gjj_xl.centre.entry import Draft, Entry, Step, new_request_sn
from gjj_xl.centre.errors import (
    CentreError,
    ChannelError,
    NotLoggedIn,
    Refused,
    SameContent,
)
from gjj_xl.centre.session import Session
from gjj_xl.desk.asking import alike, confirmation_of, earlier_serial, known_roster
from gjj_xl.desk.context import Context
from gjj_xl.desk.dispatch import (
    Pin,
    outcome_after,
    outcome_words,
    refused_rows,
    send_signed,
    sign_entry,
)
from gjj_xl.desk.errors import AlreadyUnderway, NoTerms, SheetChanged, WindowClosed
from gjj_xl.desk.facts import Confirmation, Outcome, Sent
from gjj_xl.desk.limits import late_words, soon_words
from gjj_xl.desk.moving import Moved, needs_own_sheet
from gjj_xl.desk.opening import require_open
from gjj_xl.desk.plan import Plan, make_plan, require_unchanged
from gjj_xl.desk.stamping import Stamped, stamp_entry
from gjj_xl.desk.whose import look_at_own, require_own
from gjj_xl.desk.words import (
    KEPT,
    REVIEWED,
    SENT_WELL,
    clock_words,
    moment_words,
    retry_words,
)
from gjj_xl.desk.workbook import Workbook
from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms
from gjj_xl.rules.window import window_state
from gjj_xl.sheets.errors import SheetError
from gjj_xl.ukey.protocol import Key

Confirm: TypeAlias = Callable[[Confirmation], bool]

_NOT_UNDER_WAY: Final = frozenset({Outcome.DECLINED, Outcome.REFUSED})
"""Outcomes after which the sheet may be changed: nothing of it is at the centre or in the queue."""


def submit(
    context: Context,
    workbook: Workbook,
    *,
    key: Key | Path | str | None,
    pin: Pin,
    confirm: Confirm,
    only_clean: bool = False,
    keep: bool = False,
    fund: int | None = None,
    business: Business | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Sent:
    """Send a sheet; see :meth:`gjj_xl.desk.desk.Desk.submit`."""
    tell("正在取得中心的参数")
    session = context.session()
    terms = session.terms()
    opens = require_open(context, terms, keep=keep)
    roster = known_roster(context)
    signing_key = context.key(key)
    tell("正在校验和核对")
    workbook.hold()
    try:
        live = workbook.read(business=business, fund=fund, default_fund=terms.fixed_fund)
        require_own(context, live.path, live.owner)
        plan = make_plan(live, terms, roster, only_clean=only_clean)
        way = _Way(context, session, confirm, tell, opens)
        submission = _Submission(way, workbook, plan, signing_key, roster)
        sent = submission.run(pin)
    except BaseException:
        with suppress(SheetError):  # it is told why nothing was sent, which matters more
            workbook.release()
        raise
    if sent.outcome in _NOT_UNDER_WAY:
        with suppress(SheetError):
            workbook.release()
    return sent


def dry_run(
    context: Context,
    workbook: Workbook,
    *,
    only_clean: bool = False,
    fund: int | None = None,
    business: Business | None = None,
) -> Sent:
    """试算: say what would be sent; nothing is written, signed or sent.

    Works without the centre, on the terms last told; raises NoTerms, NotSynced where there are
    none, and like :func:`submit` for the sheet.
    """
    notes: list[str] = []
    try:
        terms: Terms | None = context.session().terms()
    except (NotLoggedIn, ChannelError):
        terms = context.terms()
        notes.append("未能连接中心，按上次取得的参数试算。")
    if terms is None:
        raise NoTerms
    live = workbook.read(business=business, fund=fund, default_fund=terms.fixed_fund)
    require_own(context, live.path, live.owner)
    plan = make_plan(live, terms, known_roster(context), only_clean=only_clean)
    state = window_state(context.now(), terms.opening)
    if state.next_opens is not None:
        notes.append(f"现在不在办理时间内，{moment_words(state.next_opens)}起可以提交。")
    confirmation = confirmation_of(context, plan, earlier_serial(alike(context, plan)))
    words = "试算完毕，没有提交。"
    return Sent(Outcome.DRY_RUN, words, confirmation, workbook.path, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Way:
    """What every submission goes by."""

    context: Context
    session: Session
    confirm: Confirm
    tell: Callable[[str], None]
    opens: dt.datetime | None
    """The opening at which it may leave, where it is only signed now."""


class _Submission:
    """One snapshot of a workbook on its way, from the question to the receipt."""

    def __init__(self, way: _Way, workbook: Workbook, plan: Plan, key: Key, roster: Roster) -> None:
        self._context = way.context
        self._session = way.session
        self._confirm = way.confirm
        self._tell = way.tell
        self._opens = way.opens
        self._workbook = workbook
        self._plan = plan
        self._key = key
        self._roster = roster
        self._pin = ""
        self._journal = way.context.journal()
        self._line = way.context.line(way.session)
        self._alike = alike(way.context, plan)
        """The batches of the same content that were known when the clerk was asked."""

    def run(self, pin: Pin) -> Sent:
        """Ask, move the rows with errors away, sign and send."""
        earlier = earlier_serial(self._alike)
        # Last of all: who has errors in the sheet need not have the key at hand.
        # It must still be good when the batch leaves.
        leaves = self._opens or self._session.now()
        key_notes = look_at_own(self._context, self._key, leaves).notes
        confirmation = confirmation_of(self._context, self._plan, earlier, key_notes)
        confirmation = replace(confirmation, opens=self._opens)
        if not self._confirm(confirmation):
            words = "没有提交，内容没有改动。"
            return Sent(Outcome.DECLINED, words, confirmation, self._plan.path)
        self._pin = pin if isinstance(pin, str) else pin()
        self._require_unchanged()  # only now: typing the PIN may take minutes
        self._require_month()
        moved = self._move()
        try:
            if moved.notes:
                self._plan_again()
            sent = self._file(confirmation, earlier)
        except Exception as error:
            for note in moved.notes:  # nothing was sent, yet the clerk's rows stand elsewhere now
                error.add_note(note)
            raise
        return replace(sent, moved_to=moved.pending, notes=(*moved.notes, *sent.notes))

    def _move(self) -> Moved:
        if not (self._plan.bad or needs_own_sheet(self._plan)):
            return Moved(self._plan.path, None, ())
        self._workbook, moved = self._workbook.move(self._plan)
        return moved

    def _plan_again(self) -> None:
        """Plan the workbook that was written; raises SheetChanged unless it says the same."""
        batch = self._plan.live.batch
        live = self._workbook.read(business=batch.business, fund=batch.fund)
        again = make_plan(live, self._plan.terms, self._roster, only_clean=False)
        if again.lines != self._plan.lines:
            raise SheetChanged(live.path)
        self._plan = again

    def _require_unchanged(self) -> None:
        batch = self._plan.live.batch
        again = self._workbook.read(business=batch.business, fund=batch.fund)
        require_unchanged(self._plan, again, self._roster)

    def _require_month(self) -> None:
        """Nothing is signed for a business month that closed meanwhile; raises WindowClosed.

        Hours that ended today are left to the centre's own clock: it is asked, and what it does not
        take stays in the queue.
        """
        terms = self._plan.terms
        state = window_state(self._context.now(), terms.opening)
        if state.month != terms.business_month:
            raise WindowClosed(state.next_opens or self._context.now(), state.month)

    def _file(self, confirmation: Confirmation, override: str | None) -> Sent:
        """Sign and send; a second turn is needed where the centre asks 相同内容."""
        self._tell("正在签名")
        entry = self._sign(override)
        if self._opens is not None and self._context.now() < self._opens:
            return self._kept(entry, confirmation, self._opens)
        self._tell("正在发送")
        try:
            sent = send_signed(self._line, self._context, entry, self._plan.terms)
        except SameContent as error:
            asked = replace(confirmation, earlier_serial=error.serial)
            if override == error.serial or not self._confirm(asked):
                return self._ended(error, entry, confirmation)
            self._require_unchanged()  # the clerk may have taken his time
            return self._file(asked, error.serial)
        except (CentreError, KeyboardInterrupt) as error:
            now = self._journal.entry(entry.request_sn)
            if now.step in (Step.ACCEPTED, Step.ANSWERED):  # another window brought it on
                return self._accepted(now, confirmation)
            # Ctrl+C takes nothing back: how the batch stands must be told all the same.
            told = error if isinstance(error, CentreError) else None
            return self._ended(told, entry, confirmation)
        if sent.step is not Step.ACCEPTED:
            path, sn = self._plan.path, entry.request_sn
            return Sent(Outcome.REFUSED, sent.words, confirmation, path, request_sn=sn)
        return self._accepted(sent, confirmation)

    def _sign(self, override: str | None) -> Entry:
        """Write the batch down, then sign the bytes that were written down."""
        sn = new_request_sn(self._session.now())
        filing = self._plan.filing(override)
        request = self._session.envelope(filing, sn)
        self._journal.prepare(
            Draft.of(
                filing, request, sn, source=str(self._plan.path.absolute()), rows=self._plan.rows
            ),
            self._session.now(),
        )
        self._require_first(sn)
        return sign_entry(
            self._context, self._session, sn, self._key, self._pin, leaves=self._opens
        )

    def _kept(self, entry: Entry, confirmation: Confirmation, opens: dt.datetime) -> Sent:
        """Leave the signed batch in the queue until the centre opens."""
        sn, now = entry.request_sn, self._context.now()
        self._journal.put_off(sn, now, "不在网上业务办理时间内", opens)
        words = f"已签名，保留在发送队列中，{clock_words(opens, now)} 开放后自动发送。"
        path = self._plan.path
        return Sent(
            Outcome.QUEUED, words, confirmation, path, request_sn=sn, retry_at=opens, notes=(KEPT,)
        )

    def _require_first(self, sn: str) -> None:
        """Of two windows that were both told 是 for the same content, the later one stops.

        Both stand in the journal by now, so one of them sees the other. Raises AlreadyUnderway.
        """
        known = {entry.request_sn for entry in self._alike}
        for entry in alike(self._context, self._plan):
            if entry.request_sn == sn:
                break
            if entry.request_sn not in known:
                words = "另一个窗口已提交相同内容，未签名，未提交"
                self._journal.withdrawn(sn, self._session.now(), words)
                raise AlreadyUnderway(entry.request_sn)

    def _ended(self, error: CentreError | None, entry: Entry, confirmation: Confirmation) -> Sent:
        outcome = outcome_after(self._journal.entry(entry.request_sn))
        retry_at = error.retry_at if isinstance(error, Refused) else None
        notes = [retry_words(retry_at)] if retry_at and outcome is Outcome.QUEUED else []
        return Sent(
            outcome,
            outcome_words(outcome, error),
            confirmation,
            self._plan.path,
            request_sn=entry.request_sn,
            retry_at=retry_at,
            refused_rows=refused_rows(error, entry.rows),
            notes=tuple(notes),
            trouble=error,
        )

    def _accepted(self, entry: Entry, confirmation: Confirmation) -> Sent:
        self._tell("中心已受理，正在写入回执")
        try:
            source = self._plan.live.source
            snapshot = None if source is None else source.data
            stamped = stamp_entry(self._context, entry, self._workbook, snapshot)
        except KeyboardInterrupt:
            stamped = Stamped(None, ("回执尚未写入表格；运行 gjj-xl resume 补写。",))
        words = f"{SENT_WELL}，业务流水号 {entry.serial}。"
        reviewed = entry.business.facts.reviewed
        waiting = self._plan.terms.waiting
        notes = [REVIEWED] if reviewed else [soon_words(waiting), late_words(waiting)]
        return Sent(
            Outcome.ACCEPTED,
            words,
            confirmation,
            self._plan.path,
            request_sn=entry.request_sn,
            serial=entry.serial,
            accepted_at=entry.when(Step.ACCEPTED),
            stamped=stamped.path,
            notes=(*notes, *stamped.notes),
        )
