"""Logging in and out, the centre's terms, and the ticket for its reconciliation site."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from gjj_xl.rules.terms import Origin, Terms, parse_terms, terms_object
from gjj_xl.wire import values
from gjj_xl.wire.codes import Field
from gjj_xl.wire.messages.fields import single
from gjj_xl.wire.values import Codec


@dataclass(frozen=True, slots=True)
class Login:
    """Log in (登录); the password travels in the envelope's PASSWORD."""

    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoginAnswer:
    """Who is logged in, and until when; the session's token is in the HTTP header."""

    unit_number: str = single(Field.UNIT_NUMBER)
    unit_name: str = single(Field.UNIT_NAME)
    centre_time: dt.datetime = single(Field.CENTRE_TIME, values.MOMENT)
    session_until: dt.datetime = single(Field.SESSION_UNTIL, values.MOMENT)


@dataclass(frozen=True, slots=True)
class Logout:
    """Log out (退出系统)."""


@dataclass(frozen=True, slots=True)
class LogoutAnswer:
    """Logged out."""


@dataclass(frozen=True, slots=True)
class AskTerms:
    """Ask for the unit's terms of today."""


def _write_terms(terms: Terms) -> str:
    return json.dumps(
        terms_object(terms), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _read_terms(text: str) -> Terms:
    obj: Any = json.loads(text)
    return parse_terms(obj, Origin.CENTRE)


@dataclass(frozen=True, slots=True)
class TermsAnswer:
    """The unit's terms, and the centre's time."""

    terms: Terms = single(Field.TERMS, Codec(_write_terms, _read_terms))
    centre_time: dt.datetime = single(Field.CENTRE_TIME, values.MOMENT)


@dataclass(frozen=True, slots=True)
class AskTicket:
    """Ask for a ticket that opens 单位网上对账 signed-in, once (manual 5.1)."""


@dataclass(frozen=True, slots=True)
class TicketAnswer:
    """The ticket, and until when on the centre's clock it can be used."""

    ticket: str = single(Field.TICKET, values.TICKET)
    until: dt.datetime = single(Field.TICKET_UNTIL, values.MOMENT)
