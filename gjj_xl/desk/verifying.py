"""Is this sheet what was sent, and is the receipt the centre's?"""

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from gjj_xl.desk.comparing import differences
from gjj_xl.desk.context import Context
from gjj_xl.desk.errors import NotStamped
from gjj_xl.desk.facts import Verified
from gjj_xl.desk.inputs import read_ca
from gjj_xl.desk.stamping import terms_of
from gjj_xl.desk.whose import require_own
from gjj_xl.desk.words import moment_words, money_words
from gjj_xl.rules.check import check
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.owner import Owner
from gjj_xl.sheets.reading import LiveSheet, read_live
from gjj_xl.sheets.stamp import Stamp, read_stamp
from gjj_xl.wire.digest import content_digest
from gjj_xl.wire.errors import WireError
from gjj_xl.wire.lines import encode_lines
from gjj_xl.wire.receipts import Receipt, SignedReceipt, verify_receipt

_STAMPED = (
    ("serial", "业务流水号"),
    ("request_sn", "请求流水号"),
    ("accepted_at", "受理时间"),
    ("digest", "内容摘要"),
    ("count", "总人数"),
    ("amount", "总金额"),
)


def verify(context: Context, path: Path, ca: Path | None = None) -> Verified:
    """Verify a stamped workbook; see :meth:`gjj_xl.desk.desk.Desk.verify`."""
    stamp = read_stamp(path)
    if stamp is None:
        raise NotStamped(path)
    return verify_live(context, read_live(path), stamp, ca)


def verify_live(
    context: Context, live: LiveSheet, stamp: Stamp | None, ca: Path | None = None
) -> Verified:
    """The same for a workbook that was read already. Raises NotStamped, OtherUnit, NotLoggedIn."""
    path = live.path
    if stamp is None:
        raise NotStamped(path)
    if ca is None:
        require_own(context, path, live.owner)
    try:
        signed = SignedReceipt(stamp.receipt, stamp.signature)
        receipt = verify_receipt(signed, _roots(context, ca))
    except WireError as error:
        words = f"回执不是中心出具的，或已被改动（{type(error).__name__}）。"
        return Verified(path, stamp.serial, False, False, (words,), (words,))
    if ca is None:
        require_own(context, path, Owner(receipt.unit_number))
    differs = [*_stamp_differences(stamp, receipt), *_content(context, live, receipt)]
    source = (
        f"回执由中心出具：业务流水号 {receipt.serial}，{moment_words(receipt.accepted_at)}受理，"
        f"{_title(context, receipt)} {receipt.count:,} 人，{money_words(receipt.amount)}。"
    )
    content = "表格内容与已提交的不一致。" if differs else "表格内容就是已提交的内容。"
    return Verified(path, receipt.serial, True, not differs, (source, content), tuple(differs))


def _title(context: Context, receipt: Receipt) -> str:
    """批量职工减少, or 职工减少 where this computer confirmed it from a form."""
    facts = receipt.business.facts
    if context.known_account() is None:
        return facts.title
    entry = context.journal().by_serial(receipt.serial)
    return facts.word if entry is not None and entry.is_single else facts.title


def _roots(context: Context, ca: Path | None) -> Sequence[x509.Certificate]:
    if ca is not None:
        return x509.load_pem_x509_certificates(read_ca(ca).encode())
    return context.account().roots()


def _stamp_differences(stamp: Stamp, receipt: Receipt) -> list[str]:
    """Words on the 回执 sheet that are not the receipt's own."""
    truth = {
        "serial": receipt.serial,
        "request_sn": receipt.request_sn,
        "accepted_at": receipt.accepted_at,
        "digest": receipt.content_digest,
        "count": receipt.count,
        "amount": receipt.amount,
    }
    return [
        f"回执页的{word}与回执原文不一致"
        for name, word in _STAMPED
        if getattr(stamp, name) != truth[name]
    ]


def _content(context: Context, live: LiveSheet, receipt: Receipt) -> list[str]:
    """What the sheet says otherwise, cell by cell where it was sent from this computer."""
    stored = context.terms()
    if context.known_account() is not None:
        entry = context.journal().by_serial(receipt.serial)
        if entry is not None:
            terms = terms_of(live, stored)
            return list(
                differences(
                    context.journal().filing(entry.request_sn), entry.rows, live.batch, terms
                )
            )
    candidates = [terms for terms in (terms_of(live, None), stored) if terms is not None]
    if any(_digest(live, receipt, terms) == receipt.content_digest for terms in candidates):
        return []
    count = len(live.batch)
    if count != receipt.count:
        return [f"表中有 {count:,} 行，发送时为 {receipt.count:,} 行"]
    return ["表中的内容摘要与回执不一致；该批不是在本机发送的，无法逐格对照"]


def _digest(live: LiveSheet, receipt: Receipt, terms: Terms) -> str:
    batch = live.batch
    lines = encode_lines(batch.business, check(batch, terms).records())
    return content_digest(receipt.unit_number, batch.business, receipt.fund, lines)
