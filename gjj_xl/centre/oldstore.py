"""A store that knew one unit only: what it kept of that unit becomes the first of the list.

Roster, terms, journal, receipts, results and pending records were kept by unit ever since; they
stay where they are.
"""

from typing import Any, Final

from sqlalchemy import Connection, delete

from gjj_xl.centre.account import Account
from gjj_xl.centre.moments import parse_moment
from gjj_xl.centre.session import clock_of
from gjj_xl.centre.store import Store, settings
from gjj_xl.centre.units import Held, Units

_ACCOUNT: Final = "account"
_SESSION: Final = "session"
_CLOCK: Final = "clock"
_HELD: Final = {Held.SIGNED_WITH: "certificate", Held.CHOSEN: "chosen certificate"}


def take_over(store: Store) -> None:
    """Take over what the store kept of its only unit, once; does nothing to any other store."""
    if store.get(_ACCOUNT) is None:
        return
    with store.begin() as connection:
        kept = store.get_in(connection, _ACCOUNT)
        if kept is not None:  # else another window has just done it
            _move(store, connection, Account(**kept))


def _move(store: Store, connection: Connection, account: Account) -> None:
    def old(name: str) -> Any:
        return store.get_in(connection, name)

    units, session = Units(store), old(_SESSION)
    until = parse_moment(session["until"]) if session else None
    key = units.keep(connection, account, token=session and session["token"], until=until)
    for which, name in _HELD.items():
        units.hold_in(connection, key, which, old(name))
    clock = old(_CLOCK)
    if clock is not None:
        store.put_in(connection, clock_of(account), clock)
    gone = (_ACCOUNT, _SESSION, _CLOCK, *_HELD.values())
    connection.execute(delete(settings).where(settings.c.name.in_(gone)))
