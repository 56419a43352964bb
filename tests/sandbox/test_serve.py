import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from gjj_xl.sandbox.serve import serve
from gjj_xl.sandbox.store import EMPLOYEES, EVENTS, open_store
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.envelope import decode_response
from gjj_xl.wire.form import encode_form
from gjj_xl.wire.messages import AskRecords, AskTerms, TermsAnswer
from tests.sandbox.harness import Clerk, get, post


def test_it_prints_nothing_and_ends_within_two_seconds(centre, log_in) -> None:
    centre.start()
    log_in(centre)
    assert (centre.data / "ready.json").exists()
    process = centre.process
    began = time.monotonic()
    process.terminate()
    assert centre.output() == b""
    assert time.monotonic() - began < 2
    assert process.returncode == 0
    assert not (centre.data / "ready.json").exists()


def test_it_ends_within_two_seconds_while_a_slow_answer_is_on_its_way(centre, log_in) -> None:
    centre.start(faults=["slow=60"])
    clerk = log_in(centre)

    def ask() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            clerk.ask(AskTerms())

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.3)
    assert centre.stop() < 2
    asking.join()


def test_ready_names_url_process_and_ca(centre) -> None:
    centre.start()
    ready = json.loads((centre.data / "ready.json").read_text())
    assert ready["pid"] == centre.process.pid
    assert ready["url"].startswith("https://127.0.0.1:")
    assert Path(ready["ca"]).read_text().startswith("-----BEGIN CERTIFICATE")


def test_health_is_told_without_a_log_in(shared) -> None:
    status, _, body = get(shared, "/")
    assert status == 200
    assert json.loads(body)["business_month"] == "202611"


def test_its_certificate_is_checked_by_its_own_ca_only(shared) -> None:
    host, _, port = shared.url.removeprefix("https://").partition(":")
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, int(port)), timeout=5) as raw,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        context.wrap_socket(raw, server_hostname=host)


def test_callers_who_say_nothing_keep_nobody_waiting(shared, log_in) -> None:
    host, _, port = shared.url.removeprefix("https://").partition(":")
    mute = [socket.create_connection((host, int(port))) for _ in range(3)]
    try:
        began = time.monotonic()
        assert isinstance(log_in(shared).ask(AskTerms()), TermsAnswer)
        assert time.monotonic() - began < 3
    finally:
        for connection in mute:
            connection.close()


def test_plain_http_gets_no_answer_and_does_no_harm(shared, log_in) -> None:
    host, _, port = shared.url.removeprefix("https://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        assert b"200" not in raw.recv(1000)
    assert isinstance(log_in(shared).ask(AskTerms()), TermsAnswer)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/plain", b"hello"),
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", b"requestXml=%"),
        ("application/x-www-form-urlencoded", b"requestXml=%3Chtml%3E"),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        encode_form(b"\xff\xff\xff"),
    ],
)
def test_what_is_no_request_is_answered_as_malformed(shared, content_type: str, body) -> None:
    _, _, content = post(shared, "/", body, {"Content-Type": content_type})
    assert decode_response(content).return_code == ReturnCode.MALFORMED.code


def test_an_unknown_transaction_is_told_so(shared) -> None:
    clerk = Clerk(shared, shared.units[0])
    xml = clerk.request_bytes(AskTerms()).replace(b"6W9110", b"6W9999")
    assert decode_response(clerk.send(xml)).return_code == ReturnCode.UNKNOWN_TX.code


def test_two_requests_are_answered_at_once(shared, log_in) -> None:
    shared.admin(faults=["slow@terms=1.5"])
    clerk, other = log_in(shared), log_in(shared, 1)
    slow = threading.Thread(target=clerk.ask, args=(AskTerms(),))
    slow.start()
    time.sleep(0.2)
    began = time.monotonic()
    other.roster()
    assert time.monotonic() - began < 1
    slow.join()


def test_it_can_be_served_from_a_thread_and_stopped_by_an_event(centre) -> None:
    stopping, told = threading.Event(), []
    thread = threading.Thread(
        target=serve, args=(centre.data,), kwargs={"ready": told.append, "stopping": stopping}
    )
    thread.start()
    deadline = time.monotonic() + 10
    while not told and time.monotonic() < deadline:
        time.sleep(0.02)
    centre.ready = {"url": told[0].url, "ca": str(told[0].ca)}
    assert get(centre, "/")[0] == 200
    stopping.set()
    thread.join(5)
    assert not thread.is_alive()


def test_wrong_settings_are_refused(centre) -> None:
    for wrong in ({"speed": 0}, {"clock": "yesterday"}, {"hours": "never"}, {"faults": ["x"]}):
        with pytest.raises(ValueError):  # noqa: PT011 - each has its own words
            serve(centre.data, **wrong)


def test_the_log_holds_no_personal_number(centre, log_in) -> None:
    centre.start(speed=6000, faults=["internal@records"])
    clerk = log_in(centre)
    serial = clerk.file(clerk.reduce(3)).serial
    clerk.send(b"not a request")
    clerk.send(clerk.request_bytes(AskRecords(serial)))
    clerk.wait(serial)
    log = (centre.data / "centre.log").read_text("utf-8")
    store = open_store(centre.data)
    with store.read() as connection:
        people = connection.execute(EMPLOYEES.select()).all()
        log += str(connection.execute(EVENTS.select()).all())
    store.close()
    assert log
    for person in people:
        assert person.id_number not in log
        assert person.client_number not in log


def test_private_files_are_for_their_owner_only(centre) -> None:
    centre.start()
    names = ["ready.json", "units.json", "ca-key.pem", "server-key.pem", "receipts-key.pem"]
    paths = [centre.data / name for name in names] + list((centre.data / "keys").iterdir())
    assert len(paths) == 7
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
