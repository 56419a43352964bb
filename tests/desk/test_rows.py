"""What is sent is what was shown: rows moved away, sheets changed meanwhile, sheets not fit."""

from dataclasses import replace
from pathlib import Path

import pytest

from gjj_xl.desk import Desk
from gjj_xl.desk.errors import ExampleTerms, HasErrors, NothingToSend, OtherUnit, SheetChanged
from gjj_xl.desk.facts import Confirmation, Outcome
from gjj_xl.rules.business import Business
from gjj_xl.rules.findings import Code
from gjj_xl.rules.terms import example_terms
from gjj_xl.sheets.reading import read_live
from gjj_xl.sheets.template import LiveContent, write_live
from gjj_xl.wire.messages import QueryKind
from tests.desk.scene import Asked, Scene, columns, no, normal, sheet


def spoilt(desk: Desk, path: Path) -> Path:
    """A sheet of five rows, of which the second and the fourth (rows 3 and 5) have errors."""
    return sheet(
        desk,
        path,
        number=5,
        first_month=["202001", "2020-1", "202001", "202004", "202001"],
        last_month=["202003", "202003", "202003", "202003", "202003"],
    )


def test_a_sheet_with_errors_is_not_sent(scene: Scene, desk: Desk) -> None:
    path = spoilt(desk, scene.folder / "a.xlsx")
    with pytest.raises(HasErrors) as raised:
        scene.submit(desk, path)
    codes = {finding.code for finding in raised.value.report.errors}
    assert codes == {Code.FIRST_MONTH_FORMAT, Code.MONTH_ORDER}
    assert desk.status() == []
    assert scene.filed() == ()


def test_only_the_clean_rows_are_sent_and_the_others_wait_with_their_reasons(
    scene: Scene, desk: Desk
) -> None:
    path = spoilt(desk, scene.folder / "五月.xlsx")
    original = path.read_bytes()
    clients = list(read_live(path).batch.columns["client_number"])
    asked = Asked()
    sent = scene.submit(desk, path, asked, only_clean=True)
    pending = scene.folder / "五月-待处理.xlsx"
    assert (asked.seen[0].count, asked.seen[0].moved, asked.seen[0].moved_to) == (3, 2, pending)
    assert sent.outcome is Outcome.ACCEPTED
    assert sent.moved_to == pending
    left = read_live(pending)
    assert list(left.batch.columns["client_number"]) == [clients[1], clients[3]]
    assert [bool(words) for words in left.marks["校验结果"]] == [True, True]
    assert "起始年月" in left.marks["校验结果"][0]
    kept = read_live(path)
    assert list(kept.batch.columns["client_number"]) == [clients[0], clients[2], clients[4]]
    assert (scene.folder / "五月-原表.xlsx").read_bytes() == original
    assert desk.verify(path).ok
    (batch,) = scene.filed()
    assert batch.total == 3
    assert sent.serial is not None
    waited = desk.wait(sent.serial, seconds=30)
    assert [words[:2] for words in read_live(path).marks["处理结果"]] == ["成功"] * 3
    assert len(waited.records) == 3


def test_saying_no_moves_no_rows(scene: Scene, desk: Desk) -> None:
    path = spoilt(desk, scene.folder / "a.xlsx")
    before = path.read_bytes()
    assert scene.submit(desk, path, no, only_clean=True).outcome is Outcome.DECLINED
    assert path.read_bytes() == before
    assert [one.name for one in scene.folder.glob("*.xlsx")] == ["a.xlsx"]


def test_the_pending_rows_can_be_corrected_and_sent(scene: Scene, desk: Desk) -> None:
    path = spoilt(desk, scene.folder / "a.xlsx")
    scene.submit(desk, path, only_clean=True)
    pending = read_live(scene.folder / "a-待处理.xlsx")
    cells = {name: list(values) for name, values in pending.batch.columns.items()}
    cells["first_month"] = ["202001", "202001"]
    terms = desk.terms()
    assert terms is not None
    mended = scene.folder / "a-待处理.xlsx"
    write_live(mended, Business.MISSED, terms, LiveContent(columns=cells), fund=10)
    assert not desk.check_file(mended).report.errors
    assert scene.submit(desk, mended).outcome is Outcome.ACCEPTED


def test_a_sheet_without_a_clean_row_is_not_sent(scene: Scene, desk: Desk) -> None:
    path = sheet(desk, scene.folder / "a.xlsx", number=2, first_month=["x", "y"])
    with pytest.raises(HasErrors):
        scene.submit(desk, path, only_clean=True)


def test_an_empty_sheet_is_not_sent(scene: Scene, desk: Desk) -> None:
    path = scene.folder / "a.xlsx"
    desk.write_template(path, Business.MISSED)
    with pytest.raises(NothingToSend):
        scene.submit(desk, path)


def test_a_sheet_that_changes_while_the_clerk_confirms_is_not_signed(
    scene: Scene, desk: Desk
) -> None:
    path = sheet(desk, scene.folder / "a.xlsx")

    def change(_: Confirmation) -> bool:
        sheet(desk, path, salary=[10000, 10000, 12000])
        return True

    with pytest.raises(SheetChanged):
        scene.submit(desk, path, change)
    assert desk.status() == []
    assert scene.filed() == ()


def test_a_sheet_that_was_only_saved_again_is_still_what_was_shown(
    scene: Scene, desk: Desk
) -> None:
    from openpyxl import load_workbook

    path = sheet(desk, scene.folder / "a.xlsx")

    def save(_: Confirmation) -> bool:
        book = load_workbook(path)
        book.save(path)
        return True

    assert scene.submit(desk, path, save).outcome is Outcome.ACCEPTED


def test_a_sheet_with_example_terms_is_not_sent_until_they_are_refreshed(
    scene: Scene, desk: Desk
) -> None:
    path = scene.folder / "a.xlsx"
    terms = desk.terms()
    assert terms is not None
    cells = columns(Business.MISSED, normal(desk, 2), terms)
    write_live(path, Business.MISSED, example_terms(), LiveContent(columns=cells), fund=10)
    assert any("示例参数" in note for note in desk.check_file(path).notes)
    with pytest.raises(ExampleTerms):
        scene.submit(desk, path)
    fresh = scene.folder / "b.xlsx"
    desk.take_in(path, fresh)
    assert scene.submit(desk, fresh).outcome is Outcome.ACCEPTED


def test_a_sheet_made_for_another_unit_is_not_sent(scene: Scene, desk: Desk) -> None:
    terms = desk.terms()
    assert terms is not None
    other = replace(terms, unit_number="0000000009")
    columns_ = columns(Business.REGISTER, normal(desk, 2), terms)
    path = scene.folder / "别家.xlsx"
    write_live(path, Business.REGISTER, other, LiveContent(columns=columns_))
    with pytest.raises(OtherUnit):
        desk.check_file(path)
    with pytest.raises(OtherUnit) as refused:
        scene.submit(desk, path)
    assert (refused.value.made_for, refused.value.unit_number) == ("0000000009", terms.unit_number)
    assert desk.status() == []
    assert not scene.filed(QueryKind.REGISTER)


def test_findings_are_marked_in_a_copy(scene: Scene, desk: Desk) -> None:
    path = spoilt(desk, scene.folder / "a.xlsx")
    before = path.read_bytes()
    out = scene.folder / "marked.xlsx"
    marked = desk.mark(desk.check_file(path), out)
    assert marked.path == out
    assert path.read_bytes() == before
    assert [bool(words) for words in read_live(out).marks["校验结果"]] == [
        False,
        True,
        False,
        True,
        False,
    ]
