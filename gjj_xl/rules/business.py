"""The five businesses (业务) and the columns of their batch sheets, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto, unique
from types import MappingProxyType
from typing import Final


@unique
class Kind(Enum):
    """What a column holds; parsing, format, validation and checks hang on it."""

    FUND = auto()
    NAME = auto()
    ID = auto()
    CLIENT = auto()
    REASON = auto()
    MONTH = auto()
    SALARY = auto()
    RATE = auto()
    DEPOSIT = auto()
    AMOUNT = auto()


TEMPLATE_VERSION: Final = "1"
"""The version of the templates; a sheet made by another one gets a hint (template-outdated)."""

TEXT_KINDS: Final = frozenset({Kind.NAME, Kind.ID, Kind.CLIENT, Kind.MONTH})
"""Kinds whose cells must be text (文本); all others are 常规 (manual 5.3)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a batch sheet.

    ``field`` is its name in code and on the wire, ``header`` its words in row 1. A ``computed``
    column is a formula on the sheet and may be overtyped by a value, which is then checked.
    """

    field: str
    header: str
    kind: Kind
    computed: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the cells must be formatted as text."""
        return self.kind in TEXT_KINDS


@unique
class Business(StrEnum):
    """A business; the value is its stable code on the command line, on the wire and in JSON."""

    REGISTER = "register"
    REDUCE = "reduce"
    MISSED = "missed"
    SHORT = "short"
    ADJUST = "adjust"

    @property
    def facts(self) -> "BusinessFacts":
        """Everything that differs between the five."""
        return FACTS[self]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the batch sheet, in the template's order."""
        return FACTS[self].columns


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """What differs between the businesses, as data.

    ``word`` is the manual's name (漏缴补缴), ``title`` that of the batch sheet (批量漏缴补缴).
    ``query`` names the query that shows its batches (manual chapter 10). ``total_field`` is the
    computed column whose sum is the control amount (总月缴存额 or 总补缴金额); None where the sum
    comes from the centre's record (职工减少). ``total_word`` is that total's name. ``reviewed``
    businesses wait for the centre's staff (待确认); the others take effect when processed.
    """

    word: str
    title: str
    columns: tuple[Column, ...]
    query: str
    total_field: str | None
    total_word: str
    registered: bool = True
    """The employee must be on the centre's record (个人客户号 is asked for)."""
    backpay: bool = False
    reviewed: bool = False
    after_registration: bool = False
    """A person just registered must wait for that to take effect (manual 6.1.10)."""

    def column(self, field: str) -> Column:
        """Return the column of ``field``; KeyError where this business has none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


_FUND = Column("fund", "资金性质", Kind.FUND)
_CLIENT = Column("client_number", "个人客户号", Kind.CLIENT)
_NAME = Column("name", "姓名", Kind.NAME)
_ID = Column("id_number", "身份证号码", Kind.ID)
_FIRST = Column("first_month", "起始年月", Kind.MONTH)
_LAST = Column("last_month", "截止年月", Kind.MONTH)
_SALARY = Column("salary", "月均工资", Kind.SALARY)
_RATE = Column("rate", "缴存比例", Kind.RATE)
_UNIT_DEPOSIT = Column("unit_deposit", "单位月缴存额", Kind.DEPOSIT, computed=True)
_OWN_DEPOSIT = Column("own_deposit", "个人月缴存额", Kind.DEPOSIT, computed=True)
_DEPOSIT = Column("deposit", "月缴存额", Kind.DEPOSIT, computed=True)
_AMOUNT = Column("amount", "补缴金额", Kind.AMOUNT, computed=True)

FACTS: Final[Mapping[Business, BusinessFacts]] = MappingProxyType(
    {
        Business.REGISTER: BusinessFacts(
            word="职工登记",
            title="批量职工登记",
            columns=(_FUND, _NAME, _ID, _SALARY, _RATE, _UNIT_DEPOSIT, _OWN_DEPOSIT, _DEPOSIT),
            query="register",
            total_field="deposit",
            total_word="总月缴存额",
            registered=False,
            reviewed=True,
        ),
        Business.REDUCE: BusinessFacts(
            word="职工减少",
            title="批量职工减少",
            columns=(_FUND, _CLIENT, _NAME, _ID, Column("reason", "减少原因", Kind.REASON)),
            query="reduce",
            total_field=None,
            total_word="总月缴存额",
            after_registration=True,
        ),
        Business.MISSED: BusinessFacts(
            word="漏缴补缴",
            title="批量漏缴补缴",
            columns=(
                _FUND, _CLIENT, _NAME, _FIRST, _LAST, _SALARY, _RATE, _DEPOSIT, _AMOUNT,
            ),
            query="backpay",
            total_field="amount",
            total_word="总补缴金额",
            backpay=True,
            after_registration=True,
        ),
        Business.SHORT: BusinessFacts(
            word="少缴补缴",
            title="批量少缴补缴",
            columns=(
                _FUND,
                _CLIENT,
                _NAME,
                _FIRST,
                _LAST,
                Column("paid_salary", "已缴月均工资", Kind.SALARY),
                Column("due_salary", "应缴月均工资", Kind.SALARY),
                Column("paid_rate", "已缴缴存比例", Kind.RATE),
                Column("due_rate", "应缴缴存比例", Kind.RATE),
                _DEPOSIT,
                _AMOUNT,
            ),
            query="backpay",
            total_field="amount",
            total_word="总补缴金额",
            backpay=True,
            after_registration=True,
        ),
        Business.ADJUST: BusinessFacts(
            word="年度调整",
            title="批量年度调整",
            columns=(
                _FUND, _CLIENT, _NAME, _ID, _SALARY, _RATE, _UNIT_DEPOSIT, _OWN_DEPOSIT, _DEPOSIT,
            ),
            query="adjust",
            total_field="deposit",
            total_word="总月缴存额",
        ),
    }
)  # fmt: skip

CHECK_HEADER: Final = "校验结果"
COMPARE_HEADER: Final = "核对结果"
RESULT_HEADER: Final = "处理结果"
MARKER_HEADERS: Final = (CHECK_HEADER, COMPARE_HEADER, RESULT_HEADER)
"""The columns of words behind the batch's own, on every batch sheet."""
