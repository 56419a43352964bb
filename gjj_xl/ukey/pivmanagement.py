"""What whoever manages a PIV card may do: show the management key (9B), write a certificate."""

from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from gjj_xl.ukey.apdu import Apdus, Command, Ins
from gjj_xl.ukey.status import SW
from gjj_xl.ukey.tlv import field, tlv
from gjj_xl.ukey.tokenerrors import Garbled, WrongManagementKey

DEFAULT_KEY: Final = bytes.fromhex("0102030405060708" * 3)
"""The one that cards are delivered with."""

_KEY: Final = 0x9B
_TEMPLATE, _CHALLENGE, _RESPONSE = 0x7C, 0x81, 0x82
_CIPHERS: Final = {
    16: ((0x08, AES),),
    24: ((0x0A, AES), (0x03, TripleDES)),  # newer cards, then older ones
    32: ((0x0C, AES),),
}
"""By the key's length in bytes: how the card names the algorithm (SP 800-78-5 table 9)."""


def show_management_key(apdus: Apdus, key: bytes) -> None:
    """Prove that we know the key (SP 800-73-4 part 2, A.1); raises WrongManagementKey, Garbled."""
    for algorithm, cipher in _CIPHERS.get(len(key), ()):
        ask = Command(Ins.GENERAL_AUTHENTICATE, algorithm, _KEY, tlv(_TEMPLATE, tlv(_CHALLENGE)))
        answer, sw = apdus.exchange(ask)
        if sw != SW.OK:
            continue  # the card's key is of another kind
        challenge = field(field(answer, _TEMPLATE), _CHALLENGE)
        encryptor = Cipher(cipher(key), modes.ECB()).encryptor()  # noqa: S305 - one random block
        try:
            response = encryptor.update(challenge) + encryptor.finalize()
        except ValueError as error:
            raise Garbled("a challenge of the wrong size") from error
        data = tlv(_TEMPLATE, tlv(_RESPONSE, response))
        _, sw = apdus.exchange(Command(Ins.GENERAL_AUTHENTICATE, algorithm, _KEY, data, False))
        if sw == SW.OK:
            return
        break
    raise WrongManagementKey
