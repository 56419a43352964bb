"""A session with the centre: who is logged in, and questions asked under that name.

The account and the session's token are kept sealed in the store, so that the next program run
goes on; the password is used once and kept nowhere.
"""

import datetime as dt
from typing import Final, TypeVar

from gjj_xl.centre.account import Account
from gjj_xl.centre.channel import Channel, Reply
from gjj_xl.centre.entry import new_request_sn
from gjj_xl.centre.errors import BadAnswer, NotLoggedIn
from gjj_xl.centre.moments import now, parse_moment
from gjj_xl.centre.refusals import refusal_error
from gjj_xl.centre.store import Store
from gjj_xl.centre.units import Units
from gjj_xl.rules.terms import Origin, Terms, parse_terms, terms_object
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.errors import WireError
from gjj_xl.wire.messages import (
    Accepted,
    AskTerms,
    Filing,
    Login,
    LoginAnswer,
    Logout,
    LogoutAnswer,
    Question,
    Refusal,
    TermsAnswer,
    from_response,
    to_request,
)

_CLOCK_JITTER: Final = 1
"""Seconds that two measurements differ by rounding alone."""
_Answer = TypeVar("_Answer")


def stored_terms(store: Store, account: Account) -> Terms | None:
    """The centre's terms as last told to this account's unit, None before."""
    kept = store.get(f"terms/{account.scope}")
    return None if kept is None else parse_terms(kept, Origin.CENTRE)


def clock_of(account: Account) -> str:
    """The setting that keeps how far the clock of an account's centre is ahead of ours."""
    return f"clock/{account.centre}"


def centre_offset(store: Store, account: Account) -> dt.timedelta:
    """How much the centre's clock was ahead of the computer's at the last answer."""
    kept = store.get(clock_of(account))
    return dt.timedelta(seconds=kept or 0)


class Session:
    """An open session; raise-free as long as nobody asks anything."""

    def __init__(self, store: Store, account: Account, channel: Channel, token: str) -> None:
        self._store = store
        self._channel = channel
        self._token = token
        self.account = account

    def now(self) -> dt.datetime:
        """This moment by the centre's clock."""
        return now() + centre_offset(self._store, self.account)

    def ask(self, question: Question, answer: type[_Answer]) -> _Answer:
        """Ask something that changes nothing at the centre.

        Raises NotLoggedIn, Refused, ChannelError.
        """
        sn = new_request_sn(self.now())
        request = to_request(
            question,
            request_sn=sn,
            cust_id=self.account.cust_id,
            user_id=self.account.user_id,
        )
        reply = self._post(request.encode(), sn)
        return self._taken(question, reply, answer, sn)

    def file(self, request: bytes, filing: Filing, request_sn: str, sign_data: str) -> Accepted:
        """Send exactly these bytes with their signature; raises like :meth:`ask`.

        ``filing`` is what the bytes say. A return code that is in no table tells nothing about
        whether the batch was taken: BadAnswer.
        """
        reply = self._post(request, request_sn, sign_data)
        told = reply.response
        if ReturnCode.find(told.return_code) is None:
            raise _bad_answer(self._channel, request_sn, f"{told.return_code} {told.return_msg}")
        return self._taken(filing, reply, Accepted, request_sn)

    def envelope(self, filing: Filing, request_sn: str) -> bytes:
        """The exact bytes of a filing, ready to be written down and signed."""
        return to_request(
            filing,
            request_sn=request_sn,
            cust_id=self.account.cust_id,
            user_id=self.account.user_id,
        ).encode()

    def terms(self) -> Terms:
        """Ask for today's terms and keep them."""
        answer = self.ask(AskTerms(), TermsAnswer)
        _keep_clock(self._store, self.account, answer.centre_time)
        self._store.put(f"terms/{self.account.scope}", terms_object(answer.terms))
        return answer.terms

    def logout(self) -> None:
        """Forget the session here first, then tell the centre."""
        self._forget()
        self.ask(Logout(), LogoutAnswer)

    def _forget(self) -> None:
        Units(self._store).end_session(self.account, self._token)

    def _post(self, request: bytes, request_sn: str, sign_data: str | None = None) -> Reply:
        reply = self._channel.post(
            request, request_sn=request_sn, sign_data=sign_data, token=self._token
        )
        if reply.centre_time is not None:
            _keep_clock(self._store, self.account, reply.centre_time)
        return reply

    def _taken(self, question: Question, reply: Reply, kind: type[_Answer], sn: str) -> _Answer:
        answer = _answer(self._channel, question, reply, kind, sn)
        if isinstance(answer, Refusal):
            error = refusal_error(answer, self.now())
            if isinstance(error, NotLoggedIn):
                self._forget()
                error = NotLoggedIn(self.account.cust_id)
            raise error
        return answer


def login(
    store: Store,
    *,
    url: str,
    ca: str | None,
    cust_id: str,
    user_id: str,
    password: str,
    key_path: str | None,
    practice: bool = False,
) -> Session:
    """Log in, and keep account and token on the list of units.

    Raises LoginRefused, Refused, ChannelError, BadAddress."""
    channel = Channel(url, ca)
    question = Login(password)
    sn = new_request_sn(now())
    request = to_request(question, request_sn=sn, cust_id=cust_id, user_id=user_id)
    reply = channel.post(request.encode(), request_sn=sn)
    answer = _answer(channel, question, reply, LoginAnswer, sn)
    if isinstance(answer, Refusal):
        raise refusal_error(answer, reply.centre_time or now())
    if not reply.token:
        raise _bad_answer(channel, sn, "no session token")
    account = Account(
        url=channel.address.url,
        ca=ca,
        cust_id=cust_id,
        user_id=user_id,
        key_path=key_path,
        unit_number=answer.unit_number,
        unit_name=answer.unit_name,
        practice=practice,
    )
    Units(store).log_in(account, reply.token, answer.session_until)
    _keep_clock(store, account, answer.centre_time)
    return Session(store, account, Channel(account.url, ca, account.unit_number), reply.token)


def open_session(store: Store, account: Account) -> Session:
    """An account's stored session; raises NotLoggedIn where there is none or its time is over."""
    kept = Units(store).session(account)
    if kept is None:
        raise NotLoggedIn(account.cust_id)
    until = parse_moment(kept["until"])
    if until is not None and until <= now() + centre_offset(store, account):
        raise NotLoggedIn(account.cust_id)
    channel = Channel(account.url, account.ca, account.unit_number)
    return Session(store, account, channel, kept["token"])


def has_session(store: Store, account: Account) -> bool:
    """Whether a session of an account is stored that has not run out."""
    try:
        open_session(store, account)
    except NotLoggedIn:
        return False
    return True


def _answer(
    channel: Channel, question: Question, reply: Reply, kind: type[_Answer], sn: str
) -> _Answer | Refusal:
    try:
        answer = from_response(question, reply.response)
    except WireError as error:
        raise _bad_answer(channel, sn, str(error)) from error
    if not isinstance(answer, kind | Refusal):
        raise _bad_answer(channel, sn, type(answer).__name__)
    return answer


def _bad_answer(channel: Channel, sn: str, detail: str) -> BadAnswer:
    return BadAnswer(channel.address.host, channel.address.port, sn, detail)


def _keep_clock(store: Store, account: Account, centre_time: dt.datetime) -> None:
    """Measure how far the computer's clock is off; a second more or less is no news."""
    seconds = round((centre_time - now()).total_seconds())
    kept = store.get(clock_of(account))
    if kept is None or abs(kept - seconds) > _CLOCK_JITTER:
        store.put(clock_of(account), seconds)
