"""The resident ID number (GB 11643)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.idnumber import IdFault, check_character, full_id, id_fault

LAST_DAY = dt.date(2026, 11, 30)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(100_000, 999_999))
    birth = draw(st.dates(dt.date(1900, 1, 1), LAST_DAY)).strftime("%Y%m%d")
    first_17 = f"{area}{birth}{draw(st.integers(0, 999)):03d}"
    weighted = sum(int(c) * (2 ** (17 - i) % 11) for i, c in enumerate(first_17))
    check = (12 - weighted % 11) % 11
    return first_17 + ("X" if check == 10 else str(check))


@given(id_numbers())
def test_a_number_made_by_the_standard_is_right(number: str) -> None:
    assert id_fault(number, LAST_DAY) is None
    assert id_fault(number.lower(), LAST_DAY) is None
    assert check_character(number[:17]) == number[17]


@given(id_numbers(), st.data())
def test_any_one_wrong_digit_is_found(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 16))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    wrong = number[:place] + digit + number[place + 1 :]
    assert id_fault(wrong, LAST_DAY) in {IdFault.CHECKSUM, IdFault.DATE}


@given(id_numbers(), st.integers(0, 16))
def test_two_swapped_neighbours_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert id_fault(swapped, LAST_DAY) is not None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", IdFault.LENGTH),
        ("1101051949123100", IdFault.LENGTH),
        ("1101051949123100211", IdFault.LENGTH),
        ("11010519491231002Y", IdFault.CHARACTERS),
        ("1101051949123100X2", IdFault.CHARACTERS),
        ("11010549123100X", IdFault.CHARACTERS),
        ("11010519491231002Ｘ", IdFault.CHARACTERS),
        ("1101051949123100²X", IdFault.CHARACTERS),
        ("110105491331002", IdFault.DATE),
        ("110105189912310020", IdFault.DATE),
        ("110105202612010021", IdFault.DATE),
        ("110105194912310029", IdFault.CHECKSUM),
        ("810000199408230021", None),
        ("110105491231002", None),
    ],
)
def test_the_first_thing_that_is_wrong_is_named(number: str, fault: IdFault | None) -> None:
    assert id_fault(number, LAST_DAY) is fault


def test_without_a_day_any_real_date_will_do() -> None:
    number = "33010220991231001"
    assert id_fault(number + check_character(number)) is None


def test_fifteen_places_are_raised_to_eighteen() -> None:
    assert full_id("110105491231002") == "11010519491231002X"
    assert full_id(" 11010519491231002x ") == "11010519491231002X"
    assert full_id("ODD-4711") == "ODD-4711"
