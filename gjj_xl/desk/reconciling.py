"""单位网上对账: the address that opens the centre's reconciliation site signed-in (manual 5.1)."""

from urllib.parse import urlencode, urljoin

from gjj_xl.desk.context import Context
from gjj_xl.wire.codes import SITE_ENTRY, SITE_TICKET
from gjj_xl.wire.messages import AskTicket, TicketAnswer


def reconcile(context: Context) -> str:
    """An address with a ticket, good for one visit within a minute.

    Raises NotLoggedIn, Refused, ChannelError.
    """
    session = context.session()
    answer = session.ask(AskTicket(), TicketAnswer)
    entry = urljoin(session.account.url, SITE_ENTRY)
    return f"{entry}?{urlencode({SITE_TICKET: answer.ticket})}"
