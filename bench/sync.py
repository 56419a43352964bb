"""职工信息同步 of 100,000 employees, with a centre in a process of its own and a counted line.

python -m bench.sync [EMPLOYEES]
"""

import contextlib
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select, update

from bench.common import verdict
from bench.read_check import peak_of_this_process
from gjj_xl.desk import open_desk
from gjj_xl.sandbox.seed import SeededUnit, seed
from gjj_xl.sandbox.serve import READY_FILE
from gjj_xl.sandbox.store import ACCOUNTS, open_store
from gjj_xl.sandbox.versions import next_version

EMPLOYEES = 100_000
CHANGES = 100
FIRST_SECONDS = 60.0
AGAIN_SECONDS = 5.0
MEGABYTES = 250.0
PERCENT = 1.0

_SERVE = (
    "import pathlib, sys; from gjj_xl.sandbox.serve import serve; serve(pathlib.Path(sys.argv[1]))"
)
_CLIENT = "import sys; from bench import sync; sync.once(*sys.argv[1:])"


_Made = TypeVar("_Made")


@dataclass
class Counter:
    """A line to the centre that counts what passes, both ways, TLS and all."""

    target: tuple[str, int]
    sent: int = 0
    received: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.target)
                for source, sink, name in ((near, far, "sent"), (far, near, "received")):
                    threading.Thread(target=self._pass, args=(source, sink, name)).start()

    def _pass(self, source: socket.socket, sink: socket.socket, name: str) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                with self.lock:
                    setattr(self, name, getattr(self, name) + len(data))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def centre(data: Path) -> Iterator[dict[str, Any]]:
    """The centre of a seeded folder; yields what ready.json says."""
    process = subprocess.Popen([sys.executable, "-c", _SERVE, str(data)])
    try:
        while not (data / READY_FILE).exists():
            if process.poll() is not None:
                raise SystemExit("the centre did not start")
            time.sleep(0.05)
        yield json.loads((data / READY_FILE).read_text())
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def counted(url: str) -> Iterator[tuple[str, Counter]]:
    """A counting line to a URL; yields the URL of its near end."""
    host, _, port = url.removeprefix("https://").partition(":")
    counter = Counter((host, int(port)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=counter.run, args=(listener,), daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", counter
        listener.shutdown(socket.SHUT_RDWR)


def once(home: str, task: str) -> None:
    """One task of a clerk's computer; prints its seconds and this process's peak memory."""
    options: dict[str, Any] = json.loads(task)
    told: dict[str, float] = {}
    with open_desk(Path(home), keyring=False) as desk:
        if options:
            options["ca"] = Path(options["ca"])
            desk.login(**options)
        began, spent = time.perf_counter(), time.process_time()
        synced = desk.sync()
        told["seconds"] = time.perf_counter() - began
        told["cpu"] = time.process_time() - spent
        told["peak"] = peak_of_this_process()
        told["accounts"] = synced.roster.accounts
        told["load"], roster = timed(desk.roster)
        somebody = next(iter(roster or ()))
        told["pane"], _ = timed(lambda: desk.find_employee(somebody.client_number, 10))
        told["name"], _ = timed(lambda: desk.query_deposits(name=somebody.name))
        told["all"], _ = timed(desk.query_deposits)
    print(json.dumps(told))


def timed(action: Callable[[], _Made]) -> tuple[float, _Made]:
    """The seconds that an action takes, and what it gives."""
    began = time.perf_counter()
    made = action()
    return time.perf_counter() - began, made


def clerk(home: Path, counter: Counter, options: dict[str, Any]) -> tuple[dict[str, float], int]:
    """Run a task in a process of its own; what it measured, and the bytes that passed."""
    before = counter.sent + counter.received
    done = subprocess.run(
        [sys.executable, "-c", _CLIENT, str(home), json.dumps(options)],
        capture_output=True,
        text=True,
        check=True,
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured, counter.sent + counter.received - before


def change(data: Path, unit: SeededUnit, count: int) -> None:
    """Change the salaries of some accounts, as a 年度调整 that takes effect."""
    keeper = open_store(data)
    with keeper.write() as connection:
        mine = ACCOUNTS.c.unit_number == unit.unit_number
        numbers = list(connection.scalars(select(ACCOUNTS.c.client_number).where(mine)))
        chosen = random.Random(1).sample(numbers, count)
        version = next_version(connection, unit.unit_number)
        connection.execute(
            update(ACCOUNTS)
            .where(ACCOUNTS.c.client_number.in_(chosen), ACCOUNTS.c.fund == 10)
            .values(salary=ACCOUNTS.c.salary + 100, version=version)
        )
    keeper.close()


def _say(what: str, measured: dict[str, float], moved: int) -> None:
    print(
        f"{what}: {measured['seconds']:.1f} s ({measured['cpu']:.1f} s of this process's own),"
        f" {measured['accounts']:,.0f} accounts, {moved:,} bytes, peak {measured['peak']:.0f} MB"
    )


def main(employees: int = EMPLOYEES) -> int:
    """Measure the first sync, and one with few changes."""
    with tempfile.TemporaryDirectory() as folder:
        data, home = Path(folder) / "centre", Path(folder) / "home"
        (unit,) = seed(data, units=1, employees=employees)
        with centre(data) as ready, counted(ready["url"]) as (url, counter):
            account = {
                "url": url,
                "ca": ready["ca"],
                "cust_id": unit.cust_id,
                "user_id": unit.user_id,
                "password": unit.password,
            }
            first, whole = clerk(home, counter, account)
            _say("first sync", first, whole)
            change(data, unit, CHANGES)
            again, part = clerk(home, counter, {})
            _say(f"{CHANGES} changes", again, part)
            print(
                f"readers: whole roster {again['load']:.2f} s, pane of a form"
                f" {again['pane'] * 1000:.1f} ms, D4 by name {again['name']:.2f} s,"
                f" D4 of everybody {again['all']:.2f} s"
            )
    return verdict(
        ("first sync, seconds", first["seconds"], FIRST_SECONDS),
        ("first sync, peak MB", first["peak"], MEGABYTES),
        (f"{CHANGES} changes, seconds", again["seconds"], AGAIN_SECONDS),
        (f"{CHANGES} changes, peak MB", again["peak"], MEGABYTES),
        (f"{CHANGES} changes, bytes in % of the first", 100 * part / whole, PERCENT),
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
