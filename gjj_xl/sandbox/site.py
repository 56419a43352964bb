"""单位网上对账: the reconciliation site, for a unit that comes with a ticket or a password."""

from typing import Any, Final

from flask import Blueprint, abort, redirect, request
from sqlalchemy import Connection

from gjj_xl.rules.business import Business
from gjj_xl.rules.months import is_month
from gjj_xl.rules.roster import State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox import siteviews
from gjj_xl.sandbox.centre import Centre
from gjj_xl.sandbox.doorpages import make_pages
from gjj_xl.sandbox.doorway import Doorway, Page
from gjj_xl.sandbox.paging import asked_page
from gjj_xl.sandbox.references import account_of
from gjj_xl.sandbox.tickets import NoEntry, redeem_ticket
from gjj_xl.sandbox.visits import Door, Visit, keep_search
from gjj_xl.wire.codes import SITE_ENTRY, SITE_TICKET

_PREFIX: Final = "/site"
_SEARCH: Final = ("words", "state", "fund")
_LONGEST: Final = 40


def make_site(centre: Centre) -> Blueprint:
    """The pages of the site."""
    door = Doorway(
        centre,
        Door.UNIT,
        _PREFIX,
        same_site="Lax",
        title="单位网上对账",
        account="单位客户号",
        longest=10,
        wrong="单位客户号或密码错误。",
    )
    views = _Views(centre, door)
    pages = make_pages(
        "site",
        door,
        (
            ("/", views.accounts, ["GET"]),
            ("/months", views.months, ["GET"]),
            ("/months/<month>", views.month, ["GET"]),
            ("/batches/<serial>", views.batch, ["GET"]),
            ("/employees", views.employees, ["GET"]),
            ("/employees", views.search, ["POST"]),
            ("/employees/<account>", views.employee, ["GET"]),
        ),
    )

    @pages.get(SITE_ENTRY.removeprefix(_PREFIX))
    def enter() -> Page:
        now = centre.clock.now()
        with centre.store.write() as connection:
            let_in = redeem_ticket(connection, request.args.get(SITE_TICKET, ""), now)
            if not isinstance(let_in, NoEntry):
                return door.enter(connection, let_in)
        return door.show_log_in(let_in.value, status=403)

    return pages


class _Views:
    """The pages of a unit that is signed in; all they know of whose it is comes from the visit."""

    def __init__(self, centre: Centre, door: Doorway) -> None:
        self._centre = centre
        self._door = door

    def accounts(self, visit: Visit) -> Page:
        with self._centre.store.read() as connection:
            terms = self._terms(connection, visit)
            found = siteviews.funds(connection, terms)
        return self._show("accounts", visit, terms, funds=found)

    def months(self, visit: Visit) -> Page:
        with self._centre.store.read() as connection:
            terms = self._terms(connection, visit)
            found = siteviews.months(connection, visit.name)
        return self._show("months", visit, terms, months=found)

    def month(self, visit: Visit, month: str) -> Page:
        if not is_month(month):
            abort(404)
        with self._centre.store.read() as connection:
            terms = self._terms(connection, visit)
            found = siteviews.batches_of(connection, visit.name, month)
        return self._show("month", visit, terms, month=month, batches=found)

    def batch(self, visit: Visit, serial: str) -> Page:
        with self._centre.store.read() as connection:
            terms = self._terms(connection, visit)
            found = siteviews.batch(connection, visit.name, serial)
            if found is None:
                abort(404)
            records = siteviews.records(connection, serial, asked_page())
        word = Business(found.business).facts.word
        return self._show("batch", visit, terms, batch=found, word=word, records=records)

    def employees(self, visit: Visit) -> Page:
        with self._centre.store.read() as connection:
            terms = self._terms(connection, visit)
            found = siteviews.employees(connection, visit.name, visit.search, asked_page())
        states = [state.value for state in State]
        return self._show(
            "employees", visit, terms, search=visit.search, states=states, employees=found
        )

    def search(self, visit: Visit) -> Page:
        """Remember what is searched for with the visit, so that it stands in no address."""
        search = {name: request.form.get(name, "")[:_LONGEST] for name in _SEARCH}
        with self._centre.store.write() as connection:
            keep_search(connection, visit, search)
        return redirect(f"{_PREFIX}/employees", 303)

    def employee(self, visit: Visit, account: str) -> Page:
        meant = account_of(visit, account)
        if meant is None:
            abort(404)
        with self._centre.store.read() as connection:
            terms = self._terms(connection, visit)
            found = siteviews.account(connection, visit.name, *meant)
            if found is None:
                abort(404)
            moved = siteviews.movements(connection, found, terms)
        return self._show("employee", visit, terms, account=found, movements=moved)

    def _terms(self, connection: Connection, visit: Visit) -> Terms:
        terms: Terms = self._centre.terms(connection, visit.name)
        return terms

    def _show(self, page: str, visit: Visit, terms: Terms, **facts: Any) -> Page:
        unit = f"{terms.unit_name}（单位客户号 {terms.unit_number}）"
        return self._door.show(f"site_{page}.html", visit, terms=terms, unit=unit, **facts)
