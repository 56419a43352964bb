"""The key that was chosen at log-in, which signs with the certificate chosen then or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from cryptography import x509

from gjj_xl.desk.errors import OtherCertificate
from gjj_xl.ukey.protocol import Key, Signer
from gjj_xl.wire.codes import Usage


class ChosenKey:
    """A key bound to one certificate: another one in its place is told before it signs.

    ``owner`` names the other unit that a certificate belongs to, empty where it is nobody's.
    """

    def __init__(
        self,
        key: Key,
        chosen: x509.Certificate,
        owner: Callable[[x509.Certificate], str] = lambda _: "",
    ) -> None:
        self._key = key
        self._chosen = chosen
        self._owner = owner

    @property
    def label(self) -> str:
        """The key's own label."""
        return self._key.label

    def certificates(self) -> Sequence[x509.Certificate]:
        """The key's certificates; raises OtherCertificate where the chosen one is not there."""
        found = self._key.certificates()
        if not found:
            return found
        if self._chosen not in found:
            raise self._other(found[0])
        return (self._chosen,)

    def tries_left(self) -> int | None:
        """The key's tries."""
        return self._key.tries_left()

    @contextmanager
    def unlock(self, pin: str) -> Iterator[Signer]:
        """Open the key; raises OtherCertificate where it would sign with another certificate."""
        with self._key.unlock(pin) as signer:
            if signer.certificate != self._chosen:
                raise self._other(signer.certificate)
            yield signer

    def _other(self, found: x509.Certificate) -> OtherCertificate:
        return OtherCertificate(self._chosen, found, self._owner(found))


def is_units(certificate: x509.Certificate) -> bool:
    """Whether a certificate was issued for a unit's filings: those go before others (12.5)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return Usage.UNIT.value.required in usage
