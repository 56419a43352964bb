"""An account (网银账号) at a centre: whom a computer files for, as it was last used."""

import hashlib
import ssl
from dataclasses import dataclass

from cryptography import x509

from gjj_xl.centre.channel import parse_address


def centre_of(url: str, ca: str | None) -> str:
    """Which centre an address means, as a short fingerprint: practice is not the real thing.

    A centre with a CA of its own (``ca``, PEM) may move to another port or host; every other one
    is known by its host. Raises BadAddress.
    """
    centre = ca if ca is not None else parse_address(url).host
    return hashlib.sha256(centre.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it was last used; ``ca`` is the PEM text of the centre's own CA, or None.

    ``unit_number`` and ``unit_name`` are the centre's own word; the number is empty before the
    first log-in. ``practice`` says that the centre is a practice centre (演练中心).
    """

    url: str
    ca: str | None
    cust_id: str
    user_id: str
    key_path: str | None
    unit_number: str
    unit_name: str
    practice: bool = False

    @property
    def centre(self) -> str:
        """The centre that it is an account at, see :func:`centre_of`."""
        return centre_of(self.url, self.ca)

    @property
    def name(self) -> str:
        """What tells it from every other account: 网银账号 and centre."""
        return f"{self.cust_id}@{self.centre}"

    @property
    def scope(self) -> str:
        """The unit at this centre: what the store keeps apart (practice is not the real thing)."""
        return f"{self.unit_number}@{self.centre}"

    def roots(self) -> list[x509.Certificate]:
        """The certificates that receipts must lead to: the centre's CA, else the system's."""
        if self.ca is not None:
            return x509.load_pem_x509_certificates(self.ca.encode())
        context = ssl.create_default_context()
        return [
            x509.load_der_x509_certificate(der) for der in context.get_ca_certs(binary_form=True)
        ]
