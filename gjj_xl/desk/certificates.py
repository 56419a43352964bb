"""Which of a computer's units a certificate belongs to."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.centre.account import Account
from gjj_xl.centre.units import Held, Unit, Units


def other_owner(units: Units, present: str | None, certificate: x509.Certificate) -> Account | None:
    """The unit that a certificate belongs to, where that is another one than ``present`` (a key).

    A certificate belongs to the unit whose 网银账号 or name is in its subject, or which has signed
    with it or chosen it before; the present unit goes first. None where it is that one's or
    nobody's.
    """
    known = sorted(units.all(), key=lambda one: one.key != present)
    found = next((one for one in known if _owns(units, one, certificate)), None)
    return None if found is None or found.key == present else found.account


def _owns(units: Units, unit: Unit, certificate: x509.Certificate) -> bool:
    account = unit.account
    names = {
        str(found.value)
        for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
        for found in certificate.subject.get_attributes_for_oid(kind)
    }
    if names & {account.cust_id, account.unit_name}:
        return True
    pem = certificate.public_bytes(Encoding.PEM).decode()
    return pem in {units.held(unit.key, which) for which in Held}
