"""What every desk function works with: home, store, session, and the unit's own tables."""

import datetime as dt
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.centre.errors import NotLoggedIn
from gjj_xl.centre.filing import Line
from gjj_xl.centre.home import Home
from gjj_xl.centre.journal import Journal
from gjj_xl.centre.logs import close_log, open_log
from gjj_xl.centre.moments import now
from gjj_xl.centre.pending import PendingRecords
from gjj_xl.centre.results import Results
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.centre.session import (
    Account,
    Session,
    centre_offset,
    has_session,
    open_session,
    stored_account,
    stored_terms,
)
from gjj_xl.centre.store import Store, open_store
from gjj_xl.desk.chosen import ChosenKey, is_units
from gjj_xl.desk.errors import NoKey
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms
from gjj_xl.ukey.drivers import TokenKey, open_key
from gjj_xl.ukey.names import Pkcs11Name, parse_name
from gjj_xl.ukey.protocol import Key

if TYPE_CHECKING:
    from gjj_xl.desk.workbook import FindWorkbook

_CERTIFICATE: Final = "certificate"
_CHOSEN: Final = "chosen certificate"


class Context:
    """The open store of one home and what hangs on it; everything is opened when first used."""

    def __init__(self, home: Home, workbooks: "FindWorkbook") -> None:
        self.home = home
        self.workbook = workbooks
        """The workbook that an entry was sent from: its file, or where Excel has it open."""

    @cached_property
    def store(self) -> Store:
        """The store, opened (and made) at the first use; the log begins with it."""
        store = open_store(self.home)
        self._log = open_log(self.home.log_file)
        return store

    def close(self) -> None:
        """Close what was opened."""
        if "store" in self.__dict__:
            close_log(self._log)
            self.store.close()

    def known_account(self) -> Account | None:
        """The account of the last log-in, without making a store where there is none."""
        return stored_account(self.store) if self.home.has_store else None

    def account(self) -> Account:
        """The account of the last log-in; raises NotLoggedIn before the first."""
        account = self.known_account()
        if account is None:
            raise NotLoggedIn
        return account

    def session(self) -> Session:
        """The stored session; raises NotLoggedIn."""
        self.account()
        return open_session(self.store)

    def has_session(self) -> bool:
        """Whether a session is stored that has not run out."""
        return self.known_account() is not None and has_session(self.store)

    def now(self) -> dt.datetime:
        """This moment by the centre's clock as far as it is known, else by the computer's."""
        return now() + (centre_offset(self.store) if self.home.has_store else dt.timedelta())

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
        self._keep(_CERTIFICATE, certificate)

    def remembered_certificate(self) -> x509.Certificate | None:
        """The certificate last signed with, None before."""
        return self._kept(_CERTIFICATE)

    def choose_certificate(self, certificate: x509.Certificate | None) -> None:
        """Keep the certificate that was chosen on a token; None: there is nothing to choose."""
        self._keep(_CHOSEN, certificate)

    def chosen_certificate(self) -> x509.Certificate | None:
        """The certificate that was chosen on a token, None for a key file."""
        return self._kept(_CHOSEN)

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
        return key if certificate is None else ChosenKey(key, certificate)

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

    def _keep(self, place: str, certificate: x509.Certificate | None) -> None:
        pem = certificate and certificate.public_bytes(Encoding.PEM).decode("ascii")
        self.store.put(place, pem)

    def _kept(self, place: str) -> x509.Certificate | None:
        pem = self.store.get(place)
        return None if pem is None else x509.load_pem_x509_certificate(pem.encode())
