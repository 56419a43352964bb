"""职工信息同步: what changed since the last time, page by page, taken over all at once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from gjj_xl.centre.errors import AnswerIncomplete, Cancelled, Interrupted, Refused, RosterDamaged
from gjj_xl.centre.paging import never, walk
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.centre.sealing import SealBroken
from gjj_xl.centre.session import Session
from gjj_xl.centre.staging import Staging
from gjj_xl.centre.standing import Standing
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import AskRoster, RosterPage

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told how many are done, and of how many (None where nobody knows)."""

_ATTEMPTS: Final = 5
_TRIES: Final = 3


def silent(_done: int, _total: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a sync brought: the roster's version now, when, and how many accounts stand here.

    ``changed`` accounts came (all of them where it was ``whole``), ``gone`` ones had left.
    """

    version: int
    at: dt.datetime
    accounts: int
    changed: int
    gone: int
    whole: bool


class _BeginAnew(Exception):
    """The centre sends everybody, or what came belongs to another life of its record."""

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self.whole = whole


def sync_roster(
    session: Session,
    local: LocalRoster,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
    *,
    whole: bool = False,
) -> Refreshed:
    """Bring the local roster up to date; ``whole`` fetches everybody, whatever stands here.

    The pages are staged beside what stands here and put in its place in one transaction: whatever
    breaks on the way, the old state stays whole. Changes that do not add up to the centre's digest
    are left aside, and everybody is fetched. Raises RosterDamaged where that does not add up
    either, Cancelled, and what Session.ask raises.
    """
    trouble = RosterDamaged("the centre's record does not come to rest")
    for _ in range(_ATTEMPTS):
        before = local.standing()
        everybody = whole or before is None or before.weight is None
        try:
            with local.staging(before, session.now(), whole=everybody) as staging:
                return _received(
                    session, staging, None if everybody else before, progress, cancelled
                )
        except _BeginAnew as anew:
            whole = whole or anew.whole
        except (RosterDamaged, AnswerIncomplete, SealBroken) as error:
            damage = error if isinstance(error, RosterDamaged) else RosterDamaged(str(error))
            if everybody:
                raise damage from error
            trouble, whole = damage, True
    raise trouble


def _received(
    session: Session,
    staging: Staging,
    base: Standing | None,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Refreshed:
    """Fetch and stage all pages, and take them over."""
    since, mark = (base.version, base.mark) if base else (0, "")
    changed = gone = 0
    first: RosterPage | None = None
    page: RosterPage | None = None
    for page in walk(lambda cursor: _ask(session, since, mark, cursor, cancelled), cancelled):
        first = first or page
        if base and (page.version < since or page.since not in (None, since)):
            raise _BeginAnew(whole=True)  # the centre does not know the version that we have
        removed = [(entry.client_number, entry.fund) for entry in page.removed]
        # Only what changed since the first page may come twice.
        staging.add(page.employees, removed, again=page.version != first.version)
        changed, gone = changed + len(page.employees), gone + len(removed)
        done = changed + gone
        progress(done, done + page.left if page.left is not None else None)
    assert page is not None
    if cancelled():
        raise Cancelled
    made = staging.take_over(
        version=page.version,
        mark=page.mark,
        at=session.now(),
        total=page.total,
        digest=page.digest,
    )
    if made is None:  # by another window's sync, whose roster is now the one to go on from
        raise _BeginAnew
    return Refreshed(made.version, made.at, made.accounts, changed, gone, base is None)


def _ask(
    session: Session, since: int, mark: str, cursor: str, cancelled: Callable[[], bool]
) -> RosterPage:
    """Ask for a page; where the line breaks, once or twice more, for asking changes nothing."""
    question = AskRoster(since, cursor, mark or None, as_lines=True)
    for left in reversed(range(_TRIES)):
        try:
            return session.ask(question, RosterPage)
        except Interrupted:
            if not left or cancelled():
                raise
        except Refused as error:
            if cursor and error.code == ReturnCode.LIST_CHANGED.code:
                raise _BeginAnew from error
            raise
    raise AssertionError
