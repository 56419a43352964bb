"""单位网上对账: tickets, the log-in page, what the pages show, and that no unit sees another's."""

import datetime as dt

import pytest

from gjj_xl.sandbox.store import open_store
from gjj_xl.sandbox.tickets import NoEntry
from gjj_xl.sandbox.visits import Door, set_password
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import (
    AskBatches,
    AskOutcome,
    AskRecords,
    AskRoster,
    AskTerms,
    AskTicket,
    Logout,
    QueryKind,
    Refusal,
)
from tests.sandbox.browsing import Browser, ticket
from tests.sandbox.harness import PEOPLE, Clerk, code


def crawl(browser: Browser, start: str = "/site/") -> dict[str, str]:
    """Every page that links lead to from a first one, with its text."""
    seen: dict[str, str] = {}
    todo = [start]
    while todo:
        path = todo.pop()
        if path in seen or path.endswith(".css"):
            continue
        page = browser.get(path)
        assert page.status == 200, path
        seen[path] = page.text
        todo += page.links
    return seen


def test_a_ticket_opens_the_units_accounts_and_leaves_the_address(shared, log_in) -> None:
    clerk = log_in(shared)
    page = Browser(shared).enter(clerk)
    assert (page.status, page.path) == (200, "/site/")
    assert clerk.unit.unit_name in page.text


def test_a_ticket_works_once(shared, log_in) -> None:
    one = ticket(log_in(shared))
    assert Browser(shared).get(f"/site/enter?ticket={one}").status == 200
    again = Browser(shared).get(f"/site/enter?ticket={one}")
    assert again.status == 403
    assert NoEntry.USED in again.text
    assert 'action="/site/log-in"' in again.text


def test_a_ticket_is_good_for_a_minute_of_the_centres_clock(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    for seconds, status in ((58, 200), (61, 403)):
        one = ticket(clerk)
        centre.admin(clock=(centre.now() + dt.timedelta(seconds=seconds)).isoformat())
        page = Browser(centre).get(f"/site/enter?ticket={one}")
        assert page.status == status
    assert NoEntry.OLD in page.text


def test_a_ticket_that_never_was_leads_to_the_log_in_page(shared) -> None:
    page = Browser(shared).get("/site/enter?ticket=guess")
    assert page.status == 403
    assert NoEntry.UNKNOWN in page.text


def test_a_ticket_needs_a_session(shared) -> None:
    assert code(Clerk(shared, shared.units[0]).ask(AskTicket())) is ReturnCode.BAD_SESSION


def test_another_password_at_the_site_is_told_and_opens_it(centre, log_in) -> None:
    store = open_store(centre.data)
    number = centre.units[0].unit_number
    with store.write() as connection:
        set_password(connection, Door.UNIT, number, "another")
    centre.start_here()
    browser = Browser(centre)
    page = browser.enter(log_in(centre))
    assert NoEntry.DIFFERENT in page.text
    wrong = browser.submit(page, "/site/log-in", name=number, password="wrong")
    assert "还可以再试 4 次" in wrong.text
    assert number in wrong.text
    assert browser.submit(wrong, "/site/log-in", name=number, password="another").path == "/site/"
    with store.write() as connection:
        set_password(connection, Door.UNIT, number, centre.units[0].password)
    store.close()
    assert Browser(centre).enter(log_in(centre)).path == "/site/"


def test_five_wrong_passwords_lock_the_site_for_tickets_too(centre, log_in) -> None:
    centre.start_here()
    browser = Browser(centre)
    page = browser.get("/site/log-in")
    unit = centre.units[0]
    for _ in range(5):
        page = browser.submit(page, "/site/log-in", name=unit.unit_number, password="wrong")
    assert "已锁定" in page.text
    right = browser.submit(page, "/site/log-in", name=unit.unit_number, password=unit.password)
    assert right.status == 403
    assert NoEntry.LOCKED in Browser(centre).enter(log_in(centre)).text


def test_an_idle_visit_ends_by_itself(centre, log_in) -> None:
    centre.start_here()
    browser = Browser(centre)
    browser.enter(log_in(centre))
    centre.admin(clock=(centre.now() + dt.timedelta(minutes=21)).isoformat())
    assert browser.get("/site/employees").path == "/site/log-in"


def test_after_log_out_the_cookie_is_worth_nothing(shared, log_in) -> None:
    browser = Browser(shared)
    page = browser.enter(log_in(shared))
    kept = dict(browser.cookies)
    assert browser.submit(page, "/site/log-out").path == "/site/log-in"
    assert Browser(shared, kept).get("/site/").path == "/site/log-in"


def test_cookies_and_headers_keep_pages_from_others(shared, log_in) -> None:
    browser = Browser(shared)
    page = browser.enter(log_in(shared))
    (cookie,) = [line for line in browser.set_cookies if "gjj-unit" in line]
    for mark in ("__Host-", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert mark in cookie
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in page.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}])
def test_a_form_that_is_not_ours_changes_nothing(shared, log_in, headers) -> None:
    browser = Browser(shared)
    page = browser.enter(log_in(shared))
    token = page.form_token if headers else "0" * 64
    assert browser.post("/site/log-out", {"form_token": token}, **headers).status == 403
    assert browser.get("/site/").path == "/site/"


def test_employees_are_found_without_a_name_in_the_address(shared, log_in) -> None:
    clerk = log_in(shared)
    browser = Browser(shared)
    browser.enter(clerk)
    one = clerk.normal()[0]
    page = browser.get("/site/employees")
    found = browser.submit(page, "/site/employees", words=one.id_number, state="正常", fund="10")
    assert found.path == "/site/employees"
    assert "共 1 条" in found.text
    assert one.name in found.text
    none = browser.submit(found, "/site/employees", words="%")
    assert "数据库查询无记录" in none.text


def test_pages_of_employees_hold_everybody_once(shared, log_in) -> None:
    clerk = log_in(shared)
    browser = Browser(shared)
    browser.enter(clerk)
    paths = {path for path in crawl(browser) if path.count("/") == 4 and "employees" in path}
    assert paths == {f"/site/employees/{e.client_number}/{e.fund}" for e in clerk.roster()}
    assert "第 1/" in browser.get("/site/employees?page=banana").text


def test_a_back_pay_shows_in_month_batch_and_movements(centre, log_in) -> None:
    centre.start_here(speed=100000)
    clerk = log_in(centre)
    serial = clerk.file(clerk.missed(2)).serial
    clerk.wait(serial)
    browser = Browser(centre)
    browser.enter(clerk)
    assert "202611" in browser.get("/site/months").text
    assert serial in browser.get("/site/months/202611").text
    number = clerk.normal()[0].client_number
    assert number in browser.get(f"/site/batches/{serial}").text
    assert browser.get(f"/site/employees/{number}/10").text.count("漏缴补缴") == 3


def test_another_unit_sees_nothing_by_any_page_or_message(centre, log_in) -> None:
    centre.start_here(speed=100000)
    first, second = log_in(centre, 0), log_in(centre, 1)
    filing = first.missed(3)
    sn = first.new_sn()
    xml = first.request_bytes(filing, sn)
    first.send(xml, first.sign(xml))
    (summary,) = first.batches(QueryKind.BACKPAY, filing.business_month).batches
    first.wait(summary.serial)
    mine, other = Browser(centre), Browser(centre)
    mine.enter(first)
    other.enter(second)
    pages = crawl(mine)
    assert f"/site/batches/{summary.serial}" in pages
    secrets = {first.unit.unit_number, first.unit.unit_name, summary.serial}
    secrets |= {one.client_number for one in first.roster()}
    assert all(first.unit.unit_name in text for text in pages.values())
    for path in pages:
        seen = other.get(path)
        assert not any(secret in seen.text for secret in secrets), path
        if any(secret in path for secret in secrets):
            assert seen.status == 404, path
        assert Browser(centre).get(path).path == "/site/log-in"
    # By the wire: the second unit's session with everything that names the first one's.
    assert code(second.ask(AskOutcome(sn))) is ReturnCode.UNKNOWN_SN
    assert code(second.ask(AskRecords(summary.serial))) is ReturnCode.UNKNOWN_SERIAL
    assert not second.batches(QueryKind.BACKPAY, filing.business_month).batches
    theirs = {one.client_number for one in second.roster()}
    assert not theirs & {one.client_number for one in first.roster()}
    # The first unit's name with the second's token, and the other way about.
    for clerk in (Clerk(centre, first.unit, second.token), Clerk(centre, second.unit, first.token)):
        for question in (
            AskTerms(),
            AskTicket(),
            AskRoster(),
            AskOutcome(sn),
            AskBatches(QueryKind.BACKPAY, filing.business_month),
            AskRecords(summary.serial),
            filing,
            Logout(),
        ):
            answer = clerk.ask(question)
            assert isinstance(answer, Refusal), question
            assert answer.reason is ReturnCode.BAD_SESSION
    # A visit's cookie is no session of the wire, nor the other way about.
    stray = Clerk(centre, first.unit, mine.cookies["__Host-gjj-unit"])
    assert code(stray.ask(AskTerms())) is ReturnCode.BAD_SESSION
    posing = Browser(centre, {"__Host-gjj-unit": first.token})
    assert posing.get("/site/").path == "/site/log-in"


def test_neither_tickets_nor_id_numbers_come_into_the_log(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    one = ticket(clerk)
    browser = Browser(centre)
    browser.get(f"/site/enter?ticket={one}")
    page = browser.get("/site/employees")
    browser.submit(page, "/site/employees", words=PEOPLE[0][1])
    kept = b"".join(path.read_bytes() for path in centre.data.glob("centre.log*"))
    kept += b"".join(path.read_bytes() for path in centre.data.glob("centre.db*"))
    assert one.encode() not in kept
    assert browser.cookies["__Host-gjj-unit"].encode() not in kept
    log = (centre.data / "centre.log").read_text("utf-8")
    assert PEOPLE[0][1] not in log
