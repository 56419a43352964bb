"""Serve a centre over TLS on this machine, until it is told to stop."""

import contextlib
import json
import logging
import os
import secrets
import signal
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from gjj_xl.sandbox import ca
from gjj_xl.sandbox.app import cuttable, make_app
from gjj_xl.sandbox.centre import Centre, Review, open_centre
from gjj_xl.sandbox.clock import parse_moment
from gjj_xl.sandbox.conditions import Hours
from gjj_xl.sandbox.faults import Faults
from gjj_xl.sandbox.logs import log_to, stop_logging
from gjj_xl.sandbox.processing import work
from gjj_xl.sandbox.staff import ensure_staff
from gjj_xl.sandbox.wirepages import PAGE

READY_FILE: Final = "ready.json"
LOG_FILE: Final = "centre.log"
_THREADS: Final = 8
_STOP_SECONDS: Final = 1
_NOTICE_SECONDS: Final = 0.2

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the centre listens: its URL, process, CA certificate and the admin door's token."""

    url: str
    pid: int
    ca: Path
    admin: str


def serve(
    data: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 1.0,
    clock: str | None = None,
    faults: Iterable[str] = (),
    hours: Literal["terms", "always"] = "terms",
    review: Literal["auto", "staff"] = "auto",
    one_at_a_time: bool = False,
    page: int = PAGE,
    url: str | None = None,
    ready: Callable[[Ready], None] = lambda _: None,
    stopping: threading.Event | None = None,
) -> None:
    """Serve the centre of a data folder; returns after SIGTERM, SIGINT or ``stopping``.

    ``port`` 0 takes a free one. ``speed`` divides all delays. ``clock`` (ISO) sets the centre's
    clock, else it goes on where it was. ``page`` is how many entries a page of a long answer has.
    ``url`` names another database than the folder's own.
    ``ready`` is called once the centre listens and ``ready.json`` is written; nothing is printed.
    Raises OSError where the address cannot be used, UnknownFaultError and ValueError for wrong
    settings.
    """
    if speed <= 0:
        raise ValueError(f"speed {speed}")
    moment = parse_moment(clock) if clock else None
    wanted = Faults(faults)
    stopping = stopping or threading.Event()
    centre = open_centre(
        data,
        url=url,
        hours=Hours(hours),
        speed=speed,
        faults=wanted,
        review=Review(review),
        one_at_a_time=one_at_a_time,
        page=page,
    )
    handler = log_to(data / LOG_FILE)
    try:
        if centre.review is Review.STAFF:
            with centre.store.write() as connection:
                ensure_staff(connection, data)
        if moment:
            centre.clock.set(moment)
        with _signals(stopping):
            _run(centre, data, host, port, ready, stopping)
    finally:
        centre.close()
        stop_logging(handler)


def _run(
    centre: Centre,
    data: Path,
    host: str,
    port: int,
    ready: Callable[[Ready], None],
    stopping: threading.Event,
) -> None:
    admin = secrets.token_urlsafe(16)
    server = _server(centre, data, (host, port), admin, stopping)
    server.prepare()
    ready_path = data / READY_FILE
    threads = [
        threading.Thread(target=server.serve, name="gjj-serve"),
        threading.Thread(target=work, args=(centre, stopping), name="gjj-process"),
    ]
    for thread in threads:
        thread.start()
    try:
        told = Ready(
            f"https://{host}:{server.bind_addr[1]}", os.getpid(), ca.certificate_path(data), admin
        )
        _write_ready(ready_path, told)
        ready(told)
        stopping.wait()
    finally:
        _remove_ready(ready_path, admin)
        stopping.set()
        centre.woken.set()
        server.stop()
        for thread in threads:
            thread.join()


def _server(
    centre: Centre,
    data: Path,
    address: tuple[str, int],
    admin: str,
    stopping: threading.Event,
) -> "_Server":
    server = _Server(
        address,
        cuttable(make_app(centre, admin, stopping)),
        numthreads=_THREADS,
        request_queue_size=64,
        shutdown_timeout=_STOP_SECONDS,
        server_name="gjj-xl sandbox",
    )
    # How long it takes to notice that it was told to stop.
    server.expiration_interval = _NOTICE_SECONDS
    server.ssl_adapter = _TlsAdapter(
        str(ca.certificate_path(data, ca.SERVER)), str(ca.key_path(data, ca.SERVER))
    )
    server.ssl_adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
    return server


class _Server(Server):
    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Write to the centre's log, not to the terminal."""
        _LOG.log(level, "%s", msg, exc_info=traceback)


class _TlsAdapter(BuiltinSSLAdapter):
    """Shakes hands in the worker's thread, so that a mute caller keeps nobody else waiting."""

    def wrap(self, sock: Any) -> tuple[Any, dict[str, str]]:
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


@contextlib.contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set the event; only a process's main thread can do that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _remove_ready(path: Path, admin: str) -> None:
    """Take ready.json away, unless another process has written its own meanwhile."""
    with contextlib.suppress(OSError, ValueError):
        if json.loads(path.read_bytes()).get("admin") == admin:
            path.unlink()


def _write_ready(path: Path, ready: Ready) -> None:
    content = {"url": ready.url, "pid": ready.pid, "ca": str(ready.ca), "admin": ready.admin}
    draft = path.with_suffix(".tmp")
    ca.write_private(draft, json.dumps(content).encode())
    draft.replace(path)
