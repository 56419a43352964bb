"""No unit sees another's: every address and every message is tried with every wrong session.

The addresses come from the application's own map and the messages from the table of transactions,
so a new one that nobody has thought of here fails these tests.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from werkzeug.routing import Rule

from gjj_xl.rules.business import Business
from gjj_xl.sandbox.app import make_app
from gjj_xl.sandbox.centre import open_centre
from gjj_xl.wire.codes import ReturnCode, Tx
from gjj_xl.wire.messages import (
    AskBatches,
    AskOutcome,
    AskPending,
    AskRecords,
    AskRoster,
    AskTerms,
    AskTicket,
    DropPending,
    Filing,
    Login,
    Logout,
    PendingAnswer,
    PutPending,
    QueryKind,
    Question,
    RecordState,
    Refusal,
    to_request,
)
from tests.sandbox.browsing import Browser, Page, crawl, staff
from tests.sandbox.harness import PEOPLE, Clerk, Sandbox, code

OPEN = {"/", "/pages.css", "/admin", "/site/enter", "/site/log-in", "/desk/log-in"} | {
    f"/{door}/<path:elsewhere>" for door in ("site", "desk")
}
"""The addresses that need no visit; they may show nothing of anybody."""


def the_map(centre: Sandbox) -> list[Rule]:
    """Every address that the centre answers."""
    opened = open_centre(centre.data)
    try:
        return list(make_app(opened, "admin", threading.Event()).url_map.iter_rules())
    finally:
        opened.close()


@dataclass
class Town:
    """A centre where the first unit has filed everything that could be seen, and a second unit."""

    centre: Sandbox
    first: Clerk
    second: Clerk
    filing: Filing
    sn: str
    serial: str
    registered: str
    record_id: str
    pages: dict[str, Page]
    browser: Browser

    @property
    def secrets(self) -> set[str]:
        """What names the first unit or somebody of it."""
        people = {one.client_number for one in self.first.roster()}
        people |= {one.id_number for one in self.first.roster()} | {PEOPLE[0][1]}
        return people | {
            self.first.unit.unit_number,
            self.first.unit.unit_name,
            self.serial,
            self.registered,
        }

    @property
    def parts(self) -> dict[str, str]:
        """What may stand in an address, all of it the first unit's."""
        account = next(path for path in self.pages if path.count("/employees/"))
        return {
            "month": "202611",
            "serial": self.serial,
            "account": account.rsplit("/", 1)[1],
            "line": "1",
            "elsewhere": f"employees/{self.first.normal()[0].client_number}",
        }

    def addresses(self) -> Iterator[tuple[str, str, str]]:
        """Method, rule and address of everything that the centre answers."""
        for rule in the_map(self.centre):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: self.parts[part[1]], rule.rule)
            if rule.rule == "/desk/<serial>/<int:line>":
                path = f"/desk/{self.registered}/1"
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule.rule, path


@pytest.fixture(scope="module")
def town(template: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with template.copy(tmp_path_factory.mktemp("walls") / "centre") as centre:
        centre.start_here(speed=100000, review="staff")
        first, second = (Clerk(centre, unit) for unit in centre.units)
        first.log_in()
        second.log_in()
        filing = first.missed(3)
        sn = first.new_sn()
        xml = first.request_bytes(filing, sn)
        first.send(xml, first.sign(xml))
        (summary,) = first.batches(QueryKind.BACKPAY, filing.business_month).batches
        first.wait(summary.serial)
        registered = first.file(first.register(PEOPLE[:1])).serial
        record_id = uuid4().hex
        pending = first.reduce(1)
        first.ask(PutPending(record_id, pending.business, pending.fund, pending.lines))
        browser = Browser(centre)
        browser.enter(first)
        pages = crawl(browser)
        yield Town(
            centre, first, second, filing, sn, summary.serial, registered, record_id, pages, browser
        )


def strangers(town: Town) -> dict[str, Browser]:
    """Browsers that may not see the first unit's pages, by who they are."""
    second = Browser(town.centre)
    page = second.enter(town.second)
    gone = Browser(town.centre)
    gone.enter(town.first)
    ended = dict(gone.cookies)
    gone.submit(gone.get("/site/"), "/site/log-out")
    trainer, _ = staff(town.centre)
    assert page.path == "/site/"
    wire, desk = town.first.token, trainer.cookies["__Host-gjj-staff"]
    return {
        "nobody": Browser(town.centre),
        "the second unit": second,
        "a visit that has ended": Browser(town.centre, ended),
        "a session of the wire": Browser(town.centre, {"__Host-gjj-unit": wire}),
        "the staff's cookie as a unit's": Browser(town.centre, {"__Host-gjj-unit": desk}),
        "an ID for a token": Browser(town.centre, {"__Host-gjj-unit": town.first.unit.unit_number}),
    }


def tried(browser: Browser, method: str, path: str) -> Page:
    """An address asked for as the stranger could best do it, with a form of his own visit."""
    if method == "GET":
        return browser.get(path)
    return browser.submit(browser.get("/site/"), path, words="", decision="accept")


def test_every_address_is_closed_to_every_wrong_visit(town: Town) -> None:
    secrets = town.secrets
    asked = list(town.addresses())
    assert {rule for _, rule, _ in asked} >= OPEN
    for who, browser in strangers(town).items():
        for method, rule, path in asked:
            if rule.endswith("/log-out"):
                continue  # tried last, below: it would end the stranger's own visit
            page = tried(browser, method, path)
            # The stranger's own address may hold what he typed himself; what he gets may not.
            assert not any(secret in page.text for secret in secrets), (who, method, path)
            closed = page.path.endswith("/log-in") or page.status in (403, 404, 405)
            own = who == "the second unit" and path in (
                "/site/", "/site/months", "/site/months/202611", "/site/employees",
            )  # fmt: skip
            assert closed or own or rule in OPEN, (who, method, path)
    assert [one.state for one in town.first.records(town.registered)[1]] == [RecordState.AWAITING]


def test_no_stranger_ends_a_visit_of_the_first_unit(town: Town) -> None:
    for browser in strangers(town).values():
        tried(browser, "POST", "/site/log-out")
        tried(browser, "POST", "/desk/log-out")
    assert town.browser.get("/site/").path == "/site/"


def test_every_form_needs_a_token_of_the_very_visit(town: Town) -> None:
    trainer, listed = staff(town.centre)
    for method, rule, path in town.addresses():
        if method != "POST" or rule in ("/", "/admin"):
            continue
        browser, page = (
            (trainer, listed) if rule.startswith("/desk") else (town.browser, town.pages["/site/"])
        )
        fields = {"decision": "accept", "name": "x", "password": "x"}
        other = listed if page is not listed else town.pages["/site/"]
        for token in ("", "0" * 64, other.form_token):
            assert browser.post(path, {"form_token": token, **fields}).status == 403, path
        ours = {"form_token": page.form_token, **fields}
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert browser.post(path, ours, **headers).status == 403, path
    assert [one.state for one in town.first.records(town.registered)[1]] == [RecordState.AWAITING]


def test_every_page_may_be_kept_by_nobody_and_loads_nothing_from_elsewhere(town: Town) -> None:
    trainer, _ = staff(town.centre)
    answers = [
        (path, browser.get(path))
        for browser in (Browser(town.centre), town.browser, trainer)
        for method, rule, path in town.addresses()
        if method == "GET" and rule.startswith(("/site", "/desk"))
    ]
    for path, page in answers:
        assert page.headers["Cache-Control"] == "no-store", path
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';"), path
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(
            r"<script|<img|\sstyle=|\son\w+=|(?:src|href|action)=\"(?!/|#)", page.text
        )


MESSAGES = {
    Tx.TERMS: lambda town: AskTerms(),
    Tx.ROSTER: lambda town: AskRoster(),
    Tx.TICKET: lambda town: AskTicket(),
    Tx.FILING: lambda town: town.filing,
    Tx.OUTCOME: lambda town: AskOutcome(town.sn),
    Tx.BATCHES: lambda town: AskBatches(QueryKind.BACKPAY, town.filing.business_month),
    Tx.RECORDS: lambda town: AskRecords(town.serial),
    Tx.PENDING_PUT: lambda town: PutPending(
        town.record_id, Business.REDUCE, 10, town.first.reduce(1).lines
    ),
    Tx.PENDING_LIST: lambda town: AskPending(Business.REDUCE),
    Tx.PENDING_DROP: lambda town: DropPending(Business.REDUCE, (town.record_id,)),
    Tx.LOGIN: lambda town: Login("wrong"),
    Tx.LOGOUT: lambda town: Logout(),
}
"""A message of every transaction, with everything that names the first unit's."""


@pytest.fixture(params=Tx, ids=lambda tx: tx.name)
def message(request: pytest.FixtureRequest, town: Town) -> Question:
    question: Question = MESSAGES[request.param](town)
    asked = to_request(question, request_sn="1", cust_id="A", user_id="1")
    assert asked.tx_code == request.param
    return question


def test_every_message_is_refused_in_every_wrong_session(town: Town, message: Question) -> None:
    if isinstance(message, Login):
        assert isinstance(Clerk(town.centre, town.first.unit).ask(message), Refusal)
        return
    trainer, _ = staff(town.centre)
    for who in (
        Clerk(town.centre, town.first.unit),
        Clerk(town.centre, town.first.unit, town.second.token),
        Clerk(town.centre, town.second.unit, town.first.token),
        Clerk(town.centre, town.first.unit, town.browser.cookies["__Host-gjj-unit"]),
        Clerk(town.centre, town.first.unit, trainer.cookies["__Host-gjj-staff"]),
    ):
        assert code(who.ask(message)) is ReturnCode.BAD_SESSION


def test_every_message_of_the_second_unit_tells_nothing_of_the_first(
    town: Town, message: Question
) -> None:
    second = Clerk(town.centre, town.second.unit)
    second.log_in()
    xml = second.request_bytes(message)
    sign_data = second.sign(xml) if isinstance(message, Filing) else None
    told = second.send(xml, sign_data).decode("gb18030")
    assert not any(secret in told for secret in town.secrets)
    # And whatever it was, the first unit's pending record is as it was.
    kept = town.first.ask(AskPending(Business.REDUCE))
    assert isinstance(kept, PendingAnswer)
    assert [one.record_id for one in kept.records] == [town.record_id]
