"""Signatures: what is right is accepted by us and by OpenSSL, what is not by neither."""

import hashlib

import pytest
from asn1crypto import cms as asn1
from asn1crypto.core import Null
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.wire import cms
from gjj_xl.wire.cms import sign_detached, verify_detached
from gjj_xl.wire.codes import Tx, Usage
from gjj_xl.wire.envelope import Request
from gjj_xl.wire.errors import (
    BadSignature,
    MalformedSignature,
    SignatureError,
    WeakAlgorithm,
    WrongUsage,
)
from tests.wire import openssl
from tests.wire.certificates import (
    NOW,
    authority,
    centre,
    ec_key,
    issue,
    key_usage,
    rsa_key,
    unit,
)

ROOT = authority()
INTERMEDIATE = authority("公积金测试中间CA", ROOT)
UNITS = {
    "ecdsa": unit(INTERMEDIATE),
    "rsa": unit(INTERMEDIATE, key=rsa_key()),
    "p384": unit(ROOT, key=ec_key(ec.SECP384R1())),
}
DATA = Request(Tx.FILING, "1", "A#001", "U", {"FILE_CTX": "10|吉𠮷\r\n11|㑇\n"}).encode()
SIGNED = {kind: sign_detached(DATA, holder.signer) for kind, holder in UNITS.items()}
ALL = pytest.mark.parametrize("kind", UNITS)


def verify(der, data=DATA, usage=Usage.UNIT, roots=None):
    return verify_detached(data, der, roots or [ROOT.certificate], NOW, usage=usage)


@ALL
def test_a_right_signature_gives_its_certificate(kind):
    assert verify(SIGNED[kind]) == UNITS[kind].certificate


@ALL
def test_openssl_accepts_a_sign_data_against_its_request(kind, tmp_path):
    assert openssl.accepts(tmp_path, DATA, SIGNED[kind], ROOT.certificate)


@ALL
@pytest.mark.parametrize("hash_name", ["sha256", "sha384", "sha512"])
def test_what_openssl_signs_is_accepted(kind, hash_name, tmp_path):
    holder = UNITS[kind]
    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    options = ["-md", hash_name]
    if holder.chain:
        (tmp_path / "chain.pem").write_bytes(INTERMEDIATE.pem())
        options += ["-certfile", "chain.pem"]
    der = openssl.sign(tmp_path, DATA, holder.pem(), key, *options)
    assert verify(der) == holder.certificate


def test_the_signature_holds_neither_the_data_nor_the_root():
    content = asn1.ContentInfo.load(SIGNED["ecdsa"])["content"]
    assert content["encap_content_info"]["content"].native is None
    assert len(content["certificates"]) == 2


def flipped(data: bytes, position: int, change: int = 1) -> bytes:
    wrong = bytearray(data)
    wrong[position] ^= change
    return bytes(wrong)


@ALL
def test_one_changed_byte_of_the_data_is_refused_wherever_it_is(kind):
    for position in range(len(DATA)):
        with pytest.raises(BadSignature):
            verify(SIGNED[kind], flipped(DATA, position))


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_one_changed_byte_of_the_signature_is_refused_wherever_it_is(kind, change):
    for position in range(len(SIGNED[kind])):
        with pytest.raises(SignatureError):
            verify(flipped(SIGNED[kind], position, change))


def test_a_certificate_whose_length_ends_in_80_is_not_repaired():
    """asn1crypto takes such a length for an indefinite one, see ``cms._sequence``."""
    oid = x509.ObjectIdentifier("2.25.1")
    for length in range(1000):
        padding = x509.UnrecognizedExtension(oid, b"x" * (length % 256))
        holder = authority("中间", ROOT, extra=((padding, False),))
        if len(holder.certificate.public_bytes(Encoding.DER)) % 256 == 0x84:
            break
    else:
        pytest.fail("no certificate of that length")
    der = sign_detached(DATA, unit(holder).signer)
    assert verify(der)
    start = der.index(holder.certificate.tbs_certificate_bytes)
    for position in range(start, start + len(holder.certificate.tbs_certificate_bytes)):
        with pytest.raises(SignatureError):
            verify(flipped(der, position))


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_openssl_too_refuses_a_changed_byte_of_the_data(kind, tmp_path):
    for position in range(0, len(DATA), 23):
        wrong = flipped(DATA, position)
        assert not openssl.accepts(tmp_path, wrong, SIGNED[kind], ROOT.certificate)


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_openssl_too_refuses_a_changed_byte_of_what_is_signed(kind, tmp_path):
    """Sampled in the signature, the attributes and the chain.

    OpenSSL ignores changes in a few labels that no signature covers (versions, NULL parameters);
    our verification refuses those as well, see above.
    """
    der = SIGNED[kind]
    info = asn1.ContentInfo.load(der)["content"]["signer_infos"][0]
    digest = hashlib.sha256(DATA).digest()
    starts = {
        der.index(info["signature"].native): len(info["signature"].native),
        der.index(digest): len(digest),
        der.index(info["sid"].chosen.dump()): len(info["sid"].chosen.dump()),
    }
    for holder in (UNITS[kind], INTERMEDIATE):
        certificate = holder.certificate.tbs_certificate_bytes
        starts[der.index(certificate)] = len(certificate)
    for start, length in starts.items():
        for position in range(start, start + length, max(1, length // 6)):
            assert not openssl.accepts(tmp_path, DATA, flipped(der, position), ROOT.certificate)


def test_rsa_may_be_named_with_its_hash_or_without():
    """The one byte that may differ: both names mean the same scheme (RFC 3370, RFC 5754)."""
    algorithm = asn1.ContentInfo.load(SIGNED["rsa"])["content"]["signer_infos"][0][
        "signature_algorithm"
    ]
    assert algorithm["algorithm"].native == "rsassa_pkcs1v15"
    last = SIGNED["rsa"].rindex(algorithm["algorithm"].dump()) + 10
    assert verify(flipped(SIGNED["rsa"], last, 0x01 ^ 0x0B)) == UNITS["rsa"].certificate


@given(st.binary(max_size=400))
def test_no_bytes_whatever_bring_out_another_error(der):
    with pytest.raises(SignatureError):
        verify(der)


@given(st.data())
def test_no_damage_whatever_brings_out_another_error(data):
    der = bytearray(SIGNED["rsa"])
    start = data.draw(st.integers(0, len(der) - 1))
    stop = data.draw(st.integers(start, min(len(der), start + 40)))
    der[start:stop] = data.draw(st.binary(max_size=40).filter(lambda new: new != der[start:stop]))
    with pytest.raises(SignatureError):
        verify(bytes(der))


def changed(kind: str, change) -> bytes:
    """A signature with something changed in its structure, encoded anew."""
    outer = asn1.ContentInfo.load(SIGNED[kind]).copy()
    change(outer["content"])
    return outer.dump(force=True)


def test_encoding_it_anew_changes_nothing():
    assert verify(changed("rsa", lambda body: None)) == UNITS["rsa"].certificate


def _include(body):
    body["encap_content_info"]["content"] = DATA


def _no_attributes(body):
    signer = body["signer_infos"][0].copy()
    body["signer_infos"] = [
        {
            field: signer[field]
            for field in ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")
        }
    ]


def _two_signers(body):
    signer = body["signer_infos"][0]
    body["signer_infos"] = [signer.copy(), signer.copy()]


def _no_signer(body):
    body["signer_infos"] = []


def _no_certificates(body):
    body["certificates"] = []


def _signer_twice(body):
    body["certificates"] = [certificate.copy() for certificate in body["certificates"]] * 2


def _nine_certificates(body):
    body["certificates"] = [choice_of(unit(ROOT).certificate) for _ in range(9)]


def choice_of(certificate):
    parsed = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
    return asn1.CertificateChoices(name="certificate", value=parsed)


def _unsigned_attribute(body):
    body["signer_infos"][0]["unsigned_attrs"] = [{"type": "1.2.3.4", "values": [Null()]}]


def _attribute_twice(body):
    attributes = body["signer_infos"][0]["signed_attrs"]
    body["signer_infos"][0]["signed_attrs"] = [*attributes, attributes[0].copy()]


def _no_digest(body):
    attributes = body["signer_infos"][0]["signed_attrs"]
    body["signer_infos"][0]["signed_attrs"] = [
        attribute for attribute in attributes if attribute["type"].native != "message_digest"
    ]


def _key_identifier(body):
    body["signer_infos"][0]["sid"] = asn1.SignerIdentifier(
        name="subject_key_identifier", value=asn1.OctetString(b"1" * 20)
    )


@pytest.mark.parametrize(
    "change",
    [
        _include,
        _no_attributes,
        _two_signers,
        _no_signer,
        _no_certificates,
        _signer_twice,
        _nine_certificates,
        _unsigned_attribute,
        _attribute_twice,
        _no_digest,
        _key_identifier,
    ],
)
def test_another_structure_is_malformed(change):
    with pytest.raises(MalformedSignature):
        verify(changed("rsa", change))


def test_bytes_behind_the_signature_are_malformed():
    with pytest.raises(MalformedSignature):
        verify(SIGNED["rsa"] + b"\0")


def test_a_signature_that_is_too_long_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(cms, "MAX_BYTES", 100)
    with pytest.raises(MalformedSignature, match="too long"):
        verify(SIGNED["rsa"])


def test_a_signature_without_signed_attributes_is_malformed_even_if_it_is_right():
    der = (
        PKCS7SignatureBuilder()
        .set_data(DATA)
        .add_signer(UNITS["rsa"].certificate, UNITS["rsa"].key, hashes.SHA256())
        .sign(
            Encoding.DER,
            [PKCS7Options.DetachedSignature, PKCS7Options.Binary, PKCS7Options.NoAttributes],
        )
    )
    with pytest.raises(MalformedSignature, match="no signed attributes"):
        verify(der)


def test_sha1_is_weak(tmp_path):
    holder = unit(ROOT, key=rsa_key())
    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    der = openssl.sign(tmp_path, DATA, holder.pem(), key, "-md", "sha1")
    with pytest.raises(WeakAlgorithm) as caught:
        verify(der)
    assert caught.value.algorithm == "sha1"


def test_pss_is_not_among_the_accepted_schemes(tmp_path):
    holder = unit(ROOT, key=rsa_key())
    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    der = openssl.sign(
        tmp_path, DATA, holder.pem(), key, "-md", "sha256", "-keyopt", "rsa_padding_mode:pss"
    )
    with pytest.raises(WeakAlgorithm):
        verify(der)


def test_rsa_of_1024_bits_is_weak():
    holder = unit(ROOT, key=rsa_key(bits=1024))
    with pytest.raises(WeakAlgorithm, match="1024"):
        verify(sign_detached(DATA, holder.signer))


def test_an_odd_curve_is_weak():
    holder = unit(ROOT, key=ec_key(ec.SECP256K1()))
    with pytest.raises(WeakAlgorithm, match="secp256k1"):
        verify(sign_detached(DATA, holder.signer))


def with_certificate(der: bytes, certificate) -> bytes:
    """The signature with another certificate in the place of its own."""
    outer = asn1.ContentInfo.load(der)
    outer["content"]["certificates"] = [choice_of(certificate)]
    return outer.dump(force=True)


def test_a_certificate_of_another_key_with_the_same_name_and_number_proves_nothing():
    right = unit(ROOT, key=rsa_key())
    der = sign_detached(DATA, right.signer)
    number = right.certificate.serial_number
    for key in (rsa_key("another"), ec_key()):
        other = unit(ROOT, key=key, serial=number)
        with pytest.raises(BadSignature):
            verify(with_certificate(der, other.certificate))


def test_a_key_that_can_only_sign_otherwise_is_weak():
    key = ed25519.Ed25519PrivateKey.generate()
    holder = issue(
        "ed25519", ROOT, key=key, extended=Usage.UNIT.value.issued, usage=key_usage(signs=True)
    )
    number = holder.certificate.serial_number
    stand_in = unit(ROOT, serial=number)
    der = sign_detached(DATA, stand_in.signer)
    with pytest.raises(WeakAlgorithm, match="Ed25519"):
        verify(with_certificate(der, holder.certificate))


def test_a_unit_cannot_sign_for_the_centre_nor_the_centre_for_a_unit():
    receipt_key = centre(ROOT)
    der = sign_detached(DATA, receipt_key.signer)
    assert verify(der, usage=Usage.CENTRE) == receipt_key.certificate
    with pytest.raises(WrongUsage):
        verify(der, usage=Usage.UNIT)
    with pytest.raises(WrongUsage):
        verify(SIGNED["rsa"], usage=Usage.CENTRE)
