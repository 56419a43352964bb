"""A certificate for a key that stays on its token: requested, issued, registered for the unit."""

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import select

from gjj_xl.sandbox import ca
from gjj_xl.sandbox.conditions import load_unit
from gjj_xl.sandbox.store import USERS, open_store


class EnrolmentRefusedError(Exception):
    """The centre issues no certificate for this request; ``words`` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def enrol(data: Path, unit_number: str, request_der: bytes, at: dt.datetime) -> x509.Certificate:
    """Issue a certificate for a request (PKCS#10) and register it for the unit.

    Whoever asks must have signed the request with the key itself. The certificates that the unit
    had before stay registered. Raises EnrolmentRefusedError.
    """
    public_key = _requested(request_der)
    store = open_store(data)
    try:
        with store.write() as connection:
            cust_id = connection.scalar(
                select(USERS.c.cust_id).where(USERS.c.unit_number == unit_number)
            )
            if cust_id is None:
                raise EnrolmentRefusedError(f"演练中心没有单位 {unit_number}")
            unit = load_unit(connection, unit_number)
            root = ca.open_authority(data).root
            certificate = ca.certify_unit(root, cust_id, unit.unit_name, public_key)
            ca.register(connection, certificate, cust_id, at.isoformat())
    finally:
        store.close()
    return certificate


def _requested(request_der: bytes) -> ca.PublicKey:
    try:
        request = x509.load_der_x509_csr(request_der)
        good = request.is_signature_valid
        public_key = request.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise EnrolmentRefusedError("证书请求无法读取") from error
    if not good:
        raise EnrolmentRefusedError("证书请求的签名不对")
    if not isinstance(public_key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise EnrolmentRefusedError("证书请求的密钥类型不能使用")
    return public_key
