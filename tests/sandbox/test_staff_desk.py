"""The staff desk in the browser: its own log-in, and what a trainer does there."""

import random
from concurrent.futures import ThreadPoolExecutor
from html import escape
from urllib.parse import quote

from sqlalchemy import select

from gjj_xl.sandbox.people import make_id
from gjj_xl.sandbox.store import EVENTS, open_store
from gjj_xl.sandbox.visits import Door, set_password
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import AskTerms, RecordState
from tests.sandbox.browsing import Browser, staff
from tests.sandbox.harness import PEOPLE, Clerk, code


def decide(browser: Browser, serial: str, line: int, **fields: str):
    return browser.submit(browser.get("/desk/"), f"/desk/{serial}/{line}", **fields)


def states(clerk: Clerk, serial: str) -> list[RecordState]:
    return [record.state for record in clerk.records(serial)[1]]


def test_the_staff_take_accept_and_refuse_in_the_browser(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE)).serial
    browser, page = staff(centre)
    assert page.path == "/desk/"
    assert all(name in page.text for name, _ in PEOPLE)
    assert not any(number in page.text for _, number in PEOPLE)  # masked
    decide(browser, serial, 1, decision="take")
    assert states(clerk, serial)[0] is RecordState.PROCESSING
    decide(browser, serial, 1, decision="accept")
    bare = decide(browser, serial, 2, decision="refuse", reason="  ")
    assert (bare.status, "必须写明原因" in bare.text) == (422, True)
    decide(browser, serial, 2, decision="refuse", reason="请补充<劳动合同>")
    again = decide(browser, serial, 1, decision="accept")
    assert (again.status, "可能由其他人员办理" in again.text) == (409, True)
    decide(browser, serial, 3, decision="accept")
    assert states(clerk, serial) == [
        RecordState.SUCCEEDED,
        RecordState.FAILED,
        RecordState.SUCCEEDED,
    ]
    page, records = clerk.records(serial)
    assert page.answered
    assert records[1].reason == "请补充<劳动合同>"
    failed = browser.get(f"/desk/?state={quote(RecordState.FAILED.value)}")
    assert "请补充&lt;劳动合同&gt;" in failed.text


def test_what_is_not_there_cannot_be_decided(centre) -> None:
    centre.start_here(review="staff")
    browser, _ = staff(centre)
    assert decide(browser, "S0", 1, decision="take").status == 404
    assert decide(browser, "S0", 1, decision="promote").status == 404


def test_a_units_visit_opens_no_desk_and_the_staffs_no_site(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:1])).serial
    unit = Browser(centre)
    page = unit.enter(clerk)
    token = unit.cookies["__Host-gjj-unit"]
    for browser in (unit, Browser(centre, {"__Host-gjj-staff": token})):
        assert browser.get("/desk/").path == "/desk/log-in"
        browser.submit(page, f"/desk/{serial}/1", decision="accept")
        assert states(clerk, serial) == [RecordState.AWAITING]
    desk, _ = staff(centre)
    token = desk.cookies["__Host-gjj-staff"]
    for browser in (desk, Browser(centre, {"__Host-gjj-unit": token})):
        assert browser.get("/site/employees").path == "/site/log-in"
    # Nor does it file: it is no session of the wire.
    assert code(Clerk(centre, clerk.unit, token).ask(AskTerms())) is ReturnCode.BAD_SESSION
    assert code(Clerk(centre, clerk.unit, token).ask(clerk.missed(1))) is ReturnCode.BAD_SESSION


def test_a_units_password_opens_no_desk(centre) -> None:
    centre.start_here()
    browser = Browser(centre)
    unit = centre.units[0]
    page = browser.get("/desk/log-in")
    for name in (unit.unit_number, "staff"):
        answer = browser.submit(page, "/desk/log-in", name=name, password=unit.password)
        assert answer.status == 403


def test_two_of_the_staff_at_once_decide_a_registration_once(centre, log_in) -> None:
    centre.start_here(review="staff")
    store = open_store(centre.data)
    with store.write() as connection:
        set_password(connection, Door.STAFF, "second", "zx87654321")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE)).serial
    first, seen = staff(centre)
    second = Browser(centre)
    page = second.submit(
        second.get("/desk/log-in"), "/desk/log-in", name="second", password="zx87654321"
    )
    # Both look at the same list; both take, then one accepts what the other refuses.
    path = f"/desk/{serial}/1"
    assert first.submit(seen, path, decision="take").status == 200
    late = second.submit(page, path, decision="take")
    assert (late.status, "处理中" in late.text) == (409, True)
    assert second.submit(page, path, decision="refuse", reason="照片不清").status == 200
    late = first.submit(seen, path, decision="accept")
    assert (late.status, "已是“失败”，可能由其他人员办理" in late.text) == (409, True)
    # In the very same moment: one gets it, the other is told.
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda who: who[0].submit(who[1], f"/desk/{serial}/2", decision="accept").status,
                ((first, seen), (second, page)),
            )
        )
    assert sorted(answers) == [200, 409]
    assert states(clerk, serial)[:2] == [RecordState.FAILED, RecordState.SUCCEEDED]
    with store.read() as connection:
        log = list(connection.scalars(select(EVENTS.c.detail).where(EVENTS.c.kind == "review")))
    store.close()
    assert log[:2] == [f"{serial} take 1 by staff", f"{serial} refuse 1 by second"]
    assert len(log) == 3


def test_a_reason_with_markup_is_shown_as_it_was_written(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:1])).serial
    desk, _ = staff(centre)
    reason = '<b onclick="x">=1+1</b> & "合同"'
    told = decide(desk, serial, 1, decision="refuse", reason=reason)
    unit = Browser(centre)
    unit.enter(clerk)
    for page in (told, unit.get(f"/site/batches/{serial}")):
        assert escape(reason, quote=True).replace("&quot;", "&#34;") in page.text
        assert "<b onclick" not in page.text
    assert clerk.records(serial)[1][0].reason == reason


def test_what_is_to_be_done_comes_first_and_a_decision_leads_back_to_its_page(
    centre, log_in
) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    source = random.Random(1)
    people = [
        (f"测试{sign}", make_id(source)) for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    ]
    serial = clerk.file(clerk.register(people)).serial
    desk, page = staff(centre)
    assert "共 22 条，第 1/2 页" in page.text
    assert people[1][0] in decide(desk, serial, 1, decision="accept").text
    first = desk.get("/desk/")
    assert people[0][0] not in first.text  # done: it has moved behind the others
    assert people[0][0] in desk.get("/desk/?page=2").text
    waiting = f"/desk/?state={quote(RecordState.AWAITING.value)}"
    listed = desk.get(f"{waiting}&page=2")
    (path,) = {one for one in listed.actions if f"/{serial}/22" in one}
    back = desk.submit(listed, path, decision="take")
    assert (back.path.startswith("/desk/?"), "page=2" in back.path) == (True, True)
    assert quote(RecordState.AWAITING.value) in back.path
