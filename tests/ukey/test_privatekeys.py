"""Private keys on tokens, as cryptography sees them."""

import copy

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gjj_xl.ukey.errors import UnsupportedKey
from gjj_xl.ukey.piv import rsa_block
from gjj_xl.ukey.privatekeys import TokenEcKey, TokenRsaKey, private_key, supported
from gjj_xl.ukey.tokenerrors import Garbled

RSA = rsa.generate_private_key(65537, 2048)
CURVES = {
    256: ec.generate_private_key(ec.SECP256R1()),
    384: ec.generate_private_key(ec.SECP384R1()),
}
SHA2 = (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())


def token_rsa() -> TokenRsaKey:
    """Signs as a card does: a raw operation over the padded block."""
    numbers = RSA.private_numbers()

    def sign(info: bytes) -> bytes:
        message = int.from_bytes(rsa_block(info, 256))
        return pow(message, numbers.d, numbers.public_numbers.n).to_bytes(256)

    key = private_key(RSA.public_key(), sign)
    assert isinstance(key, TokenRsaKey)
    return key


def token_ec(bits: int) -> TokenEcKey:
    """Signs as a card does: a number as long as the curve, whatever hash it came from."""
    algorithm = utils.Prehashed({256: hashes.SHA256(), 384: hashes.SHA384()}[bits])
    key = private_key(
        CURVES[bits].public_key(), lambda data: CURVES[bits].sign(data, ec.ECDSA(algorithm))
    )
    assert isinstance(key, TokenEcKey)
    return key


@pytest.mark.parametrize("algorithm", SHA2)
def test_rsa_signs_with_every_hash(algorithm: hashes.HashAlgorithm) -> None:
    signature = token_rsa().sign(b"data", padding.PKCS1v15(), algorithm)
    RSA.public_key().verify(signature, b"data", padding.PKCS1v15(), algorithm)


@pytest.mark.parametrize("algorithm", SHA2)
@pytest.mark.parametrize("bits", CURVES)
def test_curves_sign_with_every_hash(bits: int, algorithm: hashes.HashAlgorithm) -> None:
    """A digest that is longer or shorter than the curve, too."""
    signature = token_ec(bits).sign(b"data", ec.ECDSA(algorithm))
    CURVES[bits].public_key().verify(signature, b"data", ec.ECDSA(algorithm))


def test_a_digest_that_was_made_elsewhere_is_signed() -> None:
    hasher = hashes.Hash(hashes.SHA256())
    hasher.update(b"data")
    made = utils.Prehashed(hashes.SHA256())
    signature = token_rsa().sign(hasher.finalize(), padding.PKCS1v15(), made)
    RSA.public_key().verify(signature, b"data", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(UnsupportedAlgorithm):
        token_rsa().sign(b"too short", padding.PKCS1v15(), made)


def test_other_paddings_and_hashes_are_refused() -> None:
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    for scheme, algorithm in (
        (pss, hashes.SHA256()),
        (padding.PKCS1v15(), hashes.SHA1()),
        (padding.PKCS1v15(), utils.NoDigestInfo()),
    ):
        with pytest.raises(UnsupportedAlgorithm):
            token_rsa().sign(b"data", scheme, algorithm)


def test_the_key_itself_never_comes_out() -> None:
    for key in (token_rsa(), token_ec(256)):
        with pytest.raises(UnsupportedAlgorithm):
            key.private_numbers()
        with pytest.raises(UnsupportedAlgorithm):
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        assert copy.deepcopy(key) is key
        assert copy.copy(key) is key
    with pytest.raises(UnsupportedAlgorithm):
        token_rsa().decrypt(b"", padding.PKCS1v15())
    with pytest.raises(UnsupportedAlgorithm):
        token_ec(256).exchange(ec.ECDH(), CURVES[256].public_key())


def test_a_signature_that_does_not_hold_is_never_handed_on() -> None:
    wrong = private_key(RSA.public_key(), lambda _: b"\0" * 256)
    with pytest.raises(Garbled):
        wrong.sign(b"data", padding.PKCS1v15(), hashes.SHA256())
    wrong = private_key(CURVES[256].public_key(), lambda _: b"no DER")
    with pytest.raises(Garbled):
        wrong.sign(b"data", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (rsa.generate_private_key(65537, 1024), "RSA-1024"),
        (ec.generate_private_key(ec.SECP256K1()), "secp256k1"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519PublicKey"),
    ],
)
def test_a_key_of_another_kind_is_told(key: rsa.RSAPrivateKey, kind: str) -> None:
    with pytest.raises(UnsupportedKey) as caught:
        supported(key.public_key(), "ACS 0")
    assert caught.value.kind == kind
