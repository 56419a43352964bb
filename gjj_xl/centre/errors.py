"""What can go wrong on the client's side; each error carries what the desk needs to act."""

import datetime as dt
from enum import StrEnum, unique
from pathlib import Path


class CentreError(Exception):
    """Root of everything that this room raises."""


class StoreError(CentreError):
    """The local store cannot be used; ``where`` names it without any password."""

    def __init__(self, where: str, detail: str = "") -> None:
        super().__init__(f"{where}: {detail}")
        self.where = where
        self.detail = detail


class StoreUnusable(StoreError):
    """The store cannot be opened, read or written (damaged, full, no driver, no server)."""


class StoreInsecure(StoreError):
    """The store's URL names a server without TLS."""


class StoreKeyLost(StoreError):
    """The store is sealed with another key than the one at hand."""


class NotLoggedIn(CentreError):
    """No log-in is stored, or the session has ended; ``known`` tells which account was used."""

    def __init__(self, known: str | None = None) -> None:
        super().__init__("not logged in")
        self.known = known


class ChannelError(CentreError):
    """Something on the line; ``host`` and ``port`` name the centre as configured."""

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(f"{host}:{port}: {detail}")
        self.host = host
        self.port = port
        self.detail = detail


@unique
class Reach(StrEnum):
    """Why the centre could not be reached."""

    NAME = "name"  # the host name is unknown
    REFUSED = "refused"  # nobody listens, or the network blocks the port
    TIMEOUT = "timeout"
    PROXY = "proxy"
    NETWORK = "network"


class Unreachable(ChannelError):
    """No connection came about: the request has certainly not been received."""

    def __init__(self, host: str, port: int, reach: Reach, detail: str = "") -> None:
        super().__init__(host, port, detail)
        self.reach = reach


class UntrustedServer(ChannelError):
    """Whoever answers has no certificate that we trust; nothing of the request was sent."""


class Interrupted(ChannelError):
    """The line broke after the request may have left: its outcome is unknown (manual 12.10).

    ``request_sn`` is the request's number, empty where the channel was used without one.
    """

    def __init__(self, host: str, port: int, request_sn: str, detail: str = "") -> None:
        super().__init__(host, port, detail)
        self.request_sn = request_sn


class BadAnswer(Interrupted):
    """An answer came that is no answer to our request: the outcome is unknown."""


class BadAddress(CentreError):
    """The centre's address is not an ``https://`` URL."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Refused(CentreError):
    """The centre understood and said no: ``code`` and ``words`` are its own.

    ``retry_at`` is when it makes sense to try again, None where trying again does not help.
    """

    def __init__(self, code: str, words: str, retry_at: dt.datetime | None = None) -> None:
        super().__init__(f"{code} {words}")
        self.code = code
        self.words = words
        self.retry_at = retry_at


class CertificateRefused(Refused):
    """The centre does not take this signature; ``code`` says why (expired, revoked, another's)."""


class LinesRefused(Refused):
    """The centre refused the batch because of some lines: (line number, message) pairs."""

    def __init__(self, code: str, words: str, lines: tuple[tuple[int, str], ...]) -> None:
        super().__init__(code, words)
        self.lines = lines


class SameContent(Refused):
    """The centre has this content already (一批相同内容); ``serial`` is the earlier batch."""

    def __init__(self, code: str, words: str, serial: str) -> None:
        super().__init__(code, words)
        self.serial = serial


class TermsChanged(Refused):
    """The unit's terms or the business month are others by now: check and sign anew."""


class LoginRefused(Refused):
    """Account or password is wrong, or the account is locked; ``tries_left`` None: not told."""

    def __init__(self, code: str, words: str, tries_left: int | None = None) -> None:
        super().__init__(code, words)
        self.tries_left = tries_left


class Closed(Refused):
    """Outside the service window (manual 1 (二)); ``retry_at`` is the next opening."""


class MonthOver(Closed):
    """The same, and the business month that the batch was checked for is over.

    ``month`` is what can be filed from ``retry_at`` on; the batch must be checked and signed anew.
    """

    def __init__(self, code: str, words: str, retry_at: dt.datetime | None, month: str) -> None:
        super().__init__(code, words, retry_at)
        self.month = month


class Busy(Refused):
    """返回数据出错 or another batch is in work, until about ``retry_at`` (manual 12.8).

    ``queued`` says that it was a batch that was turned away, and that it stays in the queue.
    """

    queued = False


class UnknownRequest(Refused):
    """The centre has never received a request of this REQUEST_SN."""


class AnswerIncomplete(CentreError):
    """Pages of an answer that do not make up the whole: one was lost, or came twice.

    ``expected`` counts what the centre says there is (None: it does not tell), ``found`` what came.
    """

    def __init__(self, expected: int | None, found: int) -> None:
        super().__init__(f"{found} of {expected}")
        self.expected = expected
        self.found = found


class RosterDamaged(CentreError):
    """What came of the roster is not what the centre has; the old one stands. ``detail``: how."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class UntrustedReceipt(CentreError):
    """A receipt that is not the centre's word on what we sent; ``differs`` names the entries."""

    def __init__(self, request_sn: str, detail: str, differs: tuple[str, ...] = ()) -> None:
        super().__init__(f"{request_sn}: {detail} {differs}")
        self.request_sn = request_sn
        self.detail = detail
        self.differs = differs


class JournalError(CentreError):
    """The journal does not allow a step; ``request_sn`` names the entry."""

    def __init__(self, request_sn: str, detail: str = "") -> None:
        super().__init__(f"{request_sn}: {detail}")
        self.request_sn = request_sn


class UnknownEntry(JournalError):
    """The journal has no such entry."""


class WrongState(JournalError):
    """The entry is in state ``found``: another window or computer has moved it on."""

    def __init__(self, request_sn: str, found: str) -> None:
        super().__init__(request_sn, found)
        self.found = found


class InLine(JournalError):
    """Another batch of the unit, ``ahead``, is not answered yet (manual 12.6)."""

    def __init__(self, request_sn: str, ahead: str) -> None:
        super().__init__(request_sn, f"behind {ahead}")
        self.ahead = ahead


class Cancelled(CentreError):
    """The clerk stopped a job; what was stored before it still stands."""


class HomeUnusable(CentreError):
    """The data folder cannot be made or written; ``path`` names it."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path
        self.detail = detail
