"""Who the desk works for and what the centre told: log-in, units, synchronising, terms."""

from collections.abc import Callable
from pathlib import Path

from gjj_xl.centre.account import Account
from gjj_xl.centre.errors import CentreError
from gjj_xl.centre.paging import never
from gjj_xl.centre.roster import Synced
from gjj_xl.centre.sync import Progress, silent
from gjj_xl.desk import entering, syncing
from gjj_xl.desk.drawers.drawer import Drawer
from gjj_xl.desk.facts import LoggedIn
from gjj_xl.desk.syncing import Synchronised
from gjj_xl.desk.unitlist import UnitList
from gjj_xl.rules.roster import Roster
from gjj_xl.rules.terms import Terms


class Access(Drawer):
    """The log-in, the units of this computer, and what was fetched from the centre."""

    def login(
        self,
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
        """Log in and fetch the terms; what is left out is taken from that account's last log-in.

        ``key_path`` is a key file or the name of a token (``piv:``): its certificate is chosen now,
        and from now on only that one signs. The password is used once and kept nowhere.

        An account that was not on this computer's list of units comes onto it, and the desk is for
        that unit from then on; ``practice`` marks it as one of a practice centre. With
        ``here_only`` the unit that this computer used last stays what it was.

        Raises NotLoggedIn where something is left out and there was no log-in, LoginRefused,
        ChannelError, InputFileError and OSError for ``ca``; KeyTrouble where the token is not
        there, SeveralCertificates where one of them must be named.
        """
        return entering.log_in(
            self._context,
            password=password,
            url=url,
            ca=ca,
            cust_id=cust_id,
            user_id=user_id,
            key_path=key_path,
            practice=practice,
            here_only=here_only,
        )

    def require_session(self) -> None:
        """Raises NotLoggedIn where nobody is logged in, before anything is asked of the clerk."""
        self._context.session()

    def wanted_account(
        self,
        *,
        url: str | None = None,
        ca: Path | None = None,
        cust_id: str | None = None,
        user_id: str | None = None,
        practice: bool = False,
    ) -> Account:
        """The account that :meth:`login` would log in with, completed from the list of units.

        Raises NotLoggedIn where something is missing; InputFileError and OSError for ``ca``.
        """
        return entering.wanted_account(
            self._context, url=url, ca=ca, cust_id=cust_id, user_id=user_id, practice=practice
        )

    def logout(self) -> bool:
        """Forget the session; returns whether the centre could be told. Entries stay."""
        try:
            self._context.session().logout()
        except CentreError:
            return False
        return True

    @property
    def units(self) -> UnitList:
        """The units that this computer files for."""
        return UnitList(self._context)

    @property
    def unit(self) -> str | None:
        """The key of the unit that this desk is for; None where this computer knows none."""
        return self._context.unit

    def account(self) -> Account | None:
        """The account of this desk's unit, None where this computer knows no unit."""
        return self._context.known_account()

    @property
    def logged_in(self) -> bool:
        """Whether a session is stored that has not run out."""
        return self._context.has_session()

    def sync(
        self,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
        *,
        whole: bool = False,
    ) -> Synchronised:
        """职工信息同步: fetch what changed (``whole``: everybody), and the terms.

        ``progress`` is told how many records came and of how many (None: nobody knows). Raises
        Cancelled, RosterDamaged, NotLoggedIn, Refused, ChannelError; the roster is then as it was.
        """
        return syncing.synchronise(self._context, progress, cancelled, whole=whole)

    def synced(self) -> Synced | None:
        """When the roster was last fetched, None before the first time."""
        if self._context.known_account() is None:
            return None
        return self._context.local_roster().synced()

    def terms(self) -> Terms | None:
        """The centre's terms as last told, None before the first log-in."""
        return self._context.terms()

    def roster(self) -> Roster | None:
        """The local roster, None before the first sync."""
        return self._context.roster()
