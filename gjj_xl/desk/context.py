"""What every desk function works with: home, store, session, and the unit's own tables.

A context is for one unit: which one is settled at its first use, and only a log-in or
:meth:`Context.take` changes it. Whatever another window does meanwhile, what was begun for a unit
goes on under it.
"""

import datetime as dt
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.centre.account import Account
from gjj_xl.centre.errors import NotLoggedIn
from gjj_xl.centre.filing import Line
from gjj_xl.centre.home import Home
from gjj_xl.centre.journal import Journal
from gjj_xl.centre.logs import close_log, open_log
from gjj_xl.centre.moments import now
from gjj_xl.centre.oldstore import take_over
from gjj_xl.centre.pending import PendingRecords
from gjj_xl.centre.results import Results
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.centre.session import (
    Session,
    centre_offset,
    has_session,
    open_session,
    stored_terms,
)
from gjj_xl.centre.store import Store, open_store
from gjj_xl.centre.units import Held, Units
from gjj_xl.desk.certificates import other_owner
from gjj_xl.desk.chosen import ChosenKey, is_units
from gjj_xl.desk.errors import NoKey
from gjj_xl.desk.words import unit_words
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms
from gjj_xl.ukey.drivers import TokenKey, open_key
from gjj_xl.ukey.names import Pkcs11Name, parse_name
from gjj_xl.ukey.protocol import Key

if TYPE_CHECKING:
    from gjj_xl.desk.workbook import FindWorkbook


class Context:
    """The open store of one home and what hangs on it; everything is opened when first used.

    ``unit`` is a key of the list of units; without it the one that was used last counts.
    """

    def __init__(self, home: Home, workbooks: "FindWorkbook", unit: str | None = None) -> None:
        self.home = home
        self._unit = unit
        self._seen: Account | None = None
        self.workbook = workbooks
        """The workbook that an entry was sent from: its file, or where Excel has it open."""

    @cached_property
    def store(self) -> Store:
        """The store, opened (and made) at the first use; the log begins with it."""
        store = open_store(self.home)
        try:
            take_over(store)
        except BaseException:
            store.close()
            raise
        self._log = open_log(self.home.log_file)
        return store

    @cached_property
    def units(self) -> Units:
        """The units that this computer files for."""
        return Units(self.store, self.home.computer)

    def close(self) -> None:
        """Close what was opened."""
        if "store" in self.__dict__:
            close_log(self._log)
            self.store.close()

    @property
    def unit(self) -> str | None:
        """The key of the unit that this context is for; None as long as there is none at all."""
        if self._unit is None and self.home.has_store:
            self._unit = self.units.current()
        return self._unit

    def take(self, unit: str) -> None:
        """Be for another unit from now on."""
        self._unit, self._seen = unit, None

    def leave(self) -> None:
        """Be for the unit that was used last, after this one was taken off the list."""
        self._unit = self._seen = None

    def known_account(self) -> Account | None:
        """The unit's account, without making a store where there is none.

        A unit that another window takes off the list stays this context's: what was begun goes on.
        """
        unit = self.unit
        found = None if unit is None else self.units.find(unit)
        if found is not None:
            self._seen = found.account
        return self._seen

    def account(self) -> Account:
        """The unit's account; raises NotLoggedIn where this computer knows no unit."""
        account = self.known_account()
        if account is None:
            raise NotLoggedIn
        return account

    def unit_told(self) -> str:
        """The unit in words where this computer files for several, else nothing."""
        return unit_words(self.account()) if len(self.units.all()) > 1 else ""

    def session(self) -> Session:
        """The stored session; raises NotLoggedIn."""
        return open_session(self.store, self.account())

    def has_session(self) -> bool:
        """Whether a session is stored that has not run out."""
        account = self.known_account()
        return account is not None and has_session(self.store, account)

    def now(self) -> dt.datetime:
        """This moment by the centre's clock as far as it is known, else by the computer's."""
        account = self.known_account()
        return now() + (centre_offset(self.store, account) if account else dt.timedelta())

    def terms(self) -> Terms | None:
        """The centre's terms as last told, None before the first log-in."""
        account = self.known_account()
        return stored_terms(self.store, account) if account else None

    def roster(self) -> Roster | None:
        """The local roster, None before the first sync."""
        account = self.known_account()
        return LocalRoster(self.store, account.scope).load() if account else None

    def local_roster(self) -> LocalRoster:
        """The local roster as a table; raises NotLoggedIn."""
        return LocalRoster(self.store, self.account().scope)

    def journal(self) -> Journal:
        """The unit's journal; raises NotLoggedIn before the first log-in."""
        return Journal(self.store, self.account().scope)

    def results(self) -> Results:
        """The unit's results; raises NotLoggedIn before the first log-in."""
        return Results(self.store, self.account().scope)

    def pending(self) -> PendingRecords:
        """The unit's pending records; raises NotLoggedIn before the first log-in."""
        return PendingRecords(self.store, self.account().scope)

    def line(self, session: Session) -> Line:
        """The way to the centre for the unit's batches."""
        return Line(session, self.journal(), self.results(), self.terms())

    def remember_certificate(self, certificate: x509.Certificate) -> None:
        """Keep the certificate last signed with: a key file shows it only when it is open."""
        self._keep(Held.SIGNED_WITH, certificate)

    def remembered_certificate(self) -> x509.Certificate | None:
        """The certificate last signed with, None before."""
        return self._kept(Held.SIGNED_WITH)

    def choose_certificate(self, certificate: x509.Certificate | None) -> None:
        """Keep the certificate that was chosen on a token; None: there is nothing to choose."""
        self._keep(Held.CHOSEN, certificate)

    def chosen_certificate(self) -> x509.Certificate | None:
        """The certificate that was chosen on a token, None for a key file."""
        return self._kept(Held.CHOSEN)

    def key(self, chosen: Key | Path | str | None) -> Key:
        """The key to sign with: the one given (or named), else the one chosen at log-in.

        A named one counts as chosen now. Raises NoKey, KeyNameError.
        """
        if isinstance(chosen, str | Path):
            return open_key(str(chosen), wanted=is_units)
        if chosen is not None:
            return chosen
        kept = self.account().key_path
        if kept is None:
            raise NoKey
        key, certificate = open_key(kept, wanted=is_units), self.chosen_certificate()
        return key if certificate is None else ChosenKey(key, certificate, self.owner_words)

    def owner_words(self, certificate: x509.Certificate) -> str:
        """The other unit of this computer that a certificate belongs to, empty for none."""
        if not self.home.has_store:
            return ""
        owner = other_owner(self.units, self.unit, certificate)
        return "" if owner is None else unit_words(owner)

    def bind(self, named: Path | str) -> tuple[str, x509.Certificate | None]:
        """The full name of a key, and the one certificate it means (None for a key file).

        Raises KeyNameError, SeveralCertificates, and KeyTrouble where the token is not there.
        """
        name = parse_name(str(named))
        if isinstance(name, Path):
            return str(name.absolute()), None
        if isinstance(name, Pkcs11Name):
            name = replace(name, library=name.library.absolute())
        key = open_key(name, wanted=is_units)
        assert isinstance(key, TokenKey)
        choice = key.choice()
        return choice.name, choice.certificate

    def _keep(self, which: Held, certificate: x509.Certificate | None) -> None:
        pem = None if certificate is None else certificate.public_bytes(Encoding.PEM).decode()
        self.units.hold(self._key(), which, pem)

    def _key(self) -> str:
        """The unit's key; raises NotLoggedIn where this computer knows no unit."""
        if self.unit is None:
            raise NotLoggedIn
        return self.unit

    def _kept(self, which: Held) -> x509.Certificate | None:
        pem = self.units.held(self._key(), which)
        return None if pem is None else x509.load_pem_x509_certificate(pem.encode())
