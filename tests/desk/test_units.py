"""Several units on one computer: everything kept apart, and nothing done for the wrong one."""

import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto import cms
from sqlalchemy import delete, func, select

from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import NotLoggedIn
from gjj_xl.centre.store import METADATA, settings
from gjj_xl.centre.store import units as units_table
from gjj_xl.centre.units import Held
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.errors import (
    OtherUnit,
    OtherUnitsCertificate,
    SeveralUnits,
    UnitBusy,
    UnknownBatch,
    UnknownUnit,
)
from gjj_xl.desk.facts import Confirmation, Outcome
from gjj_xl.desk.stamping import keep_receipts
from gjj_xl.desk.troubles import explain
from gjj_xl.rules.business import Business
from gjj_xl.sandbox.seed import SeededUnit
from gjj_xl.sheets.reading import read_live
from tests.desk.scene import Asked, Scene, columns, normal, sheet
from tests.sandbox.harness import Sandbox


class Office:
    """An accountant of two employers, over one home folder."""

    def __init__(self, first: Scene, second: Scene) -> None:
        self.scenes = {"a": first, "b": second}
        self.keys = {}
        for name, scene in self.scenes.items():
            with scene.desk() as desk:
                scene.log_in(desk)
                assert desk.unit is not None
                self.keys[name] = desk.unit

    def desk(self, name: str) -> Desk:
        return open_desk(self.scenes["a"].home, unit=self.keys[name])

    def unit(self, name: str) -> SeededUnit:
        return self.scenes[name].unit

    def words(self, name: str) -> str:
        return f"{self.unit(name).unit_number} {self.unit(name).unit_name}"


@pytest.fixture
def office(town: Sandbox, numbers: Iterator[int], tmp_path: Path) -> Iterator[Office]:
    yield Office(Scene(town, tmp_path, next(numbers)), Scene(town, tmp_path, next(numbers)))
    left = town.admin()["faults"]
    if left:
        town.admin(faults=[f"{name}:0" for name in left])


def test_roster_terms_session_and_certificates_are_kept_apart(office: Office) -> None:
    with office.desk("a") as first, office.desk("b") as second:
        for desk, name in ((first, "a"), (second, "b")):
            account, terms, roster = desk.account(), desk.terms(), desk.roster()
            assert account is not None
            assert terms is not None
            assert roster is not None
            unit = office.unit(name)
            assert (account.cust_id, account.user_id) == (unit.cust_id, unit.user_id)
            assert account.key_path == str(unit.key_path)
            assert terms.unit_number == account.unit_number == unit.unit_number
            assert desk.logged_in
        numbers = [{one.client_number for one in desk.roster() or ()} for desk in (first, second)]
        assert numbers[0]
        assert numbers[0].isdisjoint(numbers[1])
        stolen = next(iter(numbers[0]))
        assert second.query_deposits(client_number=stolen).employees == ()
        assert second.find_employee(stolen) is None
        assert first.query_deposits(client_number=stolen).employees != ()
        tokens = {
            desk._context.units.session(desk._context.account())["token"]  # type: ignore[index]
            for desk in (first, second)
        }
        assert len(tokens) == 2
        first.logout()
        assert not first.logged_in
        assert second.logged_in


def test_every_table_of_the_store_knows_its_unit_and_batches_stay_with_theirs(
    office: Office,
) -> None:
    for name in ("a", "b"):
        with office.desk(name) as desk:
            scene = office.scenes[name]
            made = desk.record(Business.MISSED, form(desk, 5))
            assert made.done
            sent = scene.submit(desk, sheet(desk, scene.folder / f"{name}.xlsx", number=2))
            assert sent.serial is not None
            assert desk.wait(sent.serial, seconds=60).answered
    with office.desk("a") as first, office.desk("b") as second:
        scopes = [desk._context.account().scope for desk in (first, second)]
        for table in METADATA.sorted_tables:
            if "unit" in table.c:
                with first._context.store.begin() as connection:
                    counted = select(table.c.unit, func.count()).group_by(table.c.unit)
                    rows = dict(connection.execute(counted).all())
                # A roster stands in a part of the unit's, named behind a #.
                assert {unit.partition("#")[0] for unit in rows} == set(scopes), table.name
                assert all(rows.values()), table.name
            else:  # by the unit's own key, by a batch's number, or settings named by the unit
                assert table.name in {"units", "events", "settings"}
        (mine,), (others,) = first.status(), second.status()
        assert mine.entry.request_sn != others.entry.request_sn
        with pytest.raises(UnknownBatch):
            second.poll(str(mine.entry.serial))
        assert second._context.results().load(str(mine.entry.serial)) is None
        assert first.pending(Business.MISSED).records != second.pending(Business.MISSED).records
        receipts = {path.name.partition("-")[0] for path in first._context.home.receipts.iterdir()}
        assert receipts == {mine.entry.serial, others.entry.serial}
    for name in ("a", "b"):
        (batch,) = office.scenes[name].filed()
        assert batch.total == 2


def test_a_receipt_of_another_centre_is_not_written_over(scene: Scene, desk: Desk) -> None:
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    context = desk._context
    (kept,) = context.home.receipts.glob(f"{sent.serial}-受理回执.txt")
    kept.write_bytes("另一个中心的同号回执".encode())
    (made, *_) = keep_receipts(context, context.journal().entry(str(sent.request_sn)))
    assert made != kept
    assert kept.read_bytes() == "另一个中心的同号回执".encode()
    assert str(sent.serial) in made.read_text("utf-8")


def form(desk: Desk, skip: int) -> dict[str, object]:
    """What a clerk types into the pane of 漏缴补缴."""
    terms = desk.terms()
    assert terms is not None
    cells = columns(Business.MISSED, normal(desk, 1, skip), terms)
    return {name: values[0] for name, values in cells.items() if name != "name"}


def test_a_store_of_one_unit_is_taken_over_with_everything_in_it(scene: Scene) -> None:
    with scene.desk() as desk:
        scene.log_in(desk)
        desk.record(Business.MISSED, form(desk, 5))
        scene.sandbox.admin(faults=["busy@filing:1"])
        queued = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
        assert queued.outcome is Outcome.QUEUED
        before = everything(desk)
        leave_as_before(desk)
    with sqlite3.connect(scene.home / "store.db") as raw:
        assert not raw.execute("select * from units").fetchall()
    with scene.desk() as desk:
        account = desk.account()
        assert account is not None
        assert account.unit_number == scene.unit.unit_number
        assert everything(desk) == before
        assert desk.logged_in
        assert desk._context.remembered_certificate() is not None
        assert desk.terms() is not None
        later = queued.retry_at
        assert later is not None
        assert abs((desk.now() - scene.sandbox.now()).total_seconds()) < 60
        assert [one.words for one in desk.units.all()] == [
            f"{account.unit_number} {account.unit_name}"
        ]
        assert desk._context.store.get("account") is None
        assert desk._context.store.get("session") is None


def everything(desk: Desk) -> tuple[object, ...]:
    """What a clerk of one unit has on this computer."""
    return desk.status(), desk.pending(Business.MISSED).records, tuple(desk.roster() or ())


def leave_as_before(desk: Desk) -> None:
    """Write the store as the program did that knew one unit only."""
    context = desk._context
    account, units, store = context.account(), context.units, context.store
    unit = str(desk.unit)
    store.put(
        "account",
        {
            "url": account.url,
            "ca": account.ca,
            "cust_id": account.cust_id,
            "user_id": account.user_id,
            "key_path": account.key_path,
            "unit_number": account.unit_number,
            "unit_name": account.unit_name,
        },
    )
    store.put("session", dict(units.session(account) or {}))
    store.put("certificate", units.held(unit, Held.SIGNED_WITH))
    store.put("chosen certificate", None)
    store.put("clock", store.get(f"clock/{account.centre}"))
    with store.begin() as connection:
        connection.execute(delete(units_table))
        new = settings.c.name.like("clock/%") | settings.c.name.like("current unit/%")
        connection.execute(delete(settings).where(new))


def test_a_workbook_of_the_other_unit_is_refused_whatever_is_done_with_it(office: Office) -> None:
    path = office.scenes["a"].folder / "甲.xlsx"
    with office.desk("a") as first:
        sheet(first, path)
    before = path.read_bytes()
    with office.desk("b") as second:
        scene = office.scenes["b"]
        out = scene.folder / "out.xlsx"
        for use in (
            lambda: second.check_file(path),
            lambda: second.take_in(path, out),
            lambda: second.dry_run(path),
            lambda: scene.submit(second, path),
        ):
            with pytest.raises(OtherUnit) as refused:
                use()
            told = explain(refused.value)
            assert office.words("a") in told.what
            assert office.words("b") in told.means
            assert f"units use {office.unit('a').unit_number}" in told.todo
        assert not out.exists()
        assert second.status() == []
    assert path.read_bytes() == before
    for name in ("a", "b"):
        assert not office.scenes[name].filed()


def test_a_sent_workbook_is_verified_by_its_own_unit_only(office: Office) -> None:
    path = office.scenes["a"].folder / "甲.xlsx"
    with office.desk("a") as first:
        office.scenes["a"].submit(first, sheet(first, path))
        assert first.verify(path).ok
    with office.desk("b") as second:
        with pytest.raises(OtherUnit):
            second.verify(path)
        assert second.verify(path, office.scenes["a"].sandbox.ca).receipt_ok


def test_by_the_terms_of_another_unit_nobody_is_looked_up_in_the_roster(office: Office) -> None:
    path = office.scenes["a"].folder / "甲.xlsx"
    with office.desk("a") as first, office.desk("b") as second:
        terms, own = first.terms(), second.terms()
        assert own is not None
        sheet(second, path, name=["某某"] * 3)
        assert second.check_file(path).compares
        assert first.terms() == terms
        checked = second.check_file(path, terms=terms)
        assert checked.compares == {}
        assert any(office.unit("a").unit_number in note for note in checked.notes)


def test_a_batch_that_waits_for_one_unit_is_never_sent_for_the_other(office: Office) -> None:
    path = office.scenes["a"].folder / "甲.xlsx"
    with office.desk("a") as first:
        office.scenes["a"].sandbox.admin(faults=["busy@filing:1"])
        queued = office.scenes["a"].submit(first, sheet(first, path))
        assert queued.outcome is Outcome.QUEUED
    with office.desk("b") as second:
        assert second.resume() == []
        assert second.status() == []
        (words,) = second.units.elsewhere()
        assert office.words("a") in words
        assert "1 批" in words
        live_owed = second.owed(path, read_live(path), None)
        assert live_owed is None  # not set free by the other unit
        with pytest.raises(Exception, match=str(queued.request_sn)):
            second.withdraw(str(queued.request_sn))
    assert not office.scenes["a"].filed()
    assert not office.scenes["b"].filed()
    with office.desk("a") as first:
        assert first.units.elsewhere() == ()
        entry = first.status()[-1].entry
        assert entry.step is Step.SIGNED
        assert signer_of(first, entry.request_sn) == office.unit("a").cust_id


def signer_of(desk: Desk, request_sn: str) -> str:
    """The common name of the certificate in a batch's signature, read without our code."""
    data = b64decode(desk._context.journal().sign_data(request_sn))
    signed = cms.ContentInfo.load(data)["content"]
    return str(signed["certificates"][0].chosen.subject.native["common_name"])


def test_what_was_begun_goes_on_under_its_unit_while_another_one_is_chosen(office: Office) -> None:
    first, second = office.scenes["a"], office.scenes["b"]

    def switch(confirmation: Confirmation) -> bool:
        assert confirmation.lines[0].startswith(office.words("a"))
        with second.desk() as other:
            second.log_in(other, sync=False)
            other.units.use(office.keys["b"])
            other.submit(
                sheet(other, second.folder / "乙.xlsx", number=2),
                pin=second.unit.key_password,
                confirm=lambda _: True,
            )
        return True

    with open_desk(first.home) as desk:
        desk.units.use(office.keys["a"])
        sent = first.submit(desk, sheet(desk, first.folder / "甲.xlsx"), switch)
        assert sent.outcome is Outcome.ACCEPTED
        assert signer_of(desk, str(sent.request_sn)) == first.unit.cust_id
        assert desk.unit == office.keys["a"]
    with open_desk(first.home) as desk:
        assert desk.unit == office.keys["b"]
        assert signer_of(desk, desk.status()[0].entry.request_sn) == second.unit.cust_id
    assert [one.total for one in first.filed()] == [3]
    assert [one.total for one in second.filed()] == [2]


def test_the_certificate_of_the_other_unit_signs_nothing(office: Office) -> None:
    first, second = office.scenes["a"], office.scenes["b"]
    with office.desk("a") as desk:
        path = sheet(desk, first.folder / "甲.xlsx")
        with pytest.raises(OtherUnitsCertificate) as refused:
            desk.submit(
                path,
                key=second.unit.key_path,
                pin=second.unit.key_password,
                confirm=Asked(),
            )
        told = explain(refused.value)
        assert office.words("b") in told.what
        assert office.words("a") in told.means
        (status,) = desk.status()
        assert status.entry.step is Step.WITHDRAWN
        assert first.submit(desk, path).outcome is Outcome.ACCEPTED


def test_the_key_of_one_unit_is_never_taken_for_another(
    office: Office, numbers: Iterator[int]
) -> None:
    third = Scene(office.scenes["a"].sandbox, office.scenes["a"].folder, next(numbers))
    with open_desk(third.home) as desk:
        with pytest.raises(NotLoggedIn):  # nor is the operator
            desk.login(password=third.unit.password, cust_id=third.unit.cust_id)
        told = desk.login(
            password=third.unit.password, cust_id=third.unit.cust_id, user_id=third.unit.user_id
        )
        assert told.is_new
        account = desk.account()
        assert account is not None
        assert account.key_path is None
        assert account.url == third.sandbox.url


def test_a_unit_is_found_by_number_account_or_name(office: Office) -> None:
    with office.desk("a") as desk:
        unit = office.unit("b")
        host = desk.units.all()[0].host
        for text in (unit.unit_number, unit.cust_id, unit.unit_name, f"{unit.unit_number}@{host}"):
            assert desk.units.find(text).key == office.keys["b"]
        with pytest.raises(UnknownUnit) as unknown:
            desk.units.find("没有这一家")
        assert set(unknown.value.known) == {office.words("a"), office.words("b")}
        with pytest.raises(SeveralUnits) as several:
            desk.units.find(unit.unit_name[:2])
        assert len(several.value.names) == 2


def test_a_unit_leaves_the_list_and_its_batches_stay(office: Office) -> None:
    first = office.scenes["a"]
    with office.desk("a") as desk:
        sent = first.submit(desk, sheet(desk, first.folder / "甲.xlsx"))
        with pytest.raises(UnitBusy):
            desk.units.remove(office.keys["a"])
        desk.wait(str(sent.serial), seconds=60)
        told = desk.units.remove(office.keys["a"])
        assert (told.batches, told.unfinished) == (1, 0)
        assert told.employees > 0
        assert any("1 批业务的记录、回执和处理结果" in line for line in told.lines)
        assert desk.unit == office.keys["b"]  # nobody works for a unit that is not there
    with open_desk(first.home) as desk:
        assert [one.key for one in desk.units.all()] == [office.keys["b"]]
        first.log_in(desk, sync=False)
        assert desk.unit == office.keys["a"]
        assert desk.roster() is None
        (status,) = desk.status()
        assert (status.entry.serial, status.entry.step) == (sent.serial, Step.ANSWERED)
        assert desk.verify(first.folder / "甲.xlsx").ok


def test_the_log_tells_whose_a_request_was(office: Office) -> None:
    for name in ("a", "b"):
        with office.desk(name) as desk:
            desk._context.session().terms()
    log = (office.scenes["a"].home / "gjj-xl.log").read_text("utf-8")
    last = log.strip().splitlines()[-2:]
    assert f"unit {office.unit('a').unit_number}:" in last[0]
    assert f"unit {office.unit('b').unit_number}:" in last[1]
    assert (
        office.unit("a").cust_id.encode() not in (office.scenes["a"].home / "store.db").read_bytes()
    )
    assert office.unit("a").password not in log
