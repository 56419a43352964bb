"""The reader's slot: a connection to vpcd, which takes a connected card for an inserted one."""

import contextlib
import socket
import threading
import time

from tests.card.virtual import VirtualCard

SETTLE_SECONDS = 0.6
"""pcscd looks every 0.4 s; a card that is back sooner was never gone."""
_OFF, _ON, _RESET, _ATR = 0, 1, 2, 4


class Slot:
    """One slot of the virtual reader; ``card`` may be exchanged while it is inserted."""

    def __init__(self, port: int) -> None:
        self.card = VirtualCard()
        self._port = port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._removed_at = 0.0

    @property
    def inserted(self) -> bool:
        return self._socket is not None

    def insert(self, card: VirtualCard | None = None) -> None:
        """Put a card in (without one: the one that was there)."""
        assert not self.inserted
        if card is not None:
            self.card = card
        time.sleep(max(0.0, self._removed_at + SETTLE_SECONDS - time.monotonic()))
        link = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        link.settimeout(None)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = link
        self._thread = threading.Thread(target=self._serve, args=(link,), daemon=True)
        self._thread.start()

    def remove(self) -> None:
        """Pull the card out; the card itself may do it while it answers."""
        link, self._socket = self._socket, None
        if link is None:
            return
        with contextlib.suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)
        link.close()
        self._removed_at = time.monotonic()
        if self._thread is not threading.current_thread():
            assert self._thread is not None
            self._thread.join(10)

    def _serve(self, link: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                message = _receive(link, int.from_bytes(_receive(link, 2)))
                if len(message) == 1 and message[0] in (_OFF, _ON, _RESET):
                    self.card.power(message[0])
                elif message == bytes((_ATR,)):
                    _send(link, self.card.atr)
                elif message:
                    _send(link, self.card(message))
        if self._socket is link:  # the daemon ended
            self._socket = None
            link.close()


def _receive(link: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        # vpcd writes length and body one by one: its Nagle waits for our ACK, 44 ms an APDU.
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        part = link.recv(size - len(received))
        if not part:
            raise EOFError
        received += part
    return received


def _send(link: socket.socket, data: bytes) -> None:
    link.sendall(len(data).to_bytes(2) + data)
