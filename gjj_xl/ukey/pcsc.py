"""The system's smart-card service (PC/SC): readers, one connection, one transaction.

Speaks pyscard's lowest layer, whose functions return their result as a number. What a number means
stands in two tables; its text, which every system words in its own language, is never looked at.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any, Final, Self, TypeAlias

from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.tokenerrors import (
    CardRemoved,
    CardReset,
    DriverMissing,
    Garbled,
    InUse,
    MuteCard,
    NoCard,
    NoReader,
    NoService,
    ReaderFailed,
)
from gjj_xl.ukey.worker import Stage

Entering: TypeAlias = Callable[[Stage], None]
"""Told before each call that may block; see :meth:`gjj_xl.ukey.worker.Worker.entering`."""

_GOOD: Final = 0
_BUFFER_TOO_SMALL: Final = 0x80100008
_RESET: Final = 0x80100068
_REMOVED_SECONDS: Final = 1.0
"""How long the service may take to see that a card was taken out (it looks every 0.4 s)."""

_NO_SERVICE: Final = frozenset(
    {
        0x8010001D,  # SCARD_E_NO_SERVICE
        0x8010001E,  # SCARD_E_SERVICE_STOPPED
        0x80100003,  # SCARD_E_INVALID_HANDLE: of a service that was restarted
        0x80100013,  # SCARD_F_COMM_ERROR: the service went away in the middle
    }
)
_AT_CONNECT: Final[Mapping[int, Callable[[str], KeyTrouble]]] = MappingProxyType(
    {
        0x80100009: lambda _: NoReader(),  # SCARD_E_UNKNOWN_READER
        0x80100017: lambda _: NoReader(),  # SCARD_E_READER_UNAVAILABLE
        0x8010002E: lambda _: NoReader(),  # SCARD_E_NO_READERS_AVAILABLE
        0x8010000A: NoCard,  # SCARD_E_TIMEOUT
        0x8010000C: NoCard,  # SCARD_E_NO_SMARTCARD
        0x80100069: NoCard,  # SCARD_W_REMOVED_CARD
        0x8010000B: InUse,  # SCARD_E_SHARING_VIOLATION
        0x8010000F: MuteCard,  # SCARD_E_PROTO_MISMATCH
        0x80100015: MuteCard,  # SCARD_E_INVALID_ATR
        0x8010001C: MuteCard,  # SCARD_E_CARD_UNSUPPORTED
        0x80100065: MuteCard,  # SCARD_W_UNSUPPORTED_CARD
        0x80100066: MuteCard,  # SCARD_W_UNRESPONSIVE_CARD
        0x80100067: MuteCard,  # SCARD_W_UNPOWERED_CARD
        0x80100068: CardReset,  # SCARD_W_RESET_CARD
    }
)
"""What a result of connecting means."""

_IN_USE: Final[Mapping[int, Callable[[str], KeyTrouble]]] = MappingProxyType(
    {
        **_AT_CONNECT,
        # A token is reader and card in one, and goes as one.
        **dict.fromkeys((0x80100009, 0x80100017, 0x8010002E), CardRemoved),
        **dict.fromkeys((0x8010000A, 0x8010000C, 0x80100069), CardRemoved),
        0x80100016: CardRemoved,  # SCARD_E_NOT_TRANSACTED
        0x8010002F: CardRemoved,  # SCARD_E_COMM_DATA_LOST
        0x80100067: CardReset,  # SCARD_W_UNPOWERED_CARD
    }
)
"""What a result means once the connection stands."""


def scard() -> ModuleType:
    """pyscard's lowest layer; raises DriverMissing where it is not installed."""
    try:
        return import_module("smartcard.scard")
    except ImportError as error:
        raise DriverMissing("pyscard", "card") from error


class Context:
    """A way to the service, used in a ``with``. Raises NoService, DriverMissing."""

    def __init__(self) -> None:
        self.scard = scard()
        result, self.handle = self.scard.SCardEstablishContext(self.scard.SCARD_SCOPE_USER)
        _require(result, "", _AT_CONNECT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the way to the service back."""
        self.scard.SCardReleaseContext(self.handle)

    def readers(self) -> list[str]:
        """The names of all readers, none where there is none. Raises NoService."""
        result, names = self.scard.SCardListReaders(self.handle, [])
        try:
            _require(result, "", _AT_CONNECT)
        except NoReader:
            return []
        return list(names)

    def changes(
        self, states: Sequence[tuple[str, int]], seconds: float
    ) -> list[tuple[str, int, bytes]]:
        """Wait until a reader's state is not as known; returns (name, state, ATR) of each.

        Where nothing has changed in time, that is the states as they are. Raises NoService,
        NoReader.
        """
        milliseconds = max(0, int(seconds * 1000))
        result, found = self.scard.SCardGetStatusChange(self.handle, milliseconds, list(states))
        if _number(result) != _number(self.scard.SCARD_E_TIMEOUT):
            _require(result, "", _AT_CONNECT)
        return [(name, state, bytes(atr)) for name, state, atr in found]


class Connection:
    """One card in one reader, powered up; close it whatever happens.

    Raises NoCard, MuteCard, InUse, CardRemoved, CardReset, NoReader, NoService, ReaderFailed, here
    and in every method.
    """

    def __init__(self, context: Context, reader: str, entering: Entering) -> None:
        self.reader = reader
        self._context = context
        self._scard: Any = context.scard
        self._entering = entering
        self._in_transaction = False
        entering(Stage.HOLDER)
        result, self._handle, self._protocol = self._scard.SCardConnect(
            context.handle, reader, self._scard.SCARD_SHARE_SHARED, self._protocols
        )
        _require(result, reader, _AT_CONNECT)

    def begin(self) -> None:
        """Keep all other programs from the card until it is closed.

        Where another program has reset the card since it was connected, nothing is lost yet: it is
        taken up again, once.
        """
        result = self._begin()
        if _number(result) == _RESET:
            self._reconnect()
            result = self._begin()
        _require(result, self.reader, _IN_USE)
        self._in_transaction = True

    def transmit(self, apdu: bytes) -> bytes:
        """Send an APDU and return the whole answer, which is never empty."""
        self._entering(Stage.CARD)
        tpdu = apdu
        pci = self._scard.SCARD_PCI_T1
        if self._protocol == self._scard.SCARD_PROTOCOL_T0:
            pci = self._scard.SCARD_PCI_T0
            if len(apdu) > _HEADER + 1 + apdu[_HEADER]:
                tpdu = apdu[:-1]  # T=0 has no place for both lengths (ISO 7816-3 12.2.1)
        result, answer = self._scard.SCardTransmit(self._handle, pci, list(tpdu))
        if _number(result) == _BUFFER_TOO_SMALL:
            raise Garbled("an answer that is too long")
        _require(result, self.reader, _IN_USE)
        if not answer:
            if self._is_gone():
                raise CardRemoved(self.reader)
            raise Garbled("an empty answer")
        return bytes(value & 0xFF for value in answer)

    def close(self) -> None:
        """Let the card go: it has forgotten the PIN before anybody else gets it, and has no power.

        What goes wrong here is told to nobody, for nothing depends on it any more.
        """
        if self._in_transaction:
            self._scard.SCardEndTransaction(self._handle, self._scard.SCARD_RESET_CARD)
            self._scard.SCardDisconnect(self._handle, self._scard.SCARD_UNPOWER_CARD)
        else:  # nothing was done to it, and another program may be at work
            self._scard.SCardDisconnect(self._handle, self._scard.SCARD_LEAVE_CARD)

    @property
    def _protocols(self) -> int:
        either: int = self._scard.SCARD_PROTOCOL_T0 | self._scard.SCARD_PROTOCOL_T1
        return either

    def _begin(self) -> int:
        self._entering(Stage.HOLDER)
        result: int = self._scard.SCardBeginTransaction(self._handle)
        return result

    def _reconnect(self) -> None:
        self._entering(Stage.HOLDER)
        result, self._protocol = self._scard.SCardReconnect(
            self._handle,
            self._scard.SCARD_SHARE_SHARED,
            self._protocols,
            self._scard.SCARD_LEAVE_CARD,
        )
        _require(result, self.reader, _IN_USE)

    def _is_gone(self) -> bool:
        """Whether the card was taken out; the service may take a moment to see it."""
        deadline = time.monotonic() + _REMOVED_SECONDS
        known = self._scard.SCARD_STATE_UNAWARE
        while (left := deadline - time.monotonic()) > 0:
            ((_, state, _),) = self._context.changes([(self.reader, known)], left)
            if not state & self._scard.SCARD_STATE_PRESENT:
                return True
            known = state
        return False


_HEADER: Final = 4


def _number(result: int) -> int:
    """A result as the unsigned number that the standard gives; pyscard's is signed."""
    return result & 0xFFFFFFFF


def _require(result: int, reader: str, table: Mapping[int, Callable[[str], KeyTrouble]]) -> None:
    number = _number(result)
    if number == _GOOD:
        return
    if number in _NO_SERVICE:
        raise NoService
    error = table.get(number)
    raise ReaderFailed(reader, number) if error is None else error(reader)
