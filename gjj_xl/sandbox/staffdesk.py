"""The staff desk in a browser: where a trainer plays the centre (职工登记审核).

The same functions as ``gjj-xl sandbox review``; a log-in of its own, which is no unit's.
"""

from typing import Final

from flask import Blueprint, abort, redirect, request

from gjj_xl.sandbox import review
from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.doorway import Doorway, Page, make_blueprint, signed_in
from gjj_xl.sandbox.visits import Door, Visit
from gjj_xl.wire.messages import RecordState

_PREFIX: Final = "/desk"
_LOG_IN: Final = "desk_log_in.html"
_WRONG: Final = "账号或密码错误。"
_LONGEST_REASON: Final = 60
_SHOWN: Final = 200
"""Registrations on a page; more are told, and come up as these are dealt with."""


def make_staff_desk(centre: Centre) -> Blueprint:
    """The pages of the desk."""
    door = Doorway(centre, Door.STAFF, _PREFIX, "Strict")
    pages = make_blueprint("staff", _PREFIX)
    views = _Views(centre, door)

    @pages.get("/log-in")
    def log_in_page() -> Page:
        return door.show_log_in(_LOG_IN)

    @pages.post("/log-in")
    def log_in() -> Page:
        name = request.form.get("name", "").strip()
        return door.log_in(_LOG_IN, name, request.form.get("password", ""), _WRONG)

    for rule, view, methods in (
        ("/", views.listed, ["GET"]),
        ("/<serial>/<int:line>", views.decide, ["POST"]),
        ("/log-out", views.log_out, ["POST"]),
    ):
        pages.add_url_rule(rule, view_func=signed_in(door, view), methods=methods)
    return pages


class _Views:
    """The pages of somebody of the staff who is signed in."""

    def __init__(self, centre: Centre, door: Doorway) -> None:
        self._centre = centre
        self._door = door

    def listed(self, visit: Visit, told: str = "", status: int = 200) -> Page:
        found = review.registrations(self._centre)
        asked = request.args.get("state", "")
        states = [state.value for state in RecordState]
        counts = {state: sum(one.state.value == state for one in found) for state in states}
        shown = [one for one in found if asked not in states or one.state.value == asked]
        return self._door.show(
            "desk_list.html",
            visit,
            status,
            told=told,
            asked=asked,
            counts=counts,
            total=len(found),
            registrations=shown[:_SHOWN],
            more=max(len(shown) - _SHOWN, 0),
        )

    def decide(self, visit: Visit, serial: str, line: int) -> Page:
        decision = request.form.get("decision", "")
        reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
        try:
            if decision == "take":
                review.take(self._centre, serial, line)
            elif decision == "accept":
                review.accept(self._centre, serial, line)
            elif decision == "refuse":
                if not reason:
                    told = f"{serial}/{line}：不通过时必须写明原因。"
                    return self.listed(visit, told, 422)
                review.refuse(self._centre, serial, line, reason)
            else:
                abort(404)
        except review.ReviewError as error:
            if error.state is None:
                abort(404)
            told = f"{serial}/{line}：已是“{error.state.value}”，不能再办理。"
            return self.listed(visit, told, 409)
        self._centre.woken.set()
        return redirect(f"{_PREFIX}/", 303)

    def log_out(self, visit: Visit) -> Page:
        return self._door.leave(visit)
