"""The pages that every door has: log-in, log-out, errors; with the headers of all its pages."""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from gjj_xl.rules.mask import mask_id
from gjj_xl.rules.money import grouped_yuan, percent_text
from gjj_xl.sandbox.doorway import Doorway, Page, check_form

View: TypeAlias = Callable[..., Page]
"""A page of somebody who is signed in; it gets the visit first, then the parts of the address."""

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
_ERRORS: Final = {
    403: "本页已失效，请返回后重新操作。",
    404: "没有这一页，或不属于您的单位。",
    405: "没有这一页，或不属于您的单位。",
    413: "提交的内容过长。",
}
_FILTERS: Final[dict[str, Callable[..., str]]] = {
    "yuan": grouped_yuan,
    "percent": percent_text,
    "masked": mask_id,
    "count": "{:,}".format,
}


def make_pages(name: str, door: Doorway, views: Iterable[tuple[str, View, list[str]]]) -> Blueprint:
    """A door's blueprint: its own ``views`` (rule, page, methods), which need a visit.

    Log-in, log-out and the words for errors come with it. An address that is none of ours is
    answered as one that belongs to somebody else.
    """
    pages = Blueprint(name, __name__, url_prefix=door.prefix)

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
        return make_response(render_template("error.html", door=door, told=told), code)

    @pages.get("/log-in")
    def log_in_page() -> Page:
        return door.show_log_in()

    @pages.post("/log-in")
    def log_in() -> Page:
        return door.log_in()

    @pages.get("/<path:elsewhere>")
    def nothing(elsewhere: str) -> Page:
        abort(404)

    for rule, view, methods in (*views, ("/log-out", door.leave, ["POST"])):
        pages.add_url_rule(rule, view.__name__, _signed_in(door, view), methods=methods)
    for word, function in _FILTERS.items():
        pages.add_app_template_filter(function, word)
    return pages


def _signed_in(door: Doorway, view: View) -> View:
    """A page that needs a visit, which it gets first; a form must be one of the visit's own."""

    def page(**place: Any) -> Page:
        visit = door.visit()
        if visit is None:
            return redirect(f"{door.prefix}/log-in", 303)
        if request.method == "POST":
            check_form(visit.token)
        return view(visit, **place)

    return page
