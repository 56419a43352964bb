"""Which unit a workbook of ours was made for: its terms say so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gjj_xl.rules.terms import Origin
from gjj_xl.sheets.layout import NAME_TERMS, NAME_TERMS_ORIGIN
from gjj_xl.sheets.pages import Pages


@dataclass(frozen=True, slots=True)
class Owner:
    """The unit that a workbook was made for; ``name`` is empty where only the number is known."""

    number: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()


def owner_in(pages: Pages) -> Owner | None:
    """The unit of an opened workbook (live sheet or form), without reading its records.

    None where it names none, or was made with 示例参数 before any log-in.
    """
    origin = pages.named_cell(NAME_TERMS_ORIGIN)
    return owner_of(terms_object_in(pages.named_cell(NAME_TERMS)), str(origin))


def owner_of(
    terms: Mapping[str, Any] | None, origin: str | None, number: str | None = None
) -> Owner | None:
    """The unit of terms as a workbook keeps them; ``number`` is said elsewhere in it (a title)."""
    if origin == Origin.EXAMPLE:
        return None
    told = terms or {}
    found = number or str(told.get("unit_number") or "")
    return Owner(found, str(told.get("unit_name") or "")) if found else None


def terms_object_in(text: object) -> Mapping[str, Any] | None:
    """The terms as they stand in a workbook, None where they are missing or damaged."""
    try:
        value = json.loads(text) if isinstance(text, str) and text else None
    except (ValueError, RecursionError):  # a number of too many digits is a ValueError
        return None
    return value if isinstance(value, dict) else None
