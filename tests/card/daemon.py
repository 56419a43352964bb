"""A pcscd of our own: nobody else's readers, nobody else's socket, ended with the test process.

pcscd's socket is compiled in, but it takes a listening one from systemd's socket activation; the
client's library is told by PCSCLITE_CSOCK_NAME where to find it.
"""

import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

_DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
_READY_SECONDS = 10
# bash sets LISTEN_PID to what will be pcscd's own: exec keeps the number.
_BOOT = 'exec 3<&"$0"; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'


def free_ports() -> int:
    """The first of two ports in a row that nobody uses: vpcd has two slots."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise AssertionError("no two free ports in a row")


class Daemon:
    """pcscd with one virtual reader of two slots.

    It may end and come back, but its socket stays where it is: the client's library looks for that
    once in the life of a process.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_ports()
        self.socket = folder / "pcscd.comm"
        self._config = folder / "reader.conf.d"
        self._config.mkdir()
        self._log = folder / "pcscd.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *, readers: bool = True) -> Self:
        """Start with the reader, or without any."""
        (self._config / "vpcd").write_text(
            f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x{self.port:X}\n'
            f"LIBPATH {_DRIVER}\nCHANNELID 0x{self.port:X}\n"
            if readers
            else ""
        )
        self.socket.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener, self._log.open("wb") as log:
            listener.bind(str(self.socket))
            listener.listen(16)
            self._process = subprocess.Popen(
                [
                    "/bin/bash", "-c", _BOOT, str(listener.fileno()),
                    # Not even a test process that is killed leaves it behind.
                    "/usr/bin/setpriv", "--pdeathsig", "KILL",
                    "/usr/sbin/pcscd", "-f", "-i", "-c", str(self._config),
                ],
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        deadline = time.monotonic() + _READY_SECONDS
        while b"daemon ready" not in self._log.read_bytes():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(self._log.read_text(errors="replace"))
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """End it as a crash does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
