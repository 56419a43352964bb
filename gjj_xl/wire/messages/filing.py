"""Filing a batch (批量发送), asking what became of a request, and the answers to both."""

import datetime as dt
from dataclasses import dataclass

from gjj_xl.rules.business import Business
from gjj_xl.wire import values
from gjj_xl.wire.codes import Field, ReturnCode
from gjj_xl.wire.messages.fields import listed, single
from gjj_xl.wire.receipts import SignedReceipt


@dataclass(frozen=True, slots=True)
class Filing:
    """A batch as it is signed and sent; ``amount`` in fen.

    ``override_serial`` names the earlier batch of the same content that the clerk was shown and
    said 是 to; it is part of the signed bytes. ``pending`` are the IDs of the pending records
    (待确认) that a filing from a single form (单笔) confirms, in the order of the lines; None in a
    batch (批量).
    """

    business: Business = single(Field.BUSINESS, values.BUSINESS)
    fund: int = single(Field.FUND, values.WHOLE)
    business_month: str = single(Field.BUSINESS_MONTH, values.MONTH)
    terms_version: str = single(Field.TERMS_VERSION)
    count: int = single(Field.COUNT, values.WHOLE)
    amount: int = single(Field.AMOUNT, values.FEN)
    digest: str = single(Field.DIGEST, values.DIGEST)
    lines: str = single(Field.LINES)
    override_serial: str | None = single(Field.OVERRIDE, values.TEXT, None)
    pending: tuple[str, ...] | None = single(Field.RECORD_IDS, values.RECORD_IDS, None)

    @property
    def takes_effect_at_once(self) -> bool:
        """Whether it is done as soon as it is accepted (manual 4.2): 单笔 that nobody reviews."""
        return self.pending is not None and not self.business.facts.reviewed


@dataclass(frozen=True, slots=True)
class AskOutcome:
    """Ask for the answer that an earlier request was given, or would have been."""

    request_sn1: str = single(Field.REQUEST_SN1, values.REQUEST_SN)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The centre has taken the batch; the signed receipt says what exactly."""

    serial: str = single(Field.SERIAL)
    accepted_at: dt.datetime = single(Field.ACCEPTED_AT, values.MOMENT)
    receipt_text: bytes = single(Field.RECEIPT, values.BYTES)
    receipt_signature: bytes = single(Field.RECEIPT_SIGNATURE, values.BYTES)

    @property
    def receipt(self) -> SignedReceipt:
        """The receipt (受理回执), not yet verified."""
        return SignedReceipt(self.receipt_text, self.receipt_signature)


@dataclass(frozen=True, slots=True)
class LineError:
    """Why a line was refused; ``line`` counts from 1."""

    line: int = single(Field.LINE, values.WHOLE)
    message: str = single(Field.ERROR_WORDS)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The centre's no, to any request.

    ``code`` and ``words`` are the RETURN_CODE and RETURN_MSG of the envelope. ``retry_after`` is in
    seconds, None where trying again cannot help; ``next_opens`` is the next opening (CLOSED),
    ``earlier_serial`` the batch of the same content (SAME_CONTENT) or the one that must be
    answered first (ONE_AT_A_TIME), ``tries_left`` of the password, ``errors`` the refused lines.
    """

    code: str = ""
    words: str = ""
    retry_after: int | None = single(Field.RETRY_AFTER, values.WHOLE, None)
    next_opens: dt.datetime | None = single(Field.NEXT_OPENS, values.MOMENT, None)
    earlier_serial: str | None = single(Field.EARLIER_SERIAL, values.TEXT, None)
    tries_left: int | None = single(Field.TRIES_LEFT, values.WHOLE, None)
    errors: tuple[LineError, ...] = listed(Field.ERRORS, LineError)

    @property
    def reason(self) -> ReturnCode | None:
        """The entry of our table, None for a code that is not in it."""
        return ReturnCode.find(self.code)
