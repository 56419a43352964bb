"""职工信息同步 against a real centre: incremental, all or nothing, interruptible."""

from collections.abc import Iterator

import pytest

from gjj_xl.centre.errors import Cancelled, Interrupted
from gjj_xl.centre.home import Home
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.centre.session import Session, login
from gjj_xl.centre.store import Store
from gjj_xl.centre.sync import sync_roster
from gjj_xl.rules.roster import Employee, State
from gjj_xl.wire.messages import AskRoster, RosterPage
from tests.sandbox.harness import Clerk, Sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    import datetime as dt

    start = dt.datetime.fromisoformat("2026-11-10T10:00")
    data = tmp_path_factory.mktemp("sync") / "centre"
    with Sandbox.seeded(data, start=start, units=1, employees=2200) as made:
        yield made.start(speed=20000)


@pytest.fixture
def session(sandbox: Sandbox, store: Store) -> Session:
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


@pytest.fixture
def local(session: Session, store: Store) -> LocalRoster:
    return LocalRoster(store, session.account.scope)


def clerk_of(sandbox: Sandbox) -> Clerk:
    clerk = Clerk(sandbox, sandbox.units[0])
    clerk.log_in()
    return clerk


def test_the_first_sync_brings_everybody_page_by_page(
    sandbox: Sandbox, session: Session, local: LocalRoster
) -> None:
    assert local.load() is None
    told: list[int] = []
    synced = sync_roster(session, local, lambda done, _: told.append(done))
    roster = local.load()
    assert roster is not None
    assert set(roster) == set(clerk_of(sandbox).roster())
    assert synced.accounts == len(roster) >= 2200
    assert len(told) > 1
    assert told == sorted(told)


def test_the_next_sync_brings_only_what_changed(
    sandbox: Sandbox, session: Session, local: LocalRoster
) -> None:
    first = sync_roster(session, local)
    clerk = clerk_of(sandbox)
    accepted = clerk.file(clerk.reduce(2))
    clerk.wait(accepted.serial)
    told: list[int] = []
    second = sync_roster(session, local, lambda done, _: told.append(done))
    assert told == [2]
    assert second.version > first.version
    roster = local.load()
    assert roster is not None
    assert set(roster) == set(clerk.roster())


class Broken:
    """A session whose line breaks at the second page."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.now = session.now
        self.pages = 0

    def ask(self, question: AskRoster, kind: type[RosterPage]) -> RosterPage:
        self.pages += 1
        if self.pages == 2:
            raise Interrupted("host", 443, "1")
        return self._session.ask(question, kind)


def test_an_interrupted_sync_leaves_the_old_state_whole(
    session: Session, local: LocalRoster
) -> None:
    before = [Employee("000000000001", "旧人", "330106198001011234", 10, State.NORMAL, 1, 1)]
    local.apply(before, [], 0, session.now(), whole=True)
    with pytest.raises(Interrupted):
        sync_roster(Broken(session), local)  # type: ignore[arg-type]
    roster = local.load()
    assert roster is not None
    assert list(roster) == before


@pytest.mark.parametrize("after", [0, 1])
def test_a_cancelled_sync_leaves_the_old_state_whole(
    session: Session, local: LocalRoster, after: int
) -> None:
    asked = iter(range(10))
    with pytest.raises(Cancelled):
        sync_roster(session, local, cancelled=lambda: next(asked) >= after)
    assert local.synced() is None
    assert local.load() is None


def test_a_write_that_fails_half_way_leaves_the_old_state_whole(
    session: Session, local: LocalRoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [Employee("000000000001", "旧人", "330106198001011234", 10, State.NORMAL, 1, 1)]
    local.apply(before, [], 0, session.now(), whole=True)
    real = local._write
    calls: list[int] = []

    def fail(*arguments: object, **how: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        real(*arguments, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(local, "_write", fail)
    with pytest.raises(MemoryError):
        sync_roster(session, local)
    monkeypatch.undo()
    roster = local.load()
    assert roster is not None
    assert list(roster) == before
    synced = local.synced()
    assert synced is not None
    assert synced.version == 0


def test_a_centre_that_was_restored_to_an_older_state_is_taken_whole(
    session: Session, local: LocalRoster
) -> None:
    gone = Employee("000000000001", "旧人", "330106198001011234", 10, State.NORMAL, 1, 1)
    local.apply([gone], [], 10**6, session.now(), whole=True)
    synced = sync_roster(session, local)
    roster = local.load()
    assert roster is not None
    assert gone not in set(roster)
    assert synced.version < 10**6


def test_somebody_who_left_is_forgotten(session: Session, local: LocalRoster) -> None:
    people = [
        Employee(f"00000000000{n}", f"人{n}", f"33010619800101123{n}", 10, State.NORMAL, 1, 1)
        for n in range(3)
    ]
    local.apply(people, [], 1, session.now(), whole=True)
    changed = Employee("000000000001", "新名", "330106198001011231", 10, State.STOPPED, 2, 2)
    local.apply([changed], [("000000000002", 10)], 2, session.now(), whole=False)
    roster = local.load()
    assert roster is not None
    assert sorted(roster, key=lambda one: one.client_number) == [people[0], changed]


def test_the_roster_of_another_unit_is_not_touched(
    store: Store, session: Session, local: LocalRoster
) -> None:
    one = Employee("000000000001", "甲", "330106198001011234", 10, State.NORMAL, 1, 1)
    other = LocalRoster(store, "9999999999")
    other.apply([one], [], 1, session.now(), whole=True)
    local.apply([], [], 1, session.now(), whole=True)
    assert [*other.search()] == [one]
    assert local.search() == []


def test_nobody_is_readable_in_the_store_s_file(
    home: Home, session: Session, local: LocalRoster
) -> None:
    sync_roster(session, local)
    content = b"".join(path.read_bytes() for path in home.path.glob("store.db*"))
    assert content
    for one in local.search():
        for secret in (one.name, one.id_number, one.client_number):
            assert secret.encode() not in content
