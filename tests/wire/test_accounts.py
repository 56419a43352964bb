"""Accounts as lines of text."""

from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire.accounts import decode_accounts, encode_accounts


@given(
    st.lists(
        st.builds(
            Employee,
            client_number=st.text(max_size=14),
            name=st.text(st.characters(codec="utf-8"), max_size=8),
            id_number=st.text(max_size=18),
            fund=st.sampled_from([10, 11]),
            state=st.sampled_from(State),
            salary=st.integers(0, 10**9),
            rate=st.integers(0, 10**4),
        ),
        max_size=4,
    )
)
def test_any_accounts_come_back_from_their_lines(employees):
    assert list(decode_accounts(encode_accounts(employees))) == employees
