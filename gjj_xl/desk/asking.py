"""What a clerk is asked before a sheet is signed, and what must be known for that."""

from collections.abc import Sequence

from gjj_xl.centre.entry import Entry
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import AlreadyUnderway, NotSynced
from gjj_xl.desk.facts import Confirmation
from gjj_xl.desk.hours import end_notes
from gjj_xl.desk.moving import where_pending
from gjj_xl.desk.plan import Plan
from gjj_xl.rules.months import previous_month
from gjj_xl.rules.roster import Roster


def known_roster(context: Context) -> Roster:
    """The local roster; raises NotSynced."""
    local: LocalRoster = context.local_roster()
    roster = local.load()
    if roster is None:
        raise NotSynced
    return roster


def alike(context: Context, plan: Plan) -> list[Entry]:
    """The batches of the same content from here: filed of late first, then those in the queue."""
    journal = context.journal()
    month = plan.terms.business_month
    filed = journal.same_content(plan.digest, (month, previous_month(month)))
    return [*filed, *journal.in_queue(plan.digest)]


def earlier_serial(batches: Sequence[Entry]) -> str | None:
    """The serial of the same content filed from here; AlreadyUnderway while it is on its way."""
    for entry in batches:
        if entry.serial is None:
            raise AlreadyUnderway(entry.request_sn)
    return batches[-1].serial if batches else None


def _own_receipt(context: Context, plan: Plan, earlier: str | None) -> tuple[str, ...]:
    """A warning where the sheet itself is the one that was filed, and carries that receipt."""
    entry = context.journal().by_serial(earlier) if earlier else None
    if entry is None or entry.source != str(plan.path.absolute()):
        return ()
    words = f"本表就是已提交的那一份：再提交一次，表中业务流水号 {earlier} 的回执将换成新的"
    return (f"{words}（原回执仍保存在本机的回执文件中）。",)


def confirmation_of(
    context: Context, plan: Plan, earlier: str | None, key_notes: Sequence[str] = ()
) -> Confirmation:
    """What is asked before a sheet is signed: business, head count, total, and what to know."""
    batch, terms = plan.live.batch, plan.terms
    return Confirmation(
        path=plan.path,
        business=batch.business,
        fund=plan.fund,
        fund_name=terms.fund_names.get(plan.fund, ""),
        business_month=terms.business_month,
        count=len(plan.rows),
        amount=plan.amount,
        mismatches=plan.mismatches(),
        others=plan.others(),
        earlier_serial=earlier,
        moved=len(plan.bad),
        moved_to=where_pending(plan),
        notes=(
            *_own_receipt(context, plan, earlier),
            *plan.checked.notes,
            *end_notes(batch.business, terms, context.now()),
            *key_notes,
        ),
        unit=context.unit_told(),
    )
