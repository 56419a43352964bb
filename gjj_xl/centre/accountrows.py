"""An account as a row of the local store: fingerprints to find it by, and the rest sealed."""

from typing import Any

from gjj_xl.centre.sealing import Sealer
from gjj_xl.rules.idnumber import full_id
from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire.digest import account_weight


class Rows:
    """Makes and opens the rows of one unit at one centre."""

    def __init__(self, sealer: Sealer, unit: str) -> None:
        self._sealer = sealer
        self._home = f"roster/{unit}"
        self.unit = unit

    def account_key(self, client_number: str, fund: int) -> str:
        """The fingerprint of an account."""
        return self._key("account", f"{client_number}/{fund}")

    def client_key(self, client_number: str) -> str:
        """The fingerprint of a client number."""
        return self._key("client", client_number)

    def id_key(self, id_number: str) -> str:
        """The fingerprint of an ID number of 18 places."""
        return self._key("id", id_number)

    def row(self, one: Employee) -> dict[str, Any]:
        """The columns of an account, without ``unit``."""
        account_key = self.account_key(one.client_number, one.fund)
        value = [
            one.client_number,
            one.name,
            one.id_number,
            one.fund,
            one.state.value,
            one.salary,
            one.rate,
        ]
        return {
            "account_key": account_key,
            "client_key": self.client_key(one.client_number),
            "id_key": self.id_key(full_id(one.id_number)),
            "fund": one.fund,
            "state": one.state.value,
            "employee": self._sealer.seal_object(value, f"{self._home}/{account_key}"),
        }

    def opened(self, account_key: str, sealed: bytes) -> Employee:
        """The account of a row. Raises SealBroken."""
        client, name, id_number, fund, state, salary, rate = self._sealer.open_object(
            sealed, f"{self._home}/{account_key}"
        )
        return Employee(client, name, id_number, fund, State(state), salary, rate)

    def _key(self, kind: str, text: str) -> str:
        return self._sealer.lookup(text, f"{self._home}/{kind}")


def weight_of(one: Employee) -> int:
    """What an account adds to the sum behind its roster's digest."""
    return account_weight(
        one.client_number,
        one.fund,
        one.name,
        one.id_number,
        one.state.value,
        one.salary,
        one.rate,
    )
