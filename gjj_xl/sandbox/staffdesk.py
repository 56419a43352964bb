"""The staff desk in a browser: where a trainer plays the centre (职工登记审核).

The same functions as ``gjj-xl sandbox review``; a log-in of its own, which is no unit's.
"""

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request

from gjj_xl.sandbox import review
from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.doorpages import make_pages
from gjj_xl.sandbox.doorway import Doorway, Page
from gjj_xl.sandbox.paging import asked_page, cut_list
from gjj_xl.sandbox.visits import Door, Visit
from gjj_xl.wire.messages import RecordState

_PREFIX: Final = "/desk"
_LONGEST_REASON: Final = 60


def make_staff_desk(centre: Centre) -> Blueprint:
    """The pages of the desk."""
    door = Doorway(
        centre,
        Door.STAFF,
        _PREFIX,
        same_site="Strict",
        title="职工登记审核（中心工作人员）",
        account="账号",
        longest=32,
        wrong="账号或密码错误。",
    )
    views = _Views(centre, door)
    return make_pages(
        "staff",
        door,
        (("/", views.listed, ["GET"]), ("/<serial>/<int:line>", views.decide, ["POST"])),
    )


class _Views:
    """The pages of somebody of the staff who is signed in."""

    def __init__(self, centre: Centre, door: Doorway) -> None:
        self._centre = centre
        self._door = door

    def listed(self, visit: Visit, told: str = "", status: int = 200) -> Page:
        # What is still to be done comes first; both parts oldest first, as they were found.
        found = sorted(review.registrations(self._centre), key=lambda one: one.state.is_final)
        asked = _asked_state()
        counts = {state.value: sum(one.state is state for one in found) for state in RecordState}
        shown = [one for one in found if not asked or one.state.value == asked]
        return self._door.show(
            "desk_list.html",
            visit,
            status,
            told=told,
            asked=asked,
            counts=counts,
            total=len(found),
            longest=_LONGEST_REASON,
            registrations=cut_list(shown, asked_page()),
        )

    def decide(self, visit: Visit, serial: str, line: int) -> Page:
        decision = request.form.get("decision", "")
        reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
        by = visit.name
        try:
            if decision == "take":
                review.take(self._centre, serial, line, by=by)
            elif decision == "accept":
                review.accept(self._centre, serial, line, by=by)
            elif decision == "refuse":
                if not reason:
                    told = f"{serial}/{line}：不通过时必须写明原因。"
                    return self.listed(visit, told, 422)
                review.refuse(self._centre, serial, line, reason, by=by)
            else:
                abort(404)
        except review.ReviewError as error:
            if error.state is None:
                abort(404)
            told = (
                f"{serial}/{line}：没有办理，该登记已是“{error.state.value}”，可能由其他人员办理。"
            )
            return self.listed(visit, told, 409)
        self._centre.woken.set()
        # Back to the same part of the list.
        place = {name: request.args[name] for name in ("state", "page") if name in request.args}
        return redirect(f"{_PREFIX}/?{urlencode(place)}", 303)


def _asked_state() -> str:
    asked = request.args.get("state", "")
    return asked if asked in {state.value for state in RecordState} else ""
