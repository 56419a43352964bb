"""How a single form (单笔) is laid out: entry pane at the left, pending list at the right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gjj_xl.rules.business import Business, Column, Kind
from gjj_xl.sheets.layout import FIELDS, column_letter

LABEL, VALUE, NOTE = range(3)
"""The columns of the pane."""
LIST_LEFT: Final = 4
"""The first column of the pending list; the one before is the gap between the panes."""
HEAD_ROW: Final = 4
"""The row (from 1) of the panes' heads; the list's header is the next one."""
FIRST_ROW: Final = 6
"""The row of the first field and of the first pending record."""
LIST_ROWS: Final = 500
"""Rows of the list's table; a longer list goes on below."""

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


def form_sheet(business: Business) -> str:
    """The name of the form's sheet: the manual's word for the business (职工减少)."""
    return business.facts.word


def pane(business: Business) -> tuple[PaneField, ...]:
    """The lines of the entry pane, from the top down."""
    names = _ORDER.get(business, tuple(column.field for column in business.columns))
    known = {column.field: column for column in business.columns} | {
        "id_number": next((c for c in business.columns if c.field == "id_number"), _ID)
    }
    lines = []
    for place, name in enumerate(names):
        column = known[name]
        label = column.header
        if business is Business.SHORT:
            label = _DIFFERENCE.get(name, label)
        typed = not column.computed and not (business.facts.registered and name in _ON_RECORD)
        lines.append(PaneField(column, label, FIRST_ROW + place, typed))
    return tuple(lines)


def message_row(business: Business) -> int:
    """The row below the fields where the program tells something."""
    return FIRST_ROW + len(pane(business)) + 1


def list_columns(business: Business) -> Sequence[ListColumn]:
    """The columns of the pending list, left to right; the last one is hidden."""
    return (
        ListColumn(NUMBER_HEADER, "", 7, text=False),
        *(
            ListColumn(c.header, c.field, FIELDS[c.field].width, c.is_text or c.kind is Kind.REASON)
            for c in business.columns
        ),
        ListColumn(AT_HEADER, "", 23, text=True),
        ListColumn(STATE_HEADER, "", 24, text=True),
        ListColumn(ID_HEADER, "", 12, text=True),
    )
