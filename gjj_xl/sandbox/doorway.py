"""One door for browsers: who comes in by it, how a visit is kept, and its log-in page."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from flask import Response, abort, make_response, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.references import reference
from gjj_xl.sandbox.visits import (
    Door,
    Stopped,
    Visit,
    begin_visit,
    check_password,
    end_visit,
    find_visit,
)

FORM_FIELD: Final = "form_token"
Page = str | Response | BaseResponse
_FORM_COOKIE: Final = "__Host-gjj-form"
_NO_TRIES: Final = "账号已锁定，请与公积金中心联系。"


@dataclass(frozen=True, slots=True)
class Doorway:
    """One door with its pages; ``prefix`` is where they stand, ``same_site`` its cookie's rule.

    A link from another program may lead to the site, so its cookie is Lax; forms are guarded by
    their token either way. ``title`` is what the pages are called, ``account`` what is typed at
    log-in beside the password (of at most ``longest`` places), ``wrong`` what is said of a pair
    that does not open.
    """

    centre: Centre
    door: Door
    prefix: str
    same_site: str
    title: str
    account: str
    longest: int
    wrong: str

    @property
    def cookie(self) -> str:
        """The name of this door's cookie."""
        return f"__Host-gjj-{self.door.value}"

    def visit(self) -> Visit | None:
        """The visit that this request belongs to."""
        token = request.cookies.get(self.cookie, "")
        if not token:
            return None
        with self.centre.store.write() as connection:
            return find_visit(connection, self.door, token, self.centre.clock.now())

    def enter(self, connection: Connection, name: str) -> Page:
        """Begin a visit and lead the browser in, so that nothing stays in the address.

        A visit that the browser had at this door ends: a browser shows one unit at a time.
        """
        if former := request.cookies.get(self.cookie):
            end_visit(connection, former)
        visit = begin_visit(connection, self.door, name, self.centre.clock.now())
        answer = redirect(f"{self.prefix}/", 303)
        answer.set_cookie(
            self.cookie,
            visit.token,
            secure=True,
            httponly=True,
            samesite=self.same_site,
            path="/",
        )
        return answer

    def leave(self, visit: Visit) -> Page:
        """End the visit."""
        with self.centre.store.write() as connection:
            end_visit(connection, visit.token)
        answer = redirect(f"{self.prefix}/log-in", 303)
        answer.delete_cookie(
            self.cookie, secure=True, httponly=True, samesite=self.same_site, path="/"
        )
        return answer

    def show(self, template: str, visit: Visit, status: int = 200, **facts: Any) -> Page:
        """A page for somebody who is signed in."""
        text = render_template(
            template,
            door=self,
            form_token=_form_token(visit.token),
            refer=partial(reference, visit),
            now=self.centre.clock.now(),
            **facts,
        )
        return make_response(text, status)

    def show_log_in(self, reason: str = "", name: str = "", status: int = 200) -> Page:
        """The log-in page with the reason why it is shown."""
        nonce = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
        text = render_template(
            "log_in.html", door=self, form_token=_form_token(nonce), reason=reason, name=name
        )
        answer = make_response(text, status)
        answer.set_cookie(
            _FORM_COOKIE, nonce, secure=True, httponly=True, samesite="Strict", path="/"
        )
        return answer

    def log_in(self) -> Page:
        """Check what was typed into the log-in form; counts what does not open."""
        check_form(request.cookies.get(_FORM_COOKIE, ""))
        name = request.form.get("name", "").strip()
        password = request.form.get("password", "")
        now = self.centre.clock.now()
        with self.centre.store.write() as connection:
            stopped = check_password(connection, self.door, name, password, now)
            if stopped is None:
                return self.enter(connection, name)
        return self.show_log_in(self._words(stopped), name, 403)

    def _words(self, stopped: Stopped) -> str:
        if stopped.tries_left == 0:
            return _NO_TRIES
        return self.wrong + (f"还可以再试 {stopped.tries_left} 次。" if stopped.tries_left else "")


def check_form(secret: str) -> None:
    """Abort with 403 where the form was not made by our page for this very browser."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = origin in (None, request.host_url.rstrip("/")) and site in ("same-origin", "none")
    token = request.form.get(FORM_FIELD, "")
    if not (ours and secret and hmac.compare_digest(token.encode(), _form_token(secret).encode())):
        abort(403)


def _form_token(secret: str) -> str:
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()
