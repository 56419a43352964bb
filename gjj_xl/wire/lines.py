r"""A batch as lines of text (FILE_CTX): one line a record, fields in column order.

Fields are parted by ``|``. Inside a field ``|``, ``\``, line feed and carriage return are written
``\|``, ``\\``, ``\n`` and ``\r``. An empty field is a blank cell. Money is in yuan with two
decimals, rates are in percent. The number of a line, from 1, is its SERIAL_NUM in answers.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from gjj_xl.rules.batch import Batch
from gjj_xl.rules.business import TEXT_KINDS, Business, Kind
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.rules.report import Record
from gjj_xl.wire.errors import MalformedLine

SEPARATOR: Final = "|"

_ESCAPES: Final = str.maketrans({"\\": "\\\\", "|": "\\|", "\n": "\\n", "\r": "\\r"})
_ESCAPED: Final = re.compile(r"[\\|\n\r]")
_MARKS: Final = {"\\": "\\", "|": "|", "n": "\n", "r": "\r"}
_FIELD: Final = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_TEXTUAL: Final = TEXT_KINDS | {Kind.REASON}
_MONEY: Final = frozenset({Kind.SALARY, Kind.DEPOSIT, Kind.AMOUNT})


def encode_lines(business: Business, records: Iterable[Record]) -> str:
    """Write the records of a batch, computed columns included, without a final line feed."""
    columns = [(column.field, column.kind) for column in business.columns]
    return "\n".join(
        [
            SEPARATOR.join([_field(kind, record.values.get(name)) for name, kind in columns])
            for record in records
        ]
    )


def decode_lines(business: Business, text: str, fund: int | None = None) -> Batch:
    """Read lines as a batch whose rows are the line numbers, so that the same check runs.

    Numbers come back as Decimal; what is no plain number stays text and is for the check to
    judge. ``fund`` is the batch's. Raises MalformedLine for a wrong number of fields or an unknown
    escape.
    """
    columns = business.columns
    lines = text.split("\n") if text else []
    table: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        fields = split_line(line, number)
        if len(fields) != len(columns):
            raise MalformedLine(number, f"{len(fields)} fields instead of {len(columns)}")
        table.append(fields)
    turned = zip(*table, strict=True) if table else [() for _ in columns]
    return Batch(
        business=business,
        columns={
            column.field: _cells(column.kind, values)
            for column, values in zip(columns, turned, strict=True)
        },
        rows=range(1, len(lines) + 1),
        fund=fund,
    )


def split_line(line: str, number: int = 1) -> list[str]:
    """The plain fields of one line; raises MalformedLine, with ``number``, for a bad escape."""
    if "\\" not in line:
        return line.split(SEPARATOR)
    fields: list[str] = []
    start = 0
    while True:
        match = _FIELD.match(line, start)
        assert match  # the pattern matches the empty text
        fields.append(_ESCAPE.sub(lambda mark: _plain(mark[1], number), match.group()))
        if match.end() == len(line):
            return fields
        if line[match.end()] != SEPARATOR:
            raise MalformedLine(number, "ends within an escape")
        start = match.end() + 1


def escaped(text: str) -> str:
    """A text as a field of a line."""
    return text.translate(_ESCAPES) if _ESCAPED.search(text) else text


def _plain(mark: str, number: int) -> str:
    if mark not in _MARKS:
        raise MalformedLine(number, f"unknown escape {mark!r}")
    return _MARKS[mark]


def _field(kind: Kind, value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        if kind in _MONEY:
            return yuan_text(value)
        return percent_text(value) if kind is Kind.RATE else str(value)
    return escaped(value)


def _cells(kind: Kind, values: Sequence[str]) -> list[Cell]:
    if kind in _TEXTUAL:
        return [value or None for value in values]
    # A column of numbers has few different ones.
    known = {value: _number(value) for value in set(values)}
    return [known[value] for value in values]


def _number(text: str) -> Cell:
    if not text:
        return None
    return Decimal(text) if _NUMBER.fullmatch(text) else text
