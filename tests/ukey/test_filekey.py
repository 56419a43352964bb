"""The key in a file: PKCS#12, as the sandbox, OpenSSL and others make it."""

import subprocess
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.ukey import filekey
from gjj_xl.ukey.errors import (
    KeyMissing,
    KeyTrouble,
    KeyUnreadable,
    NoPrivateKey,
    UnsupportedKey,
    WrongPin,
)
from gjj_xl.ukey.filekey import FileKey
from tests.ukey.conformance import KeyConformance, sign, verify
from tests.wire.certificates import PASSWORD, authority, issue, rsa_key, unit

ROOT = authority()
MIDDLE = authority("中间", ROOT)
HOLDERS = {"ecdsa": unit(MIDDLE), "rsa": unit(ROOT, key=rsa_key())}
SECRET = PASSWORD.encode("utf-8")


class TestAFileKey(KeyConformance):
    @pytest.fixture(params=HOLDERS)
    def key(self, request, tmp_path):
        return FileKey(HOLDERS[request.param].pkcs12(tmp_path / "单位.p12"))

    @pytest.fixture
    def pin(self):
        return PASSWORD

    @pytest.fixture(params=["wrong-password", PASSWORD + "x", PASSWORD.upper(), "错误口令𠮷"])
    def wrong_pin(self, request):
        return request.param


def opened(key: FileKey, pin: str = PASSWORD):
    with key.unlock(pin) as signer:
        return signer


def pkcs12(path, key, certificate, others=(), password=SECRET):
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    data = serialize_key_and_certificates(b"k", key, certificate, list(others), encryption)
    path.write_bytes(data)
    return FileKey(path)


def test_its_label_is_the_name_of_the_file(tmp_path):
    assert FileKey(tmp_path / "单位.p12").label == "单位.p12"


def test_before_it_was_open_it_shows_no_certificate(tmp_path):
    key = FileKey(HOLDERS["rsa"].pkcs12(tmp_path / "k.p12"))
    assert key.certificates() == ()
    assert opened(key).certificate == HOLDERS["rsa"].certificate


def test_the_chain_is_put_in_order_and_holds_neither_root_nor_strangers(tmp_path):
    lower = authority("下级", MIDDLE)
    holder = unit(lower)
    everything = [ROOT, authority("外"), MIDDLE, lower]
    key = pkcs12(
        tmp_path / "k.p12",
        holder.key,
        holder.certificate,
        [other.certificate for other in everything],
    )
    assert opened(key).chain == (lower.certificate, MIDDLE.certificate)


def test_an_empty_password_counts_as_a_password(tmp_path):
    holder = HOLDERS["rsa"]
    command = ["openssl", "pkcs12", "-export", "-out", "k.p12", "-passout", "pass:"]
    export(tmp_path, holder, command)
    key = FileKey(tmp_path / "k.p12")
    assert opened(key, "").certificate == holder.certificate
    with pytest.raises(WrongPin):
        opened(key, "x")


def export(folder, holder, command):
    private = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "in.pem").write_bytes(private + holder.pem())
    subprocess.run(
        [*command, "-in", "in.pem"], cwd=folder, check=True, capture_output=True, timeout=30
    )


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
        ["-certpbe", "NONE"],
        ["-nomac"],
    ],
)
@pytest.mark.parametrize("kind", HOLDERS)
def test_what_openssl_exports_is_a_key(options, kind, tmp_path):
    command = ["openssl", "pkcs12", "-export", "-out", "k.p12", "-passout", "pass:abc", *options]
    export(tmp_path, HOLDERS[kind], command)
    key = FileKey(tmp_path / "k.p12")
    signer = opened(key, "abc")
    assert signer.certificate == HOLDERS[kind].certificate
    verify(signer, sign(signer))
    with pytest.raises(WrongPin) as caught:
        opened(key, "abd")
    assert caught.value.tries_left is None


def test_a_file_in_ber_as_old_programs_write_it_is_a_key(tmp_path):
    path = HOLDERS["rsa"].pkcs12(tmp_path / "k.p12")
    der = path.read_bytes()
    assert der[:2] == b"\x30\x82"
    path.write_bytes(b"\x30\x80" + der[4:] + b"\0\0")
    assert opened(FileKey(path)).certificate == HOLDERS["rsa"].certificate


def test_a_missing_file_is_told_before_the_password_is_asked_for(tmp_path):
    key = FileKey(tmp_path / "none.p12")
    for attempt in (key.certificates, lambda: opened(key)):
        with pytest.raises(KeyMissing) as caught:
            attempt()
        assert caught.value.path == tmp_path / "none.p12"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "not PKCS#12"),
        (b"hello", "not PKCS#12"),
        (HOLDERS["rsa"].certificate.public_bytes(Encoding.DER), "not PKCS#12"),
        (HOLDERS["rsa"].pem(), "PEM"),
        (b"PK\x03\x04" + b"\0" * 100, "not PKCS#12"),
        (b"\x30\x80", "not PKCS#12"),
    ],
)
def test_another_file_is_told_with_what_it_is(content, found, tmp_path):
    path = tmp_path / "k.p12"
    path.write_bytes(content)
    for attempt in (FileKey(path).certificates, lambda: opened(FileKey(path))):
        with pytest.raises(KeyUnreadable) as caught:
            attempt()
        assert (caught.value.path, caught.value.found) == (path, found)


def test_a_folder_is_no_key(tmp_path):
    with pytest.raises(KeyUnreadable):
        FileKey(tmp_path).certificates()


def test_an_endless_file_is_not_read(tmp_path, monkeypatch):
    path = HOLDERS["rsa"].pkcs12(tmp_path / "k.p12")
    monkeypatch.setattr(filekey, "MAX_BYTES", 1000)
    with pytest.raises(KeyUnreadable, match="too large"):
        opened(FileKey(path))


def test_a_file_without_a_private_key_is_told(tmp_path):
    key = pkcs12(tmp_path / "k.p12", None, None, [ROOT.certificate])
    with pytest.raises(NoPrivateKey) as caught:
        opened(key)
    assert caught.value.label == "k.p12"


def test_a_private_key_without_its_certificate_is_told(tmp_path):
    key = pkcs12(tmp_path / "k.p12", rsa_key(), None)
    with pytest.raises(NoPrivateKey):
        opened(key)


def test_a_key_that_cannot_sign_for_us_is_told_with_its_kind(tmp_path):
    private = ed25519.Ed25519PrivateKey.generate()
    holder = issue("ed25519", ROOT, key=private)
    key = pkcs12(tmp_path / "k.p12", private, holder.certificate)
    with pytest.raises(UnsupportedKey, match="Ed25519"):
        opened(key)


def test_a_key_changed_on_disk_is_read_anew(tmp_path):
    path = HOLDERS["rsa"].pkcs12(tmp_path / "k.p12")
    key = FileKey(path)
    assert opened(key).certificate == HOLDERS["rsa"].certificate
    HOLDERS["ecdsa"].pkcs12(path)
    assert opened(key).certificate == HOLDERS["ecdsa"].certificate
    assert key.certificates() == (HOLDERS["ecdsa"].certificate,)


@given(position=st.integers(0), change=st.integers(1, 255))
def test_no_damage_whatever_brings_out_another_error(position, change, tmp_path_factory):
    path = HOLDERS["ecdsa"].pkcs12(tmp_path_factory.mktemp("damage") / "k.p12")
    content = bytearray(path.read_bytes())
    content[position % len(content)] ^= change
    path.write_bytes(content)
    with suppress(KeyTrouble):
        assert opened(FileKey(path)).certificate == HOLDERS["ecdsa"].certificate


@given(st.binary(max_size=300))
def test_no_bytes_whatever_bring_out_another_error(content):
    assert filekey._is_pkcs12(content) is False
