"""Personal numbers in logs and messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.mask import mask_equal_places, mask_id, mask_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三330102199003071230。", "张三****************30。"),
        ("id=11010519491231002x,", "id=****************2x,"),
        ("110105491231002/000000000001", "*************02/**********01"),
        ("11010519491231002", "***************02"),
        ("３３０１０２１９９００３０７１２３０", "****************３０"),
        ("202611 2400.00 1234567890123456", "202611 2400.00 1234567890123456"),
    ],
)
def test_personal_numbers_are_masked_and_others_stay(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True), st.text(st.characters(categories=["Lo"])))
def test_no_id_number_survives_in_any_text(number: str, around: str) -> None:
    assert number[:16] not in mask_text(around + number + around)


def test_short_numbers_are_masked_whole() -> None:
    assert mask_id("1234") == "****"
    assert mask_id("12345") == "***45"


def test_only_the_places_that_differ_are_shown() -> None:
    assert mask_equal_places("330102199003071230", "330102199003071251") == "*" * 16 + "30"
    assert mask_equal_places("110105491231002", "11010519491231002X") == "*" * 18
