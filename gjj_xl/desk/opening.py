"""Whether a filing may leave now (manual 1 (二)), or may be signed now and leave at the opening."""

import datetime as dt

from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import WindowClosed
from gjj_xl.rules.terms import Terms
from gjj_xl.rules.window import window_state


def require_open(context: Context, terms: Terms, *, keep: bool = False) -> dt.datetime | None:
    """None while the centre is open; raises WindowClosed where it is not.

    With ``keep`` the next opening is returned instead, if it still is in the business month of the
    terms: only then is a signature of today good for it. The time is the centre's.
    """
    state = window_state(context.now(), terms.opening)
    if state.next_opens is None and state.month == terms.business_month:
        return None
    if state.next_opens is not None and keep and state.month == terms.business_month:
        return state.next_opens
    raise WindowClosed(state.next_opens or context.now(), state.month)
