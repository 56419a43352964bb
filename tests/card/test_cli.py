"""U-keys in a terminal: list, info, test, enrol, log in, submit; all in processes of their own."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.desk import open_desk
from gjj_xl.rules.business import Business
from gjj_xl.sandbox import ca
from gjj_xl.sandbox.seed import SeededUnit
from tests.card.conftest import wait_for_card
from tests.card.filekeyring import WHERE
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.test_pkcs11 import LIBRARY
from tests.card.virtual import PIN, WRONG_PIN, VirtualCard, personalised
from tests.cli.conftest import Terminal
from tests.desk.scene import sheet
from tests.sandbox.harness import Sandbox

NAME = f"piv:{bytes(range(16)).hex()}/9c"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_list_names_every_certificate(card: VirtualCard, terminal: Terminal) -> None:
    ran = terminal("ukey", "list")
    assert ran.code == 0
    assert NAME in ran.out
    assert "U-key RSA-2048" in ran.out
    assert "口令剩余 3 次" in ran.out
    assert "Virtual PCD 00 01" in ran.out
    (first, second) = terminal("ukey", "list", "--json").json()
    assert first["certificates"][0]["name"] == NAME
    assert (first["tries_left"], second["error"]) == (3, "no-card")


def test_list_looks_behind_a_makers_library(card: VirtualCard, terminal: Terminal) -> None:
    (token,) = terminal("ukey", "list", "--library", LIBRARY, "--json").json()
    assert token["certificates"][0]["name"].startswith(f"pkcs11:{LIBRARY}#")


def test_list_without_a_key_says_what_to_do(slot: Slot, terminal: Terminal) -> None:
    slot.remove()
    wait_for_card(0, present=False)
    ran = terminal("ukey", "list")
    assert ran.code == 1
    assert "请插入单位的 U-key" in ran.out


def test_without_the_service_the_exit_code_is_2(terminal: Terminal, tmp_path: Path) -> None:
    ran = terminal("ukey", "list", env={"PCSCLITE_CSOCK_NAME": str(tmp_path / "none")})
    assert ran.code == 2
    assert "智能卡服务没有运行" in ran.err


def test_info_tells_certificate_validity_and_tries(card: VirtualCard, terminal: Terminal) -> None:
    ran = terminal("ukey", "info")
    assert ran.code == 0
    for words in (NAME, "U-key RSA-2048", "有效", "RSA-2048", "口令剩余 3 次"):
        assert words in ran.out


def test_test_signs_once_and_tells_what_it_took(card: VirtualCard, terminal: Terminal) -> None:
    ran = terminal("ukey", "test", "--key", "piv:", "--pin-stdin", stdin=PIN + "\n")
    assert ran.code == 0, ran.said
    assert "试签成功" in ran.out
    assert re.search(r"用时 \d+ 毫秒，\d+ 条指令", ran.out)
    assert card.signatures == 1


def test_test_tells_a_wrong_pin_and_warns_of_the_last_try(
    card: VirtualCard, terminal: Terminal
) -> None:
    card.applet.pin.left = 2
    ran = terminal("ukey", "test", "--pin-stdin", stdin=WRONG_PIN + "\n")
    assert (ran.code, "还可以再试 1 次" in ran.err) == (1, True)
    ran = terminal("ukey", "test", "--pin-stdin", stdin=PIN + "\n")
    assert (ran.code, "最后一次机会" in ran.err) == (0, True)


def test_the_trace_shows_every_apdu_and_no_pin(card: VirtualCard, terminal: Terminal) -> None:
    ran = terminal("ukey", "test", "--trace", "--pin-stdin", stdin=PIN + "\n")
    assert ran.code == 0
    assert "> 00 A4 04 00 05 A0 00 00 03 08 00" in ran.err
    assert "> 00 20 00 80 08 ***" in ran.err
    assert PIN.encode().hex(" ") not in ran.said
    assert PIN not in ran.said


def test_a_name_that_names_no_key_is_told(terminal: Terminal) -> None:
    ran = terminal("ukey", "info", "--key", "piv:xyz")
    assert (ran.code, "不是证书文件" in ran.err) == (2, True)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    data = tmp_path_factory.mktemp("practice") / "centre"
    with Sandbox.seeded(data, employees=24) as sandbox:
        yield sandbox.start(speed=20000, hours="always")


def test_enrol_then_log_in_then_submit_with_the_key(
    slot: Slot, terminal: Terminal, practice: Sandbox
) -> None:
    """The README's way, on a key whose certificate is nobody's."""
    slot.card = personalised([HOLDERS["p384"].at(0x9C)])
    secrets = PIN + "\n\n"  # the PIN, and the management key that cards are delivered with
    enrolled = terminal(
        "ukey", "enrol", "--practice", practice.data, "--out", "new.pem",
        "--pin-stdin", "--management-key-stdin", stdin=secrets,
    )  # fmt: skip
    assert enrolled.code == 0, enrolled.said
    assert "证书已写入 U-key" in enrolled.out
    assert "BEGIN CERTIFICATE" in (terminal.folder / "new.pem").read_text()
    assert "公积金申报专用" in terminal("ukey", "list").out
    said = terminal("login", "--practice", practice.data, "--key", "piv:", "--sync")
    assert said.code == 0, said.said
    assert "登录时选定" in terminal("ukey", "info").out
    with open_desk(terminal.folder / "home") as desk:
        path = sheet(desk, terminal.folder / "a.xlsx", Business.MISSED)
    slot.card.trace.clear()
    sent = terminal("submit", path, "--yes", "--pin-stdin", stdin=PIN + "\n")
    assert sent.code == 0, sent.said
    assert "批量发送成功" in sent.out
    assert slot.card.signatures == 1
    assert terminal("verify", path).code == 0


def test_enrol_writes_a_request_that_openssl_reads(card: VirtualCard, terminal: Terminal) -> None:
    ran = terminal("ukey", "enrol", "--request", "a.csr", "--pin-stdin", stdin=PIN + "\n")
    assert ran.code == 0, ran.said
    told = subprocess.run(
        ["openssl", "req", "-in", "a.csr", "-verify", "-noout", "-subject"],
        cwd=terminal.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "verify OK" in told.stderr + told.stdout
    assert "U-key RSA-2048" in told.stdout


def test_enrol_writes_no_certificate_of_another_key_and_wants_the_right_management_key(
    card: VirtualCard, terminal: Terminal
) -> None:
    own, other = HOLDERS["rsa-2048"].certificate, HOLDERS["p256"].certificate
    for name, certificate in (("own.pem", own), ("other.pem", other)):
        (terminal.folder / name).write_bytes(certificate.public_bytes(Encoding.PEM))
    how = ("ukey", "enrol", "--management-key-stdin", "--certificate")
    assert terminal(*how, "own.pem", stdin="\n").code == 0
    ran = terminal(*how, "other.pem", stdin="\n")
    assert (ran.code, "没有可签名的私钥" in ran.err) == (2, True)
    ran = terminal(*how, "own.pem", stdin="00" * 24 + "\n")
    assert (ran.code, "管理密钥不对" in ran.err) == (2, True)
    card.applet.management.algorithm = 0x0A
    assert terminal(*how, "own.pem", stdin="\n").code == 0


def test_a_makers_library_writes_nothing_and_says_so(card: VirtualCard, terminal: Terminal) -> None:
    der = HOLDERS["rsa-2048"].certificate.public_bytes(Encoding.DER)
    (terminal.folder / "own.der").write_bytes(der)
    ran = terminal(
        "ukey", "enrol", "--key", f"pkcs11:{LIBRARY}", "--certificate", "own.der",
        "--management-key-stdin", stdin="\n",
    )  # fmt: skip
    assert (ran.code, "不能由本程序写入" in ran.err) == (1, True)


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """The environment of processes that have a keyring; it stands in ``keyring.json``."""
    return {
        "PYTHON_KEYRING_BACKEND": "tests.card.filekeyring.FileKeyring",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        WHERE: str(tmp_path / "keyring.json"),
    }


def test_a_password_is_kept_if_the_clerk_wants_and_a_pin_never(
    slot: Slot, terminal: Terminal, practice: Sandbox, keyring: dict[str, str]
) -> None:
    unit = practice.units[0]
    slot.card = _units_card(practice, unit)
    first = (
        "login", "--url", practice.url, "--ca", practice.ca, "--account", unit.cust_id,
        "--user", unit.user_id, "--key", "piv:", "--password-stdin", "--sync",
    )  # fmt: skip
    assert terminal(*first, stdin=unit.password + "\n", env=keyring).code == 0
    kept = terminal.folder / "keyring.json"
    assert unit.password not in kept.read_text()
    keep = terminal(*first, "--keep-password", stdin=unit.password + "\n", env=keyring)
    assert keep.code == 0
    assert unit.password in kept.read_text()
    again = terminal("login", env=keyring)
    assert (again.code, "系统凭据库中保存的交易密码" in again.out) == (0, True)
    ran = terminal("ukey", "test", "--pin-stdin", stdin=PIN + "\n", env=keyring)
    assert ran.code == 0, ran.said
    assert PIN not in kept.read_text()
    assert terminal("login", "--forget-password", "--password-stdin", env=keyring).code != 0
    assert unit.password not in kept.read_text()


def test_a_kept_password_that_is_refused_is_kept_no_longer(
    slot: Slot, terminal: Terminal, practice: Sandbox, keyring: dict[str, str]
) -> None:
    """Else the next log-ins would lock the account, unseen."""
    unit = practice.units[1]
    slot.card = _units_card(practice, unit)
    account = ("--url", practice.url, "--ca", practice.ca, "--account", unit.cust_id,
               "--user", unit.user_id)  # fmt: skip
    kept = terminal.folder / "keyring.json"
    host = practice.url.removeprefix("https://")
    kept.write_text(json.dumps({f"gjj-xl password {unit.cust_id}/{unit.user_id}@{host}": "old"}))
    ran = terminal("login", *account, env=keyring)
    assert (ran.code, "已删除，请重新输入" in ran.err) == (1, True), ran.said
    assert "old" not in kept.read_text()


def _units_card(practice: Sandbox, unit: SeededUnit) -> VirtualCard:
    root = ca.open_authority(practice.data).root
    identity = ca.issue_unit(root, unit.cust_id, unit.unit_name, key=HOLDERS["p256"].key)
    return personalised([(0x9C, identity.key, identity.certificate)])


def test_without_a_keyring_nothing_is_kept_and_that_is_said(
    slot: Slot, terminal: Terminal, practice: Sandbox
) -> None:
    ran = terminal("login", "--practice", practice.data, "--keep-password")
    assert (ran.code, "没有可用的凭据库" in ran.err) == (0, True)
