"""What every page for browsers needs: cookies, forms that only our pages can send, headers."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from gjj_xl.rules.mask import mask_id
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.sandbox.centre import Centre
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
_FORM_COOKIE: Final = "__Host-gjj-form"
_FORM_LIMIT: Final = 64 * 1024
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: Chromium would send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
Page = str | Response | BaseResponse
_NO_TRIES: Final = "账号已锁定，请与公积金中心联系。"


@dataclass(frozen=True, slots=True)
class Doorway:
    """One door with its pages; ``prefix`` is where they stand, ``same_site`` its cookie's rule.

    A link from another program may lead to the site, so its cookie is Lax; forms are guarded by
    their token either way.
    """

    centre: Centre
    door: Door
    prefix: str
    same_site: str

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

    def enter(self, visit: Visit) -> Page:
        """Give the browser its visit and lead it in, so that nothing stays in the address."""
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
            end_visit(connection, visit)
        answer = redirect(f"{self.prefix}/log-in", 303)
        answer.delete_cookie(
            self.cookie, secure=True, httponly=True, samesite=self.same_site, path="/"
        )
        return answer

    def show(self, template: str, visit: Visit, status: int = 200, **facts: Any) -> Page:
        """A page for somebody who is signed in."""
        text = render_template(
            template,
            form_token=_form_token(visit.token),
            now=self.centre.clock.now(),
            visit=visit,
            **facts,
        )
        return make_response(text, status)

    def show_log_in(
        self, template: str, reason: str = "", name: str = "", status: int = 200
    ) -> Page:
        """The log-in page with the reason why it is shown."""
        nonce = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
        text = render_template(template, form_token=_form_token(nonce), reason=reason, name=name)
        answer = make_response(text, status)
        answer.set_cookie(
            _FORM_COOKIE, nonce, secure=True, httponly=True, samesite="Strict", path="/"
        )
        return answer

    def log_in(self, template: str, name: str, password: str, wrong: str) -> Page:
        """Check the password of the log-in form; ``wrong`` is said of one that does not open."""
        check_form(request.cookies.get(_FORM_COOKIE, ""))
        now = self.centre.clock.now()
        with self.centre.store.write() as connection:
            stopped = check_password(connection, self.door, name, password, now)
            if stopped is None:
                return self.enter(begin_visit(connection, self.door, name, now))
        return self.show_log_in(template, _words(stopped, wrong), name, 403)


def check_form(secret: str) -> None:
    """Abort with 403 where the form was not made by our page for this very browser."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = origin in (None, request.host_url.rstrip("/")) and site in ("same-origin", "none")
    token = request.form.get(FORM_FIELD, "")
    if not (ours and secret and hmac.compare_digest(token.encode(), _form_token(secret).encode())):
        abort(403)


def signed_in(doorway: Doorway, view: Callable[..., Page]) -> Callable[..., Page]:
    """A page that needs a visit, which it gets first; a form must be one of the visit's own."""

    def page(**place: Any) -> Page:
        visit = doorway.visit()
        if visit is None:
            return redirect(f"{doorway.prefix}/log-in", 303)
        if request.method == "POST":
            check_form(visit.token)
        return view(visit, **place)

    page.__name__ = view.__name__
    return page


def make_blueprint(name: str, prefix: str) -> Blueprint:
    """A door's blueprint with its headers, its words for errors, and the filters of its pages."""
    pages = Blueprint(name, __name__, url_prefix=prefix)

    @pages.before_request
    def limit() -> None:
        request.max_content_length = _FORM_LIMIT

    @pages.after_request
    def guard(answer: Response) -> Response:
        answer.headers.update(_HEADERS)
        return answer

    @pages.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Page:
        code = error.code or 500
        told = _ERRORS.get(code, "无法处理您的请求。")
        return make_response(render_template("error.html", told=told, home=f"{prefix}/"), code)

    pages.add_app_template_filter(yuan_text, "yuan")
    pages.add_app_template_filter(percent_text, "percent")
    pages.add_app_template_filter(mask_id, "masked")
    return pages


_ERRORS: Final = {
    403: "本页已失效，请返回后重新操作。",
    404: "没有这一页，或不属于您的单位。",
    413: "提交的内容过长。",
}


def _words(stopped: Stopped, wrong: str) -> str:
    if stopped.tries_left == 0:
        return _NO_TRIES
    left = f"还可以再试 {stopped.tries_left} 次。" if stopped.tries_left else ""
    return wrong + left


def _form_token(secret: str) -> str:
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()
