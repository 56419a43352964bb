"""Pasted formats and text turned into numbers are repaired only where nothing was lost."""

from typing import Any

import pytest

from gjj_xl.rules.batch import Batch, FormatChange
from gjj_xl.rules.business import Business
from gjj_xl.sheets.repair import repair_of
from tests.oracle import make_terms
from tests.sheets.making import cells_of


def batch(business: Business = Business.MISSED, **cells: Any) -> Batch:
    return Batch(business, cells_of(business, [cells]), [2])


@pytest.mark.parametrize(
    ("field", "cell", "repaired"),
    [
        ("first_month", 202601.0, "202601"),
        ("client_number", 310000000001.0, "310000000001"),
        ("salary", "8000", 8000),
        ("salary", "8000.50", 8000.5),
        ("rate", "8%", 8),
        ("rate", "12", 12),
        ("fund", "10", 10),
    ],
)
def test_what_says_the_same_is_repaired(field: str, cell: Any, repaired: Any) -> None:
    made = repair_of(batch(**{field: cell}), make_terms())
    assert made.cells[field] == [repaired]
    assert type(made.cells[field][0]) is type(repaired)
    assert field in made.formats
    assert len(made) >= 1
    assert made.words


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("first_month", 20261.0),  # a place is missing
        ("first_month", 202601.5),
        ("client_number", 10000000001.0),  # eleven places: a leading zero may have been lost
        ("salary", "８０００"),  # full-width digits are the clerk's to correct
        ("salary", "8,000"),
        ("salary", "8000.123"),
        ("salary", " 8000"),
        ("name", 5.0),
        ("rate", "百分之八"),
    ],
)
def test_what_may_have_lost_something_is_left_to_the_clerk(field: str, cell: Any) -> None:
    assert not repair_of(batch(**{field: cell}), make_terms())


@pytest.mark.parametrize("cell", [1.10105194912310e17, 110105194912310021.0, 3.3e17])
def test_an_id_that_excel_has_rounded_is_never_repaired(cell: float) -> None:
    assert not repair_of(batch(Business.REGISTER, id_number=cell), make_terms())


def test_an_old_id_of_fifteen_places_has_lost_nothing() -> None:
    made = repair_of(batch(Business.REGISTER, id_number=110105491231002.0), make_terms())
    assert made.cells["id_number"] == ["110105491231002"]


def test_a_changed_format_alone_is_given_back() -> None:
    from dataclasses import replace

    changed = replace(batch(), formats=(FormatChange("name", 2, 1, "文本"),))
    made = repair_of(changed, make_terms())
    assert made.formats == ("name",)
    assert not made.cells
    assert len(made) == 1


def test_a_sound_batch_needs_no_repair() -> None:
    assert len(repair_of(batch(), make_terms())) == 0
