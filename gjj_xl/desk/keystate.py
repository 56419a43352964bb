"""What is to be known of a key before its PIN is asked for: is it there, and may it sign."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from cryptography import x509

from gjj_xl.desk.facts import KeyState
from gjj_xl.desk.words import moment_words
from gjj_xl.ukey.protocol import Key
from gjj_xl.ukey.tokenerrors import PinBlocked
from gjj_xl.ukey.validity import Standing, require_valid, validity

RENEW_DAYS: Final = 30
"""How long before its end a certificate's renewal is spoken of."""

LAST_TRY: Final = (
    "U-key 口令只剩最后一次机会，再输错将被锁定，须到发证银行解锁；没有把握请先不要输入。"
)


def look_at(
    key: Key, at: dt.datetime, require: Callable[[x509.Certificate], None] = lambda _: None
) -> KeyState:
    """Look at a key without its PIN; ``require`` raises where a certificate will not do.

    Raises KeyTrouble where it could not sign: not there, expired, blocked, the wrong one.
    """
    certificates = key.certificates()
    for certificate in certificates:
        require(certificate)
        require_valid(certificate, at)
    tries = key.tries_left()
    if tries == 0:
        raise PinBlocked
    notes = [note for certificate in certificates if (note := renewal_words(certificate, at))]
    if tries == 1:
        notes.append(LAST_TRY)
    shown = certificates[0] if certificates else None
    return KeyState(key.label, shown, tries, tuple(notes))


def renewal_words(certificate: x509.Certificate, at: dt.datetime) -> str:
    """That a certificate is to be renewed soon, or was; empty where there is time."""
    life = validity(certificate, at)
    if life.standing is Standing.EXPIRED:
        return f"证书已于{moment_words(life.ends)}到期，请到银行办理更新。"
    if life.days_left >= RENEW_DAYS:
        return ""
    return (
        f"证书将于{moment_words(life.ends)}到期（还有 {life.days_left} 天），请及时到银行办理更新。"
    )
