"""The messages: what is asked of the centre, and what it answers.

Each is a frozen dataclass whose fields say how they travel. :func:`to_request` and
:func:`from_request` are the two ends of a question, :func:`to_response`, :func:`refuse` and
:func:`from_response` those of its answer.
"""

from gjj_xl.wire.messages.dispatch import (
    UNREAD,
    Answer,
    Question,
    from_request,
    from_response,
    refuse,
    to_request,
    to_response,
)
from gjj_xl.wire.messages.fields import from_info, to_info
from gjj_xl.wire.messages.filing import Accepted, AskOutcome, Filing, LineError, Refusal
from gjj_xl.wire.messages.pending import (
    AskPending,
    DropPending,
    PendingAnswer,
    PendingRecord,
    PutPending,
)
from gjj_xl.wire.messages.query import (
    AskBatches,
    AskRecords,
    BatchesAnswer,
    BatchSummary,
    QueryKind,
    RecordResult,
    RecordsPage,
    RecordState,
)
from gjj_xl.wire.messages.roster import AskRoster, RemovedEntry, RosterEntry, RosterPage
from gjj_xl.wire.messages.session import (
    AskTerms,
    AskTicket,
    Login,
    LoginAnswer,
    Logout,
    LogoutAnswer,
    TermsAnswer,
    TicketAnswer,
)

__all__ = [
    "UNREAD",
    "Accepted",
    "Answer",
    "AskBatches",
    "AskOutcome",
    "AskPending",
    "AskRecords",
    "AskRoster",
    "AskTerms",
    "AskTicket",
    "BatchSummary",
    "BatchesAnswer",
    "DropPending",
    "Filing",
    "LineError",
    "Login",
    "LoginAnswer",
    "Logout",
    "LogoutAnswer",
    "PendingAnswer",
    "PendingRecord",
    "PutPending",
    "QueryKind",
    "Question",
    "RecordResult",
    "RecordState",
    "RecordsPage",
    "Refusal",
    "RemovedEntry",
    "RosterEntry",
    "RosterPage",
    "TermsAnswer",
    "TicketAnswer",
    "from_info",
    "from_request",
    "from_response",
    "refuse",
    "to_info",
    "to_request",
    "to_response",
]
