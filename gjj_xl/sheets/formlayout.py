"""How a single form (单笔) is laid out: entry pane at the left, pending list at the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import Business, Column, Kind
from gjj_xl.rules.money import percent_text
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.layout import column_letter, text_width

LABEL, VALUE, NOTE, WORDS, TYPED = range(5)
"""The columns of the pane. The last two are hidden, and the program's own: what it has to say of
the field beside it, and what the clerk typed where the program has put a bound in its place."""
LIST_LEFT: Final = 6
"""The first column of the pending list; the one before is the gap between the panes."""
UNIT_ROW: Final = 2
"""The row (from 1) of the unit and the business month."""
MESSAGE_ROW: Final = 3
"""The row in which the program tells something, above the pane; above the list: its totals."""
HEAD_ROW: Final = 4
"""The row of the panes' headers."""
FIRST_ROW: Final = 5
"""The row of the first field and of the first pending record."""
LIST_ROWS: Final = 500
"""Rows of the list's table; a longer list goes on below."""

HINT_WORDS: Final = "提示："
QUESTION_WORDS: Final = "需确认："
"""How what is told beside a field begins where it is no error."""
REFUSED_WORDS: Final = "没有录入"
NOT_TAKEN: Final = "中心未接受"
"""How the state of a record begins that the centre did not take."""
DONE_WORDS: Final = ("录入成功", "确认成功")
"""How messages begin: the sheet colours them by it."""

NUMBER_HEADER: Final = "序号"
AT_HEADER: Final = "录入时间"
STATE_HEADER: Final = "状态"
ID_HEADER: Final = "_编号"

_ORDER: Final[Mapping[Business, tuple[str, ...]]] = MappingProxyType(
    {
        # Manual 9.1 asks for the due rate before the paid one.
        Business.SHORT: (
            "fund", "client_number", "name", "id_number", "first_month", "last_month",
            "paid_salary", "due_salary", "due_rate", "paid_rate", "deposit", "amount",
        ),
        Business.MISSED: (
            "fund", "client_number", "name", "id_number", "first_month", "last_month",
            "salary", "rate", "deposit", "amount",
        ),
    }
)  # fmt: skip
_ON_RECORD: Final = frozenset({"name", "id_number"})
_ID: Final = Column("id_number", "身份证号码", Kind.ID)
_DIFFERENCE: Final = MappingProxyType({"deposit": "月缴存差额"})
_MONEY: Final = frozenset({Kind.SALARY, Kind.DEPOSIT, Kind.AMOUNT})
_WIDTHS: Final[Mapping[Kind, float]] = MappingProxyType(
    {
        Kind.FUND: 7, Kind.CLIENT: 16, Kind.NAME: 11, Kind.ID: 23, Kind.REASON: 14,
        Kind.MONTH: 10, Kind.SALARY: 13, Kind.RATE: 9, Kind.DEPOSIT: 12, Kind.AMOUNT: 13,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaneField:
    """A line of the pane; ``typed`` says that the clerk fills it in, else the program does."""

    column: Column
    label: str
    row: int
    typed: bool

    @property
    def field(self) -> str:
        """Its name in code."""
        return self.column.field

    @property
    def cell(self) -> str:
        """The absolute address of its value."""
        return f"${column_letter(VALUE)}${self.row}"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the pending list; ``field`` is empty for those that are not the record's."""

    header: str
    field: str
    width: float
    text: bool
    num_format: str = ""


def form_sheet(business: Business) -> str:
    """The name of the form's sheet: the manual's word for the business (职工减少)."""
    return business.facts.word


def pane_label(business: Business, column: Column) -> str:
    """A field's words on the form; of 少缴补缴 the deposit is the difference (月缴存差额)."""
    if business is Business.SHORT:
        return _DIFFERENCE.get(column.field, column.header)
    return column.header


def pane(business: Business) -> tuple[PaneField, ...]:
    """The lines of the entry pane, from the top down."""
    names = _ORDER.get(business, tuple(column.field for column in business.columns))
    known = {column.field: column for column in business.columns} | {
        "id_number": next((c for c in business.columns if c.field == "id_number"), _ID)
    }
    lines = []
    for place, name in enumerate(names):
        column = known[name]
        label = pane_label(business, column)
        typed = not column.computed and not (business.facts.registered and name in _ON_RECORD)
        lines.append(PaneField(column, label, FIRST_ROW + place, typed))
    return tuple(lines)


def fixed_value(line: PaneField, business: Business, terms: Terms) -> str:
    """What a field always holds with this unit: its one fund, its uniform rate; else empty."""
    if line.column.kind is Kind.FUND and terms.fixed_fund is not None:
        return str(terms.fixed_fund)
    uniform = terms.uniform_rate
    if line.column.kind is Kind.RATE and business is Business.REGISTER and uniform:
        return percent_text(uniform)
    return ""


def list_columns(business: Business) -> Sequence[ListColumn]:
    """The columns of the pending list, left to right; the last one is hidden."""
    return (
        ListColumn(NUMBER_HEADER, "", 6, text=False),
        *(
            ListColumn(
                label := pane_label(business, c),
                c.field,
                max(_WIDTHS[c.kind], text_width(label) + 2),  # no header is broken in two
                c.is_text or c.kind is Kind.REASON,
                "#,##0.00" if c.kind in _MONEY else "",
            )
            for c in business.columns
        ),
        ListColumn(STATE_HEADER, "", 26, text=True),
        ListColumn(AT_HEADER, "", 21, text=True),
        ListColumn(ID_HEADER, "", 12, text=True),
    )
