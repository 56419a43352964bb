"""Which key signs: the token that is plugged in, one of its certificates, or a key file (A4)."""

from pathlib import Path

from gjj_xl.centre.account import Account
from gjj_xl.desk import Desk
from gjj_xl.desk.tokens import CertificateFacts
from gjj_xl.desk.words import moment_words
from gjj_xl.ribbon.dialogs.forms import Certificate, ChooseCertificate
from gjj_xl.ribbon.jobs import Job
from gjj_xl.ukey.errors import KeyTrouble
from gjj_xl.ukey.names import PIV, PKCS11
from gjj_xl.ukey.validity import Standing

_NOTES = {Standing.EARLY: "尚未生效", Standing.VALID: "", Standing.EXPIRED: "已过期"}


def is_token(key: str) -> bool:
    """Whether a key that is kept with an account is a token's name, and no file."""
    return key.startswith((PIV, PKCS11))


def choose_key(
    desk: Desk, job: Job, account: Account | None, named: Path | None, *, anew: bool = False
) -> tuple[Path | str | None, tuple[str, ...]]:
    """The key for a log-in: the file that was named, else a certificate that is plugged in.

    None keeps the key of the account's last log-in (so does ``anew`` where nothing is plugged in).
    With one certificate nobody is asked, with several the clerk chooses that of the inserted key.
    A key that is another unit's is never taken by itself: the words at the end say so.
    """
    if named is not None:
        return named, ()
    if account is not None and account.key_path is not None and not anew:
        return None, ()
    found = _plugged_in(desk)
    own = [one for one in found if not one.belongs_to]
    left_out = tuple(
        f"插入的 U-key 是单位 {whose} 的，没有选用；发送前请插入本单位的 U-key。"
        for whose in dict.fromkeys(one.belongs_to for one in found if not own)
    )
    units = [one for one in own if one.units] or own
    if len(units) <= 1 and not (anew and len(own) > 1):
        return (units[0].name, ()) if units else (None, left_out)
    offered = own if anew else units
    return offered[job.ask(ChooseCertificate(tuple(map(_shown, offered))))].name, ()


def _plugged_in(desk: Desk) -> list[CertificateFacts]:
    """The certificates of all tokens; none where no token can be looked at."""
    try:
        tokens = desk.tokens()
    except KeyTrouble:
        return []  # a key file may be named instead; sending says what is missing
    return [one for token in tokens for one in token.certificates]


def _shown(facts: CertificateFacts) -> Certificate:
    return Certificate(
        label=facts.name,
        subject=facts.subject,
        issuer=facts.issuer,
        valid_until=moment_words(facts.life.ends),
        note=_NOTES[facts.life.standing],
        valid=facts.life.standing is Standing.VALID,
    )
