"""The roster (职工信息同步), page by page, whole or only what changed."""

from dataclasses import dataclass
from typing import Final

from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire import values
from gjj_xl.wire.accounts import decode_accounts, encode_accounts
from gjj_xl.wire.codes import Field
from gjj_xl.wire.messages.fields import listed, single


@dataclass(frozen=True, slots=True)
class AskRoster:
    """Ask for the accounts changed since a version; 0 asks for all of them.

    ``mark`` is the centre's mark of that version: a version of which it knows another mark (or
    none) belongs to another life of its record, e.g. before a backup was restored. ``cursor`` is
    what the page before gave, empty for the first page. ``as_lines`` says that the asker reads
    accounts as lines, which are a third of the length; a centre may go on sending entries.
    """

    since: int = single(Field.SINCE, values.WHOLE, 0)
    cursor: str = single(Field.CURSOR, values.TEXT, "")
    mark: str | None = single(Field.SINCE_MARK, values.TEXT, None)
    as_lines: bool = single(Field.AS_LINES, values.YES_NO, False)


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One account on the wire; salary in fen, rate in 1/100 percent."""

    client_number: str = single(Field.CLIENT_NUMBER)
    name: str = single(Field.NAME)
    id_number: str = single(Field.ID_NUMBER)
    fund: int = single(Field.FUND, values.WHOLE)
    state: State = single(Field.STATE, values.choice(State))
    salary: int = single(Field.SALARY, values.FEN)
    rate: int = single(Field.RATE, values.RATE)

    @classmethod
    def of(cls, employee: Employee) -> "RosterEntry":
        """The entry of an employee."""
        return cls(
            client_number=employee.client_number,
            name=employee.name,
            id_number=employee.id_number,
            fund=employee.fund,
            state=employee.state,
            salary=employee.salary,
            rate=employee.rate,
        )

    def employee(self) -> Employee:
        """The employee of the entry."""
        return Employee(
            client_number=self.client_number,
            name=self.name,
            id_number=self.id_number,
            fund=self.fund,
            state=self.state,
            salary=self.salary,
            rate=self.rate,
        )


@dataclass(frozen=True, slots=True)
class RemovedEntry:
    """An account that is no longer the unit's."""

    client_number: str = single(Field.CLIENT_NUMBER)
    fund: int = single(Field.FUND, values.WHOLE)


_LINES: Final = values.Codec(encode_accounts, decode_accounts)


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A page of accounts, in the order of their changes.

    ``version`` with its ``mark`` is the record's as the page was made: an account that changes
    between two pages comes once more, on a later one, so that after the last page everything is
    as of that page's version, which the next sync asks from. ``since`` is the version that the
    pages count from: 0 where everybody is sent, whatever was asked. ``left`` counts what is still
    to come after the page. The last page says how many accounts the roster has in all (``total``)
    and their ``digest``. None: a centre that does not tell. The accounts are ``entries``, or
    ``lines`` where the asker reads them.
    """

    version: int = single(Field.VERSION, values.WHOLE)
    cursor: str = single(Field.CURSOR, values.TEXT, "")
    mark: str = single(Field.MARK, values.TEXT, "")
    since: int | None = single(Field.SINCE, values.WHOLE, None)
    left: int | None = single(Field.LEFT, values.WHOLE, None)
    total: int | None = single(Field.LISTED, values.WHOLE, None)
    digest: str | None = single(Field.ROSTER_DIGEST, values.DIGEST, None)
    lines: tuple[Employee, ...] | None = single(Field.LINES, _LINES, None)
    entries: tuple[RosterEntry, ...] = listed(Field.EMPLOYEES, RosterEntry)
    removed: tuple[RemovedEntry, ...] = listed(Field.REMOVED, RemovedEntry)

    @property
    def more(self) -> bool:
        """Whether another page follows, at ``cursor``."""
        return bool(self.cursor)

    @property
    def employees(self) -> tuple[Employee, ...]:
        """The accounts of the page."""
        if self.lines is not None:
            return self.lines
        return tuple(entry.employee() for entry in self.entries)
