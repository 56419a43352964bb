"""Which of a token's certificates could be meant (manual 12.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509

from gjj_xl.ukey.tokenerrors import NoCertificate, SeveralCertificates


@dataclass(frozen=True, slots=True)
class Choice:
    """A certificate that could sign: the name of its key, where it is, and itself."""

    name: str
    label: str
    certificate: x509.Certificate


def only(choices: Sequence[Choice], label: str) -> Choice:
    """The one choice there is; raises NoCertificate, SeveralCertificates."""
    if not choices:
        raise NoCertificate(label)
    if len(choices) > 1:
        raise SeveralCertificates(choices)
    return choices[0]


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether a certificate's key usage, where it has one, allows signatures."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment
