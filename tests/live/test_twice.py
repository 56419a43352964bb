"""Nothing is paid twice, and what is signed is what was shown: for both kinds of back-pay."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.ribbon.dialogs.forms import Confirm, Pin
from gjj_xl.rules.business import Business
from tests.live.clerk import LiveClerk, column, fill, put
from tests.live.test_whole_way import good_cells
from tests.ribbon.windows import Later

BACKPAY = [business for business in Business if business.facts.backpay]


def sent(clerk: LiveClerk, business: Business) -> tuple[Any, str]:
    """A sent workbook, and the serial of its batch."""
    book = clerk.new(business)
    fill(book, business, good_cells(clerk.place.front, business))
    clerk.click("send")
    clerk.results()
    (batch,) = clerk.place.front.status()
    assert batch.entry.serial is not None
    return book, batch.entry.serial


@pytest.mark.parametrize("business", BACKPAY)
def test_a_copy_on_a_second_computer_is_a_question_with_the_earlier_serial(
    clerk: LiveClerk, business: Business
) -> None:
    book, serial = sent(clerk, business)
    path = Path(book.fullname)
    book.close()
    other = clerk.scene.second()
    copied = other.folder / "副本.xlsx"
    shutil.copy(path, copied)
    second = LiveClerk(other, clerk.app)
    try:
        second.log_in()
        clerk.app.books.open(str(copied))
        seen: list[str] = []

        def answer(form: Confirm) -> bool:
            seen.append("\n".join((*form.lines, form.question)))
            return "再提交一次" not in form.question

        second.windows.script(Confirm, answer)
        second.click("send")
        assert serial in seen[-1]
        assert "再提交一次" in seen[-1]
        assert len(clerk.scene.filed()) == 1
        assert clerk.app.books["副本.xlsx"].sheets[0].api.ProtectContents
    finally:
        second.close()


@pytest.mark.parametrize("business", BACKPAY)
def test_the_same_sheet_again_on_the_same_computer_is_a_question(
    clerk: LiveClerk, business: Business
) -> None:
    _, serial = sent(clerk, business)
    seen: list[Confirm] = []

    def answer(form: Confirm) -> bool:
        seen.append(form)
        return False

    clerk.windows.script(Confirm, answer)
    clerk.click("send")
    assert any(serial in line for line in seen[0].lines)
    assert seen[0].dangerous
    assert len(clerk.scene.filed()) == 1


@pytest.mark.parametrize("business", BACKPAY)
def test_a_cell_changed_between_confirmation_and_signature_stops_the_batch(
    clerk: LiveClerk, business: Business
) -> None:
    book = clerk.new(business)
    fill(book, business, good_cells(clerk.place.front, business))
    salary = "salary" if business is Business.MISSED else "due_salary"
    typing = Later(clerk.scene.unit.key_password)
    clerk.windows.script(Pin, lambda _: typing)
    clerk.press("send")
    clerk.until(lambda: bool(clerk.windows.of(Pin)))
    # The sheet is held still while the clerk answers; whoever frees it is found out.
    assert book.sheets[0].api.ProtectContents
    book.sheets[0].api.Unprotect("")
    put(book, business, 2, salary, 20000)
    typing.now.set()
    clerk.until(lambda: not clerk.place.jobs.running)
    assert "在确认之后被改动" in clerk.all_told
    assert clerk.scene.filed() == ()
    assert clerk.place.front.status() == []
    assert not book.sheets[0].api.ProtectContents
    assert column(book, "处理结果", 3) == [None, None]
