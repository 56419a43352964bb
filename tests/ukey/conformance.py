"""What every key must do: a driver passes if a subclass of this suite passes.

Give the fixtures ``key`` (fresh, locked), ``pin`` and ``wrong_pin`` in the subclass; set
``tries`` to the number of tries of a key that counts them, None for one that does not.
"""

from typing import ClassVar

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)

from gjj_xl.ukey.errors import KeyTrouble, WrongPin
from gjj_xl.ukey.protocol import Key, Signer

DATA = "申报 10|吉𠮷\r\n".encode("gb18030")


def sign(signer: Signer, data: bytes = DATA) -> bytes:
    """A plain signature (RSA PKCS#1 v1.5 or ECDSA, SHA-256) by the signer's key."""
    if isinstance(signer.private_key, rsa.RSAPrivateKey):
        return signer.private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return signer.private_key.sign(data, ec.ECDSA(hashes.SHA256()))


def verify(signer: Signer, signature: bytes, data: bytes = DATA) -> None:
    """Raise InvalidSignature unless the signature is right under the signer's certificate."""
    public = signer.certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(signature, data, ec.ECDSA(hashes.SHA256()))


class KeyConformance:
    """The suite; see the module."""

    tries: ClassVar[int | None] = None

    def test_it_is_a_key_with_a_label(self, key):
        assert isinstance(key, Key)
        assert key.label.strip()

    def test_it_signs_for_its_certificate(self, key, pin):
        with key.unlock(pin) as signer:
            verify(signer, sign(signer))

    def test_it_signs_more_than_once_while_it_is_open(self, key, pin):
        with key.unlock(pin) as signer:
            for data in (DATA, b"", DATA * 1000):
                verify(signer, sign(signer, data), data)

    def test_it_signs_a_cms_message(self, key, pin):
        with key.unlock(pin) as signer:
            der = (
                PKCS7SignatureBuilder()
                .set_data(DATA)
                .add_signer(signer.certificate, signer.private_key, hashes.SHA256())
                .sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
            )
        assert signer.certificate.public_bytes(Encoding.DER) in der

    def test_its_private_key_belongs_to_its_certificate(self, key, pin):
        with key.unlock(pin) as signer:
            assert signer.private_key.public_key() == signer.certificate.public_key()

    def test_its_chain_leads_upwards_from_the_certificate(self, key, pin):
        with key.unlock(pin) as signer:
            below = signer.certificate
            for issuer in signer.chain:
                below.verify_directly_issued_by(issuer)
                below = issuer

    def test_after_it_was_open_its_certificates_are_known(self, key, pin):
        with key.unlock(pin) as signer:
            pass
        assert signer.certificate in key.certificates()

    def test_certificates_need_no_pin(self, key):
        assert all(certificate.subject for certificate in key.certificates())

    def test_it_opens_again_after_it_was_closed(self, key, pin):
        for _ in range(2):
            with key.unlock(pin) as signer:
                verify(signer, sign(signer))

    def test_a_wrong_pin_is_told_with_the_tries_left(self, key, wrong_pin):
        with pytest.raises(WrongPin) as caught, key.unlock(wrong_pin):
            pass
        assert caught.value.tries_left == (None if self.tries is None else self.tries - 1)

    def test_the_tries_are_told_before_the_pin_is_asked_for(self, key):
        assert key.tries_left() == self.tries

    def test_the_right_pin_opens_it_after_a_wrong_one(self, key, pin, wrong_pin):
        with pytest.raises(WrongPin), key.unlock(wrong_pin):
            pass
        with key.unlock(pin) as signer:
            verify(signer, sign(signer))

    def test_no_pin_ever_shows(self, key, pin, wrong_pin):
        with pytest.raises(WrongPin) as caught, key.unlock(wrong_pin):
            pass
        with key.unlock(pin) as signer:
            shown = f"{key!r}{signer!r}{caught.value!r}{caught.value}{vars(key)}"
        assert pin not in shown
        assert wrong_pin not in shown

    def test_what_happens_while_it_is_open_comes_out_unchanged(self, key, pin):
        class Interrupted(Exception):
            pass

        with pytest.raises(Interrupted), key.unlock(pin):
            raise Interrupted

    def test_all_its_troubles_are_of_one_tree(self):
        assert issubclass(WrongPin, KeyTrouble)
