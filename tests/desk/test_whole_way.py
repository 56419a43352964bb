import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gjj_xl.centre.entry import Step
from gjj_xl.centre.session import Session
from gjj_xl.desk import Desk
from gjj_xl.desk.facts import Outcome
from gjj_xl.rules.business import Business
from gjj_xl.sheets.errors import InUse
from gjj_xl.sheets.reading import read_live
from gjj_xl.sheets.stamp import read_stamp
from gjj_xl.wire.messages import Accepted, QueryKind, RecordState
from tests.desk.scene import Asked, Scene, no, sheet, yes


@pytest.mark.parametrize("business", list(Business))
def test_a_sheet_goes_all_the_way_and_its_result_comes_back(
    scene: Scene, desk: Desk, business: Business
) -> None:
    path = sheet(desk, scene.folder / "五月.xlsx", business)
    assert not desk.check_file(path).report.findings
    asked = Asked()
    sent = scene.submit(desk, path, asked)
    assert sent.outcome is Outcome.ACCEPTED, sent
    assert sent.words == f"批量发送成功，业务流水号 {sent.serial}。"
    assert (asked.seen[0].count, asked.seen[0].amount) == (3, desk.status()[0].entry.amount)
    assert asked.seen[0].amount > 0
    stamp = read_stamp(path)
    assert stamp is not None
    assert (stamp.serial, stamp.count) == (sent.serial, 3)
    assert load_workbook(path).worksheets[0].protection.sheet

    assert sent.serial is not None
    waited = desk.wait(sent.serial, seconds=60)
    assert waited.answered, waited
    assert waited.words.endswith("已处理：成功 3 笔，失败 0 笔，共 3 笔。")
    assert [record.state for record in waited.records] == [RecordState.SUCCEEDED] * 3
    assert waited.status.entry.step is Step.ANSWERED
    live = read_live(path)
    assert [words[:2] for words in live.marks["处理结果"]] == ["成功"] * 3
    assert waited.results == scene.folder / "五月-处理结果.xlsx"
    assert load_workbook(waited.results).sheetnames == [f"{business.facts.word}明细"]

    assert desk.verify(path).ok
    kind = QueryKind(business.facts.query)
    result = desk.query(kind, sent.confirmation.business_month)
    assert [batch.summary.serial for batch in result.batches] == [sent.serial]
    assert len(result.batches[0].records) == 3
    names = desk.write_query(result, scene.folder / "查询.xlsx")
    assert names == ("批次汇总", f"{business.facts.word}明细")
    assert desk.resume() == []


def test_openssl_verifies_the_receipts_that_are_kept(scene: Scene, desk: Desk) -> None:
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    assert sent.serial is not None
    desk.wait(sent.serial, seconds=60)
    receipts = sorted((scene.home / "receipts").glob("*.txt"))
    assert len(receipts) == 2
    for text in receipts:
        verified = subprocess.run(
            [
                *("openssl", "cms", "-verify", "-inform", "DER", "-binary"),
                *("-in", text.with_suffix(".p7s"), "-content", text, "-CAfile", scene.sandbox.ca),
            ],
            capture_output=True,
            check=False,
        )
        assert verified.returncode == 0, verified.stderr
        assert verified.stdout == text.read_bytes()


def test_a_batch_is_signed_once(scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from gjj_xl.desk import dispatch

    signed: list[bytes] = []
    real = dispatch.sign_detached
    monkeypatch.setattr(
        dispatch, "sign_detached", lambda data, signer: (signed.append(data), real(data, signer))[1]
    )
    sent = scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    assert len(signed) == 1
    assert f"<REQUEST_SN>{sent.request_sn}</REQUEST_SN>".encode() in signed[0]


def test_saying_no_sends_and_writes_nothing(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    before = path.read_bytes()
    sent = scene.submit(desk, path, no)
    assert sent.outcome is Outcome.DECLINED
    assert path.read_bytes() == before
    assert desk.status() == []
    assert scene.filed() == ()


def test_the_pin_is_asked_for_after_the_clerk_said_yes(scene: Scene, desk: Desk) -> None:
    order: list[str] = []

    def pin() -> str:
        order.append("pin")
        return scene.unit.key_password

    def confirm(_: object) -> bool:
        order.append("confirm")
        return True

    desk.submit(sheet(desk, scene.folder / "a.xlsx"), pin=pin, confirm=confirm)
    assert order == ["confirm", "pin"]


def test_a_mismatch_is_asked_and_the_centres_record_is_used(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    checked = desk.check_file(path)
    names = list(checked.report.batch.columns["name"])
    path = sheet(desk, scene.folder / "b.xlsx", name=[names[0], "王二小", names[2]])
    asked = Asked()
    sent = scene.submit(desk, path, asked)
    assert [finding.row for finding in asked.seen[0].mismatches] == [3]
    assert any("以中心登记的信息办理" in line for line in asked.seen[0].lines)
    assert sent.serial is not None
    records = desk.wait(sent.serial, seconds=60).records
    assert [record.state for record in records] == [RecordState.SUCCEEDED] * 3
    assert "以中心登记" in records[1].reason or "按中心登记" in records[1].reason


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    before = path.read_bytes()
    tried = desk.dry_run(path)
    assert (tried.outcome, tried.confirmation.count) == (Outcome.DRY_RUN, 3)
    desk.logout()
    offline = desk.dry_run(path)
    assert offline.confirmation == tried.confirmation
    assert "未能连接中心，按上次取得的参数试算。" in offline.notes
    assert path.read_bytes() == before
    assert desk.status() == []


def test_a_plain_sheet_is_sent_from_a_live_workbook_made_of_it(scene: Scene, desk: Desk) -> None:
    from openpyxl import Workbook

    from tests.desk.scene import columns, normal

    terms = desk.terms()
    assert terms is not None
    cells = columns(Business.MISSED, normal(desk, 2), terms)
    book = Workbook()
    page = book.active
    assert page is not None
    typed = [column for column in Business.MISSED.columns if not column.computed]
    page.append([column.header for column in typed])
    for row in zip(*(cells[column.field] for column in typed), strict=True):
        page.append(row)
    plain = scene.folder / "名单.xlsx"
    book.save(plain)
    before = plain.read_bytes()
    sent = scene.submit(desk, plain)
    assert sent.outcome is Outcome.ACCEPTED, sent
    assert sent.path == scene.folder / "名单-发送.xlsx"
    assert plain.read_bytes() == before
    assert desk.verify(sent.path).ok


def test_a_workbook_that_is_opened_while_it_is_sent_is_not_touched_and_a_copy_gets_the_receipt(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    before = path.read_bytes()
    lock = scene.folder / "~$a.xlsx"
    real = Session.file

    def file(*arguments: Any) -> Accepted:
        lock.write_bytes(b"\x05clerk")
        return real(*arguments)

    monkeypatch.setattr(Session, "file", file)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED
    assert path.read_bytes() == before
    assert sent.stamped == scene.folder / "a-已发送.xlsx"
    assert any("正被其他程序打开" in note for note in sent.notes)
    assert desk.verify(sent.stamped).ok
    assert sent.serial is not None
    waited = desk.wait(sent.serial, seconds=60)
    assert any("处理结果未写入该表" in note for note in waited.notes)
    assert waited.results is not None


def test_a_workbook_that_is_edited_while_it_is_sent_keeps_the_edit_and_a_copy_gets_the_receipt(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    real = Session.file

    def file(*arguments: Any) -> Accepted:
        sheet(desk, path, salary=[20000, 20000, 20000])
        return real(*arguments)

    monkeypatch.setattr(Session, "file", file)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED
    assert read_stamp(path) is None
    assert sent.stamped == scene.folder / "a-已发送.xlsx"
    assert any("已被改动，不再是已提交的内容" in note for note in sent.notes)
    assert desk.verify(sent.stamped).ok


def test_a_workbook_that_is_opened_while_the_pin_is_typed_is_not_signed(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")

    def pin() -> str:
        (scene.folder / "~$a.xlsx").write_bytes(b"\x05clerk")
        return scene.unit.key_password

    with pytest.raises(InUse):
        desk.submit(path, pin=pin, confirm=yes)
    assert desk.status() == []
    assert scene.filed() == ()


def test_the_next_program_run_goes_on_with_the_same_session(scene: Scene, desk: Desk) -> None:
    desk.close()
    with scene.desk() as later:
        assert later.logged_in
        sent = scene.submit(later, sheet(later, scene.folder / "a.xlsx"))
        assert sent.outcome is Outcome.ACCEPTED
        assert later.logout()
        assert not later.logged_in


def test_nobody_logs_in_with_a_wrong_password(scene: Scene, tmp_path: Path) -> None:
    from gjj_xl.centre.errors import LoginRefused, NotLoggedIn

    with scene.desk() as desk:
        with pytest.raises(NotLoggedIn):
            desk.login(password="x")
        with pytest.raises(LoginRefused) as raised:
            desk.login(
                url=scene.sandbox.url,
                ca=scene.sandbox.ca,
                cust_id=scene.unit.cust_id,
                user_id=scene.unit.user_id,
                password="wrong",
            )
        assert raised.value.tries_left is not None
        assert not desk.logged_in
