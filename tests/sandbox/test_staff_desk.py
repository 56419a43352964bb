"""The staff desk in the browser: its own log-in, and what a trainer does there."""

import json
from urllib.parse import quote

from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import AskTerms, RecordState
from tests.sandbox.browsing import Browser
from tests.sandbox.harness import PEOPLE, Clerk, code


def staff(centre) -> tuple[Browser, object]:
    account = json.loads((centre.data / "staff.json").read_text("utf-8"))
    browser = Browser(centre)
    page = browser.get("/desk/log-in")
    return browser, browser.submit(page, "/desk/log-in", **account)


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
    assert (again.status, "不能再办理" in again.text) == (409, True)
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


def test_a_form_that_is_not_ours_decides_nothing(centre, log_in) -> None:
    centre.start_here(review="staff")
    clerk = log_in(centre)
    serial = clerk.file(clerk.register(PEOPLE[:1])).serial
    browser, page = staff(centre)
    fields = {"form_token": "0" * 64, "decision": "accept"}
    assert browser.post(f"/desk/{serial}/1", fields).status == 403
    ours = {"form_token": page.form_token, "decision": "accept"}
    elsewhere = browser.post(f"/desk/{serial}/1", ours, Origin="https://elsewhere.example")
    assert elsewhere.status == 403
    assert states(clerk, serial) == [RecordState.AWAITING]
