import datetime as dt

import pytest

from gjj_xl.sandbox.sessions import unlock
from gjj_xl.sandbox.store import SESSIONS, USERS, open_store
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import AskTerms, LoginAnswer, Logout, LogoutAnswer
from tests.sandbox.harness import Clerk, code, post


def test_a_log_in_names_the_unit_and_gives_a_token(shared) -> None:
    clerk = Clerk(shared, shared.units[0])
    answer = clerk.log_in()
    assert isinstance(answer, LoginAnswer)
    assert answer.unit_number == clerk.unit.unit_number
    assert answer.unit_name == clerk.unit.unit_name
    assert answer.session_until > answer.centre_time
    assert len(clerk.token) >= 32


def test_a_wrong_password_tells_the_tries_left_and_the_last_one_locks(centre) -> None:
    centre.start_here()
    clerk = Clerk(centre, centre.units[0])
    refusals = [clerk.log_in("wrong") for _ in range(5)]
    assert [refusal.tries_left for refusal in refusals] == [4, 3, 2, 1, 0]
    assert [code(refusal) for refusal in refusals] == [ReturnCode.BAD_PASSWORD] * 4 + [
        ReturnCode.LOCKED
    ]
    assert code(clerk.log_in()) is ReturnCode.LOCKED
    store = open_store(centre.data)
    with store.write() as connection:
        unlock(connection, clerk.unit.cust_id, clerk.unit.user_id)
    store.close()
    assert isinstance(clerk.log_in(), LoginAnswer)


def test_a_good_password_gives_all_tries_back(centre) -> None:
    centre.start_here()
    clerk = Clerk(centre, centre.units[0])
    clerk.log_in("wrong")
    clerk.log_in()
    assert clerk.log_in("wrong").tries_left == 4


def test_an_unknown_account_is_refused_in_the_same_words(shared) -> None:
    clerk = Clerk(shared, shared.units[0])
    known = clerk.log_in("wrong")
    stranger = Clerk(shared, shared.units[1])
    stranger.unit = type(stranger.unit)(
        **{name: getattr(stranger.unit, name) for name in stranger.unit.__dataclass_fields__}
        | {"cust_id": "HZ9999999999#001"}
    )
    assert stranger.log_in().words == known.words
    clerk.log_in()


@pytest.mark.parametrize("token", ["", "guess", "x" * 43])
def test_nothing_is_answered_without_a_session(shared, token: str) -> None:
    clerk = Clerk(shared, shared.units[0], token)
    assert code(clerk.ask(AskTerms())) is ReturnCode.BAD_SESSION


def test_a_session_is_good_for_its_own_user_only(shared, log_in) -> None:
    other = Clerk(shared, shared.units[1], log_in(shared).token)
    assert code(other.ask(AskTerms())) is ReturnCode.BAD_SESSION


def test_after_log_out_the_session_is_over(shared, log_in) -> None:
    clerk = log_in(shared)
    assert isinstance(clerk.ask(Logout()), LogoutAnswer)
    assert code(clerk.ask(AskTerms())) is ReturnCode.BAD_SESSION


def test_a_session_ends_by_itself(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    centre.admin(clock=(centre.now() + dt.timedelta(hours=13)).isoformat())
    assert code(clerk.ask(AskTerms())) is ReturnCode.BAD_SESSION


def test_neither_password_nor_token_is_kept_readable(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    store = open_store(centre.data)
    with store.read() as connection:
        kept = str(connection.execute(USERS.select()).all())
        kept += str(connection.execute(SESSIONS.select()).all())
    store.close()
    assert clerk.unit.password not in kept
    assert clerk.token not in kept


def test_the_admin_door_needs_its_token(shared) -> None:
    for token in ("", "guess"):
        status, _, _ = post(shared, "/admin", b"{}", {"X-Sandbox-Admin": token})
        assert status == 403
