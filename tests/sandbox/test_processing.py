import datetime as dt
import time

from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import State
from gjj_xl.sandbox.store import DEPOSITS, open_store
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.digest import results_digest
from gjj_xl.wire.messages import AskRecords, QueryKind, RecordState
from gjj_xl.wire.receipts import ReceiptKind, verify_receipt
from tests.sandbox.harness import code

FAST = 6000


def test_back_pay_is_processed_once_and_the_centre_signs_what_became_of_it(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    filing = clerk.missed(3)
    accepted = clerk.file(filing)
    results = clerk.wait(accepted.serial)
    assert [result.state for result in results] == [RecordState.SUCCEEDED] * 3
    assert [result.line for result in results] == [1, 2, 3]
    assert "\n".join(result.text for result in results) == filing.lines
    page, _ = clerk.records(accepted.serial)
    receipt = verify_receipt(page.receipt, [centre.root()])
    assert receipt.kind is ReceiptKind.ANSWERED
    assert (receipt.succeeded, receipt.failed) == (3, 0)
    assert receipt.succeeded_amount == filing.amount
    assert receipt.results_digest == results_digest((r.line, r.state, r.reason) for r in results)


def test_nothing_is_processed_before_its_ten_minutes(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    serial = clerk.file(clerk.missed(1)).serial
    centre.admin(clock=(centre.now() + dt.timedelta(minutes=9)).isoformat())
    time.sleep(0.7)
    page, records = clerk.records(serial)
    assert not page.answered
    assert page.receipt is None
    assert [record.state for record in records] == [RecordState.PROCESSING]
    assert records[0].processed_on is None
    centre.admin(clock=(centre.now() + dt.timedelta(minutes=1)).isoformat())
    assert clerk.wait(serial)[0].state is RecordState.SUCCEEDED


def test_months_with_a_deposit_on_record_fail_and_the_rest_of_the_batch_succeeds(
    centre, log_in
) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    gap = next(gap for gap in clerk.unit.gaps if gap.fund == 10)
    normal = {employee.client_number for employee in clerk.normal()}
    assert normal
    paid = next(number for number in sorted(normal) if number != gap.client_number)
    names = {employee.client_number: employee.name for employee in clerk.roster()}

    def row(client_number: str, first: str, last: str) -> dict[str, object]:
        return {"client_number": client_number, "name": names[client_number],
                "first_month": first, "last_month": last, "salary": 8000, "rate": 8}  # fmt: skip

    filing = clerk.filing(
        Business.MISSED,
        [row(gap.client_number, gap.first_month, gap.last_month), row(paid, "202609", "202610")],
    )
    good, bad = clerk.wait(clerk.file(filing).serial)
    assert good.state is RecordState.SUCCEEDED
    assert bad.state is RecordState.FAILED
    assert bad.reason.startswith("存在重复补缴")
    assert "202610" in bad.reason


def test_the_same_months_filed_in_two_batches_are_paid_once(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    first = clerk.file(clerk.missed(1))
    second = clerk.file(clerk.missed(1, override_serial=first.serial))
    assert clerk.wait(first.serial)[0].state is RecordState.SUCCEEDED
    assert clerk.wait(second.serial)[0].state is RecordState.FAILED
    number = clerk.normal()[0].client_number
    store = open_store(centre.data)
    with store.read() as connection:
        paid = connection.execute(
            DEPOSITS.select().where(
                DEPOSITS.c.client_number == number, DEPOSITS.c.month.between("202001", "202003")
            )
        ).all()
    store.close()
    assert [(row.month, row.serial) for row in paid] == [
        (month, first.serial) for month in ("202001", "202002", "202003")
    ]


def test_a_reduction_stops_the_account_and_the_roster_tells(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    _, version = clerk.changes(0)
    gone = clerk.normal()[:2]
    filing = clerk.reduce(2)
    results = clerk.wait(clerk.file(filing).serial)
    assert [result.state for result in results] == [RecordState.SUCCEEDED] * 2
    changed, newer = clerk.changes(version)
    assert newer > version
    assert {e.client_number for e in changed} == {e.client_number for e in gone}
    assert all(e.state is State.STOPPED for e in changed)
    # Somebody stopped since the client's last sync: the lines themselves are refused now.
    refusal = clerk.refused(filing)
    assert refusal.reason is ReturnCode.LINES_REFUSED
    assert refusal.errors[0].message.startswith("职工已减少")


def test_two_reductions_of_one_employee_succeed_once(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    first = clerk.file(clerk.reduce(1))
    second = clerk.file(clerk.reduce(1, override_serial=first.serial))
    centre.admin(clock=(centre.now() + dt.timedelta(minutes=11)).isoformat())
    assert clerk.wait(first.serial)[0].state is RecordState.SUCCEEDED
    failed = clerk.wait(second.serial)[0]
    assert failed.state is RecordState.FAILED
    assert failed.reason.startswith("职工已减少")


def test_a_name_that_differs_is_processed_by_the_centres_record_and_that_is_said(
    centre, log_in
) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    employee = clerk.normal()[0]
    row = {"client_number": employee.client_number, "name": "别名", "reason": "02",
           "id_number": "11010519491231002X"}  # fmt: skip
    result = clerk.wait(clerk.file(clerk.filing(Business.REDUCE, [row])).serial)[0]
    assert result.state is RecordState.SUCCEEDED
    assert result.reason == "姓名、证件号码与中心登记不一致，已按中心登记办理"
    kept = {e.client_number: e.name for e in clerk.roster()}
    assert kept[employee.client_number] == employee.name


def test_an_adjustment_takes_effect_in_the_next_month(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    employee = clerk.normal()[0]
    row = {"client_number": employee.client_number, "name": employee.name,
           "id_number": employee.id_number, "salary": 12345.67, "rate": 8}  # fmt: skip
    result = clerk.wait(clerk.file(clerk.filing(Business.ADJUST, [row])).serial)[0]
    assert result.state is RecordState.SUCCEEDED
    assert result.reason == "自202612起按月均工资12345.67元执行"
    assert clerk.normal()[0].salary == employee.salary
    centre.admin(clock="2026-11-23T10:00")
    clerk.log_in()
    deadline = time.monotonic() + 10
    while clerk.normal()[0].salary == employee.salary and time.monotonic() < deadline:
        time.sleep(0.05)
    assert clerk.normal()[0].salary == 1234567


def test_a_short_payment_is_added(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    employee = clerk.normal()[0]
    row = {"client_number": employee.client_number, "name": employee.name,
           "first_month": "202609", "last_month": "202610", "paid_salary": 8000,
           "due_salary": 9000, "paid_rate": 8, "due_rate": 8}  # fmt: skip
    result = clerk.wait(clerk.file(clerk.filing(Business.SHORT, [row])).serial)[0]
    assert result.state is RecordState.SUCCEEDED
    assert result.text.endswith("|160.00|320.00")


def test_batches_are_listed_by_kind_and_month_with_their_numbers(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk = log_in(centre)
    month = clerk.terms().business_month
    serial = clerk.file(clerk.missed(3)).serial
    clerk.wait(serial)
    (summary,) = clerk.batches(QueryKind.BACKPAY, month).batches
    assert (summary.serial, summary.business) == (serial, Business.MISSED)
    assert (summary.total, summary.succeeded, summary.failed) == (3, 3, 0)
    assert (summary.awaiting, summary.processing) == (0, 0)
    assert clerk.batches(QueryKind.REDUCE, month).batches == ()
    assert clerk.batches(QueryKind.BACKPAY, "202610").batches == ()


def test_a_unit_sees_neither_batches_nor_employees_of_another(centre, log_in) -> None:
    centre.start_here(speed=FAST)
    clerk, other = log_in(centre), log_in(centre, 1)
    serial = clerk.file(clerk.missed(1)).serial
    clerk.wait(serial)
    assert code(other.ask(AskRecords(serial))) is ReturnCode.UNKNOWN_SERIAL
    assert other.batches(QueryKind.BACKPAY, other.terms().business_month).batches == ()
    mine = {employee.client_number for employee in clerk.roster()}
    assert mine
    assert mine.isdisjoint(employee.client_number for employee in other.roster())
    # Another unit's employee is unknown here, however right the number is.
    lines = clerk.missed(1).lines
    refusal = other.refused(other.missed(1, lines=lines))
    assert refusal.reason is ReturnCode.LINES_REFUSED
    assert any(e.message.startswith("不存在缴存关系或不属于此单位") for e in refusal.errors)
