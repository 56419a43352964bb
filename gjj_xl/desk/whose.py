"""Whose a workbook or a certificate is: what belongs to another unit is not worked with here."""

import datetime as dt
from pathlib import Path

from cryptography import x509

from gjj_xl.desk.certificates import other_owner
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import OtherUnit, OtherUnitsCertificate
from gjj_xl.desk.facts import KeyState
from gjj_xl.desk.keystate import look_at
from gjj_xl.desk.words import unit_words
from gjj_xl.sheets.owner import Owner
from gjj_xl.ukey.protocol import Key


def is_own(context: Context, owner: Owner | None) -> bool:
    """Whether a workbook may be worked with here: it is this unit's, or says nothing of a unit.

    Before the first log-in on a computer every workbook may be.
    """
    account = context.known_account()
    return owner is None or account is None or owner.number == account.unit_number


def require_own(context: Context, path: Path, owner: Owner | None) -> None:
    """Raises OtherUnit where a workbook was made for another unit than the present one."""
    if is_own(context, owner):
        return
    account = context.known_account()
    assert owner is not None
    assert account is not None
    known = [one.account for one in context.units.all()]
    there = next((one for one in known if one.unit_number == owner.number), None)
    raise OtherUnit(
        path,
        owner.number,
        account.unit_number,
        made_for_name=owner.name or (there.unit_name if there else ""),
        present=unit_words(account),
        is_known=there is not None,
    )


def look_at_own(context: Context, key: Key, at: dt.datetime) -> KeyState:
    """Look at a key before its PIN is asked for; raises like :func:`look_at`.

    And OtherUnitsCertificate: a PIN typed for the wrong key costs one of its tries.
    """
    return look_at(key, at, lambda certificate: require_own_certificate(context, certificate))


def require_own_certificate(context: Context, certificate: x509.Certificate) -> None:
    """Raises OtherUnitsCertificate where a certificate belongs to another unit."""
    owner = other_owner(context.units, context.unit, certificate)
    if owner is not None:
        raise OtherUnitsCertificate(unit_words(owner), unit_words(context.account()))
