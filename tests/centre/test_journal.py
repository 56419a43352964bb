import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest

from gjj_xl.centre.entry import ALLOWED, Draft, Step, new_request_sn
from gjj_xl.centre.errors import InLine, StoreUnusable, UnknownEntry, WrongState
from gjj_xl.centre.home import Home
from gjj_xl.centre.journal import Journal
from gjj_xl.centre.store import Store, open_store
from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import SHANGHAI

AT = dt.datetime(2026, 11, 5, 10, 0, tzinfo=SHANGHAI)
DRAFT = Draft(
    request_sn="2611050000000001",
    business=Business.MISSED,
    fund=10,
    business_month="202611",
    terms_version="7",
    count=2,
    amount=123400,
    content_digest="c" * 64,
    request_digest="d" * 64,
    request="<TX>张三|330106198001011234</TX>".encode("gb18030"),
    source="/sheets/张三.xlsx",
    rows=(2, 3),
)


@pytest.fixture
def journal(store: Store) -> Journal:
    return Journal(store, "0123456789")


def bring(journal: Journal, step: Step, sn: str = DRAFT.request_sn) -> None:
    """Walk an entry to a step."""
    journal.prepare(replace(DRAFT, request_sn=sn), AT)
    if step is Step.WITHDRAWN:
        journal.withdrawn(sn, AT, "撤回")
        return
    way = [Step.SIGNED, Step.SENT, Step.ACCEPTED, Step.ANSWERED]
    if step is Step.REFUSED:
        way = [Step.SIGNED, Step.SENT, Step.REFUSED]
    for next_step in way[: way.index(step) + 1] if step in way else []:
        move(journal, next_step, sn)


def move(journal: Journal, to: Step, sn: str = DRAFT.request_sn) -> None:
    match to:
        case Step.SIGNED:
            journal.signed(sn, "c2lnbg==", AT)
        case Step.SENT if journal.entry(sn).step is Step.SENT:
            journal.sending_again(sn, AT)
        case Step.SENT:
            journal.sending(sn, AT)
        case Step.ACCEPTED:
            journal.accepted(sn, AT, "20261105000001", b"receipt", b"\x30\x01")
        case Step.ANSWERED:
            journal.answered(sn, AT, b"final", b"\x30\x02")
        case Step.REFUSED:
            journal.refused(sn, AT, "不行")
        case Step.WITHDRAWN:
            journal.withdrawn(sn, AT, "撤回")
        case Step.PREPARED:
            raise WrongState(sn, "prepared")


def test_a_batch_is_written_down_with_its_exact_bytes(journal: Journal) -> None:
    entry = journal.prepare(DRAFT, AT)
    assert entry.step is Step.PREPARED
    assert journal.request(DRAFT.request_sn) == DRAFT.request
    assert (entry.source, entry.rows, entry.count, entry.amount) == (
        "/sheets/张三.xlsx",
        (2, 3),
        2,
        123400,
    )


def test_what_was_written_down_is_there_after_the_program_died(home: Home) -> None:
    with open_store(home) as store:
        Journal(store, "0123456789").prepare(DRAFT, AT)
    with open_store(home) as store:
        journal = Journal(store, "0123456789")
        assert [entry.request_sn for entry in journal.unfinished()] == [DRAFT.request_sn]
        assert journal.request(DRAFT.request_sn) == DRAFT.request


@pytest.mark.parametrize("start", list(Step))
@pytest.mark.parametrize("to", list(Step))
def test_only_the_steps_of_the_table_can_be_taken(journal: Journal, start: Step, to: Step) -> None:
    bring(journal, start)
    if to in ALLOWED[start]:
        move(journal, to)
        assert journal.entry(DRAFT.request_sn).step is to
    else:
        with pytest.raises(WrongState) as raised:
            move(journal, to)
        assert raised.value.found == (start.value if to is not Step.PREPARED else "prepared")
        assert journal.entry(DRAFT.request_sn).step is start


def test_every_step_has_its_moment(journal: Journal) -> None:
    bring(journal, Step.ANSWERED)
    entry = journal.entry(DRAFT.request_sn)
    assert [event.step for event in entry.events] == [
        Step.PREPARED,
        Step.SIGNED,
        Step.SENT,
        Step.ACCEPTED,
        Step.ANSWERED,
    ]
    assert entry.when(Step.SENT) == AT
    assert entry.when(Step.REFUSED) is None
    assert all(first.at <= second.at for first, second in pairwise(entry.events))


def test_receipts_come_back_byte_for_byte(journal: Journal) -> None:
    bring(journal, Step.ACCEPTED)
    assert journal.receipt(DRAFT.request_sn) == (b"receipt", b"\x30\x01")
    assert journal.final_receipt(DRAFT.request_sn) is None
    move(journal, Step.ANSWERED)
    assert journal.final_receipt(DRAFT.request_sn) == (b"final", b"\x30\x02")


def test_the_next_batch_waits_until_the_one_before_is_back(journal: Journal) -> None:
    bring(journal, Step.SENT)
    bring(journal, Step.SIGNED, "2611050000000002")
    with pytest.raises(InLine) as raised:
        journal.sending("2611050000000002", AT)
    assert raised.value.ahead == DRAFT.request_sn
    assert journal.entry("2611050000000002").step is Step.SIGNED
    move(journal, Step.ACCEPTED)
    with pytest.raises(InLine):
        journal.sending("2611050000000002", AT)
    journal.returned(DRAFT.request_sn, AT)
    assert journal.sending("2611050000000002", AT).step is Step.SENT


def test_two_windows_never_both_get_the_line(journal: Journal, home: Home) -> None:
    numbers = [f"261105000000{index:04d}" for index in range(6)]
    for sn in numbers:
        bring(journal, Step.SIGNED, sn)

    def send(sn: str) -> bool:
        with open_store(home) as store:
            try:
                Journal(store, "0123456789").sending(sn, AT)
            except InLine:
                return False
            return True

    with ThreadPoolExecutor(len(numbers)) as pool:
        assert sum(pool.map(send, numbers)) == 1


def test_of_two_windows_only_one_sends_an_entry(journal: Journal) -> None:
    bring(journal, Step.SENT)
    with pytest.raises(WrongState):
        journal.sending(DRAFT.request_sn, AT)


@pytest.mark.parametrize("given_up", [Step.WITHDRAWN, Step.REFUSED])
def test_the_centres_receipt_is_true_whatever_was_believed(
    journal: Journal, given_up: Step
) -> None:
    bring(journal, given_up)
    move(journal, Step.ACCEPTED)
    assert journal.entry(DRAFT.request_sn).serial == "20261105000001"


def test_the_same_entry_is_signed_once(journal: Journal) -> None:
    bring(journal, Step.SIGNED)
    with pytest.raises(WrongState):
        journal.signed(DRAFT.request_sn, "b3RoZXI=", AT)
    assert journal.sign_data(DRAFT.request_sn) == "c2lnbg=="


def test_a_batch_that_was_not_received_goes_back_with_the_time_to_retry(journal: Journal) -> None:
    bring(journal, Step.SENT)
    later = AT + dt.timedelta(minutes=15)
    entry = journal.not_received(DRAFT.request_sn, AT, "返回数据出错", later)
    assert (entry.step, entry.retry_at, entry.words) == (Step.SIGNED, later, "返回数据出错")
    assert journal.sending(DRAFT.request_sn, later).retry_at is None


def test_a_batch_in_the_queue_is_not_overtaken_by_a_later_one(journal: Journal) -> None:
    bring(journal, Step.SIGNED)
    bring(journal, Step.SIGNED, "2611050000000002")
    with pytest.raises(InLine) as raised:
        journal.sending("2611050000000002", AT)
    assert raised.value.ahead == DRAFT.request_sn
    journal.withdrawn(DRAFT.request_sn, AT, "")
    assert journal.sending("2611050000000002", AT).step is Step.SENT


def test_a_batch_that_is_put_off_says_why_once_and_until_when(journal: Journal) -> None:
    bring(journal, Step.SIGNED)
    later = AT + dt.timedelta(hours=16)
    for moment in (AT, AT + dt.timedelta(minutes=1)):
        entry = journal.put_off(DRAFT.request_sn, moment, "不在网上业务办理时间内", later)
    assert (entry.step, entry.retry_at, entry.put_back) == (Step.SIGNED, later, 1)
    assert entry.queued_at == AT
    assert journal.sign_data(DRAFT.request_sn) == "c2lnbg=="
    journal.sending(DRAFT.request_sn, later)
    with pytest.raises(WrongState):
        journal.put_off(DRAFT.request_sn, later, "", None)


def test_an_unknown_outcome_stays_sent_and_is_told(journal: Journal) -> None:
    bring(journal, Step.SENT)
    entry = journal.unknown(DRAFT.request_sn, AT, "从服务器接收数据失败")
    assert (entry.step, entry.words) == (Step.SENT, "从服务器接收数据失败")


def test_the_same_content_is_found_where_it_may_be_at_the_centre(journal: Journal) -> None:
    bring(journal, Step.PREPARED)
    months = ["202611", "202610"]
    assert journal.same_content("c" * 64, months) == []
    assert [entry.step for entry in journal.in_queue("c" * 64)] == [Step.PREPARED]
    move(journal, Step.SIGNED)
    move(journal, Step.SENT)
    assert [entry.request_sn for entry in journal.same_content("c" * 64, months)] == [
        DRAFT.request_sn
    ]
    assert journal.in_queue("c" * 64) == []
    assert journal.same_content("c" * 64, ["202609"]) == []
    assert journal.same_content("e" * 64, months) == []


def test_a_refused_batch_is_no_earlier_batch(journal: Journal) -> None:
    bring(journal, Step.REFUSED)
    assert journal.same_content("c" * 64, ["202611"]) == []


def test_another_units_entries_are_not_ours(journal: Journal, store: Store) -> None:
    bring(journal, Step.ACCEPTED)
    other = Journal(store, "9999999999")
    assert other.entries() == []
    assert other.by_serial("20261105000001") is None
    with pytest.raises(UnknownEntry):
        other.entry(DRAFT.request_sn)
    with pytest.raises(UnknownEntry):
        other.signed(DRAFT.request_sn, "", AT)


def test_an_entry_is_found_by_its_serial(journal: Journal) -> None:
    bring(journal, Step.ACCEPTED)
    found = journal.by_serial("20261105000001")
    assert found is not None
    assert found.request_sn == DRAFT.request_sn


def test_a_request_sn_is_never_written_down_twice(journal: Journal) -> None:
    journal.prepare(DRAFT, AT)
    with pytest.raises(StoreUnusable):
        journal.prepare(replace(DRAFT, request=b"other"), AT)
    assert journal.request(DRAFT.request_sn) == DRAFT.request


def test_no_name_and_no_number_is_readable_in_the_store(home: Home, journal: Journal) -> None:
    bring(journal, Step.ANSWERED)
    content = b"".join(
        path.read_bytes() for path in home.path.iterdir() if path.name.startswith("store.db")
    )
    assert DRAFT.request_sn.encode() in content  # what is no secret can be found by anybody
    for secret in ("张三", "330106198001011234"):
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            assert secret.encode(encoding) not in content


def test_a_commit_survives_a_power_cut(store: Store) -> None:
    with store.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_request_numbers_fit_the_envelope_and_do_not_repeat() -> None:
    numbers = {new_request_sn(AT) for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(len(sn) == 16 and sn.isdigit() and sn.startswith("261105") for sn in numbers)


def test_a_store_that_somebody_else_keeps_locked_is_told(
    home: Home, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gjj_xl.centre.store._BUSY_SECONDS", 0.2)
    blocker = sqlite3.connect(home.path / "store.db", isolation_level=None)
    try:
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnusable):
            open_store(home)
    finally:
        blocker.close()
