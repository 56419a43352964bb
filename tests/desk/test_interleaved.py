"""Two windows of one clerk at the same batch, and a disk that fills up in between."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.centre import channel
from gjj_xl.centre.entry import Step
from gjj_xl.centre.errors import Reach, StoreUnusable, Unreachable
from gjj_xl.centre.filing import OutcomeOpen
from gjj_xl.centre.journal import Journal
from gjj_xl.centre.session import Session
from gjj_xl.desk import Desk, dispatch
from gjj_xl.desk.errors import AlreadyUnderway
from gjj_xl.desk.facts import Confirmation, Outcome
from gjj_xl.desk.troubles import explain
from gjj_xl.rules.business import Business
from gjj_xl.sheets.stamp import read_stamp
from gjj_xl.ukey.errors import WrongPin
from gjj_xl.wire.envelope import Response
from tests.desk.scene import Scene, sheet, yes


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[str], Any]) -> None:
    """Let ``act`` happen (once) while a filing is on its way to the centre."""
    real = Session.file

    def file(self: Session, *what: Any) -> Any:
        monkeypatch.setattr(Session, "file", real)
        act(what[2])
        return real(self, *what)

    monkeypatch.setattr(Session, "file", file)


def test_a_batch_that_is_withdrawn_while_the_centre_takes_it_counts_as_taken(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")

    def withdraw(sn: str) -> None:
        with scene.desk() as other:
            assert other.withdraw(sn).entry.step is Step.WITHDRAWN

    meanwhile(monkeypatch, withdraw)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED
    assert desk.status()[0].entry.step is Step.ACCEPTED
    stamp = read_stamp(path)
    assert stamp is not None
    assert [batch.serial for batch in scene.filed()] == [sent.serial] == [stamp.serial]


def test_resume_beside_a_submission_sends_nothing_a_second_time(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")

    def resume(_: str) -> None:
        with scene.desk() as other:
            (told,) = other.resume()
            assert told.status.entry.step is Step.ACCEPTED

    meanwhile(monkeypatch, resume)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED
    assert sent.serial is not None
    assert len(desk.status()) == len(scene.filed()) == 1
    assert desk.verify(path).ok


def test_two_windows_that_were_both_told_yes_file_the_content_once(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", Business.SHORT)
    copied = Path(shutil.copy(path, scene.folder / "b.xlsx"))

    def confirm(confirmation: Confirmation) -> bool:
        assert confirmation.earlier_serial is None
        with scene.desk() as other:
            assert scene.submit(other, copied).outcome is Outcome.ACCEPTED
        return True

    with pytest.raises(AlreadyUnderway) as raised:
        scene.submit(desk, path, confirm)
    first, second = (one.entry for one in desk.status())
    assert raised.value.request_sn == first.request_sn
    assert second.step is Step.WITHDRAWN
    assert second.when(Step.SIGNED) is None
    assert len(scene.filed()) == 1


def test_a_full_disk_after_the_centre_took_the_batch_loses_nothing(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")

    def full(*_: Any) -> None:
        raise StoreUnusable("store.db", "OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "accepted", full)
        sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.UNKNOWN
    assert "请勿重新提交" in sent.words
    with pytest.raises(AlreadyUnderway):
        scene.submit(desk, path)
    (resumed,) = desk.resume()
    assert resumed.status.entry.step is Step.ACCEPTED
    assert len(scene.filed()) == 1


def test_receipt_files_that_cannot_be_written_hide_no_acceptance(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    (scene.home / "receipts").write_text("no folder")
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED
    assert any("回执文件未能写入" in note for note in sent.notes)
    assert desk.verify(path).ok


def test_a_return_code_that_nobody_knows_is_no_refusal(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    real = channel.decode_response

    def decode(data: bytes) -> Response:
        told = real(data)
        if told.tx_code != "6W8040":
            return told
        return replace(told, return_code="ZZ9", return_msg="交易超时，结果未知", info={})

    monkeypatch.setattr(channel, "decode_response", decode)
    sent = scene.submit(desk, path)
    assert sent.outcome is Outcome.ACCEPTED  # it was asked for by its REQUEST_SN
    assert [batch.serial for batch in scene.filed()] == [sent.serial]


def test_a_declined_batch_is_not_taken_for_one_that_may_have_arrived(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a centre that promises nothing would never get it again."""
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["busy@filing"])
    sent = scene.submit(desk, path)
    sn, journal = str(sent.request_sn), desk._context.journal()
    session = desk._context.session()
    line, terms = desk._context.line(session), replace(session.terms(), idempotent=False)

    def unreachable(*_: Any) -> None:
        raise Unreachable("centre", 443, Reach.NETWORK)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "ask", unreachable)
        with pytest.raises(Unreachable):
            line.settle(sn, terms)
    after = journal.entry(sn)
    assert (after.step, after.retry_at) == (Step.SIGNED, sent.retry_at)
    assert line.settle(sn, terms).step is Step.ACCEPTED
    assert len(scene.filed()) == 1


def test_two_windows_never_both_send_to_a_centre_that_promises_nothing(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.sandbox.admin(faults=["busy@filing"])
    sn = str(scene.submit(desk, path).request_sn)
    session = desk._context.session()
    terms = replace(session.terms(), idempotent=False)
    real, asked = Session.ask, []

    def ask(self: Session, *what: Any) -> Any:
        if not asked:  # the other window comes just between this one's question and its sending
            asked.append(sn)
            with scene.desk() as other:
                there = other._context.line(other._context.session())
                with pytest.raises(OutcomeOpen):
                    there.settle(sn, terms)
        return real(self, *what)

    monkeypatch.setattr(Session, "ask", ask)
    assert desk._context.line(session).settle(sn, terms).step is Step.ACCEPTED
    assert asked == [sn]
    assert len(scene.filed()) == 1


def test_a_wrong_pin_after_rows_were_moved_tells_where_they_are(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", first_month=["202001", "2020-1", "202001"])
    with pytest.raises(WrongPin) as raised:
        desk.submit(path, pin="wrong", confirm=yes, only_clean=True)
    trouble = explain(raised.value)
    assert f"有错误的 1 行及原因已移到 {scene.folder / 'a-待处理.xlsx'}" in trouble.means
    assert f"移走前的原表已保留为 {scene.folder / 'a-原表.xlsx'}" in trouble.means


def interrupted(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("owner", "name", "outcome", "words"),
    [
        (Journal, "sending", Outcome.QUEUED, "已保留在发送队列中"),
        (Session, "file", Outcome.UNKNOWN, "请勿重新提交"),
        (Journal, "accepted", Outcome.UNKNOWN, "请勿重新提交"),
        (Journal, "stamped", Outcome.ACCEPTED, "批量发送成功"),
    ],
)
def test_ctrl_c_takes_nothing_back_and_says_how_the_batch_stands(
    scene: Scene,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    owner: type,
    name: str,
    outcome: Outcome,
    words: str,
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, interrupted)
        sent = scene.submit(desk, path)
    assert sent.outcome is outcome
    assert words in sent.words
    desk.resume()
    assert len(scene.filed()) == 1
    assert desk.verify(path).ok


def test_ctrl_c_before_the_signature_withdraws(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")
    monkeypatch.setattr(dispatch, "sign_detached", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scene.submit(desk, path)
    assert [one.entry.step for one in desk.status()] == [Step.WITHDRAWN]
    assert scene.filed() == ()
