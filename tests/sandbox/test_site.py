"""单位网上对账: tickets, the log-in page, and what the pages show; see also test_walls."""

import datetime as dt
import re
from itertools import chain
from urllib.parse import quote, unquote

from gjj_xl.sandbox.store import open_store
from gjj_xl.sandbox.tickets import NoEntry
from gjj_xl.sandbox.visits import Door, set_password
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import AskTicket
from tests.sandbox.browsing import Browser, Page, crawl, ticket
from tests.sandbox.harness import PEOPLE, Clerk, code


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
    roster = [(one.client_number, one.name) for one in clerk.roster()]
    reached = sorted(path for path in crawl(browser) if "/employees?page=" in path)
    assert reached == [f"/site/employees?page={page}" for page in (*range(1, 6), "all")]
    pages = [accounts(browser.get(path)) for path in reached]
    assert [*chain(*pages[:-1])] == pages[-1] == roster
    for odd in ("banana", "0", "-1", "9999999", "９"):
        assert "第 1/" in browser.get(f"/site/employees?page={quote(odd)}").text, odd
    assert "第 5/5 页" in browser.get("/site/employees?page=999").text


def accounts(page: Page) -> list[tuple[str, str]]:
    """Client numbers and names of a page of employees."""
    return re.findall(
        r'<a href="/site/employees/[\w-]+">(\d+)</a></th><td class="who">([^<]+)</td>', page.text
    )


def test_a_back_pay_shows_in_month_batch_and_movements(centre, log_in) -> None:
    centre.start_here(speed=100000)
    clerk = log_in(centre)
    serial = clerk.file(clerk.missed(2)).serial
    clerk.wait(serial)
    browser = Browser(centre)
    browser.enter(clerk)
    assert "202611" in browser.get("/site/months").text
    assert serial in browser.get("/site/months/202611").text
    one = clerk.normal()[0]
    batch = browser.get(f"/site/batches/{serial}")
    assert one.client_number in batch.text
    assert one.name in batch.text
    account = next(link for link in batch.links if link.startswith("/site/employees/"))
    employee = browser.get(account)
    assert one.name in employee.text
    assert employee.text.count("漏缴补缴") == 3
    # Money is grouped: 10000 yuan at 12 % on both sides.
    assert "2,400.00" in employee.text


def test_states_without_anything_are_told(centre, log_in) -> None:
    centre.start(speed=1)
    browser = Browser(centre)
    browser.enter(log_in(centre))
    assert "还没有网上申报的业务" in browser.get("/site/months").text
    assert "该业务年月没有网上申报的业务" in browser.get("/site/months/202501").text
    for path in ("/site/months/202613", "/site/months/20261", "/site/no/such", "/site/batches/1"):
        page = browser.get(path)
        assert page.status == 404
        assert "没有这一页，或不属于您的单位" in page.text
        assert 'href="/site/"' in page.text


def test_no_address_no_title_and_no_log_line_names_anybody(centre, log_in) -> None:
    centre.start(speed=100000)
    clerk = log_in(centre)
    clerk.wait(clerk.file(clerk.missed(25)).serial)
    clerk.wait(clerk.file(clerk.reduce(2, skip=30)).serial)
    browser = Browser(centre)
    browser.enter(clerk)
    one = clerk.normal()[0]
    browser.submit(browser.get("/site/employees"), "/site/employees", words=one.name[0])
    browser.submit(browser.get("/site/employees"), "/site/employees", words="")
    pages = crawl(browser)
    assert sum(path.startswith("/site/employees/") for path in pages) == len(clerk.roster())
    addresses = [unquote(path) for path in pages]
    addresses += [unquote(a) for page in pages.values() for a in page.links + page.actions]
    titles = [page.title for page in pages.values()]
    assert "职工缴存明细 - 单位网上对账" in titles
    people = clerk_people(clerk)
    centre.process.terminate()
    log = centre.output().decode() + (centre.data / "centre.log").read_text("utf-8")
    for person in people:
        assert not any(person in address for address in addresses)
        assert not any(person in title for title in titles)
        assert person not in log
    assert clerk.unit.unit_number not in log


def test_a_reference_is_the_visits_own(shared, log_in) -> None:
    clerk = log_in(shared)
    one, other = Browser(shared), Browser(shared)
    page = one.enter(clerk)
    page = one.get("/site/employees")
    mine = next(link for link in page.links if link.startswith("/site/employees/"))
    assert one.get(mine).status == 200
    other.enter(clerk)
    assert other.get(mine).status == 404
    for spoilt in (
        mine[:-1],
        mine + "AAAA",
        mine[:-2] + "zz",
        "/site/employees/_",
        "/site/employees/职",
    ):
        assert one.get(quote(spoilt)).status == 404


def test_a_browser_shows_one_unit_at_a_time(shared, log_in) -> None:
    first, second = log_in(shared, 0), log_in(shared, 1)
    browser = Browser(shared)
    before = browser.enter(first)
    kept = dict(browser.cookies)
    account = next(a for a in browser.get("/site/employees").links if "/employees/" in a)
    assert second.unit.unit_name in browser.enter(second).text
    # An old window of the first unit: its link leads nowhere, its form does nothing.
    assert browser.get(account).status == 404
    assert browser.submit(before, "/site/log-out").status == 403
    assert second.unit.unit_name in browser.get("/site/").text
    # And its visit has ended at the centre too.
    assert Browser(shared, kept).get("/site/").path == "/site/log-in"


def test_a_visit_that_was_there_before_the_log_in_is_never_taken_over(shared) -> None:
    unit = shared.units[0]
    planted = {"__Host-gjj-unit": "planted"}
    browser = Browser(shared, dict(planted))
    page = browser.get("/site/log-in")
    entered = browser.submit(page, "/site/log-in", name=unit.unit_number, password=unit.password)
    assert entered.path == "/site/"
    assert browser.cookies["__Host-gjj-unit"] != "planted"
    assert Browser(shared, planted).get("/site/").path == "/site/log-in"


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


def clerk_people(clerk: Clerk) -> set[str]:
    """Everything that names somebody of the unit."""
    return {word for one in clerk.roster() for word in (one.client_number, one.id_number, one.name)}
