"""The roster (职工信息同步), page by page, whole or only what changed."""

from dataclasses import dataclass

from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire import values
from gjj_xl.wire.codes import Field
from gjj_xl.wire.messages.fields import listed, single


@dataclass(frozen=True, slots=True)
class AskRoster:
    """Ask for the accounts changed since a version; 0 asks for all of them.

    ``cursor`` is what the page before gave, empty for the first page.
    """

    since: int = single(Field.SINCE, values.WHOLE, 0)
    cursor: str = single(Field.CURSOR, values.TEXT, "")


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


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A page of accounts; ``version`` is what the next sync asks from, once all pages are in."""

    version: int = single(Field.VERSION, values.WHOLE)
    cursor: str = single(Field.CURSOR, values.TEXT, "")
    entries: tuple[RosterEntry, ...] = listed(Field.EMPLOYEES, RosterEntry)
    removed: tuple[RemovedEntry, ...] = listed(Field.REMOVED, RemovedEntry)

    @property
    def more(self) -> bool:
        """Whether another page follows, at ``cursor``."""
        return bool(self.cursor)

    @property
    def employees(self) -> tuple[Employee, ...]:
        """The accounts of the page."""
        return tuple(entry.employee() for entry in self.entries)
