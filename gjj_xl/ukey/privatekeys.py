"""Private keys that stay where they are, in the shape that ``cryptography`` expects.

What signs is a function: for RSA over a DigestInfo (RFC 8017 9.2), for elliptic curves over a
digest, giving the DER of ECDSA. Everything that would bring the key itself out is refused.
"""

from collections.abc import Callable
from typing import Final, NoReturn, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    PrivateFormat,
)
from cryptography.utils import Buffer

from gjj_xl.ukey.errors import UnsupportedKey
from gjj_xl.ukey.protocol import PrivateKey
from gjj_xl.ukey.tokenerrors import Garbled

SignRaw: TypeAlias = Callable[[bytes], bytes]
"""Signs a DigestInfo (RSA) or a digest (elliptic curves); raises KeyTrouble."""

PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_INFO: Final = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
"""What stands before the digest in a DigestInfo (RFC 8017 9.2, note 1)."""

_RSA_BITS: Final = (2048, 3072)
_CURVES: Final = ("secp256r1", "secp384r1")


def supported(public_key: object, label: str) -> PublicKey:
    """The public key, if we can sign with its other half; raises UnsupportedKey."""
    match public_key:
        case rsa.RSAPublicKey() if public_key.key_size in _RSA_BITS:
            return public_key
        case ec.EllipticCurvePublicKey() if public_key.curve.name in _CURVES:
            return public_key
        case rsa.RSAPublicKey():
            raise UnsupportedKey(label, f"RSA-{public_key.key_size}")
        case ec.EllipticCurvePublicKey():
            raise UnsupportedKey(label, public_key.curve.name)
        case _:
            raise UnsupportedKey(label, type(public_key).__name__)


def private_key(public_key: PublicKey, sign: SignRaw) -> PrivateKey:
    """The private half of a public key, as a function that signs."""
    if isinstance(public_key, rsa.RSAPublicKey):
        return TokenRsaKey(public_key, sign)
    return TokenEcKey(public_key, sign)


class _Kept:
    """What no key on a token can do."""

    def private_numbers(self) -> NoReturn:
        raise UnsupportedAlgorithm("the private key does not leave its token")

    def private_bytes(
        self,
        encoding: Encoding,
        format: PrivateFormat,  # noqa: A002 - the name that cryptography gave it
        encryption_algorithm: KeySerializationEncryption,
    ) -> NoReturn:
        raise UnsupportedAlgorithm("the private key does not leave its token")


class TokenRsaKey(_Kept, rsa.RSAPrivateKey):
    """An RSA key on a token: signs with PKCS#1 v1.5 and SHA-2."""

    def __init__(self, public_key: rsa.RSAPublicKey, sign: SignRaw) -> None:
        self._public_key = public_key
        self._sign = sign

    @property
    def key_size(self) -> int:
        """The bits of the modulus."""
        return self._public_key.key_size

    def public_key(self) -> rsa.RSAPublicKey:
        """The public half."""
        return self._public_key

    def sign(
        self,
        data: bytes,
        padding: padding.AsymmetricPadding,
        algorithm: utils.Prehashed | hashes.HashAlgorithm | utils.NoDigestInfo,
    ) -> bytes:
        """Sign on the token; what comes back is right, or an error.

        Raises KeyTrouble where the token cannot, UnsupportedAlgorithm for any other padding or
        hash.
        """
        digest, hashed = _digest(data, algorithm)
        if padding.name != _PKCS1:
            raise UnsupportedAlgorithm(padding.name)
        signature = self._sign(_INFO[hashed.name] + digest)
        _require_right(
            lambda: self._public_key.verify(signature, digest, padding, utils.Prehashed(hashed))
        )
        return signature

    def decrypt(self, ciphertext: bytes, padding: padding.AsymmetricPadding) -> NoReturn:
        """Refused: this key signs."""
        raise UnsupportedAlgorithm("this key signs")

    def __copy__(self) -> "TokenRsaKey":
        return self

    def __deepcopy__(self, memo: object) -> "TokenRsaKey":
        return self


class TokenEcKey(_Kept, ec.EllipticCurvePrivateKey):
    """A key on P-256 or P-384 on a token: signs with ECDSA."""

    def __init__(self, public_key: ec.EllipticCurvePublicKey, sign: SignRaw) -> None:
        self._public_key = public_key
        self._sign = sign

    @property
    def curve(self) -> ec.EllipticCurve:
        """The curve."""
        return self._public_key.curve

    @property
    def key_size(self) -> int:
        """The bits of the curve."""
        return self._public_key.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self._public_key

    def sign(self, data: Buffer, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """Sign on the token; raises like :meth:`TokenRsaKey.sign`."""
        digest, hashed = _digest(data, signature_algorithm.algorithm)
        size = (self.key_size + 7) // 8
        # The card takes as many bytes as its curve has; the rest of a longer digest does not count
        # (FIPS 186-5 6.4.1), and a shorter one is a number with zeros before it.
        signature = self._sign(digest[:size].rjust(size, b"\0"))
        _require_right(
            lambda: self._public_key.verify(signature, digest, ec.ECDSA(utils.Prehashed(hashed)))
        )
        return signature

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> NoReturn:
        """Refused: this key signs."""
        raise UnsupportedAlgorithm("this key signs")

    def __copy__(self) -> "TokenEcKey":
        return self

    def __deepcopy__(self, memo: object) -> "TokenEcKey":
        return self


_PKCS1: Final = padding.PKCS1v15().name


def _digest(data: Buffer, algorithm: object) -> tuple[bytes, hashes.HashAlgorithm]:
    if isinstance(algorithm, utils.Prehashed):
        hashed = algorithm._algorithm
        digest = bytes(data)
    elif isinstance(algorithm, hashes.HashAlgorithm):
        hashed = algorithm
        hasher = hashes.Hash(hashed)
        hasher.update(data)
        digest = hasher.finalize()
    else:
        raise UnsupportedAlgorithm(type(algorithm).__name__)
    if hashed.name not in _INFO or len(digest) != hashed.digest_size:
        raise UnsupportedAlgorithm(hashed.name)
    return digest, hashed


def _require_right(verify: Callable[[], None]) -> None:
    """Never hand on a signature that does not hold; whoever made it."""
    try:
        verify()
    except InvalidSignature as error:
        raise Garbled("a signature that does not hold") from error
