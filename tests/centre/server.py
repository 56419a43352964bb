"""A TLS server that behaves as a test wants: each connection runs one small script."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives import serialization

from gjj_xl.sandbox import ca

Script: TypeAlias = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Trust:
    """A CA and the files of a server certificate under it."""

    ca_pem: str
    certificate: Path
    key: Path


def make_trust(folder: Path) -> Trust:
    authority = ca.make_authority()
    certificate, key = folder / "server.pem", folder / "server.key"
    certificate.write_text(authority.server.pem)
    key.write_bytes(
        authority.server.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return Trust(authority.root.pem, certificate, key)


@contextlib.contextmanager
def serving(script: Script, trust: Trust | None) -> Iterator[int]:
    """Serve until the block ends; yields the port. Without trust the server speaks no TLS."""
    stopping = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)

        def run() -> None:
            while not stopping.is_set():
                try:
                    raw, _ = listener.accept()
                except TimeoutError:
                    continue
                with contextlib.suppress(OSError), raw:
                    raw.settimeout(5)
                    if trust is None:
                        script(raw)
                        continue
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    context.load_cert_chain(trust.certificate, trust.key)
                    with context.wrap_socket(raw, server_side=True) as secure:
                        script(secure)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            stopping.set()
            thread.join()


def read_request(connection: socket.socket) -> bytes:
    """The whole request: head and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(content: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
    return head.encode() + content
