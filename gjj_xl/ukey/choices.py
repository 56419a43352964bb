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
    """Whether a certificate's key usage, where it has one, allows signatures."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
