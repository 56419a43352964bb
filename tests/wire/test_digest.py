"""Digests: the same content is recognised in any order, and nothing else is."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business
from gjj_xl.wire.digest import (
    account_weight,
    content_digest,
    request_digest,
    results_digest,
    roster_digest,
)

lines = st.lists(st.text(st.sampled_from("ab|1"), min_size=1), min_size=1, max_size=6)
FIRST = ("0100000001", Business.MISSED, 10)


@given(st.data())
def test_the_order_of_the_rows_does_not_matter(data):
    rows = data.draw(lines)
    other = data.draw(st.permutations(rows))
    assert content_digest(*FIRST, "\n".join(rows)) == content_digest(*FIRST, "\n".join(other))


@given(lines, lines)
def test_other_rows_have_another_digest(one, two):
    same = sorted(one) == sorted(two)
    assert (
        content_digest(*FIRST, "\n".join(one)) == content_digest(*FIRST, "\n".join(two))
    ) is same


def test_unit_business_and_fund_are_part_of_the_content():
    digests = {
        content_digest(unit, business, fund, "a")
        for unit in ("0100000001", "0100000002")
        for business in Business
        for fund in (10, 11)
    }
    assert len(digests) == 20


def test_a_repeated_row_counts():
    assert content_digest(*FIRST, "a\na") != content_digest(*FIRST, "a")


def test_fields_cannot_run_into_each_other():
    assert content_digest("1", Business.MISSED, 10, "a\nb") != content_digest(
        "1", Business.MISSED, 10, "a1:b"
    )
    assert results_digest([(1, "成功", ""), (2, "成功", "")]) != results_digest(
        [(1, "成功", "2成功")]
    )


def test_the_digest_of_a_request_is_plain_sha256():
    assert request_digest(b"abc") == hashlib.sha256(b"abc").hexdigest()


@given(st.permutations([(1, "成功", ""), (2, "失败", "存在正常缴存账户"), (10, "成功", "")]))
def test_results_have_one_digest_in_any_order(results):
    assert results_digest(results) == results_digest(sorted(results))
    assert results_digest(results) != results_digest(results[:2])


def test_the_digest_of_a_roster_knows_no_order_and_every_difference():
    weights = [account_weight("1", 10, "王", "3301", "正常", 100, 800), 5]
    assert roster_digest(weights) == roster_digest(reversed(weights))
    for field, other in enumerate(("2", 11, "李", "3302", "停缴", 101, 900)):
        fields = ["1", 10, "王", "3301", "正常", 100, 800]
        fields[field] = other
        assert account_weight(*fields) != weights[0]
    assert roster_digest([*weights, weights[0]]) != roster_digest(weights)
