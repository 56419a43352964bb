"""The centre over HTTP: one form for the units, the pages for browsers, and a door for tests."""

import errno
import gzip
import hmac
import json
import logging
import os
import threading
from collections.abc import Callable, Iterable
from importlib import resources
from typing import Any, Final

from flask import Flask, Response, request

from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.clock import parse_moment
from gjj_xl.sandbox.conditions import filing_state
from gjj_xl.sandbox.desk import Reply, addressed, answer
from gjj_xl.sandbox.faults import Fault, UnknownFaultError
from gjj_xl.sandbox.intake import CutError
from gjj_xl.sandbox.site import make_site
from gjj_xl.sandbox.staffdesk import make_staff_desk
from gjj_xl.wire.codes import SESSION_HEADER, TIME_HEADER, ReturnCode, Tx
from gjj_xl.wire.envelope import MAX_BYTES
from gjj_xl.wire.envelope import Response as Envelope
from gjj_xl.wire.errors import WireError
from gjj_xl.wire.form import decode_form

ADMIN_HEADER: Final = "X-Sandbox-Admin"
"""The header with the token of ready.json that opens ``/admin``."""

CUT: Final = "gjj_xl.cut"
"""Set in the WSGI environment where the line is to break without an answer."""

_BODY_LIMIT: Final = MAX_BYTES + 1024 * 1024
_ENVELOPE: Final = "text/xml; charset=GB2312"
_WORTH_PACKING: Final = 2000
_LEVEL: Final = 4

_LOG = logging.getLogger(__name__)


def make_app(centre: Centre, admin_token: str, stopping: threading.Event) -> Flask:
    """The WSGI application of a centre; ``stopping`` ends the waits of slow answers."""
    app = Flask("gjj_xl.sandbox", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_LIMIT
    app.register_blueprint(make_site(centre))
    app.register_blueprint(make_staff_desk(centre))
    style = resources.files("gjj_xl.sandbox").joinpath("pages.css").read_bytes()
    last = _LastAnswers()

    @app.get("/")
    def health() -> dict[str, Any]:
        now = centre.clock.now()
        state = filing_state(now, centre.hours)
        return {
            "service": "gjj-xl sandbox",
            "now": now.isoformat(timespec="seconds"),
            "business_month": state.month,
            "open": state.open,
        }

    @app.get("/pages.css")
    def pages_css() -> Response:
        return Response(style, content_type="text/css; charset=utf-8")

    @app.post("/")
    def post() -> Response:
        body = request.get_data(cache=False)
        scope = _scope(request.content_type or "", body)
        if centre.faults.take(Fault.SLOW, scope):
            stopping.wait(centre.faults.slow_seconds)
        if centre.faults.take(Fault.INTERNAL, scope):
            raise RuntimeError("a fault was asked for")
        token = request.headers.get(SESSION_HEADER, "")
        try:
            reply = answer(centre, request.content_type or "", body, token)
        except CutError as cut:
            if cut.dies:
                os._exit(137)
            request.environ[CUT] = True
            return Response(status=503)
        content = last.exchange(token, reply.content)
        if centre.faults.take(Fault.DUPLICATE_ANSWER, scope) and content:
            reply = Reply(content)
        if centre.faults.take(Fault.GARBAGE, scope):
            return Response("<html><body>502 Bad Gateway</body></html>", status=502)
        if centre.faults.take(Fault.TRUNCATED, scope):
            reply = Reply(reply.content[: len(reply.content) // 2], reply.token)
        headers = {SESSION_HEADER: reply.token} if reply.token else {}
        headers[TIME_HEADER] = centre.clock.now().isoformat(timespec="seconds")
        content = reply.content
        if len(content) >= _WORTH_PACKING and request.accept_encodings["gzip"]:
            content, headers["Content-Encoding"] = gzip.compress(content, _LEVEL, mtime=0), "gzip"
        return Response(content, content_type=_ENVELOPE, headers=headers)

    @app.route("/admin", methods=["GET", "POST"])
    def admin() -> tuple[dict[str, Any], int]:
        if not hmac.compare_digest(request.headers.get(ADMIN_HEADER, ""), admin_token):
            return {"error": "forbidden"}, 403
        if request.method == "POST":
            try:
                _administer(centre, json.loads(request.get_data()))
            except (UnknownFaultError, ValueError, TypeError, AttributeError) as error:
                return {"error": str(error)}, 400
        return {
            "faults": centre.faults.left(),
            "now": centre.clock.now().isoformat(timespec="microseconds"),
        }, 200

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        code = getattr(error, "code", None)
        if isinstance(code, int) and code != 500:
            return Response(status=code)
        _LOG.error("internal error", exc_info=error)
        # An envelope that says: try again later; what went wrong stays in the log.
        words = ReturnCode.BUSY
        envelope = Envelope("0", "-", "000000", words.code, words.words)
        return Response(envelope.encode(), content_type=_ENVELOPE)

    return app


def cuttable(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Wrap the application so that a line can break without an answer."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        content = app(environ, start_response)
        if environ.get(CUT):
            # An error that cheroot takes for a caller gone: it closes without a word.
            raise ConnectionResetError(errno.ECONNRESET, "cut")
        return content

    return application


class _LastAnswers:
    """The last answer in each session, for the fault that gives it once more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, bytes] = {}

    def exchange(self, token: str, content: bytes) -> bytes | None:
        """Keep an answer and return the one before it."""
        with self._lock:
            before = self._answers.get(token)
            self._answers[token] = content
            return before


def _scope(content_type: str, body: bytes) -> str:
    """The transaction's name, for faults that are meant for one."""
    try:
        return Tx(addressed(decode_form(content_type, body).request_xml).tx_code).name.lower()
    except (WireError, ValueError):
        return ""


def _administer(centre: Centre, wishes: dict[str, Any]) -> None:
    centre.faults.ask(wishes.get("faults", ()))
    if "clock" in wishes:
        centre.clock.set(parse_moment(wishes["clock"]))
        centre.woken.set()
