import base64
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gjj_xl.centre.errors import NotLoggedIn
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.errors import NotStamped
from gjj_xl.desk.inputs import InputFileError
from gjj_xl.rules.business import Business
from tests.desk.scene import Scene, sheet


@pytest.fixture
def sent(scene: Scene, desk: Desk) -> Path:
    path = sheet(desk, scene.folder / "a.xlsx")
    scene.submit(desk, path)
    return path


def change(path: Path, cell: str, value: object, page: str | None = None) -> None:
    """Somebody takes the protection off and writes into a cell."""
    book = load_workbook(path)
    where = book[page] if page else book.worksheets[0]
    where.protection.sheet = False
    where[cell] = value
    book.save(path)


def test_every_changed_cell_is_named(desk: Desk, sent: Path) -> None:
    change(sent, "F3", 12345)
    change(sent, "D4", "201912")
    verified = desk.verify(sent)
    assert verified.receipt_ok
    assert not verified.content_ok
    assert verified.differs[:2] == (
        "第 3 行 月均工资：发送时为 10000.00，表中为 12345.00",
        "第 4 行 起始年月：发送时为 202001，表中为 201912",
    )


def test_a_row_that_was_added_and_one_that_was_cleared_are_named(desk: Desk, sent: Path) -> None:
    book = load_workbook(sent)
    page = book.worksheets[0]
    for column in range(1, 10):
        page.cell(5, column, page.cell(4, column).value)
        page.cell(3, column).value = None
    book.save(sent)
    assert set(desk.verify(sent).differs) >= {
        "第 3 行已发送，表中没有",
        "第 5 行不在已发送的内容中",
    }


def test_rows_in_another_order_are_the_same_content(desk: Desk, sent: Path) -> None:
    book = load_workbook(sent)
    page = book.worksheets[0]
    for column in range(1, 8):
        second, third = page.cell(3, column).value, page.cell(4, column).value
        page.cell(3, column).value, page.cell(4, column).value = third, second
    book.save(sent)
    assert desk.verify(sent).ok


def test_an_overtyped_amount_is_named(desk: Desk, sent: Path) -> None:
    change(sent, "I2", 99999)
    assert desk.verify(sent).differs == ("第 2 行 补缴金额：发送时为 7200.00，表中为 99999.00",)


def test_a_receipt_with_one_changed_byte_is_not_the_centres(desk: Desk, sent: Path) -> None:
    book = load_workbook(sent)
    page = book["回执"]
    for row in page.iter_rows():
        if str(row[0].value).startswith("回执原文"):
            text = bytearray(base64.b64decode(str(row[1].value)))
            text[-3] ^= 1
            row[1].value = base64.b64encode(bytes(text)).decode()
    book.save(sent)
    verified = desk.verify(sent)
    assert not verified.receipt_ok
    assert verified.words[0].startswith("回执不是中心出具的，或已被改动")


def test_words_on_the_receipt_sheet_that_are_not_the_receipts_are_named(
    desk: Desk, sent: Path
) -> None:
    book = load_workbook(sent)
    page = book["回执"]
    for row in page.iter_rows():
        if row[0].value == "总人数":
            row[1].value = "300"
    book.save(sent)
    assert desk.verify(sent).differs == ("回执页的总人数与回执原文不一致",)


def test_a_sheet_that_was_not_sent_has_no_receipt(scene: Scene, desk: Desk) -> None:
    with pytest.raises(NotStamped):
        desk.verify(sheet(desk, scene.folder / "b.xlsx"))


def test_a_receipt_copied_into_another_sheet_does_not_fit(
    scene: Scene, desk: Desk, sent: Path
) -> None:
    from gjj_xl.sheets.stamp import read_stamp, stamp_sent

    stamp = read_stamp(sent)
    assert stamp is not None
    other = sheet(desk, scene.folder / "b.xlsx", Business.REDUCE)
    stamp_sent(other, stamp)
    assert desk.verify(other).differs == ("表格是批量职工减少，发送的是批量漏缴补缴",)


@pytest.mark.parametrize("business", list(Business))
def test_a_supervisor_who_never_logged_in_verifies_with_the_centres_certificate(
    scene: Scene, desk: Desk, business: Business
) -> None:
    path = sheet(desk, scene.folder / "b.xlsx", business)
    scene.submit(desk, path)
    with open_desk(scene.folder / "supervisor") as supervisor:
        with pytest.raises(NotLoggedIn):
            supervisor.verify(path)
        assert supervisor.verify(path, scene.sandbox.ca).ok
        change(path, "B2", "另一个人" if business is Business.REGISTER else "000000000001")
        verified = supervisor.verify(path, scene.sandbox.ca)
        assert (verified.receipt_ok, verified.content_ok) == (True, False)
    assert not (scene.folder / "supervisor").exists()


def test_a_certificate_file_that_is_none_is_told(desk: Desk, sent: Path) -> None:
    with pytest.raises(InputFileError):
        desk.verify(sent, sent)
