"""Formulas as text, in Excel's grammar and LibreOffice's; no spreadsheet needed.

Excel writes ``Sheet!A1``, commas and ``{1,2;3,4}``; LibreOffice ``$Sheet.A1``, semicolons and
``{1;2|3;4}``. Relative references are moved here, so that one formula fills a block in few calls.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.live.engine.areas import COLUMNS, ROWS, column_index, letters
from tests.live.engine.errors import refused

_COMMON = r"""
  (?P<string>"(?:[^"]|"")*")
 |(?P<error>\#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!))
 |(?P<sheet>%s)
 |(?P<table>[^\W\d][\w.]*\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
 |(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.]))
 |(?P<rows>\$?\d{1,7}:\$?\d{1,7}(?![\w(.]))
 |(?P<cell>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?![\w(.!\[]))
 |(?P<word>[^\W\d][\w.]*)
 |(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
 |(?P<other>.)
"""
_EXCEL = re.compile(_COMMON % r"'(?:[^']|'')+'!|[^\W\d][\w.]*!", re.VERBOSE | re.DOTALL)
_OFFICE_SHEET = r"\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)\.(?=\$?[A-Z]{1,3}(?:\$?\d|:)|\$?\d+:|\#REF!)"
_OFFICE = re.compile(_COMMON % _OFFICE_SHEET, re.VERBOSE | re.DOTALL)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d+)")
_LIMIT = 8192
_PREFIXES = re.compile(r"^_xl(?:fn|ws)\.(?:_xlws\.)?", re.IGNORECASE)
_BARE = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Token:
    """A piece of a formula; ``kind`` is a group of the grammar."""

    kind: str
    text: str


def _tokens(grammar: re.Pattern[str], formula: str) -> list[Token]:
    return [Token(match.lastgroup or "other", match[0]) for match in grammar.finditer(formula)]


def to_office(formula: str, table: Callable[[str], str] | None = None) -> str:
    """Translate from Excel; ``table`` resolves a structured reference to an A1 reference.

    Raises:
        ComError: Excel would refuse the formula.
    """
    tokens = _tokens(_EXCEL, formula)
    _validate(formula, tokens)
    made: list[str] = []
    depth = 0
    for index, token in enumerate(tokens):
        text = token.text
        if text in "{}":
            depth += 1 if text == "{" else -1
        elif token.kind == "other" and text in ",;":
            text = "|" if text == ";" else ";"
        elif token.kind == "sheet":
            text = f"${text[:-1]}."
        elif token.kind == "table" and table:
            text = table(text)
        elif token.kind == "word":
            text = _PREFIXES.sub("", text)
            called = index + 1 < len(tokens) and tokens[index + 1].text == "("
            if text.upper() in ("TRUE", "FALSE") and not called and not depth:
                text = f"{text.upper()}()"
        made.append(text)
    return "".join(made)


def to_excel(formula: str) -> str:
    """Translate from LibreOffice."""
    made: list[str] = []
    depth = 0
    for token in _tokens(_OFFICE, formula):
        text = token.text
        if text in "{}":
            depth += 1 if text == "{" else -1
        elif token.kind == "other" and text in ";|~":
            text = ";" if text == "|" else ","
        elif token.kind == "sheet":
            text = f"{text[:-1].removeprefix('$')}!"
        elif token.kind == "table":
            text = text.replace("];[", "],[")
        made.append(text)
    return "".join(made)


def quoted(sheet: str) -> str:
    """A sheet's name as it stands in a reference."""
    return sheet if _BARE.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"


def _validate(formula: str, tokens: Iterable[Token]) -> None:
    depth = braces = 0
    last = ""
    for token in tokens:
        if token.kind == "other":
            depth += (token.text == "(") - (token.text == ")")
            braces += (token.text == "{") - (token.text == "}")
            lone = token.text == '"' or (token.text == ";" and not braces)
            if lone or depth < 0 or braces < 0:
                raise _bad(formula)
            if token.text.isspace():
                continue
        last = token.text
    if depth or braces or last in set("+-*/^&=<>,(;") or len(formula) > _LIMIT:
        raise _bad(formula)


def _bad(formula: str) -> Exception:
    error = refused("There's a problem with this formula.")
    error.add_note(formula[:200])
    return error


@dataclass(frozen=True)
class Pattern:
    """A formula relative to the cell it stands in; equal patterns can be filled."""

    parts: tuple[str | tuple[bool, int, bool, int] | tuple[str, bool, int], ...]

    def at(self, row: int, column: int) -> str:
        """The formula's text in a cell (counted from 0)."""
        made = []
        for part in self.parts:
            if isinstance(part, str):
                made.append(part)
            elif len(part) == 4:
                fixed, across, nailed, down = part
                x, y = across if fixed else across + column, down if nailed else down + row
                made.append(_cell(fixed, x, nailed, y))
            else:
                axis, fixed, number = part
                here = column if axis == "columns" else row
                made.append(_line(axis, fixed, number if fixed else number + here))
        return "".join(made)


def pattern(formula: str, row: int, column: int) -> Pattern:
    """The pattern of an Excel formula (with "=") that stands in a cell (counted from 0)."""
    parts: list[str | tuple[bool, int, bool, int] | tuple[str, bool, int]] = []
    for token in _tokens(_EXCEL, formula):
        if token.kind == "cell":
            match = _CELL.fullmatch(token.text)
            assert match is not None
            x, y = column_index(match[2]), int(match[4]) - 1
            if x < COLUMNS and y < ROWS:
                fixed, nailed = bool(match[1]), bool(match[3])
                parts.append((fixed, x if fixed else x - column, nailed, y if nailed else y - row))
                continue
        elif token.kind in ("columns", "rows"):
            axis = token.kind
            for index, end in enumerate(token.text.split(":")):
                if index:
                    parts.append(":")
                bare = end.lstrip("$")
                number = column_index(bare) if axis == "columns" else int(bare) - 1
                here = column if axis == "columns" else row
                fixed = end.startswith("$")
                parts.append((axis, fixed, number if fixed else number - here))
            continue
        parts.append(token.text)
    return Pattern(tuple(parts))


def _cell(fixed: bool, column: int, nailed: bool, row: int) -> str:
    if not (0 <= column < COLUMNS and 0 <= row < ROWS):
        return "#REF!"
    return f"{'$' * fixed}{letters(column)}{'$' * nailed}{row + 1}"


def _line(axis: str, fixed: bool, number: int) -> str:
    return "$" * fixed + (letters(number) if axis == "columns" else str(number + 1))
