"""Which of a token's certificates could be meant (manual 12.5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cryptography import x509

from gjj_xl.ukey.tokenerrors import NoCertificate, SeveralCertificates


@dataclass(frozen=True, slots=True)
class Choice:
    """A certificate that could sign: the name of its key, where it is, and itself."""

    name: str
    label: str
    certificate: x509.Certificate


Wanted: TypeAlias = Callable[[x509.Certificate], bool]
"""Whether a certificate looks like one that the caller is after."""


def anyone(_: x509.Certificate) -> bool:
    """Want every certificate alike."""
    return True


def preferred(choices: Sequence[Choice], wanted: Wanted) -> Sequence[Choice]:
    """The choices that are wanted; where none is, all."""
    return [choice for choice in choices if wanted(choice.certificate)] or choices


def only(choices: Sequence[Choice], wanted: Wanted, label: str) -> Choice:
    """The one (wanted) choice there is; raises NoCertificate, SeveralCertificates."""
    left = preferred(choices, wanted)
    if not left:
        raise NoCertificate(label)
    if len(left) > 1:
        raise SeveralCertificates(left)
    return left[0]


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether a certificate is its owner's and, where it has a key usage, for signatures."""
    for extension in certificate.extensions:
        match extension.value:
            case x509.BasicConstraints(ca=True):
                return False
            case x509.KeyUsage(digital_signature=False, content_commitment=False):
                return False
    return True
