"""Lines: what is filed is what the centre reads."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.report import Record
from gjj_xl.wire.errors import MalformedLine
from gjj_xl.wire.lines import decode_lines, encode_lines, split_line

MISSED = {
    "fund": 10,
    "client_number": "000123456789",
    "name": "吉𠮷",
    "first_month": "202601",
    "last_month": "202603",
    "salary": 221000,
    "rate": 850,
    "deposit": 37600,
    "amount": 112800,
}
texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("|\\nr\n\r 𠮷㑇བོད་")),
    min_size=1,
)
numbers = {
    Kind.FUND: (st.sampled_from([10, 11]), Decimal),
    Kind.SALARY: (st.integers(-(10**11), 10**11), lambda fen: Decimal(fen) / 100),
    Kind.DEPOSIT: (st.integers(-(10**11), 10**11), lambda fen: Decimal(fen) / 100),
    Kind.AMOUNT: (st.integers(-(10**11), 10**11), lambda fen: Decimal(fen) / 100),
    Kind.RATE: (st.integers(0, 10000), lambda rate: Decimal(rate) / 100),
}


def records_of(business: Business):
    values = {
        column.field: st.none() | (numbers[column.kind][0] if column.kind in numbers else texts)
        for column in business.columns
    }
    record = st.fixed_dictionaries(values).map(lambda found: Record(business, 2, found))
    return st.lists(record, max_size=6)


@pytest.mark.parametrize("business", Business)
@given(data=st.data())
def test_what_goes_into_lines_comes_out_of_them(business, data):
    records = data.draw(records_of(business))
    batch = decode_lines(business, encode_lines(business, records), fund=11)
    assert list(batch.rows) == list(range(1, len(records) + 1))
    assert (batch.business, batch.fund) == (business, 11)
    for column in business.columns:
        cells = batch.columns[column.field]
        kept = numbers[column.kind][1] if column.kind in numbers else str
        wanted = [record.values[column.field] for record in records]
        assert cells == [None if value is None else kept(value) for value in wanted]


def test_a_line_can_be_read_by_a_human():
    text = encode_lines(Business.MISSED, [Record(Business.MISSED, 2, MISSED)] * 2)
    line = "10|000123456789|吉𠮷|202601|202603|2210.00|8.5|376.00|1128.00"
    assert text == f"{line}\n{line}"


def test_no_records_are_no_lines():
    assert encode_lines(Business.REDUCE, []) == ""
    batch = decode_lines(Business.REDUCE, "")
    assert len(batch) == 0
    assert batch.columns["reason"] == []


def test_separators_and_line_ends_in_a_name_stay_in_the_name():
    record = Record(Business.MISSED, 2, {**MISSED, "name": "a|b\\c\nd\re"})
    text = encode_lines(Business.MISSED, [record])
    assert r"|a\|b\\c\nd\re|" in text
    assert decode_lines(Business.MISSED, text).columns["name"] == ["a|b\\c\nd\re"]


@pytest.mark.parametrize("salary", ["１０００", "1e3", "1,000.00", " 1", "NaN", "--1", "1" * 16])
def test_what_is_no_plain_number_stays_text_for_the_check(salary):
    fields = ["10", "000123456789", "王", "202601", "202601", salary, "8", "", ""]
    batch = decode_lines(Business.MISSED, "|".join(fields))
    assert batch.columns["salary"] == [salary]
    assert batch.columns["rate"] == [Decimal(8)]


def test_client_numbers_months_and_reasons_are_text_though_they_look_like_numbers():
    batch = decode_lines(Business.REDUCE, "10|000123456789|王|110101199001010015|01")
    assert batch.columns["client_number"] == ["000123456789"]
    assert batch.columns["reason"] == ["01"]


@pytest.mark.parametrize("line", ["", "10|1|王|x", "10|1|王|x|01|", "10\\|1|王|x|01"])
def test_a_line_with_another_number_of_fields_is_told_by_its_number(line):
    good = "10|1|王|x|01"
    with pytest.raises(MalformedLine) as caught:
        decode_lines(Business.REDUCE, f"{good}\n{line}\n{good}")
    assert caught.value.line == 2


@pytest.mark.parametrize("line", ["a\\", "a|\\t", "\\|\\", "\\x|b"])
def test_an_unknown_escape_is_told(line):
    with pytest.raises(MalformedLine) as caught:
        split_line(line, 7)
    assert caught.value.line == 7
