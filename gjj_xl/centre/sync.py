"""职工信息同步: what changed since the last time, page by page, taken over all at once."""

from collections.abc import Callable
from typing import TypeAlias

from gjj_xl.centre.errors import Cancelled
from gjj_xl.centre.roster import LocalRoster, Synced
from gjj_xl.centre.session import Session
from gjj_xl.rules.roster import Employee
from gjj_xl.wire.messages import AskRoster, RosterPage

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told how many are done, and of how many (None where nobody knows)."""


def _silent(_done: int, _total: int | None) -> None:
    pass


def sync_roster(
    session: Session,
    local: LocalRoster,
    progress: Progress = _silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Synced:
    """Bring the local roster up to date.

    The pages are collected first and written in one transaction: whatever breaks on the way, the
    old state stays whole. Raises Cancelled, and what Session.ask raises.
    """
    before = local.synced()
    since = before.version if before else 0
    changed: list[Employee] = []
    removed: list[tuple[str, int]] = []
    cursor = ""
    while True:
        if cancelled():
            raise Cancelled
        page = session.ask(AskRoster(since, cursor), RosterPage)
        if page.version < since:
            # The centre's record is older than ours (restored there): begin from nothing.
            since, cursor, changed, removed = 0, "", [], []
            continue
        changed += page.employees
        removed += [(entry.client_number, entry.fund) for entry in page.removed]
        progress(len(changed) + len(removed), None)
        if not page.more:
            break
        cursor = page.cursor
    if cancelled():
        raise Cancelled
    return local.apply(changed, removed, page.version, session.now(), whole=since == 0)
