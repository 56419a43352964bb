"""Receipts and results are believed only when they are the centre's word on what we sent."""

from collections.abc import Sequence
from typing import Any

from gjj_xl.centre.account import Account
from gjj_xl.centre.entry import Entry
from gjj_xl.centre.errors import UntrustedReceipt
from gjj_xl.wire.digest import results_digest
from gjj_xl.wire.errors import WireError
from gjj_xl.wire.messages import RecordResult, RecordState
from gjj_xl.wire.receipts import Receipt, ReceiptKind, SignedReceipt, verify_receipt


def prove_accepted(entry: Entry, serial: str, signed: SignedReceipt, account: Account) -> Receipt:
    """The acceptance receipt, once it is proved; raises UntrustedReceipt."""
    receipt = _verified(entry, signed, account)
    _compare(entry, receipt, account, kind=ReceiptKind.ACCEPTED, serial=serial)
    return receipt


def prove_answered(
    entry: Entry,
    signed: SignedReceipt,
    records: Sequence[RecordResult],
    account: Account,
) -> Receipt:
    """The final receipt, once it and every record's result are proved; raises UntrustedReceipt."""
    receipt = _verified(entry, signed, account)
    if [record.line for record in records] != list(range(1, entry.count + 1)):
        raise UntrustedReceipt(entry.request_sn, "content", ("lines",))
    states = [record.state for record in records]
    _compare(
        entry,
        receipt,
        account,
        kind=ReceiptKind.ANSWERED,
        serial=entry.serial,
        succeeded=states.count(RecordState.SUCCEEDED),
        failed=states.count(RecordState.FAILED),
        results_digest=results_digest(
            (record.line, record.state.value, record.reason) for record in records
        ),
    )
    return receipt


def _verified(entry: Entry, signed: SignedReceipt, account: Account) -> Receipt:
    try:
        return verify_receipt(signed, account.roots())
    except WireError as error:
        raise UntrustedReceipt(entry.request_sn, type(error).__name__) from error


def _compare(entry: Entry, receipt: Receipt, account: Account, **more: Any) -> None:
    expected = {
        "unit_number": account.unit_number,
        "request_sn": entry.request_sn,
        "request_digest": entry.request_digest,
        "content_digest": entry.content_digest,
        "business": entry.business,
        "fund": entry.fund,
        "business_month": entry.business_month,
        "count": entry.count,
        "amount": entry.amount,
        **more,
    }
    differs = tuple(name for name, value in expected.items() if getattr(receipt, name) != value)
    if differs:
        raise UntrustedReceipt(entry.request_sn, "content", differs)
