"""Chains: a certificate counts if it leads to our root, is current, and is for this role."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from gjj_xl.wire.chain import require_chain
from gjj_xl.wire.cms import sign_detached, verify_detached
from gjj_xl.wire.codes import Usage
from gjj_xl.wire.errors import (
    ExpiredCertificate,
    ForeignCertificate,
    NotYetValidCertificate,
    RevokedCertificate,
    WeakAlgorithm,
    WrongUsage,
)
from tests.wire import openssl
from tests.wire.certificates import (
    NOW,
    YEAR,
    authority,
    centre,
    issue,
    key_usage,
    rsa_key,
    unit,
)

ROOT = authority()
SECOND = dt.timedelta(seconds=1)
EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION


def chain_of(holder, *, at=NOW, usage=Usage.UNIT, roots=(ROOT,), others=None, revoked=None):
    return require_chain(
        holder.certificate,
        holder.chain if others is None else others,
        [root.certificate for root in roots],
        at,
        usage=usage,
        revoked=revoked,
    )


def test_a_chain_is_given_from_the_signer_to_the_root():
    middle = authority("中间", ROOT)
    lower = authority("下级", middle)
    holder = unit(lower)
    expected = (holder, lower, middle, ROOT)
    assert chain_of(holder) == tuple(step.certificate for step in expected)


def test_the_intermediates_may_come_in_any_order_and_with_strangers():
    middle = authority("中间", ROOT)
    lower = authority("下级", middle)
    holder = unit(lower)
    stranger = authority("外")
    others = (stranger.certificate, middle.certificate, lower.certificate)
    assert len(chain_of(holder, others=others)) == 4


def test_without_its_intermediate_a_certificate_is_foreign():
    holder = unit(authority("中间", ROOT))
    with pytest.raises(ForeignCertificate) as caught:
        chain_of(holder, others=())
    assert caught.value.certificate == holder.certificate


def test_another_ca_of_the_same_name_is_foreign(tmp_path):
    holder = unit(authority())
    with pytest.raises(ForeignCertificate):
        chain_of(holder)
    der = sign_detached(b"data", holder.signer)
    with pytest.raises(ForeignCertificate):
        verify_detached(b"data", der, [ROOT.certificate], NOW, usage=Usage.UNIT)
    assert not openssl.accepts(tmp_path, b"data", der, ROOT.certificate)


def test_a_root_that_comes_with_the_signature_is_no_root():
    other = authority("别的根")
    with pytest.raises(ForeignCertificate):
        chain_of(unit(other), others=(other.certificate,))


def test_no_roots_no_trust():
    with pytest.raises(ForeignCertificate):
        chain_of(unit(ROOT), roots=())


def test_a_self_made_certificate_is_foreign():
    holder = issue("自签", None, extended=Usage.UNIT.value.issued, usage=key_usage(signs=True))
    with pytest.raises(ForeignCertificate):
        chain_of(holder)


def test_both_ends_of_the_validity_belong_to_it():
    holder = unit(ROOT, begins=NOW - YEAR, ends=NOW)
    assert chain_of(holder, at=NOW)
    assert chain_of(holder, at=NOW - YEAR)


def test_a_certificate_that_has_ended_is_told_with_the_moment(tmp_path):
    holder = unit(ROOT, ends=NOW - SECOND)
    with pytest.raises(ExpiredCertificate) as caught:
        chain_of(holder)
    assert (caught.value.certificate, caught.value.at) == (holder.certificate, NOW)
    assert chain_of(holder, at=NOW - 2 * SECOND)
    der = sign_detached(b"data", holder.signer)
    assert not openssl.accepts(tmp_path, b"data", der, ROOT.certificate)


def test_a_certificate_that_has_not_begun_is_told():
    holder = unit(ROOT, begins=NOW + SECOND)
    with pytest.raises(NotYetValidCertificate) as caught:
        chain_of(holder)
    assert caught.value.at == NOW


def test_every_certificate_of_the_chain_must_be_current():
    middle = authority("中间", ROOT, ends=NOW - SECOND)
    with pytest.raises(ExpiredCertificate) as caught:
        chain_of(unit(middle))
    assert caught.value.certificate == middle.certificate
    root = authority("旧根", ends=NOW - SECOND)
    with pytest.raises(ExpiredCertificate) as caught:
        chain_of(unit(root), roots=(root,))
    assert caught.value.certificate == root.certificate


def test_a_renewed_intermediate_beside_the_expired_one_is_enough():
    old = authority("中间", ROOT, ends=NOW - SECOND)
    new = authority("中间", ROOT, key=old.key)
    holder = unit(old)
    chain = chain_of(holder, others=(old.certificate, new.certificate))
    assert new.certificate in chain


@pytest.mark.parametrize(
    "facts",
    [
        {"extended": Usage.CENTRE.value.issued},
        {"extended": (EMAIL,)},
        {"extended": (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)},
        {"extended": (ExtendedKeyUsageOID.SERVER_AUTH,)},
        {"extended": ()},
        {"usage": key_usage(enciphers=True)},
        {"ca": True},
    ],
)
def test_a_certificate_for_another_use_is_told(facts):
    with pytest.raises(WrongUsage) as caught:
        chain_of(unit(ROOT, **facts))
    assert caught.value.usage is Usage.UNIT


def test_the_roles_of_units_and_centre_are_distinct():
    assert chain_of(centre(ROOT), usage=Usage.CENTRE)
    assert Usage.UNIT.value.required != Usage.CENTRE.value.required
    with pytest.raises(WrongUsage):
        chain_of(centre(ROOT), usage=Usage.UNIT)


def test_a_certificate_without_key_usage_may_sign():
    assert chain_of(unit(ROOT, usage=None))


def test_a_unit_cannot_issue_certificates():
    rogue = unit(ROOT, "0100000002")
    victim = unit(rogue, "0100000003")
    with pytest.raises(ForeignCertificate):
        chain_of(victim, others=(rogue.certificate,))


@pytest.mark.parametrize(
    "facts",
    [
        {"basic": False},
        {"usage": key_usage(signs=True)},
        {"extra": ((x509.NameConstraints([x509.DNSName("x")], None), True),)},
    ],
)
def test_an_intermediate_that_may_not_issue_is_foreign(facts):
    middle = authority("中间", ROOT, **facts)
    with pytest.raises(ForeignCertificate) as caught:
        chain_of(unit(middle))
    assert caught.value.certificate == middle.certificate


def test_a_ca_for_other_roles_cannot_issue_for_this_one():
    middle = authority("网站CA", ROOT, extended=(ExtendedKeyUsageOID.SERVER_AUTH,))
    with pytest.raises(WrongUsage):
        chain_of(unit(middle))
    assert chain_of(unit(authority("签名CA", ROOT, extended=Usage.UNIT.value.issued)))


def test_a_ca_allows_no_longer_chain_than_it_says():
    middle = authority("中间", ROOT, path_length=0)
    assert chain_of(unit(middle))
    with pytest.raises(ForeignCertificate, match="longer"):
        chain_of(unit(authority("下级", middle)))


def test_a_critical_extension_that_nobody_understands_is_refused():
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.1"), b"\x05\x00")
    assert chain_of(unit(ROOT, extra=((unknown, False),)))
    with pytest.raises(ForeignCertificate, match=r"2\.25\.1"):
        chain_of(unit(ROOT, extra=((unknown, True),)))


def test_a_certificate_signed_with_a_short_hash_is_weak():
    root = authority("RSA根", key=rsa_key("root"))
    holder = unit(root, algorithm=hashes.SHA224())
    with pytest.raises(WeakAlgorithm, match="sha224"):
        chain_of(holder, roots=(root,))


def test_a_weak_key_of_an_intermediate_is_weak():
    middle = authority("中间", ROOT, key=rsa_key(bits=1024))
    with pytest.raises(WeakAlgorithm, match="1024"):
        chain_of(unit(middle))


@pytest.mark.parametrize("which", [0, 1])
def test_a_revoked_certificate_is_told_wherever_it_stands(which):
    holder = unit(authority("中间", ROOT))
    revoked = (holder.certificate, *holder.chain)[which]
    with pytest.raises(RevokedCertificate) as caught:
        chain_of(holder, revoked=lambda certificate: certificate == revoked)
    assert caught.value.certificate == revoked
    assert chain_of(holder, revoked=lambda certificate: False)


def test_certificates_that_issue_each_other_in_circles_end():
    one, two = authority("甲"), authority("乙")
    ring = [
        issue("甲", two, key=one.key, ca=True).certificate,
        issue("乙", one, key=two.key, ca=True).certificate,
        *[authority("甲", key=one.key).certificate for _ in range(5)],
    ]
    with pytest.raises(ForeignCertificate):
        chain_of(unit(one), others=ring)
