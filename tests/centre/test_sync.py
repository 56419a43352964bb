"""职工信息同步 against a real centre: incremental, all or nothing, interruptible."""

import datetime as dt
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from gjj_xl.centre import staging as staging_module
from gjj_xl.centre.accountrows import Rows
from gjj_xl.centre.errors import Cancelled, Interrupted, RosterDamaged
from gjj_xl.centre.home import Home
from gjj_xl.centre.moments import moment_text
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.centre.session import Session, login, open_session
from gjj_xl.centre.standing import Standing
from gjj_xl.centre.store import Store, open_store
from gjj_xl.centre.store import roster as table
from gjj_xl.centre.sync import sync_roster
from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire.messages import AskRoster, RosterPage
from tests.centre import killed_sync
from tests.sandbox.counter import Counter
from tests.sandbox.harness import Clerk, Sandbox

PEOPLE, PAGE = 120, 40
OLD = Employee("000000000001", "旧人", "330106198001011234", 10, State.NORMAL, 1, 1)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    start = dt.datetime.fromisoformat("2026-11-10T10:00")
    data = tmp_path_factory.mktemp("sync") / "centre"
    return Sandbox.seeded(data, start=start, units=2, employees=PEOPLE)


@pytest.fixture
def sandbox(seeded: Sandbox, tmp_path: Path) -> Iterator[Sandbox]:
    with seeded.copy(tmp_path / "centre") as made:
        yield made.start_here(speed=20000, page=PAGE)


@pytest.fixture
def session(sandbox: Sandbox, store: Store) -> Session:
    return enter(sandbox, store)


@pytest.fixture
def local(session: Session, store: Store) -> LocalRoster:
    return LocalRoster(store, session.account.scope)


@pytest.fixture
def counter(sandbox: Sandbox) -> Counter:
    return Counter(sandbox.data)


def enter(sandbox: Sandbox, store: Store) -> Session:
    unit = sandbox.units[0]
    return login(
        store,
        url=sandbox.url,
        ca=sandbox.ca.read_text(),
        cust_id=unit.cust_id,
        user_id=unit.user_id,
        password=unit.password,
        key_path=None,
    )


def clerk_of(sandbox: Sandbox) -> Clerk:
    clerk = Clerk(sandbox, sandbox.units[0])
    clerk.log_in()
    return clerk


def stand(
    local: LocalRoster, session: Session, *people: Employee, version: int = 0, mark: str = ""
) -> Standing:
    """Let these people stand in the local roster."""
    before = local.standing()
    with local.staging(before, session.now(), whole=True) as staging:
        staging.add(people)
        made = staging.take_over(version=version, mark=mark, at=session.now())
    assert made is not None
    return made


def people(local: LocalRoster) -> list[Employee]:
    return local.search()


def rows_in(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(select(table.c.account_key)).all())


class Between:
    """A session in whose line something happens before a page: the first is number 1.

    ``for_good`` means before each later one, too.
    """

    def __init__(
        self, session: Session, page: int, event: Callable[[], object], *, for_good: bool = False
    ) -> None:
        self._for_good = for_good
        self._session = session
        self._event = event
        self.now = session.now
        self.left = page

    def ask(self, question: AskRoster, kind: type[RosterPage]) -> RosterPage:
        self.left -= 1
        if self.left == 0 or (self._for_good and self.left < 0):
            self._event()
        return self._session.ask(question, kind)


def cut() -> None:
    raise Interrupted("host", 443, "1")


# What comes


def test_the_first_sync_brings_everybody_page_by_page(
    sandbox: Sandbox, session: Session, local: LocalRoster
) -> None:
    assert local.load() is None
    told: list[tuple[int, int | None]] = []
    synced = sync_roster(session, local, lambda *how: told.append(how))
    everybody = clerk_of(sandbox).roster()
    assert people(local) == everybody
    assert synced.accounts == synced.changed == len(everybody) > PEOPLE
    assert synced.whole
    done = [came for came, _ in told]
    assert done == [*range(PAGE, len(everybody), PAGE), len(everybody)]
    assert {total for _, total in told} == {len(everybody)}


def test_the_next_sync_brings_only_what_changed(
    sandbox: Sandbox, session: Session, local: LocalRoster
) -> None:
    first = sync_roster(session, local)
    clerk = clerk_of(sandbox)
    accepted = clerk.file(clerk.reduce(2))
    clerk.wait(accepted.serial)
    told: list[tuple[int, int | None]] = []
    second = sync_roster(session, local, lambda *how: told.append(how))
    assert told == [(2, 2)]
    assert (second.changed, second.gone, second.whole) == (2, 0, False)
    assert second.version > first.version
    assert people(local) == clerk.roster()
    assert sync_roster(session, local).changed == 0


def test_a_sync_of_everybody_can_be_asked_for(session: Session, local: LocalRoster) -> None:
    first = sync_roster(session, local)
    again = sync_roster(session, local, whole=True)
    assert again.whole
    assert (again.changed, again.accounts) == (first.accounts, first.accounts)


def test_somebody_who_moved_to_another_unit_is_forgotten_and_known_when_back(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter, store: Store
) -> None:
    home, other = sandbox.units
    number = counter.numbers(home)[7]
    sync_roster(session, local)
    accounts = local.search(client_number=number)
    assert accounts
    counter.transfer(number, other)
    left = sync_roster(session, local)
    assert (left.changed, left.gone, left.whole) == (0, len(accounts), False)
    assert local.search(client_number=number) == []
    assert people(local) == clerk_of(sandbox).roster()
    counter.transfer(number, home)
    back = sync_roster(session, local)
    assert (back.changed, back.gone) == (len(accounts), 0)
    assert local.search(client_number=number) == accounts
    assert rows_in(store) == back.accounts


# Somebody writes meanwhile


def test_what_changes_between_two_pages_comes_once_more(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter
) -> None:
    numbers = counter.numbers(sandbox.units[0])
    mine = (numbers[0], numbers[-1])  # on a page that was sent, and on one that was not
    line = Between(session, 3, lambda: counter.raise_salaries(sandbox.units[0], mine))
    synced = sync_roster(line, local)  # type: ignore[arg-type]
    assert people(local) == clerk_of(sandbox).roster()
    assert synced.changed > synced.accounts
    assert sync_roster(session, local).changed == 0


@pytest.mark.parametrize("place", [0, -1])
def test_who_leaves_between_two_pages_is_gone(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter, place: int
) -> None:
    number = counter.numbers(sandbox.units[0])[place]
    line = Between(session, 3, lambda: counter.transfer(number, sandbox.units[1]))
    sync_roster(line, local)  # type: ignore[arg-type]
    assert local.search(client_number=number) == []
    assert people(local) == clerk_of(sandbox).roster()
    assert sync_roster(session, local).gone == 0


def test_who_leaves_and_comes_back_between_the_pages_is_there(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter
) -> None:
    home, other = sandbox.units
    sync_roster(session, local)
    number = counter.numbers(home)[0]
    counter.transfer(number, other)
    counter.raise_salaries(home, counter.numbers(home))
    line = Between(session, 2, lambda: counter.transfer(number, home))
    sync_roster(line, local)  # type: ignore[arg-type]
    assert local.search(client_number=number)
    assert people(local) == clerk_of(sandbox).roster()


# Another life of the centre's record


def test_a_centre_that_was_restored_to_an_older_state_is_taken_whole(
    session: Session, local: LocalRoster
) -> None:
    stand(local, session, OLD, version=10**6)
    synced = sync_roster(session, local)
    assert synced.whole
    assert OLD not in people(local)
    assert synced.version < 10**6


def test_a_restored_centre_that_has_the_same_numbers_again_is_known_by_its_marks(
    seeded: Sandbox, store: Store, tmp_path: Path
) -> None:
    with seeded.copy(tmp_path / "centre") as sandbox:
        unit, counter = sandbox.units[0], Counter(sandbox.data)
        numbers = counter.numbers(unit)
        backup = shutil.copytree(sandbox.data, tmp_path / "backup")
        sandbox.start_here()
        session = enter(sandbox, store)
        local = LocalRoster(store, session.account.scope)
        sync_roster(session, local)
        counter.raise_salaries(unit, numbers[:2])
        counter.raise_salaries(unit, numbers[2:4])
        before = sync_roster(session, local)
        sandbox.stop()
        for part in sandbox.data.glob("centre.db*"):
            part.unlink()
        shutil.copy(backup / "centre.db", sandbox.data / "centre.db")
        for number in numbers[10:13]:
            counter.raise_salaries(unit, [number])
        sandbox.start_here()
        session = enter(sandbox, store)
        assert LocalRoster(store, session.account.scope).standing() == local.standing()
        after = sync_roster(session, local)
        assert after.version > before.version
        assert after.whole
        assert people(local) == clerk_of(sandbox).roster()


def test_a_centre_restored_between_two_pages_is_asked_from_the_beginning(
    sandbox: Sandbox, session: Session, local: LocalRoster
) -> None:
    pages: list[AskRoster] = []

    class Restored(Between):
        def ask(self, question: AskRoster, kind: type[RosterPage]) -> RosterPage:
            pages.append(question)
            if len(pages) == 2:  # the cursor speaks of a mark that the restored one never gave
                start, mark, *rest = question.cursor.split(".")
                assert len(mark) == 16
                question = replace(question, cursor=".".join((start, "0" * 16, *rest)))
            return self._session.ask(question, kind)

    sync_roster(Restored(session, 0, cut), local)  # type: ignore[arg-type]
    assert [bool(page.cursor) for page in pages[:3]] == [False, True, False]
    assert people(local) == clerk_of(sandbox).roster()


def test_a_centre_that_tells_nothing_of_marks_and_sums_is_synced_as_well(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter
) -> None:
    class Old(Between):
        def ask(self, question: AskRoster, kind: type[RosterPage]) -> RosterPage:
            question = replace(question, mark=None, as_lines=False)
            page = self._session.ask(question, kind)
            return replace(page, mark="", since=None, left=None, total=None, digest=None)

    line = Old(session, 0, cut)
    told: list[int | None] = []
    sync_roster(line, local, lambda _, total: told.append(total))  # type: ignore[arg-type]
    assert set(told) == {None}
    counter.raise_salaries(sandbox.units[0], counter.numbers(sandbox.units[0])[:1])
    assert not sync_roster(line, local).whole  # type: ignore[arg-type]
    assert people(local) == clerk_of(sandbox).roster()


def test_a_roster_of_the_program_before_is_read_and_replaced_by_the_next_sync(
    sandbox: Sandbox, session: Session, local: LocalRoster, store: Store
) -> None:
    scope, at = session.account.scope, session.now()
    with store.begin() as connection:
        row = {"unit": scope, **Rows(store.sealer, scope).row(OLD)}
        connection.execute(insert(table), [row])
        kept = {"version": 1, "at": moment_text(at)}
        store.put_in(connection, f"roster/{scope}", kept)
    assert people(local) == [OLD]
    synced = local.synced()
    assert synced is not None
    assert synced.accounts == 1
    assert sync_roster(session, local).whole
    assert people(local) == clerk_of(sandbox).roster()
    assert rows_in(store) == len(people(local))


# What goes wrong


def test_an_interrupted_sync_leaves_the_old_state_whole(
    session: Session, local: LocalRoster, store: Store
) -> None:
    before = stand(local, session, OLD)
    for whole in (True, False):
        line = Between(session, 2, cut, for_good=True)
        with pytest.raises(Interrupted):
            sync_roster(line, local, whole=whole)  # type: ignore[arg-type]
        assert local.standing() == before
        assert people(local) == [OLD]
        assert rows_in(store) == 1


@pytest.mark.parametrize("fault", ["truncated", "garbage", "duplicate-answer"])
def test_a_page_that_is_lost_on_the_line_is_asked_for_again(
    sandbox: Sandbox, session: Session, local: LocalRoster, fault: str
) -> None:
    sandbox.admin(faults=[f"{fault}@roster:2"])
    sync_roster(session, local)
    assert sandbox.admin()["faults"] == {}
    assert people(local) == clerk_of(sandbox).roster()


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_cancelled_sync_leaves_the_old_state_whole(
    session: Session, local: LocalRoster, after: int
) -> None:
    asked = iter(range(10))
    with pytest.raises(Cancelled):
        sync_roster(session, local, cancelled=lambda: next(asked) >= after)
    assert local.synced() is None
    assert local.load() is None


@pytest.mark.parametrize("fault", ["lost-page", "repeated-page", "damaged-page"])
def test_what_does_not_add_up_to_the_centres_sum_is_not_taken_over(
    sandbox: Sandbox, session: Session, local: LocalRoster, store: Store, fault: str
) -> None:
    before = stand(local, session, OLD)
    sandbox.admin(faults=[f"{fault}@roster"])
    with pytest.raises(RosterDamaged):
        sync_roster(session, local, whole=True)
    assert local.standing() == before
    assert people(local) == [OLD]
    assert rows_in(store) == 1
    assert sync_roster(session, local, whole=True).accounts > PEOPLE


def test_changes_that_do_not_add_up_bring_everybody(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter
) -> None:
    sync_roster(session, local)
    counter.raise_salaries(sandbox.units[0], counter.numbers(sandbox.units[0])[:3])
    sandbox.admin(faults=["damaged-page@roster"])
    assert sync_roster(session, local).whole
    assert people(local) == clerk_of(sandbox).roster()


def test_a_local_row_that_was_lost_or_damaged_is_noticed_and_everybody_comes(
    sandbox: Sandbox, session: Session, local: LocalRoster, store: Store, counter: Counter
) -> None:
    unit = sandbox.units[0]
    for spoil in (delete(table), table.update().values(employee=b"damaged" * 10)):
        sync_roster(session, local)
        number = people(local)[5].client_number
        key = Rows(store.sealer, local.unit).client_key(number)
        with store.begin() as connection:
            connection.execute(spoil.where(table.c.client_key == key))
        counter.raise_salaries(unit, [number])
        assert sync_roster(session, local).whole
        assert people(local) == clerk_of(sandbox).roster()


def test_a_write_that_fails_half_way_leaves_the_old_state_whole(
    session: Session, local: LocalRoster, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stand(local, session, OLD)
    monkeypatch.setattr(staging_module, "_WRITTEN", 1)
    real, calls = staging_module.Staging._write, iter(range(2))

    def fail(staging: staging_module.Staging) -> None:
        if next(calls, None) is None:
            raise MemoryError
        real(staging)

    monkeypatch.setattr(staging_module.Staging, "_write", fail)
    with pytest.raises(MemoryError):
        sync_roster(session, local)
    assert local.standing() == before
    assert people(local) == [OLD]
    assert rows_in(store) == 1


@pytest.mark.parametrize("moment", killed_sync.MOMENTS)
def test_a_sync_that_is_killed_leaves_one_state_or_the_other_and_the_next_one_finishes(
    sandbox: Sandbox,
    session: Session,
    local: LocalRoster,
    store: Store,
    home: Home,
    counter: Counter,
    moment: str,
) -> None:
    sync_roster(session, local)
    old = people(local)
    counter.raise_salaries(sandbox.units[0], counter.numbers(sandbox.units[0])[:5])
    new = clerk_of(sandbox).roster()
    program = [sys.executable, killed_sync.__file__, str(home.path), moment]
    killed = subprocess.run(program, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert people(local) == (new if moment == "taken-over" else old) != []
    assert rows_in(store) > len(old)  # what it left behind
    sync_roster(session, local)
    assert people(local) == new
    later = session.now() + staging_module.ABANDONED * 2
    with local.staging(local.standing(), later, whole=True):
        pass
    assert people(local) == new
    assert rows_in(store) == len(new)


# Several at once


def test_a_sync_that_was_overtaken_goes_on_from_what_the_other_one_brought(
    sandbox: Sandbox, session: Session, local: LocalRoster, counter: Counter, store: Store
) -> None:
    unit, numbers = sandbox.units[0], counter.numbers(sandbox.units[0])
    sync_roster(session, local)
    counter.raise_salaries(unit, numbers[:3])

    def overtake() -> None:
        counter.raise_salaries(unit, numbers[2:5])
        sync_roster(session, local)

    sync_roster(Between(session, 1, overtake), local)  # type: ignore[arg-type]
    assert people(local) == clerk_of(sandbox).roster()
    assert rows_in(store) == len(people(local))


def test_two_syncs_and_a_reader_at_once_see_whole_rosters_only(
    sandbox: Sandbox, session: Session, local: LocalRoster, home: Home, counter: Counter
) -> None:
    everybody = sync_roster(session, local).accounts
    seen: set[int] = set()
    troubles: list[BaseException] = []
    done = threading.Event()

    def work(task: Callable[[Session, LocalRoster], None]) -> None:
        try:
            with open_store(home) as own:
                mine = open_session(own, session.account)
                task(mine, LocalRoster(own, mine.account.scope))
        except BaseException as error:  # noqa: BLE001 - told by the test
            troubles.append(error)

    def sync(mine: Session, own: LocalRoster) -> None:
        for whole in (True, False, True):
            sync_roster(mine, own, whole=whole)

    def read(_: Session, own: LocalRoster) -> None:
        while not done.is_set():
            found = own.load()
            assert found is not None
            seen.add(len(found))

    syncing = [threading.Thread(target=work, args=(sync,)) for _ in range(2)]
    reading = threading.Thread(target=work, args=(read,))
    for thread in (*syncing, reading):
        thread.start()
    for number in counter.numbers(sandbox.units[0])[:4]:
        counter.raise_salaries(sandbox.units[0], [number])
    for thread in syncing:
        thread.join()
    done.set()
    reading.join()
    assert troubles == []
    assert seen == {everybody}
    sync_roster(session, local)
    assert people(local) == clerk_of(sandbox).roster()


# What is kept


def test_the_roster_of_another_unit_is_not_touched(
    store: Store, session: Session, local: LocalRoster
) -> None:
    other = LocalRoster(store, "9999999999")
    stand(other, session, OLD)
    sync_roster(session, local)
    stand(local, session)
    assert people(other) == [OLD]
    assert people(local) == []


def test_nobody_is_readable_in_the_store_s_file(
    home: Home, session: Session, local: LocalRoster
) -> None:
    sync_roster(session, local)
    content = b"".join(path.read_bytes() for path in home.path.glob("store.db*"))
    assert content
    for one in people(local):
        for secret in (one.name, one.id_number, one.client_number):
            assert secret.encode() not in content
