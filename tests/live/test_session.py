"""Logging in from the ribbon: passwords kept and forgotten, refusals told in the window."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import keyring
import pytest

from gjj_xl.centre.keeping import kept_password
from gjj_xl.ribbon.dialogs.forms import LogIn, LogInAnswer
from tests.keyrings import MemoryKeyring
from tests.live.clerk import LiveClerk


@pytest.fixture
def memory(no_keyring: None) -> Iterator[MemoryKeyring]:
    made = MemoryKeyring()
    keyring.set_keyring(made)
    return made


def answer(clerk: LiveClerk, **changes: Any) -> LogInAnswer:
    unit, sandbox = clerk.scene.unit, clerk.scene.sandbox
    whole = LogInAnswer(
        unit.cust_id, unit.user_id, unit.password, False, False,
        sandbox.url, sandbox.ca, unit.key_path,
    )  # fmt: skip
    return replace(whole, **changes)


def test_a_password_is_kept_only_where_the_clerk_wants_it(
    memory: MemoryKeyring, newcomer: LiveClerk
) -> None:
    newcomer.windows.script(LogIn, lambda _: answer(newcomer, remember=True))
    newcomer.click("login")
    unit = newcomer.scene.unit
    where = (newcomer.scene.sandbox.url, unit.cust_id, unit.user_id)
    assert kept_password(*where) == unit.password
    newcomer.windows.script(LogIn, lambda _: answer(newcomer, remember=False))
    newcomer.click("login")
    assert newcomer.windows.of(LogIn)[-1].remembered == unit.password
    assert newcomer.windows.of(LogIn)[-1].may_remember
    assert kept_password(*where) is None
    assert unit.key_password not in str(memory.kept)


def test_without_a_keyring_nothing_is_kept_and_the_box_is_not_offered(newcomer: LiveClerk) -> None:
    newcomer.windows.script(LogIn, lambda _: answer(newcomer))
    newcomer.click("login")
    assert not newcomer.windows.of(LogIn)[0].may_remember


def test_a_refused_password_is_told_in_the_window_and_kept_no_longer(
    memory: MemoryKeyring, newcomer: LiveClerk
) -> None:
    newcomer.windows.script(LogIn, lambda _: answer(newcomer, remember=True))
    newcomer.click("login")
    newcomer.windows.script(
        LogIn, lambda _: answer(newcomer, password="wrong"), lambda _: answer(newcomer)
    )
    newcomer.click("login")
    again = newcomer.windows.of(LogIn)[-1]
    assert "密码" in again.message
    assert "还可以再试" in again.message
    assert again.remembered == ""
    assert newcomer.windows.errors == []
    assert newcomer.scene.unit.password not in memory.kept.values()


def test_the_account_is_known_after_the_first_log_in_and_the_sync_box_is_not_ticked_again(
    newcomer: LiveClerk,
) -> None:
    newcomer.windows.script(LogIn, lambda _: answer(newcomer, sync=True))
    newcomer.click("login")
    newcomer.click("login")
    first, second = newcomer.windows.of(LogIn)
    assert (first.account, first.first_time, first.sync_ticked) == ("", True, True)
    assert (second.account, second.first_time) == (newcomer.scene.unit.cust_id, False)
    assert not second.sync_ticked


def test_a_closed_window_logs_nobody_in_and_says_nothing(newcomer: LiveClerk) -> None:
    newcomer.windows.script(LogIn, lambda _: None)
    newcomer.click("login")
    assert newcomer.windows.errors == []
    assert not newcomer.place.front.logged_in


def test_leaving_forgets_the_session_until_the_next_log_in(clerk: LiveClerk) -> None:
    clerk.click("logout")
    assert "已退出系统。" in clerk.windows.messages[-1]
    clerk.click("sync")
    assert "请先登录" in clerk.windows.errors[-1] or "登录已失效" in clerk.windows.errors[-1]
    clerk.click("login")
    assert clerk.all_told.count("登录成功") == 2
