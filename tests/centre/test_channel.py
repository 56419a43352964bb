import datetime as dt
import logging
import socket
import time
from pathlib import Path

import pytest

from gjj_xl.centre.channel import Channel, parse_address
from gjj_xl.centre.errors import (
    BadAddress,
    BadAnswer,
    ChannelError,
    Interrupted,
    Reach,
    Unreachable,
    UntrustedServer,
)
from gjj_xl.wire.codes import SESSION_HEADER, TIME_HEADER
from gjj_xl.wire.envelope import Request, Response
from tests.centre.server import Trust, answer, make_trust, read_request, serving

SN = "2611100000000001"
REQUEST = Request("6W9110", SN, "HZ1#001", "000001").encode()
GOOD = Response(SN, "HZ1#001", "6W9110", "000000", "交易成功").encode()


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return make_trust(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def channel(port: int, trust: Trust, **how: float) -> Channel:
    return Channel(f"https://127.0.0.1:{port}/", trust.ca_pem, **how)


def say(content: bytes) -> object:
    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(content)

    return script


def test_an_answer_comes_with_the_sessions_token(trust: Trust) -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(answer(GOOD, headers=f"{SESSION_HEADER}: new\r\n"))

    with serving(script, trust) as port:
        reply = channel(port, trust).post(REQUEST, request_sn=SN, sign_data="QUJD", token="old")
    assert (reply.response.return_code, reply.token) == ("000000", "new")
    assert f"{SESSION_HEADER}: old".encode() in seen[0]
    assert b"Connection: close" in seen[0]
    assert b"signData=QUJD" in seen[0]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-11-10T10:00:00+08:00", dt.datetime(2026, 11, 10, 2, tzinfo=dt.UTC)),
        ("2026-11-10T10:00:00", None),  # nobody knows in which zone
        ("ten o'clock", None),
        ("", None),
    ],
)
def test_the_centres_time_comes_with_an_answer_where_it_is_one(
    trust: Trust, told: str, kept: dt.datetime | None
) -> None:
    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(GOOD, headers=f"{TIME_HEADER}: {told}\r\n"))

    with serving(script, trust) as port:
        reply = channel(port, trust).post(REQUEST, request_sn=SN)
    assert reply.centre_time == kept


def closes_at_once(connection: socket.socket) -> None:
    connection.close()


def reads_and_closes(connection: socket.socket) -> None:
    read_request(connection)


def answers_half(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(answer(GOOD)[:-20])


def answers_nothing(connection: socket.socket) -> None:
    read_request(connection)
    time.sleep(1)


@pytest.mark.parametrize("script", [reads_and_closes, answers_half, answers_nothing])
def test_a_line_that_breaks_after_the_request_left_is_an_unknown_outcome(
    trust: Trust, script: object
) -> None:
    with serving(script, trust) as port, pytest.raises(Interrupted) as raised:
        channel(port, trust, read_seconds=0.3).post(REQUEST, request_sn=SN)
    assert raised.value.request_sn == SN


@pytest.mark.parametrize(
    "content",
    [
        answer(b"<html>502</html>", "502 Bad Gateway"),
        answer(b""),
        answer(b"", "302 Found", "Location: https://127.0.0.1:1/\r\n"),
        answer(Response("9", "HZ1#001", "6W9110", "000000", "").encode()),
        answer(GOOD[:-9]),
        answer(b'<?xml version="1.0" encoding="GB2312"?><!DOCTYPE TX [<!ENTITY a "b">]><TX/>'),
    ],
)
def test_what_is_no_answer_to_our_request_is_an_unknown_outcome(
    trust: Trust, content: bytes
) -> None:
    with serving(say(content), trust) as port, pytest.raises(BadAnswer):
        channel(port, trust).post(REQUEST, request_sn=SN)


def test_an_answer_that_trickles_is_given_up(trust: Trust) -> None:
    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"x" * 70000)
            time.sleep(0.05)

    began = time.monotonic()
    with serving(script, trust) as port, pytest.raises(Interrupted):
        channel(port, trust, total_seconds=0.4).post(REQUEST, request_sn=SN)
    assert time.monotonic() - began < 4


def test_a_port_where_nobody_listens_has_certainly_not_received_it(trust: Trust) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable) as raised:
        channel(port, trust).post(REQUEST, request_sn=SN)
    assert (raised.value.reach, raised.value.port) == (Reach.REFUSED, port)


def test_a_host_without_a_name_is_told_as_such(trust: Trust) -> None:
    with pytest.raises(Unreachable) as raised:
        Channel("https://no-such-host.invalid/", trust.ca_pem).post(REQUEST, request_sn=SN)
    assert raised.value.reach is Reach.NAME


def test_a_server_that_never_shakes_hands_has_certainly_not_received_it(trust: Trust) -> None:
    def mute(_: socket.socket) -> None:
        time.sleep(1)

    with serving(mute, None) as port, pytest.raises(Unreachable) as raised:
        channel(port, trust, connect_seconds=0.3).post(REQUEST, request_sn=SN)
    assert raised.value.reach is Reach.TIMEOUT


def test_a_proxy_that_is_not_there_is_told_as_such(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(Unreachable) as raised:
        Channel("https://centre.example/", trust.ca_pem).post(REQUEST, request_sn=SN)
    assert raised.value.reach is Reach.PROXY


def test_a_proxy_of_the_system_is_used(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def proxy(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with serving(proxy, None) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(Unreachable) as raised:
            Channel("https://centre.example/", trust.ca_pem).post(REQUEST, request_sn=SN)
    assert asked[0].startswith(b"CONNECT centre.example:443")
    assert raised.value.reach is Reach.PROXY


def test_a_server_of_another_ca_gets_nothing(trust: Trust, tmp_path: Path) -> None:
    other = make_trust(tmp_path)
    seen: list[bytes] = []

    def script(connection: socket.socket) -> None:
        seen.append(connection.recv(10))

    with serving(script, other) as port, pytest.raises(UntrustedServer):
        channel(port, trust).post(REQUEST, request_sn=SN)
    assert seen in ([], [b""])


def test_no_environment_variable_adds_a_ca_to_the_pinned_one(
    trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_trust(tmp_path)
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(other.ca_pem)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(bundle))
    with serving(say(answer(GOOD)), other) as port, pytest.raises(UntrustedServer):
        channel(port, trust).post(REQUEST, request_sn=SN)


def test_a_server_under_another_name_gets_nothing(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **how: real("127.0.0.1", *rest, **how)
    )
    with serving(say(answer(GOOD)), trust) as port, pytest.raises(UntrustedServer) as raised:
        Channel(f"https://other.example:{port}/", trust.ca_pem).post(REQUEST, request_sn=SN)
    assert raised.value.host == "other.example"


def test_a_server_without_tls_gets_nothing(trust: Trust) -> None:
    def plain(connection: socket.socket) -> None:
        connection.recv(10)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(plain, None) as port, pytest.raises(UntrustedServer):
        channel(port, trust).post(REQUEST, request_sn=SN)


def test_without_a_pinned_ca_the_systems_store_decides(trust: Trust) -> None:
    with serving(say(answer(GOOD)), trust) as port, pytest.raises(UntrustedServer):
        Channel(f"https://127.0.0.1:{port}/").post(REQUEST, request_sn=SN)


def test_a_connection_closed_before_the_request_is_no_unknown_outcome(trust: Trust) -> None:
    with serving(closes_at_once, None) as port, pytest.raises(ChannelError) as raised:
        channel(port, trust).post(REQUEST, request_sn=SN)
    assert not isinstance(raised.value, Interrupted)


@pytest.mark.parametrize(
    "url", ["http://host/", "host", "", "https://", "https://u:p@host/", "https://host:x/"]
)
def test_only_a_plain_https_address_is_taken(url: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(url)


def test_the_log_names_the_transaction_and_never_its_content(
    trust: Trust, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "gjj_xl"), serving(say(answer(GOOD)), trust) as port:
        channel(port, trust).post(REQUEST, request_sn=SN, token="geheim")
    assert f"6W9110 {SN} -> 000000" in caplog.text
    assert "geheim" not in caplog.text
    assert "HZ1#001" not in caplog.text
