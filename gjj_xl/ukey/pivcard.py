"""A PIV card in a reader, taken up for one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gjj_xl.ukey.apdu import Apdus
from gjj_xl.ukey.choices import Choice, may_sign
from gjj_xl.ukey.names import PivName
from gjj_xl.ukey.pcsc import Connection, Context, Entering
from gjj_xl.ukey.piv import PivSession, Slot
from gjj_xl.ukey.tokenerrors import NoCard, NoReader, NotOnCard, WrongCard


@dataclass(frozen=True, slots=True)
class PivCard:
    """An open card: its reader, its session, and the counter of what was sent to it."""

    reader: str
    apdus: Apdus
    session: PivSession = field(repr=False)

    def choices(self, name: PivName) -> list[Choice]:
        """The certificates that a name could mean, the signature key's first.

        None at all where the card is another one than the name says.
        """
        serial = self.session.serial()
        if not serial.startswith(name.serial):
            return []
        found = []
        for slot in Slot if name.slot is None else (name.slot,):
            certificate = self.session.certificate(slot)
            if certificate is not None and may_sign(certificate):
                found.append(Choice(str(PivName(serial, slot)), self.reader, certificate))
        return found


@contextmanager
def piv_card(context: Context, reader: str, entering: Entering) -> Iterator[PivCard]:
    """Take up the card in a reader for the ``with`` block, and let nobody else to it.

    Raises WrongCard where it is none of ours, and what the connection raises.
    """
    connection = Connection(context, reader, entering)
    try:
        connection.begin()
        apdus = Apdus(connection.transmit)
        try:
            session = PivSession(apdus)
        except NotOnCard as error:
            raise WrongCard(reader) from error
        yield PivCard(reader, apdus, session)
    finally:
        connection.close()


def readers_with_cards(context: Context) -> list[str]:
    """The readers that hold a card; raises NoReader, NoCard, NoService."""
    readers = context.readers()
    if not readers:
        raise NoReader
    unaware, present = context.scard.SCARD_STATE_UNAWARE, context.scard.SCARD_STATE_PRESENT
    states = context.changes([(reader, unaware) for reader in readers], 0)
    filled = [reader for reader, state, _ in states if state & present]
    if not filled:
        raise NoCard(readers[0])
    return filled
