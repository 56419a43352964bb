"""The line to the centre: one HTTPS POST for each message, and honest errors.

Whether a request can have been received is decided by one fact: whether the first byte of its body
was ever handed to the connection. Before that: Unreachable or UntrustedServer, certainly not
received. After it: Interrupted or BadAnswer, outcome unknown.
"""

import datetime as dt
import io
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NameResolutionError, NewConnectionError, ReadTimeoutError

from gjj_xl.centre.errors import (
    BadAddress,
    BadAnswer,
    ChannelError,
    Interrupted,
    Reach,
    Unreachable,
    UntrustedServer,
)
from gjj_xl.wire.codes import SESSION_HEADER, TIME_HEADER
from gjj_xl.wire.envelope import MAX_BYTES, Response, decode_response
from gjj_xl.wire.errors import WireError
from gjj_xl.wire.form import encode_form

_LOG = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 8.0
READ_SECONDS: Final = 30.0
TOTAL_SECONDS: Final = 120.0
"""An answer that trickles longer than this is given up."""
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where the centre is, as configured."""

    url: str
    host: str
    port: int


def parse_address(url: str) -> Address:
    """Take an ``https://host[:port][/path]`` URL apart. Raises BadAddress."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or 443
    except ValueError as error:
        raise BadAddress(url) from error
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query:
        raise BadAddress(url)
    return Address(url.strip(), parts.hostname, port)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, with the session's token where the centre gave one (log-in).

    ``centre_time`` is what the centre's clock showed, None where it was not told.
    """

    response: Response
    token: str | None
    centre_time: dt.datetime | None = None


class Channel:
    """A line to one centre; ``ca`` is the PEM text of the only CA trusted, None for the system's.

    The system's store and proxies are used as they are set up on the computer (manual 12.4).
    ``unit`` (单位客户号) is for the log: whose request it was.
    """

    def __init__(
        self,
        url: str,
        ca: str | None = None,
        unit: str = "",
        *,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self.address = parse_address(url)
        self._ca = ca
        self._unit = unit
        self._timeouts = (connect_seconds, read_seconds)
        self._total = total_seconds

    def post(
        self,
        request: bytes,
        *,
        request_sn: str,
        sign_data: str | None = None,
        token: str | None = None,
    ) -> Reply:
        """Send one request and return its answer.

        Raises:
            Unreachable, UntrustedServer: it has certainly not been received.
            Interrupted, BadAnswer: it may have been.
        """
        content_type, form = encode_form(request, sign_data)
        headers = {"Content-Type": content_type, "Connection": "close"}
        if token:
            headers[SESSION_HEADER] = token
        body = _Body(form)
        began = time.monotonic()
        try:
            # A connection of its own each time: a kept one may be dead, and then nobody could
            # tell whether the request had been received.
            with requests.Session() as session:
                session.mount("https://", _Adapter(_context(self._ca)))
                with session.post(
                    self.address.url,
                    data=body,
                    headers=headers,
                    timeout=self._timeouts,
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    content = b"".join(self._read(answer, began, request_sn))
                    length = answer.raw.tell()  # as it came, packed
                    status, given = answer.status_code, answer.headers.get(SESSION_HEADER)
                    told = _moment(answer.headers.get(TIME_HEADER))
        except ChannelError:
            raise
        except (requests.RequestException, OSError) as error:
            raise self._trouble(error, request_sn, left=body.left) from error
        try:
            response = decode_response(content)
        except WireError as error:
            raise self._bad(request_sn, f"HTTP {status}, {type(error).__name__}") from error
        if response.request_sn != request_sn:
            raise self._bad(request_sn, "answer to another request")
        _LOG.info(
            "unit %s: %s %s -> %s (%.0f ms, %d bytes)",
            self._unit or "-",
            response.tx_code,
            request_sn,
            response.return_code,
            (time.monotonic() - began) * 1000,
            length,
        )
        return Reply(response, given, told)

    def _read(self, answer: requests.Response, began: float, request_sn: str) -> Iterator[bytes]:
        size = 0
        for chunk in answer.iter_content(_CHUNK):
            size += len(chunk)
            if size > MAX_BYTES:
                raise self._bad(request_sn, "answer is too large")
            if time.monotonic() - began > self._total:
                raise Interrupted(
                    self.address.host, self.address.port, request_sn, "answer is too slow"
                )
            yield chunk

    def _bad(self, request_sn: str, detail: str) -> BadAnswer:
        return BadAnswer(self.address.host, self.address.port, request_sn, detail)

    def _trouble(self, error: Exception, request_sn: str, *, left: bool) -> ChannelError:
        host, port = self.address.host, self.address.port
        causes = list(_causes(error))
        detail = type(causes[-1]).__name__
        how = "interrupted" if left else "not sent"
        _LOG.info("unit %s: %s %s: %s", self._unit or "-", request_sn, how, detail)
        if left:
            return Interrupted(host, port, request_sn, detail)
        if any(isinstance(cause, ssl.SSLError) for cause in causes) and not _timed_out(causes):
            return UntrustedServer(host, port, _tls_words(causes))
        return Unreachable(host, port, _reach(error, causes), detail)


def _moment(text: str | None) -> dt.datetime | None:
    """A moment with its zone; anything else says nothing about the centre's clock."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


class _Body(io.BytesIO):
    """A request's body that remembers whether any of it was taken."""

    left = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.left = True
        return super().read(size)


class _Adapter(HTTPAdapter):
    """Uses the given TLS context, and nothing of requests' own bundle or of REQUESTS_CA_BUNDLE."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, ssl_context=self._context)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        return super().proxy_manager_for(*args, **options, ssl_context=self._context)

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **options)
        pool.pop("ca_certs", None)
        pool.pop("ca_cert_dir", None)
        return host, pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """The context verifies."""


def _context(ca: str | None) -> ssl.SSLContext:
    if ca is not None:
        return ssl.create_default_context(cadata=ca)
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what is behind it, whichever way the libraries hang it on."""
    seen: set[int] = set()
    queue: list[Any] = [error]
    while queue:
        current = queue.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        queue += [current.__cause__, current.__context__, getattr(current, "reason", None)]
        queue += current.args


def _timed_out(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, TimeoutError | ReadTimeoutError) for cause in causes)


def _tls_words(causes: list[BaseException]) -> str:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
    return next((str(c.reason) for c in causes if isinstance(c, ssl.SSLError) and c.reason), "TLS")


def _reach(error: Exception, causes: list[BaseException]) -> Reach:
    if isinstance(error, requests.exceptions.ProxyError):
        return Reach.PROXY
    if any(isinstance(cause, NameResolutionError | socket.gaierror) for cause in causes):
        return Reach.NAME
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Reach.REFUSED
    if isinstance(error, requests.exceptions.Timeout) or _timed_out(causes):
        return Reach.TIMEOUT
    if any(isinstance(cause, NewConnectionError) for cause in causes):
        return Reach.REFUSED
    return Reach.NETWORK
