"""Programs that know nothing of us: our card is a PIV card to them, our signatures are good."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.wire.cms import sign_detached
from tests.card.conftest import wait_for_card
from tests.card.holders import HOLDERS
from tests.card.reader import Slot
from tests.card.scene import QUICK
from tests.card.test_pkcs11 import LIBRARY
from tests.card.virtual import PIN, USB_ATR, WRONG_PIN, personalised
from tests.wire.certificates import authority, unit
from tests.wire.openssl import accepts

DATA = "申报内容".encode() * 1000


def run(folder: Path, *command: object, code: int = 0) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(params=["rsa-2048", "p256"])
def kind(request: pytest.FixtureRequest, slot: Slot) -> str:
    slot.card = personalised([HOLDERS[request.param].at(0x9C), HOLDERS["p384"].at(0x9A)])
    return str(request.param)


def test_opensc_takes_it_for_a_piv_card(kind: str, tmp_path: Path) -> None:
    assert "Personal Identity" in run(tmp_path, "opensc-tool", "--reader", "0", "--name")
    assert "00 01 02 03" in run(tmp_path, "piv-tool", "--reader", "0", "--serial")
    told = run(tmp_path, "pkcs15-tool", "--reader", "0", "--list-certificates", "--list-pins")
    assert "Certificate for Digital Signature" in told
    assert "stored_len:8" in told


def test_opensc_signs_with_it_and_openssl_agrees(kind: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    pem = HOLDERS[kind].certificate.public_bytes(Encoding.PEM)
    (tmp_path / "cert.pem").write_bytes(pem)
    mechanism = "SHA256-RSA-PKCS" if kind.startswith("rsa") else "ECDSA-SHA256"
    tool = ("pkcs11-tool", "--module", LIBRARY, "--login", "--id", "02", "--sign", "--pin")
    options = ("-m", mechanism, "-i", "data", "-o", "signature")
    if not kind.startswith("rsa"):
        options += ("--signature-format", "openssl")
    run(tmp_path, *tool, PIN, *options)
    public = run(tmp_path, "openssl", "x509", "-in", "cert.pem", "-pubkey", "-noout")
    (tmp_path / "public.pem").write_text(public)
    check = ("openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature")
    assert "Verified OK" in run(tmp_path, *check, "data")
    assert "CKR_PIN_INCORRECT" in run(tmp_path, *tool, WRONG_PIN, *options, code=1)


def test_opensc_reads_the_certificate_that_is_on_it(kind: str, tmp_path: Path) -> None:
    tool = ("pkcs11-tool", "--module", LIBRARY, "--read-object", "--type", "cert", "--id", "02")
    run(tmp_path, *tool, "-o", "cert.der")
    read = x509.load_der_x509_certificate((tmp_path / "cert.der").read_bytes())
    assert read == HOLDERS[kind].certificate


YUBIKIT = """
import sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from smartcard.System import readers
from ykman.pcsc import ScardSmartCardConnection
from yubikit.piv import DEFAULT_MANAGEMENT_KEY, KEY_TYPE, SLOT, InvalidPinError, PivSession

connection = ScardSmartCardConnection(readers()[0].createConnection())
piv = PivSession(connection)
assert piv.version == (4, 3, 5)
assert piv.get_pin_attempts() == 3
try:
    piv.verify_pin("654321")
except InvalidPinError as error:
    assert error.attempts_remaining == 2
piv.verify_pin("123456")
assert piv.get_pin_attempts() == 3
certificate = piv.get_certificate(SLOT.SIGNATURE)
public = certificate.public_key()
kind = KEY_TYPE.from_public_key(public)
piv.verify_pin("123456")
signature = piv.sign(SLOT.SIGNATURE, kind, b"data", hashes.SHA256(), padding.PKCS1v15())
if isinstance(public, rsa.RSAPublicKey):
    public.verify(signature, b"data", padding.PKCS1v15(), hashes.SHA256())
else:
    public.verify(signature, b"data", ec.ECDSA(hashes.SHA256()))
piv.authenticate(DEFAULT_MANAGEMENT_KEY)
made = piv.generate_key(SLOT.AUTHENTICATION, KEY_TYPE.ECCP256)
piv.verify_pin("123456")
signature = piv.sign(SLOT.AUTHENTICATION, KEY_TYPE.ECCP256, b"data", hashes.SHA256())
made.verify(signature, b"data", ec.ECDSA(hashes.SHA256()))
key = ec.generate_private_key(ec.SECP256R1())
piv.put_key(SLOT.AUTHENTICATION, key)
piv.put_certificate(SLOT.AUTHENTICATION, certificate)
assert piv.get_certificate(SLOT.AUTHENTICATION) == certificate
piv.verify_pin("123456")
signature = piv.sign(SLOT.AUTHENTICATION, KEY_TYPE.ECCP256, b"data", hashes.SHA256())
key.public_key().verify(signature, b"data", ec.ECDSA(hashes.SHA256()))
piv.change_pin("123456", "88888888")
piv.unblock_pin("12345678", "123456")
piv.verify_pin("123456")
print("yubikit is content")
"""


def test_yubikit_manages_it_and_signs_with_it(kind: str, tmp_path: Path) -> None:
    assert run(tmp_path, sys.executable, "-c", YUBIKIT) == "yubikit is content\n"


def test_yubikit_does_so_with_extended_apdus(slot: Slot, tmp_path: Path) -> None:
    """By the ATR it takes the card for one in a USB token."""
    slot.remove()
    slot.insert(replace(slot.card, atr=USB_ATR))
    wait_for_card(0)
    assert run(tmp_path, sys.executable, "-c", YUBIKIT) == "yubikit is content\n"
    slot.remove()


@pytest.mark.parametrize("kind", HOLDERS)
def test_openssl_accepts_what_the_card_has_signed(kind: str, slot: Slot, tmp_path: Path) -> None:
    root = authority()
    holder = unit(root, key=HOLDERS[kind].key)
    slot.card = personalised([(0x9C, HOLDERS[kind].key, holder.certificate)])
    with PivKey(patience=QUICK).unlock(PIN) as signer:
        signature = sign_detached(DATA, signer)
    assert accepts(tmp_path, DATA, signature, root.certificate)
    assert not accepts(tmp_path, DATA + b"\n", signature, root.certificate)


def test_the_programs_are_there() -> None:
    """None of these tests can pass by having nothing to run."""
    tools = ("opensc-tool", "piv-tool", "pkcs15-tool", "pkcs11-tool", "openssl")
    assert all(map(shutil.which, tools))
