"""What a check says: findings, totals and the report that holds them."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # the row cannot be sent
    QUESTION = "question"  # must be answered 是 before sending
    HINT = "hint"  # told, and nothing else

    @property
    def word(self) -> str:
        """The word that a clerk sees."""
        return {"error": "错误", "question": "需确认", "hint": "提示"}[self.value]


@unique
class Code(StrEnum):
    """The stable names of the findings (spec, finding codes); scripts rely on them."""

    NAME_EMPTY = "name-empty"
    NAME_TOO_LONG = "name-too-long"
    ID_LENGTH = "id-length"
    ID_CHARACTERS = "id-characters"
    ID_DATE = "id-date"
    ID_CHECKSUM = "id-checksum"
    ID_DAMAGED = "id-damaged"
    CLIENT_NUMBER_DAMAGED = "client-number-damaged"
    MONTH_AS_NUMBER = "month-as-number"
    CLIENT_NUMBER_LENGTH = "client-number-length"
    CLIENT_NUMBER_UNKNOWN = "client-number-unknown"
    SALARY_FORMAT = "salary-format"
    SALARY_NOT_POSITIVE = "salary-not-positive"
    SALARY_DECIMALS = "salary-decimals"
    SALARY_OUT_OF_BOUNDS = "salary-out-of-bounds"
    DEPOSIT_FORMAT = "deposit-format"
    AMOUNT_FORMAT = "amount-format"
    PAST_BOUNDS = "past-bounds"
    EMPLOYEE_NOT_NORMAL = "employee-not-normal"
    DEPOSIT_DIFFERS = "deposit-differs"
    RATE_FORMAT = "rate-format"
    RATE_RANGE = "rate-range"
    RATE_NOT_UNIFORM = "rate-not-uniform"
    FIRST_MONTH_LENGTH = "first-month-length"
    LAST_MONTH_LENGTH = "last-month-length"
    FIRST_MONTH_FORMAT = "first-month-format"
    LAST_MONTH_FORMAT = "last-month-format"
    MONTH_ORDER = "month-order"
    FIRST_MONTH_NOT_PAST = "first-month-not-past"
    LAST_MONTH_NOT_PAST = "last-month-not-past"
    DUPLICATE = "duplicate"
    MONTHS_OVERLAP = "months-overlap"
    AMOUNT_NOT_POSITIVE = "amount-not-positive"
    AMOUNT_DIFFERS = "amount-differs"
    LIVE_ACCOUNT = "live-account"
    ALREADY_STOPPED = "already-stopped"
    FUND_UNKNOWN = "fund-unknown"
    FUND_DIFFERS = "fund-differs"
    REASON_UNKNOWN = "reason-unknown"
    BLANK_ROW = "blank-row"
    COLUMN_MISSING = "column-missing"
    COLUMN_UNKNOWN = "column-unknown"
    FORMAT_CHANGED = "format-changed"
    TEMPLATE_OUTDATED = "template-outdated"
    NAME_DIFFERS = "name-differs"
    ID_DIFFERS = "id-differs"
    BATCH_LIMIT = "batch-limit"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in one cell (or row, or header).

    ``row`` and ``cell`` are as the spreadsheet counts; ``column`` is the header, empty where the
    finding concerns a whole row. ``message`` and ``remedy`` are sentences for the clerk.
    """

    code: Code
    severity: Severity
    row: int
    column: str
    cell: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The control totals (总人数, 总金额) over the rows without errors; ``amount`` in fen.

    ``amount`` is None where it cannot be computed, because no terms (or, for 职工减少, no roster)
    were given.
    """

    count: int
    amount: int | None
