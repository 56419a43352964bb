"""Accounts as lines of text, one line an account, parted as in :mod:`~gjj_xl.wire.lines`.

The fields: client number, name, ID number, fund, state, salary in yuan, rate in percent.
"""

from collections.abc import Iterable
from functools import lru_cache

from gjj_xl.rules.money import percent_text, to_fen, to_rate, yuan_text
from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire.errors import MalformedLine
from gjj_xl.wire.lines import SEPARATOR, escaped, split_line

_FIELDS = 7


def encode_accounts(employees: Iterable[Employee]) -> str:
    """The lines of accounts, without a final line feed."""
    return "\n".join(
        [
            SEPARATOR.join(
                (
                    escaped(one.client_number),
                    escaped(one.name),
                    escaped(one.id_number),
                    str(one.fund),
                    one.state.value,
                    yuan_text(one.salary),
                    percent_text(one.rate),
                )
            )
            for one in employees
        ]
    )


def decode_accounts(text: str) -> tuple[Employee, ...]:
    """The accounts of lines. Raises MalformedLine, ValueError."""
    lines = text.split("\n") if text else []
    return tuple([_account(line, number) for number, line in enumerate(lines, start=1)])


def _account(line: str, number: int) -> Employee:
    fields = split_line(line, number)
    if len(fields) != _FIELDS:
        raise MalformedLine(number, f"{len(fields)} fields instead of {_FIELDS}")
    client_number, name, id_number, fund, state, salary, rate = fields
    return Employee(
        client_number, name, id_number, int(fund), State(state), to_fen(salary), _rate(rate)
    )


@lru_cache(maxsize=256)
def _rate(text: str) -> int:
    return to_rate(text)
