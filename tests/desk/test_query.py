import datetime as dt

import pytest
from openpyxl import load_workbook

from gjj_xl.desk import Desk
from gjj_xl.desk.errors import NotSynced
from gjj_xl.desk.facts import FiledBatch, QueryResult
from gjj_xl.desk.resultsheets import write_query
from gjj_xl.rules.business import Business
from gjj_xl.rules.roster import State
from gjj_xl.wire.messages import BatchSummary, QueryKind, RecordResult, RecordState
from tests.desk.scene import Scene, at, normal, sheet


def test_both_back_pay_businesses_stand_in_one_query(scene: Scene, desk: Desk) -> None:
    for number, business in enumerate((Business.MISSED, Business.SHORT)):
        path = sheet(desk, scene.folder / f"{number}.xlsx", business, skip=3 * number)
        sent = scene.submit(desk, path)
        assert sent.serial is not None
        desk.wait(sent.serial, seconds=30)
    told: list[tuple[int, int | None]] = []
    result = desk.query(QueryKind.BACKPAY, "202611", lambda done, total: told.append((done, total)))
    assert told == [(3, 6), (6, 6)]  # records, of all batches
    out = scene.folder / "query.xlsx"
    assert desk.write_query(result, out) == ("批次汇总", "漏缴补缴明细", "少缴补缴明细")
    rows = [[cell.value for cell in row] for row in load_workbook(out)["批次汇总"].iter_rows()]
    header = next(number for number, row in enumerate(rows) if row[0] == "业务流水号")
    assert [row[1] for row in rows[header + 1 :]] == ["漏缴补缴", "少缴补缴"]
    assert [row[3] for row in rows[header + 1 :]] == [3, 3]


def test_a_month_without_batches_is_an_empty_sheet(scene: Scene, desk: Desk) -> None:
    result = desk.query(QueryKind.ADJUST, "202611")
    assert result.batches == ()
    assert desk.write_query(result, scene.folder / "query.xlsx") == ("批次汇总",)


def record(line: int, processed: str | None, month: str, state: RecordState) -> RecordResult:
    return RecordResult(
        line=line,
        state=state,
        filed_on=dt.date(2026, 11, 19),
        reason="存在正常缴存账户" if state is RecordState.FAILED else "",
        processed_on=dt.date.fromisoformat(processed) if processed else None,
        business_month=month,
        text=f"10|张三{line}|33010619800101123{line}|9000.00|8|720.00|720.00|1440.00",
    )


def test_yellow_rows_have_words_and_another_month_comes_first(scene: Scene) -> None:
    good = RecordState.SUCCEEDED
    records = (
        record(1, "2026-11-19", "202611", good),
        record(2, "2026-11-20", "202611", good),
        record(3, "2026-11-23", "202612", good),
        record(4, None, "", RecordState.AWAITING),
        record(5, "2026-11-23", "202612", RecordState.FAILED),
    )
    summary = BatchSummary(
        "2026111900000001", Business.REGISTER, 10, 5, 3, 1, 1, 0, at("2026-11-19T10:00+08:00")
    )
    result = QueryResult(
        kind=QueryKind.REGISTER,
        month="202611",
        asked_at=at("2026-11-24T10:00+08:00"),
        unit_number="0123456789",
        unit_name="示例单位",
        batches=(FiledBatch(summary, records),),
    )
    out = scene.folder / "query.xlsx"
    assert write_query(out, result, None) == ("批次汇总", "职工登记明细", "职工登记失败记录")
    page = load_workbook(out)["职工登记明细"]
    rows = list(page.iter_rows())
    header = next(number for number, row in enumerate(rows) if row[0].value == "业务流水号")
    body = rows[header + 1 :]
    assert [row[1].value for row in body] == [3, 5, 2, 1, 4]
    words = [row[-1].value for row in body]
    assert words == [
        "业务年月不同，请考虑漏缴补缴",
        "业务年月不同，请考虑漏缴补缴",
        "仅日期不同",
        "—",
        "—",
    ]
    grounds = [row[0].fill.fgColor.rgb for row in body]
    assert grounds[0] == grounds[1] == grounds[2]
    assert grounds[3] == grounds[4] != grounds[0]
    failures = load_workbook(out)["职工登记失败记录"]
    assert [row[1].value for row in failures.iter_rows()][-1] == 5


def test_deposits_are_found_by_every_condition(scene: Scene, desk: Desk) -> None:
    roster = desk.roster()
    assert roster is not None
    everybody = sorted(roster, key=lambda one: (one.client_number, one.fund))
    assert list(desk.query_deposits().employees) == everybody
    one = everybody[0]
    by_client = desk.query_deposits(client_number=one.client_number)
    assert {e.client_number for e in by_client.employees} == {one.client_number}
    assert one in desk.query_deposits(id_number=one.id_number.lower()).employees
    assert one in desk.query_deposits(name=one.name).employees
    assert one in desk.query_deposits(name=one.name[0]).employees
    stopped = desk.query_deposits(state=State.STOPPED)
    assert list(stopped.employees) == [e for e in everybody if e.state is State.STOPPED]
    assert stopped.asked == ("缴存状态 停缴",)
    assert {e.fund for e in desk.query_deposits(fund=10).employees} == {10}
    assert desk.query_deposits(client_number="999999999999").employees == ()


def test_the_deposits_sheet_says_when_the_data_was_synced(scene: Scene, desk: Desk) -> None:
    result = desk.query_deposits(state=State.NORMAL, fund=10)
    out = scene.folder / "deposits.xlsx"
    assert desk.write_query(result, out) == ("职工缴存明细查询",)
    page = load_workbook(out).worksheets[0]
    notes = [str(page.cell(row, 1).value) for row in range(1, 6)]
    assert any("最后同步于 2026年11月10日" in note for note in notes)
    assert any("缴存状态 正常、资金性质 10" in note for note in notes)
    ids = {row[2].value for row in page.iter_rows()}
    assert normal(desk, 1)[0].id_number in ids


def test_deposits_need_a_sync(scene: Scene) -> None:
    with scene.desk() as desk:
        scene.log_in(desk, sync=False)
        assert desk.synced() is None
        with pytest.raises(NotSynced):
            desk.query_deposits()
