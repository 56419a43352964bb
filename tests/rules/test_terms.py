"""Reading and writing the terms."""

import json
from typing import Any

import pytest

from gjj_xl.rules.money import Mode
from gjj_xl.rules.terms import (
    Origin,
    TermsError,
    example_terms,
    parse_terms,
    terms_object,
    unknown_keys,
)
from tests.oracle import TERMS

FULL: dict[str, Any] = {
    **TERMS,
    "uniform_rate": "6.5",
    "rate_step": "0.5",
    "bounds_from": "202607",
    "idempotent": True,
    "version": "2026-11-21/3",
    "rounding": {"unit": "0.1", "mode": "up"},
    "waiting": {"retry_seconds": [60, 120], "review_days": 2, "phone": ""},
    "opening": {
        "opens": "08:30",
        "months": {"202702": {"opens": "2027-01-21T09:00", "closes": "2027-02-19T16:30:00+08:00"}},
    },
}


def test_the_required_keys_are_enough() -> None:
    terms = parse_terms(TERMS)
    assert (terms.lowest_base, terms.highest_base) == (266_000, 4_215_100)
    assert (terms.rate_min, terms.rate_max, terms.uniform_rate) == (500, 1200, None)
    assert (terms.backpay_floor, terms.rate_step, terms.bounds_from) == (800, None, None)
    assert (terms.rounding.unit, terms.rounding.mode) == (100, Mode.HALF_UP)
    assert terms.one_sided_funds == (11,)
    assert terms.fund_names[11] == "住房公积金补贴"
    assert terms.origin is Origin.FILE
    assert not terms.idempotent
    assert terms.fixed_fund is None


@pytest.mark.parametrize("obj", [TERMS, FULL])
def test_terms_survive_json(obj: dict[str, Any]) -> None:
    terms = parse_terms(obj, Origin.CENTRE)
    again = parse_terms(json.loads(json.dumps(terms_object(terms))), Origin.CENTRE)
    assert again == terms


def test_numbers_are_as_good_as_text() -> None:
    numbers = {**TERMS, "lowest_base": 2660, "highest_base": 42151.0, "rate_min": 5, "rate_max": 12}
    assert parse_terms(numbers) == parse_terms(TERMS)
    texts = {**TERMS, "funds": ["10", "11"], "client_number_length": "12", "business_month": 202611}
    assert parse_terms(texts) == parse_terms(TERMS)


def test_the_example_says_that_it_is_one_and_is_whole() -> None:
    terms = example_terms()
    assert terms.is_example
    assert not parse_terms(TERMS).is_example
    assert len(terms.reduce_reasons) == 7


def test_a_single_fund_is_fixed() -> None:
    assert parse_terms({**TERMS, "funds": [10]}).fixed_fund == 10


@pytest.mark.parametrize("key", sorted(TERMS))
def test_an_absent_required_key_is_named(key: str) -> None:
    with pytest.raises(TermsError) as caught:
        parse_terms({name: value for name, value in TERMS.items() if name != key})
    assert caught.value.key == key
    assert key in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("unit_number", "12345"),
        ("unit_number", 123456789),
        ("unit_name", " "),
        ("business_month", "202613"),
        ("lowest_base", "50000"),
        ("lowest_base", "-1"),
        ("lowest_base", "一千"),
        ("highest_base", "42151.001"),
        ("highest_base", True),
        ("uniform_rate", "101"),
        ("uniform_rate", 0),
        ("rate_min", "13"),
        ("rate_max", ""),
        ("funds", []),
        ("funds", [10, 10]),
        ("funds", "10"),
        ("client_number_length", "十二"),
        ("client_number_length", 0),
        ("name_max", 4.5),
        ("reduce_reasons", []),
        ("reduce_reasons", {"01": ""}),
        ("backpay_floor", "0"),
        ("rounding", {"unit": "1", "mode": "half-even"}),
        ("rounding", {"unit": "0", "mode": "up"}),
        ("opening", {"opens": "17:00"}),
        ("opening", {"opens": "nine"}),
        ("opening", {"closes": "16:30+08:00"}),
        ("opening", {"first_day": 10}),
        ("opening", {"months": {"2027": {}}}),
        ("opening", {"months": {"202702": {"opens": "x", "closes": "y"}}}),
        (
            "opening",
            {"months": {"202702": {"opens": "2027-02-01T00:00", "closes": "2027-01-01T00:00"}}},
        ),
        ("batch_limit", 0),
        ("one_sided_funds", [11.5]),
        ("bounds_from", "2026"),
        ("idempotent", "yes"),
        ("version", 3),
        ("waiting", {"retry_seconds": []}),
        ("waiting", {"retry_seconds": [900, 0]}),
        ("waiting", {"retry_seconds": 900}),
        ("waiting", {"result_seconds": 1800}),
        ("waiting", {"review_days": -1}),
        ("waiting", {"phone": 96345}),
        ("fund_names", {"ten": "x"}),
    ],
)
def test_a_value_that_cannot_be_used_names_its_key(key: str, value: object) -> None:
    with pytest.raises(TermsError) as caught:
        parse_terms({**TERMS, key: value})
    assert caught.value.key.startswith(key)
    assert caught.value.problem


def test_terms_that_are_no_object_are_refused() -> None:
    with pytest.raises(TermsError):
        parse_terms([])  # type: ignore[arg-type]


def test_a_misspelt_key_is_told() -> None:
    assert unknown_keys({**TERMS, "back_pay_floor": "8"}) == ("back_pay_floor",)
    assert unknown_keys(FULL) == ()


@pytest.mark.parametrize(
    "key",
    ["backpay_floor", "rate_step", "rounding", "opening", "batch_limit", "bounds_from", "waiting"],
)
def test_null_says_no_more_than_an_absent_optional_key(key: str) -> None:
    assert parse_terms({**TERMS, key: None}) == parse_terms(TERMS)


def test_the_pauses_of_a_busy_centre_grow_and_the_last_one_stays() -> None:
    waiting = parse_terms({**TERMS, "waiting": {"retry_seconds": [900, 1800]}}).waiting
    assert [waiting.retry_after(tries) for tries in (0, 1, 2, 3, 99)] == [
        900, 900, 1800, 1800, 1800,
    ]  # fmt: skip
    assert (waiting.result_seconds, waiting.call_seconds, waiting.phone) == (600, 1800, "96345")


def test_what_a_rounding_leaves_out_is_the_default() -> None:
    assert parse_terms({**TERMS, "rounding": {}}) == parse_terms(TERMS)
    assert parse_terms({**TERMS, "rounding": {"mode": "up"}}).rounding.unit == 100
