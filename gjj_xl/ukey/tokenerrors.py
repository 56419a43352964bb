"""What can be wrong with a card or token, from the reader's service to the last answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gjj_xl.ukey.errors import KeyTrouble

if TYPE_CHECKING:
    from gjj_xl.ukey.choices import Choice


class KeyNameError(KeyTrouble):
    """A text that names no key: neither a file nor ``piv:…`` nor ``pkcs11:…``."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class DriverMissing(KeyTrouble):
    """The Python package (``package``, our extra ``extra``) that reaches tokens is not there."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package)
        self.package = package
        self.extra = extra


class LibraryUnusable(KeyTrouble):
    """The maker's PKCS#11 library cannot be loaded, or does not do what the standard says."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path = path
        self.detail = detail


class TokenTrouble(KeyTrouble):
    """Something between this program and a token: root of all below."""


class NoService(TokenTrouble):
    """The system's smart-card service (PC/SC) does not run, or ended meanwhile."""


class NoReader(TokenTrouble):
    """The service runs and sees no reader: no key is plugged in."""


class ReaderTrouble(TokenTrouble):
    """What concerns one reader; ``reader`` is its name."""

    def __init__(self, reader: str) -> None:
        super().__init__(reader)
        self.reader = reader


class NoCard(ReaderTrouble):
    """The reader is empty."""


class MuteCard(ReaderTrouble):
    """Something is in the reader that does not answer: put in the wrong way, dirty or broken."""


class WrongCard(ReaderTrouble):
    """The card is not one of ours: it has no PIV application."""


class OtherCard(ReaderTrouble):
    """The card is a PIV card, and not the one that was named: ``wanted`` is."""

    def __init__(self, reader: str, wanted: str) -> None:
        super().__init__(reader)
        self.wanted = wanted


class CardRemoved(ReaderTrouble):
    """The card was taken out while it was in use."""


class CardReset(ReaderTrouble):
    """Another program has reset the card while it was in use here."""


class InUse(ReaderTrouble):
    """Another program holds the card, and did not let go in time."""


class TooSlow(ReaderTrouble):
    """The card did not answer in time."""


class ReaderFailed(ReaderTrouble):
    """The service said something of the reader that is in no table; ``code`` is its number."""

    def __init__(self, reader: str, code: int) -> None:
        super().__init__(reader)
        self.code = code


class LibraryFailed(TokenTrouble):
    """The maker's library reports an error that is in no table; ``detail`` is its name."""

    def __init__(self, label: str, detail: str) -> None:
        super().__init__(f"{label}: {detail}")
        self.label = label
        self.detail = detail


class CardTrouble(TokenTrouble):
    """What the card itself said."""


class PinBlocked(CardTrouble):
    """No try is left: the PIN (口令) is blocked until its issuer unblocks it."""


class PinNotFresh(CardTrouble):
    """The card wants the PIN again, right before this."""


class PinUnusable(CardTrouble):
    """A text that cannot be a PIN; it was not shown to the card, and no try is spent."""


class NotOnCard(CardTrouble):
    """The card does not have what it was asked for."""


class UnknownStatus(CardTrouble):
    """The card answered with a status word that means nothing here."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"SW {sw:04X}")
        self.sw = sw


class Garbled(CardTrouble):
    """The card's answer is not what was asked for; ``detail`` says in which way."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NoCertificate(CardTrouble):
    """The token holds no certificate that could sign."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class SeveralCertificates(CardTrouble):
    """More than one certificate could be meant (manual 12.5): one of ``choices`` must be named."""

    def __init__(self, choices: "Sequence[Choice]") -> None:
        super().__init__(", ".join(choice.name for choice in choices))
        self.choices = tuple(choices)


class ReadOnly(CardTrouble):
    """Nothing can be written to this token by this driver."""


class WrongManagementKey(CardTrouble):
    """The card's management key (管理密钥) is another one."""
