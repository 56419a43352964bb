"""确认: the pending records of a fund, filed with one signature through the journal (C9)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gjj_xl.centre.entry import Draft, Entry, Step, new_request_sn
from gjj_xl.centre.errors import CentreError, Refused, SameContent
from gjj_xl.centre.pending import Kept
from gjj_xl.desk.context import Context
from gjj_xl.desk.dispatch import (
    Pin,
    outcome_after,
    outcome_words,
    refused_rows,
    send_signed,
    sign_entry,
)
from gjj_xl.desk.errors import AlreadyUnderway, NothingPending, PendingWrong
from gjj_xl.desk.facts import Confirmation, Outcome, Sent, Waited
from gjj_xl.desk.hours import end_notes
from gjj_xl.desk.keystate import look_at
from gjj_xl.desk.opening import require_open
from gjj_xl.desk.pendinglist import cells_of, refresh, settle
from gjj_xl.desk.recording import batch_of, small_roster
from gjj_xl.desk.stamping import stamp_entry
from gjj_xl.desk.waiting import look
from gjj_xl.desk.words import REVIEWED, accepted_words
from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.check import check
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.layout import FIRST_ROW
from gjj_xl.ukey.protocol import Key
from gjj_xl.wire.digest import content_digest
from gjj_xl.wire.messages import Filing, RecordState

_LOOKS = 20
"""How often the result of what takes effect at once is looked for."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of one fund's records; ``waited`` is the centre's answer where it is there.

    ``names`` are the records' people, in the order of the lines.
    """

    sent: Sent
    names: tuple[str, ...]
    waited: Waited | None = None

    @property
    def failed(self) -> tuple[str, ...]:
        """Whose record was refused by the centre, or failed, and why."""
        refused = sorted(self.sent.refused_rows.items())
        results = self.waited.records if self.waited else ()
        return (
            *(f"第 {number} 条{words}" for number, words in refused),
            *(
                f"{self.names[one.line - 1]}：失败，{one.reason}"
                for one in results
                if one.state is RecordState.FAILED
            ),
        )


def confirm_pending(
    context: Context,
    business: Business,
    *,
    key: Key | Path | str | None,
    pin: Pin,
    confirm: Callable[[Confirmation], bool],
    pause: Callable[[float], None],
    tell: Callable[[str], None] = lambda _: None,
    each: Callable[[Confirmed], None] = lambda _: None,
    beside: Path | None = None,
) -> list[Confirmed]:
    """File all pending records; see :meth:`gjj_xl.desk.desk.Desk.confirm_pending`."""
    tell("正在取得中心的参数和待确认记录")
    session = context.session()
    terms = session.terms()
    require_open(context, terms)
    kept = refresh(context, business).records
    under_way = next((one.request_sn for one in kept if one.request_sn), None)
    free = [one for one in kept if one.request_sn is None]
    if not free:
        raise AlreadyUnderway(under_way) if under_way else NothingPending
    funds = sorted({one.fund for one in free})
    used = context.key(key)
    key_notes = look_at(used, context.now()).notes
    numbers = {one.record_id: number for number, one in enumerate(kept, start=1)}
    planned = [
        _plan(context, terms, [one for one in free if one.fund == fund], numbers, key_notes)
        for fund in funds
    ]
    turn = _Turn(context, terms, used, pin, confirm, pause, tell, beside)
    done: list[Confirmed] = []
    for plan in planned:
        done.append(turn.file(plan))
        each(done[-1])
        if done[-1].sent.outcome is Outcome.DECLINED:
            break
    return done


@dataclass(frozen=True, slots=True)
class _Plan:
    """One fund's records: whom they are about, and by which numbers the list names them."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    filing: Filing
    confirmation: Confirmation


def _plan(
    context: Context,
    terms: Terms,
    kept: Sequence[Kept],
    all_numbers: Mapping[str, int],
    key_notes: tuple[str, ...],
) -> _Plan:
    """Check the records once more, by today's terms; raises PendingWrong."""
    business, fund = kept[0].business, kept[0].fund
    rows: list[Mapping[str, Cell]] = [cells_of(one) for one in kept]
    numbers = tuple(all_numbers[one.record_id] for one in kept)
    names = tuple(str(row.get("name") or "") for row in rows)
    named = dict(zip(numbers, names, strict=True))
    batch = batch_of(business, rows, fund, numbers)
    report = check(batch, terms, small_roster(context, business, rows), single=True)
    wrong = [f"第 {one.row} 条（{named[one.row]}）{one.message}" for one in report.errors]
    wrong += [
        f"第 {number} 条（{named[number]}）{one.conflict}"
        for number, one in zip(numbers, kept, strict=True)
        if one.conflict
    ]
    if wrong:
        raise PendingWrong(tuple(dict.fromkeys(wrong)))
    lines = "\n".join(one.text for one in kept)
    amount = report.totals.amount
    assert amount is not None  # terms and roster are there
    filing = Filing(
        business=business,
        fund=fund,
        business_month=terms.business_month,
        terms_version=terms.version,
        count=len(kept),
        amount=amount,
        digest=content_digest(terms.unit_number, business, fund, lines),
        lines=lines,
        pending=tuple(one.record_id for one in kept),
    )
    confirmation = Confirmation(
        path=Path(),
        business=business,
        fund=fund,
        fund_name=terms.fund_names.get(fund, ""),
        business_month=terms.business_month,
        count=len(kept),
        amount=amount,
        mismatches=(),
        others=report.questions,
        notes=(*end_notes(business, terms, context.now()), *key_notes),
        single=True,
        unit=context.unit_told(),
    )
    return _Plan(names, numbers, filing, confirmation)


@dataclass(frozen=True, slots=True)
class _Turn:
    context: Context
    terms: Terms
    key: Key
    pin: Pin
    confirm: Callable[[Confirmation], bool]
    pause: Callable[[float], None]
    tell: Callable[[str], None]
    beside: Path | None

    def file(self, plan: _Plan) -> Confirmed:
        """Ask, tie the records, sign, send, and look for the result."""
        asked = plan.confirmation
        if not self.confirm(asked):
            words = "没有提交；请用 gjj-xl single list 核对后再确认。"
            return Confirmed(Sent(Outcome.DECLINED, words, asked, Path()), plan.names)
        pin = self.pin if isinstance(self.pin, str) else self.pin()
        while True:
            entry = self._signed(plan, pin)
            self.tell("正在发送")
            session = self.context.session()
            line = self.context.line(session)
            try:
                sent = send_signed(line, self.context, entry, self.terms)
            except SameContent as error:
                settle(self.context)
                asked = replace(asked, earlier_serial=error.serial)
                if plan.filing.override_serial == error.serial or not self.confirm(asked):
                    return Confirmed(self._ended(error, entry, asked, plan), plan.names)
                again = replace(plan.filing, override_serial=error.serial)
                plan = replace(plan, filing=again)
                continue
            except (CentreError, KeyboardInterrupt) as error:
                told = error if isinstance(error, CentreError) else None
                settle(self.context)
                return Confirmed(self._ended(told, entry, asked, plan), plan.names)
            settle(self.context)
            if sent.step not in (Step.ACCEPTED, Step.ANSWERED):
                return Confirmed(self._ended(None, sent, asked, plan), plan.names)
            return self._accepted(sent, asked, plan)

    def _signed(self, plan: _Plan, pin: str) -> Entry:
        """Tie, write down, sign: in this order, so that nothing is filed from two windows."""
        self.tell("正在签名")
        context, session, filing = self.context, self.context.session(), plan.filing
        sn = new_request_sn(session.now())
        assert filing.pending is not None
        if not context.pending().tie(filing.pending, sn):
            raise PendingWrong(("记录已由另一个窗口确认或删除",))
        try:
            request = session.envelope(filing, sn)
            rows = tuple(range(FIRST_ROW, FIRST_ROW + filing.count))
            context.journal().prepare(
                Draft.of(filing, request, sn, source=str(self.beside or ""), rows=rows),
                session.now(),
            )
            return sign_entry(context, session, sn, self.key, pin)
        except BaseException:
            settle(context)  # withdrawn or never written down: the records are free again
            raise

    def _ended(
        self, error: CentreError | None, entry: Entry, asked: Confirmation, plan: _Plan
    ) -> Sent:
        now = self.context.journal().entry(entry.request_sn)
        outcome = outcome_after(now)
        refused = refused_rows(error, plan.numbers)
        return Sent(
            outcome,
            outcome_words(outcome, error),
            asked,
            Path(),
            request_sn=entry.request_sn,
            retry_at=error.retry_at if isinstance(error, Refused) else None,
            refused_rows={
                number: f"（{name}）{refused[number]}"
                for number, name in zip(plan.numbers, plan.names, strict=True)
                if number in refused
            },
            trouble=error,
        )

    def _accepted(self, entry: Entry, asked: Confirmation, plan: _Plan) -> Confirmed:
        self.tell("中心已受理，正在取得处理结果")
        stamped = stamp_entry(self.context, entry, self.context.workbook(entry))
        reviewed = entry.business.facts.reviewed
        sent = Sent(
            Outcome.ACCEPTED,
            accepted_words(entry),
            asked,
            Path(),
            request_sn=entry.request_sn,
            serial=entry.serial,
            stamped=stamped.path,
            accepted_at=entry.when(Step.ACCEPTED),
            notes=((REVIEWED,) if reviewed else ()) + stamped.notes,
        )
        waited = self._result(entry, 1 if reviewed else _LOOKS)
        return Confirmed(sent, plan.names, waited)

    def _result(self, entry: Entry, looks: int) -> Waited | None:
        """The centre's answer, where it comes soon; else the watch brings it."""
        waited = None
        for _ in range(looks):
            try:
                waited = look(self.context, self.context.line(self.context.session()), entry)
            except CentreError:
                return waited
            if waited.answered:
                break
            self.pause(0.1)
        return waited
