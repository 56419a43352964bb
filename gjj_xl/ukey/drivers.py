"""From the name of a key to the key itself: which driver reaches it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from cryptography import x509

from gjj_xl.ukey.choices import Choice, Wanted, anyone
from gjj_xl.ukey.filekey import FileKey
from gjj_xl.ukey.names import KeyName, PivName, parse_name
from gjj_xl.ukey.pivkey import PivKey
from gjj_xl.ukey.protocol import Key
from gjj_xl.ukey.worker import Patience


@runtime_checkable
class TokenKey(Key, Protocol):
    """A key on a token, that may hold more than one certificate."""

    def choices(self) -> Sequence[Choice]:
        """The certificates that its name could mean, without the PIN. Raises KeyTrouble."""
        ...

    def choice(self) -> Choice:
        """The one that is meant; raises SeveralCertificates, NoCertificate, KeyTrouble."""
        ...

    def write(self, certificate: x509.Certificate, management_key: bytes) -> None:
        """Put a certificate in the place of the one that is meant.

        Raises ReadOnly where the driver cannot, NoPrivateKey, WrongManagementKey, KeyTrouble.
        """
        ...


def open_key(
    name: KeyName | str, *, wanted: Wanted = anyone, patience: Patience | None = None
) -> Key:
    """The key of a name; nothing is reached for yet. Raises KeyNameError.

    Where a token holds several certificates, those that are ``wanted`` go before others.
    """
    if isinstance(name, str):
        name = parse_name(name)
    if isinstance(name, Path):
        return FileKey(name)
    if isinstance(name, PivName):
        return PivKey(name, wanted=wanted, patience=patience)
    from gjj_xl.ukey.pkcs11key import Pkcs11Key

    return Pkcs11Key(name, wanted=wanted, patience=patience)
