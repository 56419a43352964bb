"""Another program that uses the same reader: a process of its own that does what it is told.

Commands, a line each: ``connect``, ``exclusive``, ``begin``, ``end``, ``reset``, ``disconnect``,
``send APDU`` (hex). It answers each with a line: the result as hex, and for ``send`` the answer.
"""

import subprocess
import sys
from pathlib import Path
from typing import Self


class OtherProgram:
    """The process, used in a ``with``."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def __call__(self, command: str) -> str:
        """Do something and wait until it is done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(command, file=self._process.stdin, flush=True)
        return self._process.stdout.readline().strip()


def main() -> None:
    from smartcard import scard

    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _, readers = scard.SCardListReaders(context, [])
    both = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
    handle = 0
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        answer: list[int] = []
        match command:
            case "connect" | "exclusive":
                share = scard.SCARD_SHARE_SHARED
                if command == "exclusive":
                    share = scard.SCARD_SHARE_EXCLUSIVE
                result, handle, _ = scard.SCardConnect(context, readers[0], share, both)
            case "begin":
                result = scard.SCardBeginTransaction(handle)
            case "end":
                result = scard.SCardEndTransaction(handle, scard.SCARD_LEAVE_CARD)
            case "reset":
                result, _ = scard.SCardReconnect(
                    handle, scard.SCARD_SHARE_SHARED, both, scard.SCARD_RESET_CARD
                )
            case "disconnect":
                result = scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
            case _:
                apdu = list(bytes.fromhex(rest))
                result, answer = scard.SCardTransmit(handle, scard.SCARD_PCI_T1, apdu)
        print(f"{result & 0xFFFFFFFF:08X} {bytes(answer).hex()}".strip(), flush=True)


if __name__ == "__main__":
    main()
