"""Queries (综合查询): the batches of a business month, and the records of a batch."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum, unique

from gjj_xl.rules.business import Business
from gjj_xl.wire import values
from gjj_xl.wire.codes import Field
from gjj_xl.wire.messages.fields import listed, single
from gjj_xl.wire.receipts import SignedReceipt


@unique
class RecordState(StrEnum):
    """A filed record's state (manual 10.1); the wire's 待确认 is the centre's: awaiting."""

    AWAITING = "待确认"
    PROCESSING = "处理中"
    SUCCEEDED = "成功"
    FAILED = "失败"

    @property
    def is_final(self) -> bool:
        """Whether it will not change any more."""
        return self in (RecordState.SUCCEEDED, RecordState.FAILED)


@unique
class QueryKind(StrEnum):
    """The queries over filed batches; each shows the businesses that name it in their facts."""

    REGISTER = "register"
    BACKPAY = "backpay"
    REDUCE = "reduce"
    ADJUST = "adjust"

    @property
    def businesses(self) -> tuple[Business, ...]:
        """The businesses whose batches it shows."""
        return tuple(business for business in Business if business.facts.query == self.value)


@dataclass(frozen=True, slots=True)
class AskBatches:
    """Ask for the batches filed for a business month.

    ``cursor`` is what the page before gave, empty for the first page; without one (an asker that
    knows of no pages) the answer is all of them.
    """

    kind: QueryKind = single(Field.QUERY, values.choice(QueryKind))
    month: str = single(Field.BUSINESS_MONTH, values.MONTH)
    cursor: str | None = single(Field.CURSOR, values.TEXT, None)


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch with the numbers of its records (笔数) by state."""

    serial: str = single(Field.SERIAL)
    business: Business = single(Field.BUSINESS, values.BUSINESS)
    fund: int = single(Field.FUND, values.WHOLE)
    total: int = single(Field.TOTAL, values.WHOLE)
    succeeded: int = single(Field.SUCCEEDED, values.WHOLE)
    failed: int = single(Field.FAILED, values.WHOLE)
    awaiting: int = single(Field.AWAITING, values.WHOLE)
    processing: int = single(Field.PROCESSING, values.WHOLE)
    filed_at: dt.datetime = single(Field.FILED_AT, values.MOMENT)


@dataclass(frozen=True, slots=True)
class BatchesAnswer:
    """A page of the batches, in the order they were filed; ``total`` counts those of all pages.

    A centre that does not page gives neither cursor nor total.
    """

    batches: tuple[BatchSummary, ...] = listed(Field.BATCHES, BatchSummary)
    cursor: str = single(Field.CURSOR, values.TEXT, "")
    total: int | None = single(Field.LISTED, values.WHOLE, None)


@dataclass(frozen=True, slots=True)
class AskRecords:
    """Ask for a batch's records; ``cursor`` is what the page before gave, empty for the first."""

    serial: str = single(Field.SERIAL)
    cursor: str = single(Field.CURSOR, values.TEXT, "")


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What became of one line of a batch.

    ``business_month`` is the one that it counts for, empty until it is processed; ``text`` is the
    line as it was filed.
    """

    line: int = single(Field.LINE, values.WHOLE)
    state: RecordState = single(Field.STATE, values.choice(RecordState))
    filed_on: dt.date = single(Field.FILED_ON, values.DATE)
    reason: str = single(Field.REASON, values.TEXT, "")
    processed_on: dt.date | None = single(Field.PROCESSED_ON, values.DATE, None)
    business_month: str = single(Field.BUSINESS_MONTH, values.TEXT, "")
    text: str = single(Field.TEXT, values.TEXT, "")


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """A page of records; the final receipt is there once the whole batch is answered.

    ``total`` counts the records of all pages, None from a centre that does not tell.
    """

    serial: str = single(Field.SERIAL)
    business: Business = single(Field.BUSINESS, values.BUSINESS)
    answered: bool = single(Field.ANSWERED, values.YES_NO)
    cursor: str = single(Field.CURSOR, values.TEXT, "")
    total: int | None = single(Field.LISTED, values.WHOLE, None)
    receipt_text: bytes | None = single(Field.RECEIPT, values.BYTES, None)
    receipt_signature: bytes | None = single(Field.RECEIPT_SIGNATURE, values.BYTES, None)
    records: tuple[RecordResult, ...] = listed(Field.RECORDS, RecordResult)

    @property
    def more(self) -> bool:
        """Whether another page follows, at ``cursor``."""
        return bool(self.cursor)

    @property
    def receipt(self) -> SignedReceipt | None:
        """The receipt (处理结果回执), not yet verified; None until the batch is answered."""
        if self.receipt_text is None or self.receipt_signature is None:
            return None
        return SignedReceipt(self.receipt_text, self.receipt_signature)
