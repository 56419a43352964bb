"""Logging in: which account, with which key, at which centre; and what is to be known then."""

from contextlib import suppress
from pathlib import Path

from cryptography import x509

from gjj_xl.centre import session as sessions
from gjj_xl.centre.account import Account, centre_of
from gjj_xl.centre.errors import CentreError, NotLoggedIn
from gjj_xl.desk import doctor
from gjj_xl.desk.certificates import other_owner
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import OtherUnitsCertificate
from gjj_xl.desk.facts import LoggedIn
from gjj_xl.desk.inputs import read_ca
from gjj_xl.desk.keystate import renewal_words
from gjj_xl.desk.words import unit_words
from gjj_xl.rules.terms import Terms


def log_in(
    context: Context,
    *,
    password: str,
    url: str | None = None,
    ca: Path | None = None,
    cust_id: str | None = None,
    user_id: str | None = None,
    key_path: Path | str | None = None,
    practice: bool = False,
    here_only: bool = False,
) -> LoggedIn:
    """Log in and fetch the terms; see :meth:`gjj_xl.desk.desk.Desk.login`."""
    wanted = wanted_account(
        context, url=url, ca=ca, cust_id=cust_id, user_id=user_id, practice=practice
    )
    kept_key, chosen = wanted.key_path, None
    if key_path is not None:
        kept_key, chosen = bind_key(context, wanted, key_path)
    unit = context.units.key_of(wanted)
    is_new = context.units.find(unit) is None
    session = sessions.login(
        context.store,
        url=wanted.url,
        ca=wanted.ca,
        cust_id=wanted.cust_id,
        user_id=wanted.user_id,
        password=password,
        key_path=kept_key,
        practice=wanted.practice,
    )
    context.take(unit)
    if not here_only:
        context.units.use(unit)
    if key_path is not None:
        context.choose_certificate(chosen)
    terms = _terms(session)
    renewal = renewal_words(chosen, context.now()) if chosen else ""
    return LoggedIn(
        unit_number=session.account.unit_number,
        unit_name=session.account.unit_name,
        terms=terms,
        needs_sync=context.local_roster().synced() is None,
        storage_note=doctor.storage_note(context),
        key_notes=(renewal,) if renewal else (),
        is_new=is_new,
    )


def _terms(session: sessions.Session) -> Terms:
    """The centre's terms; where they cannot be had, the clerk is not logged in."""
    try:
        return session.terms()
    except BaseException:  # Ctrl+C, too
        with suppress(CentreError):  # it is forgotten here all the same
            session.logout()
        raise


def bind_key(
    context: Context, wanted: Account, key_path: Path | str
) -> tuple[str, x509.Certificate | None]:
    """The full name of a key for an account, and the certificate it means (None for a key file).

    Raises OtherUnitsCertificate where that belongs to another unit, and like ``Context.bind``.
    """
    name, certificate = context.bind(key_path)
    if certificate is not None:
        owner = other_owner(context.units, context.units.key_of(wanted), certificate)
        if owner is not None:
            raise OtherUnitsCertificate(unit_words(owner), unit_words(wanted))
    return name, certificate


def wanted_account(
    context: Context,
    *,
    url: str | None = None,
    ca: Path | None = None,
    cust_id: str | None = None,
    user_id: str | None = None,
    practice: bool = False,
) -> Account:
    """The account that is meant; what is left out is taken from the list of units.

    Address and CA may come from the present unit, operator and key only from the same account:
    nothing of one unit is ever used for another. Raises NotLoggedIn where something is missing,
    and for ``ca`` what reading it raises.
    """
    present = context.known_account()
    units = [unit.account for unit in context.units.all()] if present else []
    address = url or (present.url if present else None)
    account = cust_id or (present.cust_id if present else None)
    if address is None or account is None:
        raise NotLoggedIn
    near = [present, *units] if present else []
    same_address = next((one for one in near if one.url == address), None)
    ca_text = read_ca(ca) if ca else (same_address.ca if same_address else None)
    centre = centre_of(address, ca_text)
    known = next((one for one in near if (one.cust_id, one.centre) == (account, centre)), None)
    user = user_id or (known.user_id if known else None)
    if user is None:
        raise NotLoggedIn
    return Account(
        url=address,
        ca=ca_text,
        cust_id=account,
        user_id=user,
        key_path=known.key_path if known else None,
        unit_number=known.unit_number if known else "",
        unit_name=known.unit_name if known else "",
        practice=practice or (known is not None and known.practice),
    )
