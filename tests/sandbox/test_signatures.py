import datetime as dt
from dataclasses import replace

from cryptography.hazmat.primitives.serialization import pkcs12

from gjj_xl.sandbox import ca
from gjj_xl.sandbox.store import open_store
from gjj_xl.wire.cms import Signer, sign_detached
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.envelope import decode_response
from gjj_xl.wire.form import signature_bytes, signature_text


def answered(clerk, xml: bytes, sign_data: str | None) -> str:
    """The return code for a filing with this signature."""
    response = decode_response(clerk.send(xml, sign_data))
    assert b"<REQUEST_SN>" + response.request_sn.encode() + b"</REQUEST_SN>" in xml
    return response.return_code


def signed_by(identity: ca.Identity, xml: bytes) -> str:
    return signature_text(sign_detached(xml, Signer(identity.key, identity.certificate)))


def test_a_filing_without_a_signature_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    xml = clerk.request_bytes(clerk.missed(1, skip=34))
    assert answered(clerk, xml, None) == ReturnCode.UNSIGNED.code


def test_one_flipped_byte_in_request_or_signature_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    xml = clerk.request_bytes(clerk.missed(1, skip=34))
    sign_data = clerk.sign(xml)
    changed = xml.replace(b"<COUNT>1</COUNT>", b"<COUNT>2</COUNT>")
    assert changed != xml
    assert answered(clerk, changed, sign_data) == ReturnCode.BAD_SIGNATURE.code
    der = bytearray(signature_bytes(sign_data))
    der[-1] ^= 1
    assert answered(clerk, xml, signature_text(bytes(der))) == ReturnCode.BAD_SIGNATURE.code
    assert answered(clerk, xml, "no base64!") == ReturnCode.BAD_SIGNATURE.code


def test_a_certificate_of_another_ca_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    stranger = ca.issue_unit(ca.make_authority().root, clerk.unit.cust_id, "他人")
    xml = clerk.request_bytes(clerk.missed(1, skip=34))
    assert answered(clerk, xml, signed_by(stranger, xml)) == ReturnCode.FOREIGN_CERTIFICATE.code


def test_the_centres_own_receipt_key_cannot_file(shared, log_in) -> None:
    clerk = log_in(shared)
    own = ca.open_authority(shared.data).receipts
    xml = clerk.request_bytes(clerk.missed(1, skip=34))
    assert answered(clerk, xml, signed_by(own, xml)) == ReturnCode.FOREIGN_CERTIFICATE.code


def test_a_certificate_of_the_ca_that_nobody_registered_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    identity = ca.issue_unit(ca.open_authority(shared.data).root, clerk.unit.cust_id, "单位")
    xml = clerk.request_bytes(clerk.missed(1, skip=34))
    expected = ReturnCode.UNREGISTERED_CERTIFICATE.code
    assert answered(clerk, xml, signed_by(identity, xml)) == expected


def test_another_units_key_is_refused(shared, log_in) -> None:
    clerk = log_in(shared)
    other = replace(
        clerk.unit,
        key_path=shared.units[1].key_path,
        key_password=shared.units[1].key_password,
    )
    xml = clerk.request_bytes(clerk.missed(1, skip=34))
    sign_data = type(clerk)(shared, other).sign(xml)
    assert answered(clerk, xml, sign_data) == ReturnCode.UNREGISTERED_CERTIFICATE.code


def test_expired_and_revoked_certificates_are_refused(centre, log_in) -> None:
    root = ca.open_authority(centre.data).root
    unit = centre.units[0]
    old = ca.issue_unit(
        root, unit.cust_id, unit.unit_name, not_after=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    )
    store = open_store(centre.data)
    with store.write() as connection:
        ca.register(connection, old.certificate, unit.cust_id, "2020-01-01")
    centre.start_here()
    clerk = log_in(centre)
    xml = clerk.request_bytes(clerk.missed(1))
    assert answered(clerk, xml, signed_by(old, xml)) == ReturnCode.EXPIRED_CERTIFICATE.code
    _, certificate, _ = pkcs12.load_key_and_certificates(
        unit.key_path.read_bytes(), unit.key_password.encode()
    )
    assert certificate is not None
    with store.write() as connection:
        ca.revoke(connection, ca.fingerprint(certificate), "2026-11-10")
    store.close()
    assert answered(clerk, xml, clerk.sign(xml)) == ReturnCode.REVOKED_CERTIFICATE.code


def test_a_signature_is_verified_before_the_request_is_parsed(shared, log_in) -> None:
    clerk = log_in(shared)
    bomb = b'<?xml version="1.0" encoding="GB2312" ?><!DOCTYPE TX [<!ENTITY a "a">]><TX>&a;</TX>'
    stranger = ca.issue_unit(ca.make_authority().root, "X", "他人")
    response = decode_response(clerk.send(bomb, signed_by(stranger, bomb)))
    assert response.return_code == ReturnCode.FOREIGN_CERTIFICATE.code
    # Unsigned, it gets as far as the parser, and no further.
    assert decode_response(clerk.send(bomb)).return_code == ReturnCode.MALFORMED.code
