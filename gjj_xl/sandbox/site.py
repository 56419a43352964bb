"""单位网上对账: the reconciliation site, for a unit that comes with a ticket or a password."""

from typing import Final

from flask import Blueprint, abort, redirect, request

from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox import siteviews
from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.doorway import Doorway, Page, make_blueprint, signed_in
from gjj_xl.sandbox.tickets import NoEntry, redeem_ticket
from gjj_xl.sandbox.visits import Door, Visit, begin_visit, keep_search
from gjj_xl.wire.codes import SITE_ENTRY, SITE_TICKET

_PREFIX: Final = "/site"
_LOG_IN: Final = "site_log_in.html"
_WRONG: Final = "单位客户号或密码错误。"
_SEARCH: Final = ("words", "state", "fund")
_LONGEST: Final = 40


def make_site(centre: Centre) -> Blueprint:
    """The pages of the site."""
    door = Doorway(centre, Door.UNIT, _PREFIX, "Lax")
    pages = make_blueprint("site", _PREFIX)
    views = _Views(centre, door)

    @pages.get(SITE_ENTRY.removeprefix(_PREFIX))
    def enter() -> Page:
        now = centre.clock.now()
        with centre.store.write() as connection:
            let_in = redeem_ticket(connection, request.args.get(SITE_TICKET, ""), now)
            if not isinstance(let_in, NoEntry):
                return door.enter(begin_visit(connection, Door.UNIT, let_in, now))
        return door.show_log_in(_LOG_IN, let_in.value, status=403)

    @pages.get("/log-in")
    def log_in_page() -> Page:
        return door.show_log_in(_LOG_IN)

    @pages.post("/log-in")
    def log_in() -> Page:
        name = request.form.get("name", "").strip()
        return door.log_in(_LOG_IN, name, request.form.get("password", ""), _WRONG)

    for rule, view, methods in (
        ("/", views.accounts, ["GET"]),
        ("/months", views.months, ["GET"]),
        ("/months/<month>", views.month, ["GET"]),
        ("/batches/<serial>", views.batch, ["GET"]),
        ("/employees", views.employees, ["GET", "POST"]),
        ("/employees/<client_number>/<int:fund>", views.employee, ["GET"]),
        ("/log-out", views.log_out, ["POST"]),
    ):
        pages.add_url_rule(rule, view_func=signed_in(door, view), methods=methods)
    return pages


class _Views:
    """The pages of a unit that is signed in; all they know of whose it is comes from the visit."""

    def __init__(self, centre: Centre, door: Doorway) -> None:
        self._centre = centre
        self._door = door

    def accounts(self, visit: Visit) -> Page:
        with self._centre.store.read() as connection:
            terms = self._centre.terms(connection, visit.name)
            found = siteviews.funds(connection, terms)
        return self._door.show("site_accounts.html", visit, terms=terms, funds=found)

    def months(self, visit: Visit) -> Page:
        with self._centre.store.read() as connection:
            terms = self._centre.terms(connection, visit.name)
            found = siteviews.months(connection, visit.name)
        return self._door.show("site_months.html", visit, terms=terms, months=found)

    def month(self, visit: Visit, month: str) -> Page:
        with self._centre.store.read() as connection:
            terms = self._centre.terms(connection, visit.name)
            found = siteviews.batches_of(connection, visit.name, month)
        if not found:
            abort(404)
        return self._door.show("site_month.html", visit, terms=terms, month=month, batches=found)

    def batch(self, visit: Visit, serial: str) -> Page:
        with self._centre.store.read() as connection:
            terms = self._centre.terms(connection, visit.name)
            found = siteviews.batch(connection, visit.name, serial)
            if found is None:
                abort(404)
            records = siteviews.records(connection, serial, _page())
        return self._door.show(
            "site_batch.html",
            visit,
            terms=terms,
            batch=found,
            word=Business(found.business).facts.word,
            records=records,
        )

    def employees(self, visit: Visit) -> Page:
        if request.method == "POST":
            search = {name: request.form.get(name, "")[:_LONGEST] for name in _SEARCH}
            with self._centre.store.write() as connection:
                keep_search(connection, visit, search)
            return redirect(f"{_PREFIX}/employees", 303)
        with self._centre.store.read() as connection:
            terms = self._centre.terms(connection, visit.name)
            found = siteviews.employees(connection, visit.name, visit.search, _page())
        return self._door.show(
            "site_employees.html",
            visit,
            terms=terms,
            search=visit.search,
            states=[state.value for state in State],
            employees=found,
        )

    def employee(self, visit: Visit, client_number: str, fund: int) -> Page:
        with self._centre.store.read() as connection:
            terms: Terms = self._centre.terms(connection, visit.name)
            found = siteviews.account(connection, visit.name, client_number, fund)
            if found is None:
                abort(404)
            moved = siteviews.movements(connection, found, terms)
        return self._door.show(
            "site_employee.html", visit, terms=terms, account=found, movements=moved
        )

    def log_out(self, visit: Visit) -> Page:
        return self._door.leave(visit)


def _page() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
