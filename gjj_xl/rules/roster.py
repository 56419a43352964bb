"""The employees (职工) of a unit as the centre has them on record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from gjj_xl.rules.idnumber import full_id


@unique
class State(StrEnum):
    """An account's state (缴存状态)."""

    NORMAL = "正常"
    STOPPED = "停缴"


@dataclass(frozen=True, slots=True)
class Employee:
    """One account: an employee in one fund. ``salary`` in fen, ``rate`` in 1/100 percent."""

    client_number: str
    name: str
    id_number: str
    fund: int
    state: State
    salary: int
    rate: int


class Roster:
    """The unit's accounts, found by client number and fund, or by ID number and fund."""

    def __init__(self, employees: Iterable[Employee]) -> None:
        self._by_client: dict[tuple[str, int], Employee] = {}
        self._by_id: dict[tuple[str, int], list[Employee]] = {}
        self._funds: dict[str, tuple[int, ...]] = {}
        for employee in employees:
            self._by_client[employee.client_number, employee.fund] = employee
            funds = self._funds.get(employee.client_number, ())
            self._funds[employee.client_number] = (*funds, employee.fund)
            key = (full_id(employee.id_number), employee.fund)
            self._by_id.setdefault(key, []).append(employee)

    def __len__(self) -> int:
        return len(self._by_client)

    def __iter__(self) -> Iterator[Employee]:
        return iter(self._by_client.values())

    def find(self, client_number: str, fund: int) -> Employee | None:
        """The account of a client number in a fund, None where there is none."""
        return self._by_client.get((client_number, fund))

    def find_all(
        self, client_numbers: Iterable[str | None], funds: Iterable[int | None]
    ) -> list[Employee | None]:
        """The accounts of two columns, row by row; None where there is none."""
        accounts: Mapping[tuple[str | None, int | None], Employee] = self._by_client  # type: ignore[assignment]
        return list(map(accounts.get, zip(client_numbers, funds, strict=True)))

    def funds_of(self, client_number: str) -> tuple[int, ...]:
        """The funds in which a client number has an account."""
        return self._funds.get(client_number, ())

    def by_id(self, id_number: str, fund: int) -> tuple[Employee, ...]:
        """All accounts of a person in a fund; 15 and 18 places of one ID are the same person."""
        return tuple(self._by_id.get((full_id(id_number), fund), ()))
