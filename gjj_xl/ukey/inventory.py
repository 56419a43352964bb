"""All PIV tokens that are plugged in, each with its certificates."""

from collections.abc import Sequence
from dataclasses import dataclass

from gjj_xl.ukey.choices import Choice
from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.names import PivName
from gjj_xl.ukey.pcsc import Context
from gjj_xl.ukey.pivcard import piv_card
from gjj_xl.ukey.tokenerrors import InUse, NoReader, TooSlow
from gjj_xl.ukey.worker import Patience, Stage, Worker


@dataclass(frozen=True, slots=True)
class Token:
    """What a reader holds: the certificates and the PIN's tries, or why they cannot be had."""

    reader: str
    choices: Sequence[Choice] = ()
    tries_left: int | None = None
    trouble: KeyTrouble | None = None


def inventory(patience: Patience | None = None) -> list[Token]:
    """Look into every reader; raises NoService, NoReader, DriverMissing."""
    patience = patience or Patience()

    def readers(worker: Worker) -> list[str]:
        return worker.cleanup.enter_context(Context()).readers()

    with Worker(patience, lambda stage: _late(stage, "")) as worker:
        names = worker.run(lambda: readers(worker))
    if not names:
        raise NoReader
    return look_into(names, PivName(), patience)


def look_into(readers: Sequence[str], name: PivName, patience: Patience) -> list[Token]:
    """What some readers hold, as far as a name could mean it; raises nothing but DriverMissing."""
    return [_token(reader, name, patience) for reader in readers]


def _late(stage: Stage, reader: str) -> KeyTrouble:
    return InUse(reader) if stage is Stage.HOLDER else TooSlow(reader)


def _token(reader: str, name: PivName, patience: Patience) -> Token:
    """One reader, in a thread of its own: one that hangs keeps no other from being looked into."""

    def look(worker: Worker) -> Token:
        context = worker.cleanup.enter_context(Context())
        with piv_card(context, reader, worker.entering) as card:
            return Token(reader, card.choices(name), card.session.tries())

    try:
        with Worker(patience, lambda stage: _late(stage, reader)) as worker:
            return worker.run(lambda: look(worker))
    except KeyTrouble as error:
        return Token(reader, trouble=error)
